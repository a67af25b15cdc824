//! The formatter has one layout: what it wrote it writes again, it keeps the tree and every comment, and the shipped
//! policies are written in it.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use zhun::source::{FileId, SourceFile};
use zhun::syntax::outline::{Node, Part, outline};
use zhun::{FormatError, format_text};

use crate::support::random::{Choices, policy::policy as random_policy};
use crate::support::{blocks, files};

/// The layout of a text, which must have the same layout again. The formatter itself compares the trees and the
/// comments; here the comments are counted once more.
pub fn formatted(name: &str, text: &str) -> String {
    let once = laid_out(name, text);
    let twice = format_text(name, &once).unwrap_or_else(|error| panic!("{name}: {error:?}\n{once}"));
    let differs = once.lines().zip(twice.lines()).find(|(one, two)| one != two);
    assert!(once == twice, "{name} has another layout the second time: {differs:?}\n{once}");
    once
}

fn laid_out(name: &str, text: &str) -> String {
    let once = match format_text(name, text) {
        Ok(once) => once,
        Err(FormatError::Unreadable(diagnostics)) => panic!("{name}: {}\n{text}", diagnostics.render()),
        Err(FormatError::Changed) => panic!("{name}: the layout means something else\n{text}"),
    };
    let comments = |text: &str| text.matches("//").count();
    assert_eq!(comments(text), comments(&once), "{name} lost a comment\n{once}");
    assert!(once.lines().all(|line| line.trim_end() == line), "{name} has spaces at the end of a line");
    once
}

pub fn readable(text: &str) -> bool {
    zhun::syntax::parse(&SourceFile::new(FileId(0), "a.policy", text)).is_whole()
}

#[test]
fn shipped_policies_are_in_the_layout() {
    let paths = files(Path::new("policies"), "policy");
    assert!(paths.len() > 20, "the policies went missing");
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, formatted(&path.display().to_string(), &text), "run `zhun fmt`");
    }
}

#[test]
fn pages_and_cases_keep_their_meaning() {
    let mut count = 0;
    for path in files(Path::new("docs"), "md").into_iter().chain(files(Path::new("tests/cases"), "md")) {
        for block in blocks(&fs::read_to_string(&path).unwrap()) {
            if block.info.starts_with("policy") && readable(&block.text) {
                formatted(&format!("{}:{}", path.display(), block.line), &block.text);
                count += 1;
            }
        }
    }
    assert!(count > 150, "only {count} policies were found");
}

#[test]
fn a_text_with_errors_has_no_layout() {
    let text = "policy p\n\ndecision d {";
    assert!(matches!(format_text("a.policy", text), Err(FormatError::Unreadable(found)) if found.has_errors()));
    let bytes = format_text("a.policy", b"policy p // \xff".as_slice());
    assert!(matches!(bytes, Err(FormatError::Unreadable(found)) if found.has_errors()));
    assert_eq!(format_text("a.policy", "").unwrap(), "");
    assert_eq!(format_text("a.policy", "\n\n // alone\n\n").unwrap(), "// alone\n");
}

/// Something of everything, laid out as nobody would.
const MESSY: &str = include_str!("format/messy.policy");

#[test]
fn a_messy_file() {
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("format_messy", formatted("messy.policy", MESSY));
    });
}

/// Where each token of a text begins and ends.
pub fn tokens(text: &str) -> Vec<(usize, usize)> {
    fn collect(node: &Node, found: &mut Vec<(usize, usize)>) {
        for part in &node.parts {
            match part {
                Part::Token(token) => found.push((token.start, token.end)),
                Part::Node(node) => collect(node, found),
            }
        }
    }
    let mut found = Vec::new();
    for item in outline(&SourceFile::new(FileId(0), "a.policy", text)).unwrap() {
        collect(&item, &mut found);
    }
    found
}

/// Something of most things, short enough to be laid out many times.
const SHORT: &str = r#"policy p
source page { title "页面" clause "A" "写了" en "written" left out because "不管" }
enum level { L1 < L2 }
facts { score: optional decimal in 0..5 unit "分", shops: list of { id: text, kind: enum { a "甲", b = "B" } } title "店铺" }
param fee: int ≥ 0 { 5 from 2021-01-01 through 2022-12-31, 6 from 2023-01-01 }
calendar cn { weekend saturday, sunday covers 2023-01-01 through 2023-12-31 }
define f(x: int): int = if x = 1 then max(x, -2) else choose { x > 3: 1 days, otherwise: 2 } title "值" cite page "A"
decision d {
    outcomes a "甲" < reserved b
    default a because "好" because en "fine"
    rule r {
        cite page "A"
        because "有 {score}"
        except when score is absent
        require (no s in shops where s.id = "x": s.kind is not a) or [s in shops: s.id] = []
        else b
        effective from 2022-01-01
        oblige o "做" en "do"
    }
}
sample s { score: 1, shops: [{ id: "1", kind: a }], in: 2 }
example d "x" { expect undetermined needs shops[0].id, param fee given s with { score: 2 } without shops, score }
"#;

#[test]
fn a_comment_may_stand_at_every_place() {
    let places: Vec<usize> = tokens(SHORT).iter().flat_map(|(start, end)| [*end, *start, *start]).collect();
    let mut tried = 0;
    let comments = ["// here\n", "\n\n// here\n\n// there\n"];
    for (place, comment) in places.iter().zip(comments.iter().cycle()) {
        let (before, after) = SHORT.split_at(*place);
        let text = format!("{before}{comment}{after}");
        // Between the word that begins an item and its name a comment is an error.
        if readable(&text) {
            // It is its own layout, or there would be none.
            laid_out(&format!("a comment at {place}"), &text);
            tried += 1;
        }
    }
    assert!(tried > 300 && tried * 10 > places.len() * 9, "only {tried} of {} places", places.len());
}

#[test]
fn a_comment_may_stand_at_all_places_at_once() {
    for comment in ["// here\n", "\n// here\n"] {
        let mut text = MESSY.to_owned();
        // From the end, so that the places before stay.
        for (n, (_, end)) in tokens(MESSY).into_iter().enumerate().rev() {
            let mut with = text.clone();
            with.insert_str(end, &comment.replace("here", &n.to_string()));
            if readable(&with) {
                text = with;
            }
        }
        assert!(text.matches("//").count() > 500, "the file is too simple");
        formatted("comments everywhere", &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 12, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn random_policies_keep_their_meaning(numbers in vec(any::<u16>(), 0..400)) {
        let text = random_policy(&mut Choices::new(&numbers));
        let layout = formatted("random.policy", &text);
        // On one line, or with every token on a line of its own, it means the same still.
        let words: Vec<&str> = tokens(&text).into_iter().map(|(start, end)| &text[start..end]).collect();
        if !text.contains("//") {
            prop_assert!(!layout.contains("//"));
            formatted("one line", &words.join(" "));
            formatted("many lines", &words.join("\n"));
        }
    }
}
