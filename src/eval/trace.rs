//! The steps of an evaluation, kept as they were made: what an explanation, the needs and the facts of a verdict are
//! read from. It never judges them.

use std::sync::Arc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::error::{EvalError, Failure};
use super::rules::Firing;
use super::tracer::Tracer;
use crate::compile::{DefineId, Program, Term, TermId};
use crate::model::{Cell, DecisionId, FactId, Id, ParamId, Type, TypeKind, table::ids};

ids! {
    /// A step of a [`Trace`].
    StepId,
    /// A path of a [`Trace`]. Equal paths have one id.
    PathId,
    /// A failure of a [`Trace`].
    FailureId,
}

impl Default for StepId {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

/// Where a value was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// A fact.
    Fact(FactId),
    /// A parameter.
    Param(ParamId),
    /// `now`
    Now,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum PathPart {
    Root(Root),
    Field(PathId, u16),
    Item(PathId, usize),
}

/// Where a value comes from, as far as parts of it can be told by paths.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// It was worked out.
    None,
    /// It stands at a path of the input.
    Path(PathId),
    /// It is a list whose items were made by these steps.
    Items(Arc<[StepId]>),
}

/// A value that was worked out, and how.
#[derive(Debug, Clone)]
pub struct Step {
    /// Of what; none for an item that a variable was given.
    pub term: Option<TermId>,
    /// The value.
    pub cell: Cell,
    /// Where it comes from.
    pub origin: Origin,
    /// Why it failed.
    pub failure: Option<FailureId>,
    /// The steps that it was made of, in the order in which they were made. Of a choice, the chosen value comes last.
    pub parts: Box<[StepId]>,
    /// The elements that were looked at, for a term over a list; `parts` then holds the list.
    pub elements: Box<[ElementStep]>,
}

/// An element that was looked at.
#[derive(Debug, Clone, Copy)]
pub struct ElementStep {
    /// Its place in the list.
    pub index: usize,
    /// The element itself.
    pub item: StepId,
    /// Its `where`.
    pub filter: Option<StepId>,
    /// Its condition or value.
    pub value: Option<StepId>,
    /// For a quantifier, whether it alone settles it; otherwise whether it is counted. None while that is open.
    pub settles: Option<bool>,
}

/// A rule that was judged.
#[derive(Debug, Clone)]
pub struct RuleSteps {
    /// What became of it.
    pub firing: Firing,
    /// Its exceptions, as far as they were tested.
    pub exceptions: Vec<StepId>,
    /// Its condition, where it was tested.
    pub condition: Option<StepId>,
}

/// So many paths are looked through.
const FEW: usize = 16;

/// The steps of one evaluation.
#[derive(Debug, Default)]
pub struct Trace {
    steps: Vec<Step>,
    paths: Vec<PathPart>,
    failures: Vec<Failure>,
    decisions: HashMap<DecisionId, Vec<RuleSteps>>,
    /// The places of the paths, once they are many.
    path_ids: HashMap<PathPart, PathId>,
    keys: HashMap<Vec<KeyPart>, u32>,
}

/// What tells the origins of two equal arguments apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum KeyPart {
    Path(PathId),
    Define(DefineId),
    Decision(DecisionId),
    Failure(FailureId),
}

