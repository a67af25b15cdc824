//! The words of a command line to what is asked of `zhun`; where they ask for help, or are wrong, that is told instead.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser};
use zhun::diagnostic::Locale;

use crate::complaint::Complaint;
use crate::failure::Status;
use crate::help::{fold::fold, words::translate};
use crate::screen::{self, Colour};
use crate::{Cli, locale};

/// The widest lines of help, as clap has them.
const WIDEST: usize = 100;

/// What is asked for, or the exit status where everything was told. In English clap tells it by itself.
pub fn parse(args: Vec<OsString>) -> Result<Cli, ExitCode> {
    if locale::words() == Locale::English {
        return Ok(Cli::parse_from(args));
    }
    // Lines are folded here, not by clap.
    let mut command = Cli::command().term_width(0);
    let parsed = command.try_get_matches_from_mut(args).and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| tell(&error).into())
}

fn tell(error: &clap::Error) -> Status {
    let colour = Colour::default();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            write(anstream::stdout(), &of_clap(&error.render()));
            return Status::Fine;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            write(anstream::stderr(), &of_clap(&error.render()));
            return Status::Usage;
        }
        _ => {}
    }
    match Complaint::of(error, locale::words()) {
        Some(complaint) => {
            let text = |message: &zhun::diagnostic::Message| message.text(locale::words());
            screen::complain(&text(&complaint.message), Some(&text(&complaint.help)), colour);
            if let Some(clap::error::ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
                write(anstream::stderr(), &format!("\n{}\n", of_clap(usage)));
            }
        }
        None => write(anstream::stderr(), &of_clap(&error.render())),
    }
    Status::Usage
}

/// A text of clap in the language of the run, in lines that fit.
fn of_clap(text: &clap::builder::StyledStr) -> String {
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let columns = terminal.or_else(told).unwrap_or(WIDEST).min(WIDEST);
    fold(&translate(&text.ansi().to_string(), locale::words()), columns)
}

/// Where no one reads there is no one to tell.
fn write(mut out: impl Write, text: &str) {
    let _: io::Result<()> = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
