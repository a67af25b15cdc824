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

/// The header of a CSV file, which names a fact or a field (`gate.kind`) over each column.
///
/// An empty cell is absent where the type is optional and a problem otherwise; lists stand in a cell as JSON. An
/// optional record is absent where the cells of all its fields are empty.
#[derive(Debug)]
pub struct CsvHeader<'r> {
    reader: &'r Reader<'r>,
    columns: Vec<Column<'r>>,
    width: usize,
    hints: Vec<FactProblem>,
}

/// A place in a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvPlace {
    /// The line, from 1.
    pub line: u32,
    /// How many bytes stand before it.
    pub offset: usize,
}

impl CsvPlace {
    /// Where a file begins.
    pub const START: Self = Self { line: 1, offset: 0 };
}

/// Reads the records of a CSV file.
#[derive(Debug)]
pub struct CsvReader<'r> {
    header: CsvHeader<'r>,
    records: Records<'r>,
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
        let mut records = Records::new(without_mark(bytes), CsvPlace::START);
        let header = CsvHeader::read(reader, &mut records, is_utf16(bytes))?;
        Ok(Self { header, records })
    }

    /// What may be meant otherwise in the header, such as a column that belongs to no fact.
    #[must_use]
    pub fn hints(&self) -> &[FactProblem] {
        self.header.hints()
    }
}

impl Iterator for CsvReader<'_> {
    type Item = LineRead;

    fn next(&mut self) -> Option<LineRead> {
        self.records.next(&self.header)
    }
}

impl<'r> CsvHeader<'r> {
    pub(super) fn new(reader: &'r Reader<'r>, bytes: &[u8]) -> Result<Self, Vec<FactProblem>> {
        Self::read(reader, &mut Records::new(without_mark(bytes), CsvPlace::START), is_utf16(bytes))
    }

    fn read(reader: &'r Reader<'r>, records: &mut Records<'_>, utf16: bool) -> Result<Self, Vec<FactProblem>> {
        let line = match records.advance() {
            Some(Ok(line)) => line,
            Some(Err((_, problems))) => return Err(problems),
            None => return Err(report::whole("", At::Nowhere, ProblemKind::Syntax(Slip::NoHeader))),
        };
        let header = &records.record;
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
            return Err(on_line(plan.problems, line));
        }
        Ok(Self { reader, columns: plan.columns, width: header.len(), hints: on_line(plan.hints, line) })
    }

    /// What may be meant otherwise in it, such as a column that belongs to no fact.
    #[must_use]
    pub fn hints(&self) -> &[FactProblem] {
        &self.hints
    }

    /// Reads records from a part of the file behind the header, so that parts can be read by several threads. The part
    /// must begin where a record does; the place says where that is in the whole file.
    pub fn records<'a>(&'a self, part: &'a [u8], place: CsvPlace) -> impl Iterator<Item = LineRead> + 'a {
        let mut records = Records::new(part, place);
        std::iter::from_fn(move || records.next(self))
    }

    fn facts(&self, record: &ByteRecord, before: usize) -> Result<Read, Vec<FactProblem>> {
        let one = |kind| Err(vec![FactProblem::new("", kind)]);
        if record.len() != self.width {
            return one(ProblemKind::CellCount { expected: self.width, found: record.len() });
        }
        let mut reading = Reading::new(self.reader, "");
        for column in &self.columns {
            let wanted = column.fact.is_some_and(|fact| self.reader.wants(fact));
            let node = if wanted { Some(node(column, record, before)) } else { None };
            match node {
                Some(Err(kind)) => return one(kind),
                Some(Ok(node)) => reading.entry(column.name, At::Nowhere, Some(&node)),
                None => reading.entry(column.name, At::Nowhere, None),
            }
        }
        reading.finish()
    }
}

/// The records of a file, or of a part of it.
#[derive(Debug)]
struct Records<'a> {
    bytes: &'a [u8],
    records: csv::Reader<&'a [u8]>,
    record: ByteRecord,
    /// Where the bytes stand in the file.
    place: CsvPlace,
    /// How far line breaks were counted, and the line that is there.
    counted: (usize, u32),
    failed: bool,
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8], place: CsvPlace) -> Self {
        let records = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        Self { bytes, records, record: ByteRecord::new(), place, counted: (0, place.line), failed: false }
    }

    /// Reads the next record and gives the line on which it starts.
    fn advance(&mut self) -> Option<Result<u32, (u32, Vec<FactProblem>)>> {
        if self.failed {
            return None;
        }
        let start = usize::try_from(self.records.position().byte()).unwrap_or(usize::MAX);
        let read = self.records.read_byte_record(&mut self.record);
        if matches!(read, Ok(false)) {
            return None;
        }
        let line = self.line_of(start);
        Some(read.map(|_| line).map_err(|error| {
            self.failed = true;
            (line, on_line(vec![FactProblem::new("", ProblemKind::Syntax(Slip::Csv(error.to_string())))], line))
        }))
    }

    /// The line of a record that starts behind the line breaks at a place, which the record before may have left there.
    fn line_of(&mut self, start: usize) -> u32 {
        let (counted, line) = self.counted;
        let blank = self.bytes.get(start..).unwrap_or_default();
        let start = start + blank.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.bytes.get(counted..start).unwrap_or_default();
        let breaks = passed.iter().filter(|byte| **byte == b'\n').count();
        let line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = (start, line);
        line
    }

    fn next(&mut self, header: &CsvHeader<'_>) -> Option<LineRead> {
        Some(match self.advance()? {
            Ok(line) => {
                let before = self.place.offset.saturating_add(self.counted.0);
                let read = header.facts(&self.record, before).map_err(|problems| on_line(problems, line));
                LineRead { line, read }
            }
            Err((line, problems)) => LineRead { line, read: Err(problems) },
        })
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])
}

fn on_line(mut problems: Vec<FactProblem>, line: u32) -> Vec<FactProblem> {
    problems.iter_mut().for_each(|problem| problem.line = Some(line));
    problems
}

/// The tree of a column's value in a record, before which so many bytes stand.
fn node<'a>(column: &'a Column<'_>, record: &'a ByteRecord, before: usize) -> Result<Node<'a>, ProblemKind> {
    let input = match &column.source {
        Source::Cell(place) => {
            let bytes = record.get(*place).unwrap_or_default();
            let text = std::str::from_utf8(bytes).map_err(|error| ProblemKind::NotUtf8 {
                offset: before.saturating_add(error.valid_up_to()),
                utf16: false,
            })?;
            Input::Cell(Cow::Borrowed(text))
        }
        Source::Fields(fields) => {
            let entries = fields
                .iter()
                .map(|field| Ok(Entry { key: field.name.into(), at: At::Nowhere, node: node(field, record, before)? }))
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
