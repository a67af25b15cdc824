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
    bits: Vec<u64>,
}

impl RuleSet {
    /// Whether a rule is in it.
    #[must_use]
    pub fn contains(&self, rule: usize) -> bool {
        self.bits.get(rule / 64).is_some_and(|bits| bits >> (rule % 64) & 1 == 1)
    }

    /// The rules, in file order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.bits.len() * 64).filter(|rule| self.contains(*rule))
    }
}

impl FromIterator<bool> for RuleSet {
    /// The set of the places that are true.
    fn from_iter<I: IntoIterator<Item = bool>>(rules: I) -> Self {
        let mut bits: Vec<u64> = Vec::new();
        for (at, fired) in rules.into_iter().enumerate() {
            if at % 64 == 0 {
                bits.push(0);
            }
            if let Some(last) = bits.last_mut() {
                *last |= u64::from(fired) << (at % 64);
            }
        }
        Self { bits }
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
