//! A text up to a place to what may stand there, as the grammar has it. It knows no names, and says nothing of what
//! stands behind the place.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::{Grammar, NOTHING, Rule};
use super::scan;
use super::words::{is_name_char, is_name_start};
use crate::source::{FileId, SourceFile};

/// So many places are tried from which an item that cannot be read may be read after all.
const MAX_TRIES: usize = 24;

/// What may begin an operand besides names and values, and what may begin an expression besides operands.
const OPERANDS: [&str; 6] = ["absent", "choose", "false", "now", "today", "true"];
const EXPRESSIONS: [&str; 5] = ["every", "exists", "if", "no", "not"];
/// What an operand stands behind.
const OPERATORS: [&str; 10] = ["and", "default", "expect", "if", "in", "not", "or", "require", "when", "where"];

/// What may stand at a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// A word that is known where it stands, or one that is declared there.
    Name,
    /// A name or a value in an expression.
    Operand,
    /// The name of a type.
    Type,
    /// A unit of time.
    Unit,
    /// A word of the language, or several.
    Keyword(String),
    /// A word that begins the next item.
    Item(&'static str),
}

/// What may stand behind a text, with the offset of the item that it ends in. None where that cannot be read.
#[must_use]
pub fn next(text: &str) -> Option<(usize, Vec<Next>)> {
    let file = SourceFile::new(FileId(0), "", text);
    let (start, open) = scan::open(&file)?;
    let stopped = stopped(open.trim_end());
    let found = tried(Rule::item, &stopped).or_else(|place| again(&stopped, place).ok_or(place));
    found.ok().map(|found| (start, found))
}

/// What may stand behind an expression in a text that was begun.
#[must_use]
pub fn next_in_text(text: &str) -> Option<Vec<Next>> {
    let (_, open) = scan::open(&SourceFile::new(FileId(0), "", format!("define x = {text}")))?;
    let open = open.trim_end();
    let open = open.strip_prefix("define x =").unwrap_or(open);
    tried(Rule::template_expr, &stopped(open)).ok()
}

/// A text with nothing behind it.
fn stopped(text: &str) -> String {
    format!("{text} {NOTHING}")
}

/// What was tried at the end of a text, or where reading ended before it.
fn tried(rule: Rule, stopped: &str) -> Result<Vec<Next>, usize> {
    let Err(Error { variant: ErrorVariant::ParsingError { positives, .. }, location, .. }) =
        Grammar::parse(rule, stopped)
    else {
        return Err(stopped.len());
    };
    let (InputLocation::Pos(place) | InputLocation::Span((place, _))) = location;
    if place + 1 != stopped.len() {
        return Err(place);
    }
    let is_junk = |rule: &Rule| {
        let bracket = matches!(rule, Rule::lbrace | Rule::lparen | Rule::lbracket);
        bracket
            || matches!(rule, Rule::junk_word | Rule::junk_char | Rule::junk_piece | Rule::junk_group | Rule::text)
            || matches!(rule, Rule::rbrace | Rule::rparen | Rule::rbracket)
    };
    if positives.contains(&Rule::junk_word) && positives.iter().all(is_junk) { Err(0) } else { Ok(things(&positives)) }
}

/// What may stand at the end of an item whose earlier parts cannot be read: it is read from the last place on where a
/// clause, a field or an operand begins.
fn again(stopped: &str, place: usize) -> Option<Vec<Next>> {
    let head = stopped.trim_start().split(|c| !is_name_char(c)).next().unwrap_or_default();
    let mut starts = starts(stopped, head);
    starts.retain(|(at, _)| *at >= place);
    let few = starts.len().saturating_sub(MAX_TRIES);
    let read = |(at, before): &(usize, &str)| {
        let rest = stopped.get(*at..)?;
        tried(Rule::item, &format!("{before}{rest}")).ok()
    };
    starts.iter().skip(few).find_map(read)
}

