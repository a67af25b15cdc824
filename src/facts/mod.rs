//! What a host supplies to typed facts, or to all that is wrong with it, each problem with its path. It never guesses
//! and never lets a number pass through a binary float.
//!
//! Every format has a reader of its own, which makes trees (`input`) of the values that a query reaches; one typed
//! pass (`typed`) turns them into cells by the schema. Nothing of the rest of the engine is known here but the model.
//!
//! What an input may hold:
//!
//! - One object, its keys the names of facts. Extra keys are ignored; a fact that comes twice is a problem.
//! - A fact or a field that is left out is unknown, or absent with [`Missing::Absent`]. `null` is absent.
//! - An int is any number whose value is whole: `3`, `3.0`, `3e0`. A decimal is a number, or a text of one: `"4.0"`.
//! - Dates `"2022-10-10"`; date-times `"2022-10-10T10:01"`, with an offset converted to the time zone of the options;
//!   durations `"5 hours"` or `"PT5H"`; the words of an enum as facts spell them.

mod cell;
#[cfg(feature = "csv")]
mod csv;
mod direct;
mod input;
mod json;
mod json_schema;
mod keys;
pub mod limits;
mod lines;
mod near;
mod place;
mod problem;
mod reading;
mod report;
mod room;
mod scalar;
mod scan;
mod serialize;
mod text;
mod time;
mod typed;
mod wording;
#[cfg(feature = "yaml")]
mod yaml;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::tz::{Offset, TimeZone};
use serde::Serialize;

use crate::model::{Cell, FactId, Id, Schema};

pub use cell::parse_cell;
#[cfg(feature = "csv")]
pub use csv::{CsvHeader, CsvPlace, CsvReader};
pub use json_schema::{JsonSchema, json_schema};
pub use lines::{LineRead, lines};
pub use problem::{
    DateSlip, DateTimeSlip, DurationSlip, Expected, FactProblem, Found, NumberLimit, ProblemKind, Slip, Within,
    YamlFeature,
};

use direct::Direct;
use keys::Keys;
use place::Fault;
use reading::Reading;

pub use room::Room;

/// Facts of one evaluation, by slot. Whatever was not supplied is unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    cells: Vec<Cell>,
}

impl Facts {
    /// All facts of a schema, unknown.
    #[must_use]
    pub fn unknown(schema: &Schema) -> Self {
        Self { cells: vec![Cell::Unknown; schema.facts.len()] }
    }

    /// A fact; unknown where it was never set.
    #[must_use]
    #[inline]
    pub fn get(&self, fact: FactId) -> &Cell {
        self.cells.get(fact.index()).unwrap_or(&Cell::Unknown)
    }

    /// Sets a fact. The cell must be of the fact's type, which the readers of this module see to.
    pub fn set(&mut self, fact: FactId, cell: Cell) {
        if self.cells.len() <= fact.index() {
            self.cells.resize(fact.index() + 1, Cell::Unknown);
        }
        if let Some(place) = self.cells.get_mut(fact.index()) {
            *place = cell;
        }
    }
}

/// What a fact or a field that is left out stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// Unknown.
    #[default]
    Unknown,
    /// Absent; where the type is not optional, that is a problem.
    Absent,
}

/// How inputs are read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOptions {
    /// What a fact or a field that is left out stands for.
    pub missing: Missing,
    /// Whether facts that the query does not reach are read and checked as well, where they are supplied.
    pub strict: bool,
    /// The time zone that date-times with an offset are converted to.
    pub time_zone: TimeZone,
}

impl Default for ReadOptions {
    /// Missing facts are unknown, only what a query reaches is checked, and the time zone is `Asia/Shanghai`.
    fn default() -> Self {
        // The zone is in the bundled data; its standing offset is the same should a build leave that out.
        let time_zone = TimeZone::get("Asia/Shanghai").unwrap_or_else(|_| TimeZone::fixed(Offset::constant(8)));
        Self { missing: Missing::Unknown, strict: false, time_zone }
    }
}

/// An input that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// The facts.
    pub facts: Facts,
    /// What may have been meant otherwise, such as an extra key that looks like a fact that is missing.
    pub hints: Vec<FactProblem>,
}

/// What a query reads of a schema, worked out once for many readers.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The facts that the query reaches, each once, in the order in which they were named.
    reach: Vec<FactId>,
    /// Whether a fact is read, by slot.
    wanted: Vec<bool>,
    /// The slots of facts by name.
    names: Keys,
}

impl Selection {
    /// The facts that a query reaches, and with [`ReadOptions::strict`] all others too where they are supplied.
    #[must_use]
    pub fn new(schema: &Schema, reach: &[FactId], options: &ReadOptions) -> Self {
        let mut wanted = vec![options.strict; schema.facts.len()];
        let mut reached = Vec::with_capacity(reach.len());
        let mut known = vec![false; schema.facts.len()];
        for fact in reach {
            if let (Some(wanted), Some(known)) = (wanted.get_mut(fact.index()), known.get_mut(fact.index()))
                && !*known
            {
                (*wanted, *known) = (true, true);
                reached.push(*fact);
            }
        }
        let names = Keys::new(schema.facts.iter().map(|(_, def)| &*def.field.name));
        Self { reach: reached, wanted, names }
    }
}

