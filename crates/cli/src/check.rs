//! `zhun check`: policy texts to every problem that they have, for people and for tools.

mod sarif;

use std::path::{Path, PathBuf};

use zhun::diagnostic::{Diagnostics, to_json};
use zhun_lint::Options;

use crate::config::ConfigArgs;
use crate::failure::{Failure, Status, say};
use crate::help::{examples, rows, word};
use crate::policies::{self, PolicyArgs};
use crate::rewrite::{difference, write};
use crate::screen::{self, Colour, Screen};

/// What `zhun check` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.check"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.path"), help = say!("cli.help.paths"))]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    #[arg(long, value_enum, default_value_t, value_name = word("cli.name.format"), help = say!("cli.help.check.format"))]
    format: Format,
    #[arg(long, help = say!("cli.help.check.fix"))]
    fix: bool,
    #[arg(long, requires = "fix", help = say!("cli.help.check.dry-run"))]
    dry_run: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

fn after_help() -> String {
    [
        examples(
            44,
            &[
                ("zhun check", say!("cli.example.check.default")),
                ("zhun check rules/ extra.policy", say!("cli.example.check.paths")),
                ("zhun check --fix --dry-run", say!("cli.example.check.dry-run")),
                ("zhun check --fix", say!("cli.example.check.fix")),
                ("zhun check --format json", say!("cli.example.check.json")),
                ("zhun check --format sarif > zhun.sarif", say!("cli.example.check.sarif")),
            ],
        ),
        format!(
            "{}\n{}",
            say!("cli.help.check.lints"),
            rows(44, &[("[lints]", String::new()), ("unused-fact = \"off\"", say!("cli.help.check.level")),])
        ),
        say!("cli.help.check.exit"),
    ]
    .join("\n\n")
}

/// How to write the problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    #[default]
    #[value(help = say!("cli.help.check.format.human"))]
    Human,
    #[value(help = say!("cli.help.check.format.json"))]
    Json,
    #[value(help = say!("cli.help.check.format.sarif"))]
    Sarif,
}

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let options = args.config.options()?;
    let texts = args.policies.with(&args.paths).read()?;
    let mut screen = Screen::new(colour);
    if args.dry_run {
        return show(&texts, &options, &mut screen);
    }
    let diagnostics = if args.fix { fix(texts, &options)? } else { zhun_lint::check_texts(texts, &options) };
    match args.format {
        Format::Human => human(&diagnostics, &mut screen)?,
        Format::Json => screen.pretty_json(&to_json(&diagnostics, crate::locale::words()))?,
        Format::Sarif => screen.pretty_json(&sarif::log(&to_json(&diagnostics, crate::locale::words())))?,
    }
    screen.flush()?;
    Ok(Status::errors_if(diagnostics.has_errors()))
}

/// Makes the mends, and gives what is left.
fn fix(texts: Vec<(String, Vec<u8>)>, options: &Options) -> Result<Diagnostics, Failure> {
    let names: Vec<String> = texts.iter().map(|(name, _)| name.clone()).collect();
    let fixed = zhun::fix_texts_by(texts, |examined| zhun_lint::judge(examined, options));
    for (at, text) in &fixed.changed {
        if let Some(name) = names.get(*at) {
            write(Path::new(name), text)?;
        }
    }
    screen::note(&say!("cli.check.fixed", fixes = fixed.fixes, files = files(fixed.changed.len())));
    screen::note("\n");
    note_guesses(fixed.guesses);
    Ok(fixed.diagnostics)
}

/// Shows the mends that could be made; the exit status is that of a check.
fn show(texts: &[(String, Vec<u8>)], options: &Options, screen: &mut Screen) -> Result<Status, Failure> {
    let named = texts.iter().map(|(name, text)| (name.as_str(), text.clone()));
    let fixed = zhun::fix_texts_by(named, |examined| zhun_lint::judge(examined, options));
    for (at, text) in &fixed.changed {
        if let Some((name, before)) = texts.get(*at) {
            screen.text(&difference(name, &String::from_utf8_lossy(before), text))?;
        }
    }
    screen.flush()?;
    screen::note(&say!("cli.check.would-fix", fixes = fixed.fixes, files = files(fixed.changed.len())));
    screen::note("\n");
    note_guesses(fixed.guesses);
    let now = zhun_lint::check_texts(texts.iter().map(|(name, text)| (name.as_str(), text)), options);
    Ok(Status::errors_if(now.has_errors()))
}

fn note_guesses(guesses: usize) {
    if guesses > 0 {
        screen::note(&format!("{}\n", say!("cli.check.guesses", guesses = guesses)));
    }
}

fn files(count: usize) -> String {
    match count {
        1 => say!("cli.one-file"),
        n => say!("cli.files", n = n),
    }
}

fn human(diagnostics: &Diagnostics, screen: &mut Screen) -> Result<(), Failure> {
    let files = files(diagnostics.sources.iter().count());
    if diagnostics.items.is_empty() {
        screen.say(&say!("cli.check.fine", files = files))?;
        return Ok(());
    }
    screen.text(&policies::drawn(diagnostics, screen.has_colour()))?;
    screen.say(&say!("cli.check.found", counts = policies::counts(diagnostics), files = files))?;
    Ok(())
}
