//! Blocks of clauses, each clause on a line of its own with its value in a column.

use unicode_width::UnicodeWidthStr;

use super::{Break, STEP, Walk};
use crate::format::arrange::{first, first_token, in_language};
use crate::syntax::outline::{Node, NodeKind, Part, TokenKind};

/// The columns that a clause's first word takes, with the space behind it.
pub(super) const DAYS: usize = 8;
/// The same in examples.
pub(super) const EXAMPLE: usize = 7;
const DECISION: usize = 9;
const RULE: usize = 8;
const SOURCE: usize = 10;
/// The same below a `define`, a field or a parameter.
pub(super) const DEFINE: usize = 6;
/// How wide the number of a clause may be that its text never goes below.
const NUMBER: usize = 12;
/// How far a title in `outcomes` stands further to the right than the clause.
pub(super) const OUTCOME: usize = DECISION + STEP;

impl Walk<'_> {
    /// `kind name { clause … }`
    pub(super) fn block(&mut self, node: &Node) {
        let (mut open, mut text) = (None, None);
        let outer = self.unit;
        for part in &node.parts {
            match part {
                Part::Token(token) if token.kind == TokenKind::BraceOpen => {
                    // Where the text before it stands below, so does the brace.
                    self.begin(Break { tied: text, anchor: Some(outer), ..Break::default() });
                    open = Some(self.token(*token));
                }
                Part::Token(token) if token.kind == TokenKind::BraceClose => {
                    // An empty block is closed where it is opened.
                    let empty = open.is_some_and(|open| open + 1 == self.entries.len());
                    self.begin(Break { forced: !empty, blank: true, anchor: open, ..Break::default() });
                    self.token(*token);
                }
                Part::Node(clause) if open.is_some() => {
                    self.begin(Break::forced(open, STEP));
                    self.pad = column(node.kind, clause);
                    self.unit = self.entries.len();
                    self.node(clause);
                }
                part => {
                    text = Some(self.entries.len()).filter(|_| self.is_text(part));
                    self.called_part(part, STEP);
                }
            }
        }
        self.unit = outer;
    }

    /// A word with a text, which goes below it where both have no room on one line.
    pub(super) fn called(&mut self, node: &Node, by: usize) {
        for part in &node.parts {
            self.called_part(part, by);
        }
    }

    fn called_part(&mut self, part: &Part, by: usize) {
        if self.is_text(part) {
            self.begin(Break::last(self.unit, by));
        }
        self.part(part);
    }

    fn is_text(&self, part: &Part) -> bool {
        first(part).is_some_and(|token| self.text(&token).starts_with('"'))
    }

    /// `define name = …` with what is said about it below.
    pub(super) fn define(&mut self, node: &Node) {
        let start = self.unit;
        for part in &node.parts {
            match part {
                Part::Node(value) if value.kind == NodeKind::Expr => {
                    // The braces of `choose` give it lines.
                    let chooses = first_token(value).is_some_and(|word| self.text(&word) == "choose");
                    self.begin(Break { auto: !chooses, ..Break::auto(0, start, STEP) });
                    self.node(value);
                }
                Part::Node(clause) if is_saying(clause.kind) => {
                    self.begin(Break::forced(Some(start), STEP));
                    self.pad = column(node.kind, clause);
                    self.unit = self.entries.len();
                    self.node(clause);
                }
                part => self.part(part),
            }
        }
        self.unit = start;
    }

    /// `require … else …`, `when … then …`
    pub(super) fn condition(&mut self, node: &Node) {
        let clause = self.unit;
        for (number, part) in node.parts.iter().enumerate() {
            match part {
                Part::Token(word) if matches!(self.text(word), "else" | "then") && number == 2 => {
                    self.begin(Break { blank: false, ..Break::forced(Some(clause), 0) });
                    self.pad = RULE;
                    self.unit = self.token(*word);
                }
                part => self.part(part),
            }
        }
        self.unit = clause;
    }

    /// `"…" en "…"`
    pub(super) fn localised(&mut self, node: &Node) {
        for part in &node.parts {
            if let Part::Token(token) = part
                && token.kind == TokenKind::Language
            {
                self.begin(Break { anchor: Some(self.unit), ..self.languages });
            }
            self.part(part);
        }
    }

    /// `outcomes a < b < c`
    pub(super) fn outcomes(&mut self, node: &Node) {
        let kept = self.languages;
        self.languages.by = OUTCOME;
        for part in &node.parts {
            if let Part::Token(token) = part
                && token.kind == TokenKind::Less
            {
                // The words stand below each other.
                self.begin(Break::auto(0, self.unit, DECISION - 2));
            }
            self.part(part);
        }
        self.languages = kept;
    }

    /// `default a because … because en … cite …`
    pub(super) fn default_clause(&mut self, node: &Node) {
        let kept = self.languages;
        self.languages.by = DECISION + STEP;
        for (number, part) in node.parts.iter().enumerate() {
            match number {
                0 | 1 => {}
                2 => self.begin(Break { fill: false, ..Break::last(self.unit, DECISION) }),
                _ => self.begin(Break::auto(0, self.unit, DECISION)),
            }
            self.part(part);
        }
        self.languages = kept;
    }

    /// `clause "…" "…" en "…" left out because "…"`
    pub(super) fn page_clause(&mut self, node: &Node) {
        let mut long = false;
        for (number, part) in node.parts.iter().enumerate() {
            match part {
                Part::Node(node) if node.kind == NodeKind::LeftOut => self.begin(Break::auto(0, self.unit, STEP)),
                // A short number stays with its text.
                _ if number == 2 && long => self.begin(Break::last(self.unit, STEP)),
                part => long = first(part).is_some_and(|token| self.text(&token).width() > NUMBER),
            }
            self.part(part);
        }
    }

    /// `left out because "…" en "…"`
    pub(super) fn left_out(&mut self, node: &Node) {
        let kept = self.languages;
        self.languages.by = 2 * STEP;
        self.parts(&node.parts);
        self.languages = kept;
    }

    /// A clause with a list, which goes on below its first value.
    pub(super) fn listed(&mut self, node: &Node, column: usize) {
        let mut after_comma = false;
        for part in &node.parts {
            if after_comma {
                self.begin(Break { fill: true, ..Break::auto(1, self.unit, column) });
            }
            after_comma = matches!(part, Part::Token(token) if token.kind == TokenKind::Comma);
            self.part(part);
        }
    }

    /// `given name with { … } without …`
    pub(super) fn given(&mut self, node: &Node) {
        for part in &node.parts {
            if matches!(part, Part::Node(node) if node.kind == NodeKind::Without) {
                self.begin(Break { joins: true, ..Break::auto(0, self.unit, EXAMPLE) });
            }
            self.part(part);
        }
    }

    /// `shops[0].closed`
    pub(super) fn path(&mut self, node: &Node) {
        for part in &node.parts {
            self.tight = matches!(part, Part::Token(token) if token.kind == TokenKind::Open);
            self.part(part);
        }
    }
}

fn is_saying(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Title | NodeKind::Unit | NodeKind::Cite | NodeKind::Interpretation)
}

/// The columns of a clause's first word; 0 where its value stands in no column.
fn column(block: NodeKind, clause: &Node) -> usize {
    match clause.kind {
        NodeKind::Interpretation | NodeKind::Oblige | NodeKind::Except | NodeKind::PageClause | NodeKind::Rule => 0,
        NodeKind::Because if in_language(clause) => 0,
        _ => match block {
            NodeKind::Source => SOURCE,
            NodeKind::Decision => DECISION,
            NodeKind::Rule => RULE,
            NodeKind::Calendar => DAYS,
            NodeKind::Example => EXAMPLE,
            NodeKind::Define => DEFINE,
            _ => 0,
        },
    }
}
