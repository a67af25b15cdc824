//! A value of an input to a value of a simple type, or to what is wrong with it. It keeps every digit of a number.

use jiff::tz::TimeZone;

use crate::model::{
    Constraint, Decimal, DecimalError, Duration, DurationError, EnumDef, EnumId, TypeKind, Types, Value,
};

use super::input::Input;
use super::near::nearest;
use super::problem::{DurationSlip, Expected, NumberLimit, ProblemKind};
use super::time;

/// Reads a value of any type but a record or a list.
pub(super) fn read(types: &Types, kind: &TypeKind, input: &Input<'_>, zone: &TimeZone) -> Result<Value, ProblemKind> {
    let wrong = || ProblemKind::WrongType { expected: expected(types, kind), found: input.found() };
    match (kind, input) {
        (TypeKind::Bool, Input::Bool(value)) => Ok(Value::Bool(*value)),
        (TypeKind::Bool, Input::Cell(text)) => text.parse().map(Value::Bool).map_err(|_| wrong()),
        (TypeKind::Int, Input::Number(digits) | Input::Cell(digits)) => {
            int(digits).unwrap_or_else(|| Err(wrong())).map(Value::Int)
        }
        (TypeKind::Decimal, Input::Number(digits) | Input::Text(digits) | Input::Cell(digits)) => {
            decimal(digits).unwrap_or_else(|| Err(wrong())).map(Value::Decimal)
        }
        (TypeKind::Int | TypeKind::Decimal, Input::NotFinite(number)) => {
            Err(ProblemKind::NotFinite { number: number.to_string() })
        }
        (TypeKind::Text, Input::Text(text) | Input::Cell(text)) => Ok(Value::Text(text.as_ref().into())),
        (TypeKind::Date, Input::Text(text) | Input::Cell(text)) => {
            time::date(text).map(Value::Date).map_err(|slip| ProblemKind::BadDate { text: text.to_string(), slip })
        }
        (TypeKind::DateTime, Input::Text(text) | Input::Cell(text)) => time::date_time(text, zone)
            .map(Value::DateTime)
            .map_err(|slip| ProblemKind::BadDateTime { text: text.to_string(), slip }),
        (TypeKind::Duration, Input::Text(text) | Input::Cell(text)) => duration(text).map(Value::Duration),
        (TypeKind::Enum(id), Input::Text(text) | Input::Cell(text)) => match types.enums.get(*id) {
            Some(def) => word(def, text).map(Value::Word),
            None => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}

/// A whole number, whether it is written `3`, `3.0` or `3e0`; none where the text is no number.
fn int(digits: &str) -> Option<Result<i64, ProblemKind>> {
    match digits.parse::<i64>() {
        Ok(value) if !digits.starts_with('+') => return Some(Ok(value)),
        _ => {}
    }
    let number = match decimal(digits)? {
        Ok(number) => number,
        Err(problem) => return Some(Err(problem)),
    };
    let whole = number.round_half_up(0).is_ok_and(|rounded| rounded == number);
    Some(number.to_i64().ok_or_else(|| {
        let digits = digits.to_owned();
        if whole {
            ProblemKind::NumberDoesNotFit { digits, limit: NumberLimit::Int }
        } else {
            ProblemKind::NotWhole { digits }
        }
    }))
}

/// A decimal; none where the text is no number.
fn decimal(digits: &str) -> Option<Result<Decimal, ProblemKind>> {
    let limit = match Decimal::parse(digits) {
        Ok(number) => return Some(Ok(number)),
        Err(DecimalError::Malformed | DecimalError::DivisionByZero) => return None,
        Err(DecimalError::TooManyDigits) => NumberLimit::Digits,
        Err(DecimalError::TooManyPlaces) => NumberLimit::Places,
        Err(DecimalError::TooLarge) => NumberLimit::Size,
    };
    Some(Err(ProblemKind::NumberDoesNotFit { digits: digits.to_owned(), limit }))
}

fn duration(text: &str) -> Result<Duration, ProblemKind> {
    Duration::parse(text).map_err(|error| {
        let slip = match error {
            DurationError::Malformed => DurationSlip::Form,
            DurationError::NotFixed => DurationSlip::NotFixed,
            DurationError::OutOfRange => DurationSlip::OutOfRange,
        };
        ProblemKind::BadDuration { text: text.to_owned(), slip }
    })
}

/// A word by the spelling that facts use, as its index.
pub(super) fn known_word(def: &EnumDef, text: &str) -> Option<u16> {
    def.words.iter().position(|word| word.input() == text).and_then(|index| u16::try_from(index).ok())
}

fn word(def: &EnumDef, text: &str) -> Result<u16, ProblemKind> {
    if let Some(word) = known_word(def, text) {
        return Ok(word);
    }
    let group = def.groups.iter().find(|group| &*group.name == text);
    Err(group.map_or_else(
        || unknown_word(def, text),
        |group| ProblemKind::GroupWord {
            group: text.to_owned(),
            leaves: def
                .words
                .get(usize::from(group.start)..usize::from(group.end))
                .unwrap_or_default()
                .iter()
                .map(|word| word.input().to_owned())
                .collect(),
        },
    ))
}

fn unknown_word(def: &EnumDef, text: &str) -> ProblemKind {
    // A word or a title that has another spelling in facts is meant before one that merely looks like it.
    let known = def
        .words
        .iter()
        .find(|word| &*word.name == text || word.title.as_ref().is_some_and(|title| *title.plain == *text));
    let near = known.map(|word| word.input()).or_else(|| nearest(text, def.words.iter().map(|word| word.input())));
    ProblemKind::UnknownWord { word: text.to_owned(), words: words(def), near: near.map(str::to_owned) }
}

fn words(def: &EnumDef) -> Vec<String> {
    def.words.iter().map(|word| word.input().to_owned()).collect()
}

/// What a type asks for.
pub(super) fn expected(types: &Types, kind: &TypeKind) -> Expected {
    match kind {
        TypeKind::Bool => Expected::Bool,
        TypeKind::Int => Expected::Int,
        TypeKind::Decimal => Expected::Decimal,
        TypeKind::Text => Expected::Text,
        TypeKind::Date => Expected::Date,
        TypeKind::DateTime => Expected::DateTime,
        TypeKind::Duration => Expected::Duration,
        TypeKind::Enum(id) => enum_words(types, *id),
        TypeKind::Record(id) => Expected::Record(
            types
                .records
                .get(*id)
                .map(|def| def.fields.iter().map(|field| field.name.to_string()).collect())
                .unwrap_or_default(),
        ),
        TypeKind::List(_) => Expected::List,
        TypeKind::Outcome(_) => Expected::Nothing,
    }
}

fn enum_words(types: &Types, id: EnumId) -> Expected {
    Expected::Word(types.enums.get(id).map(words).unwrap_or_default())
}

/// Holds a value against its bounds.
pub(super) fn within(constraint: &Constraint, value: &Value) -> Result<(), ProblemKind> {
    use std::cmp::Ordering::{Greater, Less};
    let Constraint { least, greatest } = constraint;
    let too_small = least.as_ref().is_some_and(|least| order(value, least) == Some(Less));
    let too_great = greatest.as_ref().is_some_and(|greatest| order(value, greatest) == Some(Greater));
    if !too_small && !too_great {
        return Ok(());
    }
    Err(ProblemKind::OutOfBounds {
        found: shown(value),
        least: least.as_ref().map(shown),
        greatest: greatest.as_ref().map(shown),
    })
}

fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Decimal(b)) => Some(Decimal::from(*a).cmp(b)),
        (Value::Decimal(a), Value::Int(b)) => Some(a.cmp(&Decimal::from(*b))),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A value that has bounds, as facts write it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Int(n) => n.to_string(),
        Value::Decimal(n) => n.to_string(),
        Value::Date(date) => date.to_string(),
        Value::DateTime(time) => time.to_string(),
        Value::Duration(duration) => duration.to_string(),
        // Nothing else has bounds.
        _ => String::new(),
    }
}
