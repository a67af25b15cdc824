//! `zhun completions`: the command line's own grammar to a shell's completion script.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;
use zhun::diagnostic::Locale;

use crate::failure::{Failure, Status, say};
use crate::help::words::described;
use crate::help::{examples, word};
use crate::{Cli, locale};

/// What `zhun completions` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.completions"), after_help = after_help())]
pub struct Args {
    #[arg(value_enum, value_name = word("cli.name.shell"), help = say!("cli.help.completions.shell"))]
    shell: Shell,
}

fn after_help() -> String {
    examples(
        0,
        &[
            ("zhun completions bash > ~/.local/share/bash-completion/completions/zhun", String::new()),
            ("zhun completions fish > ~/.config/fish/completions/zhun.fish", String::new()),
        ],
    )
}

pub fn run(args: &Args) -> Result<Status, Failure> {
    // Into memory first: the generator gives up loudly where it cannot write.
    let mut script = Vec::new();
    let mut command = match locale::words() {
        Locale::English => Cli::command(),
        other => described(Cli::command(), other),
    };
    clap_complete::generate(args.shell, &mut command, "zhun", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Status::Fine)
}
