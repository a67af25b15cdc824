//! What a file declares to the lists that editors show of it.

use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, FoldingRange, FoldingRangeParams, Range, SymbolInformation, Uri,
    WorkspaceSymbolParams,
};
use zhun::source::SourceFile;

use crate::desk::Desk;
use crate::index::{self, Decl};
use crate::place::Columns;

impl Desk {
    fn outline(&self, uri: &Uri) -> Option<(&SourceFile, Vec<Decl<'_>>)> {
        let file = self.look.file(uri)?;
        Some((file, index::outline(self.look.tree(file.id())?)))
    }

    pub fn symbols(&self, params: &DocumentSymbolParams) -> Option<Vec<DocumentSymbol>> {
        let (file, decls) = self.outline(&params.text_document.uri)?;
        Some(decls.iter().map(|decl| symbol(self.columns, file, decl)).collect())
    }

    pub fn all_symbols(&self, params: &WorkspaceSymbolParams) -> Vec<SymbolInformation> {
        let wanted = params.query.to_lowercase();
        let mut found = Vec::new();
        let decls = self.look.trees().flat_map(index::outline);
        let decls = decls.flat_map(|decl| [vec![decl.clone()], decl.inner].concat());
        for decl in decls.filter(|decl| decl.name.text.to_lowercase().contains(&wanted)) {
            if let Some(location) = self.location(decl.name.span) {
                #[expect(deprecated, reason = "the type has the field")]
                found.push(SymbolInformation {
                    name: decl.name.text.clone(),
                    kind: decl.kind.symbol(),
                    tags: None,
                    deprecated: None,
                    location,
                    container_name: Some(decl.policy),
                });
            }
        }
        found
    }

    pub fn folds(&self, params: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
        let (file, decls) = self.outline(&params.text_document.uri)?;
        let spans = decls.iter().flat_map(|decl| std::iter::once(decl.span).chain(decl.inner.iter().map(|d| d.span)));
        let folds = spans.map(|span| self.columns.range(file, span)).filter(|range| range.start.line < range.end.line);
        // The last line holds the brace, which stays in sight.
        let fold = |range: Range| FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line.saturating_sub(1).max(range.start.line),
            ..FoldingRange::default()
        };
        Some(folds.map(fold).filter(|fold| fold.start_line < fold.end_line).collect())
    }
}

fn symbol(columns: Columns, file: &SourceFile, decl: &Decl<'_>) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = decl.inner.iter().map(|inner| symbol(columns, file, inner)).collect();
    #[expect(deprecated, reason = "the type has the field")]
    DocumentSymbol {
        name: decl.name.text.clone(),
        detail: None,
        kind: decl.kind.symbol(),
        tags: None,
        deprecated: None,
        range: columns.range(file, decl.span.to(decl.name.span)),
        selection_range: columns.range(file, decl.name.span),
        children: (!children.is_empty()).then_some(children),
    }
}
