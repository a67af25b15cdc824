//! Operations on known values: the value, or why there is none. They know neither unknown nor absent.

use super::error::EvalError;
use super::logic;
use super::time;
use crate::compile::{Arithmetic, Builtin, Program, Term};
use crate::model::{Decimal, DecimalError, Duration, Value};

/// A value; none where the operands are of kinds that the checker never lets meet.
pub(super) type Applied = Result<Option<Value>, EvalError>;

/// Applies a strict term, one that needs all its operands, to them.
pub(super) fn apply(program: &Program, term: &Term, operands: [&Value; 3]) -> Applied {
    let [a, b, c] = operands;
    match term {
        Term::ToDecimal(_) => Ok(as_int(a).map(|n| Value::Decimal(Decimal::from(n)))),
        Term::Not(_) => Ok(as_bool(a).map(|truth| Value::Bool(!truth))),
        Term::Compare(by, _) => Ok(logic::compare(*by, a, b).map(Value::Bool)),
        Term::IsWord(_, words) => Ok(as_word(a).map(|word| Value::Bool(words.contains(word)))),
        Term::InRange(_) => Ok(in_range(a, b, c)),
        Term::Arithmetic(op, _) => arithmetic(*op, a, b),
        Term::Negate(_) => negate(a),
        Term::AddMonths(_, times) => time::add_months(a, b, *times),
        Term::DurationOf(_, seconds) => time::duration_of(a, *seconds),
        Term::Count(_) => Ok(as_list(a).map(|cells| Value::Int(i64::try_from(cells.len()).unwrap_or(i64::MAX)))),
        Term::Builtin(which, _) => builtin(program, *which, a, b),
        _ => Ok(None),
    }
}

fn as_bool(value: &Value) -> Option<bool> {
    if let Value::Bool(truth) = value { Some(*truth) } else { None }
}

fn as_word(value: &Value) -> Option<u16> {
    if let Value::Word(word) = value { Some(*word) } else { None }
}

fn as_list(value: &Value) -> Option<&[crate::model::Cell]> {
    if let Value::List(cells) = value { Some(cells) } else { None }
}

/// The int of an int.
pub(super) fn as_int(value: &Value) -> Option<i64> {
    if let Value::Int(n) = value { Some(*n) } else { None }
}

fn in_range(value: &Value, least: &Value, greatest: &Value) -> Option<Value> {
    let above = logic::order(value, least)?.is_ge();
    let below = logic::order(value, greatest)?.is_le();
    Some(Value::Bool(above && below))
}

fn negate(value: &Value) -> Applied {
    match value {
        Value::Int(n) => match n.checked_neg() {
            Some(n) => Ok(Some(Value::Int(n))),
            None => Err(EvalError::IntOverflow { operation: format!("-({n})") }),
        },
        Value::Decimal(n) => Ok(Some(Value::Decimal(-*n))),
        Value::Duration(d) => match d.seconds().checked_neg() {
            Some(seconds) => Ok(Some(Value::Duration(Duration::from_seconds(seconds)))),
            None => Err(EvalError::DurationOverflow { operation: format!("-({d})") }),
        },
        _ => Ok(None),
    }
}

/// Arithmetic on two values.
pub(super) fn arithmetic(op: Arithmetic, a: &Value, b: &Value) -> Applied {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => int_arithmetic(op, *a, *b),
        (Value::Decimal(a), Value::Decimal(b)) => decimal_arithmetic(op, *a, *b),
        _ => time::arithmetic(op, a, b),
    }
}

fn int_arithmetic(op: Arithmetic, a: i64, b: i64) -> Applied {
    let (result, sign) = match op {
        Arithmetic::IntAdd => (a.checked_add(b), '+'),
        Arithmetic::IntSubtract => (a.checked_sub(b), '-'),
        Arithmetic::IntMultiply => (a.checked_mul(b), '*'),
        _ => return Ok(None),
    };
    match result {
        Some(n) => Ok(Some(Value::Int(n))),
        None => Err(EvalError::IntOverflow { operation: format!("{a} {sign} {b}") }),
    }
}

fn decimal_arithmetic(op: Arithmetic, a: Decimal, b: Decimal) -> Applied {
    let (result, sign) = match op {
        Arithmetic::DecimalAdd => (a.checked_add(b), '+'),
        Arithmetic::DecimalSubtract => (a.checked_sub(b), '-'),
        Arithmetic::DecimalMultiply => (a.checked_mul(b), '*'),
        Arithmetic::DecimalDivide => (a.checked_div(b), '/'),
        _ => return Ok(None),
    };
    result.map(|n| Some(Value::Decimal(n))).map_err(|error| {
        let operation = format!("{a} {sign} {b}");
        if error == DecimalError::DivisionByZero {
            EvalError::DivisionByZero { operation }
        } else {
            EvalError::DecimalTooLarge { operation }
        }
    })
}

fn builtin(program: &Program, which: Builtin, a: &Value, b: &Value) -> Applied {
    Ok(match (which, a, b) {
        (Builtin::Max, a, b) => logic::order(a, b).map(|order| if order.is_lt() { b.clone() } else { a.clone() }),
        (Builtin::Min, a, b) => logic::order(a, b).map(|order| if order.is_gt() { b.clone() } else { a.clone() }),
        (Builtin::Round, Value::Decimal(n), Value::Int(places)) => match n.round_half_up(*places) {
            Ok(n) => Some(Value::Decimal(n)),
            Err(_) => return Err(EvalError::DecimalTooLarge { operation: format!("round({n}, {places})") }),
        },
        (Builtin::Abs, a, _) => return absolute(a),
        (Builtin::YearsBetween, Value::Date(a), Value::Date(b)) => time::years_between(*a, *b).map(Value::Int),
        (Builtin::MinuteOfDay, Value::DateTime(at), _) => {
            Some(Value::Int(i64::from(at.hour()) * 60 + i64::from(at.minute())))
        }
        (Builtin::StartsWith, Value::Text(text), Value::Text(prefix)) => {
            Some(Value::Bool(text.starts_with(prefix.as_ref())))
        }
        (Builtin::Length, Value::Text(text), _) => {
            Some(Value::Int(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)))
        }
        (Builtin::WorkingDaysAfter(calendar), Value::Date(date), Value::Int(n)) => {
            return time::working_days_after(program.calendar(calendar), *date, *n);
        }
        _ => None,
    })
}

fn absolute(value: &Value) -> Applied {
    match value {
        Value::Int(n) if *n >= 0 => Ok(Some(value.clone())),
        Value::Int(n) => match n.checked_abs() {
            Some(n) => Ok(Some(Value::Int(n))),
            None => Err(EvalError::IntOverflow { operation: format!("abs({n})") }),
        },
        Value::Decimal(n) => Ok(Some(Value::Decimal(n.abs()))),
        Value::Duration(d) => match d.seconds().checked_abs() {
            Some(seconds) => Ok(Some(Value::Duration(Duration::from_seconds(seconds)))),
            None => Err(EvalError::DurationOverflow { operation: format!("abs({d})") }),
        },
        _ => Ok(None),
    }
}
