//! Groups of tokens to one flow of them, each with what may stand before it: nothing, spaces or a line break. It
//! measures nothing.

mod clauses;
mod expr;
mod members;

use super::comments::Pieces;
use crate::syntax::outline::{Node, NodeKind, Part, Token, TokenKind};

/// How far a line stands further to the right than the one that it belongs to.
const STEP: usize = 4;
/// The table whose rows are parameters; those of blocks are counted from 0.
const PARAMS: usize = usize::MAX;
/// The levels from here on are those of places inside an expression that has no brackets and no `and` to break at.
const OPERATORS: usize = 1 << 16;
/// The level of the places that nobody would choose.
pub(super) const LAST: usize = usize::MAX;

/// A token in the flow.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Which piece it is.
    pub at: usize,
    /// How many spaces stand before it on its line.
    pub space: usize,
    /// A comma stands before it where no line break does.
    pub comma: bool,
    /// How many columns it takes at least, with the space behind it.
    pub pad: usize,
    /// What it means to break the line here.
    pub brk: Break,
    /// Whether the line is broken here.
    pub broken: bool,
    /// Whether it closes a bracket.
    pub closes: bool,
    /// The table of whose second column it is the beginning.
    pub cell: Option<usize>,
    /// The table of which it begins a row.
    pub row: Option<usize>,
}

/// A place where a line may break.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Break {
    /// It always does.
    pub forced: bool,
    /// It does where the author's did.
    pub kept: bool,
    /// It does where the line is too wide, the lowest level first.
    pub auto: bool,
    /// Of those of one level on a line, only as many break as are needed.
    pub fill: bool,
    /// How deep it is.
    pub level: usize,
    /// It does where this entry's line breaks.
    pub tied: Option<usize>,
    /// It does not where the bracket before it stands on a line of its own.
    pub joins: bool,
    /// The entry on whose line the new one depends.
    pub anchor: Option<usize>,
    /// It stands below the anchor where that begins its line.
    pub below: bool,
    /// How far it stands further to the right.
    pub by: usize,
    /// An empty line before it is kept.
    pub blank: bool,
}

impl Break {
    /// Always breaks.
    fn forced(anchor: Option<usize>, by: usize) -> Self {
        Self { forced: true, blank: true, anchor, by, ..Self::default() }
    }

    /// Breaks where the author did, or where the line is too wide.
    fn auto(level: usize, anchor: usize, by: usize) -> Self {
        Self { kept: true, auto: true, level, anchor: Some(anchor), by, ..Self::default() }
    }

    /// Breaks where the line is too wide and can be broken nowhere else.
    fn last(anchor: usize, by: usize) -> Self {
        Self { kept: false, fill: true, ..Self::auto(LAST, anchor, by) }
    }
}

/// The flow of a file.
pub(super) fn flow(items: &[Node], pieces: &Pieces) -> Vec<Entry> {
    let mut walk = Walk::new(pieces);
    for item in items {
        walk.begin(Break::forced(None, 0));
        walk.row = (item.kind == NodeKind::Param).then_some(PARAMS);
        walk.unit = walk.entries.len();
        walk.node(item);
    }
    if let Some(end) = pieces.keys().next_back() {
        walk.begin(Break::forced(None, 0));
        walk.token(Token { kind: TokenKind::Other, start: *end, end: *end });
    }
    walk.entries
}

struct Walk<'p> {
    pieces: &'p Pieces,
    entries: Vec<Entry>,
    /// What stands before the next token.
    next: Option<Break>,
    comma: bool,
    tight: bool,
    gap: usize,
    pad: usize,
    cell: Option<usize>,
    row: Option<usize>,
    /// The token before.
    previous: Option<TokenKind>,
    /// Where the clause or member began that is being walked.
    unit: usize,
    /// Where the operand or operator stands that a line goes on from, within an expression.
    hang: Option<usize>,
    /// How deep expressions and brackets are nested.
    depth: usize,
    /// Whether texts in other languages get lines of their own where there is no room, and how far to the right.
    languages: Break,
    table: Option<usize>,
    tables: usize,
}

impl<'p> Walk<'p> {
    fn new(pieces: &'p Pieces) -> Self {
        Self {
            pieces,
            entries: Vec::new(),
            next: None,
            comma: false,
            tight: false,
            gap: 1,
            pad: 0,
            cell: None,
            row: None,
            previous: None,
            unit: 0,
            hang: None,
            depth: 0,
            languages: Break { kept: true, auto: true, level: 1, by: STEP, ..Break::default() },
            table: None,
            tables: 0,
        }
    }

    /// Says what stands before the next token. What a group around it said counts.
    fn begin(&mut self, brk: Break) {
        self.next.get_or_insert(brk);
    }

