//! A CSV file to facts, one record after the other. It never gives up on the rest of a file for a bad record.

use std::borrow::Cow;

use csv::ByteRecord;

use crate::model::{FactId, Field, Schema, TypeKind};

use super::input::{Entry, Input, Node};
use super::lines::LineRead;
use super::near::nearest;
use super::place::At;
use super::problem::{FactProblem, ProblemKind, Slip};
use super::reading::Reading;
use super::{Read, Reader, limits, report};

/// Reads the records of a CSV file, whose header names a fact or a field (`gate.kind`) over each column.
///
/// An empty cell is absent where the type is optional and a problem otherwise; lists stand in a cell as JSON. An
/// optional record is absent where the cells of all its fields are empty.
#[derive(Debug)]
pub struct CsvReader<'r> {
    reader: &'r Reader<'r>,
    records: csv::Reader<&'r [u8]>,
    record: ByteRecord,
    columns: Vec<Column<'r>>,
    width: usize,
    hints: Vec<FactProblem>,
    failed: bool,
}

/// Where a fact or a field gets its value.
#[derive(Debug)]
struct Column<'r> {
    name: &'r str,
    /// Only facts have one.
    fact: Option<FactId>,
    optional: bool,
    source: Source<'r>,
}

#[derive(Debug)]
enum Source<'r> {
    /// One cell, by its place in the record.
    Cell(usize),
    /// Cells for each of some fields.
    Fields(Vec<Column<'r>>),
}

impl<'r> CsvReader<'r> {
    pub(super) fn new(reader: &'r Reader<'r>, bytes: &'r [u8]) -> Result<Self, Vec<FactProblem>> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut records = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut header = ByteRecord::new();
        match records.read_byte_record(&mut header) {
            Ok(true) => {}
            Ok(false) => return Err(report::whole("", At::Nowhere, ProblemKind::Syntax(Slip::NoHeader))),
            Err(error) => return Err(broken(&error)),
        }
        let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        let mut plan = Plan {
            schema: reader.schema,
            columns: Vec::new(),
            names: Vec::new(),
            hints: Vec::new(),
            problems: Vec::new(),
        };
        for (i, name) in header.iter().enumerate() {
            match std::str::from_utf8(name) {
                Ok(name) => plan.add(name.trim(), i),
                Err(error) => {
                    let offset = header.range(i).map_or(0, |range| range.start) + error.valid_up_to();
                    plan.problems.push(FactProblem::new("", ProblemKind::NotUtf8 { offset, utf16 }));
                }
            }
        }
        if !plan.problems.is_empty() {
            return Err(on_line(plan.problems, line_of(&header)));
        }
        let hints = on_line(plan.hints, line_of(&header));
        let width = header.len();
        Ok(Self { reader, records, record: header, columns: plan.columns, width, hints, failed: false })
    }

    /// What may be meant otherwise in the header, such as a column that belongs to no fact.
    #[must_use]
    pub fn hints(&self) -> &[FactProblem] {
        &self.hints
    }

    fn read(&self) -> Result<Read, Vec<FactProblem>> {
        let one = |kind| Err(vec![FactProblem::new("", kind)]);
        if self.record.len() != self.width {
            return one(ProblemKind::CellCount { expected: self.width, found: self.record.len() });
        }
        let mut reading = Reading::new(self.reader, "");
        for column in &self.columns {
            let wanted = column.fact.is_some_and(|fact| self.reader.wants(fact));
            let node = if wanted { Some(node(column, &self.record)) } else { None };
            match node {
                Some(Err(kind)) => return one(kind),
                Some(Ok(node)) => reading.entry(column.name, At::Nowhere, Some(&node)),
                None => reading.entry(column.name, At::Nowhere, None),
            }
        }
        reading.finish()
    }
}

impl Iterator for CsvReader<'_> {
    type Item = LineRead;

    fn next(&mut self) -> Option<LineRead> {
        if self.failed {
            return None;
        }
        let more = self.records.read_byte_record(&mut self.record);
        let line = line_of(&self.record);
        match more {
            Ok(false) => None,
            Ok(true) => {
                let read = self.read().map_err(|problems| on_line(problems, line));
                Some(LineRead { line, read })
            }
            Err(error) => {
                self.failed = true;
                Some(LineRead { line, read: Err(broken(&error)) })
            }
        }
    }
}

fn line_of(record: &ByteRecord) -> u32 {
    record.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(u32::MAX))
}

fn on_line(mut problems: Vec<FactProblem>, line: u32) -> Vec<FactProblem> {
    problems.iter_mut().for_each(|problem| problem.line = Some(line));
    problems
}

fn broken(error: &csv::Error) -> Vec<FactProblem> {
    vec![FactProblem::new("", ProblemKind::Syntax(Slip::Csv(error.to_string())))]
}

