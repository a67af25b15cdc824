//! Which name means what in which policy.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::checked::{CalendarId, DefineId, SourceId};
use crate::model::{DecisionId, FactId, ParamId, TypeKind};
use crate::source::Span;
use crate::syntax::ast;

/// What a name among the values means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Symbol {
    Fact(FactId),
    Param(ParamId),
    Define(DefineId),
    Decision(DecisionId),
    Calendar(CalendarId),
}

impl Symbol {
    /// What it is, as authors call it: a phrase of the catalogue.
    pub fn what(self) -> &'static str {
        match self {
            Self::Fact(_) => "@kind.fact",
            Self::Param(_) => "@kind.param",
            Self::Define(_) => "@kind.define",
            Self::Decision(_) => "@kind.decision",
            Self::Calendar(_) => "@kind.calendar",
        }
    }
}

/// A name with its meaning and where it was declared.
#[derive(Debug, Clone)]
pub(super) struct Entry<T> {
    pub item: T,
    /// The declaration of the name.
    pub span: Span,
    /// Whether the policy declares it itself, or `use`s it.
    pub own: bool,
}

/// The names of one policy.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    pub values: IndexMap<String, Entry<Symbol>>,
    pub types: IndexMap<String, Entry<TypeKind>>,
    pub sources: IndexMap<String, Entry<SourceId>>,
    pub samples: IndexMap<String, Entry<&'a ast::Sample>>,
    /// Whether a file of the policy has items that could not be read, so that a missing name may be among those.
    pub incomplete: bool,
}

/// All policies, in file order.
#[derive(Debug, Default)]
pub(super) struct Scopes<'a> {
    pub policies: IndexMap<Arc<str>, Scope<'a>>,
    /// Facts of all policies: one flat input.
    pub facts: IndexMap<String, FactId>,
    /// Which policy uses which, with the first place.
    pub uses: HashMap<(usize, usize), Span>,
}

impl<'a> Scopes<'a> {
    pub fn get(&self, policy: &str) -> Option<&Scope<'a>> {
        self.policies.get(policy)
    }

    pub fn value(&self, policy: &str, name: &str) -> Option<Symbol> {
        self.get(policy)?.values.get(name).map(|entry| entry.item)
    }

    /// A policy other than `here` that declares a name itself.
    pub fn owner(&self, name: &str, here: &str) -> Option<&str> {
        let declares = |scope: &Scope<'_>| {
            scope.values.get(name).is_some_and(|entry| entry.own)
                || scope.types.get(name).is_some_and(|entry| entry.own)
        };
        let mut others = self.policies.iter().filter(|(policy, _)| ***policy != *here);
        others.find(|(_, scope)| declares(scope)).map(|(policy, _)| &**policy)
    }

    pub fn is_incomplete(&self, policy: &str) -> bool {
        self.get(policy).is_none_or(|scope| scope.incomplete)
    }
}

/// Names with more characters are not compared: nobody types them twice.
const LONGEST_COMPARED: usize = 64;
/// How many names of a like length are compared with a misspelt one, so that a long text with many slips is still
/// checked in no time.
const MOST_COMPARED: usize = 500;

/// The candidate that a misspelt name probably meant.
pub(super) fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = name.chars().count();
    let slips = |longest: usize| (longest / 3).max(1).min(longest.saturating_sub(1));
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (length.max(candidate.chars().count()), candidate))
        .filter(|(longest, candidate)| {
            *longest <= LONGEST_COMPARED && length.abs_diff(candidate.chars().count()) <= slips(*longest)
        })
        .take(MOST_COMPARED)
        .map(|(longest, candidate)| (strsim::osa_distance(name, candidate), longest, candidate))
        .filter(|(distance, longest, _)| *distance <= slips(*longest))
        .min_by_key(|(distance, _, _)| *distance)
        .map(|(_, _, candidate)| candidate)
}
