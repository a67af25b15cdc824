//! `zhun check`: formats, exit statuses, and texts that are no policies.

use std::time::{Duration, Instant};

use crate::support::{ALLIANCE, Folder};
use serde_json::Value;

/// The codes that checking one text in JSON form gives.
fn codes(text: impl AsRef<[u8]>) -> Vec<String> {
    let run = Folder::new().with("policies/a.policy", text).run(&["check", "--format", "json"]);
    let reports: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    assert_eq!(run.status, i32::from(reports.iter().any(|report| report["severity"] == "error")));
    reports.iter().map(|report| report["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_good_policy() {
    let run = Folder::alliance().run(&["check"]);
    assert_eq!((run.status, run.out.as_str()), (0, "no problems in 1 file\n"), "{}", run.out);
}

#[test]
fn every_problem_in_one_run() {
    let broken = ALLIANCE
        .replace("closures < chances", "closures < chnces")
        .replace("shop_status is normal", "shop_status is nrmal");
    let folder = Folder::new().with("policies/a.policy", &broken).with("policies/b.policy", "policy b decision");
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("`chnces`") && run.out.contains("`nrmal`") && run.out.contains("b.policy"), "{}", run.out);
    assert!(run.out.trim_end().ends_with("3 errors in 2 files"), "{}", run.out);
}

#[test]
fn json_has_places_and_advice() {
    let broken = ALLIANCE.replace("closures < chances", "closures < chnces");
    let run = Folder::new().with("policies/a.policy", broken).run(&["check", "--format", "json"]);
    let reports: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    let report = &reports[0];
    assert_eq!(report["code"], "unknown-name");
    assert_eq!(report["severity"], "error");
    assert!(report["file"].as_str().unwrap().ends_with("a.policy"));
    assert_eq!((report["line"].as_u64(), report["column"].as_u64()), (Some(31), Some(28)));
    assert_eq!((report["end_line"].as_u64(), report["end_column"].as_u64()), (Some(31), Some(34)));
    for key in ["message", "labels", "help", "fix"] {
        assert!(report.get(key).is_some(), "{key} is missing in {report}");
    }
}

#[test]
fn sarif_names_rules_and_regions() {
    let broken = ALLIANCE.replace("closures < chances", "closures < chnces");
    let run = Folder::new().with("policies/规 则.policy", broken).run(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let sarif = &log["runs"][0];
    assert_eq!(sarif["tool"]["driver"]["rules"][0]["id"], "unknown-name");
    let result = &sarif["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"], &result["level"]),
        (&"unknown-name".into(), &0.into(), &"error".into())
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "policies/%E8%A7%84%20%E5%88%99.policy");
    assert_eq!(place["region"]["startLine"], 31);
}

#[test]
fn a_log_without_problems_is_whole() {
    let run = Folder::alliance().run(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.status, log["runs"][0]["results"].as_array().map(Vec::len)), (0, Some(0)));
}

#[test]
fn texts_that_are_no_policies() {
    assert_eq!(codes(""), ["missing-policy"]);
    assert!(codes("policy a\0").contains(&"forbidden-character".to_owned()));
    assert_eq!(codes(b"policy a\nfacts { \xff: int }"), ["not-utf8"]);
}

#[test]
fn a_broken_file_does_not_hide_the_others() {
    let folder = Folder::new()
        .with("policies/a.policy", b"policy a // \xff")
        .with("policies/b.policy", "policy b facts { x: nt }");
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("a.policy") && run.out.contains("`nt`"), "{}", run.out);
}

/// Runs to its end in a time in which nobody gets up for coffee, on a slow and busy machine.
fn in_time<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < Duration::from_secs(60), "took {:?}", start.elapsed());
    result
}

#[test]
fn a_hundred_thousand_parentheses() {
    let depth = 100_000;
    let text = format!("policy a define x = {}1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(in_time(|| codes(&text)), ["too-deep"]);
    let unclosed = format!("policy a define x = {}1", "(".repeat(depth));
    assert!(!in_time(|| codes(&unclosed)).is_empty());
}

#[test]
fn an_expression_of_ten_megabytes() {
    let text = format!("policy a define x = 1{}", " + 1".repeat(2_600_000));
    assert!(!in_time(|| codes(&text)).is_empty());
}

#[test]
fn circles_and_absurd_numbers() {
    assert!(codes("policy a use a.{x} define x = y define y = x").contains(&"circular-definition".to_owned()));
    assert!(!codes(format!("policy a define x = {}", "9".repeat(100_000))).is_empty());
}

#[test]
fn only_policy_files_in_order_and_none_that_are_hidden() {
    let folder = Folder::new()
        .with("policies/b/two.policy", "policy b facts { x: wrong_b }")
        .with("policies/a.policy", "policy a facts { y: wrong_a }")
        .with("policies/notes.txt", "not a policy")
        .with("policies/.git/c.policy", "not a policy");
    let run = folder.run(&["check", "--format", "json"]);
    let reports: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    let files: Vec<&str> = reports.iter().map(|report| report["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["policies/a.policy", "policies/b/two.policy"]);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let run = Folder::alliance().run(&["check", "policies", "policies/alliance.policy"]);
    assert_eq!(run.status, 0, "{}", run.out);
}

#[test]
fn paths_that_lead_nowhere() {
    let folder = Folder::new().with("notes.txt", "").with("empty/readme.md", "");
    for (args, words) in [
        ("check", "name files or folders with `-p`"),
        ("check nowhere", "there is no file or folder `nowhere`"),
        ("check notes.txt", "end in `.policy`"),
        ("check empty", "no policy file in `empty`"),
    ] {
        let run = folder.run(&args.split(' ').collect::<Vec<_>>());
        assert_eq!(run.status, 2, "{args}");
        assert!(run.err.contains(words), "{args}: {}", run.err);
        assert!(run.err.contains("help:"), "{args}: {}", run.err);
    }
}
