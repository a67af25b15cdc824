//! A policy text to items that can be read one by one, in one pass over its characters. It never looks inside an
//! expression.
//!
//! What it makes is a copy of the text in which every byte keeps its place, but every text is closed, every bracket has
//! its partner, full-width punctuation is ASCII with spaces behind it, and comments, white space of every kind and
//! forbidden characters are spaces. So the grammar sees what the author meant, and a slip of the keyboard is reported
//! once.

mod chars;
mod segments;
mod wide;

#[cfg(test)]
mod tests;

pub(super) use segments::too_deep;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

/// The words that begin an item.
pub(super) const ITEM_WORDS: [&str; 12] = [
    "policy", "use", "source", "facts", "enum", "record", "param", "define", "decision", "calendar", "sample",
    "example",
];

/// A text made ready for the grammar.
pub(super) struct Scanned {
    /// The text, mended. Offsets are those of the source.
    pub text: String,
    /// Its items, in order.
    pub segments: Vec<Segment>,
    /// The documentation (`///`) before the word or bracket that begins at an offset.
    pub docs: BTreeMap<usize, String>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// A stretch of the text that holds one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// Its first byte.
    pub start: usize,
    /// One past its last byte: where the next begins.
    pub end: usize,
    /// One past its last token.
    pub last: usize,
    /// What it begins with.
    pub head: Head,
    /// Something in it was reported already, so that a syntax error is no news.
    pub quiet: bool,
    /// It is too deep or too long to be read at all.
    pub skip: bool,
}

/// What a segment begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// A word that begins an item.
    Item,
    /// A word that stands like one but is none: `desicion admission {`.
    Unknown,
    /// Anything else, before the first item.
    Stray,
}

/// Scans a text.
pub(super) fn scan(file: &SourceFile) -> Scanned {
    let chars = chars::Chars::read(file, 0..file.text().len());
    segments::cut(file, chars)
}

/// An expression inside a text, made ready for the grammar.
pub(super) struct Fragment {
    /// The text, mended, with a brace behind it. Its offsets count from its own start.
    pub text: String,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it can be read: its brackets have partners and are not too deep.
    pub readable: bool,
}

/// Scans an expression that stands inside a text.
pub(super) fn fragment(file: &SourceFile, range: std::ops::Range<usize>) -> Fragment {
    let mut chars = chars::Chars::read(file, range);
    let readable = segments::readable(&chars.marks);
    chars.out.push(b'}');
    let text = String::from_utf8(chars.out).unwrap_or_default();
    Fragment { text, diagnostics: chars.diagnostics, readable }
}

/// Where the last item of a text begins, and its text as it was begun: mended, but with its open brackets open. None
/// where it is too deep or too long.
pub(super) fn open(file: &SourceFile) -> Option<(usize, String)> {
    let chars = chars::Chars::read(file, 0..file.text().len());
    let mended = String::from_utf8(chars.out.clone()).unwrap_or_default();
    match segments::cut(file, chars).segments.pop() {
        Some(last) if last.skip => None,
        Some(last) => Some((last.start, mended.get(last.start..)?.to_owned())),
        None => Some((0, String::new())),
    }
}
