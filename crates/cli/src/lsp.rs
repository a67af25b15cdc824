//! `zhun lsp`: a language server on standard input and output.

use crate::failure::{Failure, Status, say};

/// Serve an editor: diagnostics as you type, fixes, hover, completion, rename
#[derive(Debug, clap::Args)]
#[command(after_help = NOTE)]
pub struct Args {
    /// What some editors add; standard input and output are used in any case
    #[arg(long, hide = true)]
    stdio: bool,
}

const NOTE: &str = "\
Editors start it; docs/editors.md says how. It speaks the Language Server Protocol on standard input and output.";

pub fn run(_: &Args) -> Result<Status, Failure> {
    match zhun_lsp::stdio(crate::locale::words()) {
        Ok(()) => Ok(Status::Fine),
        Err(error) => Err(Failure::usage(say!("cli.lsp.broken", error = error)).help(say!("cli.lsp.broken.help"))),
    }
}
