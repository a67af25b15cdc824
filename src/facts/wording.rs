//! Problems of an input to messages. It decides nothing: whatever a sentence needs is in the [`ProblemKind`]; the
//! words themselves are in the message catalogue.

use super::limits;
use super::near::nearest;
use super::problem::{
    DateSlip, DateTimeSlip, DurationSlip, Expected, FactProblem, Found, NumberLimit, ProblemKind, Slip, Within,
    YamlFeature,
};
use crate::diagnostic::{Message, msg};

/// The words of one problem.
pub(super) struct Words {
    /// What was expected.
    pub expected: Message,
    /// What came instead.
    pub found: Message,
    /// What to do next.
    pub help: Option<Message>,
}

fn say(expected: Message, found: Message) -> Words {
    Words { expected, found, help: None }
}

impl Words {
    fn help(self, help: Message) -> Self {
        Self { help: Some(help), ..self }
    }

    fn maybe_help(self, help: Option<Message>) -> Self {
        Self { help, ..self }
    }
}

/// What stands for itself in every language.
fn plain(text: impl ToString) -> Message {
    msg!("facts.as-is", text = text.to_string())
}

/// A problem as one line, without its help.
pub(super) fn sentence(problem: &FactProblem) -> String {
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => {
            msg!("facts.line-column", line = line, column = column, problem = statement(problem))
        }
        (Some(line), None) => msg!("facts.line", line = line, problem = statement(problem)),
        (None, _) => return statement(problem),
    };
    place.text(problem.words)
}

/// A problem as one line, without its place and its help.
pub(super) fn statement(problem: &FactProblem) -> String {
    let (expected, found) = (&problem.expected, &problem.found);
    let message = match problem.kind {
        ProblemKind::More { .. } => return found.clone(),
        _ if problem.path.is_empty() => msg!("facts.problem", expected = expected, found = found),
        _ => msg!("facts.problem-at", path = quoted(&problem.path), expected = expected, found = found),
    };
    message.text(problem.words)
}

/// The help with a value that is absent in a list.
pub(super) fn in_list(kind: &ProblemKind) -> Message {
    match kind {
        ProblemKind::NotOptional { expected: Expected::Record(_), .. } => msg!("facts.no-null-object"),
        _ => msg!("facts.no-null-value"),
    }
}

/// The words of a problem.
pub(super) fn words(kind: &ProblemKind) -> Words {
    match kind {
        ProblemKind::Syntax(slip) => syntax(slip),
        ProblemKind::NotUtf8 { offset, utf16 } => not_utf8(*offset, *utf16),
        ProblemKind::TooDeep => say(msg!("facts.depth", limit = limits::DEPTH), msg!("facts.more-deep")),
        ProblemKind::NotAnObject { found } => not_an_object(found),
        ProblemKind::DuplicateKey { key, first } => duplicate_key(key, *first),
        ProblemKind::WholeAndPart { whole, part } => {
            say(msg!("facts.whole-or-fields", whole = quoted(whole)), msg!("facts.whole-and-part", part = quoted(part)))
                .help(msg!("facts.keep-one-way", whole = quoted(whole), part = quoted(part)))
        }
        ProblemKind::WrongType { expected, found } => {
            say(expected_words(expected), found_words(found)).maybe_help(wrong_type_help(expected, found))
        }
        ProblemKind::NotOptional { expected, found } => {
            say(expected_words(expected), found_words(found)).help(msg!("facts.only-optional"))
        }
        ProblemKind::Missing { expected, near } => missing(expected, near.as_deref()),
        ProblemKind::NotWhole { digits } => say(msg!("facts.int"), number(digits)),
        ProblemKind::NumberDoesNotFit { digits, limit } => say(number_limit(*limit), number(digits)),
        ProblemKind::NotFinite { number } => {
            say(msg!("facts.number"), plain(quoted(number))).help(msg!("facts.leave-out-or-null"))
        }
        ProblemKind::BadDate { text, slip } => bad_date(text, slip, msg!("facts.date")),
        ProblemKind::BadDateTime { text, slip } => bad_date_time(text, slip),
        ProblemKind::BadDuration { text, slip } => bad_duration(text, *slip),
        ProblemKind::UnknownWord { word, words, near } => {
            say(one_of(words), text(word)).maybe_help(near.as_deref().map(did_you_mean))
        }
        ProblemKind::GroupWord { group, leaves } => {
            say(one_of(leaves), msg!("facts.group", group = quoted(group))).help(msg!("facts.no-group"))
        }
        ProblemKind::OutOfBounds { found, least, greatest } => {
            say(bounds(least.as_deref(), greatest.as_deref()), plain(quoted(found)))
        }
        ProblemKind::EmptyCell { expected } => {
            say(expected_words(expected), msg!("facts.empty-cell")).help(msg!("facts.empty-cell.help"))
        }
        ProblemKind::CellCount { expected, found } if found < expected => {
            say(cells(*expected), cells(*found)).help(msg!("facts.every-cell"))
        }
        ProblemKind::CellCount { expected, found } => {
            say(cells(*expected), cells(*found)).help(msg!("facts.quote-cell"))
        }
        ProblemKind::YamlFeature(feature) => yaml_feature(feature),
        ProblemKind::NotSerializable { message } => say(msg!("facts.serialisable"), error(message)),
        ProblemKind::NearMiss { key, missing } => say(plain(quoted(missing)), plain(quoted(key))).help(msg!(
            "facts.rename",
            missing = quoted(missing),
            key = quoted(key)
        )),
        ProblemKind::UnknownColumn { column, near } => unknown_column(column, near.as_deref()),
        ProblemKind::More { count } => say(msg!("facts.fewer"), msg!("facts.more-problems", n = count)),
    }
}

