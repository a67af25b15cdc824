//! pest's failures to diagnostics worded for authors: what stands there, what could, and what to do. It never names a
//! rule of the grammar.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::build::Builder;
use super::grammar::{Grammar, NOTHING, Rule};
use super::scan::{self, Segment};
use crate::diagnostic::{Code, Diagnostic, Message, msg};
use crate::source::Span;

mod expected;
mod hints;

use expected::Expected;

/// What stands at a place where something else was due.
pub(super) struct Found<'t> {
    /// Its text; empty at the end.
    pub text: &'t str,
    /// Where it begins, in bytes of the item.
    pub start: usize,
    /// What stands before it.
    pub before: &'t str,
}

impl<'t> Found<'t> {
    fn at(text: &'t str, place: usize) -> Self {
        let mut start = place.min(text.len());
        // White space and comments may lie between the place and the word that is wrong.
        loop {
            let rest = text.get(start..).unwrap_or("");
            let trimmed = rest.trim_start();
            start += rest.len() - trimmed.len();
            if !trimmed.starts_with("//") {
                break;
            }
            start += trimmed.find('\n').unwrap_or(trimmed.len());
        }
        let rest = text.get(start..).unwrap_or("");
        let length = token_length(rest);
        Self { text: rest.get(..length).unwrap_or(""), start, before: text.get(..start).unwrap_or("").trim_end() }
    }

    /// Whether nothing stands there.
    fn is_end(&self) -> bool {
        self.text.is_empty()
    }
}

/// How long the first word, number, text or sign is.
fn token_length(text: &str) -> usize {
    use super::words::{is_name_char, is_name_start};
    let Some(first) = text.chars().next() else { return 0 };
    if is_name_start(first) || first.is_ascii_digit() {
        return text.find(|c| !is_name_char(c)).unwrap_or(text.len());
    }
    if first == '"' {
        return text.get(1..).and_then(|rest| rest.find(['"', '\n'])).map_or(1, |end| end + 2);
    }
    let sign = |c: &char| matches!(c, '=' | '<' | '>' | '!' | '&' | '|' | '.' | ';');
    if sign(&first) { text.chars().take_while(sign).count() } else { first.len_utf8() }
}

/// The rules that could have stood at a place where reading a text ended. The guards of the grammar keep pest from
/// trying those that cannot begin with what stands there, so it is asked again with nothing there.
fn could_stand(rule: Rule, text: &str, found: &Found<'_>, place: usize) -> Option<Vec<Rule>> {
    let (before, after) = text.split_at_checked(found.start)?;
    match Grammar::parse(rule, &format!("{before}{NOTHING}{after}")) {
        Err(Error {
            variant: ErrorVariant::ParsingError { positives, .. }, location: InputLocation::Pos(at), ..
        }) => (place..=found.start).contains(&at).then_some(positives),
        _ => None,
    }
}

/// The diagnostic for a failure of a rule of the grammar.
pub(super) fn syntax_error(builder: Builder<'_>, rule: Rule, text: &str, error: &Error<Rule>) -> Diagnostic {
    let place = match error.location {
        InputLocation::Pos(place) | InputLocation::Span((place, _)) => place,
    };
    let positives = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        // pest says that its stack ran out.
        ErrorVariant::CustomError { .. } => return scan::too_deep(builder.reader.file, builder.base + place, 1),
    };
    let found = Found::at(text, place);
    let all = could_stand(rule, text, &found, place);
    let expected = Expected::new(all.as_deref().unwrap_or(positives));
    if let Some(diagnostic) = hints::earlier(builder, &found, &expected) {
        return diagnostic;
    }
    let (span, what) = if found.is_end() {
        let end = found.before.len();
        let last = found.before.chars().next_back().map_or(0, char::len_utf8);
        (builder.place(end - last, end), msg!("syntax-error.end"))
    } else {
        (builder.place(found.start, found.start + found.text.len()), msg!("syntax-error", found = quoted(found.text)))
    };
    let diagnostic = Diagnostic::new(Code::SyntaxError, span, what).label(expected.label());
    hints::add(diagnostic, &found, &expected)
}

/// The diagnostic for an expression in a text that cannot be read.
pub(super) fn template_error(builder: Builder<'_>, text: &str, span: Span, error: &Error<Rule>) -> Diagnostic {
    let diagnostic = syntax_error(builder, Rule::template_expr, text, error);
    if text.trim().is_empty() {
        return unreadable_template(span);
    }
    diagnostic.help(msg!("syntax-error.template.help"))
}

/// The diagnostic for braces in a text that hold nothing readable.
pub(super) fn unreadable_template(span: Span) -> Diagnostic {
    Diagnostic::new(Code::SyntaxError, span, msg!("syntax-error.template"))
        .label(msg!("syntax-error.template.label"))
        .help(msg!("syntax-error.template.help"))
}

/// The diagnostic for a stretch that is in no grammar.
pub(super) fn unexpected(span: Span, text: &str) -> Diagnostic {
    let first = text.get(..token_length(text)).unwrap_or("");
    Diagnostic::new(Code::SyntaxError, span, msg!("syntax-error", found = quoted(first)))
        .help(msg!("syntax-error.help"))
}

/// The diagnostic for something at the top level that begins with no word of an item.
pub(super) fn not_an_item(builder: Builder<'_>, segment: &Segment) -> Diagnostic {
    let text = builder.reader.mended(segment.start, segment.end);
    let found = Found::at(text, 0);
    let span = builder.place(found.start, found.start + found.text.len());
    let diagnostic = Diagnostic::new(Code::SyntaxError, span, msg!("syntax-error.item", found = quoted(found.text)))
        .label(msg!("syntax-error.item.label"));
    hints::item(diagnostic, &found)
}

/// A stretch of text for a message.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("`{start}…`")
}

/// A message with a did-you-mean.
fn did_you_mean(word: &str) -> Message {
    msg!("did-you-mean", word = word)
}
