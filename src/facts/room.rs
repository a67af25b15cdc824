//! One input after the other into the same memory.

use super::direct::Direct;
use super::problem::FactProblem;
use super::{Facts, Reader, json, text};
use crate::model::{Cell, FactId};

/// Facts that are filled again with each input that is read into them. Hints are not looked for.
#[derive(Debug, Clone)]
pub struct Room<'r> {
    pub(super) reader: &'r Reader<'r>,
    pub(super) facts: Facts,
    /// Which facts an input gave, by slot.
    pub(super) seen: Vec<bool>,
    /// In which order the last input gave its facts.
    pub(super) order: Vec<FactId>,
}

impl Room<'_> {
    /// Reads the text of a JSON object: what [`Reader::json`] gives. It allocates only for a text, a list or a record
    /// that does not fit where the one of the last input was.
    ///
    /// # Errors
    /// All that is wrong with it. The next input is not affected.
    pub fn json(&mut self, bytes: &[u8]) -> Result<&Facts, Vec<FactProblem>> {
        let text = text::decode(bytes)?;
        if self.reader.options.strict {
            // Facts that are read only where they are supplied would keep what they were.
            self.facts.cells.fill(Cell::Unknown);
        }
        if Direct::new(self.reader, text, false).read(&mut self.facts, &mut self.seen, &mut self.order).is_none() {
            self.facts = self.reader.read(text, |reading| json::entries(text, reading))?.facts;
        }
        Ok(&self.facts)
    }

    /// Reads one line of an NDJSON input.
    ///
    /// # Errors
    /// All that is wrong with it, with its number.
    pub fn line(&mut self, line: u32, bytes: &[u8]) -> Result<&Facts, Vec<FactProblem>> {
        self.json(bytes).map_err(|mut problems| {
            problems.iter_mut().for_each(|problem| problem.line = Some(line));
            problems
        })
    }
}