fn syntax(slip: &Slip) -> Words {
    match slip {
        Slip::Empty => say(msg!("facts.object"), msg!("facts.empty-input")).help(msg!("facts.empty-object")),
        Slip::Truncated(within) => say(closing(*within), msg!("facts.end-of-input")).help(msg!("facts.cut-off")),
        Slip::TrailingComma => {
            say(msg!("facts.another-item"), msg!("facts.closing-bracket")).help(msg!("facts.remove-comma"))
        }
        Slip::SingleQuote => {
            say(msg!("facts.double-quote"), msg!("facts.single-quote")).help(msg!("facts.double-quotes"))
        }
        Slip::Comment => say(plain("JSON"), msg!("facts.comment")).help(msg!("facts.no-comments")),
        Slip::FullWidth { found: ' ' | '\u{a0}' | '\u{3000}', .. } => {
            say(msg!("facts.space"), msg!("facts.other-space")).help(msg!("facts.replace-space"))
        }
        Slip::FullWidth { found, due } => say(plain(format!("`{due}`")), msg!("facts.full-width", found = found))
            .help(msg!("facts.half-width", due = due)),
        Slip::BareKey(key) => say(msg!("facts.quoted-key"), plain(quoted(key))).help(write(&format!("\"{key}\""))),
        Slip::BareWord(word) => say(msg!("facts.value"), plain(quoted(word))).maybe_help(bare_word_help(word)),
        Slip::NoColon(found) => say(msg!("facts.colon"), plain(quoted(found))),
        Slip::NoComma { within, found } => {
            say(msg!("facts.comma-or").with_message("closing", closing(*within)), plain(quoted(found)))
        }
        Slip::BadNumber => say(msg!("facts.json-number"), msg!("facts.other-number")),
        Slip::BadEscape => say(msg!("facts.escape"), msg!("facts.other-escape")),
        Slip::ControlCharacter => say(msg!("facts.no-control"), msg!("facts.control")).help(msg!("facts.line-break")),
        Slip::ExtraText => say(msg!("facts.end-of-input"), msg!("facts.more-text")).help(msg!("facts.one-object")),
        Slip::NoValue(found) => say(msg!("facts.value"), plain(quoted(&found.to_string()))),
        Slip::Yaml { message, full_width_colon } => say(plain("YAML"), error(message)).help(if *full_width_colon {
            msg!("facts.full-width-colon")
        } else {
            msg!("facts.yaml-keys")
        }),
        Slip::NoHeader => say(msg!("facts.header"), msg!("facts.empty-input")),
        Slip::Csv(message) => say(plain("CSV"), error(message)),
    }
}

