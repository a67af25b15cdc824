//! Both grammars read the same: whatever the engine reads without an error, tree-sitter reads to the same tree, and
//! where the engine finds an error of syntax, tree-sitter finds one as well.

use std::ops::Range;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use zhun::diagnostic::Code;
use zhun::source::Sources;
use zhun::syntax::{Parsed, parse};

use crate::shape::Shape;
use crate::texts::{corpus, on_pages, random, shipped};
use crate::{engine, tree};

fn parsed(text: &str) -> Parsed {
    let mut sources = Sources::new();
    sources.add("test.policy", text);
    sources.iter().map(parse).next().expect("one file")
}

/// What is wrong with how tree-sitter reads a text that the engine reads.
fn difference(text: &str, parsed: &Parsed) -> Option<String> {
    let tree = tree::parse(text);
    let errors = tree::errors(tree.root_node());
    if !errors.is_empty() {
        return Some(errors.join("\n"));
    }
    let (engine, ours) = (engine::shape(&parsed.file, text.len()), tree::shape(&tree, text));
    (engine != ours).then(|| first_difference(&engine, &ours, text))
}

fn first_difference(engine: &Shape, ours: &Shape, text: &str) -> String {
    let (engine, ours) = (engine.drawn(text), ours.drawn(text));
    let same = engine.lines().zip(ours.lines()).take_while(|(one, other)| one == other).count();
    let near = |drawn: &str| drawn.lines().skip(same.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
    format!("the engine reads\n{}\ntree-sitter reads\n{}", near(&engine), near(&ours))
}

#[test]
fn what_the_engine_reads_is_read_to_the_same_tree() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for policy in shipped().into_iter().chain(on_pages()).chain(corpus()) {
        let parsed = parsed(&policy.text);
        if !parsed.is_whole() {
            continue;
        }
        read += 1;
        wrong.extend(difference(&policy.text, &parsed).map(|problem| format!("==== {}\n{problem}", policy.place)));
    }
    assert!(read > 300, "only {read} policies were found");
    assert!(wrong.is_empty(), "{} of {read}:\n{}", wrong.len(), wrong.join("\n"));
}

/// How many texts are tried, unless the environment says so, as for the tests of the engine.
fn config(cases: u32) -> ProptestConfig {
    let set = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: set("ZHUN_ORACLE_CASES").unwrap_or(cases),
        rng_seed: RngSeed::Fixed(set("ZHUN_ORACLE_SEED").map_or(1, u64::from)),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn random_policies_are_read_to_the_same_tree(numbers in vec(any::<u16>(), 0..700)) {
        let text = random(&numbers);
        prop_assert_eq!(difference(&text, &parsed(&text)), None, "{}", text);
    }
}

/// Problems that the engine finds while it reads and for which it has no tree.
const UNREADABLE: [Code; 9] = [
    Code::SyntaxError,
    Code::UnclosedText,
    Code::UnclosedBracket,
    Code::UnexpectedBracket,
    Code::FullWidthPunctuation,
    Code::ForbiddenCharacter,
    Code::DoubleEquals,
    Code::ForeignOperator,
    Code::BadTextEscape,
];

/// Pages on which tree-sitter reads what the engine does not.
const READ_ALL_THE_SAME: [(&str, &str); 2] = [
    // The engine counts arms after it has read them.
    ("tests/cases/choose/invalid/other-slips.md", "a second `otherwise`"),
    // For the engine a text ends at the next quote, wherever that stands; here braces hold any expression.
    ("tests/cases/templates/invalid/text-in-braces.md", "a text in the braces of a message"),
];

#[test]
fn the_corpus_has_errors_where_the_engine_has() {
    for policy in corpus() {
        let erroneous = policy.place.contains(":error");
        assert_eq!(parsed(&policy.text).is_whole(), !erroneous, "{}\n{}", policy.place, policy.text);
    }
}

#[test]
fn what_the_engine_cannot_read_is_an_error() {
    let mut wrong = Vec::new();
    let mut unreadable = 0;
    for policy in on_pages().into_iter().chain(corpus()) {
        let parsed = parsed(&policy.text);
        if !parsed.diagnostics.iter().any(|diagnostic| UNREADABLE.contains(&diagnostic.code)) {
            continue;
        }
        unreadable += 1;
        let known = READ_ALL_THE_SAME.iter().any(|(page, _)| policy.place.starts_with(page));
        if tree::parse(&policy.text).root_node().has_error() == known {
            wrong.push(format!("==== {}, known: {known}\n{}", policy.place, policy.text));
        }
    }
    assert!(unreadable > 20, "only {unreadable} policies that cannot be read were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The policies that ship, with the places of their tokens.
static TOKENS: LazyLock<Vec<(String, Vec<Range<usize>>)>> = LazyLock::new(|| {
    let policies = shipped().into_iter().filter(|policy| policy.text.len() < 12_000);
    policies.map(|policy| (tree::tokens(&policy.text), policy.text)).map(|(tokens, text)| (text, tokens)).collect()
});

/// Whether a type is called so. Where nothing follows `optional`, it is the name of a type to the engine alone.
fn names_type(shape: &Shape, text: &str, name: &str) -> bool {
    shape.what == "type_name" && text.get(shape.at.clone()) == Some(name)
        || shape.parts.iter().any(|part| names_type(part, text, name))
}

proptest! {
    #![proptest_config(config(200))]

    /// One token is left out, or another of the same file stands in its place.
    #[test]
    fn accidents_are_read_to_the_same_tree(policy in any::<Index>(), at in any::<Index>(), by in any::<Index>(), put in any::<bool>()) {
        let (text, tokens) = policy.get(&TOKENS);
        let (at, by) = (at.get(tokens).clone(), by.get(tokens).clone());
        // Spaces keep tokens apart: the engine reads `2021-12-304` as a subtraction, tree-sitter as a date and a digit.
        let by = if put { format!(" {} ", text.get(by).unwrap_or("")) } else { String::new() };
        let mut changed = text.clone();
        changed.replace_range(at.clone(), &by);
        let parsed = parsed(&changed);
        if parsed.is_whole() && !names_type(&engine::shape(&parsed.file, changed.len()), &changed, "optional") {
            let near: String = changed.lines().skip(text[..at.start].matches('\n').count()).take(3).collect();
            prop_assert_eq!(difference(&changed, &parsed), None, "{}", near);
        }
    }
}