impl Trace {
    /// A step; none for an id of another trace.
    #[must_use]
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.get(id.index())
    }

    /// What became of a decision's rules, in file order; nothing where it was not read or not in force.
    #[must_use]
    pub fn rules(&self, decision: DecisionId) -> &[RuleSteps] {
        self.decisions.get(&decision).map_or(&[], Vec::as_slice)
    }

    /// A failure.
    #[must_use]
    pub fn failure(&self, id: FailureId) -> Option<&Failure> {
        self.failures.get(id.index())
    }

    /// All failures, in the order in which they happened.
    pub fn failures(&self) -> impl Iterator<Item = (FailureId, &Failure)> {
        self.failures.iter().enumerate().map(|(i, failure)| (FailureId::from_index(i), failure))
    }

    /// Whether a path leads into the facts, and not to a parameter or `now`.
    #[must_use]
    pub fn is_fact(&self, path: PathId) -> bool {
        match self.paths.get(path.index()) {
            Some(PathPart::Root(root)) => matches!(root, Root::Fact(_)),
            Some(PathPart::Field(parent, _) | PathPart::Item(parent, _)) => self.is_fact(*parent),
            None => false,
        }
    }

    /// Whether a path is another one or leads further into it.
    #[must_use]
    pub fn is_within(&self, path: PathId, outer: PathId) -> bool {
        path == outer
            || match self.paths.get(path.index()) {
                Some(PathPart::Field(parent, _) | PathPart::Item(parent, _)) => self.is_within(*parent, outer),
                Some(PathPart::Root(_)) | None => false,
            }
    }

    /// A path as people read it, `room.products[2].has_commission` or `param gmv_target`, and the type of what stands
    /// there.
    #[must_use]
    pub fn path<'p>(&self, program: &'p Program, path: PathId) -> (String, Option<&'p Type>) {
        match self.paths.get(path.index()) {
            Some(PathPart::Root(Root::Fact(id))) => {
                let fact = program.schema().facts.get(*id);
                fact.map_or_else(Default::default, |fact| (fact.field.name.to_string(), Some(&fact.field.ty)))
            }
            Some(PathPart::Root(Root::Param(id))) => {
                let param = program.schema().params.get(*id);
                param.map_or_else(Default::default, |param| (format!("param {}", param.name), Some(&param.ty)))
            }
            Some(PathPart::Root(Root::Now)) => ("now".to_owned(), None),
            Some(PathPart::Field(record, index)) => {
                let (mut text, ty) = self.path(program, *record);
                let Some(TypeKind::Record(id)) = ty.map(|ty| &ty.kind) else {
                    return (text, None);
                };
                let record = program.schema().types.records.get(*id);
                match record.and_then(|record| record.fields.get(usize::from(*index))) {
                    Some(field) => {
                        text.push('.');
                        text.push_str(&field.name);
                        (text, Some(&field.ty))
                    }
                    None => (text, None),
                }
            }
            Some(PathPart::Item(list, index)) => {
                let (text, ty) = self.path(program, *list);
                let item = match ty.map(|ty| &ty.kind) {
                    Some(TypeKind::List(item)) => Some(item.as_ref()),
                    _ => None,
                };
                (format!("{text}[{index}]"), item)
            }
            None => Default::default(),
        }
    }

    fn intern(&mut self, part: PathPart) -> PathId {
        // Few paths are found faster by looking at all of them.
        if self.paths.len() <= FEW {
            if let Some(at) = self.paths.iter().position(|known| *known == part) {
                return PathId::from_index(at);
            }
        } else {
            if self.path_ids.is_empty() {
                self.path_ids =
                    self.paths.iter().enumerate().map(|(at, part)| (*part, PathId::from_index(at))).collect();
            }
            if let Some(id) = self.path_ids.get(&part) {
                return *id;
            }
        }
        let id = PathId::from_index(self.paths.len());
        self.paths.push(part);
        if !self.path_ids.is_empty() {
            self.path_ids.insert(part, id);
        }
        id
    }
}

/// Keeps every step.
#[derive(Debug)]
pub(super) struct Recorder<'p> {
    pub(super) program: &'p Program,
    pub(super) trace: Trace,
}

impl<'p> Recorder<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        Self {
            program,
            trace: Trace { steps: Vec::with_capacity(6), paths: Vec::with_capacity(8), ..Trace::default() },
        }
    }

    fn push(&mut self, term: Option<TermId>, cell: &Cell, origin: Origin, parts: &[StepId]) -> StepId {
        let step =
            Step { term, cell: cell.clone(), origin, failure: None, parts: parts.into(), elements: Box::default() };
        self.trace.steps.push(step);
        StepId::from_index(self.trace.steps.len() - 1)
    }

    fn origin(&self, id: StepId) -> Origin {
        self.trace.step(id).map_or(Origin::None, |step| step.origin.clone())
    }

    /// All that a value was read from. Defines without parameters and decisions are worked out once, so they stand
    /// for themselves.
    fn key_parts(&self, id: StepId, seen: &mut HashSet<StepId>, parts: &mut Vec<KeyPart>) {
        let Some(step) = self.trace.step(id).filter(|_| seen.insert(id)) else {
            return;
        };
        if let Some(failure) = step.failure {
            parts.push(KeyPart::Failure(failure));
        }
        if let Origin::Path(path) = step.origin {
            parts.push(KeyPart::Path(path));
        }
        match step.term.map(|term| self.program.term(term)) {
            Some(Term::Define(id)) => return parts.push(KeyPart::Define(*id)),
            Some(Term::Decision(id)) => return parts.push(KeyPart::Decision(*id)),
            _ => {}
        }
        let elements = step.elements.iter().flat_map(|element| [Some(element.item), element.filter, element.value]);
        for part in step.parts.iter().copied().chain(elements.flatten()) {
            self.key_parts(part, seen, parts);
        }
    }
}

