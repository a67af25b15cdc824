//! Arithmetic of dates, date-times and durations.

use jiff::{Span, Unit};

use super::apply::{Applied, as_int};
use super::error::EvalError;
use crate::compile::Arithmetic;
use crate::model::{Calendar, CalendarError, Date, DateTime, Duration, Value};

/// Arithmetic with at least one operand that is a date, a date-time or a duration.
pub(super) fn arithmetic(op: Arithmetic, a: &Value, b: &Value) -> Applied {
    match (op, a, b) {
        (Arithmetic::DurationAdd, Value::Duration(a), Value::Duration(b)) => {
            duration(a.seconds().checked_add(b.seconds()), || format!("{a} + {b}"))
        }
        (Arithmetic::DurationSubtract, Value::Duration(a), Value::Duration(b)) => {
            duration(a.seconds().checked_sub(b.seconds()), || format!("{a} - {b}"))
        }
        (Arithmetic::DurationMultiply, Value::Duration(d), Value::Int(n))
        | (Arithmetic::DurationMultiply, Value::Int(n), Value::Duration(d)) => {
            duration(d.seconds().checked_mul(*n), || format!("{d} * {n}"))
        }
        (Arithmetic::DateAdd, Value::Date(date), Value::Duration(d)) => date_plus(*date, *d, 1),
        (Arithmetic::DateAdd, Value::Duration(d), Value::Date(date)) => date_plus(*date, *d, 1),
        (Arithmetic::DateSubtract, Value::Date(date), Value::Duration(d)) => date_plus(*date, *d, -1),
        (Arithmetic::DateDifference, Value::Date(a), Value::Date(b)) => {
            duration(Some(b.duration_until(*a).as_secs()), || format!("{a} - {b}"))
        }
        (Arithmetic::DateTimeAdd, Value::DateTime(at), Value::Duration(d)) => moment_plus(*at, *d, 1),
        (Arithmetic::DateTimeAdd, Value::Duration(d), Value::DateTime(at)) => moment_plus(*at, *d, 1),
        (Arithmetic::DateTimeSubtract, Value::DateTime(at), Value::Duration(d)) => moment_plus(*at, *d, -1),
        (Arithmetic::DateTimeDifference, Value::DateTime(a), Value::DateTime(b)) => {
            duration(Some(b.duration_until(*a).as_secs()), || format!("{a} - {b}"))
        }
        _ => Ok(None),
    }
}

fn duration(seconds: Option<i64>, operation: impl FnOnce() -> String) -> Applied {
    match seconds {
        Some(seconds) => Ok(Some(Value::Duration(Duration::from_seconds(seconds)))),
        None => Err(EvalError::DurationOverflow { operation: operation() }),
    }
}

/// An int number of units of so many seconds.
pub(super) fn duration_of(amount: &Value, unit: i64) -> Applied {
    let Some(n) = as_int(amount) else {
        return Ok(None);
    };
    duration(n.checked_mul(unit), || format!("{n} * {}", Duration::from_seconds(unit)))
}

fn sign(sign: i64) -> char {
    if sign < 0 { '-' } else { '+' }
}

fn date_plus(date: Date, duration: Duration, times: i64) -> Applied {
    let Some(days) = duration.whole_days() else {
        return Err(EvalError::PartialDays { date, duration });
    };
    let sum = Span::new().try_days(days * times).and_then(|span| date.checked_add(span));
    match sum {
        Ok(date) => Ok(Some(Value::Date(date))),
        Err(_) => Err(EvalError::DateOutOfRange { operation: format!("{date} {} {duration}", sign(times)) }),
    }
}

fn moment_plus(at: DateTime, duration: Duration, times: i64) -> Applied {
    // As a span: jiff adds no fixed duration of more days than lie between 1970 and an end of its calendar.
    let span = duration.seconds().checked_mul(times).and_then(|seconds| Span::new().try_seconds(seconds).ok());
    match span.and_then(|span| at.checked_add(span).ok()) {
        Some(at) => Ok(Some(Value::DateTime(at))),
        None => Err(EvalError::DateOutOfRange { operation: format!("{at} {} {duration}", sign(times)) }),
    }
}

