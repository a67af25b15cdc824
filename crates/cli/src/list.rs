//! `zhun list`: policies to what can be asked of them, with what it reads and what it rests on.

use std::path::PathBuf;

use zhun::{FactInfo, ParamInfo, QueryInfo, QueryKind, SourceInfo};

use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::policies::{BROKEN, PolicyArgs};
use crate::screen::{Colour, Screen};

/// What `zhun list` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.list"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.path"), help = say!("cli.help.paths"))]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    #[arg(long, value_name = word("cli.name.name"), help = say!("cli.help.list.schema"))]
    schema: Option<String>,
    #[arg(long, value_enum, default_value_t, value_name = word("cli.name.format"), help = say!("cli.help.list.format"))]
    format: Format,
}

fn after_help() -> String {
    examples(
        0,
        &[
            ("zhun list", String::new()),
            ("zhun list --format json", String::new()),
            ("zhun list --schema douyin.alliance.admission > admission.schema.json", String::new()),
        ],
    )
}

/// How to write the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    #[default]
    #[value(help = say!("cli.help.list.format.human"))]
    Human,
    #[value(help = say!("cli.help.list.format.json"))]
    Json,
}

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let Some(policies) = args.policies.with(&args.paths).load(colour)? else { return Ok(BROKEN) };
    let mut screen = Screen::new(colour);
    if let Some(name) = &args.schema {
        let query =
            policies.query(name).map_err(|error| Failure::usage(error.to_string()).help(say!("cli.list-names")))?;
        screen.pretty_json(&query.json_schema())?;
    } else if args.format == Format::Json {
        screen.pretty_json(&policies.queries())?;
    } else {
        human(&policies.queries(), &mut screen)?;
    }
    screen.flush()?;
    Ok(Status::Fine)
}

fn human(queries: &[QueryInfo], screen: &mut Screen) -> Result<(), Failure> {
    for (i, query) in queries.iter().enumerate() {
        if i > 0 {
            screen.say("")?;
        }
        let title = query.title.as_deref().map(|title| format!("  {title}")).unwrap_or_default();
        match &query.kind {
            QueryKind::Decision { outcomes } => {
                screen.say(&format!("{} {}{title}", say!("cli.list.decision"), query.name))?;
                rows(&say!("cli.list.outcomes"), &[outcomes.join(" < ")], screen)?;
            }
            QueryKind::Value { ty, unit } => {
                screen.say(&format!("{} {}{title}", say!("cli.list.value"), query.name))?;
                rows(&say!("cli.list.type"), &[with(ty, unit.as_deref())], screen)?;
            }
        }
        rows(&say!("cli.list.facts"), &query.facts.iter().map(fact).collect::<Vec<_>>(), screen)?;
        rows(&say!("cli.list.params"), &query.params.iter().map(param).collect::<Vec<_>>(), screen)?;
        rows(&say!("cli.list.sources"), &query.sources.iter().map(source).collect::<Vec<_>>(), screen)?;
    }
    Ok(())
}

/// A heading before the first row, blanks before the others.
fn rows(heading: &str, rows: &[String], screen: &mut Screen) -> Result<(), Failure> {
    for (i, row) in rows.iter().enumerate() {
        let lead = if i == 0 { heading } else { "" };
        screen.say(&format!("  {lead:<9} {row}"))?;
    }
    Ok(())
}

fn fact(fact: &FactInfo) -> String {
    let text = with(&format!("{}: {}", fact.name, fact.ty), fact.unit.as_deref());
    with(&text, fact.title.as_deref())
}

fn param(param: &ParamInfo) -> String {
    let values = if param.values.is_empty() { say!("cli.list.from-host") } else { param.values.join(", ") };
    let text = with(&format!("{}: {} = {values}", param.name, param.ty), param.unit.as_deref());
    with(&text, param.title.as_deref())
}

fn source(source: &SourceInfo) -> String {
    match &source.published {
        Some(day) => format!("{} ({day})", source.title),
        None => source.title.clone(),
    }
}

fn with(text: &str, more: Option<&str>) -> String {
    more.map_or_else(|| text.to_owned(), |more| format!("{text}  {more}"))
}
