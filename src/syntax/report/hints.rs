//! What to do about a syntax error: hints for the slips that people make. Each is a row that looks at what stands there
//! and at what could.

use super::super::grammar::Rule;
use super::super::scan::ITEM_WORDS;
use super::super::words::{is_name_char, is_reserved};
use super::expected::Expected;
use super::{Builder, Found, did_you_mean, quoted};
use crate::diagnostic::{Code, Diagnostic, Message, msg};

/// What stands around a text.
const QUOTE: char = '\u{22}';

/// Adds the help that fits a syntax error, and a fix where a word is misspelt.
pub(super) fn add(diagnostic: Diagnostic, found: &Found<'_>, expected: &Expected) -> Diagnostic {
    if ends_in_open_brace(found.before) {
        return diagnostic.help(msg!("syntax-error.text_in_braces.help"));
    }
    if let Some(word) = misspelt(found.text, &expected.keywords) {
        let span = diagnostic.span;
        return diagnostic.help(did_you_mean(&word)).fix(
            msg!("syntax-error.word.fix", found = found.text, word = &word),
            span,
            word,
        );
    }
    match hint(found, expected) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help(msg!("syntax-error.help")),
    }
}

/// The diagnostic for a slip that stands just before the place where reading ended.
pub(super) fn earlier(builder: Builder<'_>, found: &Found<'_>, expected: &Expected) -> Option<Diagnostic> {
    let (rest, last) = last_name(found.before)?;
    let unexpected = |start: usize, word: &str| {
        let span = builder.place(start, start + word.len());
        Diagnostic::new(Code::SyntaxError, span, msg!("syntax-error", found = quoted(word)))
            .label(msg!("syntax-error.expected.0"))
    };
    if found.text == "in"
        && let Some((before, "no")) = last_name(rest.trim_end())
    {
        return Some(unexpected(before.len(), "no").help(msg!("syntax-error.parentheses.help", word = "no")));
    }
    if expected.has(Rule::colon)
        && found.text != ":"
        && let Some(word) = misspelt(last, &["unit".to_owned(), "title".to_owned()])
    {
        let diagnostic = unexpected(rest.len(), last).help(did_you_mean(&word));
        let span = diagnostic.span;
        return Some(diagnostic.fix(msg!("syntax-error.word.fix", found = last, word = &word), span, word));
    }
    None
}

/// Adds the help for something at the top level that is no item.
pub(super) fn item(diagnostic: Diagnostic, found: &Found<'_>) -> Diagnostic {
    let items: Vec<String> = ITEM_WORDS.iter().map(|word| (*word).to_owned()).collect();
    let span = diagnostic.span;
    if let Some(word) = misspelt(found.text, &items) {
        return diagnostic.help(did_you_mean(&word)).fix(
            msg!("syntax-error.word.fix", found = found.text, word = &word),
            span,
            word,
        );
    }
    match chinese(found.text).unwrap_or(found.text) {
        "rule" | "outcomes" => diagnostic.help(msg!("syntax-error.rule_outside.help")),
        _ => diagnostic.help(msg!("syntax-error.item.help")),
    }
}

/// The keyword that a word was probably meant to be.
fn misspelt(found: &str, keywords: &[String]) -> Option<String> {
    if let Some(word) = chinese(found).filter(|word| keywords.iter().any(|keyword| keyword == word)) {
        return Some(word.to_owned());
    }
    let length = found.chars().count();
    if length < 3 || !found.chars().all(char::is_alphabetic) {
        return None;
    }
    let allowed = if length <= 4 { 1 } else { 2 };
    let lower = found.to_lowercase();
    keywords
        .iter()
        .map(|keyword| (strsim::osa_distance(&lower, keyword), keyword))
        .filter(|(distance, keyword)| *distance <= allowed && *distance < keyword.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, keyword)| keyword.clone())
        .filter(|keyword| keyword != found)
}

/// Keywords as a Chinese author may write them.
fn chinese(word: &str) -> Option<&'static str> {
    Some(match word {
        "政策" | "策略" => "policy",
        "来源" | "出处" => "source",
        "事实" => "facts",
        "枚举" => "enum",
        "记录" => "record",
        "参数" => "param",
        "定义" => "define",
        "决策" | "决定" => "decision",
        "日历" => "calendar",
        "样本" => "sample",
        "例子" | "示例" => "example",
        "规则" => "rule",
        "标题" => "title",
        "结果" => "outcomes",
        "默认" => "default",
        "要求" | "必须" => "require",
        "当" => "when",
        "除非" | "例外" => "except",
        "因为" | "原因" => "because",
        "引用" => "cite",
        "否则" => "else",
        "那么" | "则" => "then",
        "如果" => "if",
        "并且" | "且" | "和" => "and",
        "或者" | "或" => "or",
        "不" | "非" => "not",
        "是" => "is",
        "在" => "in",
        "单位" => "unit",
        _ => return None,
    })
}

