//! Blocks of members, on one line or one below the other, and declarations with their columns.

use super::{Break, PARAMS, STEP, Walk};
use crate::format::arrange::{first, loses_commas};
use crate::syntax::outline::{Node, NodeKind, Part, TokenKind};

impl Walk<'_> {
    /// `{ member, … }`, with what stands before the brace.
    pub(super) fn members(&mut self, node: &Node) {
        let (outer, outer_table) = (self.unit, self.table);
        let several = self.goes_over_lines(node);
        self.table = several.then_some(self.tables);
        self.tables += 1;
        self.depth += 1;
        let (mut open, mut start) = (None, None);
        let mut separated = true;
        for part in &node.parts {
            match (open, part) {
                (None, Part::Token(token)) if token.kind == TokenKind::BraceOpen => {
                    open = Some(self.token(*token));
                    self.tight = node.kind == NodeKind::Use;
                }
                (Some(opened), Part::Token(token)) if token.kind == TokenKind::BraceClose => {
                    let forced = several && start.is_some();
                    let brk = Break { forced, tied: start, blank: true, anchor: Some(opened), ..Break::default() };
                    self.begin(brk);
                    self.tight |= node.kind == NodeKind::Use;
                    self.token(*token);
                }
                (Some(_), Part::Token(token)) if matches!(token.kind, TokenKind::Comma | TokenKind::Less) => {
                    self.token(*token);
                    separated = true;
                }
                (Some(opened), member) => {
                    // Only the members of samples may share lines.
                    let forced = several && (start.is_none() || node.kind != NodeKind::Values);
                    self.begin(Break { forced, blank: true, ..Break::auto(self.depth, opened, STEP) });
                    self.comma = !separated && loses_commas(node.kind);
                    self.row = self.table;
                    self.unit = self.entries.len();
                    start = start.or(Some(self.unit));
                    separated = false;
                    self.part(member);
                }
                (None, part) => self.part(part),
            }
        }
        self.depth -= 1;
        (self.unit, self.table) = (outer, outer_table);
    }

    /// Whether the author broke the lines of a block, or left a comment in it.
    fn goes_over_lines(&self, node: &Node) -> bool {
        let brace = node.parts.iter().find_map(|part| match part {
            Part::Token(token) if token.kind == TokenKind::BraceOpen => Some(token.start),
            _ => None,
        });
        let last = node.parts.last().and_then(first).map(|close| close.start);
        let (Some(open), Some(close)) = (brace, last) else { return false };
        self.pieces.range(open..=close).any(|(at, piece)| {
            *at > open && (piece.newline || !piece.before.is_empty()) || *at < close && piece.behind.is_some()
        })
    }

    /// A field or a parameter; what is said about it stands in a column of its own.
    pub(super) fn declaration(&mut self, node: &Node) {
        let start = self.unit;
        let table = if node.kind == NodeKind::Param { Some(PARAMS) } else { self.table };
        let kept = std::mem::replace(&mut self.languages, Break { kept: true, by: STEP, ..Break::default() });
        let mut told = false;
        for part in &node.parts {
            if matches!(part, Part::Node(node) if matches!(node.kind, NodeKind::Unit | NodeKind::Title)) {
                self.begin(Break { kept: true, anchor: Some(start), by: STEP, ..Break::default() });
                if !told {
                    self.cell = table;
                    self.gap = if table.is_some() { 2 } else { 1 };
                }
                told = true;
            }
            self.part(part);
        }
        self.languages = kept;
    }

    /// `word: value`; the values stand below each other.
    pub(super) fn word_arm(&mut self, node: &Node) {
        for part in &node.parts {
            if matches!(part, Part::Node(_)) {
                self.cell = self.table;
            }
            self.part(part);
        }
    }

    /// A word of an enum; the titles stand below each other.
    pub(super) fn enum_word(&mut self, node: &Node) {
        let kept = std::mem::replace(&mut self.languages, Break { kept: true, by: STEP, ..Break::default() });
        for part in &node.parts {
            if matches!(part, Part::Node(node) if node.kind == NodeKind::Localised) {
                self.cell = self.table;
            }
            self.part(part);
        }
        self.languages = kept;
    }
}
