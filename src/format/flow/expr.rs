//! Expressions: lines break before `and`, `or`, `then`, `else` and `where`, behind the colon of a quantifier and within
//! brackets; where there is none of these, before the other operators, the loosest first.

use super::{Break, OPERATORS, STEP, Walk};
use crate::syntax::outline::{Node, NodeKind, Part, TokenKind};

impl Walk<'_> {
    pub(super) fn expr(&mut self, node: &Node) {
        self.depth += 1;
        self.parts(&node.parts);
        self.depth -= 1;
    }

    /// `a and b`, `a + b > c`
    pub(super) fn operation(&mut self, node: &Node) {
        let start = self.entries.len();
        let outer = self.hang.replace(start);
        // What is bound tighter goes on below the operand that it belongs to.
        let mut from = [start; 5];
        for part in &node.parts {
            if let Some(tightness) = self.tightness(part) {
                let level = if tightness == 0 { self.depth } else { OPERATORS + 8 * self.depth + tightness };
                self.begin(Break::auto(level, from[tightness], STEP));
                let here = self.entries.len();
                from.iter_mut().skip(tightness + 1).for_each(|from| *from = here);
                self.hang = Some(here);
            }
            self.part(part);
        }
        self.hang = outer;
    }

    /// How tight an operator binds; none where it is something else.
    fn tightness(&self, part: &Part) -> Option<usize> {
        match part {
            Part::Node(node) => (node.kind == NodeKind::Test).then_some(1),
            Part::Token(token) => match (token.kind, self.text(token)) {
                (TokenKind::Connective, _) => Some(0),
                (TokenKind::Less, _) | (TokenKind::Other, "=" | "!=" | "<=" | ">=" | ">") => Some(1),
                (TokenKind::Other, "default") => Some(2),
                (TokenKind::Other, "+" | "-") => Some(3),
                (TokenKind::Other, "*" | "/") => Some(4),
                _ => None,
            },
        }
    }

    /// `every p in l where W: C`
    pub(super) fn quantifier(&mut self, node: &Node) {
        let start = self.entries.len();
        let mut colon = false;
        for part in &node.parts {
            match part {
                Part::Node(filter) if filter.kind == NodeKind::Filter => {
                    self.begin(Break::auto(self.depth + 1, start, STEP));
                }
                Part::Node(_) if colon => self.begin(Break::auto(self.depth, start, STEP)),
                Part::Token(token) => colon = token.kind == TokenKind::Colon,
                Part::Node(_) => {}
            }
            self.part(part);
        }
    }

    /// `if a then b else c`
    pub(super) fn if_expr(&mut self, node: &Node) {
        let start = self.entries.len();
        for part in &node.parts {
            if matches!(part, Part::Token(word) if matches!(self.text(word), "then" | "else")) {
                self.begin(Break { below: true, ..Break::auto(self.depth, start, STEP) });
            }
            self.part(part);
        }
    }

    /// `(a)`, `[a, b]`, and the arguments of a call.
    pub(super) fn bracket(&mut self, node: &Node) {
        let (mut open, mut start) = (self.entries.len(), None);
        let outer = (self.unit, self.hang.take());
        let mut due = false;
        self.tight |= node.kind == NodeKind::Arguments;
        self.depth += 1;
        for part in &node.parts {
            match part {
                Part::Token(token) if token.kind == TokenKind::Open => {
                    open = self.token(*token);
                    due = true;
                    continue;
                }
                Part::Token(token) if token.kind == TokenKind::Close => {
                    self.begin(Break { tied: start, anchor: Some(open), ..Break::default() });
                }
                Part::Node(filter) if filter.kind == NodeKind::Filter => {
                    self.begin(Break::auto(self.depth + 1, open, STEP));
                }
                Part::Node(value) if value.kind == NodeKind::Value => {
                    for part in &value.parts {
                        if matches!(part, Part::Node(_)) {
                            self.begin(Break::auto(self.depth + 1, open, STEP));
                        }
                        self.part(part);
                    }
                    continue;
                }
                _ if due => {
                    // What a single pair of brackets holds breaks inside first.
                    let auto = node.kind != NodeKind::Paren;
                    self.begin(Break { auto, ..Break::auto(self.depth, open, STEP) });
                    self.unit = self.entries.len();
                    start = start.or(Some(self.unit));
                }
                _ => {}
            }
            due = matches!(part, Part::Token(token) if token.kind == TokenKind::Comma);
            self.part(part);
        }
        self.depth -= 1;
        (self.unit, self.hang) = outer;
    }
}
