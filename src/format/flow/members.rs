//! Blocks of members, on one line or one below the other, and declarations with their columns.

use super::clauses::DEFINE;
use super::{Break, OPERATORS, PARAMS, STEP, Walk};
use crate::format::arrange::{first, loses_commas};
use crate::syntax::outline::{Node, NodeKind, Part, TokenKind};

impl Walk<'_> {
    /// `{ member, … }`, with what stands before the brace.
    pub(super) fn members(&mut self, node: &Node) {
        let (outer, outer_table, outer_hang) = (self.unit, self.table, self.hang);
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
                    self.hang = None;
                    start = start.or(Some(self.unit));
                    separated = false;
                    self.part(member);
                }
                (None, part) => self.part(part),
            }
        }
        self.depth -= 1;
        (self.unit, self.table, self.hang) = (outer, outer_table, outer_hang);
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

    /// A field or a parameter; what is said about it stands in a column of its own, or below it as below a `define`.
    pub(super) fn declaration(&mut self, node: &Node) {
        let (start, depth, languages) = (self.unit, self.depth, self.languages);
        let table = if node.kind == NodeKind::Param { Some(PARAMS) } else { self.table };
        // A history gets its lines first, then what is said, then what is said in other languages, and the type last.
        let said = depth + 2;
        self.languages = Break { kept: true, auto: true, level: said + 1, by: STEP, ..Break::default() };
        let mut told = false;
        for part in &node.parts {
            match part {
                Part::Node(node) if matches!(node.kind, NodeKind::Unit | NodeKind::Title) => {
                    self.begin(Break::auto(said, start, STEP));
                    if !told {
                        self.cell = table;
                        self.gap = if table.is_some() { 2 } else { 1 };
                    }
                    told = true;
                    self.pad = DEFINE;
                    self.unit = self.entries.len();
                    self.node(node);
                    self.unit = start;
                }
                Part::Node(node) if node.kind == NodeKind::Fixed => self.fixed(node),
                Part::Node(node) if node.kind == NodeKind::Constraint => {
                    self.begin(Break { kept: false, ..Break::auto(OPERATORS + 1, start, STEP) });
                    self.node(node);
                }
                Part::Node(node) if node.kind == NodeKind::History => self.node(node),
                part => {
                    self.depth = said + 2;
                    self.part(part);
                    self.depth = depth;
                }
            }
        }
        self.languages = languages;
    }

    /// `= value` of a parameter.
    fn fixed(&mut self, node: &Node) {
        for part in &node.parts {
            if matches!(part, Part::Node(_)) {
                self.begin(Break { kept: false, ..Break::auto(OPERATORS, self.unit, STEP) });
            }
            self.part(part);
        }
    }

    /// `value from …`
    pub(super) fn dated(&mut self, node: &Node) {
        self.depth += 1;
        for (number, part) in node.parts.iter().enumerate() {
            if number > 0 {
                self.begin(Break { kept: false, ..Break::auto(self.depth, self.unit, STEP) });
            }
            self.part(part);
        }
        self.depth -= 1;
    }

    /// `word: value`; the values of a table stand below each other. What has brackets breaks inside first.
    pub(super) fn arm(&mut self, node: &Node, table: Option<usize>) {
        let mut colon = false;
        for part in &node.parts {
            if colon {
                self.begin(Break { kept: false, ..Break::auto(OPERATORS, self.unit, STEP) });
                self.cell = table;
            }
            colon = matches!(part, Part::Token(token) if token.kind == TokenKind::Colon);
            self.part(part);
        }
    }

    /// A word of an enum; the titles stand below each other.
    pub(super) fn enum_word(&mut self, node: &Node) {
        let kept = self.languages;
        self.languages = Break { kept: true, auto: true, level: self.depth + 2, by: STEP, ..Break::default() };
        for part in &node.parts {
            match part {
                Part::Node(title) if title.kind == NodeKind::Localised => {
                    self.begin(Break::last(self.unit, STEP));
                    self.cell = self.table;
                }
                Part::Node(spelling) if spelling.kind == NodeKind::Spelling => {
                    self.begin(Break { kept: false, ..Break::auto(self.depth + 2, self.unit, STEP) });
                }
                _ => {}
            }
            self.part(part);
        }
        self.languages = kept;
    }
}
