//! What came of a decision of which nothing but the rules that fired can show, to its verdict, as a value or as JSON.
//! Each of these rules is told by what was laid out for it, or traced; the time does not depend on how many others there
//! are.

use std::sync::OnceLock;

use super::told::{About, Told, cut};
use super::{Found, Plan};
use crate::compile::{Decision, Rule};
use crate::eval::messages::Messages;
use crate::eval::outcome::trace_fired;
use crate::eval::report::Reporter;
use crate::eval::words::Words;
use crate::eval::{Reason, Status, Verdict};
use crate::facts::Facts;

/// How the rules of a decision are told, each once it fired.
#[derive(Debug)]
pub(super) struct Reports {
    /// None within where a rule must be traced.
    rules: Box<[OnceLock<Option<Box<Told>>>]>,
    default: OnceLock<Option<Box<Told>>>,
    /// What stands around reasons and duties, by outcome.
    frames: Box<[OnceLock<Frame>]>,
}

/// A verdict as JSON without its reasons and duties.
#[derive(Debug)]
struct Frame {
    before: Vec<u8>,
    between: Vec<u8>,
    after: Vec<u8>,
}

fn places<T>(count: usize) -> Box<[OnceLock<T>]> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

impl Reports {
    pub(super) fn new(decision: &Decision) -> Self {
        let default = OnceLock::new();
        Self { rules: places(decision.rules.len()), default, frames: places(decision.outcomes.len()) }
    }
}

/// A rule that fired, and how it is told; else it must be traced.
struct Fired<'p> {
    rule: &'p Rule,
    told: Option<&'p Told>,
}

impl Plan {
    /// The verdict of what was found.
    pub(super) fn report(&self, facts: &Facts, found: &Found) -> Verdict {
        let about = self.about(facts);
        let fired = self.fired(found);
        let mut verdict = self.empty(found.sure);
        if found.sure == 0 {
            let told = self.told_default().and_then(|told| told.reason(about));
            verdict.reasons.push(told.unwrap_or_else(|| self.traced_default(facts)));
        } else {
            let mut reasons: Vec<Option<Reason>> =
                fired.iter().map(|fired| fired.told.and_then(|told| told.reason(about))).collect();
            self.trace(facts, &fired, &mut reasons);
            verdict.reasons.extend(reasons.into_iter().flatten());
        }
        for Fired { rule, told } in fired {
            match told {
                Some(told) => verdict.obligations.extend_from_slice(&told.obligations),
                None => verdict.obligations.extend(self.fixed(rule).1),
            }
        }
        verdict
    }

    /// Adds the verdict of what was found as JSON.
    pub(super) fn write_report(&self, facts: &Facts, found: &Found, out: &mut Vec<u8>) {
        let frame = self.reports.frames.get(usize::from(found.sure));
        let frame = frame.map(|frame| frame.get_or_init(|| self.frame(found.sure)));
        let (fired, start) = (self.fired(found), out.len());
        let is_told = fired.iter().all(|fired| fired.told.is_some());
        if let Some(frame) = frame.filter(|_| is_told) {
            out.extend_from_slice(&frame.before);
            if self.write_reasons(facts, found, &fired, out) {
                out.extend_from_slice(&frame.between);
                let mut is_first = true;
                fired.iter().filter_map(|fired| fired.told).for_each(|told| told.write_obligations(&mut is_first, out));
                return out.extend_from_slice(&frame.after);
            }
            out.truncate(start);
        }
        self.report(facts, found).write_json(out);
    }

    /// Adds the reasons; whether all could be told.
    fn write_reasons(&self, facts: &Facts, found: &Found, fired: &[Fired<'_>], out: &mut Vec<u8>) -> bool {
        let about = self.about(facts);
        if found.sure == 0 {
            return self.told_default().is_some_and(|told| told.write(about, out));
        }
        for (at, Fired { told, .. }) in fired.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            if !told.is_some_and(|told| told.write(about, out)) {
                return false;
            }
        }
        true
    }

