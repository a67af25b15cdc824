//! `zhun test`: the authors' examples and cases to what failed, and to what none of them reaches.

pub mod cases;
mod coverage;
mod snapshot;

use std::path::PathBuf;
use std::sync::Arc;

use zhun::explain::human::Form;
use zhun::{CaseFile, CaseResult, Coverage, ExampleResult, Policies};

use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::policies::{BROKEN, PolicyArgs};
use crate::screen::{self, Colour, Screen};

/// What `zhun test` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.test"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.path"), help = say!("cli.help.test.paths"))]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    #[arg(long, value_enum, value_name = word("cli.name.form"), num_args = 0..=1, require_equals = true, default_missing_value = "text", help = say!("cli.help.test.coverage"))]
    coverage: Option<coverage::Form>,
    #[arg(long, value_name = word("cli.name.dir"), help = say!("cli.help.test.snapshot"))]
    snapshot: Option<PathBuf>,
    #[arg(long, requires = "snapshot", help = say!("cli.help.test.accept"))]
    accept: bool,
    #[arg(long, help = say!("cli.help.test.explain"))]
    explain: bool,
}

fn after_help() -> String {
    [
        say!("cli.help.test.note"),
        examples(
            39,
            &[
                ("zhun test", say!("cli.example.test.default")),
                ("zhun test rules/ --coverage", say!("cli.example.test.coverage")),
                ("zhun test rules/ old_shops.json", say!("cli.example.test.cases")),
                ("zhun test --explain", say!("cli.example.test.explain")),
                ("zhun test --coverage=lcov > lcov.info", say!("cli.example.test.lcov")),
                ("zhun test --snapshot outcomes", say!("cli.example.test.snapshot")),
                ("zhun test --snapshot outcomes --accept", say!("cli.example.test.accept")),
            ],
        ),
        say!("cli.help.test.exit"),
    ]
    .join("\n\n")
}

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let (case_files, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| path.extension().is_some_and(|ending| ending == "json"));
    let where_from = args.policies.with(&paths);
    let files = cases::read(&where_from, &case_files)?;
    let Some(policies) = where_from.load(colour)? else { return Ok(BROKEN) };
    let mut coverage = policies.coverage();
    let mut told = Screen::new(colour);
    let report = args.coverage.filter(|form| *form != coverage::Form::Text);
    if report.is_some() {
        // The report has standard output for itself.
        told = Screen::errors(colour);
    }
    let form = if args.explain { Form::Full } else { Form::Short };
    let mut outcomes = snapshot::Outcomes::default();
    let ran = each(&policies, &files, form, &mut told, |result| match result {
        Tried::Example(result) => coverage.add(&result.query, &result.explained.explanation),
        Tried::Case(result) => {
            if let Some(explained) = &result.explained {
                coverage.add(&result.query, &explained.explanation);
            }
            if args.snapshot.is_some() {
                outcomes.add(result);
            }
        }
    })?;
    let failed = ran.failed;
    told.say(&ran.summary())?;
    let mut changed = false;
    if let Some(folder) = &args.snapshot {
        changed = outcomes.compare(folder, args.accept, &mut told)?;
    }
    match args.coverage {
        Some(coverage::Form::Text) => coverage::told(&coverage, &mut told)?,
        Some(form) => coverage::report(&coverage, form, &mut Screen::new(Colour::Never))?,
        None => {}
    }
    told.flush()?;
    Ok(Status::errors_if(failed > 0 || changed))
}

/// What was tried.
pub enum Tried<'r> {
    /// An example of a policy.
    Example(&'r ExampleResult),
    /// A case of a file.
    Case(&'r CaseResult),
}

/// How examples and cases went.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ran {
    passed: usize,
    pub failed: usize,
    cases: usize,
}

