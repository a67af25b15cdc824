//! Unknown steps to the facts and parameters, and the failures, that they turn on. It never follows what is settled.

use rustc_hash::FxHashSet as HashSet;

use indexmap::IndexSet;

use super::logic;
use super::rules::Firing;
use super::trace::{FailureId, Origin, Step, StepId, Trace};
use crate::compile::{Program, Term, TermId};
use crate::model::{Cell, DecisionId, OutcomeSet, Type, TypeKind, Value};

/// What something unknown turns on, in the order in which the rules speak of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Paths of unknown facts, `param name`, `now`.
    pub inputs: IndexSet<String>,
    /// Failures.
    pub failures: IndexSet<FailureId>,
}

impl Needs {
    /// Takes in what something else turns on.
    pub fn extend(&mut self, other: Self) {
        self.inputs.extend(other.inputs);
        self.failures.extend(other.failures);
    }
}

/// What the firing of a rule turns on, where it is unknown.
#[must_use]
pub fn of_rule(program: &Program, trace: &Trace, decision: DecisionId, rule: usize) -> Needs {
    let mut walk = Walk::new(program, trace);
    walk.rule(decision, rule);
    walk.needs
}

/// What a value turns on, where it or a part of it is unknown.
#[must_use]
pub fn of_value(program: &Program, trace: &Trace, step: StepId) -> Needs {
    let mut walk = Walk::new(program, trace);
    walk.holes(step);
    walk.needs
}

struct Walk<'t> {
    program: &'t Program,
    trace: &'t Trace,
    /// What was followed, and whether only for what would be needed besides.
    seen: HashSet<(StepId, bool)>,
    /// Whether a branch is followed that may not be chosen: what it reads may be needed, but what fails in it is no
    /// reason yet for anything to be unknown.
    besides: bool,
    needs: Needs,
}

impl<'t> Walk<'t> {
    fn new(program: &'t Program, trace: &'t Trace) -> Self {
        Self { program, trace, seen: HashSet::default(), besides: false, needs: Needs::default() }
    }

    fn rule(&mut self, decision: DecisionId, rule: usize) {
        if let Some(rule) = self.trace.rules(decision).get(rule) {
            for step in rule.exceptions.iter().chain(&rule.condition) {
                self.unknown(*step);
            }
        }
    }

    /// Follows a step if it is unknown.
    fn unknown(&mut self, id: StepId) {
        let Some(step) = self.trace.step(id).filter(|step| step.cell == Cell::Unknown) else {
            return;
        };
        if !self.seen.insert((id, self.besides)) {
            return;
        }
        if let Some(failure) = step.failure {
            if !self.besides {
                self.needs.failures.insert(failure);
            }
            return;
        }
        match step.term.map(|term| self.program.term(term)) {
            None | Some(Term::Fact(_) | Term::Param(_) | Term::Now) => self.input(step),
            Some(Term::Field(..)) => self.field(step),
            Some(Term::IsOutcome(_, set)) => self.parts(step, |walk, part| walk.outcome(part, Some(*set))),
            Some(Term::ChooseOutcome(..)) => self.choose_outcome(step),
            Some(Term::If([condition, ..])) => self.choice(step, |term| term == *condition),
            Some(Term::Choose(arms, _)) => {
                self.choice(step, |term| arms.iter().any(|(condition, _)| term == *condition))
            }
            Some(Term::ChooseWord(value, ..)) => self.choice(step, |term| term == *value),
            Some(Term::Compare(..) | Term::InList(_) | Term::Distinct(_)) => self.parts(step, Self::holes),
            Some(_) => self.parts(step, Self::unknown),
        }
        for element in step.elements.iter().filter(|element| element.settles.is_none()) {
            for part in element.filter.iter().chain(&element.value) {
                self.unknown(*part);
            }
        }
    }

    fn parts(&mut self, step: &'t Step, follow: impl Fn(&mut Self, StepId)) {
        for part in &step.parts {
            follow(self, *part);
        }
    }

    fn input(&mut self, step: &Step) {
        if let Origin::Path(path) = step.origin {
            self.needs.inputs.insert(self.trace.path(self.program, path).0);
        } else {
            self.parts_of_item(step);
        }
    }

    /// An item of a list that was worked out as a whole, such as a choice among lists.
    fn parts_of_item(&mut self, step: &Step) {
        for part in &step.parts {
            self.unknown(*part);
        }
    }

    /// A record that is unknown as a whole is what is needed, not its field.
    fn field(&mut self, step: &'t Step) {
        let whole = |part: &&StepId| self.trace.step(**part).is_some_and(|part| part.cell == Cell::Unknown);
        match step.parts.iter().find(whole) {
            Some(record) => self.unknown(*record),
            None => self.input(step),
        }
    }