fn closing(within: Within) -> Message {
    match within {
        Within::List => plain("`]`"),
        Within::Object => plain("`}`"),
        Within::Text => plain("`\"`"),
        Within::Value => msg!("facts.value"),
    }
}

fn bare_word_help(word: &str) -> Option<Message> {
    let lower = word.to_lowercase();
    Some(match lower.as_str() {
        "true" | "false" | "null" => write(&lower),
        "none" | "nil" => write("null"),
        "undefined" | "nan" | "infinity" => {
            msg!("facts.leave-key-out")
        }
        _ => match nearest(&lower, ["true", "false", "null"]) {
            Some(near) => did_you_mean(near),
            None => msg!("facts.write-text", text = quoted(&format!("\"{word}\""))),
        },
    })
}

fn not_utf8(offset: usize, utf16: bool) -> Words {
    let found = if utf16 { plain("UTF-16") } else { msg!("facts.other-encoding", offset = offset) };
    say(plain("UTF-8"), found).help(msg!("facts.save-utf8"))
}

fn not_an_object(found: &Found) -> Words {
    let words = say(msg!("facts.object-of-facts"), found_words(found));
    match found {
        Found::List(_) => words.help(msg!("facts.several-cases")),
        Found::Text(text) if text.contains('：') => words.help(msg!("facts.colon-after-key")),
        _ => words,
    }
}

fn duplicate_key(key: &str, first: Option<(u32, u32)>) -> Words {
    let twice = match first {
        Some((line, column)) => msg!("facts.twice-at", line = line, column = column),
        None => msg!("facts.twice"),
    };
    say(msg!("facts.once", key = quoted(key)), twice).help(msg!("facts.remove-one"))
}

fn missing(expected: &Expected, near: Option<&str>) -> Words {
    say(expected_words(expected), msg!("facts.nothing")).help(match near {
        Some(near) => msg!("facts.input-has", near = quoted(near)),
        None => msg!("facts.supply"),
    })
}

fn number_limit(limit: NumberLimit) -> Message {
    match limit {
        NumberLimit::Int => msg!("facts.limit-int"),
        NumberLimit::Digits => msg!("facts.limit-digits"),
        NumberLimit::Places => msg!("facts.limit-places"),
        NumberLimit::Size => msg!("facts.limit-size"),
    }
}

fn bad_date(found: &str, slip: &DateSlip, expected: Message) -> Words {
    let words = say(expected, text(found));
    match slip {
        DateSlip::Form(meant) => words.maybe_help(meant.as_ref().map(|meant| did_you_mean(&meant.to_string()))),
        DateSlip::NoSuchMonth(month) => words.help(msg!("facts.no-month", month = month)),
        DateSlip::NoSuchDay { year, month, days } => {
            words.help(msg!("facts.days-of-month", month = month_name(*month), year = year, days = days))
        }
        DateSlip::HasTime(date) => words.help(msg!("facts.without-time", date = date)),
    }
}

/// The key of a month's name.
fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "@facts.month.1",
        "@facts.month.2",
        "@facts.month.3",
        "@facts.month.4",
        "@facts.month.5",
        "@facts.month.6",
        "@facts.month.7",
        "@facts.month.8",
        "@facts.month.9",
        "@facts.month.10",
        "@facts.month.11",
        "@facts.month.12",
    ];
    NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("@facts.month")
}

fn bad_date_time(found: &str, slip: &DateTimeSlip) -> Words {
    let expected = msg!("facts.datetime-or-offset");
    match slip {
        DateTimeSlip::Date(slip) => bad_date(found, slip, expected),
        DateTimeSlip::NoTime => say(expected, text(found)).help(msg!("facts.add-time", date = cut(found))),
        DateTimeSlip::Time => say(expected, text(found)),
        DateTimeSlip::ZoneName => say(expected, text(found)).help(msg!("facts.give-offset")),
        DateTimeSlip::OutOfRange => say(msg!("facts.datetime-years"), text(found)),
    }
}

