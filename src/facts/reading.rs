//! The keys of one input, as its format hands them over, to facts. It never asks for a value that the query does not reach.

use crate::model::{FactId, Field, Id};

use super::input::Node;
use super::place::At;
use super::problem::FactProblem;
use super::typed::{Extra, Typed};
use super::{Facts, Read, Reader};

/// One input while it is read.
pub(super) struct Reading<'r> {
    reader: &'r Reader<'r>,
    typed: Typed<'r>,
    facts: Facts,
    /// Where each fact was seen first, by slot.
    seen: Vec<Option<At>>,
    extras: Vec<Extra>,
}

impl<'r> Reading<'r> {
    /// Starts on an input; `text` is what offsets count in.
    pub(super) fn new(reader: &'r Reader<'r>, text: &'r str) -> Self {
        Self {
            reader,
            typed: Typed::new(&reader.schema.types, &reader.options, text),
            facts: Facts::unknown(reader.schema),
            seen: vec![None; reader.schema.facts.len()],
            extras: Vec::new(),
        }
    }

    /// Whether the value of a key has to be read; others may be skipped.
    pub(super) fn wants(&self, key: &str) -> bool {
        self.reader.fact(key).is_some_and(|fact| self.reader.wants(fact))
    }

    /// Takes a key of the input with its value, which is none where it was skipped.
    pub(super) fn entry(&mut self, key: &str, at: At, node: Option<&Node<'_>>) {
        let Some(fact) = self.reader.fact(key) else {
            self.extras.extend(self.typed.extra(key, at));
            return;
        };
        if let Some(Some(first)) = self.seen.get(fact.index()) {
            self.typed.report.duplicate(key, *first, at);
            return;
        }
        if let Some(seen) = self.seen.get_mut(fact.index()) {
            *seen = Some(at);
        }
        let schema = self.reader.schema;
        if let (Some(def), Some(node)) = (schema.facts.get(fact), node) {
            let cell = self.typed.field(&def.field, node);
            self.facts.set(fact, cell);
        }
    }

    /// Settles what was not supplied, and hands over the facts or the problems.
    pub(super) fn finish(mut self) -> Result<Read, Vec<FactProblem>> {
        let schema = self.reader.schema;
        let unseen =
            self.reader.selection.reach.iter().filter(|fact| !matches!(self.seen.get(fact.index()), Some(Some(_))));
        let missing: Vec<(FactId, &Field)> =
            unseen.filter_map(|fact| Some((*fact, &schema.facts.get(*fact)?.field))).collect();
        let fields: Vec<&Field> = missing.iter().map(|(_, field)| *field).collect();
        let cells = self.typed.settle(&fields, &self.extras);
        for ((fact, _), cell) in missing.into_iter().zip(cells) {
            self.facts.set(fact, cell);
        }
        let Self { facts, typed, .. } = self;
        typed.report.finish().map(|hints| Read { facts, hints })
    }
}
