//! Tokens to pieces of text with the comments and the white space that stood before them. It keeps every comment.

use std::collections::BTreeMap;

use crate::syntax::outline::{Node, Part, Token};

/// The pieces of a text by the byte where each begins; the end of the text is the last one, and empty.
pub(super) type Pieces = BTreeMap<usize, Piece>;

/// A token with what stood around it.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    /// What is written for it.
    pub text: String,
    /// The comments on lines of their own before it.
    pub before: Vec<Comment>,
    /// The comment behind it on its line.
    pub behind: Option<String>,
    /// A line break stood before it.
    pub newline: bool,
    /// An empty line stood right before it.
    pub blank: bool,
}

/// A comment on a line of its own.
#[derive(Debug, Clone)]
pub(super) struct Comment {
    /// With its slashes.
    pub text: String,
    /// An empty line stood before it.
    pub blank: bool,
}

impl Comment {
    /// Whether it documents what follows it.
    pub fn documents(&self) -> bool {
        documents(&self.text)
    }
}

fn documents(text: &str) -> bool {
    text.starts_with("///") && !text.starts_with("////")
}

/// The pieces of a text.
pub(super) fn pieces(text: &str, items: &[Node]) -> Pieces {
    let mut tokens = Vec::new();
    for item in items {
        collect(item, &mut tokens);
    }
    let mut pieces = Pieces::new();
    let mut last: Option<usize> = None;
    let mut from = 0;
    let end = std::iter::once((text.len(), text.len()));
    for (start, stop) in tokens.iter().map(|token| (token.start, token.end)).chain(end) {
        let gap = gap(text.get(from..start).unwrap_or(""), last.is_some());
        if let (Some(comment), Some(piece)) = (gap.behind, last.and_then(|at| pieces.get_mut(&at))) {
            piece.behind = Some(comment);
        }
        let written = ascii(text.get(start..stop).unwrap_or(""));
        let piece = Piece { text: written, before: gap.before, behind: None, newline: gap.newline, blank: gap.blank };
        pieces.insert(start, piece);
        last = Some(start);
        from = stop;
    }
    pieces
}

fn collect(node: &Node, tokens: &mut Vec<Token>) {
    for part in &node.parts {
        match part {
            Part::Token(token) => tokens.push(*token),
            Part::Node(node) => collect(node, tokens),
        }
    }
}

fn ascii(token: &str) -> String {
    match token {
        "≥" => ">=",
        "≤" => "<=",
        "≠" => "!=",
        other => other,
    }
    .to_owned()
}

/// What stands between two tokens.
#[derive(Default)]
struct Gap {
    behind: Option<String>,
    before: Vec<Comment>,
    newline: bool,
    blank: bool,
}

fn gap(text: &str, after_token: bool) -> Gap {
    let mut gap = Gap::default();
    let last = text.split('\n').count() - 1;
    let mut blank = false;
    for (number, line) in text.split('\n').enumerate() {
        match line.find("//").and_then(|at| line.get(at..)) {
            // What documents the next token is never behind the one before.
            Some(comment) if number == 0 && after_token && !documents(comment) => {
                gap.behind = Some(comment.trim_end().to_owned());
            }
            Some(comment) => {
                gap.before.push(Comment { text: comment.trim_end().to_owned(), blank });
                blank = false;
            }
            None => blank |= number > 0 && number < last,
        }
    }
    gap.newline = last > 0;
    gap.blank = blank;
    gap
}
