//! Problems of an input to English words. It decides nothing: whatever a sentence needs is in the [`ProblemKind`], so
//! that another language is another file beside this one.

use super::limits;
use super::near::nearest;
use super::problem::{
    DateSlip, DateTimeSlip, DurationSlip, Expected, FactProblem, Found, NumberLimit, ProblemKind, Slip, Within,
    YamlFeature,
};

/// The words of one problem.
pub(super) struct Words {
    /// What was expected.
    pub expected: String,
    /// What came instead.
    pub found: String,
    /// What to do next.
    pub help: Option<String>,
}

fn say(expected: impl Into<String>, found: impl Into<String>) -> Words {
    Words { expected: expected.into(), found: found.into(), help: None }
}

impl Words {
    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn maybe_help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}

/// A problem as one line, without its help.
pub(super) fn sentence(problem: &FactProblem) -> String {
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("line {line}, column {column}: "),
        (Some(line), None) => format!("line {line}: "),
        (None, _) => String::new(),
    };
    format!("{place}{}", statement(problem))
}

/// A problem as one line, without its place and its help.
pub(super) fn statement(problem: &FactProblem) -> String {
    let path = if problem.path.is_empty() { String::new() } else { format!("{}: ", quoted(&problem.path)) };
    let (expected, found) = (&problem.expected, &problem.found);
    match problem.kind {
        ProblemKind::More { .. } => found.clone(),
        _ => format!("{path}expected {expected}, found {found}"),
    }
}

/// The help with a value that is absent in a list.
pub(super) fn in_list(kind: &ProblemKind) -> String {
    let give = match kind {
        ProblemKind::NotOptional { expected: Expected::Record(_), .. } => "object",
        _ => "value",
    };
    format!("a list holds no `null`; give the {give}")
}

/// The words of a problem.
pub(super) fn words(kind: &ProblemKind) -> Words {
    match kind {
        ProblemKind::Syntax(slip) => syntax(slip),
        ProblemKind::NotUtf8 { offset, utf16 } => not_utf8(*offset, *utf16),
        ProblemKind::TooDeep => say(format!("at most {} lists and objects within each other", limits::DEPTH), "more"),
        ProblemKind::NotAnObject { found } => not_an_object(found),
        ProblemKind::DuplicateKey { key, first } => duplicate_key(key, *first),
        ProblemKind::WholeAndPart { whole, part } => say(
            format!("{} or its fields", quoted(whole)),
            format!("both it and {}", quoted(part)),
        )
        .help(format!("{} is given whole and by its field {}; keep one way", quoted(whole), quoted(part))),
        ProblemKind::WrongType { expected, found } => {
            say(expected_words(expected), found_words(found)).maybe_help(wrong_type_help(expected, found))
        }
        ProblemKind::NotOptional { expected, found } => say(expected_words(expected), found_words(found))
            .help("only what is optional can be absent; leave it out if its value is not known"),
        ProblemKind::Missing { expected, near } => missing(expected, near.as_deref()),
        ProblemKind::NotWhole { digits } => say("a whole number", number(digits)),
        ProblemKind::NumberDoesNotFit { digits, limit } => say(number_limit(*limit), number(digits)),
        ProblemKind::NotFinite { number } => say("a number", quoted(number))
            .help("leave it out if its value is not known, or give `null` if it is optional and absent"),
        ProblemKind::BadDate { text, slip } => bad_date(text, slip, "a date such as `2022-10-10`"),
        ProblemKind::BadDateTime { text, slip } => bad_date_time(text, slip),
        ProblemKind::BadDuration { text, slip } => bad_duration(text, *slip),
        ProblemKind::UnknownWord { word, words, near } => say(one_of(words), text(word))
            .maybe_help(near.as_ref().map(|near| format!("did you mean {}?", quoted(near)))),
        ProblemKind::GroupWord { group, leaves } => {
            say(one_of(leaves), format!("the group {}", quoted(group))).help("facts name a word itself, not its group")
        }
        ProblemKind::OutOfBounds { found, least, greatest } => {
            say(bounds(least.as_deref(), greatest.as_deref()), quoted(found))
        }
        ProblemKind::EmptyCell { expected } => say(expected_words(expected), "an empty cell")
            .help("only an optional fact can be absent; leave the column out if it is not known"),
        ProblemKind::CellCount { expected, found } if found < expected => {
            say(count(*expected, "cell"), count(*found, "cell")).help("give every cell; leave an absent one empty")
        }
        ProblemKind::CellCount { expected, found } => say(count(*expected, "cell"), count(*found, "cell"))
            .help("put a cell that holds a comma, a quote or a line break in double quotes, and double its quotes"),
        ProblemKind::YamlFeature(feature) => yaml_feature(feature),
        ProblemKind::NotSerializable { message } => {
            say("a value that can be serialised", format!("an error: {}", cut_at(message, 200)))
        }
        ProblemKind::NearMiss { key, missing } => say(quoted(missing), quoted(key)).help(format!(
            "{} is missing; rename {} if it is meant",
            quoted(missing),
            quoted(key)
        )),
        ProblemKind::UnknownColumn { column, near } => unknown_column(column, near.as_deref()),
        ProblemKind::More { count } => say("fewer problems", format!("{count} more problems, which are not listed")),
    }
}

