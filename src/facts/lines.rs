//! NDJSON to its lines. It never looks into a line, so that a bad one does not stop the rest.

use super::problem::FactProblem;
use super::{Read, Reader};

/// What came of one case of an input with many: a line of NDJSON, a record of CSV.
#[derive(Debug, Clone, PartialEq)]
pub struct LineRead {
    /// The line on which it starts, from 1.
    pub line: u32,
    /// Its facts, or all that is wrong with them.
    pub read: Result<Read, Vec<FactProblem>>,
}

/// The lines of an NDJSON input that are not blank, each with its number from 1.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    (1..=u32::MAX).zip(bytes.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty())
}

impl Reader<'_> {
    /// Reads one line of an NDJSON input; problems carry its number.
    pub fn line(&self, line: u32, bytes: &[u8]) -> LineRead {
        let read = self.json(bytes).map(|mut read| {
            read.hints.iter_mut().for_each(|hint| hint.line = Some(line));
            read
        });
        let read = read.map_err(|mut problems| {
            problems.iter_mut().for_each(|problem| problem.line = Some(line));
            problems
        });
        LineRead { line, read }
    }

    /// Reads an NDJSON input: one object a line, blank lines left out.
    pub fn ndjson<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = LineRead> + 'a {
        lines(bytes).map(|(line, bytes)| self.line(line, bytes))
    }
}
