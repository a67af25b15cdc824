//! The `zhun` command line. It alone reads files, asks for the time and writes to a terminal.

mod audit;
mod check;
mod complaint;
mod completions;
mod config;
mod eval;
mod explain;
mod failure;
mod fmt;
mod help;
mod list;
mod locale;
mod lsp;
mod new;
mod parse;
mod policies;
mod rewrite;
mod screen;
mod test;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use zhun::diagnostic::Locale;

use failure::{Failure, Status, say};
use help::{examples, word};
use screen::Colour;

/// What `zhun` is told.
#[derive(Debug, Parser)]
#[command(name = "zhun", version, propagate_version = true, about = say!("cli.help.zhun"), after_help = after_help())]
struct Cli {
    #[arg(long, value_enum, default_value_t, global = true, value_name = word("cli.name.when"), help = say!("cli.help.color"))]
    color: Colour,
    #[arg(long, global = true, value_name = word("cli.name.language"), help = say!("cli.help.locale"))]
    locale: Option<String>,
    #[command(subcommand)]
    command: Command,
}

fn after_help() -> String {
    examples(
        50,
        &[
            ("zhun new promotion", say!("cli.example.zhun.new")),
            ("zhun check", say!("cli.example.zhun.check")),
            ("zhun eval douyin.alliance.admission shop.json", say!("cli.example.zhun.eval")),
            ("zhun test --coverage", say!("cli.example.zhun.test")),
            ("zhun explain optional-not-guarded", say!("cli.example.zhun.explain")),
        ],
    )
}

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
    let cli = match parse::parse(args) {
        Ok(cli) => cli,
        Err(told) => return told,
    };
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
