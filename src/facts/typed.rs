//! A tree of an input to a cell of its type, or to all that is wrong with it. It knows no format, and puts no value in
//! the place of one that is wrong.

use std::borrow::Cow;

use crate::model::{Cell, Constraint, Field, RecordId, Type, TypeKind, Types, Value};

use super::input::{Entry, Input, Node};
use super::near::nearest;
use super::place::{At, Fault};
use super::problem::{Found, ProblemKind};
use super::report::Report;
use super::{Missing, ReadOptions, json, limits, scalar};

/// The typed pass over one input.
pub(super) struct Typed<'r> {
    types: &'r Types,
    options: &'r ReadOptions,
    /// How many more extra keys are looked at.
    extras_left: usize,
    pub(super) report: Report<'r>,
}

/// A key that belongs to no fact or field.
#[derive(Debug)]
pub(super) struct Extra {
    key: String,
    at: At,
}

impl<'r> Typed<'r> {
    /// Starts on an input; `text` is what offsets count in.
    pub(super) fn new(types: &'r Types, options: &'r ReadOptions, text: &'r str) -> Self {
        Self { types, options, extras_left: limits::EXTRA_KEYS, report: Report::new(text) }
    }

    /// Reads the value of a fact or a field.
    pub(super) fn field(&mut self, field: &'r Field, node: &Node<'_>) -> Cell {
        self.report.enter(&field.name);
        let cell = self.cell(&field.ty, field.constraint.as_ref(), node);
        self.report.leave();
        cell
    }

    /// Reads a value. Where something is wrong with it, that is noted, and the cell is of no use.
    pub(super) fn cell(&mut self, ty: &'r Type, constraint: Option<&'r Constraint>, node: &Node<'_>) -> Cell {
        match &node.input {
            Input::Null if ty.optional => Cell::Absent,
            Input::Null => {
                let expected = scalar::expected(self.types, &ty.kind);
                self.report.problem(node.at, ProblemKind::NotOptional { expected, found: Found::Null });
                Cell::Unknown
            }
            Input::Cell(text) => self.text_cell(ty, constraint, node.at, text),
            _ => self.value(&ty.kind, constraint, node),
        }
    }

    /// Reads a text whose meaning the type decides; lists and records are JSON in it.
    fn text_cell(&mut self, ty: &'r Type, constraint: Option<&'r Constraint>, at: At, text: &str) -> Cell {
        let text = if ty.kind == TypeKind::Text { text } else { text.trim() };
        if text.is_empty() {
            if !ty.optional {
                let expected = scalar::expected(self.types, &ty.kind);
                self.report.problem(at, ProblemKind::EmptyCell { expected });
            }
            return Cell::Absent;
        }
        if !matches!(ty.kind, TypeKind::List(_) | TypeKind::Record(_)) {
            return self.value(&ty.kind, constraint, &Node { at, input: Input::Cell(Cow::Borrowed(text)) });
        }
        match json::tree(text) {
            Ok(node) => self.cell(ty, constraint, &node.into_owned()),
            Err(Fault { kind, .. }) => {
                self.report.problem(at, kind);
                Cell::Unknown
            }
        }
    }

    fn value(&mut self, kind: &'r TypeKind, constraint: Option<&'r Constraint>, node: &Node<'_>) -> Cell {
        match (kind, &node.input) {
            (TypeKind::Record(id), Input::Object(entries)) => self.record(*id, entries),
            (TypeKind::List(element), Input::List(items)) => self.list(element, constraint, items),
            _ => {
                let read = scalar::read(self.types, kind, &node.input, &self.options.time_zone);
                let checked = read.and_then(|value| match constraint {
                    Some(constraint) => scalar::within(constraint, &value).map(|()| value),
                    None => Ok(value),
                });
                checked.map_or_else(
                    |kind| {
                        self.report.problem(node.at, kind);
                        Cell::Unknown
                    },
                    Cell::Known,
                )
            }
        }
    }

    fn list(&mut self, element: &'r Type, constraint: Option<&'r Constraint>, items: &[Node<'_>]) -> Cell {
        let mut cells = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            self.report.enter_element(i);
            cells.push(self.cell(element, constraint, item));
            self.report.leave();
        }
        Cell::Known(Value::List(cells.into()))
    }

    fn record(&mut self, id: RecordId, entries: &[Entry<'_>]) -> Cell {
        let Some(def) = self.types.records.get(id) else { return Cell::Unknown };
        let mut cells: Vec<Option<(At, Cell)>> = vec![None; def.fields.len()];
        let mut extras = Vec::new();
        for entry in entries {
            match def.fields.iter().zip(&mut cells).find(|(field, _)| *field.name == *entry.key) {
                None => extras.extend(self.extra(&entry.key, entry.at)),
                Some((_, Some((first, _)))) => self.report.duplicate(&entry.key, *first, entry.at),
                Some((field, place)) => *place = Some((entry.at, self.field(field, &entry.node))),
            }
        }
        let unset = def.fields.iter().zip(&cells).filter(|(_, cell)| cell.is_none());
        let missing: Vec<&Field> = unset.map(|(field, _)| field).collect();
        let mut settled = self.settle(&missing, &extras).into_iter();
        let cells = cells.into_iter().map(|cell| match cell {
            Some((_, cell)) => cell,
            None => settled.next().unwrap_or_default(),
        });
        Cell::Known(Value::Record(cells.collect()))
    }

    /// A key that belongs to nothing, kept for the case that something is missing that looks like it.
    pub(super) fn extra(&mut self, key: &str, at: At) -> Option<Extra> {
        self.extras_left = self.extras_left.checked_sub(1)?;
        Some(Extra { key: key.chars().take(limits::QUOTED_CHARACTERS).collect(), at })
    }

    /// What the places hold that were not supplied, in their order.
    pub(super) fn settle(&mut self, missing: &[&'r Field], extras: &[Extra]) -> Vec<Cell> {
        let names = || missing.iter().map(|field| &*field.name);
        let near: Vec<(&Extra, &str)> =
            extras.iter().filter_map(|extra| Some((extra, nearest(&extra.key, names())?))).collect();
        let near_to = |field: &Field| near.iter().find(|(_, name)| **name == *field.name).map(|(extra, _)| *extra);
        missing.iter().map(|field| self.missing(field, near_to(field))).collect()
    }

    fn missing(&mut self, field: &'r Field, near: Option<&Extra>) -> Cell {
        let absent = self.options.missing == Missing::Absent;
        if absent && !field.ty.optional {
            let expected = scalar::expected(self.types, &field.ty.kind);
            let near = near.map(|extra| extra.key.clone());
            self.report.enter(&field.name);
            self.report.problem(At::Nowhere, ProblemKind::Missing { expected, near });
            self.report.leave();
            return Cell::Unknown;
        }
        if let Some(Extra { key, at }) = near {
            self.report.near_miss(key, &field.name, *at);
        }
        if absent { Cell::Absent } else { Cell::Unknown }
    }
}
