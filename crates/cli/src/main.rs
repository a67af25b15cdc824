//! The `zhun` command line. It alone reads files, asks for the time and writes to a terminal.

mod audit;
mod check;
mod completions;
mod config;
mod eval;
mod explain;
mod failure;
mod fmt;
mod list;
mod locale;
mod lsp;
mod new;
mod policies;
mod rewrite;
mod screen;
mod test;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use zhun::diagnostic::Locale;

use failure::{Failure, Status};
use screen::Colour;

/// Checks policies, asks them about facts, and says why.
#[derive(Debug, Parser)]
#[command(name = "zhun", version, propagate_version = true, after_help = EXAMPLES)]
struct Cli {
    /// When to use colour; NO_COLOR is respected
    #[arg(long, value_enum, default_value_t, global = true, value_name = "WHEN")]
    color: Colour,
    /// The language of all texts: zh for Chinese, en for English; else LC_ALL, LC_MESSAGES and LANG tell it
    #[arg(long, global = true, value_name = "LANGUAGE")]
    locale: Option<String>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  zhun new promotion                                a folder with a first policy
  zhun check                                        every problem of the policies in ./policies
  zhun eval douyin.alliance.admission shop.json     a verdict with its reasons
  zhun test --coverage                              the examples, and what they leave out
  zhun explain optional-not-guarded                 a diagnostic's page";

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Args),
    Check(check::Args),
    Eval(Box<eval::Args>),
    Test(test::Args),
    Watch(watch::Args),
    Audit(audit::Args),
    Fmt(fmt::Args),
    List(list::Args),
    Explain(explain::Args),
    Lsp(lsp::Args),
    Completions(completions::Args),
}

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    locale::settle(&args);
    let cli = Cli::parse_from(args);
    // Policies say Chinese texts by themselves; asked for by name, they say what they say in Chinese for certain.
    let chinese = (locale::words() == Locale::Chinese).then_some("zh");
    let texts = cli.locale.as_deref().or(chinese);
    let result = match &cli.command {
        Command::New(args) => new::run(args, cli.color),
        Command::Check(args) => check::run(args, cli.color),
        Command::Eval(args) => eval::run(args, texts, cli.color),
        Command::Test(args) => test::run(args, cli.color),
        Command::Watch(args) => watch::run(args, cli.color),
        Command::Audit(args) => audit::run(args, texts, cli.color),
        Command::Fmt(args) => fmt::run(args, cli.color),
        Command::List(args) => list::run(args, cli.color),
        Command::Lsp(args) => lsp::run(args),
        Command::Explain(args) => explain::run(args, cli.color),
        Command::Completions(args) => completions::run(args),
    };
    match result {
        Ok(status) => status.into(),
        // Whoever read our output has read enough.
        Err(Failure::Closed) => Status::Fine.into(),
        Err(Failure::Told { status, message, help }) => {
            screen::complain(&message, help.as_deref(), cli.color);
            status.into()
        }
    }
}
