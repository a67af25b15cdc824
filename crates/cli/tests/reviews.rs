//! What a reviewer uses: cases as data, outcomes that were accepted, coverage, and the audit of the pages.

use crate::support::{ALLIANCE, Folder};

const CASES: &str = r#"{
  "today": "2022-11-01",
  "bases": {"shop": {"experience_score": 4.6, "closures": 0, "shop_status": "normal", "joined_on": "2022-01-05",
                     "linked_shops": []}},
  "cases": [
    {"name": "all is well", "query": "admission", "base": "shop", "expect": {"outcome": "permit", "fired": []}},
    {"name": "the third closure", "query": "admission", "base": "shop", "set": {"closures": 3},
     "expect": {"outcome": "barred", "fired": ["closures_left"], "needs": []}},
    {"name": "nothing known", "query": "chances_left", "expect": {"status": "undetermined", "needs": ["closures"]}}
  ]
}"#;

/// The alliance with cases that hold.
fn folder() -> Folder {
    Folder::alliance().with("policies/cases/alliance.json", CASES)
}

#[test]
fn cases_beside_policies_are_run() {
    let run = folder().run(&["test"]);
    assert_eq!((run.status, run.out.as_str()), (0, "3 examples and 3 cases hold\n"), "{}", run.err);
}

#[test]
fn a_case_that_fails_shows_what_came_out() {
    let wrong = CASES
        .replace(r#""outcome": "barred""#, r#""outcome": "deny""#)
        .replace(r#""closures": 3"#, r#""closuress": 3"#);
    let run = Folder::alliance().with("more.json", wrong).run(&["test", "policies", "more.json"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}

#[test]
fn a_case_file_with_a_slip_says_where() {
    let slips = [
        ("{", ""),
        (r#""fired": []"#, r#""fird": []"#),
        (r#""fired": []"#, r#""fired": "none""#),
        (r#""base": "shop", "expect""#, r#""base": "shopp", "expect""#),
        (r#""query": "admission", "base""#, r#""qeury": "admission", "base""#),
    ];
    let mut shown = String::new();
    for (from, to) in slips {
        let run = Folder::alliance().with("policies/cases/slip.json", CASES.replacen(from, to, 1)).run(&["test"]);
        assert_eq!((run.status, run.out.as_str()), (1, ""));
        shown.push_str(&run.err);
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_case_that_cannot_be_asked_fails_alone() {
    let cases =
        CASES.replacen(r#""query": "admission""#, r#""query": "admision""#, 1).replace("2022-11-01", "2022-11-31");
    let run = Folder::alliance().with("policies/cases/slip.json", cases).run(&["test"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}

#[test]
fn outcomes_are_accepted_and_then_compared() {
    let folder = folder();
    let first = folder.run(&["test", "--snapshot", "outcomes"]);
    assert_eq!(first.status, 1, "nothing was accepted yet");
    let accepted = folder.run(&["test", "--snapshot", "outcomes", "--accept"]);
    assert_eq!(accepted.status, 0, "{}", accepted.err);
    let same = folder.run(&["test", "--snapshot", "outcomes"]);
    assert_eq!((same.status, same.out.lines().last()), (0, Some("every case gives what was accepted")));
    let written = std::fs::read_to_string(folder.path().join("outcomes/douyin.alliance.admission.outcomes")).unwrap();
    insta::assert_snapshot!("outcomes_file", written);

    let stricter =
        ALLIANCE.replace("3 from 2022-01-01 }", "4 from 2022-01-01 }").replace("closures: 3 }", "closures: 4 }");
    assert_ne!(stricter, ALLIANCE);
    let folder = folder.with("policies/alliance.policy", stricter);
    let changed = folder.run(&["test", "--snapshot", "outcomes"]);
    assert_eq!(changed.status, 1);
    insta::assert_snapshot!("outcomes_changed", changed.out);

    // A file whose cases are gone goes too; no other file does.
    let folder = folder.with("policies/cases/alliance.json", r#"{"cases": []}"#).with("outcomes/notes.txt", "mine");
    let run = folder.run(&["test", "--snapshot", "outcomes", "--accept"]);
    assert_eq!(run.status, 0, "{}", run.out);
    let left: Vec<_> =
        std::fs::read_dir(folder.path().join("outcomes")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["notes.txt"]);
}

#[test]
fn coverage_for_programs_has_standard_output_for_itself() {
    let run = folder().run(&["test", "--coverage=json"]);
    assert_eq!((run.status, run.err.as_str()), (0, "3 examples and 3 cases hold\n"));
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["decisions"][0]["rules"][0]["rule"], "closures_left");
    assert_eq!(report["decisions"][0]["rules"][0]["fired"], 2);
    insta::assert_snapshot!(folder().run(&["test", "--coverage=lcov"]).out);
}

const AUDITED: &str = r#"policy shop.entry
source entry_rules {
    title "入驻规则" published 2022-10-10
    clause "1.1" "店铺须已开通" en "a shop is opened"
    clause "1.2" "体验分不低于 4 分"
    clause "1.3" "由招商团队面谈" left out because "没有可以判断的事实"
    clause "1.4" "其余的都准入"
    clause "1.5" "提前通知" left out because "不影响结论"
}
source other_rules { title "没有列条款的页面" }
facts { score: decimal, notified: bool }
decision entry {
    outcomes permit < deny
    default  permit because "符合条件" cite entry_rules "1.4"
    rule low_score { require score >= 4 else deny because "分数低" cite entry_rules "1.2, 1.4" interpretation "等于 4 分算达到" }
    rule untold { require notified else deny because "没有通知" cite entry_rules "1.5" cite other_rules "3" }
}
define margin = score - 4 cite entry_rules "1.2, 1.4"
example entry "低" { given { score: 3, notified: true } expect deny because low_score }
example entry "高" { given { score: 5, notified: true } expect permit }
"#;

#[test]
fn an_audit_tells_what_rests_on_each_clause_and_what_is_missing() {
    let run = Folder::new().with("policies/entry.policy", AUDITED).run(&["audit"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}

#[test]
fn an_audit_for_programs() {
    let run =
        Folder::new().with("policies/entry.policy", AUDITED).run(&["audit", "--format", "json", "--locale", "en"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}
