//! What examples and cases reach, for people, for programs and for tools that draw coverage.

use std::fmt::Write;

use zhun::{Coverage, RuleCoverage};

use crate::failure::{Failure, say};
use crate::screen::Screen;

/// How coverage is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    #[value(help = say!("cli.help.test.coverage.text"))]
    Text,
    #[value(help = say!("cli.help.test.coverage.json"))]
    Json,
    #[value(help = say!("cli.help.test.coverage.lcov"))]
    Lcov,
}

/// Writes a report to standard output.
pub fn report(coverage: &Coverage, form: Form, screen: &mut Screen) -> Result<(), Failure> {
    match form {
        Form::Lcov => screen.text(&lcov(coverage))?,
        Form::Text | Form::Json => screen.pretty_json(coverage)?,
    }
    screen.flush()?;
    Ok(())
}

/// What nothing reaches.
pub fn told(coverage: &Coverage, screen: &mut Screen) -> Result<(), Failure> {
    let (complete, all) = coverage.complete_rules();
    let count = |which: fn(&RuleCoverage) -> bool| coverage.rules().filter(|rule| which(rule)).count();
    screen.say("")?;
    screen.say(&say!("cli.coverage", complete = complete, all = all))?;
    let excepted = count(|rule| rule.has_exceptions && rule.excepted > 0);
    screen.say(&say!(
        "cli.coverage.states",
        fired = count(|rule| rule.fired > 0),
        satisfied = count(|rule| rule.satisfied > 0),
        excepted = excepted,
        exceptions = count(|rule| rule.has_exceptions),
        unknown = count(|rule| rule.unknown > 0),
        all = all
    ))?;
    for decision in &coverage.decisions {
        if decision.examples == 0 {
            screen.say(&format!("\n{}  {}", decision.decision, say!("cli.coverage.no-example")))?;
            continue;
        }
        let gaps: Vec<(&RuleCoverage, Vec<String>)> =
            decision.rules.iter().map(|rule| (rule, gaps(rule))).filter(|(_, gaps)| !gaps.is_empty()).collect();
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

/// What nothing reaches of a rule.
fn gaps(rule: &RuleCoverage) -> Vec<String> {
    let mut gaps = Vec::new();
    if rule.fired == 0 {
        gaps.push(say!("cli.coverage.never-fired"));
    }
    if rule.satisfied == 0 {
        gaps.push(say!("cli.coverage.never-satisfied"));
    }
    if rule.has_exceptions && rule.excepted == 0 {
        gaps.push(say!("cli.coverage.never-excepted"));
    }
    for (condition, tried) in &rule.conditions {
        if tried.held == 0 {
            gaps.push(say!("cli.coverage.never-true", condition = condition));
        }
        if tried.failed == 0 {
            gaps.push(say!("cli.coverage.never-false", condition = condition));
        }
    }
    gaps
}

/// The tracefile of lcov (geninfo(1)): a rule is a function on its line, with a branch for each way it can go.
fn lcov(coverage: &Coverage) -> String {
    let mut files: Vec<&str> = Vec::new();
    for rule in coverage.rules() {
        if !files.contains(&rule.file.as_str()) {
            files.push(&rule.file);
        }
    }
    let mut out = String::from("TN:\n");
    for file in files {
        let _ = writeln!(out, "SF:{file}");
        let rules: Vec<(&str, &RuleCoverage)> = coverage
            .decisions
            .iter()
            .flat_map(|decision| decision.rules.iter().map(|rule| (decision.decision.as_str(), rule)))
            .filter(|(_, rule)| rule.file == file)
            .collect();
        for (decision, rule) in &rules {
            let _ = writeln!(out, "FN:{},{decision}.{}", rule.line, rule.rule);
        }
        for (decision, rule) in &rules {
            let _ = writeln!(out, "FNDA:{},{decision}.{}", rule.fired, rule.rule);
        }
        let hit = rules.iter().filter(|(_, rule)| rule.fired > 0).count();
        let _ = writeln!(out, "FNF:{}\nFNH:{hit}", rules.len());
        let (mut found, mut taken) = (0_usize, 0_usize);
        for (_, rule) in &rules {
            let states = [Some(rule.fired), Some(rule.satisfied), rule.has_exceptions.then_some(rule.excepted)];
            let sides = rule.conditions.values().flat_map(|tried| [tried.held, tried.failed]);
            for (branch, times) in states.into_iter().flatten().chain(sides).enumerate() {
                let _ = writeln!(out, "BRDA:{},0,{branch},{times}", rule.line);
                found += 1;
                taken += usize::from(times > 0);
            }
        }
        let _ = writeln!(out, "BRF:{found}\nBRH:{taken}");
        for (_, rule) in &rules {
            let _ = writeln!(out, "DA:{},{}", rule.line, rule.fired);
        }
        let _ = writeln!(out, "LF:{}\nLH:{hit}\nend_of_record", rules.len());
    }
    out
}
