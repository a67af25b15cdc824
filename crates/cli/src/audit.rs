//! `zhun audit`: what rests on each clause of each page, and what is missing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use zhun::explain::human::{Line, Role};
use zhun::{Audit, Citation, CitationKind, ClauseAudit, ClauseProblem, SourceAudit, UntestedRule};

use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::policies::{BROKEN, PolicyArgs};
use crate::screen::{Colour, Screen};
use crate::test::reached;

/// What `zhun audit` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.audit"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.path"), help = say!("cli.help.paths"))]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    #[arg(long, value_enum, default_value_t, value_name = word("cli.name.format"), help = say!("cli.help.audit.format"))]
    format: Format,
}

/// How an audit is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    #[default]
    #[value(help = say!("cli.help.audit.format.human"))]
    Human,
    #[value(help = say!("cli.help.audit.format.json"))]
    Json,
}

fn after_help() -> String {
    [
        examples(
            33,
            &[
                ("zhun audit", say!("cli.example.audit.default")),
                ("zhun audit rules/ --locale en", say!("cli.example.audit.locale")),
                ("zhun audit --format json", say!("cli.example.audit.json")),
            ],
        ),
        say!("cli.help.audit.note"),
        say!("cli.help.audit.exit"),
    ]
    .join("\n\n")
}

pub fn run(args: &Args, texts: Option<&str>, colour: Colour) -> Result<Status, Failure> {
    let where_from = args.policies.with(&args.paths);
    let Some((policies, coverage)) = reached(&where_from, colour)? else { return Ok(BROKEN) };
    let audit = policies.audit(&coverage, texts);
    let mut screen = Screen::new(colour);
    match args.format {
        Format::Json => screen.pretty_json(&audit)?,
        Format::Human => told(&audit, &mut screen)?,
    }
    screen.flush()?;
    Ok(Status::errors_if(!audit.is_clean()))
}

fn told(audit: &Audit, screen: &mut Screen) -> Result<(), Failure> {
    for source in &audit.sources {
        told_source(source, screen)?;
        screen.say("")?;
    }
    for rule in &audit.untested {
        told_untested(rule, screen)?;
    }
    if !audit.untested.is_empty() {
        screen.say("")?;
    }
    let clauses = || audit.sources.iter().flat_map(|source| &source.clauses);
    let problems = clauses().filter(|clause| clause.problem.is_some()).count()
        + audit.untested.len()
        + audit.sources.iter().filter(|source| !source.lists_clauses).count();
    screen.say(&say!(
        "cli.audit.summary",
        sources = audit.sources.len(),
        clauses = clauses().count(),
        left_out = clauses().filter(|clause| clause.left_out.is_some()).count(),
        rules = audit.rules
    ))?;
    let verdict = match problems {
        0 => Line::of(Role::Good, say!("cli.audit.clean")),
        1 => Line::of(Role::Bad, say!("cli.audit.one-problem")),
        n => Line::of(Role::Bad, say!("cli.audit.problems", n = n)),
    };
    screen.line(&verdict)?;
    Ok(())
}

fn told_source(source: &SourceAudit, screen: &mut Screen) -> Result<(), Failure> {
    let mut head = Line::of(Role::Strong, &source.source);
    head.push(Role::Plain, format!("  {}", source.title));
    let day = source.published.iter().map(|day| format!(" · {day}")).collect::<String>();
    head.push(Role::Dim, format!("{day} · {}", source.policy));
    screen.line(&head)?;
    if !source.lists_clauses {
        screen.line(&problem(&say!("cli.audit.lists-none", source = &source.source)))?;
    }
    let width = source.clauses.iter().map(|clause| clause.clause.chars().count()).max().unwrap_or(0);
    let mut readings = BTreeSet::new();
    for clause in &source.clauses {
        told_clause(clause, &source.policy, width, &mut readings, screen)?;
    }
    Ok(())
}

/// A clause with what rests on it. A reading that rests on several clauses is told with the first.
fn told_clause<'a>(
    clause: &'a ClauseAudit,
    policy: &str,
    width: usize,
    readings: &mut BTreeSet<(&'a str, &'a str)>,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let mut line = Line::indented(1);
    line.push(Role::Strong, format!("{:width$}", clause.clause));
    line.push(Role::Plain, format!("  {}", clause.says));
    screen.line(&line)?;
    let under = |role: Role, text: &str| {
        let mut line = Line::indented(1);
        line.push(Role::Plain, " ".repeat(width + 2));
        line.push(role, text);
        line
    };
    for citation in &clause.cited_by {
        screen.line(&under(Role::Path, &cited(citation, policy)))?;
        for reading in citation.interpretations.iter().filter(|text| readings.insert((&citation.name, text.as_str()))) {
            screen.line(&under(Role::Dim, &format!("  {}", say!("verdict.interpretation", text = reading))))?;
        }
    }
    if let Some(why) = &clause.left_out {
        screen.line(&under(Role::Dim, &say!("cli.audit.left-out", why = why)))?;
    }
    match clause.problem {
        Some(ClauseProblem::Uncited) => screen.line(&under(Role::Bad, &say!("cli.audit.uncited")))?,
        Some(ClauseProblem::LeftOutButCited) => {
            screen.line(&under(Role::Bad, &say!("cli.audit.left-out-but-cited")))?
        }
        None => {}
    }
    Ok(())
}

fn cited(citation: &Citation, policy: &str) -> String {
    let name = citation.name.strip_prefix(policy).and_then(|name| name.strip_prefix('.')).unwrap_or(&citation.name);
    match citation.kind {
        CitationKind::Rule => say!("cli.audit.rule", name = name),
        CitationKind::Default => say!("cli.audit.default", name = name),
        CitationKind::Value => say!("cli.audit.value", name = name),
    }
}

fn told_untested(rule: &UntestedRule, screen: &mut Screen) -> Result<(), Failure> {
    let mut line = Line::of(Role::Strong, &rule.rule);
    line.push(Role::Dim, format!("  {}", rule.at));
    screen.line(&line)?;
    if rule.never_fires {
        screen.line(&problem(&say!("cli.coverage.never-fired")))?;
    }
    if rule.always_fires {
        screen.line(&problem(&say!("cli.coverage.never-satisfied")))?;
    }
    Ok(())
}

fn problem(text: &str) -> Line {
    let mut line = Line::indented(1);
    line.push(Role::Bad, text);
    line
}