fn bad_duration(found: &str, slip: DurationSlip) -> Words {
    let words = say(msg!("facts.duration-or-iso"), text(found));
    match slip {
        DurationSlip::Form => words.help(msg!("facts.duration-units")),
        DurationSlip::NotFixed => words.help(msg!("facts.give-days")),
        DurationSlip::OutOfRange => words.help(msg!("facts.whole-seconds")),
    }
}

fn bounds(least: Option<&str>, greatest: Option<&str>) -> Message {
    match (least, greatest) {
        (Some(least), Some(greatest)) => msg!("facts.between", least = least, greatest = greatest),
        (Some(least), None) => msg!("facts.at-least", least = least),
        (None, Some(greatest)) => msg!("facts.at-most", greatest = greatest),
        (None, None) => msg!("facts.value"),
    }
}

fn yaml_feature(feature: &YamlFeature) -> Words {
    match feature {
        YamlFeature::Alias => say(msg!("facts.value"), msg!("facts.alias")).help(msg!("facts.write-out")),
        YamlFeature::MergeKey => say(msg!("facts.key"), msg!("facts.merge-key")).help(msg!("facts.write-keys-out")),
        YamlFeature::Tag(tag) => {
            say(msg!("facts.value-without-tag"), msg!("facts.tag", tag = quoted(tag))).help(msg!("facts.remove-tag"))
        }
        YamlFeature::SecondDocument => {
            say(msg!("facts.one-document"), msg!("facts.second-document")).help(msg!("facts.one-case"))
        }
        YamlFeature::ComplexKey => say(msg!("facts.word-as-key"), msg!("facts.list-or-object")),
    }
}

fn unknown_column(column: &str, near: Option<&str>) -> Words {
    let words = say(msg!("facts.columns"), msg!("facts.column", column = quoted(column)));
    if let Some(near) = near {
        return words.help(did_you_mean(near));
    }
    match column.chars().find(|c| matches!(c, ';' | '\t' | '，' | '、' | '|')) {
        Some('\t') => words.help(msg!("facts.not-tabs")),
        Some(separator) => words.help(msg!("facts.not-separator", separator = separator)),
        None => words.help(msg!("facts.ignored")),
    }
}

fn expected_words(expected: &Expected) -> Message {
    match expected {
        Expected::Bool => msg!("facts.true-or-false"),
        Expected::Int => msg!("facts.int"),
        Expected::Decimal => msg!("facts.number"),
        Expected::Text => msg!("facts.text"),
        Expected::Date => msg!("facts.date"),
        Expected::DateTime => msg!("facts.datetime"),
        Expected::Duration => msg!("facts.duration"),
        Expected::Word(words) => one_of(words),
        Expected::Record(fields) if fields.is_empty() => msg!("facts.object"),
        Expected::Record(fields) => msg!("facts.object-with").with_message("fields", listed(fields, Last::And)),
        Expected::List => msg!("facts.list"),
        Expected::Nothing => msg!("facts.no-outcomes"),
    }
}

fn found_words(found: &Found) -> Message {
    match found {
        Found::Null => plain("`null`"),
        Found::Bool(value) => plain(format!("`{value}`")),
        Found::Number(digits) => number(digits),
        Found::Text(found) => text(found),
        Found::Cell(found) if found.is_empty() => msg!("facts.nothing"),
        Found::Cell(found) => plain(quoted(found)),
        Found::List(0) => msg!("facts.empty-list"),
        Found::List(1) => msg!("facts.list-of-one"),
        Found::List(length) => msg!("facts.list-of", n = length),
        Found::Object => msg!("facts.object"),
    }
}

