//! What is measured: the shipped policies and a thousand generated rules, through one stage after the other.

pub mod hand;
pub mod hot;
pub mod night;

use std::fmt::Write;

use zhun::check::check;
use zhun::check::checked::Checked;
use zhun::source::Sources;
use zhun::syntax::{ast, parse};
use zhun::{Ask, Engine};

/// The texts of the policies of parts A and D.
#[must_use]
pub fn shipped() -> Sources {
    let mut sources = Sources::new();
    sources.add("alliance.policy", include_str!("../../../policies/douyin/alliance.policy"));
    sources.add("live.policy", include_str!("../../../policies/alimama/live.policy"));
    sources
}

/// A policy of `rules` rules in decisions of fifty, as an author writes them: each with a condition of a few parts, an
/// exception now and then, a message and a citation.
#[must_use]
pub fn generated(rules: usize) -> Sources {
    let mut text = String::from(
        "policy generated.many\n\nsource page { title \"A page\" published 2022-10-10 }\n\n\
         record shop { severe_penalty: bool, closures: int, score: optional decimal }\n\n\
         facts {\n    score: optional decimal in 0..5\n    closures: int >= 0\n    joined_on: date\n    \
         open: bool\n    shops: list of shop\n}\n\nparam least: decimal = 4.0\n",
    );
    for rule in 0..rules {
        if rule % 50 == 0 {
            let _ = write!(
                text,
                "{}\ndecision d{} {{\n    outcomes permit < deny < barred\n    default  permit because \"fine\"\n",
                if rule == 0 { "" } else { "}\n" },
                rule / 50
            );
        }
        let condition = match rule % 4 {
            0 => format!("score is present and score >= least - {rule} / 1000"),
            1 => format!("closures < {rule} or open"),
            2 => format!("every s in shops where s.closures > {rule}: s.score is absent or s.score >= 3.5"),
            _ => format!("today - joined_on > {rule} days and not (closures = {rule} and open)"),
        };
        let exception = if rule % 7 == 0 { "\n        except when open and closures = 0" } else { "" };
        let outcome = if rule % 5 == 0 { "barred" } else { "deny" };
        let _ = write!(
            text,
            "\n    rule r{rule} {{\n        require {condition}\n        else    {outcome}{exception}\n        \
             because \"closed {{closures}} times, score {{score}}\"\n        cite    page \"{rule}\"\n    }}\n"
        );
    }
    text.push_str("}\n");
    let mut sources = Sources::new();
    sources.add("many.policy", text);
    sources
}

/// The rules of [`generated`] in so many files of one policy, the first of which declares what all of them read.
#[must_use]
pub fn generated_files(rules: usize, files: usize) -> Vec<(String, String)> {
    let whole = generated(rules);
    let text = whole.iter().next().map(|file| file.text().to_owned()).unwrap_or_default();
    let (head, decisions) = text.split_once("\ndecision ").unwrap_or((&text, ""));
    let decisions: Vec<&str> = decisions.split("\ndecision ").collect();
    let each = decisions.len().div_ceil(files).max(1);
    let mut texts = vec![("head.policy".to_owned(), head.to_owned())];
    for (at, some) in decisions.chunks(each).enumerate() {
        let text: String = some.iter().map(|decision| format!("\ndecision {decision}")).collect();
        texts.push((format!("part{at}.policy"), format!("policy generated.many\n{text}\n")));
    }
    texts
}

/// What guards the rules of [`guarded`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardedBy {
    /// `key = 7`
    Value,
    /// `key >= 7 and key < 8`
    Range,
}

/// A policy of so many rules in one decision, of which a value of one fact leaves one.
#[must_use]
pub fn guarded(rules: usize, by: GuardedBy) -> String {
    let mut text = HEAD.to_owned() + DECISION;
    for rule in 0..rules {
        let guard = match by {
            GuardedBy::Value => format!("key = {rule}"),
            GuardedBy::Range => format!("key >= {rule} and key < {}", rule + 1),
        };
        let _ = writeln!(
            text,
            "    rule r{rule} {{ when {guard} and size > {} then deny because \"{{size}}\" cite page \"1\" }}",
            rule % 10
        );
    }
    text.push_str("}\n");
    text
}

/// The rules of [`guarded`] written out, each with a message in which the value stands and a clause: 500 to a decision, `d`
/// and then `d1` and so on.
#[must_use]
pub fn written(rules: usize) -> String {
    let mut text = HEAD.to_owned() + DECISION;
    for rule in 0..rules {
        if rule > 0 && rule % 500 == 0 {
            let _ = write!(text, "}}\n{}", DECISION.replace("decision d ", &format!("decision d{} ", rule / 500)));
        }
        let (least, clause) = (rule % 10, rule % 100);
        let _ = writeln!(
            text,
            "    rule r{rule} {{ when key = {rule} and size > {least} then deny because \"the size is {{size}}\" \
             cite page \"{clause}\" }}"
        );
    }
    text.push_str("}\n");
    text
}

/// What stands before the decisions of [`guarded`] and [`written`].
const HEAD: &str = "policy generated.guarded\nsource page { title \"A page\" published 2022-10-10 }\n\
    facts { key: int, size: int }\n";
/// What stands before their rules.
const DECISION: &str = "decision d {\n    outcomes permit < deny\n    default  permit because \"fine\"\n";

/// Facts for [`guarded`], of which one rule fires.
#[must_use]
pub fn key_json(at: usize, rules: usize) -> String {
    format!(r#"{{"key": {}, "size": 50}}"#, at * 7 % rules)
}

/// A query of one policy, to be asked on 2022-11-01.
///
/// # Panics
/// Where the policy does not check, or has no such query.
#[must_use]
pub fn ask(policy: &str, query: &str) -> Ask {
    let engine = Engine::new([("bench.policy", policy)]).expect("the policy checks");
    engine.query(query).expect("it is there").ask(&hot::day()).expect("the options fit")
}

/// The trees of texts.
#[must_use]
pub fn parsed(sources: &Sources) -> Vec<ast::File> {
    sources.iter().map(|file| parse(file).file).collect()
}

/// Checked policies.
///
/// # Panics
/// Where they do not check.
#[must_use]
pub fn checked(sources: &Sources) -> Checked {
    let (checked, found) = check(sources.clone(), &parsed(sources));
    assert!(found.is_empty(), "{:?}", found.first());
    checked
}

/// JSON facts of a live room with so many products, every third of them another seller's.
#[must_use]
pub fn room(products: usize) -> String {
    let mut items = Vec::new();
    for at in 0..products {
        let seller = if at % 3 == 0 { "s2" } else { "s1" };
        items.push(format!(r#"{{"id": "p{at}", "seller_id": "{seller}", "has_commission": true}}"#));
    }
    format!(
        r#"{{"promoter": {{"id": "s1", "role": "seller"}},
            "room": {{"host_id": "s1", "host_role": "seller", "exclusive_session": true, "products": [{}]}},
            "v_tasks": []}}"#,
        items.join(", ")
    )
}

/// JSON facts of a shop that may join the alliance.
pub const SHOP: &str = r#"{
    "experience_score": 4.6, "closures": 0, "shop_opened": true, "account_can_log_in": true, "shop_status": "normal",
    "joined_on": "2022-01-05", "penalties": [{"rule": "other_rule", "on": "2020-03-01"}],
    "linked_shops": [{"severe_penalty": false, "endangered_transactions": false}],
    "brand_documents": {"uploaded": true, "authentic": true, "compliant": true, "chain_complete": true},
    "alliance_rules_breached": false
}"#;