const YAML_HELP: &str = "keys of one object begin in the same column; write `key: value`";

fn syntax(slip: &Slip) -> Words {
    match slip {
        Slip::Empty => say("an object", "an empty input").help("`{}` is an input without facts"),
        Slip::Truncated(within) => say(closing(*within), "the end of the input").help("is the input cut off?"),
        Slip::TrailingComma => say("another item after the comma", "the closing bracket").help("remove the comma"),
        Slip::SingleQuote => {
            say("a double quote `\"`", "a single quote `'`").help("JSON writes texts in double quotes")
        }
        Slip::Comment => say("JSON", "a comment").help("JSON has no comments; remove it"),
        Slip::FullWidth { found: ' ' | '\u{a0}' | '\u{3000}', .. } => {
            say("an ordinary space", "a space of another kind").help("replace it by an ordinary space")
        }
        Slip::FullWidth { found, due } => say(format!("`{due}`"), format!("the full-width `{found}`"))
            .help(format!("write the half-width (半角) `{due}`")),
        Slip::BareKey(key) => {
            say("a key in double quotes", quoted(key)).help(format!("write {}", quoted(&format!("\"{key}\""))))
        }
        Slip::BareWord(word) => say("a value", quoted(word)).maybe_help(bare_word_help(word)),
        Slip::NoColon(found) => say("`:` after the key", quoted(found)),
        Slip::NoComma { within, found } => say(format!("`,` or {}", closing(*within)), quoted(found)),
        Slip::BadNumber => say("a number such as `3`, `-0.5` or `1e3`", "a number in another form"),
        Slip::BadEscape => say("an escape such as `\\n`, `\\\"`, `\\\\` or `\\u4e2d`", "another escape"),
        Slip::ControlCharacter => say("text without line breaks and control characters", "one of them")
            .help("write a line break as `\\n`, and close the text with `\"`"),
        Slip::ExtraText => say("the end of the input", "more text")
            .help("an input holds one object; several of them, one on each line, are NDJSON"),
        Slip::NoValue(found) => say("a value", quoted(&found.to_string())),
        Slip::Yaml { message, full_width_colon } => {
            let help = "a full-width colon `：` stands near; write `: `, a half-width (半角) colon and a space";
            say("YAML", format!("an error: {}", cut_at(message, 200))).help(if *full_width_colon {
                help
            } else {
                YAML_HELP
            })
        }
        Slip::NoHeader => say("a first line that names the columns", "an empty input"),
        Slip::Csv(message) => say("CSV", format!("an error: {}", cut_at(message, 200))),
    }
}

fn closing(within: Within) -> &'static str {
    match within {
        Within::List => "`]`",
        Within::Object => "`}`",
        Within::Text => "`\"`",
        Within::Value => "a value",
    }
}

fn bare_word_help(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    Some(match lower.as_str() {
        "true" | "false" | "null" => format!("write `{lower}`"),
        "none" | "nil" => "write `null`".to_owned(),
        "undefined" | "nan" | "infinity" => {
            "leave the key out if its value is not known, or write `null` if it is absent".to_owned()
        }
        _ => match nearest(&lower, ["true", "false", "null"]) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write a text in double quotes: {}", quoted(&format!("\"{word}\""))),
        },
    })
}

fn not_utf8(offset: usize, utf16: bool) -> Words {
    let found = if utf16 { "UTF-16".to_owned() } else { format!("another encoding, from byte {offset} on") };
    say("UTF-8", found).help("save it as UTF-8; Excel calls that `CSV UTF-8`")
}

