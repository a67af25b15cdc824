//! The tree of tree-sitter as a shape, in the vocabulary of tests/engine.rs.

use std::ops::Range;

use tree_sitter::{Node, Parser, Tree};

use crate::shape::Shape;

/// Nodes that the engine has no counterpart of: their parts are those of the node around them.
const TRANSPARENT: [&str; 14] = [
    "block",
    "fields",
    "use_names",
    "history",
    "parameters",
    "arguments",
    "localised",
    "filter",
    "effective_clause",
    "weekend_clause",
    "url_clause",
    "without",
    "needs",
    "rules",
];

/// Nodes of which the engine keeps no place.
const GROUPS: [&str; 14] = [
    "policy_item",
    "title_clause",
    "unit_clause",
    "interpretation_clause",
    "page_clause",
    "left_out",
    "enum_word",
    "outcome",
    "parameter",
    "params_clause",
    "entry",
    "arm",
    "word_arm",
    "otherwise",
];

/// Nodes whose inside the engine keeps as values without places, or not at all.
const LEAVES: [&str; 6] = ["text", "published_clause", "today_clause", "now_clause", "period", "need"];

/// The tree of a text.
pub fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&zhun_tree_sitter::language()).expect("a language of a version that the library reads");
    parser.parse(text, None).expect("a parser with a language and no limit of time")
}

/// The places of what could not be read.
pub fn errors(node: Node<'_>) -> Vec<String> {
    if node.is_error() || node.is_missing() {
        let at = node.start_position();
        let what = if node.is_missing() { format!("missing {}", node.kind()) } else { "error".to_owned() };
        return vec![format!("{}:{}: {what}", at.row + 1, at.column + 1)];
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).flat_map(errors).collect()
}

/// The places of the tokens of a text, but for comments. What stands in quotes is one.
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    fn collect(node: Node<'_>, found: &mut Vec<Range<usize>>) {
        if node.child_count() == 0 || matches!(node.kind(), "text" | "template") {
            found.push(node.byte_range());
        } else {
            children(node).into_iter().for_each(|child| collect(child, found));
        }
    }
    let mut found = Vec::new();
    collect(parse(text).root_node(), &mut found);
    found
}

/// The shape of a tree without errors.
pub fn shape(tree: &Tree, text: &str) -> Shape {
    Shape::new("source_file", 0..text.len(), parts(tree.root_node()))
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).filter(|child| !child.is_extra()).collect()
}

fn parts(node: Node<'_>) -> Vec<Shape> {
    let named = children(node).into_iter().filter(Node::is_named);
    named.filter(|child| child.kind() != "escape_sequence").flat_map(shapes).collect()
}

fn has(node: Node<'_>, token: &str) -> bool {
    children(node).iter().any(|child| !child.is_named() && child.kind() == token)
}

/// The shapes that a node stands for.
fn shapes(node: Node<'_>) -> Vec<Shape> {
    let kind = node.kind();
    let transparent = TRANSPARENT.contains(&kind)
        || kind == "interpolation"
        // Facts are no value there, but a part of what holds them.
        || kind == "record" && is_in(node, &["sample_item", "given_clause", "params_clause"])
        || kind == "because_clause" && is_in(node, &["default_clause"]);
    if transparent {
        return parts(node);
    }
    if GROUPS.contains(&kind) {
        return Shape::group(name(node), parts(node)).into_iter().collect();
    }
    if kind == "parenthesized" {
        let inner = parts(node).into_iter();
        return inner.map(|inner| Shape { at: node.byte_range(), ..inner }).collect();
    }
    if ["holiday_clause", "workday_clause", "covers_clause"].contains(&kind) {
        let ranges = children(node).into_iter().filter(Node::is_named);
        return ranges.map(|range| Shape::leaf(kind, range.byte_range())).collect();
    }
    if kind == "each" {
        return Shape::group(kind, parts(node)).into_iter().collect();
    }
    let inside = match kind {
        _ if LEAVES.contains(&kind) => Vec::new(),
        "and_expression" | "or_expression" => chain(node),
        _ => parts(node),
    };
    let signs = children(node).into_iter().filter_map(|child| sign(node, child));
    vec![Shape::new(name(node), node.byte_range(), inside.into_iter().chain(signs).collect())]
}

fn is_in(node: Node<'_>, kinds: &[&str]) -> bool {
    node.parent().is_some_and(|parent| kinds.contains(&parent.kind()))
}

/// `a and b and c` leans to the left here, and is one node in the engine.
fn chain(node: Node<'_>) -> Vec<Shape> {
    let operands = children(node).into_iter().filter(Node::is_named);
    operands
        .enumerate()
        .flat_map(
            |(at, operand)| {
                if at == 0 && operand.kind() == node.kind() { chain(operand) } else { shapes(operand) }
            },
        )
        .collect()
}

/// Tokens of which the engine keeps the place.
fn sign(node: Node<'_>, child: Node<'_>) -> Option<Shape> {
    let operator = node.child_by_field_name("operator") == Some(child);
    let less = node.kind() == "enum_body" && child.kind() == "<";
    (operator || less).then(|| Shape::leaf(if less { "<" } else { "operator" }, child.byte_range()))
}

/// What a node is called, with those of its tokens that make it another thing.
fn name(node: Node<'_>) -> String {
    let kind = node.kind();
    let marked = |token: &str| if has(node, token) { format!("{kind} {token}") } else { kind.to_owned() };
    match kind {
        "comparison" | "arithmetic" => format!("{kind} {}", operator(node)),
        "quantifier" => format!("{kind} {}", node.child_by_field_name("kind").map_or("", |kind| kind.kind())),
        "constraint" if has(node, "in") => "constraint in".to_owned(),
        "constraint" if has(node, ">=") || has(node, "≥") => "constraint >=".to_owned(),
        "constraint" => "constraint <=".to_owned(),
        "period" => {
            let ends = ["from", "through"].into_iter().filter(|token| has(node, token));
            format!("period {}", ends.collect::<Vec<_>>().join(" "))
        }
        "outcome" => marked("reserved"),
        "is_expression" if has(node, "present") || has(node, "absent") => {
            let present = has(node, "present") != has(node, "not");
            if present { "is present" } else { "is absent" }.to_owned()
        }
        "is_expression" => if has(node, "not") { "is not" } else { "is" }.to_owned(),
        "in_expression" | "binding" => if has(node, "not") { "not in" } else { "in" }.to_owned(),
        "expect_clause" => {
            let status = ["undetermined", "not_in_force", "error"].into_iter().find(|status| has(node, status));
            status.map_or("expect".to_owned(), |status| format!("expect {status}"))
        }
        _ => kind.to_owned(),
    }
}

fn operator(node: Node<'_>) -> &'static str {
    match node.child_by_field_name("operator").map_or("", |sign| sign.kind()) {
        "≠" => "!=",
        "≤" => "<=",
        "≥" => ">=",
        sign => sign,
    }
}