/// Reads the inputs of one query, one after the other.
#[derive(Debug, Clone)]
pub struct Reader<'s> {
    schema: &'s Schema,
    options: ReadOptions,
    selection: Arc<Selection>,
}

impl<'s> Reader<'s> {
    /// A reader of the facts that a query reaches.
    #[must_use]
    pub fn new(schema: &'s Schema, reach: &[FactId], options: &ReadOptions) -> Self {
        Self::of(schema, Arc::new(Selection::new(schema, reach, options)), options)
    }

    /// A reader of what was selected from the same schema with the same options.
    #[must_use]
    pub fn of(schema: &'s Schema, selection: Arc<Selection>, options: &ReadOptions) -> Self {
        Self { schema, options: options.clone(), selection }
    }

    fn fact(&self, name: &str) -> Option<FactId> {
        self.selection.names.get(name).map(FactId)
    }

    fn wants(&self, fact: FactId) -> bool {
        self.selection.wanted.get(fact.index()).is_some_and(|wanted| *wanted)
    }

    /// Reads the text of a JSON object.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn json(&self, bytes: &[u8]) -> Result<Read, Vec<FactProblem>> {
        let text = text::decode(bytes)?;
        let mut facts = Facts::unknown(self.schema);
        if Direct::new(self, text, true).read(&mut facts, &mut Vec::new(), &mut Vec::new()).is_some() {
            return Ok(Read { facts, hints: Vec::new() });
        }
        self.read(text, |reading| json::entries(text, reading))
    }

    /// The reading that tells what is wrong, for any input.
    #[cfg(test)]
    fn thorough(&self, bytes: &[u8]) -> Result<Read, Vec<FactProblem>> {
        let text = text::decode(bytes)?;
        self.read(text, |reading| json::entries(text, reading))
    }

    /// Room for the facts of one input after the other.
    #[must_use]
    pub fn room(&self) -> Room<'_> {
        Room { reader: self, facts: Facts::unknown(self.schema), seen: Vec::new(), order: Vec::new() }
    }

    /// Reads a YAML document that is a mapping.
    ///
    /// # Errors
    /// All that is wrong with it.
    #[cfg(feature = "yaml")]
    pub fn yaml(&self, bytes: &[u8]) -> Result<Read, Vec<FactProblem>> {
        let text = text::decode(bytes)?;
        self.read(text, |reading| yaml::entries(text, reading))
    }

    /// Reads a CSV file with a header, record by record.
    ///
    /// # Errors
    /// What is wrong with the header.
    #[cfg(feature = "csv")]
    pub fn csv<'a>(&'a self, bytes: &'a [u8]) -> Result<CsvReader<'a>, Vec<FactProblem>> {
        CsvReader::new(self, bytes)
    }

    /// Reads the header of a CSV file, by which its records are then read part by part: of the bytes, only the first
    /// record counts.
    ///
    /// # Errors
    /// What is wrong with the header.
    #[cfg(feature = "csv")]
    pub fn csv_header(&self, bytes: &[u8]) -> Result<CsvHeader<'_>, Vec<FactProblem>> {
        CsvHeader::new(self, bytes)
    }

    /// Reads a value of the host as if it were JSON. A float counts by its shortest decimal digits.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn value<T: Serialize + ?Sized>(&self, value: &T) -> Result<Read, Vec<FactProblem>> {
        self.read("", |reading| serialize::entries(value, reading))
    }

    /// Lets a format hand its entries to one reading. A fault of the text makes the rest meaningless, so it comes alone.
    fn read<'a>(
        &'a self,
        text: &'a str,
        entries: impl FnOnce(&mut Reading<'a>) -> Result<(), Fault>,
    ) -> Result<Read, Vec<FactProblem>> {
        let mut reading = Reading::new(self, text);
        match entries(&mut reading) {
            Ok(()) => reading.finish(),
            Err(Fault { kind, at }) => Err(report::whole(text, at, kind)),
        }
    }
}

/// Reads the facts that a query reaches from the text of a JSON object.
///
/// # Errors
/// All that is wrong with it.
pub fn read_json(
    schema: &Schema,
    reach: &[FactId],
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<Read, Vec<FactProblem>> {
    Reader::new(schema, reach, options).json(bytes)
}

/// Reads the facts that a query reaches from a YAML document.
///
/// # Errors
/// All that is wrong with it.
#[cfg(feature = "yaml")]
pub fn read_yaml(
    schema: &Schema,
    reach: &[FactId],
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<Read, Vec<FactProblem>> {
    Reader::new(schema, reach, options).yaml(bytes)
}

/// Reads the facts that a query reaches from a value of the host.
///
/// # Errors
/// All that is wrong with it.
pub fn from_serialize<T: Serialize + ?Sized>(
    schema: &Schema,
    reach: &[FactId],
    value: &T,
    options: &ReadOptions,
) -> Result<Read, Vec<FactProblem>> {
    Reader::new(schema, reach, options).value(value)
}