fn wrong_type_help(expected: &Expected, found: &Found) -> Option<Message> {
    match (expected, found) {
        (Expected::Bool, Found::Text(found)) if matches!(found.as_str(), "true" | "false") => {
            Some(msg!("facts.unquote", text = found))
        }
        (Expected::Bool, Found::Text(_) | Found::Cell(_) | Found::Number(_)) => Some(msg!("facts.write-bool")),
        (Expected::Int, Found::Text(found)) if is_whole(found) => Some(msg!("facts.unquote", text = found)),
        (Expected::Int | Expected::Decimal, Found::Text(found) | Found::Cell(found)) => number_help(found),
        (Expected::Word(words), Found::Number(digits)) if !words.contains(digits) => None,
        (Expected::Text | Expected::Word(_), Found::Number(digits)) => {
            Some(msg!("facts.quote", text = quoted(&format!("\"{digits}\""))))
        }
        (Expected::Date, Found::Number(digits)) if day_of(digits).is_some() => {
            day_of(digits).map(|day| write(&format!("\"{day}\"")))
        }
        (Expected::Duration, Found::Number(digits)) => {
            Some(msg!("facts.of-what", text = quoted(&format!("\"{digits} hours\""))))
        }
        (Expected::List, Found::Cell(found)) => Some(write(&format!("[{found}]"))),
        (Expected::Date | Expected::DateTime, Found::Number(_)) => Some(msg!("facts.as-text")),
        (Expected::List, Found::Text(_) | Found::Number(_) | Found::Bool(_) | Found::Object) => {
            Some(msg!("facts.in-brackets"))
        }
        _ => None,
    }
}

/// `20220105` to `2022-01-05`
fn day_of(digits: &str) -> Option<String> {
    let digit = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = digits.split_at_checked(4).filter(|_| digit)?;
    let (month, day) = rest.split_at_checked(2)?;
    Some(format!("{year}-{month}-{day}"))
}

fn is_whole(found: &str) -> bool {
    found.parse::<i64>().is_ok()
}

/// Help with a number that is written for people: `1,000`, `5%`.
fn number_help(found: &str) -> Option<Message> {
    let mut groups = found.split([',', '，', '_', ' ']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(first) && !rest.is_empty() && rest.iter().all(|group| group.len() == 3 && digits(group)) {
        return Some(write(&format!("{first}{}", rest.concat())));
    }
    found.ends_with(['%', '％']).then(|| msg!("facts.percent"))
}

fn one_of(words: &[String]) -> Message {
    match words {
        [] => msg!("facts.no-words"),
        words => listed(words, Last::Or),
    }
}

/// What joins the last of some words to the others.
#[derive(Clone, Copy)]
enum Last {
    And,
    Or,
}

/// `a`, `b` or `c`
fn listed(words: &[String], last: Last) -> Message {
    let more = words.len().saturating_sub(limits::LISTED_WORDS);
    let mut shown: Vec<String> = words.iter().take(limits::LISTED_WORDS).map(|word| quoted(word)).collect();
    if more > 0 {
        let shown = shown.join(", ");
        return match last {
            Last::And => msg!("facts.and-more", words = shown, n = more),
            Last::Or => msg!("facts.or-more", words = shown, n = more),
        };
    }
    match (shown.pop(), shown.is_empty(), last) {
        (Some(word), true, _) => plain(word),
        (Some(word), false, Last::And) => msg!("facts.and", words = shown.join(", "), last = word),
        (Some(word), false, Last::Or) => msg!("facts.or", words = shown.join(", "), last = word),
        (None, ..) => plain(""),
    }
}

fn cells(n: usize) -> Message {
    if n == 1 { msg!("facts.one-cell") } else { msg!("facts.cells", n = n) }
}

fn write(text: &str) -> Message {
    msg!("facts.write", text = quoted(text))
}

fn did_you_mean(word: &str) -> Message {
    msg!("did-you-mean", word = cut(word))
}

fn number(digits: &str) -> Message {
    msg!("facts.the-number", digits = quoted(digits))
}

fn text(found: &str) -> Message {
    if found.is_empty() { msg!("facts.empty-text") } else { msg!("facts.the-text", text = quoted(found)) }
}

/// What a library says of an input, in its own words.
fn error(message: &str) -> Message {
    msg!("facts.error", message = cut_at(message, 200))
}

fn quoted(found: &str) -> String {
    format!("`{}`", cut(found))
}

/// The first characters of a text of the input, on one line.
fn cut(found: &str) -> String {
    cut_at(found, limits::QUOTED_CHARACTERS)
}

fn cut_at(found: &str, limit: usize) -> String {
    let mut shown = String::new();
    for (i, c) in found.chars().enumerate() {
        if i == limit {
            shown.push('…');
            break;
        }
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}
