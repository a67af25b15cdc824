//! Reading policy text: what comes out of good text, and what is said of bad text.

use std::time::{Duration, Instant};

use zhun::diagnostic::{Diagnostics, render};
use zhun::source::{SourceFile, Sources};
use zhun::syntax::{self, Parsed};

/// `language.md`, "A file, at a glance".
const GLANCE: &str = include_str!("syntax/glance.policy");

fn parse(text: &str) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    let id = sources.add("test.policy", text);
    let parsed = syntax::parse(sources.get(id).unwrap());
    (sources, parsed)
}

/// The source and what is said of it.
fn report(text: &str) -> String {
    let (sources, parsed) = parse(text);
    let incomplete = if parsed.file.incomplete { "incomplete" } else { "complete" };
    let count = parsed.file.items.len();
    let drawn = render(&Diagnostics::new(sources, parsed.diagnostics), &Default::default());
    format!("{text}\n──── {count} items, {incomplete}\n\n{drawn}")
}

fn codes(text: &str) -> Vec<&'static str> {
    parse(text).1.diagnostics.iter().map(|d| d.code.name()).collect()
}

#[test]
fn the_file_at_a_glance_has_no_problems() {
    let shown = report(GLANCE);
    let (_, parsed) = parse(GLANCE);
    assert!(parsed.diagnostics.is_empty(), "{shown}");
    assert!(!parsed.file.incomplete);
    assert_eq!(parsed.file.policy.as_ref().map(|p| p.text()).as_deref(), Some("douyin.alliance"));
    assert_eq!(parsed.file.items.len(), 11);
}

#[test]
fn everything_else_in_the_language_has_no_problems() {
    let text = include_str!("syntax/all.policy");
    assert!(parse(text).1.diagnostics.is_empty(), "{}", report(text));
}

/// One snapshot for each: the source, what was read, what is said.
macro_rules! reports {
    ($($name:ident: $text:expr;)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(stringify!($name), report($text));
            }
        )*
    };
}

