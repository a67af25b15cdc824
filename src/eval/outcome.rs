//! A program and facts to what came out, bare or as a verdict.

use super::machine::Machine;
use super::report::{Reporter, is_certain};
use super::rules::{Firing, Judged};
use super::trace::{Recorder, StepId, Trace};
use super::tracer::Untraced;
use super::{Request, Status, ValueVerdict, Verdict, needs};
use crate::compile::{DefineId, Program, Rule};
use crate::facts::Facts;
use crate::model::{Cell, DecisionId, OutcomeSet};

/// What came out of a decision, without words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it could be decided.
    pub status: Status,
    /// The outcome; none unless decided.
    pub outcome: Option<u8>,
    /// What may still come out.
    pub possible: OutcomeSet,
    /// The rules that surely fired.
    pub fired: RuleSet,
}

/// Rules of one decision, by their places in it.
// INVARIANT: `bits` is zero only where the set is empty, and `rest` holds only rules after those of `bits`, so that equal
// sets are equal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleSet {
    /// Which 64 rules `bits` stands for.
    word: usize,
    bits: u64,
    /// The others, in order: of thousands of rules few fire.
    rest: Vec<usize>,
}

impl RuleSet {
    /// Those of the first 64 rules whose bits are set.
    #[inline]
    pub(super) fn of(bits: u64) -> Self {
        Self { word: 0, bits, rest: Vec::new() }
    }

    /// Whether a rule is in it.
    #[must_use]
    pub fn contains(&self, rule: usize) -> bool {
        if rule / 64 == self.word { self.bits >> (rule % 64) & 1 == 1 } else { self.rest.binary_search(&rule).is_ok() }
    }

    /// Adds a rule. A set of rules that lie near each other takes no memory of its own.
    #[inline]
    pub fn insert(&mut self, rule: usize) {
        let word = rule / 64;
        if self.bits == 0 {
            self.word = word;
        }
        if word == self.word {
            self.bits |= 1 << (rule % 64);
        } else {
            self.insert_far(rule);
        }
    }

    #[cold]
    fn insert_far(&mut self, rule: usize) {
        if rule / 64 < self.word {
            let before: Vec<usize> = self.near().collect();
            self.rest.splice(0..0, before);
            (self.word, self.bits) = (rule / 64, 1 << (rule % 64));
        } else if self.rest.last().is_none_or(|last| *last < rule) {
            self.rest.push(rule);
        } else if let Err(at) = self.rest.binary_search(&rule) {
            self.rest.insert(at, rule);
        }
    }

    /// Whether none is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits == 0
    }

    fn near(&self) -> impl Iterator<Item = usize> {
        let (word, mut bits) = (self.word, self.bits);
        std::iter::from_fn(move || {
            let next = (bits != 0).then(|| word * 64 + bits.trailing_zeros() as usize)?;
            bits &= bits - 1;
            Some(next)
        })
    }

    /// The rules, in file order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.near().chain(self.rest.iter().copied())
    }
}

impl FromIterator<bool> for RuleSet {
    /// The set of the places that are true.
    fn from_iter<I: IntoIterator<Item = bool>>(rules: I) -> Self {
        let mut set = Self::default();
        for (at, fired) in rules.into_iter().enumerate() {
            if fired {
                set.insert(at);
            }
        }
        set
    }
}

/// Decides, and says no more than what came out: no reasons, no words. What a host in a hurry asks for.
#[must_use]
pub fn decide(program: &Program, decision: DecisionId, facts: &Facts, request: &Request) -> Outcome {
    let mut machine = Machine::new(program, facts, request, Untraced::default());
    let judged = machine.judge(decision);
    let status = if !judged.in_force {
        Status::NotInForce
    } else if judged.is_decided() {
        Status::Decided
    } else if machine.tracer.failures > 0 {
        // Only the trace tells whether the outcome turns on a failure.
        let (judged, trace) = trace_decision(program, decision, facts, request);
        let rules = program.decision(decision);
        let failed = |at| !needs::of_rule(program, &trace, decision, at).failures.is_empty();
        if judged.decisive(rules).any(|(at, _)| failed(at)) { Status::Error } else { Status::Undetermined }
    } else {
        Status::Undetermined
    };
    Outcome {
        status,
        outcome: (status == Status::Decided).then_some(judged.sure),
        possible: judged.possible(),
        fired: judged.firing.iter().map(|firing| *firing == Firing::Fired).collect(),
    }
}

