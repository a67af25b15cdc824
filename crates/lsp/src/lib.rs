//! A language server for policies: what an editor asks to what the engine knows. It never changes a file itself.
//!
//! | module | makes |
//! |---|---|
//! | [`run`] | messages in, messages out |
//! | `desk` | requests to answers, edits to diagnostics |
//! | `files` | the files of the workspace and what is open, to one check of all of them |
//! | `index` | trees to what is declared and what a place stands on |
//! | `hover` | a name or a citation to what there is to know of it |
//! | `rename` | a name to the places where it stands, and to another name |
//! | `complete` | the text before a place to what may stand there |
//! | `place` | bytes to lines and UTF-16 columns, and back |

mod complete;
mod desk;
mod files;
mod hover;
mod index;
mod place;
mod rename;

use std::error::Error;

use lsp_server::Connection;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions, HoverProviderCapability,
    InitializeParams, OneOf, RenameOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    WorkDoneProgressOptions,
};
use zhun::diagnostic::Locale;
use zhun::model::Date;

use desk::Desk;

/// What goes wrong with the connection, never with a policy.
pub type Failed = Box<dyn Error + Send + Sync>;

/// Serves one editor until it says that it is done. `today` tells the day whenever it matters; `locale` is the language
/// where the editor names none.
///
/// # Errors
/// Where the connection breaks, or the editor does not keep to the protocol.
pub fn run(connection: &Connection, locale: Locale, today: impl Fn() -> Date + 'static) -> Result<(), Failed> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params)?;
    let capabilities = ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::FULL)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(true.into()),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec![" ".to_owned(), "\"".to_owned()]),
            ..CompletionOptions::default()
        }),
        ..ServerCapabilities::default()
    };
    let answer = serde_json::json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "zhun", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer)?;
    Desk::new(&params, locale, Box::new(today)).serve(connection)
}

/// Serves the editor on standard input and output.
///
/// # Errors
/// As [`run`].
pub fn stdio(locale: Locale) -> Result<(), Failed> {
    let (connection, threads) = Connection::stdio();
    run(&connection, locale, || jiff::ZonedDateTime::now().date())?;
    // The writer ends when nobody can give it anything any more.
    drop(connection);
    threads.join()?;
    Ok(())
}