/// Where an item may be read from, and what must stand before it there.
fn starts(item: &str, head: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut depth = 0_u32;
    let mut at = 0;
    let mut last = "";
    while let Some(c) = item.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = item.get(at..).unwrap_or_default();
        let length = match c {
            '"' => text_length(rest),
            c if is_name_char(c) => rest.find(|c| !is_name_char(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let token = rest.get(..length).unwrap_or_default();
        if c == ' ' {
            at += length;
            continue;
        }
        if is_operator(last) && !token.starts_with(['=', '>']) {
            found.push((at, if head == "decision" { "decision d { rule r { when " } else { "define x = " }));
        }
        if is_name_start(c)
            && let Some(before) = clause(head, depth, token, rest, last)
        {
            found.push((at, before));
        }
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = token;
        at += length;
    }
    found
}

fn is_operator(token: &str) -> bool {
    OPERATORS.contains(&token) || matches!(token, "=" | "<" | ">" | "+" | "-" | "*" | "/" | "(" | "[")
}

/// How long a text is that is closed on its line.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// What must stand before a clause or a field for it to be read, if one begins at a word, so deep in an item.
fn clause(head: &str, depth: u32, word: &str, rest: &str, last: &str) -> Option<&'static str> {
    let is_field = || rest.get(word.len()..).is_some_and(|rest| rest.trim_start().starts_with(':'));
    let one_of = |words: &[&str]| words.contains(&word);
    let (before, begins) = match (head, depth) {
        ("decision", _) if word == "then" => ("decision d { rule r { when x ", true),
        ("decision", _) if word == "else" => ("decision d { rule r { require x ", true),
        (_, _) if word == "then" => ("define x = if x ", true),
        (_, _) if word == "else" => ("define x = if x then x ", true),
        ("source", 1) => ("source s { ", one_of(&["title", "published", "url", "clause"])),
        ("facts" | "record", 1..) => ("facts { ", is_field()),
        ("param" | "define", 0) => ("define x = x ", one_of(&["title", "unit", "cite", "interpretation"])),
        ("decision", 1) => ("decision d { ", one_of(&["outcomes", "default", "title", "effective", "rule"])),
        ("decision", 2..) => {
            let shared = one_of(&["title", "because", "cite", "interpretation", "effective", "oblige"]);
            let begins = shared || one_of(&["require", "when", "except"]) && last != "except";
            ("decision d { rule r { ", begins)
        }
        ("calendar", 1) => ("calendar c { ", one_of(&["weekend", "holiday", "workday", "covers"])),
        ("example", 1) => {
            ("example d \"\" { ", one_of(&["today", "now", "given", "with", "without", "params", "expect", "obliges"]))
        }
        ("sample", 1..) | ("example", 2..) => ("sample s { ", is_field()),
        _ => return None,
    };
    let before = if (head, depth, word) == ("example", 1, "with") || word == "without" {
        "example d \"\" { given s "
    } else {
        before
    };
    begins.then_some(before)
}

/// What some rules of the grammar stand for.
fn things(rules: &[Rule]) -> Vec<Next> {
    let has = |rule: Rule| rules.contains(&rule);
    // What comes before it can also be read as a name.
    if has(Rule::date) || has(Rule::date_like) && !has(Rule::name) {
        return Vec::new();
    }
    // A clause that is swallowed as unreadable could be followed by another, but it is not done.
    let swallowed = |rule: Rule| {
        let clause =
            matches!(rule, Rule::kw_default | Rule::kw_rule | Rule::kw_title | Rule::kw_outcomes | Rule::kw_effective);
        let is_junk = has(Rule::junk_word);
        (is_junk && has(Rule::kw_outcomes) && clause) || (is_junk && has(Rule::junk_field) && rule == Rule::word)
    };
    let mut found: Vec<Next> = rules.iter().filter(|rule| !swallowed(**rule)).flat_map(|rule| named(*rule)).collect();
    if found.is_empty() && !has(Rule::name) {
        found = rules.iter().flat_map(|rule| named(*rule)).collect();
    }
    // Behind an operator each part of an operand is tried by itself.
    if has(Rule::name) && (has(Rule::date_like) || has(Rule::number)) {
        found.push(Next::Operand);
    }
    found.sort();
    found.dedup();
    found
}

/// What a rule stands for.
fn named(rule: Rule) -> Vec<Next> {
    let words = |words: &[&str]| words.iter().map(|word| Next::Keyword((*word).to_owned())).collect::<Vec<_>>();
    let operand = |more: &[&str]| [vec![Next::Operand], words(&OPERANDS), words(more)].concat();
    match rule {
        Rule::EOI => scan::ITEM_WORDS.iter().map(|word| Next::Item(word)).collect(),
        Rule::expr => operand(&EXPRESSIONS),
        Rule::choose_arm => [operand(&EXPRESSIONS), words(&["otherwise"])].concat(),
        Rule::sum | Rule::primary => operand(&[]),
        Rule::word => vec![Next::Name],
        Rule::need => [vec![Next::Name], words(&["now", "param", "today"])].concat(),
        Rule::outcome => words(&["reserved"]),
        Rule::type_expr => [vec![Next::Type], words(&["enum", "list of", "optional"])].concat(),
        Rule::unit => vec![Next::Unit],
        Rule::constraint => words(&["in"]),
        Rule::in_op => words(&["in", "not in"]),
        Rule::period => words(&["from", "through"]),
        Rule::kw_except => words(&["except when"]),
        Rule::kw_left => words(&["left out because"]),
        Rule::kw_out => words(&["out because"]),
        rule => {
            let name = format!("{rule:?}");
            let word = name.strip_prefix("kw_").or_else(|| name.strip_prefix("op_"));
            let item = word.and_then(|word| scan::ITEM_WORDS.iter().find(|known| **known == word));
            match (word, item) {
                (_, Some(item)) if rule != Rule::kw_enum && rule != Rule::kw_param => vec![Next::Item(item)],
                (Some(word), _) => words(&[word]),
                _ => Vec::new(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, next, next_in_text};

    fn said(found: &[Next]) -> String {
        let said = |next: &Next| match next {
            Next::Keyword(word) => word.clone(),
            Next::Item(word) => (*word).to_uppercase(),
            next => format!("{next:?}"),
        };
        found.iter().map(said).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_may_stand_is_as_the_grammar_has_it() {
        let mut seen = String::new();
        for text in include_str!("next/places.txt").lines() {
            let found = next(text).map_or_else(|| "?".to_owned(), |(_, found)| said(&found));
            seen.push_str(&format!("{text}| {found}\n"));
        }
        insta::assert_snapshot!(seen);
    }

    #[test]
    fn what_is_too_deep_is_not_read() {
        assert_eq!(next(&"(".repeat(1000)), None);
        assert!(next_in_text("if a ").is_some_and(|found| found.contains(&Next::Keyword("then".to_owned()))));
        assert!(next_in_text("").is_some_and(|found| found.contains(&Next::Operand)));
        assert!(next_in_text("a + ").is_some_and(|found| found.contains(&Next::Operand)));
    }
}
