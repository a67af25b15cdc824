//! What a query can read, through defines and decisions.

#![expect(clippy::indexing_slicing, reason = "ids of a program come from its own tables, which never shrink")]

use std::collections::BTreeSet;

use super::program::Program;
use super::term::{Term, TermId};
use crate::check::checked::{DefineId, Query};
use crate::model::{DateSpan, DecisionId, FactId, ParamId};

/// Everything that a query can read, its messages included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The facts, by id.
    pub facts: Vec<FactId>,
    /// The parameters, by id.
    pub params: Vec<ParamId>,
    /// The defines, by id; a value that was asked for is among them.
    pub defines: Vec<DefineId>,
    /// The decisions, by id; one that was asked for is among them.
    pub decisions: Vec<DecisionId>,
    /// Whether the day matters: `today`, a period or a dated parameter.
    pub uses_today: bool,
    /// Whether the moment matters.
    pub uses_now: bool,
}

impl Program {
    /// What a query can read.
    #[must_use]
    pub fn reach(&self, query: Query) -> &Reach {
        match query {
            Query::Value(id) => self.define_reach[id].get_or_init(|| Walk::from(self, query)),
            Query::Decision(id) => self.decision_reach[id].get_or_init(|| Walk::from(self, query)),
        }
    }
}

/// A walk over all that a query refers to, without recursion: chains of defines may be long.
struct Walk<'p> {
    program: &'p Program,
    facts: BTreeSet<FactId>,
    params: BTreeSet<ParamId>,
    defines: BTreeSet<DefineId>,
    decisions: BTreeSet<DecisionId>,
    uses_today: bool,
    uses_now: bool,
    waiting: Vec<(TermId, TermId)>,
}

impl<'p> Walk<'p> {
    fn from(program: &'p Program, query: Query) -> Reach {
        let mut walk = Self {
            program,
            facts: BTreeSet::new(),
            params: BTreeSet::new(),
            defines: BTreeSet::new(),
            decisions: BTreeSet::new(),
            uses_today: false,
            uses_now: false,
            waiting: Vec::new(),
        };
        match query {
            Query::Value(id) => walk.define(id),
            Query::Decision(id) => walk.decision(id),
        }
        while let Some((first, end)) = walk.waiting.pop() {
            for id in (first.0..end.0).map(TermId) {
                walk.term(program.term(id));
            }
        }
        Reach {
            facts: walk.facts.into_iter().collect(),
            params: walk.params.into_iter().collect(),
            defines: walk.defines.into_iter().collect(),
            decisions: walk.decisions.into_iter().collect(),
            uses_today: walk.uses_today,
            uses_now: walk.uses_now,
        }
    }

    fn define(&mut self, id: DefineId) {
        if self.defines.insert(id) {
            self.waiting.push(self.program.define(id).terms);
        }
    }

    fn decision(&mut self, id: DecisionId) {
        if self.decisions.insert(id) {
            let decision = self.program.decision(id);
            self.waiting.push(decision.terms);
            let dated = |span: DateSpan| span != DateSpan::ALWAYS;
            self.uses_today |= dated(decision.effective) || decision.rules.iter().any(|rule| dated(rule.effective));
        }
    }

    fn term(&mut self, term: &Term) {
        match term {
            Term::Fact(id) => {
                self.facts.insert(*id);
            }
            Term::Param(id) => {
                self.params.insert(*id);
                self.uses_today |= self.program.schema().params.get(*id).is_some_and(|param| param.is_dated());
            }
            Term::Today => self.uses_today = true,
            Term::Now => self.uses_now = true,
            Term::Define(id) | Term::Call(id, _) => self.define(*id),
            Term::Decision(id) => self.decision(*id),
            _ => {}
        }
    }
}
