//! A judged decision and its trace to the verdict that hosts read. It never judges again.

use indexmap::IndexMap;

use super::Request;
use super::error::Failure;
use super::json::{Json, cell_json};
use super::logic;
use super::messages::Messages;
use super::needs::{self, Needs};
use super::reads::Reads;
use super::rules::{Firing, Judged};
use super::trace::{ElementStep, FailureId, RuleSteps, StepId, Trace};
use super::verdict::{
    CiteReport, Element, EvalErrorReport, ObligationDue, OpenRule, Reason, Status, ValueVerdict, Verdict,
};
use crate::compile::{Cite, Decision, DefineId, Place, Program, Quantifier, Rule, Term};
use crate::diagnostic::Locale;
use crate::facts::Facts;
use crate::model::{Cell, DecisionId, Localised, Type, TypeKind, Value};

/// How many elements a reason or an explanation lists.
pub(crate) const ELEMENTS: usize = 20;

/// What a report is made from.
pub(super) struct Reporter<'p> {
    pub(super) program: &'p Program,
    pub(super) facts: &'p Facts,
    pub(super) request: &'p Request,
    pub(super) trace: &'p Trace,
}

/// The elements of a quantifier that made it what it is, or that leave it open.
pub(crate) fn settling<'t>(
    program: &Program,
    trace: &'t Trace,
    quantifier: StepId,
) -> impl Iterator<Item = &'t ElementStep> {
    let step = trace.step(quantifier);
    let found = step.and_then(|step| match (step.term.map(|term| program.term(term)), logic::truth(&step.cell)) {
        (Some(Term::Quantifier(which, ..)), Some(holds)) => Some(holds == (*which == Quantifier::Exists)),
        (Some(Term::Quantifier(..)), None) => None,
        // Whatever else is worked out over a list rests on the elements that are counted.
        _ => (step.cell != Cell::Unknown).then_some(true),
    });
    let elements = step.map_or(&[][..], |step| &step.elements);
    let kept = |element: &ElementStep| {
        let filter = element.filter.and_then(|filter| trace.step(filter));
        filter.is_none_or(|filter| logic::truth(&filter.cell) == Some(true))
    };
    elements.iter().filter(move |element| element.settles == found && (found != Some(false) || kept(element)))
}

