//! The operations of the language on known values, for the oracle. None of them knows of unknowns; an operation that
//! fails gives none.

use std::cmp::Ordering;

use jiff::Span;
use zhun::check::checked::{Aggregate, Arithmetic, Builtin, CalendarId, Comparison};
use zhun::model::{Calendar, Cell, Date, DateTime, Decimal, Duration, Table, TypeKind, Value};

use super::kleene::{FAILED, Seen, Truth, UNKNOWN, any, known};

pub fn elements(list: &Value) -> &[Cell] {
    match list {
        Value::List(cells) => cells,
        other => panic!("a list is due, not {other:?}"),
    }
}

/// Whether nothing in a cell is unknown.
pub fn is_certain(cell: &Cell) -> bool {
    match cell {
        Cell::Unknown => false,
        Cell::Known(Value::List(cells) | Value::Record(cells)) => cells.iter().all(is_certain),
        Cell::Known(Value::Outcome(set)) => set.len() == 1,
        _ => true,
    }
}

/// The elements without those that equal an earlier one; none where one is not certain.
pub fn distinct(list: &Value) -> Option<Value> {
    let mut kept: Vec<Cell> = Vec::new();
    for element in elements(list) {
        if !is_certain(element) {
            return None;
        }
        if !kept.contains(element) {
            kept.push(element.clone());
        }
    }
    Some(Value::List(kept.into()))
}

/// Whether a list holds a value.
pub fn holds(list: &Value, value: &Value) -> Truth {
    any(elements(list).iter().map(|cell| match cell {
        Cell::Known(element) => (Some(element == value), false),
        Cell::Absent => (Some(false), false),
        Cell::Unknown => (None, true),
    }))
}

pub fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (Value::Word(a), Value::Word(b)) => a.cmp(b),
        _ => panic!("{a:?} and {b:?} have no order"),
    }
}

pub fn compare(op: Comparison, a: &Value, b: &Value) -> bool {
    match op {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => order(a, b) == Ordering::Less,
        Comparison::LessOrEqual => order(a, b) != Ordering::Greater,
        Comparison::Greater => order(a, b) == Ordering::Greater,
        Comparison::GreaterOrEqual => order(a, b) != Ordering::Less,
    }
}

fn int(value: &Value) -> i64 {
    match value {
        Value::Int(n) => *n,
        other => panic!("an int is due, not {other:?}"),
    }
}

fn decimal(value: &Value) -> Decimal {
    match value {
        Value::Decimal(n) => *n,
        Value::Int(n) => (*n).into(),
        other => panic!("a decimal is due, not {other:?}"),
    }
}

fn seconds(value: &Value) -> i64 {
    match value {
        Value::Duration(duration) => duration.seconds(),
        other => panic!("a duration is due, not {other:?}"),
    }
}

fn date(value: &Value) -> Date {
    match value {
        Value::Date(date) => *date,
        other => panic!("a date is due, not {other:?}"),
    }
}

fn datetime(value: &Value) -> DateTime {
    match value {
        Value::DateTime(at) => *at,
        other => panic!("a date-time is due, not {other:?}"),
    }
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        other => panic!("a text is due, not {other:?}"),
    }
}

fn duration(seconds: i64) -> Value {
    Value::Duration(Duration::from_seconds(seconds))
}