    fn token(&mut self, token: Token) -> usize {
        let index = self.entries.len();
        let piece = self.pieces.get(&token.start);
        let tight = std::mem::take(&mut self.tight) || !spaced(self.previous, token.kind);
        let anchor = Some(self.hang.unwrap_or(self.unit)).filter(|anchor| *anchor < index);
        let free = anchor.filter(|_| may_begin(token.kind, tight, self.text(&token)));
        let by_itself = free.map(|anchor| Break::last(anchor, STEP));
        let otherwise = by_itself.unwrap_or(Break { anchor, by: STEP, ..Break::default() });
        let brk = self.next.take().unwrap_or(otherwise);
        let behind = self.entries.last().and_then(|entry| self.pieces.get(&entry.at)).and_then(|p| p.behind.as_ref());
        let broken = brk.forced
            || behind.is_some()
            || piece.is_some_and(|piece| !piece.before.is_empty() || brk.kept && piece.newline);
        let close = matches!(token.kind, TokenKind::Close | TokenKind::BraceClose);
        let gap = std::mem::replace(&mut self.gap, 1);
        self.entries.push(Entry {
            at: token.start,
            space: if tight { 0 } else { gap },
            comma: std::mem::take(&mut self.comma),
            pad: std::mem::take(&mut self.pad),
            brk,
            broken,
            closes: close,
            cell: self.cell.take(),
            row: self.row.take(),
        });
        self.previous = Some(token.kind);
        index
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Token(token) => {
                self.token(*token);
            }
            Part::Node(node) => self.node(node),
        }
    }

    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            self.part(part);
        }
    }

    fn node(&mut self, node: &Node) {
        match node.kind {
            NodeKind::Source | NodeKind::Decision | NodeKind::Rule | NodeKind::Calendar | NodeKind::Example => {
                self.block(node);
            }
            NodeKind::Use
            | NodeKind::Fields
            | NodeKind::EnumBody
            | NodeKind::Values
            | NodeKind::History
            | NodeKind::Choose => self.members(node),
            NodeKind::Field | NodeKind::Param => self.declaration(node),
            NodeKind::EnumWord => self.enum_word(node),
            NodeKind::WordArm => self.arm(node, self.table),
            NodeKind::Define => self.define(node),
            NodeKind::Localised => self.localised(node),
            NodeKind::Require | NodeKind::When => self.condition(node),
            NodeKind::Outcomes => self.outcomes(node),
            NodeKind::Default => self.default_clause(node),
            NodeKind::PageClause => self.page_clause(node),
            NodeKind::Outcome => self.called(node, clauses::OUTCOME),
            NodeKind::Cite | NodeKind::Oblige => self.called(node, STEP),
            NodeKind::Dated => self.dated(node),
            NodeKind::Arm | NodeKind::Entry => self.arm(node, None),
            NodeKind::LeftOut => self.left_out(node),
            NodeKind::Days => self.listed(node, clauses::DAYS),
            NodeKind::Names | NodeKind::Obliges | NodeKind::Without => self.listed(node, clauses::EXAMPLE),
            NodeKind::Given => self.given(node),
            NodeKind::Path => self.path(node),
            NodeKind::Expr => self.expr(node),
            NodeKind::Operation | NodeKind::Sum => self.operation(node),
            NodeKind::Quantifier => self.quantifier(node),
            NodeKind::If => self.if_expr(node),
            NodeKind::List | NodeKind::Arguments | NodeKind::Paren => self.bracket(node),
            _ => self.parts(&node.parts),
        }
    }

    fn text(&self, token: &Token) -> &'p str {
        self.pieces.get(&token.start).map_or("", |piece| piece.text.as_str())
    }
}

/// Whether a space stands between two tokens.
fn spaced(previous: Option<TokenKind>, token: TokenKind) -> bool {
    let after =
        !matches!(previous, None | Some(TokenKind::Open | TokenKind::Dot | TokenKind::Dots | TokenKind::Negate));
    let before =
        !matches!(token, TokenKind::Close | TokenKind::Comma | TokenKind::Colon | TokenKind::Dot | TokenKind::Dots);
    let empty = previous == Some(TokenKind::BraceOpen) && token == TokenKind::BraceClose;
    after && before && !empty
}

/// Whether a token may begin a line where no better place is left. What opens or closes a block, a text and a language
/// stay with what stands before them.
fn may_begin(token: TokenKind, tight: bool, text: &str) -> bool {
    let stays = matches!(
        token,
        TokenKind::BraceOpen | TokenKind::BraceClose | TokenKind::Close | TokenKind::Less | TokenKind::Language
    );
    let has_room = matches!(token, TokenKind::Dot | TokenKind::Dots) || !tight;
    has_room && !stays && !text.is_empty() && !text.starts_with('"')
}
