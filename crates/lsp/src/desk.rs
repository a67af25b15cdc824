//! What an editor says to what it is answered. A request about a file that is not known gets an empty answer.

use std::collections::{BTreeMap, HashMap};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{self as told, Notification as _};
use lsp_types::request::{self as asked, Request as _};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeDescription, CompletionItem, CompletionParams, Diagnostic,
    DiagnosticRelatedInformation, DiagnosticSeverity, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentFormattingParams,
    DocumentSymbol, DocumentSymbolParams, FoldingRange, FoldingRangeParams, GotoDefinitionParams, Hover, HoverContents,
    HoverParams, InitializeParams, Location, MarkupContent, MarkupKind, NumberOrString, PublishDiagnosticsParams,
    Range, ReferenceParams, RenameParams, SymbolInformation, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
    WorkspaceSymbolParams,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zhun::diagnostic::{Edit, Fix, Locale, Severity};
use zhun::model::Date;
use zhun::source::{FileId, SourceFile, Span};

use crate::files::{Files, Look, path_of};
use crate::index::{self, Decl};
use crate::{Failed, complete, hover, place, rename};

/// Everything that is kept between two messages.
pub struct Desk {
    files: Files,
    look: Look,
    locale: Locale,
    today: Box<dyn Fn() -> Date>,
    /// What was published of each file that has something.
    published: BTreeMap<String, Vec<Diagnostic>>,
}

impl Desk {
    /// A desk over the folders that the editor has open.
    pub fn new(params: &InitializeParams, locale: Locale, today: Box<dyn Fn() -> Date>) -> Self {
        let chosen = params.initialization_options.as_ref().and_then(|options| options.get("locale"));
        let chosen = chosen.and_then(Value::as_str).or(params.locale.as_deref()).map(Locale::from_tag);
        let mut files = Files::default();
        let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        #[expect(deprecated, reason = "editors that know no workspace folders send it")]
        let root = params.root_uri.as_ref().filter(|_| params.workspace_folders.is_none());
        folders.chain(root).filter_map(path_of).for_each(|folder| files.find(&folder));
        let look = files.look();
        Self { files, look, locale: chosen.unwrap_or(locale), today, published: BTreeMap::new() }
    }

    /// Answers until the editor is done.
    pub fn serve(mut self, connection: &Connection) -> Result<(), Failed> {
        self.publish(connection)?;
        for message in &connection.receiver {
            match message {
                Message::Request(request) => {
                    if connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    let response = self.answer(request);
                    connection.sender.send(Message::Response(response))?;
                }
                Message::Notification(notification) => {
                    if self.take(&notification) {
                        self.look = self.files.look();
                        self.publish(connection)?;
                    }
                }
                Message::Response(_) => {}
            }
        }
        Ok(())
    }

