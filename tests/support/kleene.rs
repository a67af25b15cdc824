//! What the oracle sees of an expression, and Kleene's strong logic over it.

use zhun::model::{Cell, Value};

/// What an expression gives, and whether a failed term had a part in what is unknown of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub cell: Cell,
    pub failed: bool,
}

pub const UNKNOWN: Seen = Seen { cell: Cell::Unknown, failed: false };
pub const FAILED: Seen = Seen { cell: Cell::Unknown, failed: true };

pub fn known(value: Value) -> Seen {
    Seen { cell: Cell::Known(value), failed: false }
}

/// A truth, and whether a failed term had a part in its being unknown.
pub type Truth = (Option<bool>, bool);

pub fn seen((truth, failed): Truth) -> Seen {
    match truth {
        Some(truth) => known(Value::Bool(truth)),
        None => Seen { cell: Cell::Unknown, failed },
    }
}

pub fn not((truth, failed): Truth) -> Truth {
    (truth.map(|truth| !truth), failed)
}

/// Kleene's and: false as soon as one is false.
pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
    truths.into_iter().fold((Some(true), false), |(a, x), (b, y)| match (a, b) {
        (Some(false), _) | (_, Some(false)) => (Some(false), false),
        (Some(true), Some(true)) => (Some(true), false),
        _ => (None, (a.is_none() && x) || (b.is_none() && y)),
    })
}

pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
    not(all(truths.into_iter().map(not)))
}