impl Reporter<'_> {
    pub(super) fn verdict(&self, id: DecisionId, judged: &Judged) -> Verdict {
        let decision = self.program.decision(id);
        let mut needs = Needs::default();
        for (at, _) in judged.decisive(decision) {
            needs.extend(needs::of_rule(self.program, self.trace, id, at));
        }
        let status = if !judged.in_force {
            Status::NotInForce
        } else if judged.is_decided() {
            Status::Decided
        } else if needs.failures.is_empty() {
            Status::Undetermined
        } else {
            Status::Error
        };
        let name = |outcome: u8| decision.outcome_name(outcome).to_owned();
        let open = judged.rules(decision, Firing::Unknown).map(|(at, rule)| OpenRule {
            rule: rule.name.to_string(),
            outcome: name(rule.outcome),
            needs: needs::of_rule(self.program, self.trace, id, at).inputs.into_iter().collect(),
        });
        let (errors, warnings) = self.errors(&needs);
        Verdict {
            decision: decision.full_name(),
            status,
            outcome: (status == Status::Decided).then(|| name(judged.sure)),
            possible: judged.possible().iter().map(name).collect(),
            reasons: self.reasons(id, judged),
            obligations: self.obligations(id, judged),
            needs: needs.inputs.into_iter().collect(),
            open: open.collect(),
            warnings,
            errors,
            as_of: self.request.today.to_string(),
        }
    }

    /// The rules that fired, strongest outcome first, in file order within an outcome.
    fn fired(&self, id: DecisionId, judged: &Judged) -> Vec<(usize, &Rule)> {
        let mut fired: Vec<(usize, &Rule)> = judged
            .firing
            .iter()
            .zip(&self.program.decision(id).rules)
            .enumerate()
            .filter(|(_, (firing, _))| **firing == Firing::Fired)
            .map(|(at, (_, rule))| (at, rule))
            .collect();
        fired.sort_by_key(|(at, rule)| (std::cmp::Reverse(rule.outcome), *at));
        fired
    }

    fn obligations(&self, id: DecisionId, judged: &Judged) -> Vec<ObligationDue> {
        let decision = self.program.decision(id);
        if decision.rules.iter().all(|rule| rule.obligations.is_empty()) {
            return Vec::new();
        }
        let fired = self.fired(id, judged);
        fired.iter().flat_map(|(_, rule)| duties(self.request, decision, rule)).collect()
    }

    fn locale(&self) -> Option<&str> {
        self.request.locale.as_deref()
    }

    fn reasons(&self, id: DecisionId, judged: &Judged) -> Vec<Reason> {
        let mut messages = Messages::new(self.program, self.facts, self.request);
        if judged.is_decided() && judged.sure == 0 {
            return vec![self.default_reason(id, &mut messages)];
        }
        let steps = self.trace.rules(id);
        let fired = self.fired(id, judged).into_iter();
        fired.map(|(at, rule)| self.reason(id, steps.get(at), rule, &mut messages)).collect()
    }

    pub(super) fn default_reason(&self, id: DecisionId, messages: &mut Messages<'_>) -> Reason {
        let decision = self.program.decision(id);
        let because = decision.default_because.in_locale(self.locale());
        let message = messages.plain(decision.default_slots, because);
        Reason { message, ..Self::fixed_default(self.program, self.request, id) }
    }

    /// What is the same for all facts of the reason of a default.
    pub(super) fn fixed_default(program: &Program, request: &Request, id: DecisionId) -> Reason {
        let decision = program.decision(id);
        let grounds = (&*decision.default_cites, &*decision.default_interpretations);
        unfilled(program, request, (None, decision.outcome_name(0)), grounds)
    }

    /// What is the same for all facts of the reason of a rule, and its duties.
    pub(super) fn fixed(
        program: &Program,
        request: &Request,
        id: DecisionId,
        rule: &Rule,
    ) -> (Reason, Vec<ObligationDue>) {
        let decision = program.decision(id);
        let grounds = (&*rule.cites, &*rule.interpretations);
        let reason = unfilled(program, request, (Some(&*rule.name), decision.outcome_name(rule.outcome)), grounds);
        (reason, duties(request, decision, rule).collect())
    }

    /// Why a rule fired, by the steps that were taken.
    pub(super) fn reason(
        &self,
        id: DecisionId,
        steps: Option<&RuleSteps>,
        rule: &Rule,
        messages: &mut Messages<'_>,
    ) -> Reason {
        let (mut reason, _) = Self::fixed(self.program, self.request, id, rule);
        let Some(steps) = steps else {
            return reason;
        };
        let mut reads = Reads::new(self.program, self.trace);
        for exception in &steps.exceptions {
            reads.step(*exception);
        }
        let because = rule.because.in_locale(self.locale());
        match (self.program.term(rule.condition), steps.condition) {
            (Term::Quantifier(_, over, _), Some(condition)) => {
                let settling: Vec<&ElementStep> = settling(self.program, self.trace, condition).collect();
                let list = self.trace.step(condition).and_then(|step| step.parts.first());
                if let Some(list) = list {
                    reads.step(*list);
                }
                let (mut elements, facts) = self.elements(reads, &settling);
                if because.uses_element {
                    let items = settling.iter().take(ELEMENTS).filter_map(|element| self.trace.step(element.item));
                    let cells: Vec<Cell> = items.map(|item| item.cell.clone()).collect();
                    let each = messages.each(rule.slots, because, over.variable, &cells);
                    reason.message = messages.join(&each, settling.len());
                    for (element, message) in elements.iter_mut().zip(each) {
                        element.message = Some(message);
                    }
                    if elements.is_empty() {
                        reason.message = messages.with(rule.slots, because, over.variable, Cell::Absent);
                    }
                } else {
                    reason.message = messages.plain(rule.slots, because);
                }
                reason.facts = facts;
                reason.element_count = Some(settling.len());
                reason.elements = Some(elements);
            }
            (_, condition) => {
                if let Some(condition) = condition {
                    reads.step(condition);
                }
                reason.facts = reads.facts(|_| true);
                reason.message = messages.plain(rule.slots, because);
            }
        }
        reason
    }

    /// The listed elements with what was read of each, and what was read besides.
    fn elements(&self, mut besides: Reads<'_>, settling: &[&ElementStep]) -> (Vec<Element>, IndexMap<String, Json>) {
        let mut inside = Vec::new();
        let mut elements = Vec::new();
        for element in settling.iter().take(ELEMENTS) {
            let mut item = Reads::new(self.program, self.trace);
            item.whole(element.item);
            let roots: Vec<_> = item.paths().collect();
            let mut reads = Reads::new(self.program, self.trace);
            reads.element(element.filter, element.value);
            let mut facts = reads.facts(|path| roots.iter().any(|root| self.trace.is_within(path, *root)));
            if facts.is_empty() && !self.is_record(element.item) {
                // A plain value of which nothing was asked is what it is.
                facts = item.facts(|_| true);
            }
            elements.push(Element { index: element.index, facts, message: None });
            inside.extend(roots);
            besides.element(element.filter, element.value);
        }
        let facts = besides.facts(|path| !inside.iter().any(|root| self.trace.is_within(path, *root)));
        (elements, facts)
    }

    fn is_record(&self, item: StepId) -> bool {
        self.trace.step(item).is_some_and(|step| matches!(step.cell, Cell::Known(Value::Record(_))))
    }

    /// Failures that mattered, and the others; each place and error once.
    fn errors(&self, needs: &Needs) -> (Vec<EvalErrorReport>, Vec<EvalErrorReport>) {
        let mut seen: Vec<&Failure> = Vec::new();
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        let mattered = |id: &FailureId| needs.failures.contains(id);
        let mut all: Vec<(FailureId, &Failure)> = self.trace.failures().collect();
        all.sort_by_key(|(id, _)| !mattered(id));
        for (id, failure) in all {
            if seen.contains(&failure) {
                continue;
            }
            seen.push(failure);
            let report = error_report(self.program, failure, Locale::from_tag(self.locale().unwrap_or_default()));
            if mattered(&id) { errors.push(report) } else { warnings.push(report) }
        }
        (errors, warnings)
    }

    pub(super) fn value(&self, id: DefineId, step: StepId) -> ValueVerdict {
        let define = self.program.define(id);
        let cell = self.trace.step(step).map_or(Cell::Unknown, |step| step.cell.clone());
        let needs = needs::of_value(self.program, self.trace, step);
        let status = if is_certain(&cell) {
            Status::Decided
        } else if needs.failures.is_empty() {
            Status::Undetermined
        } else {
            Status::Error
        };
        let mut reads = Reads::new(self.program, self.trace);
        reads.whole(step);
        let (errors, warnings) = self.errors(&needs);
        ValueVerdict {
            value: define.full_name(),
            status,
            result: if status == Status::Decided { self.result(&define.ty, &cell) } else { Json::Null },
            facts: reads.facts(|_| true),
            needs: needs.inputs.into_iter().collect(),
            warnings,
            errors,
            cite: define.cites.first().map(|cite| cite_report(self.program, self.locale(), cite)),
            as_of: self.request.today.to_string(),
        }
    }

    fn result(&self, ty: &Type, cell: &Cell) -> Json {
        match (&ty.kind, cell) {
            (TypeKind::Outcome(id), Cell::Known(Value::Outcome(set))) => {
                let names = set.iter().map(|outcome| self.program.decision(*id).outcome_name(outcome));
                names.last().map_or(Json::Null, |name| Json::Text(name.into()))
            }
            (kind, cell) => cell_json(self.program.schema(), kind, cell),
        }
    }
}

