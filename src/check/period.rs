//! Time over the whole: a decision that is read must be in force whenever its reader is, and an example must name the
//! day where its query depends on it.

use std::collections::HashMap;

use super::Checker;
use super::checked::{DefineId, Expr, ExprKind, Query};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{DateSpan, DecisionId};
use crate::source::Span;

/// What the bodies below something reach.
#[derive(Default, Clone)]
struct Reached {
    /// Decisions with a period that are read directly or through defines.
    limited: Vec<DecisionId>,
    today: bool,
}

impl Checker<'_> {
    pub(super) fn check_periods(&mut self) {
        if self.diagnostics.iter().any(|d| d.severity() == crate::diagnostic::Severity::Error) {
            // Circles would make the walk below endless; half a policy has half its periods.
            return;
        }
        let mut defines: HashMap<DefineId, Reached> = HashMap::new();
        let mut today: HashMap<DecisionId, bool> = HashMap::new();
        let mut found: Vec<Diagnostic> = Vec::new();
        for node in self.bodies_in_order() {
            match node {
                Query::Value(id) => {
                    let define = &self.out.defines[id];
                    let mut reached = Reached::default();
                    self.reach(&define.body, &defines, &today, &mut reached);
                    if define.params == 0 {
                        found.extend(self.unread(&reached, None, define.span, &define.name));
                    }
                    defines.insert(id, reached);
                }
                Query::Decision(id) => {
                    let decision = &self.out.decisions[id];
                    for rule in &decision.rules {
                        let mut reached = Reached::default();
                        rule.expressions().for_each(|expr| self.reach(expr, &defines, &today, &mut reached));
                        let period = decision.effective.and(rule.effective);
                        found.extend(self.unread(&reached, Some(period), rule.span, &rule.name));
                    }
                    let dated = |read| match read {
                        Query::Value(id) => defines.get(&id).is_some_and(|reached| reached.today),
                        Query::Decision(id) => today.get(&id).copied().unwrap_or(false),
                    };
                    today.insert(id, self.bodies.get(id).is_some_and(|body| body.is_dated(dated)));
                }
            }
        }
        let examples = self.out.examples.iter().filter(|example| example.today.is_none());
        let undated = examples.filter(|example| match example.query {
            Query::Decision(id) => today.get(&id).copied().unwrap_or(false),
            Query::Value(id) => defines.get(&id).is_some_and(|reached| reached.today),
        });
        found.extend(undated.map(|example| {
            Diagnostic::new(Code::ExampleNeedsToday, example.span, msg!("example-needs-today"))
                .help(msg!("example-needs-today.help"))
        }));
        self.diagnostics.extend(found);
    }

    fn reach(
        &self,
        expr: &Expr,
        defines: &HashMap<DefineId, Reached>,
        today: &HashMap<DecisionId, bool>,
        reached: &mut Reached,
    ) {
        expr.each(&mut |expr| match &expr.kind {
            ExprKind::Today | ExprKind::Now => reached.today = true,
            ExprKind::Param(id) => reached.today |= self.out.schema.params[*id].is_dated(),
            ExprKind::Define(id) | ExprKind::Call(id, _) => {
                if let Some(inner) = defines.get(id) {
                    reached.today |= inner.today;
                    for id in &inner.limited {
                        if !reached.limited.contains(id) {
                            reached.limited.push(*id);
                        }
                    }
                }
            }
            ExprKind::Decision(id) => {
                reached.today |= today.get(id).copied().unwrap_or(false);
                if self.out.decisions[*id].effective != DateSpan::ALWAYS && !reached.limited.contains(id) {
                    reached.limited.push(*id);
                }
            }
            _ => {}
        });
    }

    /// The decisions that a reader in force for `period` reads while they may be out of force. A define has no period.
    fn unread(&self, reached: &Reached, period: Option<DateSpan>, span: Span, reader: &str) -> Vec<Diagnostic> {
        let days = period.unwrap_or(DateSpan::ALWAYS);
        let late = reached.limited.iter().filter(|id| !self.out.decisions[**id].effective.covers(days));
        late.map(|id| {
            let name = &self.out.decisions[*id].name;
            let diagnostic = Diagnostic::new(
                Code::NotInForceWhenRead,
                span,
                msg!("not-in-force-when-read", reader = reader, name = name),
            )
            .help(match period {
                Some(_) => msg!("not-in-force-when-read.help", name = name),
                None => msg!("not-in-force-when-read.define.help", name = name),
            });
            match self.spans.effective.get(id) {
                Some(place) => diagnostic.also(*place, msg!("not-in-force-when-read.period", name = name)),
                None => diagnostic,
            }
        })
        .collect()
    }

    /// Defines and decisions, those that others use first.
    pub(super) fn bodies_in_order(&self) -> Vec<Query> {
        use crate::model::Id;
        let offset = self.out.defines.len();
        super::order::components(&self.references())
            .into_iter()
            .flatten()
            .map(|node| {
                if node < offset {
                    Query::Value(DefineId::from_index(node))
                } else {
                    Query::Decision(DecisionId::from_index(node - offset))
                }
            })
            .collect()
    }
}
