//! The values of a list to their sum and their mean. No result depends on the order of the list, so nothing is rounded
//! and nothing overflows half-way.

use super::error::EvalError;
use crate::model::{Cell, Decimal, Duration, TypeKind, Value};

/// The sum of ints, decimals or durations; 0 for none.
pub(super) fn sum(kind: &TypeKind, values: &[&Value]) -> Result<Cell, EvalError> {
    let operation = || operation(values);
    let value = match kind {
        TypeKind::Int => Value::Int(whole(values).ok_or_else(|| EvalError::IntOverflow { operation: operation() })?),
        TypeKind::Duration => {
            let seconds = whole(values).ok_or_else(|| EvalError::DurationOverflow { operation: operation() })?;
            Value::Duration(Duration::from_seconds(seconds))
        }
        TypeKind::Decimal => Value::Decimal(exact(values)?),
        _ => return Ok(Cell::Unknown),
    };
    Ok(Cell::Known(value))
}

/// The mean, as a decimal; ints are summed as decimals, so that they do not overflow.
pub(super) fn average(values: &[&Value]) -> Result<Value, EvalError> {
    let many = Decimal::from(i64::try_from(values.len()).unwrap_or(i64::MAX));
    let mean = exact(values)?.checked_div(many);
    mean.map(Value::Decimal).map_err(|_| EvalError::DecimalTooLarge { operation: operation(values) })
}

fn whole(values: &[&Value]) -> Option<i64> {
    let number = |value: &&Value| match value {
        Value::Int(n) => *n,
        Value::Duration(duration) => duration.seconds(),
        _ => 0,
    };
    i64::try_from(values.iter().map(|value| i128::from(number(value))).sum::<i128>()).ok()
}

fn exact(values: &[&Value]) -> Result<Decimal, EvalError> {
    let numbers = values.iter().filter_map(|value| match value {
        Value::Int(n) => Some(Decimal::from(*n)),
        Value::Decimal(n) => Some(*n),
        _ => None,
    });
    Decimal::sum(numbers).map_err(|_| EvalError::DecimalTooLarge { operation: operation(values) })
}

/// What is summed, as people read it: a long list by its first values.
fn operation(values: &[&Value]) -> String {
    const SHOWN: usize = 4;
    let mut shown: Vec<String> = values
        .iter()
        .take(SHOWN)
        .map(|value| match value {
            Value::Int(n) => n.to_string(),
            Value::Decimal(n) => n.to_string(),
            Value::Duration(duration) => duration.to_string(),
            _ => String::new(),
        })
        .collect();
    if values.len() > SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(numbers: &[i64]) -> Vec<Value> {
        numbers.iter().map(|n| Value::Int(*n)).collect()
    }

    #[test]
    fn a_sum_does_not_depend_on_the_order() {
        for order in [[i64::MAX, 1, -1], [1, -1, i64::MAX], [-1, i64::MAX, 1]] {
            let values = ints(&order);
            assert_eq!(sum(&TypeKind::Int, &values.iter().collect::<Vec<_>>()), Ok(Cell::Known(Value::Int(i64::MAX))));
        }
        let most = "9999999999999999999999999999";
        for order in [[most, "0.4", "-0.4"], ["0.4", "-0.4", most], [most, "1", "-1"]] {
            let values: Vec<Value> = order.iter().map(|n| Value::Decimal(Decimal::parse(n).unwrap())).collect();
            let expected = Value::Decimal(Decimal::parse(most).unwrap());
            assert_eq!(sum(&TypeKind::Decimal, &values.iter().collect::<Vec<_>>()), Ok(Cell::Known(expected)));
        }
    }

    #[test]
    fn a_sum_that_does_not_fit_says_what_was_summed() {
        let values = ints(&[i64::MAX, 1, 2, 3, 4, 5]);
        let error = sum(&TypeKind::Int, &values.iter().collect::<Vec<_>>());
        let operation = "9223372036854775807 + 1 + 2 + 3 + …".to_owned();
        assert_eq!(error, Err(EvalError::IntOverflow { operation }));
    }
}