reports! {
    forbidden_character: "policy a.b\n\ndefine x =\u{200b} 1 // \u{202e}note\n";
    full_width_punctuation: "policy a.b\n\nfacts {\n    分数： int ＞＝ ０\n    状态: list of text，\n}\n\ndefine x = max（1，2）＞＝ 4．5 and “好” = \"好”\n";
    unclosed_text: "policy a.b\n\nsource page { title \"某页 }\n\ndefine x = 1\n";
    unclosed_bracket: "policy a.b\n\ndefine x = max(1, 2\n\ndecision d {\n    rule r {\n        when x = [1, 2 then y\n    }\n\ndefine z = 1\n";
    unclosed_rule: "policy a.b\n\ndecision d {\n    outcomes a < b\n    rule first {\n        when x then b\n    rule second {\n        when y then b\n        because \"…\"\n    }\n}\n\ndefine z = 1\n";
    unexpected_bracket: "policy a.b\n\ndefine x = max(1, 2]\n\nfacts {\n    a: int\n}}\n\ndefine z = 1\n";
    too_deep: &format!("policy a.b\ndefine x = {}1{}\n\ndefine y = {}a\ndefine z = 1\n", "(".repeat(300), ")".repeat(300), "not ".repeat(300));
    bad_date: "policy a.b\n\ndefine x = 2022-1-5 > 2023-02-29 or 2022/10/10 < 2022年1月5日\n\nsource p { published 2022-13-01 }\n\ndefine y = [2022-01-01T25:00, 2022-01-01T10:00+08:00]\n\nexample e \"x\" { today 2022-01-01T10:00 }\n";
    bad_number: "policy a.b\n\ndefine x = [1万, 1.5亿, 60days, 1e400, .5, 5., 99999999999999999999, 3件, 1__0, 0.12345678901234567890123456789]\n";
    bad_text_escape: "policy a.b\n\nsource p { title \"C:\\dir\" }\n\ndecision d {\n    default a because \"a } b\"\n    rule r { because \"{x\" because en \"{a b}\" because fr \"{}\" because de \"{max（1）}\" }\n}\n";
    double_equals: "policy a.b\n\ndefine x = a == b\n";
    foreign_operator: "policy a.b\n\ndefine x = !a && b||c <> d\ndefine y = a => b\ndefine z = a =< b\n";
    mixed_and_or: "policy a.b\n\ndefine x = a and b or c\ndefine y = a or b and c and d or e and f\ndefine z = (a and b) or c\n";
    comparison_chain: "policy a.b\n\ndefine x = 1 < a < b\ndefine y = a = b is present\ndefine z = (1 < a) = b\n";
    misspelt_item: "policy a.b\n\ndefine x = 1\n\ndesicion admission {\n    outcomes a < b\n}\n\ndefine y = 2\n\n规则 r {\n    when a then b\n}\n";
    misspelt_clause: "policy a.b\n\ndecision d {\n    outcomes a < b\n    defualt a because \"x\"\n    rule r {\n        when x tehn b\n        becuase \"x\"\n    }\n    rule s {\n        when y then b\n    }\n}\n";
    chinese_clause: "policy a.b\n\ndecision d {\n    结果 a < b\n    规则 r {\n        when x then b\n    }\n}\n";
    missing_colon: "policy a.b\n\nfacts {\n    score decimal in 0..5\n    closures: int\n}\n";
    bad_field_tail: "policy a.b\n\nfacts {\n    score: decimal unti \"分\"\n    closures: int >=\n    wait: duration\n}\n";
    if_without_else: "policy a.b\n\ndefine x = if a then b\n\ndefine y = 1\n";
    if_as_operand: "policy a.b\n\ndefine x = 1 + if a then b else c\ndefine y = a and every p in l: p.x\n";
    missing_comma: "policy a.b\n\ndefine x = [a b]\ndefine y = max(a b)\n";
    semicolon: "policy a.b\n\ndefine x = 1;\ndefine y = 2\n";
    rule_outside: "policy a.b\n\nrule r {\n    when a then b\n}\n";
    rule_in_rule: "policy a.b\n\ndecision d {\n    rule r {\n        when a then b\n        rule s { when c then b }\n    }\n}\n";
    reserved_name: "policy a.b\n\nparam default: int = 1\ndefine today = 1\n";
    nothing_after_equals: "policy a.b\n\ndefine x =\n\ndefine y = 1\n";
    text_missing: "policy a.b\n\ndecision d {\n    title 准入\n    default a because\n    rule r { because x cite page }\n}\n";
    no_items: "hello world\n";
    only_comment: "// nothing here\n";
    ends_in_a_comment: "policy a. // the name is to come\n\ndefine x = 1\n";
    single_quotes: "policy a.b\n\ndefine x = 'a'\n";
    misplaced_where: "policy a.b\n\ndefine x = max(a where b)\ndefine y = [a: b]\n";
    enum_errors: "policy a.b\n\nenum e { a, 2b, c }\n\nenum f { a < b = c }\n";
    example_errors: "policy a.b\n\nexample d \"x\" {\n    today tomorrow\n    expect permit\n}\n\nexample d {\n    expect permit\n}\n";
    calendar_errors: "policy a.b\n\ncalendar cn { weekend saturday holidays 2023-01-01 }\n";
    two_otherwise: "policy a.b\n\ndefine x = choose { a: 1, otherwise: 2, otherwise: 3 }\n";
    second_default_reason: "policy a.b\n\ndecision d { default a because \"x\" because \"y\" }\n";
}

#[test]
fn broken_bytes_are_located() {
    let mut bytes = "policy a.b\ntitle \"体\"\n".as_bytes().to_vec();
    bytes.extend([0xb5, 0xe3, b'\n']);
    let problem = syntax::decode(Default::default(), "gbk.policy", bytes).unwrap_err();
    let mut sources = Sources::new();
    sources.add("gbk.policy", problem.source.text());
    insta::assert_snapshot!("not_utf8", Diagnostics::new(sources, vec![problem.diagnostic]).render());
}