/// A date or date-time plus months. Keeps the day or takes the month's last one.
pub(super) fn add_months(date: &Value, amount: &Value, times: i64) -> Applied {
    let Some(amount) = as_int(amount) else {
        return Ok(None);
    };
    let span = amount.checked_mul(times).and_then(|months| Span::new().try_months(months).ok());
    let (sum, text) = match date {
        Value::Date(date) => (span.and_then(|span| date.checked_add(span).ok()).map(Value::Date), date.to_string()),
        Value::DateTime(at) => (span.and_then(|span| at.checked_add(span).ok()).map(Value::DateTime), at.to_string()),
        _ => return Ok(None),
    };
    match sum {
        Some(sum) => Ok(Some(sum)),
        None => {
            let unit = if times % 12 == 0 { "years" } else { "months" };
            Err(EvalError::DateOutOfRange { operation: format!("{text} {} {amount} {unit}", sign(times)) })
        }
    }
}

/// Full years from one date to another, negative where the second is earlier. A year is full on the day of the year
/// of the first date; from 29 February, in a common year, on 1 March, although `+ 1 year` gives 28 February.
pub(super) fn years_between(from: Date, to: Date) -> Option<i64> {
    from.until((Unit::Year, to)).ok().map(|span| i64::from(span.get_years()))
}

/// The nth working day after a date.
pub(super) fn working_days_after(calendar: &Calendar, date: Date, n: i64) -> Applied {
    match calendar.working_days_after(date, n) {
        Ok(date) => Ok(Some(Value::Date(date))),
        Err(CalendarError::Negative(days)) => Err(EvalError::NegativeWorkingDays { days }),
        Err(CalendarError::NotCovered(day)) => {
            Err(EvalError::NotCovered { day, calendar: calendar.name.clone(), covers: calendar.covers })
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn years_are_full_on_the_day() {
        assert_eq!(years_between(date(2004, 2, 28), date(2022, 2, 27)), Some(17));
        assert_eq!(years_between(date(2004, 2, 28), date(2022, 2, 28)), Some(18));
        assert_eq!(years_between(date(2004, 2, 29), date(2005, 2, 28)), Some(0));
        assert_eq!(years_between(date(2004, 2, 29), date(2005, 3, 1)), Some(1));
        assert_eq!(years_between(date(2022, 2, 28), date(2004, 2, 28)), Some(-18));
    }

    #[test]
    fn months_take_the_last_day() {
        let add = |from: Date, n: i64, times: i64| add_months(&Value::Date(from), &Value::Int(n), times).unwrap();
        assert_eq!(add(date(2023, 1, 31), 1, 1), Some(Value::Date(date(2023, 2, 28))));
        assert_eq!(add(date(2024, 2, 29), 1, -12), Some(Value::Date(date(2023, 2, 28))));
        assert!(add_months(&Value::Date(date(2023, 1, 31)), &Value::Int(i64::MAX), 12).is_err());
    }

    #[test]
    fn dates_take_whole_days() {
        let day = Value::Date(date(2022, 10, 10));
        let plus = |seconds| arithmetic(Arithmetic::DateAdd, &day, &Value::Duration(Duration::from_seconds(seconds)));
        assert_eq!(plus(86_400).unwrap(), Some(Value::Date(date(2022, 10, 11))));
        assert!(matches!(plus(3600), Err(EvalError::PartialDays { .. })));
        assert!(matches!(plus(86_400 * 100_000_000), Err(EvalError::DateOutOfRange { .. })));
    }

    #[test]
    fn moments_move_from_one_end_of_the_calendar_to_the_other() {
        let ends: [DateTime; 2] = ["9999-12-30T12:00:00", "-009999-01-02T00:00:01"].map(|text| text.parse().unwrap());
        for (from, to) in [(ends[0], ends[1]), (ends[1], ends[0])] {
            let apart = Duration::from_seconds(from.duration_until(to).as_secs());
            assert_eq!(moment_plus(from, apart, 1), Ok(Some(Value::DateTime(to))));
            assert_eq!(moment_plus(to, apart, -1), Ok(Some(Value::DateTime(from))));
            let further = Duration::from_seconds(apart.seconds() * 2);
            assert!(matches!(moment_plus(from, further, 1), Err(EvalError::DateOutOfRange { .. })));
        }
    }
}
