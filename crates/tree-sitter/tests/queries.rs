//! The queries fit the grammar, and colour a small policy as its words are meant.

use std::collections::BTreeMap;
use std::fmt::Write;

use tree_sitter::{Node, Query, QueryCursor, StreamingIterator};
use zhun_tree_sitter::{
    FOLDS, HELIX_HIGHLIGHTS, HELIX_INDENTS, HIGHLIGHTS, INDENTS, ZED_BRACKETS, ZED_INDENTS, language,
};

use crate::tree;

fn query(text: &str) -> Query {
    Query::new(&language(), text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The captures of a text: those of later patterns in the place of those of earlier ones.
fn captures(query: &Query, root: Node<'_>, text: &str) -> BTreeMap<usize, String> {
    let mut last: BTreeMap<usize, (usize, String)> = BTreeMap::new();
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(query, root, text.as_bytes());
    while let Some(found) = matches.next() {
        for capture in found.captures {
            let name = query.capture_names()[capture.index as usize].to_owned();
            let entry = last.entry(capture.node.id()).or_default();
            if entry.1.is_empty() || entry.0 <= found.pattern_index {
                *entry = (found.pattern_index, name);
            }
        }
    }
    last.into_iter().map(|(node, (_, name))| (node, name)).collect()
}

/// Every token with the capture of the innermost node around it that has one.
fn coloured(query: &Query, text: &str) -> String {
    fn draw(node: Node<'_>, text: &str, around: &str, captures: &BTreeMap<usize, String>, drawn: &mut String) {
        let name = captures.get(&node.id()).map_or(around, String::as_str);
        if node.child_count() == 0 {
            let _ = writeln!(drawn, "{:<24} {name}", &text[node.byte_range()]);
        }
        let mut cursor = node.walk();
        node.children(&mut cursor).for_each(|child| draw(child, text, name, captures, drawn));
    }
    let tree = tree::parse(text);
    let mut drawn = String::new();
    draw(tree.root_node(), text, "", &captures(query, tree.root_node(), text), &mut drawn);
    drawn
}

#[test]
fn queries_fit_the_grammar() {
    for text in [HIGHLIGHTS, FOLDS, INDENTS, HELIX_HIGHLIGHTS, HELIX_INDENTS, ZED_INDENTS, ZED_BRACKETS] {
        assert!(query(text).pattern_count() > 0);
    }
}

#[test]
fn every_bracket_is_indented_and_matched_in_zed() {
    let text = "policy a.b\n\nfacts {\n    xs: list of int\n}\n\ndefine y = max([\n    1,\n    2\n])\n";
    let tree = tree::parse(text);
    for (zed, name) in [(ZED_INDENTS, "indent"), (ZED_BRACKETS, "open")] {
        let query = query(zed);
        let mut cursor = QueryCursor::new();
        let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
        let mut found = 0;
        while let Some(of) = matches.next() {
            found += of.captures.iter().filter(|of| query.capture_names()[of.index as usize] == name).count();
        }
        assert_eq!(found, 3, "{name}");
    }
}

#[test]
fn both_files_of_highlights_have_the_same_patterns() {
    let patterns = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with(';') && !line.is_empty());
        let words = lines.flat_map(|line| line.split_inclusive(['@', ' ', ')', ']']));
        let mut patterns = String::new();
        let mut in_name = false;
        for word in words {
            // Only what ends a name of a capture is kept of it.
            patterns.push_str(if in_name {
                word.trim_start_matches(|c: char| c.is_alphabetic() || c == '.')
            } else {
                word
            });
            in_name = word.ends_with('@');
        }
        patterns
    };
    assert_eq!(patterns(HIGHLIGHTS), patterns(HELIX_HIGHLIGHTS));
}

#[test]
fn blocks_fold() {
    let text = "policy p\nfacts {\n  a: list of { b: int }\n}\ndecision d {\n  rule r {\n    when a then b\n  }\n}\n";
    let (tree, query) = (tree::parse(text), query(FOLDS));
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut folds = Vec::new();
    while let Some(found) = matches.next() {
        folds.extend(found.captures.iter().map(|capture| {
            let (start, end) = (capture.node.start_position().row, capture.node.end_position().row);
            start..end
        }));
    }
    folds.sort_by_key(|lines| lines.start);
    assert_eq!(folds, [1..3, 2..2, 4..8, 5..7]);
}

#[test]
fn a_small_policy_is_coloured() {
    let text = r#"policy shop.fair
/// The score.
facts { score: optional decimal in 0..5 title "分" en "score", kind: kind, days: list of visit }
define late(d: date): bool = today - d <= 60 days and not (score is absent or kind is gift)
define some = count(v in days where v.on > 2022-10-10: v.id) default 1
define title = choose kind { gift: 1, otherwise: if exists v in days: true then max(2, 3) else no }
decision entry { // why
    outcomes permit < deny
    default permit because "all {some}\n"
    rule enough { require title >= 4 else deny cite page "1" effective from 2022-01-01 }
}
example entry "x" { now 2022-11-01T10:00 given good with { a.b: 1 } expect undetermined needs score }
"#;
    insta::assert_snapshot!(coloured(&query(HIGHLIGHTS), text));
}
