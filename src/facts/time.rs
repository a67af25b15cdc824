//! The text of a date or a date-time to its value, or to the slip in it. It guesses no missing part.

use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;

use crate::model::{Date, DateTime};

use super::problem::{DateSlip, DateTimeSlip};

/// Reads `2022-10-10`, and only that.
pub(super) fn date(text: &str) -> Result<Date, DateSlip> {
    match parts(text) {
        Some(found) => valid(found),
        None if text.len() > 10 && text.is_char_boundary(10) => {
            let (first, rest) = text.split_at(10);
            match parts(first).map(valid) {
                Some(Ok(date)) if rest.starts_with(['T', 't', ' ']) => Err(DateSlip::HasTime(date.to_string())),
                _ => Err(DateSlip::Form(meant(text))),
            }
        }
        None => Err(DateSlip::Form(meant(text))),
    }
}

/// Year, month and day of a text of exactly the form `2022-10-10`.
fn parts(text: &str) -> Option<(i16, i8, i8)> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else { return None };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
    let two = |tens: &u8, ones: &u8| Some(digit(tens)? * 10 + digit(ones)?);
    let small = |n: i16| i8::try_from(n).ok();
    Some((two(y0, y1)? * 100 + two(y2, y3)?, small(two(m0, m1)?)?, small(two(d0, d1)?)?))
}

fn valid((year, month, day): (i16, i8, i8)) -> Result<Date, DateSlip> {
    Date::new(year, month, day).map_err(|_| match Date::new(year, month, 1) {
        Ok(first) => {
            DateSlip::NoSuchDay { year, month: month.unsigned_abs(), days: first.days_in_month().unsigned_abs() }
        }
        Err(_) => DateSlip::NoSuchMonth(month.unsigned_abs()),
    })
}

/// The date that was probably meant by `2022-1-5`, `2022/01/05`, `20220105` or `2022年1月5日`.
fn meant(text: &str) -> Option<String> {
    if text.len() > 40 {
        return None;
    }
    let text = text.trim().trim_end_matches('日');
    let written: Vec<&str> = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?]
    } else {
        text.split(['-', '/', '.', '年', '月', '－', '—']).map(str::trim).collect()
    };
    let [year, month, day] = written.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(date.to_string())
}

/// Reads `2022-10-10T10:01`, with or without seconds; one with an offset is converted to the time zone.
pub(super) fn date_time(text: &str, zone: &TimeZone) -> Result<DateTime, DateTimeSlip> {
    let (day, rest) = text.find(['T', 't', ' ']).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    date(day).map_err(|slip| match slip {
        DateSlip::Form(Some(meant)) => DateTimeSlip::Date(DateSlip::Form(Some(format!("{meant}{rest}")))),
        other => DateTimeSlip::Date(other),
    })?;
    if rest.is_empty() {
        return Err(DateTimeSlip::NoTime);
    }
    if rest.contains('[') {
        return Err(DateTimeSlip::ZoneName);
    }
    let pieces = Pieces::parse(text).map_err(|_| DateTimeSlip::Time)?;
    let time = pieces.time().ok_or(DateTimeSlip::Time)?;
    let local = pieces.date().to_datetime(time);
    let Some(offset) = pieces.to_numeric_offset() else { return Ok(local) };
    let instant = offset.to_timestamp(local).map_err(|_| DateTimeSlip::OutOfRange)?;
    Ok(zone.to_datetime(instant))
}
