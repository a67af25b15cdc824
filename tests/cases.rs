//! The cases of `tests/cases`: each is a page with a sentence and some policies. Its snapshot, beside
//! it, repeats the policies and shows what is said of them and what their examples come to.
//!
//! `<topic>/valid/…` must check without an error, `<topic>/invalid/…` must not check. Several policies of a page are
//! several files of one load.

use std::fmt::Write;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use crate::support::policies::{facts, failure, request};
use crate::support::{Block, blocks, checked, files};
use zhun::check::checked::{Example, Query};
use zhun::compile::{Program, compile};
use zhun::diagnostic::Code;
use zhun::eval::{evaluate, value};

const FOLDER: &str = "tests/cases";

/// The policies of a case under the names by which its diagnostics call them.
fn policies(page: &[Block]) -> Vec<(String, &str)> {
    let policies: Vec<_> = page.iter().filter(|block| block.info == "policy").collect();
    let several = policies.len() > 1;
    let name = |n: usize| if several { format!("case{n}.policy") } else { "case.policy".to_owned() };
    policies.into_iter().zip(1..).map(|(block, n)| (name(n), block.text.as_str())).collect()
}

/// The snapshot of a case, and what is wrong with its place among the valid or the invalid ones.
fn outcome(page: &str, valid: bool) -> (String, Option<&'static str>) {
    let page = blocks(page);
    let policies = policies(&page);
    assert!(!policies.is_empty(), "a case without a policy");
    let mut shown = String::new();
    for (name, text) in &policies {
        let _ = writeln!(shown, "──── {name}");
        shown.push_str(text);
    }
    let (whole, diagnostics) = checked(policies);
    let _ = writeln!(shown, "────\n");
    if diagnostics.items.is_empty() {
        shown.push_str("no diagnostics\n");
    } else {
        shown.push_str(&diagnostics.render());
    }
    if !diagnostics.has_errors() {
        let program = compile(&whole);
        for example in &whole.examples {
            show_example(&program, example, &mut shown);
        }
    }
    let misplaced = match (valid, diagnostics.has_errors(), diagnostics.items.is_empty()) {
        (true, true, _) => Some("is among the valid ones, but does not check"),
        (false, _, true) => Some("is among the invalid ones, but nothing is said of it"),
        _ => None,
    };
    (shown, misplaced)
}

/// What an example asks, what comes out and why, and whether that is what it expects.
fn show_example(program: &Program, example: &Example, shown: &mut String) {
    let (facts, request) = (facts(program, example), request(example));
    let verb = if failure(program, example).is_none() { "holds" } else { "FAILS" };
    let named = |need: &[String]| if need.is_empty() { String::new() } else { format!(", needs {}", need.join(", ")) };
    match example.query {
        Query::Decision(id) => {
            let verdict = evaluate(program, id, &facts, &request);
            let outcome = verdict.outcome.unwrap_or_else(|| verdict.possible.join(" or "));
            let status = verdict.status;
            let _ = writeln!(shown, "\n{verb}: {}: {status:?} {outcome}{}", example.title, named(&verdict.needs));
            for reason in &verdict.reasons {
                let _ = writeln!(shown, "    {}: {}", reason.rule.as_deref().unwrap_or("default"), reason.message);
            }
        }
        Query::Value(id) => {
            let verdict = value(program, id, &facts, &request);
            let result = serde_json::to_string(&verdict.result).unwrap();
            let status = verdict.status;
            let _ = writeln!(shown, "\n{verb}: {}: {status:?} {result}{}", example.title, named(&verdict.needs));
        }
    }
}

#[test]
fn cases() {
    let mut misplaced = Vec::new();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in files(Path::new(FOLDER), "md") {
        let page = fs::read_to_string(&path).unwrap();
        let sentence = page.lines().next().unwrap_or_default().to_owned();
        assert!(!sentence.is_empty() && !sentence.starts_with("```"), "{} begins with no sentence", path.display());
        let folder = path.parent().unwrap();
        let valid = folder.ends_with("valid");
        assert!(valid || folder.ends_with("invalid"), "{} is neither valid nor invalid", path.display());
        let (shown, wrong) = outcome(&page, valid);
        if let Some(wrong) = wrong {
            misplaced.push(format!("{} {wrong}\n{shown}", path.display()));
        }
        let beside = Path::new("..").join(folder);
        settings.set_snapshot_path(beside);
        settings.set_description(sentence);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // One snapshot that differs must not hide the others.
        let drawn = panic::catch_unwind(AssertUnwindSafe(|| settings.bind(|| insta::assert_snapshot!(name, shown))));
        if drawn.is_err() {
            misplaced.push(format!("{} has another snapshot", path.display()));
        }
    }
    assert!(misplaced.is_empty(), "{}", misplaced.join("\n"));
}

/// Codes whose texts no page can hold.
const WITHOUT_CASE: [Code; 3] = [Code::FileTooLarge, Code::ItemTooLong, Code::NotUtf8];

#[test]
fn every_code_has_a_case() {
    let mut said = String::new();
    for path in files(Path::new(FOLDER), "snap") {
        said.push_str(&fs::read_to_string(path).unwrap());
    }
    let shown = |code: &Code| said.contains(&format!("[{}]", code.name()));
    // Lints have theirs in `crates/lint/tests`.
    let due = Code::ALL.iter().filter(|code| **code < Code::NeverFires);
    let without: Vec<_> =
        due.filter(|code| !WITHOUT_CASE.contains(code) && !shown(code)).map(|code| code.name()).collect();
    assert!(without.is_empty(), "no case shows {}", without.join(", "));
}
