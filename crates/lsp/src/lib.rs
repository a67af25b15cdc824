//! A language server for policies: what an editor asks to what the engine knows. It never changes a file itself.
//!
//! | module | makes |
//! |---|---|
//! | [`run`] | messages in, messages out |
//! | `able` | what the server can do, and asks of an editor |
//! | `desk` | requests to answers, edits to diagnostics |
//! | `tell` | diagnostics as the engine has them to those of the protocol |
//! | `actions` | diagnostics to mends |
//! | `symbols` | what a file declares to lists of it |
//! | `files` | the files of the workspace and what is open, to trees |
//! | `look` | trees to one check of all of them, and to what every name means |
//! | `index` | trees to what is declared where |
//! | `lex` | any text to its words and marks |
//! | `hover` | a name or a citation to what there is to know of it |
//! | `near` | a place to the places of the same name, and to the ranges around it |
//! | `rename` | a name to the places where it stands, and to another name |
//! | `complete` | the text before a place to what may stand there, and to what is called around it |
//! | `words` | the words of the language to what they do |
//! | `hints`, `types` | defines to their types |
//! | `tokens` | a file to what each of its tokens is |
//! | `lens` | examples to what comes out of them |
//! | `run` | lenses and the command behind them |
//! | `place` | bytes to lines and columns, and back |

mod able;
mod actions;
mod complete;
mod desk;
mod files;
mod hints;
mod hover;
mod index;
mod lens;
mod lex;
mod look;
mod near;
mod place;
mod rename;
mod run;
mod settings;
mod symbols;
mod tell;
mod tokens;
mod types;
mod words;

use std::error::Error;

use lsp_server::Connection;
use lsp_types::InitializeParams;
use zhun::diagnostic::Locale;
use zhun::model::Date;

use desk::Desk;
use place::Columns;

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
    let columns = Columns::wanted(&params);
    let answer = serde_json::json!({
        "capabilities": able::capabilities(columns),
        "serverInfo": { "name": "zhun", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer)?;
    Desk::new(&params, locale, columns, Box::new(today)).serve(connection)
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
