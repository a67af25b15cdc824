//! Numbers, dates and escapes to their values. It takes more than the language has, and says what was meant.

use super::ast::ExprKind;
use super::build::{Builder, Pair};
use crate::diagnostic::{Code, Diagnostic, Message, msg};
use crate::model::{Date, DateTime, Decimal, DecimalError};
use crate::source::Span;

/// A date or a date-time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Date(Date),
    DateTime(DateTime),
}

impl Moment {
    pub fn date(self) -> Date {
        match self {
            Self::Date(date) => date,
            Self::DateTime(moment) => moment.date(),
        }
    }

    pub fn date_time(self) -> DateTime {
        match self {
            Self::Date(date) => date.at(0, 0, 0, 0),
            Self::DateTime(moment) => moment,
        }
    }
}

/// The powers of ten that Chinese writes as a character.
fn chinese_power(c: char) -> Option<(char, u32)> {
    Some(match c {
        '百' => ('百', 2),
        '千' => ('千', 3),
        '万' | '萬' => (c, 4),
        '亿' | '億' => (c, 8),
        _ => return None,
    })
}

/// `10000` to `10_000`.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

impl Builder<'_> {
    fn bad_number(self, span: Span, message: Message) -> Diagnostic {
        Diagnostic::new(Code::BadNumber, span, message)
    }

    /// The value of a number; `Error` where there is none, which was reported then.
    pub fn number(self, pair: &Pair<'_>) -> ExprKind {
        let (text, span) = (pair.as_str(), self.span(pair));
        match read_number(text) {
            Ok((value, whole)) if whole && value.to_i64().is_none() => {
                self.reader.report(
                    self.bad_number(span, msg!("bad-number.int", number = shortened(text)))
                        .label(msg!("bad-number.int.label"))
                        .help(msg!("bad-number.int.help")),
                );
                ExprKind::Error
            }
            Ok((value, whole)) => ExprKind::Number { value, whole },
            Err(error) => {
                self.reader.report(self.explain_number(text, span, error));
                ExprKind::Error
            }
        }
    }

    fn explain_number(self, text: &str, span: Span, error: DecimalError) -> Diagnostic {
        let fixed = |by: String| {
            self.bad_number(span, msg!("bad-number", number = text))
                .label(msg!("bad-number.label", number = &by))
                .help(msg!("bad-number.help"))
                .fix(msg!("bad-number.fix", number = &by), span, by.clone())
        };
        if error == DecimalError::TooLarge {
            return self
                .bad_number(span, msg!("bad-number.large", number = shortened(text)))
                .label(msg!("bad-number.large.label"))
                .help(msg!("bad-number.large.help"));
        }
        if error != DecimalError::Malformed {
            return self
                .bad_number(span, msg!("bad-number.digits", number = shortened(text)))
                .label(msg!("bad-number.digits.label"))
                .help(msg!("bad-number.digits.help"));
        }
        if let Some(by) = from_chinese(text) {
            return fixed(by);
        }
        if let Some(whole) = text.strip_suffix('.') {
            return fixed(whole.to_owned());
        }
        if text.starts_with('.') {
            return fixed(format!("0{text}"));
        }
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
        let (number, rest) = text.split_at(digits);
        if is_unit(rest) && read_number(number).is_ok() {
            let by = format!("{number} {rest}");
            return self
                .bad_number(span, msg!("bad-number", number = text))
                .label(msg!("bad-number.label", number = &by))
                .help(msg!("bad-number.unit.help"))
                .fix(msg!("bad-number.fix", number = &by), span, by.clone());
        }
        if rest.is_empty() && read_number(&number.replace('_', "")).is_ok() {
            return fixed(number.replace('_', ""));
        }
        self.bad_number(span, msg!("bad-number", number = shortened(text)))
            .label(msg!("bad-number.other.label"))
            .help(msg!("bad-number.other.help"))
    }

    /// The value of a date or date-time. Where it is none, that is reported and the nearest one that there is stands
    /// in, so that no second problem follows from it.
    pub fn moment(self, pair: &Pair<'_>) -> Moment {
        let (text, span) = (pair.as_str(), self.span(pair));
        match read_moment(text) {
            Ok(moment) => moment,
            Err(bad) => {
                self.reader.report(bad.diagnostic(text, span));
                bad.instead
            }
        }
    }

    /// A date where only a date can stand.
    pub fn date(self, pair: &Pair<'_>) -> Date {
        let moment = self.moment(pair);
        if let Moment::DateTime(_) = moment {
            let span = self.span(pair);
            let date = moment.date();
            self.reader.report(
                Diagnostic::new(Code::BadDate, span, msg!("bad-date.time", date = pair.as_str()))
                    .label(msg!("bad-date.time.label"))
                    .help(msg!("bad-date.time.help"))
                    .fix(msg!("bad-date.fix", date = date), span, date.to_string()),
            );
        }
        moment.date()
    }

    /// A text with its escapes resolved.
    pub fn unescaped(self, pair: &Pair<'_>) -> String {
        let start = pair.as_span().start() + 1;
        self.unescape(inside(pair.as_str()), start)
    }

    /// Resolves the escapes of a stretch of text that begins at `start`.
    pub fn unescape(self, text: &str, start: usize) -> String {
        let mut value = String::with_capacity(text.len());
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            if c != '\\' {
                value.push(c);
                continue;
            }
            match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, c @ ('"' | '\\' | '{' | '}'))) => value.push(c),
                Some((next, c)) => {
                    let span = self.place(start + at, start + next + c.len_utf8());
                    self.reader.report(
                        Diagnostic::new(Code::BadTextEscape, span, msg!("bad-text-escape", escape = format!("\\{c}")))
                            .label(msg!("bad-text-escape.label"))
                            .help(msg!("bad-text-escape.help"))
                            .fix(msg!("bad-text-escape.fix"), span, format!("\\\\{c}")),
                    );
                    value.push(c);
                }
                None => {}
            }
        }
        value
    }
}