/// Decides, with reasons, obligations and needs.
#[must_use]
pub fn evaluate(program: &Program, decision: DecisionId, facts: &Facts, request: &Request) -> Verdict {
    let (judged, trace) = trace_decision(program, decision, facts, request);
    verdict(program, decision, facts, request, &judged, &trace)
}

/// The value of a define without parameters, with the facts it rests on.
#[must_use]
pub fn value(program: &Program, define: DefineId, facts: &Facts, request: &Request) -> ValueVerdict {
    let (step, trace) = trace_value(program, define, facts, request);
    value_verdict(program, define, facts, request, step, &trace)
}

/// The value of a define without parameters, bare: decided, undetermined or error.
#[must_use]
pub fn value_cell(program: &Program, define: DefineId, facts: &Facts, request: &Request) -> (Status, Cell) {
    let mut machine = Machine::new(program, facts, request, Untraced::default());
    let (cell, ()) = machine.define(define);
    if is_certain(&cell) {
        return (Status::Decided, cell);
    }
    let mut status = Status::Undetermined;
    if machine.tracer.failures > 0 {
        let (step, trace) = trace_value(program, define, facts, request);
        if !needs::of_value(program, &trace, step).failures.is_empty() {
            status = Status::Error;
        }
    }
    (status, cell)
}

/// Judges a decision and keeps every step.
pub(crate) fn trace_decision(
    program: &Program,
    decision: DecisionId,
    facts: &Facts,
    request: &Request,
) -> (Judged, Trace) {
    let mut machine = Machine::new(program, facts, request, Recorder::new(program));
    let judged = machine.judge(decision);
    (judged, machine.tracer.trace)
}

/// The steps of rules that are known to have fired, in the same order, and of no other.
pub(super) fn trace_fired<'p>(
    program: &'p Program,
    decision: DecisionId,
    facts: &'p Facts,
    request: &'p Request,
    rules: impl Iterator<Item = &'p Rule>,
) -> Trace {
    let mut machine = Machine::new(program, facts, request, Recorder::new(program));
    for rule in rules {
        machine.rule(decision, rule);
    }
    machine.tracer.trace
}

/// Works out a value and keeps every step.
pub(crate) fn trace_value(program: &Program, define: DefineId, facts: &Facts, request: &Request) -> (StepId, Trace) {
    let mut machine = Machine::new(program, facts, request, Recorder::new(program));
    let (_, step) = machine.define(define);
    (step, machine.tracer.trace)
}

/// The verdict of a decision that was judged.
pub(crate) fn verdict(
    program: &Program,
    decision: DecisionId,
    facts: &Facts,
    request: &Request,
    judged: &Judged,
    trace: &Trace,
) -> Verdict {
    Reporter { program, facts, request, trace }.verdict(decision, judged)
}

/// The verdict of a value that was worked out.
pub(crate) fn value_verdict(
    program: &Program,
    define: DefineId,
    facts: &Facts,
    request: &Request,
    step: StepId,
    trace: &Trace,
) -> ValueVerdict {
    Reporter { program, facts, request, trace }.value(define, step)
}

#[cfg(test)]
mod tests {
    use super::RuleSet;
    use std::collections::BTreeSet;

    #[test]
    fn a_set_is_the_same_whatever_the_order() {
        let orders: [&[usize]; 5] =
            [&[1, 2, 63], &[700, 1, 64, 65, 1], &[64, 63, 700, 699, 2], &[5000, 4999, 0, 70], &[]];
        for rules in orders {
            let expected: BTreeSet<usize> = rules.iter().copied().collect();
            let set = |rules: &mut dyn Iterator<Item = usize>| {
                let mut set = RuleSet::default();
                rules.for_each(|rule| set.insert(rule));
                set
            };
            let found = set(&mut rules.iter().copied());
            assert_eq!(found.iter().collect::<Vec<_>>(), expected.iter().copied().collect::<Vec<_>>());
            assert_eq!(found, set(&mut rules.iter().rev().copied()));
            assert_eq!(found.is_empty(), rules.is_empty());
            for rule in [0, 1, 2, 63, 64, 65, 70, 699, 700, 4999, 5000, 5001] {
                assert_eq!(found.contains(rule), expected.contains(&rule), "{rule} in {rules:?}");
            }
        }
    }
}