/// The help for a slip that is known.
fn hint(found: &Found<'_>, expected: &Expected) -> Option<Message> {
    let last = last_word(found.before);
    let reserved = is_reserved(found.text);
    let wants_expression = expected.expression
        || [Rule::expr, Rule::operation, Rule::sum, Rule::named, Rule::number].iter().any(|r| expected.has(*r));
    Some(match found.text {
        ";" => msg!("syntax-error.semicolon.help"),
        "between" | "BETWEEN" => msg!("syntax-error.between.help", value = last),
        "(" if matches!(last, "today" | "now") => msg!("syntax-error.moment.help", word = last),
        "-" if expected.has(Rule::lbrace) => msg!("syntax-error.dash.help", before = last),
        "if" if expected.has(Rule::kw_require) => msg!("syntax-error.if_rule.help"),
        text if text.starts_with(QUOTE) && expected.has(Rule::word) && matches!(last, "is" | "not") => {
            msg!("syntax-error.quoted_word.help", word = text.trim_matches(QUOTE))
        }
        "if" | "every" | "exists" | "no" if wants_expression || expected.has(Rule::op_not) => {
            msg!("syntax-error.parentheses.help", word = found.text)
        }
        "rule" if !expected.has(Rule::kw_rule) => msg!("syntax-error.rule_inside.help"),
        "?" => msg!("syntax-error.ternary.help"),
        "'" => msg!("syntax-error.single_quote.help"),
        "#" => msg!("syntax-error.comment.help"),
        _ if reserved && (expected.has(Rule::name) || expected.has(Rule::word)) => {
            msg!("syntax-error.reserved.help", word = found.text)
        }
        _ if expected.has(Rule::kw_else) && mentions(found.before, "if") => msg!("syntax-error.if_else.help"),
        ":" => msg!("syntax-error.taken.help", before = last),
        _ if expected.has(Rule::comma) && expected.has(Rule::rbracket) => msg!("syntax-error.list_comma.help"),
        _ if expected.has(Rule::comma) && expected.has(Rule::rparen) => msg!("syntax-error.call_comma.help"),
        _ if expected.has(Rule::colon) => msg!("syntax-error.colon.help", before = last),
        _ if (expected.has(Rule::text) || expected.has(Rule::localised)) && !expected.expression && !found.is_end() => {
            msg!("syntax-error.text.help", after = last)
        }
        _ if (expected.has(Rule::date) || expected.has(Rule::date_like)) && !expected.expression => {
            msg!("syntax-error.date.help")
        }
        _ if expected.has(Rule::kw_require) => msg!("syntax-error.rule_clauses.help"),
        _ if expected.has(Rule::kw_outcomes) => msg!("syntax-error.decision_clauses.help"),
        _ if expected.has(Rule::kw_given) => msg!("syntax-error.example_clauses.help"),
        _ if expected.has(Rule::dot) && found.before.trim_start().starts_with("use ") => {
            let policy = found.before.trim_start().trim_start_matches("use ").trim();
            msg!("syntax-error.use.help", policy = policy)
        }
        _ if found.is_end() => msg!("syntax-error.end.help"),
        _ => return None,
    })
}

/// The last word of a stretch, or its last sign.
fn last_word(text: &str) -> &str {
    let cut = text.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    let sign = text.chars().next_back().map_or(0, char::len_utf8);
    text.get(cut.min(text.len() - sign)..).unwrap_or("")
}

/// The name that a stretch ends in, and what stands before it.
fn last_name(text: &str) -> Option<(&str, &str)> {
    let cut = text.trim_end_matches(is_name_char).len();
    text.split_at_checked(cut).filter(|(_, last)| !last.is_empty())
}

/// Whether a stretch ends in a text with a brace that is not closed in it.
fn ends_in_open_brace(before: &str) -> bool {
    let inside = before.strip_suffix('"').and_then(|rest| rest.rsplit('"').next()).unwrap_or("");
    inside.rfind('{').is_some_and(|open| inside.rfind('}').is_none_or(|close| close < open))
}

/// Whether a word stands in the last line of a stretch.
fn mentions(text: &str, word: &str) -> bool {
    let tail_start = text.len().saturating_sub(200);
    let tail = (tail_start..=text.len()).find_map(|start| text.get(start..)).unwrap_or("");
    tail.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == word)
}
