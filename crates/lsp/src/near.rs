//! A place to what belongs to it in its file: the places of the same name, and the ranges around it.

use lsp_types::{DocumentHighlight, DocumentHighlightKind, SelectionRange};
use zhun::source::{SourceFile, Span};
use zhun::syntax::outline::{Node, Part, outline};

use crate::index;
use crate::lex::{self, Kind, lex};
use crate::look::Look;
use crate::place::Columns;

/// The places in a file where the name at a byte stands: declared as written, else as read. Where the item around it
/// could not be read, all names of its spelling.
pub fn highlights(look: &Look, file: &SourceFile, offset: u32, columns: Columns) -> Vec<DocumentHighlight> {
    let highlight = |span: Span, kind| DocumentHighlight { range: columns.range(file, span), kind: Some(kind) };
    let meanings: Vec<_> = look.names.at(file.id(), offset).map(|named| named.meaning).collect();
    if !meanings.is_empty() {
        let named = look.names.of_file(file.id()).iter().filter(|named| meanings.contains(&named.meaning));
        let mut found: Vec<DocumentHighlight> = named
            .map(|named| {
                let kind = if named.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
                highlight(named.span, kind)
            })
            .collect();
        found.dedup_by_key(|found| found.range);
        return found;
    }
    let Some((name, _)) = look.meaning_at(file, offset).and_then(|_| index::name_at(file, offset)) else {
        return Vec::new();
    };
    let text = file.text();
    let same = lex(text).into_iter().filter(|token| token.kind == Kind::Word && token.text(text) == name);
    same.map(|token| highlight(file.span(token.start, token.end), DocumentHighlightKind::TEXT)).collect()
}

/// The ranges around a byte, each in the next: the word, what the grammar groups, the item, the file. Where the file
/// cannot be read, brackets take the place of groups.
pub fn ranges(file: &SourceFile, offset: u32, columns: Columns) -> SelectionRange {
    let at = offset as usize;
    let text = file.text();
    let mut around = vec![(0, text.len())];
    match outline(file) {
        Some(items) => groups(&items, at, &mut around),
        None => brackets(text, at, &mut around),
    }
    let is_here = |token: &&lex::Token| token.start <= at && at <= token.end;
    let tokens = lex(text);
    let word = tokens.iter().filter(is_here).min_by_key(|token| token.kind == Kind::Mark);
    around.extend(word.map(|word| (word.start, word.end)));
    around.dedup();
    let mut parent: Option<SelectionRange> = None;
    for (start, end) in around {
        let range = columns.range(file, file.span(start, end));
        parent = Some(SelectionRange { range, parent: parent.map(Box::new) });
    }
    let nothing = columns.range(file, file.span(at, at));
    parent.unwrap_or(SelectionRange { range: nothing, parent: None })
}

fn groups(nodes: &[Node], at: usize, around: &mut Vec<(usize, usize)>) {
    for node in nodes {
        if let Some((start, end)) = extent(node).filter(|(start, end)| *start <= at && at <= *end) {
            around.push((start, end));
            for part in &node.parts {
                if let Part::Node(inner) = part {
                    groups(std::slice::from_ref(inner), at, around);
                }
            }
            return;
        }
    }
}

/// Where a group begins and ends.
fn extent(node: &Node) -> Option<(usize, usize)> {
    let start = |part: &Part| match part {
        Part::Token(token) => Some(token.start),
        Part::Node(node) => extent(node).map(|(start, _)| start),
    };
    let end = |part: &Part| match part {
        Part::Token(token) => Some(token.end),
        Part::Node(node) => extent(node).map(|(_, end)| end),
    };
    Some((node.parts.iter().find_map(start)?, node.parts.iter().rev().find_map(end)?))
}

fn brackets(text: &str, at: usize, around: &mut Vec<(usize, usize)>) {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for token in lex(text).iter().filter(|token| token.kind == Kind::Mark) {
        match token.text(text) {
            "(" | "[" | "{" => open.push(token.start),
            ")" | "]" | "}" => pairs.extend(open.pop().map(|start| (start, token.end))),
            _ => {}
        }
    }
    pairs.retain(|(start, end)| *start <= at && at <= *end);
    pairs.sort_unstable();
    around.extend(pairs);
}
