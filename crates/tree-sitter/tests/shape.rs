//! What the trees of both grammars are turned into, to be compared: kinds and places, nothing more.

use std::fmt::Write;
use std::ops::Range;

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    pub what: String,
    pub at: Range<usize>,
    pub parts: Vec<Shape>,
}

impl Shape {
    /// A node whose place is known. Its parts are put in the order of the text, in which the engine does not keep them.
    pub fn new(what: impl Into<String>, at: Range<usize>, mut parts: Vec<Shape>) -> Self {
        parts.sort_by_key(|part| (part.at.start, part.at.end));
        Self { what: what.into(), at, parts }
    }

    pub fn leaf(what: impl Into<String>, at: Range<usize>) -> Self {
        Self::new(what, at, Vec::new())
    }

    /// A node of which the engine keeps no place: it reaches from its first part to its last one. None without parts.
    pub fn group(what: impl Into<String>, parts: Vec<Shape>) -> Option<Self> {
        let start = parts.iter().map(|part| part.at.start).min()?;
        let end = parts.iter().map(|part| part.at.end).max()?;
        Some(Self::new(what, start..end, parts))
    }

    /// One line for each node, with the text of those without parts.
    pub fn drawn(&self, text: &str) -> String {
        let mut lines = String::new();
        self.draw(text, 0, &mut lines);
        lines
    }

    fn draw(&self, text: &str, depth: usize, lines: &mut String) {
        let shown = if self.parts.is_empty() { text.get(self.at.clone()).unwrap_or("?") } else { "" };
        let _ = writeln!(lines, "{:depth$}{} {:?} {shown}", "", self.what, self.at);
        for part in &self.parts {
            part.draw(text, depth + 1, lines);
        }
    }
}