pub fn arithmetic(op: Arithmetic, a: &Value, b: &Value) -> Option<Value> {
    let whole_days = |sign: i64| {
        let days = seconds(b).checked_mul(sign).filter(|n| n % 86_400 == 0)? / 86_400;
        date(a).checked_add(Span::new().try_days(days).ok()?).ok()
    };
    let moment = |sign: i64| {
        let span = Span::new().try_seconds(seconds(b).checked_mul(sign)?).ok()?;
        datetime(a).checked_add(span).ok()
    };
    Some(match op {
        Arithmetic::IntAdd => Value::Int(int(a).checked_add(int(b))?),
        Arithmetic::IntSubtract => Value::Int(int(a).checked_sub(int(b))?),
        Arithmetic::IntMultiply => Value::Int(int(a).checked_mul(int(b))?),
        Arithmetic::DecimalAdd => Value::Decimal(decimal(a).checked_add(decimal(b)).ok()?),
        Arithmetic::DecimalSubtract => Value::Decimal(decimal(a).checked_sub(decimal(b)).ok()?),
        Arithmetic::DecimalMultiply => Value::Decimal(decimal(a).checked_mul(decimal(b)).ok()?),
        Arithmetic::DecimalDivide => Value::Decimal(decimal(a).checked_div(decimal(b)).ok()?),
        Arithmetic::DurationAdd => duration(seconds(a).checked_add(seconds(b))?),
        Arithmetic::DurationSubtract => duration(seconds(a).checked_sub(seconds(b))?),
        Arithmetic::DurationMultiply => duration(seconds(a).checked_mul(int(b))?),
        Arithmetic::DateAdd => Value::Date(whole_days(1)?),
        Arithmetic::DateSubtract => Value::Date(whole_days(-1)?),
        Arithmetic::DateDifference => {
            let days = date(b).until(date(a)).ok()?.get_days();
            duration(i64::from(days) * 86_400)
        }
        Arithmetic::DateTimeAdd => Value::DateTime(moment(1)?),
        Arithmetic::DateTimeSubtract => Value::DateTime(moment(-1)?),
        Arithmetic::DateTimeDifference => duration(datetime(b).duration_until(datetime(a)).as_secs()),
    })
}

/// What is worked out over the chosen values of a list.
pub fn total(aggregate: Aggregate, kind: &TypeKind, chosen: &[Cell]) -> Seen {
    if aggregate == Aggregate::Count {
        return known(Value::Int(i64::try_from(chosen.len()).unwrap()));
    }
    let Some(values) = chosen.iter().map(|cell| cell.value().cloned()).collect::<Option<Vec<_>>>() else {
        return UNKNOWN;
    };
    // The sum does not depend on the order, so it must not fail half-way.
    let whole = |of: fn(&Value) -> i64| i64::try_from(values.iter().map(|v| i128::from(of(v))).sum::<i128>()).ok();
    let exact = || Decimal::sum(values.iter().map(decimal)).ok();
    let absent = Seen { cell: Cell::Absent, failed: false };
    let result = match aggregate {
        Aggregate::Sum => match kind {
            TypeKind::Int => whole(int).map(Value::Int),
            TypeKind::Duration => whole(seconds).map(duration),
            _ => exact().map(Value::Decimal),
        },
        _ if values.is_empty() => return absent,
        Aggregate::Average => {
            let count = Decimal::from(i64::try_from(values.len()).unwrap());
            exact().and_then(|sum| sum.checked_div(count).ok()).map(Value::Decimal)
        }
        Aggregate::Least => values.into_iter().min_by(order),
        Aggregate::Greatest => values.into_iter().max_by(order),
        Aggregate::Count => None,
    };
    result.map_or(FAILED, known)
}

pub fn builtin(function: Builtin, calendars: &Table<CalendarId, Calendar>, v: &[Value]) -> Option<Value> {
    Some(match function {
        Builtin::Max => v.iter().max_by(|a, b| order(a, b))?.clone(),
        Builtin::Min => v.iter().min_by(|a, b| order(a, b))?.clone(),
        Builtin::Round => Value::Decimal(decimal(&v[0]).round_half_up(int(&v[1])).ok()?),
        Builtin::Abs => match &v[0] {
            Value::Int(n) => Value::Int(n.checked_abs()?),
            Value::Duration(d) => duration(d.seconds().checked_abs()?),
            other => Value::Decimal(decimal(other).abs()),
        },
        Builtin::YearsBetween => Value::Int(full_years(date(&v[0]), date(&v[1]))),
        Builtin::MinuteOfDay => {
            let at = datetime(&v[0]);
            Value::Int(i64::from(at.hour()) * 60 + i64::from(at.minute()))
        }
        Builtin::StartsWith => Value::Bool(text(&v[0]).starts_with(text(&v[1]))),
        Builtin::Length => Value::Int(i64::try_from(text(&v[0]).chars().count()).unwrap()),
        Builtin::WorkingDaysAfter(id) => Value::Date(calendars[id].working_days_after(date(&v[0]), int(&v[1])).ok()?),
    })
}

/// Full years by the day of the year: one is full once the month and the day have come round, so from 29 February, in
/// a common year, on 1 March.
fn full_years(from: Date, to: Date) -> i64 {
    if to < from {
        return -full_years(to, from);
    }
    let come_round = (to.month(), to.day()) >= (from.month(), from.day());
    i64::from(to.year()) - i64::from(from.year()) - i64::from(!come_round)
}