/// What stands between the quotes.
pub(super) fn inside(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or("")
}

/// A long number cut for a message.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(36).chain(std::iter::once('…')).collect()
}

fn is_unit(word: &str) -> bool {
    let one = word.strip_suffix('s').unwrap_or(word);
    matches!(one, "second" | "minute" | "hour" | "day" | "week" | "month" | "year")
}

/// `1.5万` to `15_000`.
fn from_chinese(text: &str) -> Option<String> {
    let mut exponent = 0;
    let mut digits = text;
    while let Some((last, power)) = digits.chars().next_back().and_then(chinese_power) {
        exponent += power;
        digits = digits.strip_suffix(last)?;
    }
    if exponent == 0 {
        return None;
    }
    let value = Decimal::parse(&format!("{}e{exponent}", digits.replace('_', ""))).ok()?;
    Some(value.to_i64().map_or_else(|| value.to_string(), |whole| grouped(&whole.to_string())))
}

/// The value of a number and whether it was written as a whole one.
fn read_number(text: &str) -> Result<(Decimal, bool), DecimalError> {
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number, true),
        None => (text, false),
    };
    let bytes = number.as_bytes();
    let digit_at = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let underscores = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'_');
    if !underscores.map(|(i, _)| i).all(|i| digit_at(i.checked_sub(1)) && digit_at(i.checked_add(1))) {
        return Err(DecimalError::Malformed);
    }
    let clean = number.replace('_', "");
    let whole = !percent && !clean.contains(['.', 'e', 'E']);
    let value = Decimal::parse(&clean)?;
    if !percent {
        return Ok((value, whole));
    }
    if clean.contains(['e', 'E']) {
        return Err(DecimalError::Malformed);
    }
    Ok((Decimal::parse(&format!("{clean}e-2"))?, false))
}

/// Why there is no such date.
struct BadMoment {
    reason: BadDate,
    instead: Moment,
}

/// The ways in which a date can be wrong.
enum BadDate {
    /// `2022-1-5`: written otherwise than `2022-01-05`.
    Form,
    /// No such month.
    Month(i8),
    /// No such day in the month.
    Day { days: i8 },
    /// No such time of day.
    Time,
    /// `Z` or `+08:00`.
    Zone,
}

impl BadMoment {
    fn diagnostic(&self, text: &str, span: Span) -> Diagnostic {
        let instead = written(self.instead);
        match self.reason {
            BadDate::Form => Diagnostic::new(Code::BadDate, span, msg!("bad-date", date = text))
                .label(msg!("bad-date.label", date = &instead))
                .help(msg!("bad-date.help"))
                .fix(msg!("bad-date.fix", date = &instead), span, instead.clone()),
            BadDate::Month(month) => Diagnostic::new(Code::BadDate, span, msg!("bad-date.month", date = text))
                .label(msg!("bad-date.month.label", month = month))
                .help(msg!("bad-date.month.help")),
            BadDate::Day { days } => Diagnostic::new(Code::BadDate, span, msg!("bad-date.day", date = text))
                .label(msg!("bad-date.day.label", days = days))
                .help(msg!("bad-date.day.help", date = &instead)),
            BadDate::Time => Diagnostic::new(Code::BadDate, span, msg!("bad-date.clock", date = text))
                .label(msg!("bad-date.clock.label"))
                .help(msg!("bad-date.clock.help")),
            BadDate::Zone => Diagnostic::new(Code::BadDate, span, msg!("bad-date.zone", date = text))
                .label(msg!("bad-date.zone.label"))
                .help(msg!("bad-date.zone.help"))
                .fix(msg!("bad-date.fix", date = &instead), span, instead.clone()),
        }
    }
}