    /// Takes what happened to files; whether anything did.
    fn take(&mut self, notification: &Notification) -> bool {
        let params = notification.params.clone();
        match notification.method.as_str() {
            told::DidOpenTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) else { return false };
                self.files.open(&params.text_document.uri, params.text_document.text);
            }
            told::DidChangeTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params) else { return false };
                // Each change holds the whole text.
                let Some(change) = params.content_changes.into_iter().last() else { return false };
                self.files.open(&params.text_document.uri, change.text);
            }
            told::DidCloseTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params) else { return false };
                self.files.close(&params.text_document.uri);
            }
            told::DidSaveTextDocument::METHOD => {
                return serde_json::from_value::<DidSaveTextDocumentParams>(params).is_ok();
            }
            told::DidChangeWatchedFiles::METHOD => {
                let Ok(params) = serde_json::from_value::<DidChangeWatchedFilesParams>(params) else { return false };
                params.changes.iter().filter_map(|change| path_of(&change.uri)).for_each(|path| self.files.read(&path));
            }
            _ => return false,
        }
        true
    }

    /// Tells what is wrong with each file for which that is not what was told last.
    fn publish(&mut self, connection: &Connection) -> Result<(), Failed> {
        let mut now: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for found in &self.look.diagnostics.items {
            if let (Some(uri), Some(file)) = (self.look.uri(found.span.file), self.source(found.span.file)) {
                now.entry(uri.to_string()).or_default().push(self.diagnostic(found, file));
            }
        }
        let gone = self.published.keys().filter(|uri| !now.contains_key(*uri)).map(|uri| (uri.clone(), Vec::new()));
        let changed = now.iter().filter(|(uri, found)| self.published.get(*uri) != Some(*found));
        let changed = changed.map(|(uri, found)| (uri.clone(), found.clone()));
        for (uri, diagnostics) in gone.chain(changed).collect::<Vec<_>>() {
            let Ok(uri) = uri.parse::<Uri>() else { continue };
            let params = PublishDiagnosticsParams { uri, diagnostics, version: None };
            let method = told::PublishDiagnostics::METHOD.to_owned();
            connection.sender.send(Message::Notification(Notification::new(method, params)))?;
        }
        self.published = now;
        Ok(())
    }

    fn source(&self, id: FileId) -> Option<&SourceFile> {
        self.look.diagnostics.sources.get(id)
    }

    fn diagnostic(&self, found: &zhun::diagnostic::Diagnostic, file: &SourceFile) -> Diagnostic {
        let mut message = found.message.text(self.locale);
        for advice in found.advice(self.locale) {
            message.push('\n');
            message.push_str(&hover::say("lsp.advice", &[("advice", &advice)], self.locale));
        }
        let related = found.labels.iter().filter_map(|label| {
            let file = self.source(label.span.file)?;
            let uri = self.look.uri(label.span.file)?.clone();
            let location = Location { uri, range: place::range(file, label.span) };
            Some(DiagnosticRelatedInformation { location, message: label.message.text(self.locale) })
        });
        let related: Vec<_> = related.collect();
        Diagnostic {
            range: place::range(file, found.span),
            severity: Some(match found.severity() {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
            }),
            code: Some(NumberOrString::String(found.code.name().to_owned())),
            code_description: None::<CodeDescription>,
            source: Some("zhun".to_owned()),
            message,
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    fn answer(&self, request: Request) -> Response {
        let Request { id, method, params } = request;
        let value = match method.as_str() {
            asked::CodeActionRequest::METHOD => given(params, |params| self.actions(&params)),
            asked::Formatting::METHOD => given(params, |params| self.format(&params)),
            asked::DocumentSymbolRequest::METHOD => given(params, |params| self.symbols(&params)),
            asked::WorkspaceSymbolRequest::METHOD => given(params, |params| Some(self.all_symbols(&params))),
            asked::FoldingRangeRequest::METHOD => given(params, |params| self.folds(&params)),
            asked::HoverRequest::METHOD => given(params, |params| self.hover(&params)),
            asked::GotoDefinition::METHOD => given(params, |params| self.definition(&params)),
            asked::References::METHOD => given(params, |params| self.references(&params)),
            asked::PrepareRenameRequest::METHOD => given(params, |params| self.renamable(&params)),
            asked::Rename::METHOD => match serde_json::from_value::<RenameParams>(params) {
                Ok(params) => match self.rename(&params) {
                    Ok(edit) => serde_json::to_value(edit),
                    Err(refused) => return Response::new_err(id, ErrorCode::RequestFailed as i32, refused),
                },
                Err(error) => Err(error),
            },
            asked::Completion::METHOD => given(params, |params| self.completions(&params)),
            _ => {
                let message = format!("no such request: {method}");
                return Response::new_err(id, ErrorCode::MethodNotFound as i32, message);
            }
        };
        match value {
            Ok(value) => Response::new_ok(id, value),
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
        }
    }

    fn edits(&self, fix: &Fix) -> Option<WorkspaceEdit> {
        // The protocol's own type; it is not ordered by, only looked up.
        #[expect(
            clippy::mutable_key_type,
            reason = "lsp-types keys edits by Uri, whose cell plays no part in equality"
        )]
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for edit in &fix.edits {
            let (file, uri) = (self.source(edit.span.file)?, self.look.uri(edit.span.file)?);
            let edit = TextEdit { range: place::range(file, edit.span), new_text: edit.text.clone() };
            changes.entry(uri.clone()).or_default().push(edit);
        }
        Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
    }

    /// The mends of what is wrong in a range, and all mechanical ones of the file together.
    fn actions(&self, params: &CodeActionParams) -> Option<Vec<CodeAction>> {
        let file = self.look.file(&params.text_document.uri)?;
        let (start, end) = (place::offset(file, params.range.start), place::offset(file, params.range.end));
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
                    edit: Some(self.edits(fix)?),
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
                let edit = TextEdit { range: place::whole(file), new_text: text };
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
    fn format(&self, params: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
        let file = self.look.file(&params.text_document.uri)?;
        let text = zhun::format_text(file.name(), file.text()).ok()?;
        let edit = || TextEdit { range: place::whole(file), new_text: text.clone() };
        Some(if text == file.text() { Vec::new() } else { vec![edit()] })
    }

    fn outline(&self, uri: &Uri) -> Option<(&SourceFile, Vec<Decl<'_>>)> {
        let file = self.look.file(uri)?;
        let tree = self.look.trees().find(|tree| tree.id == file.id())?;
        Some((file, index::outline(tree)))
    }

    fn symbols(&self, params: &DocumentSymbolParams) -> Option<Vec<DocumentSymbol>> {
        let (file, decls) = self.outline(&params.text_document.uri)?;
        Some(decls.iter().map(|decl| symbol(file, decl)).collect())
    }

    fn all_symbols(&self, params: &WorkspaceSymbolParams) -> Vec<SymbolInformation> {
        let wanted = params.query.to_lowercase();
        let mut found = Vec::new();
        let decls = self.look.trees().flat_map(index::outline);
        let decls = decls.flat_map(|decl| [vec![decl.clone()], decl.inner].concat());
        for decl in decls.filter(|decl| decl.name.text.to_lowercase().contains(&wanted)) {
            if let (Some(file), Some(uri)) = (self.source(decl.span.file), self.look.uri(decl.span.file)) {
                let location = Location { uri: uri.clone(), range: place::range(file, decl.name.span) };
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

    fn folds(&self, params: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
        let (file, decls) = self.outline(&params.text_document.uri)?;
        let spans = decls.iter().flat_map(|decl| std::iter::once(decl.span).chain(decl.inner.iter().map(|d| d.span)));
        let folds = spans.map(|span| place::range(file, span)).filter(|range| range.start.line < range.end.line);
        // The last line holds the brace, which stays in sight.
        let fold = |range: Range| FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line.saturating_sub(1).max(range.start.line),
            ..FoldingRange::default()
        };
        Some(folds.map(fold).filter(|fold| fold.start_line < fold.end_line).collect())
    }

    fn at(&self, params: &TextDocumentPositionParams) -> Option<(&SourceFile, u32)> {
        let file = self.look.file(&params.text_document.uri)?;
        Some((file, place::offset(file, params.position)))
    }

    fn hover(&self, params: &HoverParams) -> Option<Hover> {
        let (file, offset) = self.at(&params.text_document_position_params)?;
        let (value, span) = hover::hover(&self.look, file, offset, (self.today)(), self.locale)?;
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        Some(Hover { contents, range: Some(place::range(file, span)) })
    }

    fn references(&self, params: &ReferenceParams) -> Option<Vec<Location>> {
        let (file, offset) = self.at(&params.text_document_position)?;
        let (name, _) = index::name_at(file, offset)?;
        let decl = index::meanings(&self.look, file, name).into_iter().next()?;
        let wanted = |span: &Span| params.context.include_declaration || *span != decl.name.span;
        let spans = rename::places(&self.look, &decl).into_iter().filter(wanted);
        Some(spans.filter_map(|span| self.location(span)).collect())
    }

    fn location(&self, span: Span) -> Option<Location> {
        Some(Location { uri: self.look.uri(span.file)?.clone(), range: place::range(self.source(span.file)?, span) })
    }

    fn renamable(&self, params: &TextDocumentPositionParams) -> Option<Range> {
        let (file, offset) = self.at(params)?;
        let (decl, span) = rename::target(&self.look, file, offset)?;
        rename::can_be_renamed(decl.kind).then(|| place::range(file, span))
    }

    /// The edits that give something another name; why not, where that would break something.
    fn rename(&self, params: &RenameParams) -> Result<Option<WorkspaceEdit>, String> {
        let Some((file, offset)) = self.at(&params.text_document_position) else { return Ok(None) };
        let Some((decl, _)) = rename::target(&self.look, file, offset) else { return Ok(None) };
        let (old, new) = (decl.name.text.as_str(), params.new_name.trim());
        if !rename::can_be_renamed(decl.kind) {
            return Err(hover::say("lsp.not-renamed", &[("name", old)], self.locale));
        }
        let spans = rename::places(&self.look, &decl);
        let is_name = new.chars().all(|c| c.is_alphanumeric() || c == '_') && !new.is_empty();
        if !is_name || !rename::holds(&self.look, &spans, new) {
            return Err(hover::say("lsp.bad-name", &[("name", new), ("old", old)], self.locale));
        }
        let edits = spans.into_iter().map(|span| Edit { span, text: new.to_owned() }).collect();
        Ok(self.edits(&Fix { message: zhun::diagnostic::Message::new("lsp.fix-all"), edits, guess: false }))
    }

    fn completions(&self, params: &CompletionParams) -> Option<Vec<CompletionItem>> {
        let (file, offset) = self.at(&params.text_document_position)?;
        Some(complete::complete(&self.look, file, offset))
    }

    fn definition(&self, params: &GotoDefinitionParams) -> Option<Vec<Location>> {
        let (file, offset) = self.at(&params.text_document_position_params)?;
        let (name, _) = index::name_at(file, offset)?;
        let found = index::meanings(&self.look, file, name);
        let locations = found.iter().filter_map(|decl| {
            let span = decl.name.span;
            Some(Location {
                uri: self.look.uri(span.file)?.clone(),
                range: place::range(self.source(span.file)?, span),
            })
        });
        Some(locations.collect())
    }
}

fn symbol(file: &SourceFile, decl: &Decl<'_>) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = decl.inner.iter().map(|inner| symbol(file, inner)).collect();
    #[expect(deprecated, reason = "the type has the field")]
    DocumentSymbol {
        name: decl.name.text.clone(),
        detail: None,
        kind: decl.kind.symbol(),
        tags: None,
        deprecated: None,
        range: place::range(file, decl.span.to(decl.name.span)),
        selection_range: place::range(file, decl.name.span),
        children: (!children.is_empty()).then_some(children),
    }
}

/// What is answered to the parameters of a request; null where there is nothing.
fn given<P: DeserializeOwned, R: Serialize>(
    params: Value,
    answer: impl FnOnce(P) -> Option<R>,
) -> Result<Value, serde_json::Error> {
    let params = serde_json::from_value(params)?;
    serde_json::to_value(answer(params))
}
