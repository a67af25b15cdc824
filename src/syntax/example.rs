//! Samples and examples to their trees. It knows no facts and no decisions.

use super::ast::{Example, Expect, ExpectKind, Expr, ExprKind, Given, Need, Sample};
use super::build::{Builder, Pair, child, children};
use super::grammar::Rule;

impl Builder<'_> {
    /// `sample name { … }`
    pub fn sample(self, pair: &Pair<'_>) -> Option<Sample> {
        Some(Sample { name: self.named(pair)?, facts: self.values(&child(pair, Rule::values)?) })
    }

    /// `example name "…" { … }`
    pub fn example(self, pair: &Pair<'_>) -> Option<Example> {
        let mut example = Example {
            query: self.named(pair)?,
            title: self.text_in(pair)?,
            today: Vec::new(),
            now: Vec::new(),
            given: Vec::new(),
            params: Vec::new(),
            expect: Vec::new(),
            obliges: Vec::new(),
        };
        for clause in pair.clone().into_inner() {
            let span = self.span(&clause);
            match clause.as_rule() {
                Rule::today_clause => example.today.extend(self.date_in(&clause).map(|date| (date, span))),
                Rule::now_clause => {
                    let moment = child(&clause, Rule::datetime).and_then(|moment| child(&moment, Rule::date_like));
                    example.now.extend(moment.map(|moment| (self.moment(&moment).date_time(), span)));
                }
                Rule::given => example.given.push(self.given(&clause)),
                Rule::params => example.params.extend(child(&clause, Rule::values).map(|values| self.values(&values))),
                Rule::expect => example.expect.extend(self.expect(&clause)),
                Rule::obliges => example.obliges.push((self.names(&clause), span)),
                _ => {}
            }
        }
        Some(example)
    }

    fn given(self, pair: &Pair<'_>) -> Given {
        let without = child(pair, Rule::without);
        Given {
            sample: self.named(pair),
            with: child(pair, Rule::values).map(|values| self.values(&values)).unwrap_or_default(),
            without: without
                .map(|without| children(&without, Rule::path).map(|path| self.dotted(&path)).collect())
                .unwrap_or_default(),
            span: self.span(pair),
        }
    }

    fn expect(self, pair: &Pair<'_>) -> Option<Expect> {
        let mut kind = None;
        let mut rules = None;
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::undetermined => kind = Some(ExpectKind::Undetermined { needs: self.needs(&part) }),
                Rule::not_in_force => kind = Some(ExpectKind::NotInForce),
                Rule::error_status => kind = Some(ExpectKind::Error),
                Rule::expect_word => {
                    let name = self.named(&part)?;
                    let value = Expr { kind: ExprKind::Name(name.text), span: name.span };
                    kind = Some(ExpectKind::Value { value, because: None });
                }
                Rule::expr => kind = Some(ExpectKind::Value { value: self.expr(&part), because: None }),
                Rule::expect_rules => rules = Some(self.names(&part)),
                _ => {}
            }
        }
        let kind = match kind? {
            ExpectKind::Value { value, .. } => ExpectKind::Value { value, because: rules },
            other => other,
        };
        Some(Expect { kind, span: self.span(pair) })
    }

    fn needs(self, pair: &Pair<'_>) -> Option<Vec<Need>> {
        child(pair, Rule::kw_needs)?;
        let need = |need: Pair<'_>| {
            let text = match child(&need, Rule::need_param) {
                Some(param) => format!("param {}", self.named(&param)?.text),
                None => child(&need, Rule::need_path)?.into_inner().map(|part| part.as_str().to_owned()).collect(),
            };
            Some(Need { text, span: self.span(&need) })
        };
        Some(children(pair, Rule::need).filter_map(need).collect())
    }
}
