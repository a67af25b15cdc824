//! Decisions and their rules to their trees. A clause that stands twice is kept twice, for `check` to report.

use super::ast::{
    Because, Cite, Condition, ConditionKind, Decision, DefaultClause, Exception, Localised, Oblige, OutcomeDecl,
    Outcomes, Rule as RuleTree, Template,
};
use super::build::{Builder, Pair, child, children};
use super::grammar::Rule;

impl Builder<'_> {
    /// `decision name { … }`. A clause that cannot be read is reported and left out.
    pub fn decision(self, pair: &Pair<'_>) -> Option<Decision> {
        let mut decision = Decision {
            name: self.named(pair)?,
            title: Vec::new(),
            outcomes: Vec::new(),
            default: Vec::new(),
            effective: Vec::new(),
            rules: Vec::new(),
        };
        let mut from = None;
        for member in pair.clone().into_inner() {
            match member.as_rule() {
                Rule::title => decision.title.extend(self.localised(&member)),
                Rule::outcomes => decision.outcomes.push(self.outcomes(&member)),
                Rule::default_clause => decision.default.extend(self.default_clause(&member)),
                Rule::effective => decision.effective.extend(self.period_in(&member)),
                Rule::rule_decl => decision.rules.extend(self.rule(&member)),
                Rule::junk_clause => {
                    self.junk(from.take(), &member, Rule::strict_clauses);
                    continue;
                }
                _ => continue,
            }
            from = Some(member.as_span().start());
        }
        Some(decision)
    }

    fn outcomes(self, pair: &Pair<'_>) -> Outcomes {
        let word = |outcome: Pair<'_>| {
            Some(OutcomeDecl {
                name: self.named(&outcome)?,
                reserved: child(&outcome, Rule::reserved_mark).is_some(),
                title: self.localised(&outcome),
            })
        };
        Outcomes { words: children(pair, Rule::outcome).filter_map(word).collect(), span: self.span(pair) }
    }

    fn default_clause(self, pair: &Pair<'_>) -> Option<DefaultClause> {
        let mut plain: Option<Template> = None;
        let mut other = Vec::new();
        for because in children(pair, Rule::because).filter_map(|because| self.because(&because)) {
            match because.language {
                Some(language) => other.push((language, because.template)),
                None if plain.is_none() => plain = Some(because.template),
                None => self.second_because(because.span),
            }
        }
        let because = match plain {
            Some(plain) => Some(Localised { plain, other }),
            None if other.is_empty() => None,
            // Only versions in other languages: the first of them stands for all.
            None => {
                let (_, plain) = other.remove(0);
                Some(Localised { plain, other })
            }
        };
        Some(DefaultClause {
            outcome: self.named(pair)?,
            because,
            cites: children(pair, Rule::cite).filter_map(|cite| self.cite(&cite)).collect(),
            interpretations: children(pair, Rule::interpretation).filter_map(|text| self.localised(&text)).collect(),
            span: self.span(pair),
        })
    }

    fn second_because(self, span: crate::source::Span) {
        use crate::diagnostic::{Code, Diagnostic, msg};
        self.reader.report_syntax(
            Diagnostic::new(Code::SyntaxError, span, msg!("syntax-error.because"))
                .label(msg!("syntax-error.because.label"))
                .help(msg!("syntax-error.because.help")),
        );
    }

    fn rule(self, pair: &Pair<'_>) -> Option<RuleTree> {
        let mut rule = RuleTree {
            doc: self.doc(pair),
            name: self.named(pair)?,
            title: Vec::new(),
            conditions: Vec::new(),
            exceptions: Vec::new(),
            because: Vec::new(),
            cites: Vec::new(),
            interpretations: Vec::new(),
            effective: Vec::new(),
            obliges: Vec::new(),
            span: self.span(pair),
        };
        for clause in pair.clone().into_inner() {
            match clause.as_rule() {
                Rule::title => rule.title.extend(self.localised(&clause)),
                Rule::require => rule.conditions.extend(self.condition(&clause, ConditionKind::Require)),
                Rule::when => rule.conditions.extend(self.condition(&clause, ConditionKind::When)),
                Rule::exception => rule.exceptions.extend(self.exception(&clause)),
                Rule::because => rule.because.extend(self.because(&clause)),
                Rule::cite => rule.cites.extend(self.cite(&clause)),
                Rule::interpretation => rule.interpretations.extend(self.localised(&clause)),
                Rule::effective => rule.effective.extend(self.period_in(&clause)),
                Rule::oblige => rule.obliges.extend(self.oblige(&clause)),
                _ => {}
            }
        }
        Some(rule)
    }

    fn condition(self, pair: &Pair<'_>, kind: ConditionKind) -> Option<Condition> {
        Some(Condition { kind, expr: self.expr_in(pair)?, outcome: self.named(pair), span: self.span(pair) })
    }

    fn exception(self, pair: &Pair<'_>) -> Option<Exception> {
        Some(Exception { expr: self.expr_in(pair)?, span: self.span(pair) })
    }

    fn because(self, pair: &Pair<'_>) -> Option<Because> {
        Some(Because {
            language: child(pair, Rule::language).map(|language| self.name(&language)),
            template: self.template(&child(pair, Rule::text)?),
            span: self.span(pair),
        })
    }

    fn oblige(self, pair: &Pair<'_>) -> Option<Oblige> {
        Some(Oblige { name: self.named(pair)?, text: self.localised(pair)?, span: self.span(pair) })
    }

    /// `cite source "…"`
    pub fn cite(self, pair: &Pair<'_>) -> Option<Cite> {
        Some(Cite { source: self.named(pair)?, at: self.text_in(pair)?, span: self.span(pair) })
    }
}
