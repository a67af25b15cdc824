//! `zhun test`: the authors' examples to what failed, and to what no example reaches.

use std::path::PathBuf;

use zhun::diagnostic::Locale;
use zhun::explain::human::Form;
use zhun::{Coverage, ExampleResult, Policies, RuleCoverage};

use crate::failure::{Failure, Status, say};
use crate::policies::{BROKEN, PolicyArgs};
use crate::screen::{Colour, Screen};

/// Run the examples of the policies
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Policy files and folders, instead of the default
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    /// Show rules and conditions that no example reaches
    #[arg(long)]
    coverage: bool,
    /// Show the whole tree of a failure
    #[arg(long)]
    explain: bool,
}

const EXAMPLES: &str = "\
Examples:
  zhun test                        the examples in ./policies
  zhun test rules/ --coverage      and what they leave out
  zhun test --explain              failures with every rule and value

Exit status: 0 where all hold, 1 where one does not or the policies have errors.";

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let Some(policies) = args.policies.with(&args.paths).load(colour)? else { return Ok(BROKEN) };
    let mut screen = Screen::new(colour);
    let mut coverage = policies.coverage();
    let form = if args.explain { Form::Full } else { Form::Short };
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for result in policies.examples() {
        if args.coverage {
            coverage.add(&result);
        }
        if result.passed {
            passed += 1;
        } else {
            failed += 1;
            failure(&result, &policies, form, &mut screen)?;
        }
    }
    screen.say(&summary(passed, failed))?;
    if args.coverage {
        covered(&coverage, &mut screen)?;
    }
    screen.flush()?;
    Ok(Status::errors_if(failed > 0))
}

fn summary(passed: usize, failed: usize) -> String {
    match (passed, failed) {
        (0, 0) => say!("cli.test.none"),
        (1, 0) => say!("cli.test.one"),
        (passed, 0) => say!("cli.test.all", passed = passed),
        (passed, failed) => say!("cli.test.failed", passed = passed, failed = failed),
    }
}

/// What was expected beside what came out, with its reasons.
fn failure(result: &ExampleResult, policies: &Policies, form: Form, screen: &mut Screen) -> Result<(), Failure> {
    screen.say(&say!("cli.test.failure", query = &result.query, title = &result.title))?;
    screen.say(&format!("  {}", result.at))?;
    screen.say(&format!("  {}  {}", say!("cli.test.expected"), result.expected))?;
    screen.say(&format!("  {}    {}", say!("cli.test.actual"), result.actual))?;
    screen.say("")?;
    screen.lines(&result.lines(policies, form, Locale::English), 2)?;
    screen.say("")?;
    Ok(())
}

fn covered(coverage: &Coverage, screen: &mut Screen) -> Result<(), Failure> {
    let (complete, all) = coverage.complete_rules();
    screen.say("")?;
    screen.say(&say!("cli.coverage", complete = complete, all = all))?;
    for decision in &coverage.decisions {
        let gaps: Vec<(&RuleCoverage, Vec<String>)> =
            decision.rules.iter().map(|rule| (rule, gaps(rule))).filter(|(_, gaps)| !gaps.is_empty()).collect();
        if decision.examples == 0 {
            screen.say(&format!("\n{}  {}", decision.decision, say!("cli.coverage.no-example")))?;
            continue;
        }
        if gaps.is_empty() {
            continue;
        }
        screen.say(&format!("\n{}", decision.decision))?;
        for (rule, gaps) in gaps {
            screen.say(&format!("  {}  {}", rule.rule, rule.at))?;
            for gap in gaps {
                screen.say(&format!("    {gap}"))?;
            }
        }
    }
    if !coverage.values_without_example.is_empty() {
        let names = coverage.values_without_example.join(", ");
        screen.say(&format!("\n{}", say!("cli.coverage.values", names = names)))?;
    }
    Ok(())
}

/// What no example reaches of a rule.
fn gaps(rule: &RuleCoverage) -> Vec<String> {
    let mut gaps = Vec::new();
    if !rule.fired {
        gaps.push(say!("cli.coverage.never-fired"));
    }
    if !rule.satisfied {
        gaps.push(say!("cli.coverage.never-satisfied"));
    }
    if rule.has_exceptions && !rule.excepted {
        gaps.push(say!("cli.coverage.never-excepted"));
    }
    for (condition, tried) in &rule.conditions {
        if !tried.held {
            gaps.push(say!("cli.coverage.never-true", condition = condition));
        }
        if !tried.failed {
            gaps.push(say!("cli.coverage.never-false", condition = condition));
        }
    }
    gaps
}
