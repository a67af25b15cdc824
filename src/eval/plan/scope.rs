//! What the variables of a frame stand for while a plan is laid out.

use std::rc::Rc;

use crate::compile::{LocalId, TermId};
use crate::model::Cell;

/// The variables of a frame, the nearest first.
#[derive(Clone, Default)]
pub(super) struct Scope(Option<Rc<Link>>);

struct Link {
    variable: LocalId,
    bound: Bound,
    outer: Scope,
}

/// What a variable stands for.
#[derive(Clone)]
pub(super) enum Bound {
    /// An element or an argument that is kept while the plan runs; how many are kept outside of it.
    Kept(u32),
    /// An argument that comes to the same for all facts.
    Constant(Cell),
    /// An argument that is a fact, a variable or a field of one, in the scope of the call.
    Path(TermId, Scope),
}

impl Scope {
    pub(super) fn with(&self, variable: LocalId, bound: Bound) -> Self {
        Self(Some(Rc::new(Link { variable, bound, outer: self.clone() })))
    }

    pub(super) fn get(&self, variable: LocalId) -> Option<&Bound> {
        let mut scope = self;
        loop {
            let link = scope.0.as_ref()?;
            if link.variable == variable {
                return Some(&link.bound);
            }
            scope = &link.outer;
        }
    }
}
