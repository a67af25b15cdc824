//! The shipped policies hold: they check without a word, their examples pass, and they decide every case of
//! `policies/cases` as the rulebook does.

use std::fs;
use std::path::{Path, PathBuf};

use zhun::{CaseFile, Engine};

fn policy_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            policy_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "policy") {
            found.push(path);
        }
    }
}

pub fn engine() -> Engine {
    let mut paths = Vec::new();
    policy_files(Path::new("policies"), &mut paths);
    let texts = paths.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()));
    Engine::new(texts).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render()))
}

#[test]
fn they_check_without_a_word() {
    let engine = engine();
    let snapshot = engine.snapshot();
    assert!(snapshot.warnings().items.is_empty(), "{}", snapshot.warnings().render());
}

#[test]
fn their_examples_pass_and_make_every_rule_fire_and_not_fire() {
    let engine = engine();
    let snapshot = engine.snapshot();
    let failed: Vec<_> = snapshot
        .examples()
        .filter(|result| !result.passed)
        .map(|result| format!("{} {}: expected {}, got {}", result.at, result.title, result.expected, result.actual))
        .collect();
    assert!(failed.is_empty(), "{} examples fail:\n{}", failed.len(), failed.join("\n"));
    assert!(snapshot.example_count() > 150, "the examples went missing");
}

/// Every case of a file comes out as it expects, and there are enough of them.
fn run_cases(policy: &str, at_least: usize) {
    let path = format!("policies/cases/{policy}.json");
    let file = CaseFile::read(&fs::read(path).unwrap()).unwrap();
    assert!(file.cases.len() >= at_least, "cases went missing");
    let policies = engine().snapshot();
    let mut failed = Vec::new();
    for case in &file.cases {
        let result = policies.run_case(&file, case);
        for difference in &result.differences {
            let zhun::Difference { part, expected, actual } = difference;
            failed.push(format!("{}\n    {part}: expected {expected}, got {actual}", case.name));
        }
    }
    assert!(failed.is_empty(), "{} of {} cases differ:\n{}", failed.len(), file.cases.len(), failed.join("\n"));
}

#[test]
fn the_alliance_decides_as_the_rulebook_does() {
    run_cases("douyin.alliance", 116);
}

#[test]
fn conduct_is_judged_as_the_rulebook_does() {
    run_cases("douyin.conduct", 75);
}

#[test]
fn incentives_are_given_as_the_rulebook_does() {
    run_cases("wechat.incentive", 337);
}

#[test]
fn promotion_of_live_rooms_is_judged_as_the_rulebook_does() {
    run_cases("alimama.live", 121);
}

#[test]
fn groups_are_kept_as_the_rulebook_does() {
    run_cases("taobao.group", 531);
}

#[test]
fn nothing_of_the_pages_is_left_out_and_no_file_is_long() {
    let policies = engine().snapshot();
    let mut coverage = policies.coverage();
    for result in policies.examples() {
        coverage.add(&result.query, &result.explained.explanation);
    }
    let audit = policies.audit(&coverage, None);
    assert!(audit.is_clean(), "{audit:#?}");
    assert_eq!(audit.sources.len(), 5);
    assert!(coverage.rules().all(|rule| rule.is_complete()), "the examples alone reach every rule in every way");
    let mut paths = Vec::new();
    policy_files(Path::new("policies"), &mut paths);
    for path in paths {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}
