//! What a machine reports of its work, and a listener that hears none of it.

use std::hash::Hash;

use super::error::EvalError;
use super::rules::Firing;
use super::trace::Root;
use crate::compile::TermId;
use crate::model::{Cell, DecisionId};

/// A listener. What it does not keep costs nothing: its marks are then empty.
pub(super) trait Tracer {
    /// What stands for a value that was worked out.
    type Mark: Copy + Default;
    /// What tells arguments of equal value apart by where they came from.
    type Key: Eq + Hash;
    /// What stands for an element of a list that was looked at.
    type Element;
    /// Whether the outermost quantifier of a rule looks at every element, even after one has settled it.
    const EXHAUSTIVE: bool;

    /// A value that was read: a fact, a parameter, `now`; none for a constant.
    fn read(&mut self, term: TermId, cell: &Cell, root: Option<Root>) -> Self::Mark;
    /// A value that was worked out of parts.
    fn step(&mut self, term: TermId, cell: &Cell, parts: &[Self::Mark]) -> Self::Mark;
    /// A value that is one of its parts as it stands.
    fn through(&mut self, term: TermId, cell: &Cell, parts: &[Self::Mark], chosen: Self::Mark) -> Self::Mark;
    /// A field of a record.
    fn field(&mut self, term: TermId, cell: &Cell, record: Self::Mark, index: u16) -> Self::Mark;
    /// An item of a list, as a variable holds it.
    fn item(&mut self, list: Self::Mark, index: usize, cell: &Cell) -> Self::Mark;
    /// An item with what became of it. `settled` is none while that is open.
    fn element(
        &mut self,
        index: usize,
        item: Self::Mark,
        filter: Option<Self::Mark>,
        value: Option<Self::Mark>,
        settled: Option<bool>,
    ) -> Self::Element;
    /// A value that was worked out over a list.
    fn over(&mut self, term: TermId, cell: &Cell, list: Self::Mark, elements: Vec<Self::Element>) -> Self::Mark;
    /// A list made of items.
    fn list(&mut self, list: Self::Mark, items: Vec<Self::Mark>) -> Self::Mark;
    /// A term that failed.
    fn fail(&mut self, term: TermId, error: EvalError, parts: &[Self::Mark]) -> Self::Mark;
    /// A rule that was judged.
    fn rule(
        &mut self,
        decision: DecisionId,
        firing: Firing,
        exceptions: Vec<Self::Mark>,
        condition: Option<Self::Mark>,
    );
    /// What tells this argument from others of equal value.
    fn key(&mut self, mark: Self::Mark) -> Self::Key;
}

/// Counts failures, since a verdict may turn on them, and keeps nothing else.
#[derive(Debug, Default)]
pub(super) struct Untraced {
    pub(super) failures: usize,
}

impl Tracer for Untraced {
    type Mark = ();
    type Key = ();
    type Element = ();
    const EXHAUSTIVE: bool = false;

    fn read(&mut self, _: TermId, _: &Cell, _: Option<Root>) {}
    fn step(&mut self, _: TermId, _: &Cell, _: &[()]) {}
    fn through(&mut self, _: TermId, _: &Cell, _: &[()], (): ()) {}
    fn field(&mut self, _: TermId, _: &Cell, (): (), _: u16) {}
    fn item(&mut self, (): (), _: usize, _: &Cell) {}
    fn element(&mut self, _: usize, (): (), _: Option<()>, _: Option<()>, _: Option<bool>) {}
    fn over(&mut self, _: TermId, _: &Cell, (): (), _: Vec<()>) {}
    fn list(&mut self, (): (), _: Vec<()>) {}
    fn fail(&mut self, _: TermId, _: EvalError, _: &[()]) {
        self.failures += 1;
    }
    fn rule(&mut self, _: DecisionId, _: Firing, _: Vec<()>, _: Option<()>) {}
    fn key(&mut self, (): ()) {}
}