/// A reason without its message and its facts.
fn unfilled(
    program: &Program,
    request: &Request,
    (rule, outcome): (Option<&str>, &str),
    (cites, interpretations): (&[Cite], &[Localised]),
) -> Reason {
    let locale = request.locale.as_deref();
    let mut cites = cites.iter().map(|cite| cite_report(program, locale, cite));
    Reason {
        rule: rule.map(str::to_owned),
        outcome: outcome.to_owned(),
        message: String::new(),
        facts: IndexMap::new(),
        elements: None,
        element_count: None,
        cite: cites.next(),
        also_cites: cites.collect(),
        interpretations: interpretations.iter().map(|text| text.in_locale(locale).to_string()).collect(),
    }
}

/// The duties of a rule that fired.
fn duties<'r>(
    request: &'r Request,
    decision: &'r Decision,
    rule: &'r Rule,
) -> impl Iterator<Item = ObligationDue> + 'r {
    let locale = request.locale.as_deref();
    rule.obligations.iter().map(move |due| ObligationDue {
        name: due.name.to_string(),
        text: due.text.in_locale(locale).to_string(),
        rule: rule.name.to_string(),
        outcome: decision.outcome_name(rule.outcome).to_owned(),
    })
}

/// Whether nothing about a value is left open.
pub(super) fn is_certain(cell: &Cell) -> bool {
    match cell {
        Cell::Known(Value::Outcome(set)) => set.len() == 1,
        cell => !logic::has_hole(cell),
    }
}

/// A citation as hosts read it.
pub(crate) fn cite_report(program: &Program, locale: Option<&str>, cite: &Cite) -> CiteReport {
    let source = program.source(cite.source);
    CiteReport {
        source: source.name.to_string(),
        title: source.title.in_locale(locale).to_string(),
        at: cite.at.to_string(),
    }
}

/// A failure as hosts read it.
pub(crate) fn error_report(program: &Program, failure: &Failure, words: Locale) -> EvalErrorReport {
    let within = match program.place(failure.term) {
        Some(Place::Define(id)) => program.define(id).full_name(),
        Some(Place::Rule(id, at)) => {
            let decision = program.decision(id);
            let rule = decision.rules.get(at).map_or("", |rule| &rule.name);
            format!("{}.{rule}", decision.full_name())
        }
        Some(Place::Default(id)) => program.decision(id).full_name(),
        None => String::new(),
    };
    EvalErrorReport {
        error: failure.error.name().to_owned(),
        message: failure.text(words),
        within,
        at: program.texts().locate(program.span(failure.term)),
    }
}
