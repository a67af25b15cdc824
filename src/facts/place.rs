//! Places in an input to lines and columns. It looks at the text only where a problem asks for a place.

/// Where a part of an input stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Nowhere that a person could look at: a value of the host, or JSON inside a cell.
    Nowhere,
    /// A byte of the text.
    Offset(usize),
    /// A line and a column, both from 1.
    #[cfg_attr(not(feature = "yaml"), expect(dead_code, reason = "only YAML counts lines by itself"))]
    LineColumn(u32, u32),
}

/// Finds lines and columns. Problems mostly come in the order of the text, so it goes on from the last place.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    seen: usize,
    line: u32,
    line_start: usize,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, seen: 0, line: 1, line_start: 0 }
    }

    /// Line and column, both from 1; the column in characters.
    pub(super) fn find(&mut self, at: At) -> Option<(u32, u32)> {
        match at {
            At::Nowhere => None,
            At::LineColumn(line, column) => Some((line, column)),
            At::Offset(offset) => Some(self.at_offset(offset)),
        }
    }

    fn at_offset(&mut self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        if offset < self.seen {
            *self = Self::new(self.text);
        }
        for (i, byte) in self.text.as_bytes().get(self.seen..offset).unwrap_or_default().iter().enumerate() {
            if *byte == b'\n' {
                self.line = self.line.saturating_add(1);
                self.line_start = self.seen + i + 1;
            }
        }
        self.seen = offset;
        let line = self.text.as_bytes().get(self.line_start..offset).unwrap_or_default();
        // Every character has one byte that does not continue another one.
        let characters = line.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        (self.line, u32::try_from(characters).unwrap_or(u32::MAX).saturating_add(1))
    }
}

/// What is wrong, and where, before it has a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub kind: super::problem::ProblemKind,
    pub at: At,
}
