//! `zhun completions`: the command line's own grammar to a shell's completion script.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Cli;
use crate::failure::{Failure, Status};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  zhun completions bash > ~/.local/share/bash-completion/completions/zhun
  zhun completions fish > ~/.config/fish/completions/zhun.fish";

pub fn run(args: &Args) -> Result<Status, Failure> {
    // Into memory first: the generator gives up loudly where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "zhun", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Status::Fine)
}
