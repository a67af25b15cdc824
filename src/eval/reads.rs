//! Steps to the facts that were read in them, known or absent. It never counts a record or a list as read where only
//! parts of it were.

use indexmap::IndexMap;

use super::few::Few;
use super::json::{Json, cell_json};
use super::rules::Firing;
use super::trace::{Origin, PathId, Step, StepId, Trace};
use crate::compile::{Program, Term};
use crate::model::{Cell, DecisionId, Value};

/// The facts that were read, in the order in which they were read.
pub struct Reads<'t> {
    program: &'t Program,
    trace: &'t Trace,
    seen: Few<(StepId, bool)>,
    paths: Few<PathId>,
    found: Vec<(PathId, Cell)>,
}

impl<'t> Reads<'t> {
    /// Nothing read yet.
    #[must_use]
    pub fn new(program: &'t Program, trace: &'t Trace) -> Self {
        Self { program, trace, seen: Few::new(), paths: Few::new(), found: Vec::new() }
    }

    /// What was found, by path, as far as `keep` wants it.
    pub fn facts(&self, keep: impl Fn(PathId) -> bool) -> IndexMap<String, Json> {
        let kept = self.found.iter().filter(|(path, _)| keep(*path));
        kept.map(|(path, cell)| {
            let (text, ty) = self.trace.path(self.program, *path);
            (text, ty.map_or(Json::Null, |ty| cell_json(self.program.schema(), &ty.kind, cell)))
        })
        .collect()
    }

    /// The paths that were found.
    pub fn paths(&self) -> impl Iterator<Item = PathId> {
        self.found.iter().map(|(path, _)| *path)
    }

    /// Reads a step whose value is looked into, not taken whole.
    pub fn step(&mut self, id: StepId) {
        self.walk(id, false);
    }

    /// Reads a step whose value is taken whole, even if it is a record or a list.
    pub fn whole(&mut self, id: StepId) {
        self.walk(id, true);
    }

    fn walk(&mut self, id: StepId, whole: bool) {
        let Some(step) = self.trace.step(id) else {
            return;
        };
        // What has no parts is looked at faster than it is remembered.
        let has_parts = !step.parts.is_empty()
            || !step.elements.is_empty()
            || matches!(step.term.map(|term| self.program.term(term)), Some(Term::Decision(_)));
        if has_parts && !self.seen.insert((id, whole)) {
            return;
        }
        let Some(term) = step.term else {
            self.leaf(step, whole);
            return self.all(&step.parts, whole);
        };
        match self.program.term(term) {
            Term::Fact(_) => self.leaf(step, whole),
            Term::Field(..) => {
                self.leaf(step, whole);
                self.all(&step.parts, false);
            }
            Term::Decision(decision) => self.decision(*decision),
            Term::Quantifier(..) | Term::Aggregate(..) | Term::Collect(..) => {
                self.all(&step.parts, false);
                for element in &step.elements {
                    self.element(element.filter, element.value);
                }
            }
            Term::Count(_) | Term::InList(_) | Term::Distinct(_) | Term::Compare(..) => self.all(&step.parts, true),
            Term::IsPresent(..) => self.all(&step.parts, false),
            _ => self.all(&step.parts, whole),
        }
    }

    /// Reads the parts of an element.
    pub fn element(&mut self, filter: Option<StepId>, value: Option<StepId>) {
        for part in filter.into_iter().chain(value) {
            self.walk(part, true);
        }
    }

    fn all(&mut self, parts: &[StepId], whole: bool) {
        for part in parts {
            self.walk(*part, whole);
        }
    }

    fn leaf(&mut self, step: &Step, whole: bool) {
        let Origin::Path(path) = step.origin else {
            return;
        };
        let parts_matter = match &step.cell {
            Cell::Unknown => return,
            Cell::Known(Value::Record(_)) => true,
            // That a list is empty can only be told by the list.
            Cell::Known(Value::List(cells)) => !cells.is_empty(),
            _ => false,
        };
        if (whole || !parts_matter) && self.trace.is_fact(path) && self.paths.insert(path) {
            self.found.push((path, step.cell.clone()));
        }
    }

    /// Of a decision that is read, what the rules read that gave its outcome.
    fn decision(&mut self, id: DecisionId) {
        let decision = self.program.decision(id);
        let rules = || decision.rules.iter().zip(self.trace.rules(id));
        let fired = || rules().filter(|(_, steps)| steps.firing == Firing::Fired);
        let sure = fired().map(|(rule, _)| rule.outcome).max().unwrap_or(0);
        for (_, steps) in fired().filter(|(rule, _)| rule.outcome == sure) {
            for step in steps.exceptions.iter().chain(&steps.condition) {
                self.step(*step);
            }
        }
    }
}