    /// The conditions of a choice, and its branches: what stands behind an open condition is only looked at besides.
    fn choice(&mut self, step: &'t Step, is_condition: impl Fn(TermId) -> bool) {
        let of_condition = |part: &StepId| self.trace.step(*part).and_then(|part| part.term).is_some_and(&is_condition);
        let (mut conditions, branches): (Vec<StepId>, Vec<StepId>) = step.parts.iter().copied().partition(of_condition);
        let is_open = |part: &StepId| self.trace.step(*part).is_some_and(|part| part.cell.value().is_none());
        // The first open condition is what leaves the choice open; those behind it may not even be asked.
        let decisive = conditions.iter().position(is_open).map_or(conditions.len(), |first| first + 1);
        let behind = conditions.split_off(decisive);
        let open = conditions.last().is_some_and(is_open);
        conditions.into_iter().for_each(|condition| self.unknown(condition));
        self.branches(&behind, open);
        self.branches(&branches, open);
    }

    fn choose_outcome(&mut self, step: &'t Step) {
        if let Some((value, branches)) = step.parts.split_first() {
            let one = |step: &Step| matches!(step.cell, Cell::Known(Value::Outcome(set)) if set.len() == 1);
            let settled = self.trace.step(*value).is_some_and(one);
            self.outcome(*value, None);
            self.branches(branches, !settled);
        }
    }

    fn branches(&mut self, branches: &[StepId], open: bool) {
        let before = self.besides;
        self.besides |= open;
        branches.iter().for_each(|branch| self.unknown(*branch));
        self.besides = before;
    }

    /// Follows an outcome to the rules of its decision that could change whether it is in `set`, or what it is.
    fn outcome(&mut self, id: StepId, set: Option<OutcomeSet>) {
        let Some(step) = self.trace.step(id) else {
            return;
        };
        if step.cell == Cell::Unknown {
            return self.unknown(id);
        }
        match step.term.map(|term| self.program.term(term)) {
            Some(Term::Decision(decision)) => self.decision(*decision, set),
            // Of a choice that was made, the chosen value comes last.
            _ => {
                if let Some(chosen) = step.parts.last() {
                    self.outcome(*chosen, set);
                }
            }
        }
    }

    fn decision(&mut self, id: DecisionId, set: Option<OutcomeSet>) {
        let decision = self.program.decision(id);
        let rules = || decision.rules.iter().zip(self.trace.rules(id)).enumerate();
        let with = |firing: Firing| rules().filter(move |(_, (_, steps))| steps.firing == firing);
        let sure = with(Firing::Fired).map(|(_, (rule, _))| rule.outcome).max().unwrap_or(0);
        let possible = with(Firing::Unknown).fold(OutcomeSet::one(sure), |all, (_, (rule, _))| all.with(rule.outcome));
        let matters = |outcome: u8| match set {
            None => outcome > sure,
            Some(set) => possible.iter().any(|m| m < outcome && set.contains(m) != set.contains(outcome)),
        };
        let rules: Vec<usize> =
            with(Firing::Unknown).filter(|(_, (rule, _))| matters(rule.outcome)).map(|(at, _)| at).collect();
        for rule in rules {
            self.rule(id, rule);
        }
    }

    /// Follows a step and, where it is a record or a list, what is unknown inside.
    fn holes(&mut self, id: StepId) {
        let Some(step) = self.trace.step(id) else {
            return;
        };
        match &step.cell {
            Cell::Unknown => self.unknown(id),
            Cell::Known(Value::Outcome(_)) => self.outcome(id, None),
            cell if logic::has_hole(cell) => match &step.origin {
                Origin::Path(path) => {
                    let (text, ty) = self.trace.path(self.program, *path);
                    self.holes_at(&text, ty, cell);
                }
                Origin::Items(items) => {
                    for item in items.iter() {
                        self.holes(*item);
                    }
                }
                Origin::None => {}
            },
            _ => {}
        }
    }

    fn holes_at(&mut self, path: &str, ty: Option<&Type>, cell: &Cell) {
        match (cell, ty.map(|ty| &ty.kind)) {
            (Cell::Unknown, _) => {
                self.needs.inputs.insert(path.to_owned());
            }
            (Cell::Known(Value::Record(cells)), Some(TypeKind::Record(id))) => {
                let fields = self.program.schema().types.records.get(*id).map_or(&[][..], |record| &record.fields);
                for (cell, field) in cells.iter().zip(fields) {
                    self.holes_at(&format!("{path}.{}", field.name), Some(&field.ty), cell);
                }
            }
            (Cell::Known(Value::List(cells)), Some(TypeKind::List(item))) => {
                for (index, cell) in cells.iter().enumerate() {
                    self.holes_at(&format!("{path}[{index}]"), Some(item), cell);
                }
            }
            _ => {}
        }
    }
}
