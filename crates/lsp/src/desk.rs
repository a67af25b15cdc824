//! What an editor says to what it is answered. A request about a file that is not known gets an empty answer.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{self as told, Notification as _};
use lsp_types::request::{self as asked, Request as _};
use lsp_types::{
    CompletionItem, CompletionParams, CompletionTriggerKind, Diagnostic, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentHighlight, DocumentHighlightParams,
    GotoDefinitionParams, Hover, HoverContents, HoverParams, InitializeParams, InlayHint, InlayHintParams, Location,
    MarkupContent, MarkupKind, Position, Range, ReferenceParams, RenameParams, SelectionRange, SelectionRangeParams,
    SemanticTokens, SemanticTokensParams, ShowMessageParams, SignatureHelp, SignatureHelpParams,
    TextDocumentPositionParams, WorkspaceEdit, WorkspaceFolder,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zhun::diagnostic::Locale;
use zhun::model::Date;
use zhun::source::{SourceFile, Span};
use zhun_lint::{Config, Options};

use crate::files::{Files, path_of};
use crate::lens::Runner;
use crate::look::Look;
use crate::place::Columns;
use crate::settings::Settings;
use crate::{Failed, able, complete, hints, hover, near, rename, tokens};

/// Everything that is kept between two messages.
pub struct Desk {
    files: Files,
    pub settings: Settings,
    pub look: Look,
    pub locale: Locale,
    pub columns: Columns,
    /// Where the pages of diagnostics are.
    pub pages: Option<String>,
    today: Box<dyn Fn() -> Date>,
    /// What was published of each file that has something.
    pub published: BTreeMap<String, Vec<Diagnostic>>,
    pub runner: Runner,
    /// Whether the editor would tell of changes on the disk if it were asked to.
    can_watch: bool,
}

impl Desk {
    /// A desk over the folders that the editor has open.
    pub fn new(params: &InitializeParams, locale: Locale, columns: Columns, today: Box<dyn Fn() -> Date>) -> Self {
        let options = params.initialization_options.as_ref();
        let option = |name: &str| options.and_then(|options| options.get(name)).and_then(Value::as_str);
        let chosen = option("locale").or(params.locale.as_deref()).map(Locale::from_tag);
        let locale = chosen.unwrap_or(locale);
        let mut files = Files::default();
        let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        #[expect(deprecated, reason = "editors that know no workspace folders send it")]
        let root = params.root_uri.as_ref().filter(|_| params.workspace_folders.is_none());
        let folders: Vec<PathBuf> = folders.chain(root).filter_map(path_of).collect();
        folders.iter().for_each(|folder| files.find(folder));
        let settings = Settings::of(folders, locale);
        let workspace = params.capabilities.workspace.as_ref();
        let watching = workspace.and_then(|workspace| workspace.did_change_watched_files);
        Self {
            look: files.look(&on(&settings, today()), None),
            files,
            settings,
            locale,
            columns,
            pages: option("pages").map(str::to_owned),
            today,
            published: BTreeMap::new(),
            runner: Runner::default(),
            can_watch: watching.and_then(|watching| watching.dynamic_registration).unwrap_or(false),
        }
    }

    /// Answers until the editor is done.
    pub fn serve(mut self, connection: &Connection) -> Result<(), Failed> {
        if self.can_watch {
            connection.sender.send(Message::Request(able::watch()?))?;
        }
        self.publish(None, connection)?;
        for message in &connection.receiver {
            match message {
                Message::Request(request) => {
                    if connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    let (response, shown) = self.answer(request);
                    connection.sender.send(Message::Response(response))?;
                    if let Some(shown) = shown {
                        let method = told::ShowMessage::METHOD.to_owned();
                        connection.sender.send(Message::Notification(Notification::new(method, shown)))?;
                    }
                }
                Message::Notification(notification) => {
                    if self.take(&notification) {
                        self.look = self.files.look(&on(&self.settings, (self.today)()), Some(&self.look));
                        self.runner.forget();
                        let edited = notification.params.pointer("/textDocument/uri").and_then(Value::as_str);
                        self.publish(edited, connection)?;
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
        let (files, settings) = (&mut self.files, &mut self.settings);
        let (columns, locale) = (self.columns, self.locale);
        match notification.method.as_str() {
            told::DidOpenTextDocument::METHOD => taken(params, |params: DidOpenTextDocumentParams| {
                files.open(&params.text_document.uri, params.text_document.text);
            }),
            told::DidChangeTextDocument::METHOD => taken(params, |params: DidChangeTextDocumentParams| {
                files.change(&params.text_document.uri, params.content_changes, columns);
            }),
            told::DidCloseTextDocument::METHOD => taken(params, |params: DidCloseTextDocumentParams| {
                files.close(&params.text_document.uri);
            }),
            told::DidSaveTextDocument::METHOD => taken(params, |_: DidSaveTextDocumentParams| {}),
            told::DidChangeWatchedFiles::METHOD => taken(params, |params: DidChangeWatchedFilesParams| {
                for path in params.changes.iter().filter_map(|change| path_of(&change.uri)) {
                    if path.file_name().is_some_and(|name| name == Config::FILE) {
                        settings.read(locale);
                    } else {
                        files.read(&path);
                    }
                }
            }),
            told::DidChangeWorkspaceFolders::METHOD => taken(params, |params: DidChangeWorkspaceFoldersParams| {
                let path = |folder: &WorkspaceFolder| path_of(&folder.uri);
                for folder in params.event.removed.iter().filter_map(path) {
                    files.leave(&folder);
                    settings.leave(&folder);
                }
                for folder in params.event.added.iter().filter_map(path) {
                    files.find(&folder);
                    settings.join(&folder);
                }
                settings.read(locale);
            }),
            _ => false,
        }
    }

    /// The answer to a request, and what is to be shown besides.
    fn answer(&self, request: Request) -> (Response, Option<ShowMessageParams>) {
        let Request { id, method, params } = request;
        let mut shown = None;
        let value = match method.as_str() {
            asked::CodeActionRequest::METHOD => given(params, |params| self.actions(&params)),
            asked::CodeLensRequest::METHOD => given(params, |params| self.lenses(&params)),
            asked::CodeLensResolve::METHOD => given(params, |lens| Some(self.resolved(lens))),
            asked::ExecuteCommand::METHOD => given(params, |params| {
                let (value, message) = self.execute(&params)?;
                shown = Some(message);
                Some(value)
            }),
            asked::Formatting::METHOD => given(params, |params| self.format(&params)),
            asked::DocumentSymbolRequest::METHOD => given(params, |params| self.symbols(&params)),
            asked::WorkspaceSymbolRequest::METHOD => given(params, |params| Some(self.all_symbols(&params))),
            asked::FoldingRangeRequest::METHOD => given(params, |params| self.folds(&params)),
            asked::HoverRequest::METHOD => given(params, |params| self.hover(&params)),
            asked::InlayHintRequest::METHOD => given(params, |params| self.hints(&params)),
            asked::SemanticTokensFullRequest::METHOD => given(params, |params| self.tokens(&params)),
            asked::GotoDefinition::METHOD => given(params, |params| self.definition(&params)),
            asked::References::METHOD => given(params, |params| self.references(&params)),
            asked::DocumentHighlightRequest::METHOD => given(params, |params| self.highlights(&params)),
            asked::SelectionRangeRequest::METHOD => given(params, |params| self.selections(&params)),
            asked::SignatureHelpRequest::METHOD => given(params, |params| self.signature(&params)),
            asked::PrepareRenameRequest::METHOD => given(params, |params| self.renamable(&params)),
            asked::Rename::METHOD => match serde_json::from_value::<RenameParams>(params) {
                Ok(params) => match self.rename(&params) {
                    Ok(edit) => serde_json::to_value(edit),
                    Err(refused) => return (Response::new_err(id, ErrorCode::RequestFailed as i32, refused), None),
                },
                Err(error) => Err(error),
            },
            asked::Completion::METHOD => given(params, |params| self.completions(&params)),
            _ => {
                let message = format!("no such request: {method}");
                return (Response::new_err(id, ErrorCode::MethodNotFound as i32, message), None);
            }
        };
        let response = match value {
            Ok(value) => Response::new_ok(id, value),
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
        };
        (response, shown)
    }

    fn at(&self, params: &TextDocumentPositionParams) -> Option<(&SourceFile, u32)> {
        let file = self.look.file(&params.text_document.uri)?;
        Some((file, self.columns.offset(file, params.position)))
    }

    /// A place of the protocol.
    pub fn location(&self, span: Span) -> Option<Location> {
        let range = self.columns.range(self.look.source(span.file)?, span);
        Some(Location { uri: self.look.uri(span.file)?.clone(), range })
    }

    fn hover(&self, params: &HoverParams) -> Option<Hover> {
        let (file, offset) = self.at(&params.text_document_position_params)?;
        let (value, span) = hover::hover(&self.look, file, offset, (self.today)(), self.locale)?;
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        Some(Hover { contents, range: Some(self.columns.range(file, span)) })
    }

    fn hints(&self, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
        let file = self.look.file(&params.text_document.uri)?;
        let (start, end) = (params.range.start, params.range.end);
        let (start, end) = (self.columns.offset(file, start), self.columns.offset(file, end));
        hints::hints(&self.look, file, file.span(start as usize, end as usize), self.columns)
    }

    fn tokens(&self, params: &SemanticTokensParams) -> Option<SemanticTokens> {
        let file = self.look.file(&params.text_document.uri)?;
        Some(tokens::tokens(&self.look, file, self.columns))
    }

    fn definition(&self, params: &GotoDefinitionParams) -> Option<Vec<Location>> {
        let (file, offset) = self.at(&params.text_document_position_params)?;
        let Some((meaning, _)) = self.look.meaning_at(file, offset) else { return Some(Vec::new()) };
        let declared = self.look.names.places(meaning).filter(|named| named.declares);
        Some(declared.filter_map(|named| self.location(named.span)).collect())
    }

    fn references(&self, params: &ReferenceParams) -> Option<Vec<Location>> {
        let (file, offset) = self.at(&params.text_document_position)?;
        let (meaning, _) = self.look.meaning_at(file, offset)?;
        let declarations = params.context.include_declaration;
        let named = self.look.names.places(meaning).filter(|named| declarations || !named.declares);
        Some(named.filter_map(|named| self.location(named.span)).collect())
    }

    fn renamable(&self, params: &TextDocumentPositionParams) -> Option<Range> {
        let (file, offset) = self.at(params)?;
        let (_, span) = rename::target(&self.look, file, offset)?;
        Some(self.columns.range(file, span))
    }

    /// The edits that give something another name; why not, where that would break something.
    fn rename(&self, params: &RenameParams) -> Result<Option<WorkspaceEdit>, String> {
        let Some((file, offset)) = self.at(&params.text_document_position) else { return Ok(None) };
        let Some((meaning, span)) = rename::target(&self.look, file, offset) else { return Ok(None) };
        let (old, new) = (file.slice(span), params.new_name.trim());
        match rename::edits(&self.look, meaning, old, new) {
            Ok(edits) => Ok(self.edits(&edits)),
            Err(refused) => Err(hover::say(refused, &[("name", new), ("old", old)], self.locale)),
        }
    }

    fn highlights(&self, params: &DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
        let (file, offset) = self.at(&params.text_document_position_params)?;
        Some(near::highlights(&self.look, file, offset, self.columns))
    }

    fn selections(&self, params: &SelectionRangeParams) -> Option<Vec<SelectionRange>> {
        let file = self.look.file(&params.text_document.uri)?;
        let range = |at: &Position| near::ranges(file, self.columns.offset(file, *at), self.columns);
        Some(params.positions.iter().map(range).collect())
    }

    fn signature(&self, params: &SignatureHelpParams) -> Option<SignatureHelp> {
        let (file, offset) = self.at(&params.text_document_position_params)?;
        complete::signature(&self.look, file, offset, self.locale)
    }

    fn completions(&self, params: &CompletionParams) -> Option<Vec<CompletionItem>> {
        let (file, offset) = self.at(&params.text_document_position)?;
        let mut items = complete::complete(&self.look, file, offset, self.columns, self.locale);
        if is_by_the_way(params) {
            items.retain(complete::is_particular);
        }
        Some(items)
    }
}

/// Whether nobody asked, but a sign was typed behind which something may be due. Behind a dot something always is.
fn is_by_the_way(params: &CompletionParams) -> bool {
    params.context.as_ref().is_some_and(|context| {
        context.trigger_kind == CompletionTriggerKind::TRIGGER_CHARACTER
            && context.trigger_character.as_deref() != Some(".")
    })
}

/// Whether the parameters of a notification were what they should be; if so they are taken.
fn taken<P: DeserializeOwned>(params: Value, take: impl FnOnce(P)) -> bool {
    serde_json::from_value(params).map(take).is_ok()
}

/// What is answered to the parameters of a request; null where there is nothing.
fn given<P: DeserializeOwned, R: Serialize>(
    params: Value,
    answer: impl FnOnce(P) -> Option<R>,
) -> Result<Value, serde_json::Error> {
    let params = serde_json::from_value(params)?;
    serde_json::to_value(answer(params))
}

/// What is asked of the lints on a day.
fn on(settings: &Settings, today: Date) -> Options {
    Options { today: Some(today), ..settings.options.clone() }
}