#[test]
fn large_files_are_refused() {
    let text = " ".repeat(syntax::MAX_FILE_BYTES + 1);
    assert_eq!(codes(&text), ["file-too-large"]);
}

/// On a small stack, and with a bound on the time that holds for slow machines too.
fn quick(text: String) -> Vec<&'static str> {
    let start = Instant::now();
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let codes = thread.spawn(move || codes(&text)).unwrap().join().unwrap();
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
    codes
}

#[test]
fn absurd_depths_are_refused() {
    let many = 100_000;
    assert_eq!(quick(format!("define x = {}1{}", "(".repeat(many), ")".repeat(many))), ["too-deep"]);
    assert_eq!(quick(format!("define x = {}", "(".repeat(many))), ["too-deep"]);
    assert_eq!(quick(format!("define x = {}a", "not ".repeat(8_000))), ["too-deep"]);
    assert_eq!(quick(format!("define x = {}1", "- ".repeat(8_000))), ["too-deep"]);
    assert_eq!(quick(format!("define x = {}1", "if a then ".repeat(8_000))), ["too-deep"]);
    assert_eq!(quick(format!("define x = {}1", "every p in l: ".repeat(8_000))), ["too-deep"]);
    assert_eq!(quick(format!("define x = {}2", "1 + ".repeat(8_000))), ["too-deep"]);
    assert_eq!(quick(format!("define x = a{}", ".b".repeat(10_000))), ["too-deep"]);
    assert_eq!(quick(format!("define x = {}1", "if a then 1 else ".repeat(5_000))), ["too-deep"]);
    assert_eq!(quick(format!("param x: {}int", "list of ".repeat(8_000))), ["too-deep"]);
    assert_eq!(quick(format!("param x: {}int", "optional ".repeat(8_000))), ["too-deep"]);
    assert_eq!(quick(format!("facts {}", "{ a: ".repeat(8_000))), ["too-deep"]);
    let template = format!("decision d {{ default a because \"{{{}a}}\" }}", "not ".repeat(8_000));
    assert_eq!(quick(template), ["syntax-error"]);
}

#[test]
fn the_deepest_that_is_allowed_is_read() {
    let deep = syntax::MAX_DEPTH - 2;
    for text in [
        format!("define x = {}1{}", "(".repeat(deep), ")".repeat(deep)),
        format!("define x = {}1{}", "[".repeat(deep), "]".repeat(deep)),
        format!("define x = {}1{}", "max(".repeat(deep), ")".repeat(deep)),
        format!("define x = {}1{}", "choose { a: ".repeat(deep), "}".repeat(deep)),
        format!("define x = {}1{}", "choose a { a: ".repeat(deep), "}".repeat(deep)),
        format!("define x = {}a", "not ".repeat(deep)),
        format!("define x = {}1", "if a then 1 else ".repeat(deep)),
        format!("define x = {}1{}", "if a then ".repeat(deep), " else 1".repeat(deep)),
        format!("define x = {}a", "every p in l: ".repeat(deep)),
        format!("define x = {}1", "1 + ".repeat(deep)),
        format!("facts {}int{}", "{ a: ".repeat(deep), "}".repeat(deep)),
        format!("enum e {}a{}", "{ a ".repeat(deep), "}".repeat(deep)),
        format!("define x = a{}", " and a".repeat(10_000)),
    ] {
        assert_eq!(quick(text.clone()), [""; 0], "{}", &text[..40]);
    }
}

