//! Rules to whether they fire, and a decision's rules to what may come out.

use super::logic::truth;
use super::machine::Machine;
use super::tracer::Tracer;
use crate::compile::{Decision, Rule, RuleKind};
use crate::model::{DecisionId, OutcomeSet};

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firing {
    /// It fires.
    Fired,
    /// Its condition does not ask for it.
    Satisfied,
    /// An exception holds.
    Excepted,
    /// It is not known whether it fires.
    Unknown,
    /// It is not in force on the day.
    NotInForce,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether it is in force on the day.
    pub in_force: bool,
    /// What became of its rules; empty where it is not in force.
    pub firing: Vec<Firing>,
    /// The strongest outcome of the rules that surely fire, or the default.
    pub sure: u8,
    /// Stronger outcomes of rules whose firing is unknown.
    pub open: OutcomeSet,
}

impl Judged {
    /// Works out what may come out, given what became of the rules.
    fn of(decision: &Decision, firing: Vec<Firing>) -> Self {
        let outcomes = |wanted: Firing| {
            let pairs = decision.rules.iter().zip(&firing);
            pairs.filter(move |(_, firing)| **firing == wanted).map(|(rule, _)| rule.outcome)
        };
        let sure = outcomes(Firing::Fired).max().unwrap_or(0);
        let open =
            outcomes(Firing::Unknown).filter(|outcome| *outcome > sure).fold(OutcomeSet::default(), OutcomeSet::with);
        Self { in_force: true, firing, sure, open }
    }

    fn not_in_force() -> Self {
        Self { in_force: false, firing: Vec::new(), sure: 0, open: OutcomeSet::default() }
    }

    /// What may come out; nothing where it is not in force.
    #[must_use]
    pub fn possible(&self) -> OutcomeSet {
        if self.in_force { self.open.with(self.sure) } else { OutcomeSet::default() }
    }

    /// Whether one outcome is certain.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.in_force && self.open.is_empty()
    }

    /// The rules of a decision that are in some state, in file order.
    pub fn rules<'d>(&'d self, decision: &'d Decision, wanted: Firing) -> impl Iterator<Item = (usize, &'d Rule)> {
        let rules = decision.rules.iter().enumerate().zip(&self.firing);
        rules.filter(move |(_, firing)| **firing == wanted).map(|(rule, _)| rule)
    }

    /// The rules on which the outcome turns: their firing is unknown and their outcome stronger than the sure one.
    pub fn decisive<'d>(&'d self, decision: &'d Decision) -> impl Iterator<Item = (usize, &'d Rule)> {
        self.rules(decision, Firing::Unknown).filter(|(_, rule)| rule.outcome > self.sure)
    }
}

impl<T: Tracer> Machine<'_, T> {
    /// Judges all rules of a decision.
    pub(super) fn judge(&mut self, id: DecisionId) -> Judged {
        let decision = self.program.decision(id);
        if !decision.effective.contains(self.request.today) {
            return Judged::not_in_force();
        }
        let firing = decision.rules.iter().map(|rule| self.rule(id, rule)).collect();
        Judged::of(decision, firing)
    }

    pub(super) fn rule(&mut self, decision: DecisionId, rule: &Rule) -> Firing {
        if !rule.effective.contains(self.request.today) {
            self.tracer.rule(decision, Firing::NotInForce, Vec::new(), None);
            return Firing::NotInForce;
        }
        let outermost = self.outermost.replace(rule.condition);
        let (firing, exceptions, condition) = self.in_frame(rule.slots, [], |machine| machine.fires(rule));
        self.outermost = outermost;
        self.tracer.rule(decision, firing, exceptions, condition);
        firing
    }

    /// Exceptions come first, so that they guard the condition.
    fn fires(&mut self, rule: &Rule) -> (Firing, Vec<T::Mark>, Option<T::Mark>) {
        let mut exceptions = Vec::new();
        let mut sure = true;
        for exception in &rule.exceptions {
            let (cell, mark) = self.eval(*exception);
            exceptions.push(mark);
            match truth(&cell) {
                Some(true) => return (Firing::Excepted, exceptions, None),
                Some(false) => {}
                None => sure = false,
            }
        }
        let (cell, mark) = self.eval(rule.condition);
        let firing = match truth(&cell).map(|truth| truth == (rule.kind == RuleKind::When)) {
            Some(false) => Firing::Satisfied,
            Some(true) if sure => Firing::Fired,
            _ => Firing::Unknown,
        };
        (firing, exceptions, Some(mark))
    }
}