/// Tries every example and every case, and tells what does not hold.
pub fn each(
    policies: &Arc<Policies>,
    files: &[(String, CaseFile)],
    form: Form,
    told: &mut Screen,
    mut tried: impl FnMut(&Tried<'_>),
) -> Result<Ran, Failure> {
    let mut ran = Ran::default();
    let mut count = |holds: bool| if holds { ran.passed += 1 } else { ran.failed += 1 };
    for result in policies.examples() {
        tried(&Tried::Example(&result));
        count(result.passed);
        if !result.passed {
            failure(&result, policies, form, told)?;
        }
    }
    for (path, file) in files {
        for case in &file.cases {
            let result = policies.run_case(file, case);
            tried(&Tried::Case(&result));
            count(result.passed());
            if !result.passed() {
                case_failure(&result, path, form, told)?;
            }
        }
    }
    ran.cases = files.iter().map(|(_, file)| file.cases.len()).sum();
    Ok(ran)
}

/// Policies, and what their examples and cases reach of them, whether they hold or not.
pub fn reached(policies: &PolicyArgs, colour: Colour) -> Result<Option<(Arc<Policies>, Coverage)>, Failure> {
    let files = cases::read(policies, &[])?;
    let Some(policies) = policies.load(colour)? else { return Ok(None) };
    let mut coverage = policies.coverage();
    for result in policies.examples() {
        coverage.add(&result.query, &result.explained.explanation);
    }
    for (_, file) in &files {
        for result in file.cases.iter().map(|case| policies.run_case(file, case)) {
            if let Some(explained) = &result.explained {
                coverage.add(&result.query, &explained.explanation);
            }
        }
    }
    Ok(Some((policies, coverage)))
}

impl Ran {
    /// How it went, in words.
    pub fn summary(&self) -> String {
        match (self.passed, self.failed) {
            (0, 0) => say!("cli.test.none"),
            (passed, 0) if self.cases > 0 => say!("cli.test.both", examples = passed - self.cases, cases = self.cases),
            (1, 0) => say!("cli.test.one"),
            (passed, 0) => say!("cli.test.all", passed = passed),
            (passed, failed) => say!("cli.test.failed", passed = passed, failed = failed),
        }
    }
}

/// What was expected beside what came out, with its reasons.
fn failure(result: &ExampleResult, policies: &Policies, form: Form, screen: &mut Screen) -> Result<(), Failure> {
    screen.say(&say!("cli.test.failure", query = &result.query, title = &result.title))?;
    screen.say(&format!("  {}", result.at))?;
    screen.say(&format!("  {}  {}", say!("cli.test.expected"), result.expected))?;
    screen.say(&format!("  {}  {}", actual(), result.actual))?;
    screen.say("")?;
    screen.lines(&result.lines(policies, form, crate::locale::words()), 2)?;
    screen.say("")?;
    Ok(())
}

fn case_failure(result: &CaseResult, path: &str, form: Form, screen: &mut Screen) -> Result<(), Failure> {
    screen.say(&say!("cli.test.failure", query = &result.query, title = &result.name))?;
    screen.say(&format!("  {path}"))?;
    for difference in &result.differences {
        let part = if difference.part.is_empty() { String::new() } else { format!("{} ", difference.part) };
        screen.say(&format!("  {}  {part}{}", say!("cli.test.expected"), difference.expected))?;
        screen.say(&format!("  {}  {part}{}", actual(), difference.actual))?;
    }
    for hint in &crate::locale::problems(&result.hints) {
        screen.say(&format!("  {}", screen::titled(&say!("cli.hint"), &hint.statement())))?;
        if let Some(help) = &hint.help {
            screen.say(&format!("    {}", screen::titled(&say!("cli.help"), help)))?;
        }
    }
    screen.say("")?;
    screen.lines(&result.lines(form, crate::locale::words()), 2)?;
    screen.say("")?;
    Ok(())
}

/// The title of what came out, as wide as that of what was expected.
fn actual() -> String {
    let width = say!("cli.test.expected").chars().count();
    format!("{:<width$}", say!("cli.test.actual"))
}
