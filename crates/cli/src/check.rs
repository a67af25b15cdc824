//! `zhun check`: policy texts to every problem that they have, for people and for tools.

mod sarif;

use std::path::PathBuf;

use zhun::diagnostic::{Diagnostics, Locale, to_json};

use crate::failure::{Failure, Status, say};
use crate::policies::{self, PolicyArgs};
use crate::screen::{Colour, Screen};

/// Report every problem of the policies
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Policy files and folders, instead of the default
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    /// How to write the problems
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  zhun check                                  the policies in ./policies
  zhun check rules/ extra.policy              other files and folders
  zhun check --format json                    for a program
  zhun check --format sarif > zhun.sarif      for a code host

Exit status: 0 without errors, 1 with errors, 2 where a file could not be read.";

/// How to write the problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// With source excerpts
    #[default]
    Human,
    /// A JSON array of problems
    Json,
    /// SARIF 2.1.0
    Sarif,
}

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let texts = args.policies.with(&args.paths).read()?;
    let diagnostics = zhun::check_texts(texts);
    let mut screen = Screen::new(colour);
    match args.format {
        Format::Human => human(&diagnostics, &mut screen)?,
        Format::Json => screen.pretty_json(&to_json(&diagnostics, Locale::English))?,
        Format::Sarif => screen.pretty_json(&sarif::log(&to_json(&diagnostics, Locale::English)))?,
    }
    screen.flush()?;
    Ok(Status::errors_if(diagnostics.has_errors()))
}

fn human(diagnostics: &Diagnostics, screen: &mut Screen) -> Result<(), Failure> {
    let files = match diagnostics.sources.iter().count() {
        1 => say!("cli.one-file"),
        n => say!("cli.files", n = n),
    };
    if diagnostics.items.is_empty() {
        screen.say(&say!("cli.check.fine", files = files))?;
        return Ok(());
    }
    screen.text(&policies::drawn(diagnostics, screen.has_colour()))?;
    screen.say(&say!("cli.check.found", counts = policies::counts(diagnostics), files = files))?;
    Ok(())
}
