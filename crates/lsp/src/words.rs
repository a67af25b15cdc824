//! The words of the language, its functions and its units of time, with the keys of the texts that say what they do.

use zhun::diagnostic::Locale;

use crate::hover::say;

/// Words as they begin declarations, clauses and parts of expressions, in alphabetical order.
pub const WORDS: [(&str, &str); 77] = [
    ("absent", "lsp.word.absent"),
    ("and", "lsp.word.and"),
    ("because", "lsp.word.because"),
    ("bool", "lsp.word.bool"),
    ("calendar", "lsp.word.calendar"),
    ("choose", "lsp.word.choose"),
    ("cite", "lsp.word.cite"),
    ("clause", "lsp.word.clause"),
    ("covers", "lsp.word.covers"),
    ("date", "lsp.word.date"),
    ("datetime", "lsp.word.datetime"),
    ("decimal", "lsp.word.decimal"),
    ("decision", "lsp.word.decision"),
    ("default", "lsp.word.default"),
    ("define", "lsp.word.define"),
    ("duration", "lsp.word.duration"),
    ("effective", "lsp.word.effective"),
    ("else", "lsp.word.else"),
    ("enum", "lsp.word.enum"),
    ("error", "lsp.word.error"),
    ("every", "lsp.word.every"),
    ("example", "lsp.word.example"),
    ("except when", "lsp.word.except-when"),
    ("exists", "lsp.word.exists"),
    ("expect", "lsp.word.expect"),
    ("facts", "lsp.word.facts"),
    ("false", "lsp.word.false"),
    ("from", "lsp.word.from"),
    ("given", "lsp.word.given"),
    ("holiday", "lsp.word.holiday"),
    ("if", "lsp.word.if"),
    ("in", "lsp.word.in"),
    ("int", "lsp.word.int"),
    ("interpretation", "lsp.word.interpretation"),
    ("is", "lsp.word.is"),
    ("left out because", "lsp.word.left-out-because"),
    ("list of", "lsp.word.list-of"),
    ("needs", "lsp.word.needs"),
    ("no", "lsp.word.no"),
    ("not", "lsp.word.not"),
    ("not in", "lsp.word.not-in"),
    ("not_in_force", "lsp.word.not-in-force"),
    ("now", "lsp.word.now"),
    ("oblige", "lsp.word.oblige"),
    ("obliges", "lsp.word.obliges"),
    ("optional", "lsp.word.optional"),
    ("or", "lsp.word.or"),
    ("otherwise", "lsp.word.otherwise"),
    ("out because", "lsp.word.left-out-because"),
    ("outcomes", "lsp.word.outcomes"),
    ("param", "lsp.word.param"),
    ("params", "lsp.word.params"),
    ("policy", "lsp.word.policy"),
    ("present", "lsp.word.present"),
    ("published", "lsp.word.published"),
    ("record", "lsp.word.record"),
    ("require", "lsp.word.require"),
    ("reserved", "lsp.word.reserved"),
    ("rule", "lsp.word.rule"),
    ("sample", "lsp.word.sample"),
    ("source", "lsp.word.source"),
    ("text", "lsp.word.text"),
    ("then", "lsp.word.then"),
    ("through", "lsp.word.through"),
    ("title", "lsp.word.title"),
    ("today", "lsp.word.today"),
    ("true", "lsp.word.true"),
    ("undetermined", "lsp.word.undetermined"),
    ("unit", "lsp.word.unit"),
    ("url", "lsp.word.url"),
    ("use", "lsp.word.use"),
    ("weekend", "lsp.word.weekend"),
    ("when", "lsp.word.when"),
    ("where", "lsp.word.where"),
    ("with", "lsp.word.with"),
    ("without", "lsp.word.without"),
    ("workday", "lsp.word.workday"),
];

/// Functions, as they are called.
pub const FUNCTIONS: [(&str, &str); 13] = [
    ("abs(number)", "lsp.function.abs"),
    ("avg(x in list: value)", "lsp.function.avg"),
    ("count(list)", "lsp.function.count"),
    ("distinct(list)", "lsp.function.distinct"),
    ("length(text)", "lsp.function.length"),
    ("max(a, b)", "lsp.function.max"),
    ("min(a, b)", "lsp.function.min"),
    ("minute_of_day(datetime)", "lsp.function.minute-of-day"),
    ("round(number, places)", "lsp.function.round"),
    ("starts_with(text, prefix)", "lsp.function.starts-with"),
    ("sum(x in list: value)", "lsp.function.sum"),
    ("working_days_after(date, days, calendar)", "lsp.function.working-days-after"),
    ("years_between(earlier, later)", "lsp.function.years-between"),
];

/// Types that need no declaration.
pub const TYPES: [&str; 7] = ["bool", "date", "datetime", "decimal", "duration", "int", "text"];

/// What may stand after a number.
pub const UNITS: [&str; 7] = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];

/// The days of the week.
pub const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// What a word of the language does.
pub fn said(word: &str, locale: Locale) -> Option<String> {
    let known = WORDS.binary_search_by_key(&word, |(known, _)| known).ok()?;
    WORDS.get(known).map(|(_, key)| say(key, &[], locale))
}

/// A function as it is called, and what it gives.
pub fn function(name: &str, locale: Locale) -> Option<(&'static str, String)> {
    let is_it = |(call, _): &&(&str, &str)| call.strip_prefix(name).is_some_and(|rest| rest.starts_with('('));
    FUNCTIONS.iter().find(is_it).map(|(call, key)| (*call, say(key, &[], locale)))
}

/// What a unit of time is.
pub fn unit(word: &str, locale: Locale) -> Option<String> {
    let is_it = |unit: &&&str| **unit == word || unit.trim_end_matches('s') == word;
    let unit = UNITS.iter().find(is_it)?;
    Some(say(if matches!(*unit, "months" | "years") { "lsp.unit.calendar" } else { "lsp.unit.clock" }, &[], locale))
}

/// The words of the language that a word is, or is a part of, such as `left` in `left out because`.
pub fn whole(word: &str) -> Option<&'static str> {
    let all = WORDS.iter().map(|(known, _)| *known);
    let part = |known: &&str| known.split(' ').any(|part| part == word);
    all.clone().find(|known| *known == word).or_else(|| all.filter(|known| known.contains(' ')).find(part))
}