impl Tracer for Recorder<'_> {
    type Mark = StepId;
    type Key = u32;
    type Element = ElementStep;
    const EXHAUSTIVE: bool = true;

    fn read(&mut self, term: TermId, cell: &Cell, root: Option<Root>) -> StepId {
        let origin = root.map_or(Origin::None, |root| Origin::Path(self.trace.intern(PathPart::Root(root))));
        self.push(Some(term), cell, origin, &[])
    }

    fn step(&mut self, term: TermId, cell: &Cell, parts: &[StepId]) -> StepId {
        self.push(Some(term), cell, Origin::None, parts)
    }

    fn through(&mut self, term: TermId, cell: &Cell, parts: &[StepId], chosen: StepId) -> StepId {
        let origin = self.origin(chosen);
        self.push(Some(term), cell, origin, parts)
    }

    fn field(&mut self, term: TermId, cell: &Cell, record: StepId, index: u16) -> StepId {
        let origin = match self.origin(record) {
            Origin::Path(path) => Origin::Path(self.trace.intern(PathPart::Field(path, index))),
            Origin::Items(_) | Origin::None => Origin::None,
        };
        self.push(Some(term), cell, origin, &[record])
    }

    fn item(&mut self, list: StepId, index: usize, cell: &Cell) -> StepId {
        match self.origin(list) {
            Origin::Path(path) => {
                let origin = Origin::Path(self.trace.intern(PathPart::Item(path, index)));
                self.push(None, cell, origin, &[])
            }
            Origin::Items(items) => match items.get(index) {
                Some(item) => *item,
                None => self.push(None, cell, Origin::None, &[]),
            },
            Origin::None => self.push(None, cell, Origin::None, &[list]),
        }
    }

    fn element(
        &mut self,
        index: usize,
        item: StepId,
        filter: Option<StepId>,
        value: Option<StepId>,
        settles: Option<bool>,
    ) -> ElementStep {
        ElementStep { index, item, filter, value, settles }
    }

    fn over(&mut self, term: TermId, cell: &Cell, list: StepId, elements: Vec<ElementStep>) -> StepId {
        let id = self.push(Some(term), cell, Origin::None, &[list]);
        if let Some(step) = self.trace.steps.get_mut(id.index()) {
            step.elements = elements.into();
        }
        id
    }

    fn list(&mut self, list: StepId, items: Vec<StepId>) -> StepId {
        if let Some(step) = self.trace.steps.get_mut(list.index()) {
            step.origin = Origin::Items(items.into());
        }
        list
    }

    fn fail(&mut self, term: TermId, error: EvalError, parts: &[StepId]) -> StepId {
        let id = self.push(Some(term), &Cell::Unknown, Origin::None, parts);
        self.trace.failures.push(Failure { term, error });
        if let Some(step) = self.trace.steps.get_mut(id.index()) {
            step.failure = Some(FailureId::from_index(self.trace.failures.len() - 1));
        }
        id
    }

    fn rule(&mut self, decision: DecisionId, firing: Firing, exceptions: Vec<StepId>, condition: Option<StepId>) {
        let rules = || Vec::with_capacity(self.program.decision(decision).rules.len());
        let steps = RuleSteps { firing, exceptions, condition };
        self.trace.decisions.entry(decision).or_insert_with(rules).push(steps);
    }

    fn key(&mut self, mark: StepId) -> u32 {
        let mut parts = Vec::new();
        self.key_parts(mark, &mut HashSet::default(), &mut parts);
        let next = u32::try_from(self.trace.keys.len()).unwrap_or(u32::MAX);
        *self.trace.keys.entry(parts).or_insert(next)
    }
}