#[test]
fn nested_mistakes_do_not_take_exponential_time() {
    let deep = 60;
    for (open, close) in [
        ("choose { a: ", "}"),
        ("choose { a: f(", ")}"),
        ("choose { a: choose [", "]}"),
        ("choose { a: choose a + f(", ")}"),
        ("choose - f(", ")"),
        ("[a in [", "], b]"),
        ("max(a in f(", "), b)"),
        ("f(choose a { b: ", "})"),
        ("{ a: ", "}"),
    ] {
        let text = format!("define x = {}1 1{}", open.repeat(deep), close.repeat(deep));
        let found = quick(text);
        assert!(found.iter().all(|code| *code == "syntax-error") && !found.is_empty(), "{open} {found:?}");
    }
    let fields = format!("facts {}a b{}", "{ a: int, b: ".repeat(deep), "}".repeat(deep));
    assert_eq!(quick(fields), ["syntax-error"]);
}

#[test]
fn one_item_that_is_too_deep_spoils_no_other() {
    let text = format!("define x = {}\n\ndefine y = (1)\n", "(".repeat(300));
    assert_eq!(quick(text.clone()), ["too-deep"]);
    assert_eq!(parse(&text).1.file.items.len(), 1);
    let many = "，".repeat(100_000);
    assert_eq!(quick(many).len(), syntax::MAX_DIAGNOSTICS);
}

#[test]
fn one_long_expression_is_refused_before_it_is_read() {
    let text = format!("define x = {}2\n\ndefine y = 1", "1 + ".repeat(500_000));
    assert_eq!(quick(text), ["item-too-long"]);
}

#[test]
fn spans_leave_out_white_space_and_comments() {
    let text = "policy a.b\ndecision d { rule r { require x // why\n cite p \"1\" because \"{ y }\" } }";
    let (sources, parsed) = parse(text);
    let syntax::ast::ItemKind::Decision(decision) = &parsed.file.items[0].kind else { panic!() };
    let rule = &decision.rules[0];
    assert_eq!(sources.slice(rule.conditions[0].span), "require x");
    assert_eq!(sources.slice(rule.cites[0].span), "cite p \"1\"");
    let syntax::ast::Piece::Expr(expr) = &rule.because[0].template.pieces[0] else { panic!() };
    assert_eq!(sources.slice(expr.span), "y");
}

#[test]
fn a_source_file_without_a_load_can_be_read() {
    let file = SourceFile::new(Default::default(), "x", "policy a");
    assert_eq!(syntax::parse(&file).file.policy.unwrap().text(), "a");
}

mod properties {
    use proptest::prelude::*;

    use super::{GLANCE, parse, render};
    use zhun::diagnostic::Diagnostics;

    const ALL: &str = include_str!("syntax/all.policy");

    fn survives(text: &str) {
        let (sources, parsed) = parse(text);
        let drawn = render(&Diagnostics::new(sources, parsed.diagnostics), &Default::default());
        drop(drawn);
    }

    /// Words and signs of the language in any order.
    fn soup() -> impl Strategy<Value = String> {
        let tokens: Vec<&str> = ALL.split_inclusive([' ', '\n', '(', ')', '{', '}', '[', ']', '"']).collect();
        prop::collection::vec(prop::sample::select(tokens), 0..80).prop_map(|tokens| tokens.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..Default::default() })]

        #[test]
        fn any_text_is_survived(text in "\\PC{0,200}") {
            survives(&text);
        }

        #[test]
        fn any_soup_of_tokens_is_survived(text in soup()) {
            survives(&text);
        }

        #[test]
        fn a_damaged_policy_is_survived(
            which in any::<bool>(),
            from in 0..4000_usize,
            length in 0..60_usize,
            instead in prop::sample::select(vec!["", "\"", "{", "}", "(", "]", "，", "“", "\u{0}", "//", "\n", "1万", "\\"]),
        ) {
            let text = if which { GLANCE } else { ALL };
            let chars: Vec<char> = text.chars().collect();
            let from = from % chars.len();
            let to = (from + length).min(chars.len());
            let damaged: String = chars[..from].iter().chain(&instead.chars().collect::<Vec<_>>()).chain(&chars[to..]).collect();
            survives(&damaged);
        }
    }
}
