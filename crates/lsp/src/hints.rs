//! Defines whose type is not written to what it is, shown behind their names.

use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel};
use zhun::source::{SourceFile, Span};
use zhun::syntax::ast::{Define, ItemKind};

use crate::lex::{Kind, lex};
use crate::look::Look;
use crate::place::Columns;
use crate::types::{type_name, type_of};

/// The hints within a span.
pub fn hints(look: &Look, file: &SourceFile, within: Span, columns: Columns) -> Option<Vec<InlayHint>> {
    let items = &look.tree(file.id())?.items;
    let defines = items.iter().filter_map(|item| match &item.kind {
        ItemKind::Define(define) if define.ty.is_none() => Some((item.span, define)),
        _ => None,
    });
    let hint = |(span, define): (Span, &Define)| {
        let checked = look.checked.defines.values().find(|checked| checked.span == define.name.span)?;
        let label = format!(": {}", type_name(&look.checked, type_of(checked)?));
        Some(InlayHint {
            position: columns.position(file, head_end(file, span, define)),
            label: InlayHintLabel::String(label),
            kind: Some(InlayHintKind::TYPE),
            text_edits: None,
            tooltip: None,
            padding_left: None,
            padding_right: None,
            data: None,
        })
    };
    let is_within = |(span, _): &(Span, _)| span.start <= within.end && within.start <= span.end;
    Some(defines.filter(is_within).filter_map(hint).collect())
}

/// Where the name of a define ends, with its parameters.
fn head_end(file: &SourceFile, span: Span, define: &Define) -> u32 {
    let Some(params) = &define.params else { return define.name.span.end };
    let last = params.last().map_or(define.name.span.end, |param| param.ty.span.end);
    let written = file.text().get(last as usize..span.end as usize).unwrap_or_default();
    let close = lex(written).into_iter().find(|token| token.kind == Kind::Mark && token.text(written) == ")");
    last + close.map_or(0, |close| u32::try_from(close.end).unwrap_or(0))
}