    /// The rules that fired, strongest outcome first, in file order within an outcome.
    fn fired(&self, found: &Found) -> Vec<Fired<'_>> {
        let decision = self.program.decision(self.decision);
        let rules = found.fired.iter().filter_map(|at| Some((decision.rules.get(at)?, self.reports.rules.get(at)?)));
        let told = |rule| Told::of_rule(&self.program, self.decision, rule, &self.request).map(Box::new);
        let mut fired: Vec<Fired<'_>> =
            rules.map(|(rule, place)| Fired { rule, told: place.get_or_init(|| told(rule)).as_deref() }).collect();
        // In file order before, which is kept.
        fired.sort_by_key(|fired| std::cmp::Reverse(fired.rule.outcome));
        fired
    }

    fn told_default(&self) -> Option<&Told> {
        let told = || Told::of_default(&self.program, self.decision, &self.request).map(Box::new);
        self.reports.default.get_or_init(told).as_deref()
    }

    /// Fills in the reasons that are missing, from the steps of their rules.
    fn trace(&self, facts: &Facts, fired: &[Fired<'_>], reasons: &mut [Option<Reason>]) {
        let missing =
            || fired.iter().zip(&*reasons).filter(|(_, reason)| reason.is_none()).map(|(fired, _)| fired.rule);
        if missing().next().is_none() {
            return;
        }
        let trace = trace_fired(&self.program, self.decision, facts, &self.request, missing());
        let reporter = Reporter { program: &self.program, facts, request: &self.request, trace: &trace };
        let mut messages = Messages::new(&self.program, facts, &self.request);
        let mut steps = trace.rules(self.decision).iter();
        for (fired, reason) in fired.iter().zip(reasons).filter(|(_, reason)| reason.is_none()) {
            *reason = Some(reporter.reason(self.decision, steps.next(), fired.rule, &mut messages));
        }
    }

    fn traced_default(&self, facts: &Facts) -> Reason {
        let trace = Default::default();
        let reporter = Reporter { program: &self.program, facts, request: &self.request, trace: &trace };
        reporter.default_reason(self.decision, &mut Messages::new(&self.program, facts, &self.request))
    }

    fn fixed(&self, rule: &Rule) -> (Reason, Vec<crate::eval::ObligationDue>) {
        Reporter::fixed(&self.program, &self.request, self.decision, rule)
    }

    fn about<'r>(&'r self, facts: &'r Facts) -> About<'r> {
        let words = Words::of_messages(&self.program, self.request.locale.as_deref());
        About { program: &self.program, facts, words }
    }

    /// A verdict without reasons and duties.
    fn empty(&self, outcome: u8) -> Verdict {
        let decision = self.program.decision(self.decision);
        let name = decision.outcome_name(outcome);
        Verdict {
            decision: decision.full_name(),
            status: Status::Decided,
            outcome: Some(name.to_owned()),
            possible: vec![name.to_owned()],
            reasons: Vec::new(),
            obligations: Vec::new(),
            needs: Vec::new(),
            open: Vec::new(),
            warnings: Vec::new(),
            errors: Vec::new(),
            as_of: self.request.today.to_string(),
        }
    }

    fn frame(&self, outcome: u8) -> Frame {
        let mut json = Vec::new();
        self.empty(outcome).write_json(&mut json);
        let parts = cut(json, br#""reasons":[]"#).and_then(|(before, rest)| {
            let (between, after) = cut(rest, br#""obligations":[]"#)?;
            Some((before, between, after))
        });
        let (mut before, between, after) = parts.unwrap_or_default();
        before.extend_from_slice(br#""reasons":["#);
        let between = [b"]", &*between, br#""obligations":["#].concat();
        let after = [b"]", &*after].concat();
        Frame { before, between, after }
    }
}
