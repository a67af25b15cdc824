use super::*;
use crate::diagnostic::{Code, msg};

fn drawn(text: &str, start: usize, end: usize) -> String {
    let mut sources = Sources::new();
    let id = sources.add("a.policy", text);
    let span = crate::source::Span::new(id, start, end);
    let diagnostic = Diagnostic::new(Code::DoubleEquals, span, msg!("double-equals", found = "=="))
        .label(msg!("double-equals.label"));
    Diagnostics::new(sources, vec![diagnostic]).render()
}

#[test]
fn columns_count_characters() {
    let text = "define 体验分 = a == b\n";
    let at = text.find("==").unwrap();
    let shown = drawn(text, at, at + 2);
    assert!(shown.contains("a.policy:1:16"), "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    let source = lines.iter().position(|line| line.contains("define")).unwrap();
    let column = |line: &str, what: &str| line[..line.find(what).unwrap()].width();
    assert_eq!(column(lines[source], "=="), column(lines[source + 1], "─"), "{shown}");
}

#[test]
fn long_lines_are_cut_around_the_label() {
    let text = format!("{}=={}", "a".repeat(100_000), "b".repeat(100_000));
    let shown = drawn(&text, 100_000, 100_002);
    assert!(shown.lines().all(|line| line.width() < 260), "{}", shown.len());
    assert!(shown.contains("aaa==bbb") && shown.contains("…a") && shown.contains("b…"));
}

#[test]
fn a_place_past_the_end_keeps_the_excerpt() {
    let shown = drawn("define x = 1", 500, 600);
    assert!(shown.contains("define x = 1"), "{shown}");
    let empty = drawn("", 0, 0);
    assert!(empty.contains("double-equals"), "{empty}");
}

#[test]
fn what_does_not_show_is_spelt_out() {
    let shown = drawn("a \u{0} == \u{202e}b\r\n", 4, 6);
    assert!(shown.contains("\\u{0}") && shown.contains("\\u{202e}"), "{shown}");
}

#[test]
fn labels_in_other_files_are_drawn_after_the_first() {
    let mut sources = Sources::new();
    let first = sources.add("a.policy", "define x = 1\n");
    let second = sources.add("b.policy", "\n\ndefine x = 2\n");
    let span = crate::source::Span::new(second, 9, 10);
    let diagnostic = Diagnostic::new(Code::DuplicateName, span, msg!("duplicate-name", name = "x"))
        .label(msg!("comparison-chain.label"))
        .also(crate::source::Span::new(first, 7, 8), msg!("comparison-chain.first"));
    let shown = Diagnostics::new(sources, vec![diagnostic]).render();
    let (a, b) = (shown.find("a.policy:1:8").unwrap(), shown.find("b.policy:3:8").unwrap());
    assert!(b < a, "{shown}");
}