/// A moment as policies write it.
fn written(moment: Moment) -> String {
    match moment {
        Moment::Date(date) => date.to_string(),
        Moment::DateTime(moment) if moment.second() == 0 => {
            format!("{}T{:02}:{:02}", moment.date(), moment.hour(), moment.minute())
        }
        Moment::DateTime(moment) => {
            format!("{}T{:02}:{:02}:{:02}", moment.date(), moment.hour(), moment.minute(), moment.second())
        }
    }
}

fn read_moment(text: &str) -> Result<Moment, BadMoment> {
    let (day, time) = match text.split_once(['T', 't']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let (date, mut reason) = read_date(day);
    let Some(time) = time else {
        let instead = Moment::Date(date);
        return reason.map_or(Ok(instead), |reason| Err(BadMoment { reason, instead }));
    };
    let clock_end = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(clock_end);
    if !zone.is_empty() {
        reason = reason.or(Some(BadDate::Zone));
    }
    let parts: Vec<&str> = clock.split(':').collect();
    let number = |i: usize| parts.get(i).map_or(Some(0), |part| part.parse::<i8>().ok());
    let made = match (number(0), number(1), number(2)) {
        (Some(h), Some(m), Some(s)) => DateTime::new(date.year(), date.month(), date.day(), h, m, s, 0).ok(),
        _ => None,
    };
    let shaped = (2..=3).contains(&parts.len()) && parts.iter().all(|part| part.len() == 2) && text.contains('T');
    let Some(moment) = made.filter(|_| parts.len() <= 3) else {
        return Err(BadMoment { reason: BadDate::Time, instead: Moment::DateTime(date.at(0, 0, 0, 0)) });
    };
    let instead = Moment::DateTime(moment);
    match reason {
        Some(reason) => Err(BadMoment { reason, instead }),
        None if !shaped => Err(BadMoment { reason: BadDate::Form, instead }),
        None => Ok(instead),
    }
}

/// The date, or the nearest one, and what was wrong with it.
fn read_date(text: &str) -> (Date, Option<BadDate>) {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |i: usize| numbers.get(i).and_then(|part| part.parse::<i16>().ok()).unwrap_or(0);
    let (year, month, day) = (number(0), number(1), number(2));
    let small = |n: i16| i8::try_from(n).unwrap_or(i8::MAX);
    let (month, day) = (small(month), small(day));
    let Ok(first) = Date::new(year, month, 1) else {
        let instead = Date::new(year, month.clamp(1, 12), day.clamp(1, 28)).unwrap_or(Date::ZERO);
        return (instead, Some(BadDate::Month(month)));
    };
    match Date::new(year, month, day) {
        Ok(date) if text == date.to_string() => (date, None),
        Ok(date) => (date, Some(BadDate::Form)),
        Err(_) if day < 1 => (first, Some(BadDate::Day { days: first.days_in_month() })),
        Err(_) => (first.last_of_month(), Some(BadDate::Day { days: first.days_in_month() })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_become_digits() {
        assert_eq!(from_chinese("1万").as_deref(), Some("10_000"));
        assert_eq!(from_chinese("1.5万").as_deref(), Some("15_000"));
        assert_eq!(from_chinese("3亿").as_deref(), Some("300_000_000"));
        assert_eq!(from_chinese("2千万").as_deref(), Some("20_000_000"));
        assert_eq!(from_chinese("3件"), None);
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(read_number("5%").unwrap().0.to_string(), "0.05");
        assert_eq!(read_number("1_000").unwrap(), (Decimal::from(1000), true));
        assert_eq!(read_number("4.0").unwrap().0.to_string(), "4.0");
        for text in ["1_", "1__0", "0x10", "1e", "5e1%"] {
            assert_eq!(read_number(text), Err(DecimalError::Malformed), "{text}");
        }
        assert_eq!(read_number("1e400"), Err(DecimalError::TooLarge));
    }

    #[test]
    fn dates_are_calendar_dates() {
        assert!(matches!(read_moment("2022-10-10"), Ok(Moment::Date(_))));
        assert!(matches!(read_moment("2022-10-10T10:01"), Ok(Moment::DateTime(_))));
        assert!(matches!(read_moment("2022-10-10T10:01:05"), Ok(Moment::DateTime(_))));
        for text in [
            "2022-1-5",
            "2022/10/10",
            "2022年1月5日",
            "2023-02-29",
            "2022-13-01",
            "2022-01-01T25:00",
            "2022-01-01T1:00",
        ] {
            assert!(read_moment(text).is_err(), "{text}");
        }
    }
}
