//! Groups of tokens to the same groups with their clauses in order, without commas that are not needed. It drops no
//! comment.

use super::comments::{Comment, Pieces};
use crate::syntax::outline::{Node, NodeKind, Part, Token, TokenKind};

/// The items with their clauses in order.
pub(super) fn arranged(items: Vec<Node>, pieces: &mut Pieces) -> Vec<Node> {
    items.into_iter().map(|item| node(item, pieces)).collect()
}

fn node(node: Node, pieces: &mut Pieces) -> Node {
    let kind = node.kind;
    let mut parts: Vec<Part> = Vec::new();
    for part in node.parts {
        parts.push(match part {
            Part::Node(inner) => Part::Node(self::node(inner, pieces)),
            token => token,
        });
    }
    if loses_commas(kind) {
        parts = without_commas(kind, parts, pieces);
    }
    for run in parts.chunk_by_mut(|a, b| rank(kind, a).is_some() && rank(kind, b).is_some()) {
        run.sort_by_key(|part| rank(kind, part));
    }
    Node { kind, parts }
}

/// Whether commas between the members of a group are no part of it.
pub(super) fn loses_commas(kind: NodeKind) -> bool {
    is_clause_block(kind)
        || matches!(kind, NodeKind::Use | NodeKind::Fields | NodeKind::EnumBody | NodeKind::Values | NodeKind::History)
}

/// Groups whose members are clauses, each on a line of its own.
pub(super) fn is_clause_block(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Source | NodeKind::Decision | NodeKind::Rule | NodeKind::Calendar | NodeKind::Example)
}

/// Takes the commas out of a group; what stood around them goes to their neighbours.
fn without_commas(kind: NodeKind, parts: Vec<Part>, pieces: &mut Pieces) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let comma = match &part {
            Part::Token(token) if token.kind == TokenKind::Comma => *token,
            _ => {
                kept.push(part);
                continue;
            }
        };
        let next = parts.peek().and_then(first);
        let previous = kept.last().and_then(last);
        let documented = pieces.get(&comma.start).is_some_and(|comma| comma.before.iter().any(Comment::documents));
        // A reserved word could be taken for an operator.
        let needed = kind == NodeKind::Values
            && next.and_then(|next| pieces.get(&next.start)).is_some_and(|next| reserved(&next.text));
        match (previous, next) {
            (Some(previous), Some(next)) if !documented && !needed => drop_comma(comma, previous, next, pieces),
            _ => kept.push(part),
        }
    }
    kept
}

fn reserved(word: &str) -> bool {
    crate::syntax::RESERVED.contains(&word)
}

fn drop_comma(comma: Token, previous: Token, next: Token, pieces: &mut Pieces) {
    let Some(comma) = pieces.remove(&comma.start) else { return };
    let mut moved = comma.before;
    let mut behind = comma.behind;
    if let Some(previous) = pieces.get_mut(&previous.start).filter(|piece| piece.behind.is_none() && moved.is_empty()) {
        previous.behind = behind.take();
    }
    moved.extend(behind.map(|text| Comment { text, blank: false }));
    if let Some(next) = pieces.get_mut(&next.start) {
        next.newline |= comma.newline || !moved.is_empty();
        moved.append(&mut next.before);
        next.before = moved;
    }
}

/// The first token of a part.
pub(super) fn first(part: &Part) -> Option<Token> {
    match part {
        Part::Token(token) => Some(*token),
        Part::Node(node) => first_token(node),
    }
}

/// The first token of a group.
pub(super) fn first_token(node: &Node) -> Option<Token> {
    node.parts.first().and_then(first)
}

/// The last token of a part.
pub(super) fn last(part: &Part) -> Option<Token> {
    match part {
        Part::Token(token) => Some(*token),
        Part::Node(node) => node.parts.last().and_then(last),
    }
}

/// Where a clause stands among the others of its block; none for what keeps its place.
fn rank(block: NodeKind, part: &Part) -> Option<usize> {
    let Part::Node(clause) = part else { return None };
    let order: &[NodeKind] = match block {
        NodeKind::Source => &[NodeKind::Title, NodeKind::Published, NodeKind::Url, NodeKind::PageClause],
        NodeKind::Decision => {
            &[NodeKind::Title, NodeKind::Outcomes, NodeKind::Default, NodeKind::Effective, NodeKind::Rule]
        }
        NodeKind::Rule => return rule_rank(clause),
        NodeKind::Define => &[NodeKind::Title, NodeKind::Unit, NodeKind::Cite, NodeKind::Interpretation],
        NodeKind::Example => {
            &[NodeKind::Today, NodeKind::Now, NodeKind::Given, NodeKind::Params, NodeKind::Expect, NodeKind::Obliges]
        }
        _ => return None,
    };
    order.iter().position(|kind| *kind == clause.kind)
}

fn rule_rank(clause: &Node) -> Option<usize> {
    Some(match clause.kind {
        NodeKind::Title => 0,
        NodeKind::Require | NodeKind::When => 1,
        NodeKind::Except => 2,
        NodeKind::Because if !in_language(clause) => 3,
        NodeKind::Because => 4,
        NodeKind::Cite => 5,
        NodeKind::Interpretation => 6,
        NodeKind::Oblige => 7,
        NodeKind::Effective => 8,
        _ => return None,
    })
}

/// Whether a `because` is that of another language.
pub(super) fn in_language(clause: &Node) -> bool {
    matches!(clause.parts.get(1), Some(Part::Token(token)) if token.kind == TokenKind::Language)
}
