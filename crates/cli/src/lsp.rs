//! `zhun lsp`: a language server on standard input and output.

use crate::failure::{Failure, Status, say};

/// What `zhun lsp` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.lsp"), after_help = say!("cli.help.lsp.note"))]
pub struct Args {
    #[arg(long, hide = true, help = say!("cli.help.lsp.stdio"))]
    stdio: bool,
}

pub fn run(_: &Args) -> Result<Status, Failure> {
    match zhun_lsp::stdio(crate::locale::words()) {
        Ok(()) => Ok(Status::Fine),
        Err(error) => Err(Failure::usage(say!("cli.lsp.broken", error = error)).help(say!("cli.lsp.broken.help"))),
    }
}
