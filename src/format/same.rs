//! Two readings of a file to whether they say the same. It looks at everything but places and the order of clauses.

use super::comments;
use crate::source::SourceFile;
use crate::syntax::Parsed;
use crate::syntax::ast::{File, ItemKind};
use crate::syntax::outline::outline;

/// Whether two trees are the same but for their places.
pub(super) fn tree(a: &Parsed, b: &Parsed) -> bool {
    b.is_whole() && written(&a.file) == written(&b.file)
}

/// A tree without its places.
fn written(file: &File) -> String {
    let mut file = file.clone();
    for item in &mut file.items {
        if let ItemKind::Decision(decision) = &mut item.kind {
            for rule in &mut decision.rules {
                // Those of one language keep their order.
                rule.because.sort_by_key(|because| because.language.as_ref().map(|language| language.text.clone()));
            }
        }
    }
    without_spans(&format!("{file:?}"))
}

/// Takes `Span { … }` out of what `Debug` writes, but not out of texts.
fn without_spans(debug: &str) -> String {
    const SPAN: &str = "Span { ";
    let mut kept = String::with_capacity(debug.len());
    let mut rest = debug;
    let mut quoted = false;
    while let Some(c) = rest.chars().next() {
        if !quoted && rest.starts_with(SPAN) {
            let end = rest.find(" }").map_or(rest.len(), |end| end + 2);
            rest = rest.get(end..).unwrap_or("");
            continue;
        }
        // A character behind a backslash ends no text.
        let length = if quoted && c == '\\' {
            1 + rest.chars().nth(1).map_or(0, char::len_utf8)
        } else {
            quoted ^= c == '"';
            c.len_utf8()
        };
        kept.push_str(rest.get(..length).unwrap_or(""));
        rest = rest.get(length..).unwrap_or("");
    }
    kept
}

/// Whether two files have the same comments.
pub(super) fn comments(a: &SourceFile, b: &SourceFile) -> bool {
    let all = |file: &SourceFile| {
        let pieces = comments::pieces(file.text(), &outline(file)?);
        let texts = pieces.into_values().flat_map(|piece| {
            piece.before.into_iter().map(|comment| comment.text).chain(piece.behind).collect::<Vec<_>>()
        });
        let mut texts: Vec<String> = texts.collect();
        texts.sort();
        Some(texts)
    };
    all(a).is_some_and(|comments| Some(comments) == all(b))
}
