//! No line of a laid-out policy is wider than 100 columns, but for those where one text or one name is too long.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;
use zhun::format_text;

use crate::format::{formatted, readable, tokens};
use crate::support::random::{Choices, policy::policy as random_policy};
use crate::support::{blocks, files};

const WIDTH: usize = 100;
/// What may stand on a line beside the token that is too long: the words of a clause, such as `default permit because`.
const BESIDE: usize = 24;

/// The lines of a layout that are too wide though they could be broken.
fn too_wide(layout: &str) -> Vec<String> {
    let tokens = tokens(layout);
    let mut from = 0;
    let mut found = Vec::new();
    for line in layout.split_inclusive('\n') {
        let here = from..from + line.len();
        from = here.end;
        let on_line = tokens.iter().filter(|(start, end)| here.contains(start) && end > start);
        // A comment is no part of the width.
        let Some(end) = on_line.clone().map(|(_, end)| *end).max() else { continue };
        let width = layout[here.start..end].width();
        let widest = on_line.map(|(start, end)| layout[*start..*end].width()).max().unwrap_or(0);
        let indent = line.len() - line.trim_start().len();
        if width > WIDTH && width > indent + widest + BESIDE {
            found.push(line.trim_end().to_owned());
        }
    }
    found
}

fn fits(name: &str, text: &str) -> Result<(), String> {
    let found = too_wide(&formatted(name, text));
    if found.is_empty() { Ok(()) } else { Err(format!("{name} has lines that are too wide:\n{}", found.join("\n"))) }
}

/// The words of the grammar, which cannot be written otherwise.
fn keywords() -> BTreeSet<String> {
    let grammar = include_str!("../grammar/zhun.pest");
    let words = grammar.split('"').filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    let units = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];
    words.chain(units).chain(["saturday", "sunday"]).map(str::to_owned).collect()
}

/// The same policy with longer names, and with longer texts.
fn stretched(text: &str, name: &str, words: &str) -> String {
    let keywords = keywords();
    let mut long = text.to_owned();
    for (start, end) in tokens(text).into_iter().rev() {
        let token = &text[start..end];
        if token.starts_with('"') && token.len() > 2 {
            long.insert_str(end - 1, words);
        } else if token.starts_with(|c: char| c.is_alphabetic()) && token.len() > 2 && !keywords.contains(token) {
            long.insert_str(end, name);
        }
    }
    long
}

/// A policy with names and texts of several lengths.
fn fit_when_stretched(name: &str, text: &str) -> Result<usize, String> {
    let mut tried = 0;
    for (long_name, words) in
        [("", ""), ("_with_more", "好"), ("", "，而且说得很长很长很长"), ("_的名字相当长也还算合理", "")]
    {
        let long = stretched(text, long_name, words);
        if readable(&long) {
            tried += 1;
            fits(&format!("{name}{long_name}{words}"), &long)?;
        }
    }
    Ok(tried)
}

#[test]
fn all_forms_fit() {
    for (name, text) in [
        ("all.policy", include_str!("syntax/all.policy")),
        ("messy.policy", include_str!("format/messy.policy")),
        ("long.policy", include_str!("format/long.policy")),
    ] {
        let tried = fit_when_stretched(name, text).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(tried, 4, "{name} cannot be read with longer names");
    }
}

#[test]
fn long_forms() {
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("format_long", formatted("long.policy", include_str!("format/long.policy")));
    });
}

#[test]
fn shipped_policies_and_pages_fit() {
    for path in files(Path::new("policies"), "policy") {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(too_wide(&text), Vec::<String>::new(), "{}", path.display());
    }
    for path in files(Path::new("docs"), "md").into_iter().chain(files(Path::new("tests/cases"), "md")) {
        for block in blocks(&fs::read_to_string(&path).unwrap()) {
            if block.info.starts_with("policy") && readable(&block.text) {
                let layout = format_text("page.policy", &block.text).unwrap();
                assert_eq!(too_wide(&layout), Vec::<String>::new(), "{}:{}", path.display(), block.line);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 12, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn random_policies_fit(numbers in vec(any::<u16>(), 0..300)) {
        let text = random_policy(&mut Choices::new(&numbers));
        let words: Vec<&str> = tokens(&text).into_iter().map(|(start, end)| &text[start..end]).collect();
        let one_line = if text.contains("//") { text.clone() } else { words.join(" ") };
        let tried = fit_when_stretched("random.policy", &one_line);
        prop_assert!(tried.is_ok(), "{}", tried.unwrap_err());
    }
}