fn not_an_object(found: &Found) -> Words {
    let words = say("an object with the facts as its keys", found_words(found));
    match found {
        Found::List(_) => words.help("an input holds the facts of one case; several cases, one a line, are NDJSON"),
        Found::Text(text) if text.contains('：') => {
            words.help("write `: `, a half-width (半角) colon and a space, after a key")
        }
        _ => words,
    }
}

fn duplicate_key(key: &str, first: Option<(u32, u32)>) -> Words {
    let place = first.map_or_else(String::new, |(line, column)| format!(", first at line {line}, column {column}"));
    say(format!("{} once", quoted(key)), format!("it twice{place}")).help("remove the one that is not meant")
}

fn missing(expected: &Expected, near: Option<&str>) -> Words {
    say(expected_words(expected), "nothing").help(match near {
        Some(near) => format!("the input has {}; rename it if it is meant", quoted(near)),
        None => "supply it, or let missing facts count as unknown".to_owned(),
    })
}

fn number_limit(limit: NumberLimit) -> &'static str {
    match limit {
        NumberLimit::Int => "a whole number of at most 64 bits",
        NumberLimit::Digits => "a number of at most 28 significant digits",
        NumberLimit::Places => "a number of at most 28 decimal places",
        NumberLimit::Size => "a number below 10^28",
    }
}

fn bad_date(found: &str, slip: &DateSlip, expected: &str) -> Words {
    let words = say(expected, text(found));
    match slip {
        DateSlip::Form(meant) => words.maybe_help(meant.as_ref().map(|meant| format!("did you mean `{meant}`?"))),
        DateSlip::NoSuchMonth(month) => words.help(format!("there is no month {month}")),
        DateSlip::NoSuchDay { year, month, days } => {
            words.help(format!("{} {year} has {days} days", month_name(*month)))
        }
        DateSlip::HasTime(date) => words.help(format!("give the date without a time of day: `{date}`")),
    }
}

fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("that month")
}

fn bad_date_time(found: &str, slip: &DateTimeSlip) -> Words {
    let expected = "a date-time such as `2022-10-10T10:01` or `2022-10-10T10:01:00+08:00`";
    match slip {
        DateTimeSlip::Date(slip) => bad_date(found, slip, expected),
        DateTimeSlip::NoTime => say(expected, text(found)).help(format!("add the time of day: `{}T00:00`", cut(found))),
        DateTimeSlip::Time => say(expected, text(found)),
        DateTimeSlip::ZoneName => say(expected, text(found)).help("give an offset such as `+08:00`, not a zone's name"),
        DateTimeSlip::OutOfRange => say("a date-time of the years -9999 to 9999", text(found)),
    }
}

fn bad_duration(found: &str, slip: DurationSlip) -> Words {
    let words = say("a duration such as `5 hours` or `PT5H`", text(found));
    match slip {
        DurationSlip::Form => words.help("units are weeks, days, hours, minutes and seconds"),
        DurationSlip::NotFixed => words.help("months and years differ in length; give days"),
        DurationSlip::OutOfRange => words.help("give whole seconds, fewer than 2^63"),
    }
}

fn bounds(least: Option<&str>, greatest: Option<&str>) -> String {
    match (least, greatest) {
        (Some(least), Some(greatest)) => format!("a value from `{least}` to `{greatest}`"),
        (Some(least), None) => format!("a value of `{least}` or more"),
        (None, Some(greatest)) => format!("a value of `{greatest}` or less"),
        (None, None) => "a value".to_owned(),
    }
}

fn yaml_feature(feature: &YamlFeature) -> Words {
    match feature {
        YamlFeature::Alias => say("a value", "an alias `*…`").help("write the value out"),
        YamlFeature::MergeKey => say("a key", "the merge key `<<`").help("write the merged keys out"),
        YamlFeature::Tag(tag) => {
            say("a value without a tag", format!("the tag {}", quoted(tag))).help("remove the tag")
        }
        YamlFeature::SecondDocument => {
            say("one document", "a second one after `---`").help("an input holds the facts of one case")
        }
        YamlFeature::ComplexKey => say("a word as a key", "a list or an object"),
    }
}

fn unknown_column(column: &str, near: Option<&str>) -> Words {
    let words = say("columns named after facts", format!("the column {}", quoted(column)));
    if let Some(near) = near {
        return words.help(format!("did you mean {}?", quoted(near)));
    }
    match column.chars().find(|c| matches!(c, ';' | '\t' | '，' | '、' | '|')) {
        Some('\t') => words.help("separate columns by commas, not by tabs"),
        Some(separator) => words.help(format!("separate columns by commas, not by `{separator}`")),
        None => words.help("it is ignored"),
    }
}

