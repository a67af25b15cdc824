//! Diagnostics to mends, one or all of a file.

use std::collections::HashMap;

use lsp_types::{CodeAction, CodeActionKind, CodeActionParams, DocumentFormattingParams, TextEdit, Uri, WorkspaceEdit};
use zhun::diagnostic::Edit;
use zhun::source::Span;

use crate::desk::Desk;
use crate::hover;

impl Desk {
    /// Edits of texts as the protocol has them.
    pub fn edits(&self, edits: &[Edit]) -> Option<WorkspaceEdit> {
        // The protocol's own type; it is not ordered by, only looked up.
        #[expect(
            clippy::mutable_key_type,
            reason = "lsp-types keys edits by Uri, whose cell plays no part in equality"
        )]
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for edit in edits {
            let (file, uri) = (self.look.source(edit.span.file)?, self.look.uri(edit.span.file)?);
            let edit = TextEdit { range: self.columns.range(file, edit.span), new_text: edit.text.clone() };
            changes.entry(uri.clone()).or_default().push(edit);
        }
        Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
    }

    /// The mends of what is wrong in a range, and all mechanical ones of the file together.
    pub fn actions(&self, params: &CodeActionParams) -> Option<Vec<CodeAction>> {
        let file = self.look.file(&params.text_document.uri)?;
        let (start, end) = (self.columns.offset(file, params.range.start), self.columns.offset(file, params.range.end));
        let wanted = |kind: &CodeActionKind| {
            let only = params.context.only.as_ref();
            only.is_none_or(|only| only.iter().any(|only| kind.as_str().starts_with(only.as_str())))
        };
        let mut actions = Vec::new();
        let here = |span: Span| span.file == file.id() && span.start <= end && start <= span.end;
        let items = &self.look.diagnostics.items;
        if wanted(&CodeActionKind::QUICKFIX) {
            for found in items.iter().filter(|found| here(found.span)) {
                let Some(fix) = &found.fix else { continue };
                actions.push(CodeAction {
                    title: fix.message.text(self.locale),
                    kind: Some(CodeActionKind::QUICKFIX),
                    diagnostics: Some(vec![self.diagnostic(found, file)]),
                    edit: Some(self.edits(&fix.edits)?),
                    is_preferred: Some(!fix.guess),
                    ..CodeAction::default()
                });
            }
        }
        if wanted(&CodeActionKind::SOURCE_FIX_ALL) {
            let fixed = zhun::fix_texts([(file.name(), file.text())]);
            let others = items
                .iter()
                .any(|found| found.span.file == file.id() && found.fix.as_ref().is_some_and(|fix| !fix.guess));
            if let Some((_, text)) = fixed.changed.into_iter().next().filter(|_| others) {
                let edit = TextEdit { range: self.columns.whole(file), new_text: text };
                #[expect(clippy::mutable_key_type, reason = "lsp-types keys edits by Uri")]
                let changes = HashMap::from([(params.text_document.uri.clone(), vec![edit])]);
                actions.push(CodeAction {
                    title: hover::say("lsp.fix-all", &[], self.locale),
                    kind: Some(CodeActionKind::SOURCE_FIX_ALL),
                    edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
                    ..CodeAction::default()
                });
            }
        }
        Some(actions)
    }

    /// The whole text anew; nothing where it cannot be read, or is laid out already.
    pub fn format(&self, params: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
        let file = self.look.file(&params.text_document.uri)?;
        let text = zhun::format_text(file.name(), file.text()).ok()?;
        let edit = || TextEdit { range: self.columns.whole(file), new_text: text.clone() };
        Some(if text == file.text() { Vec::new() } else { vec![edit()] })
    }
}
