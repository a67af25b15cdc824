//! `zhun fmt`: policy files to the one layout. A file is written only where its layout differs, and only after it was
//! seen to mean the same.

use std::io::Read;
use std::path::{Path, PathBuf};

use zhun::FormatError;

use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::policies::{self, PolicyArgs};
use crate::rewrite::{difference, write};
use crate::screen::{self, Colour, Screen};

/// What `zhun fmt` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.fmt"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.path"), help = say!("cli.help.fmt.paths"))]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    #[arg(long, help = say!("cli.help.fmt.check"))]
    check: bool,
    #[arg(long, help = say!("cli.help.fmt.diff"))]
    diff: bool,
}

fn after_help() -> String {
    [
        examples(
            29,
            &[
                ("zhun fmt", say!("cli.example.fmt.default")),
                ("zhun fmt rules/ --check", say!("cli.example.fmt.check")),
                ("zhun fmt --diff", say!("cli.example.fmt.diff")),
                ("zhun fmt - < a.policy", say!("cli.example.fmt.stdin")),
            ],
        ),
        say!("cli.help.fmt.exit"),
    ]
    .join("\n\n")
}

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    if stdin && args.paths.len() + args.policies.policies.len() > 1 {
        return Err(Failure::usage(say!("cli.fmt.stdin-alone")));
    }
    let texts =
        if stdin { vec![(say!("cli.stdin"), read_stdin()?)] } else { args.policies.with(&args.paths).read()? };
    let quiet = args.check || args.diff;
    let mut screen = Screen::new(colour);
    let (mut broken, mut changed) = (0_usize, 0_usize);
    for (name, bytes) in &texts {
        let layout = match zhun::format_text(name.as_str(), bytes) {
            Ok(layout) => layout,
            Err(error) => {
                broken += 1;
                refused(name, &error, colour);
                continue;
            }
        };
        let same = layout.as_bytes() == bytes.as_slice();
        changed += usize::from(!same);
        if stdin && !quiet {
            screen.text(&layout)?;
        } else if args.diff && !same {
            screen.text(&difference(name, &String::from_utf8_lossy(bytes), &layout))?;
        } else if !same {
            if !args.check {
                write(Path::new(name), &layout)?;
            }
            screen.say(name)?;
        }
    }
    screen.flush()?;
    if !stdin {
        screen::note(&format!("{}\n", summary(quiet, texts.len(), changed, broken)));
    }
    Ok(Status::errors_if(broken > 0 || args.check && changed > 0))
}

fn read_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let input = std::io::stdin().lock();
    // One byte more than the engine reads: enough for it to see that the text is too large.
    let read = input.take(zhun::syntax::MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::usage(say!("cli.unreadable", path = say!("cli.stdin"), error = error)))?;
    Ok(bytes)
}

/// Says why a file was left as it is.
fn refused(name: &str, error: &FormatError, colour: Colour) {
    match error {
        FormatError::Unreadable(diagnostics) => {
            screen::note(&policies::drawn(diagnostics, colour.on(&std::io::stderr())));
        }
        FormatError::Changed => {
            screen::complain(&say!("cli.fmt.changed", file = name), Some(&say!("cli.fmt.changed.help")), colour);
        }
    }
}

fn summary(quiet: bool, files: usize, changed: usize, broken: usize) -> String {
    let files = match files {
        1 => say!("cli.one-file"),
        n => say!("cli.files", n = n),
    };
    match (broken, quiet) {
        (0, true) => say!("cli.fmt.would", changed = changed, files = files),
        (0, false) => say!("cli.fmt.done", changed = changed, files = files),
        (n, true) => say!("cli.fmt.would-broken", changed = changed, files = files, broken = n),
        (n, false) => say!("cli.fmt.done-broken", changed = changed, files = files, broken = n),
    }
}
