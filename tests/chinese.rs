//! What an author reads who works in Chinese: ten common mistakes, drawn with Chinese words.

use crate::support::checked;
use zhun::diagnostic::{Locale, RenderOptions, render};

/// What is said of a policy that begins so.
fn said(text: &str) -> String {
    let text = format!("policy shop.entry\n\n{text}");
    let (_, found) = checked([("准入.policy".to_owned(), text.as_str())]);
    assert!(!found.items.is_empty(), "nothing is wrong with\n{text}");
    render(&found, &RenderOptions { locale: Locale::Chinese, ..RenderOptions::default() })
}

const FACTS: &str = "facts {\n    score: optional decimal in 0..5  title \"体验分\"\n    \
    closures: int >= 0  title \"清退次数\"  unit \"次\"\n    joined_on: date  title \"入驻日期\"\n}\n\n";

fn decision(rule: &str) -> String {
    format!(
        "{FACTS}decision entry {{\n    outcomes permit < deny\n    default permit because \"符合要求\"\n\n    {rule}\n}}\n"
    )
}

#[test]
fn ten_common_mistakes() {
    let rule = |condition: &str| {
        decision(&format!(
            "rule entry_score {{\n        {condition}\n        because \"体验分不够\"\n        \
            interpretation \"页面没有写\"\n    }}"
        ))
    };
    let mistakes = [
        ("full-width punctuation", "facts { score： decimal  title \"体验分\" }\n".to_owned()),
        ("a name misspelt", rule("require closurs <= 3 else deny")),
        ("an optional fact without a guard", rule("require score >= 4.0 else deny")),
        ("a span of time against a number", rule("require today - joined_on >= 60 else deny")),
        ("two signs of equality", rule("require closures == 0 else deny")),
        (
            "`and` and `or` without parentheses",
            rule("require closures = 0 or closures < 3 and joined_on < 2022-01-01 else deny"),
        ),
        ("a rule without a reason", decision("rule no_closures {\n        require closures = 0 else deny\n    }")),
        ("a text that is not closed", "facts { score: decimal  title \"体验分 }\n".to_owned()),
        ("a date in another form", rule("require joined_on <= 2022-1-5 else deny")),
        ("a bracket that is not closed", "facts {\n    score: decimal  title \"体验分\"\n\ndefine x = 1\n".to_owned()),
        ("an outcome that does not exist", rule("require closures = 0 else refuse")),
    ];
    let mut shown = String::new();
    for (name, text) in mistakes {
        shown.push_str(&format!("════ {name}\n{}\n", said(&text)));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn long_advice_is_broken_at_its_signs() {
    let text = "policy shop.entry\n\ndefine x = 体验分\n";
    let (_, found) = checked([("a.policy".to_owned(), text)]);
    let shown = render(&found, &RenderOptions { locale: Locale::Chinese, width: 60, ..RenderOptions::default() });
    insta::assert_snapshot!(shown);
}
