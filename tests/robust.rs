//! Nothing that a file can hold makes the engine panic: soup of tokens, arbitrary text, shipped policies with
//! accidents, arbitrary bytes as facts. What checks in spite of it also compiles and evaluates.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use zhun::check::check;
use zhun::compile::{Query, compile};
use zhun::diagnostic::{Diagnostics, RenderOptions, render};
use zhun::eval::Request;
use zhun::explain::explain;
use zhun::facts::{Facts, ReadOptions, Reader};
use zhun::model::Schema;
use zhun::source::Sources;
use zhun::syntax::{decode, parse};

use crate::support::policies::policy_files;
use crate::support::setting;

fn config(share: u32) -> ProptestConfig {
    ProptestConfig {
        cases: setting("ZHUN_ORACLE_CASES", 60) * share / 100,
        rng_seed: RngSeed::Fixed(setting("ZHUN_ORACLE_SEED", 1)),
        max_shrink_iters: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The shipped policies, file by file.
static SHIPPED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut paths = Vec::new();
    policy_files(Path::new("policies"), &mut paths);
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
});

/// Reads, checks and draws a text; where it checks, also asks everything of it.
fn run(text: &str) {
    let mut sources = Sources::new();
    sources.add("test.policy", text);
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut found: Vec<_> = parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let (checked, more) = check(sources.clone(), &files);
    found.extend(more);
    let diagnostics = Diagnostics::new(sources, found);
    let drawn = render(&diagnostics, &RenderOptions::default());
    assert!(diagnostics.items.is_empty() || !drawn.is_empty());
    if diagnostics.has_errors() {
        return;
    }
    let program = compile(&checked);
    let (facts, request) = (Facts::unknown(program.schema()), Request::on(jiff::civil::date(2022, 11, 1)));
    let queries = program.decisions().map(|(id, _)| Query::Decision(id));
    for query in queries.chain(program.values().map(|(id, _)| Query::Value(id))) {
        let _ = explain(&program, query, &facts, &request);
    }
}

/// A text to its tokens: words, numbers, texts, white space, and every other character for itself.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let alike = |c: char| {
            if first.is_alphanumeric() || first == '_' {
                c.is_alphanumeric() || c == '_'
            } else {
                first.is_whitespace() && c.is_whitespace()
            }
        };
        let end = match first {
            '"' => rest[1..].find(['"', '\n']).map_or(rest.len(), |at| at + 2),
            _ => rest.char_indices().skip(1).find(|(_, c)| !alike(*c)).map_or(rest.len(), |(at, _)| at),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Something that happens to a file.
#[derive(Debug, Clone)]
enum Accident {
    Delete(Index),
    Repeat(Index),
    Swap(Index, Index),
    Insert(Index, String),
    Cut(Index),
}

fn accident() -> impl Strategy<Value = Accident> {
    let odd = "，：（）＞“”；。！＝{}()[]<>=!&|'\"\\,.:/*%-+0149_#@$~^`?；\u{3000}\u{A0}\u{FEFF}\u{202E}\u{0}";
    let odd: Vec<String> = odd.chars().map(String::from).collect();
    let words = TOKENS.iter().map(|token| format!(" {token} ")).collect::<Vec<_>>();
    prop_oneof![
        3 => any::<Index>().prop_map(Accident::Delete),
        2 => any::<Index>().prop_map(Accident::Repeat),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Accident::Swap(a, b)),
        4 => (any::<Index>(), select(odd)).prop_map(|(at, text)| Accident::Insert(at, text)),
        2 => (any::<Index>(), select(words)).prop_map(|(at, text)| Accident::Insert(at, text)),
        1 => any::<Index>().prop_map(Accident::Cut),
    ]
}

fn happen(accident: &Accident, tokens: &mut Vec<String>) {
    if tokens.is_empty() {
        return;
    }
    let length = tokens.len();
    let place = |at: &Index| at.index(length);
    match accident {
        Accident::Delete(at) => drop(tokens.remove(place(at))),
        Accident::Repeat(at) => tokens.insert(place(at), tokens[place(at)].clone()),
        Accident::Swap(a, b) => tokens.swap(place(a), place(b)),
        Accident::Insert(at, text) => tokens.insert(place(at), text.clone()),
        Accident::Cut(at) => tokens.truncate(place(at)),
    }
}

