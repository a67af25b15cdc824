//! What people read of a verdict, short and whole.

use crate::support::{Folder, facts};

/// The short form, on a day, of the admission of a shop that differs from a good one.
fn short(changes: &str) -> String {
    shown("admission", &facts(changes), &[])
}

fn shown(name: &str, facts: &str, more: &[&str]) -> String {
    let run = Folder::alliance().eval(name, facts, more);
    assert_eq!(run.err, "");
    run.out
}

#[test]
fn nothing_fires() {
    insta::assert_snapshot!(short("{}"));
}

#[test]
fn a_score_below_the_threshold() {
    insta::assert_snapshot!(short(r#"{"experience_score": 3.7}"#));
}

#[test]
fn in_english() {
    let facts = facts(r#"{"experience_score": 3.7, "closures": 4}"#);
    insta::assert_snapshot!(shown("admission", &facts, &["--locale", "en"]));
}

#[test]
fn no_score_and_joined_long_ago() {
    insta::assert_snapshot!(short(r#"{"experience_score": null}"#));
}

#[test]
fn several_reasons_of_different_strength() {
    insta::assert_snapshot!(short(r#"{"experience_score": 3.7, "closures": 3, "shop_status": "suspended"}"#));
}

#[test]
fn many_elements_offend() {
    let shops: Vec<String> =
        (0..60).map(|i| format!(r#"{{"severe_penalty": {}, "endangered_transactions": false}}"#, i % 6 != 0)).collect();
    insta::assert_snapshot!(short(&format!(r#"{{"linked_shops": [{}]}}"#, shops.join(","))));
}

#[test]
fn one_element_offends() {
    insta::assert_snapshot!(short(
        r#"{"linked_shops": [{"severe_penalty": false, "endangered_transactions": true},
                             {"severe_penalty": false, "endangered_transactions": false}]}"#
    ));
}

#[test]
fn a_fact_is_missing_and_matters() {
    insta::assert_snapshot!(shown(
        "admission",
        r#"{"experience_score": 4.6, "shop_status": "normal", "linked_shops": []}"#,
        &[]
    ));
}

#[test]
fn a_fact_is_missing_and_does_not_matter() {
    insta::assert_snapshot!(shown("admission", r#"{"closures": 3, "shop_status": "normal"}"#, &[]));
}

#[test]
fn the_whole_tree() {
    let facts = facts(r#"{"experience_score": null, "joined_on": "2022-10-20", "closures": 3}"#);
    insta::assert_snapshot!(shown("admission", &facts, &["--explain"]));
}

#[test]
fn the_whole_tree_with_elements_and_skipped_parts() {
    let facts = facts(
        r#"{"experience_score": 3.7, "linked_shops": [{"severe_penalty": true, "endangered_transactions": false}]}"#,
    );
    insta::assert_snapshot!(shown("admission", &facts, &["--explain", "--locale", "en"]));
}

#[test]
fn a_value() {
    insta::assert_snapshot!(shown("chances_left", r#"{"closures": 1}"#, &[]));
}

#[test]
fn a_value_with_its_tree() {
    insta::assert_snapshot!(shown("chances_left", r#"{"closures": 1}"#, &["--explain"]));
}

#[test]
fn a_value_that_is_missing_a_fact() {
    insta::assert_snapshot!(shown("chances_left", "{}", &[]));
}

#[test]
fn not_in_force() {
    insta::assert_snapshot!(shown("fresh", r#"{"closures": 1}"#, &[]));
}

#[test]
fn an_evaluation_error() {
    let run = Folder::alliance().run_with(&["eval", "fresh", "-", "--today", "2023-06-01"], r#"{"closures": 1}"#);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}

/// Rules of which several fire at once, told tightly, with what the terse forms of the language look like.
const TERSE: &str = r#"policy shop.terse
facts {
    client: enum { web "网页" en "web", app "手机端" en "app" }
    card: enum { text, image, vote }
    marks: list of enum { late "迟发" en "late", fake "假货" en "fake" }
    kind: enum { follow, spend }
    follows: bool
    spent: decimal
}
define meets_gate = choose kind { follow: follows, spend: spent >= 100 }
decision card_shown {
    outcomes shown < refused "refused"
    default shown because "可以显示"
    rule off_web { when client is not web then refused because "不在网页上" interpretation "页面没有说" }
    rule other_card { when card not in [text, image] then refused because "不支持" interpretation "页面没有说"
        oblige human_review "人工判断" }
    rule marked { when exists mark in marks: true then refused because "{mark}" interpretation "页面没有说"
        oblige human_review "人工判断" }
    rule gate { require meets_gate else refused because "不满足门槛" interpretation "页面没有说" }
    rule unspent { when spent < 1 then refused because "没有消费" interpretation "页面没有说" }
}
"#;

#[test]
fn negated_tests_plain_elements_readings_and_duties_that_two_rules_share() {
    let folder = Folder::new().with("policies/terse.policy", TERSE);
    let facts = r#"{"client": "app", "card": "vote", "marks": ["late", "fake", "late"], "kind": "follow",
                    "follows": false, "spent": 0}"#;
    insta::assert_snapshot!(folder.eval("card_shown", facts, &[]).out);
}

#[test]
fn a_negated_test_is_one_node() {
    let folder = Folder::new().with("policies/terse.policy", TERSE);
    let facts = r#"{"client": "app", "card": "text", "marks": [], "kind": "follow", "follows": false, "spent": 5}"#;
    insta::assert_snapshot!(folder.eval("card_shown", facts, &["--explain"]).out);
}

#[test]
fn an_undetermined_verdict_keeps_within_nine_lines() {
    let folder = Folder::new().with("policies/terse.policy", TERSE);
    let run = folder.eval("card_shown", "{}", &[]);
    assert!(run.out.lines().count() <= 9, "{}", run.out);
    insta::assert_snapshot!(run.out);
}

#[test]
fn colours_come_by_role() {
    let run = Folder::alliance().eval("admission", &facts(r#"{"closures": 3}"#), &["--color", "always"]);
    assert!(run.out.starts_with("\u{1b}[1m\u{1b}[31mbarred"), "{:?}", run.out);
    let plain = Folder::alliance().eval("admission", &facts(r#"{"closures": 3}"#), &[]);
    assert!(!plain.out.contains('\u{1b}'), "standard output is no terminal");
}
