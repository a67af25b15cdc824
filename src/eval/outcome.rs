//! A program and facts to what came out, bare or as a verdict.

use super::machine::Machine;
use super::report::{Reporter, is_certain};
use super::rules::{Firing, Judged};
use super::trace::{Recorder, StepId, Trace};
use super::tracer::Untraced;
use super::{Request, Status, ValueVerdict, Verdict, needs};
use crate::compile::{DefineId, Program};
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleSet {
    /// The first 64 rules.
    first: u64,
    /// The others, without zeros at the end.
    rest: Vec<u64>,
}

impl RuleSet {
    /// Whether a rule is in it.
    #[must_use]
    pub fn contains(&self, rule: usize) -> bool {
        let bits = match (rule / 64).checked_sub(1) {
            None => self.first,
            Some(at) => self.rest.get(at).copied().unwrap_or(0),
        };
        bits >> (rule % 64) & 1 == 1
    }

    /// Adds a rule.
    pub fn insert(&mut self, rule: usize) {
        let bit = 1 << (rule % 64);
        let Some(at) = (rule / 64).checked_sub(1) else {
            self.first |= bit;
            return;
        };
        if self.rest.len() <= at {
            self.rest.resize(at + 1, 0);
        }
        if let Some(bits) = self.rest.get_mut(at) {
            *bits |= bit;
        }
    }

    /// Whether none is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first == 0 && self.rest.is_empty()
    }

    /// The rules, in file order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let words = std::iter::once(&self.first).chain(&self.rest).enumerate();
        words.flat_map(|(at, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| at * 64 + bit))
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

/// The verdict of a decision of which nothing but the rules that fired can show: each of these is traced, and no other.
pub(super) fn report_fired(
    program: &Program,
    decision: DecisionId,
    facts: &Facts,
    request: &Request,
    judged: &Judged,
) -> Verdict {
    let mut machine = Machine::new(program, facts, request, Recorder::new(program));
    if judged.firing.contains(&Firing::Fired) {
        machine.trace_fired(decision, &judged.firing);
    }
    verdict(program, decision, facts, request, judged, &machine.tracer.trace)
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