const TOKENS: &[&str] = &[
    "policy",
    "p",
    "facts",
    "{",
    "}",
    "a",
    "b",
    ":",
    "bool",
    "int",
    "decimal",
    "optional",
    "list",
    "of",
    "text",
    "date",
    "duration",
    "enum",
    "x",
    "record",
    "r",
    "in",
    "..",
    ">=",
    "<=",
    "0",
    "5",
    "4.0",
    "param",
    "=",
    "define",
    "(",
    ")",
    ",",
    "decision",
    "d",
    "outcomes",
    "<",
    "default",
    "because",
    "\"t {a} {\"",
    "\"t\"",
    "rule",
    "require",
    "else",
    "when",
    "then",
    "except",
    "cite",
    "interpretation",
    "source",
    "title",
    "unit",
    "use",
    ".",
    "every",
    "exists",
    "no",
    "where",
    "if",
    "choose",
    "otherwise",
    "is",
    "not",
    "present",
    "absent",
    "and",
    "or",
    "+",
    "-",
    "*",
    "/",
    "today",
    "now",
    "60 days",
    "2022-11-01",
    "2022-02-30",
    "1万",
    "months",
    "years",
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "distinct",
    "round",
    "working_days_after",
    "calendar",
    "weekend",
    "saturday",
    "holiday",
    "covers",
    "through",
    "from",
    "effective",
    "example",
    "given",
    "sample",
    "with",
    "expect",
    "undetermined",
    "needs",
    "oblige",
    "reserved",
    "[",
    "]",
    "，",
    "：",
    "“",
    "//",
    "///",
    "true",
    "false",
    "9223372036854775808",
    "1e999",
    "5%",
    "\n",
];

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn soup_of_tokens_never_panics(tokens in vec(select(TOKENS), 0..80)) {
        run(&tokens.join(" "));
        run(&format!("policy p facts {{ a: int, b: optional bool, l: list of {{ x: optional int }} }}\n{}", tokens.join(" ")));
        run(&format!("policy p facts {{ a: int, b: optional bool, l: list of {{ x: optional int }} }} define v = {}", tokens.join(" ")));
    }

    #[test]
    fn arbitrary_text_never_panics(text in ".{0,300}", bytes in vec(any::<u8>(), 0..200)) {
        run(&text);
        run(&format!("policy p decision d {{ outcomes a < b default a because \"{text}\" }}"));
        let file = zhun::source::FileId(0);
        match decode(file, "test.policy", bytes) {
            Ok(text) => run(&text),
            Err(broken) => {
                let mut sources = Sources::new();
                sources.add("test.policy", broken.source.text());
                let _ = render(&Diagnostics::new(sources, vec![broken.diagnostic]), &RenderOptions::default());
            }
        }
    }

    #[test]
    fn arbitrary_bytes_are_no_facts_but_no_panic_either(bytes in vec(any::<u8>(), 0..200), text in "[\\[\\]{}:,\"a-c0-9.eE+ \\-\n|>&*!#\\\\]{0,120}", name in select(&["experience_score", "joined_on", "penalties", "brand_documents", "shop_status"][..])) {
        read(&bytes);
        read(text.as_bytes());
        // Facts of the right names get further.
        read(format!("{{\"{name}\": {text}}}").as_bytes());
        read(format!("{name}: {text}").as_bytes());
        read(format!("{name}\n{text}").as_bytes());
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn accidents_never_panic(file in any::<Index>(), accidents in vec(accident(), 1..6)) {
        let text = &SHIPPED[file.index(SHIPPED.len())];
        let mut tokens: Vec<String> = tokens(text).into_iter().map(str::to_owned).collect();
        accidents.iter().for_each(|accident| happen(accident, &mut tokens));
        run(&tokens.concat());
    }
}

/// The facts of the shipped policies.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| crate::support::policies::load("policies").schema);

/// Reads bytes as facts in every format, under every option.
fn read(bytes: &[u8]) {
    let reach: Vec<_> = SCHEMA.facts.ids().collect();
    let mut options = ReadOptions::default();
    for strict in [false, true] {
        options.strict = strict;
        let reader = Reader::new(&SCHEMA, &reach, &options);
        let problems = [reader.json(bytes).err(), reader.yaml(bytes).err()];
        problems.into_iter().flatten().flatten().for_each(|problem| drop(problem.to_string()));
        match reader.csv(bytes) {
            Ok(records) => records.for_each(drop),
            Err(problems) => problems.iter().for_each(|problem| drop(problem.to_string())),
        }
    }
}