/// The tree of a column's value in a record.
fn node<'a>(column: &'a Column<'_>, record: &'a ByteRecord) -> Result<Node<'a>, ProblemKind> {
    let input = match &column.source {
        Source::Cell(place) => {
            let bytes = record.get(*place).unwrap_or_default();
            let text = std::str::from_utf8(bytes).map_err(|error| {
                let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
                ProblemKind::NotUtf8 { offset: start.saturating_add(error.valid_up_to()), utf16: false }
            })?;
            Input::Cell(Cow::Borrowed(text))
        }
        Source::Fields(fields) => {
            let entries = fields
                .iter()
                .map(|field| Ok(Entry { key: field.name.into(), at: At::Nowhere, node: node(field, record)? }))
                .collect::<Result<Vec<_>, _>>()?;
            let empty = entries.iter().all(|entry| match &entry.node.input {
                Input::Cell(text) => text.trim().is_empty(),
                input => *input == Input::Null,
            });
            if column.optional && empty { Input::Null } else { Input::Object(entries) }
        }
    };
    Ok(Node { at: At::Nowhere, input })
}

/// The header while it is read.
struct Plan<'r> {
    schema: &'r Schema,
    columns: Vec<Column<'r>>,
    /// The names of the columns so far.
    names: Vec<String>,
    hints: Vec<FactProblem>,
    problems: Vec<FactProblem>,
}

impl<'r> Plan<'r> {
    fn add(&mut self, name: &str, place: usize) {
        let Some((fact, fields)) = self.resolve(name) else {
            self.unknown(name);
            return;
        };
        if place_column(&mut self.columns, Some(fact), &fields, place).is_none() {
            let kind = match self.names.iter().find(|other| one_holds_the_other(other, name)) {
                Some(other) => {
                    ProblemKind::WholeAndPart { whole: name.min(other).to_owned(), part: name.max(other).to_owned() }
                }
                None => ProblemKind::DuplicateKey { key: name.to_owned(), first: None },
            };
            self.problems.push(FactProblem::new(name, kind));
        }
        self.names.push(name.to_owned());
    }

    /// The fact and the fields on the way to what a column is named after.
    fn resolve(&self, name: &str) -> Option<(FactId, Vec<&'r Field>)> {
        let mut parts = name.split('.');
        let first = parts.next()?;
        let (fact, def) = self.schema.facts.iter().find(|(_, def)| *def.field.name == *first)?;
        let mut fields = vec![&def.field];
        for part in parts {
            let TypeKind::Record(id) = fields.last()?.ty.kind else { return None };
            fields.push(self.schema.types.records.get(id)?.fields.iter().find(|field| *field.name == *part)?);
        }
        (fields.len() <= limits::DEPTH).then_some((fact, fields))
    }

    /// A fact's name, and those of the fields where it is a record.
    fn paths(&self, fact: &Field) -> Vec<String> {
        let fields = match fact.ty.kind {
            TypeKind::Record(id) => self.schema.types.records.get(id).map(|def| def.fields.as_slice()),
            _ => None,
        };
        let inner = fields.unwrap_or_default().iter().map(|field| format!("{}.{}", fact.name, field.name));
        std::iter::once(fact.name.to_string()).chain(inner).collect()
    }

    fn unknown(&mut self, name: &str) {
        if self.hints.len() >= limits::HINTS {
            return;
        }
        let names: Vec<String> = self.schema.facts.values().flat_map(|def| self.paths(&def.field)).collect();
        let near = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        self.hints.push(FactProblem::new(name, ProblemKind::UnknownColumn { column: name.to_owned(), near }));
    }
}

/// Whether one name leads to a record and the other to a field in it; the shorter is then the lesser.
fn one_holds_the_other(a: &str, b: &str) -> bool {
    let holds = |whole: &str, part: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
    holds(a, b) || holds(b, a)
}

/// Puts a cell under the fields that lead to it; none where something has that place already.
fn place_column<'r>(
    columns: &mut Vec<Column<'r>>,
    fact: Option<FactId>,
    fields: &[&'r Field],
    place: usize,
) -> Option<()> {
    let (field, rest) = fields.split_first()?;
    let known = columns.iter().position(|column| column.name == &*field.name);
    let Some(column) = known.and_then(|i| columns.get_mut(i)) else {
        let source = if rest.is_empty() {
            Source::Cell(place)
        } else {
            let mut inner = Vec::new();
            place_column(&mut inner, None, rest, place)?;
            Source::Fields(inner)
        };
        columns.push(Column { name: &field.name, fact, optional: field.ty.optional, source });
        return Some(());
    };
    match &mut column.source {
        Source::Fields(inner) if !rest.is_empty() => place_column(inner, None, rest, place),
        _ => None,
    }
}