fn expected_words(expected: &Expected) -> String {
    match expected {
        Expected::Bool => "`true` or `false`".to_owned(),
        Expected::Int => "a whole number".to_owned(),
        Expected::Decimal => "a number".to_owned(),
        Expected::Text => "text".to_owned(),
        Expected::Date => "a date such as `2022-10-10`".to_owned(),
        Expected::DateTime => "a date-time such as `2022-10-10T10:01`".to_owned(),
        Expected::Duration => "a duration such as `5 hours`".to_owned(),
        Expected::Word(words) => one_of(words),
        Expected::Record(fields) if fields.is_empty() => "an object".to_owned(),
        Expected::Record(fields) => format!("an object with {}", listed(fields, "and")),
        Expected::List => "a list".to_owned(),
        Expected::Nothing => "nothing, since outcomes are decided and never supplied".to_owned(),
    }
}

fn found_words(found: &Found) -> String {
    match found {
        Found::Null => "`null`".to_owned(),
        Found::Bool(value) => format!("`{value}`"),
        Found::Number(digits) => number(digits),
        Found::Text(found) => text(found),
        Found::Cell(found) if found.is_empty() => "nothing".to_owned(),
        Found::Cell(found) => quoted(found),
        Found::List(0) => "an empty list".to_owned(),
        Found::List(length) => format!("a list of {}", count(*length, "item")),
        Found::Object => "an object".to_owned(),
    }
}

fn wrong_type_help(expected: &Expected, found: &Found) -> Option<String> {
    match (expected, found) {
        (Expected::Bool, Found::Text(found)) if matches!(found.as_str(), "true" | "false") => {
            Some(format!("write `{found}` without quotes"))
        }
        (Expected::Bool, Found::Text(_) | Found::Cell(_) | Found::Number(_)) => {
            Some("write `true` or `false`, in small letters and without quotes".to_owned())
        }
        (Expected::Int, Found::Text(found)) if is_whole(found) => Some(format!("write `{found}` without quotes")),
        (Expected::Int | Expected::Decimal, Found::Text(found) | Found::Cell(found)) => number_help(found),
        (Expected::Word(words), Found::Number(digits)) if !words.contains(digits) => None,
        (Expected::Text | Expected::Word(_), Found::Number(digits)) => {
            Some(format!("write it in quotes: {}", quoted(&format!("\"{digits}\""))))
        }
        (Expected::Date, Found::Number(digits)) if day_of(digits).is_some() => {
            day_of(digits).map(|day| format!("write `\"{day}\"`"))
        }
        (Expected::Duration, Found::Number(digits)) => {
            Some(format!("say of what: {}", quoted(&format!("\"{digits} hours\""))))
        }
        (Expected::List, Found::Cell(found)) => Some(format!("write {}", quoted(&format!("[{found}]")))),
        (Expected::Date | Expected::DateTime, Found::Number(_)) => Some("write it as text, in quotes".to_owned()),
        (Expected::List, Found::Text(_) | Found::Number(_) | Found::Bool(_) | Found::Object) => {
            Some("write a list in brackets, `[…]`, even of one item".to_owned())
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
fn number_help(found: &str) -> Option<String> {
    let mut groups = found.split([',', '，', '_', ' ']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(first) && !rest.is_empty() && rest.iter().all(|group| group.len() == 3 && digits(group)) {
        return Some(format!("write {}", quoted(&format!("{first}{}", rest.concat()))));
    }
    found.ends_with(['%', '％']).then(|| "write 5% as `0.05`".to_owned())
}

fn one_of(words: &[String]) -> String {
    match words {
        [] => "a word of an enum without words".to_owned(),
        words => listed(words, "or"),
    }
}

/// `a`, `b` or `c`
fn listed(words: &[String], last: &str) -> String {
    let more = words.len().saturating_sub(limits::LISTED_WORDS);
    let mut shown: Vec<String> = words.iter().take(limits::LISTED_WORDS).map(|word| quoted(word)).collect();
    if more > 0 {
        return format!("{} {last} {more} more", shown.join(", "));
    }
    match (shown.pop(), shown.is_empty()) {
        (Some(word), true) => word,
        (Some(word), false) => format!("{} {last} {word}", shown.join(", ")),
        (None, _) => String::new(),
    }
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn number(digits: &str) -> String {
    format!("the number {}", quoted(digits))
}

fn text(found: &str) -> String {
    if found.is_empty() { "an empty text".to_owned() } else { format!("the text {}", quoted(found)) }
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
