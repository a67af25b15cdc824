//! Ranges of numbers. Whatever is ordered is a number here: an int, a decimal, a duration by its seconds, a date by its
//! day, a date-time by its second, a word of an ordered enum by its place.

use std::cmp::Ordering;

use zhun::check::checked::Comparison;
use zhun::model::{Date, Decimal, Value};

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Where it is.
    pub at: Decimal,
    /// Whether the range goes up to it without holding it.
    pub is_open: bool,
}

impl End {
    const fn closed(at: Decimal) -> Self {
        Self { at, is_open: false }
    }
}

/// The numbers between two ends; an end that is missing is infinitely far away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// The lower end.
    pub least: Option<End>,
    /// The upper end.
    pub greatest: Option<End>,
}

/// The number that stands for a value, where one does.
pub fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(n) => Some(Decimal::from(*n)),
        Value::Decimal(n) => Some(*n),
        Value::Duration(d) => Some(Decimal::from(d.seconds())),
        Value::Date(day) => Some(Decimal::from(day_number(*day))),
        Value::DateTime(at) => {
            let time = at.time();
            let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
            Some(Decimal::from(day_number(at.date()) * 86_400 + seconds))
        }
        Value::Word(place) => Some(Decimal::from(i64::from(*place))),
        Value::Bool(_) | Value::Text(_) | Value::Record(_) | Value::List(_) | Value::Outcome(_) => None,
    }
}

/// A number for each day, later days having greater ones. It tells nothing of how many days lie between two.
fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 366 + i64::from(day.day_of_year())
}

impl Range {
    /// One number.
    pub const fn point(at: Decimal) -> Self {
        Self { least: Some(End::closed(at)), greatest: Some(End::closed(at)) }
    }

    /// From `least` to `greatest`, both included.
    pub fn between(least: Option<Decimal>, greatest: Option<Decimal>) -> Self {
        Self { least: least.map(End::closed), greatest: greatest.map(End::closed) }
    }

    /// The numbers that are `comparison` some number of this range: `< 3..5` are those below 5.
    pub fn compared(self, comparison: Comparison) -> Self {
        let open = |end: Option<End>| end.map(|end| End { is_open: true, ..end });
        match comparison {
            Comparison::Equal => self,
            Comparison::NotEqual => Self::default(),
            Comparison::Less => Self { least: None, greatest: open(self.greatest) },
            Comparison::LessOrEqual => Self { least: None, greatest: self.greatest },
            Comparison::Greater => Self { least: open(self.least), greatest: None },
            Comparison::GreaterOrEqual => Self { least: self.least, greatest: None },
        }
    }

    /// What both hold.
    pub fn and(self, other: Self) -> Self {
        let tighter = |a: Option<End>, b: Option<End>, inner: Ordering| match (a, b) {
            (Some(a), Some(b)) => Some(match a.at.cmp(&b.at) {
                Ordering::Equal => End { is_open: a.is_open || b.is_open, ..a },
                order if order == inner => a,
                _ => b,
            }),
            (one, other) => one.or(other),
        };
        Self {
            least: tighter(self.least, other.least, Ordering::Greater),
            greatest: tighter(self.greatest, other.greatest, Ordering::Less),
        }
    }

    /// The least range that holds all of both.
    pub fn or(self, other: Self) -> Self {
        let wider = |a: Option<End>, b: Option<End>, outer: Ordering| match (a?, b?) {
            (a, b) if a.at == b.at => Some(End { is_open: a.is_open && b.is_open, ..a }),
            (a, b) => Some(if a.at.cmp(&b.at) == outer { a } else { b }),
        };
        Self {
            least: wider(self.least, other.least, Ordering::Less),
            greatest: wider(self.greatest, other.greatest, Ordering::Greater),
        }
    }

    /// The same range of whole numbers, with both ends in it: above 3 is from 4.
    pub fn whole(self) -> Self {
        let step = |end: End, by: i64| {
            let moved = end.at.to_i64().filter(|_| end.is_open).and_then(|at| at.checked_add(by));
            moved.map_or(end, |at| End::closed(Decimal::from(at)))
        };
        Self { least: self.least.map(|end| step(end, 1)), greatest: self.greatest.map(|end| step(end, -1)) }
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        let (Some(least), Some(greatest)) = (self.least, self.greatest) else { return false };
        match least.at.cmp(&greatest.at) {
            Ordering::Less => false,
            Ordering::Equal => least.is_open || greatest.is_open,
            Ordering::Greater => true,
        }
    }

    /// The number, where it is one.
    pub fn only(self) -> Option<Decimal> {
        let (least, greatest) = (self.least?, self.greatest?);
        (least.at == greatest.at && !least.is_open && !greatest.is_open).then_some(least.at)
    }

    /// Whether each number of this range compares so with each of another, or none does; none where some do.
    pub fn holds(self, comparison: Comparison, other: Self) -> Option<bool> {
        let never = |a: Self, b: Self, comparison| a.and(b.compared(comparison)).is_empty();
        match comparison {
            Comparison::Equal => {
                if never(self, other, Comparison::Equal) {
                    return Some(false);
                }
                (self.only().is_some() && self.only() == other.only()).then_some(true)
            }
            Comparison::NotEqual => self.holds(Comparison::Equal, other).map(|equal| !equal),
            Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
                if never(self, other, comparison) {
                    return Some(false);
                }
                never(self, other, opposite(comparison)).then_some(true)
            }
        }
    }

    /// The numbers with the other sign.
    pub fn negated(self) -> Self {
        let turned = |end: Option<End>| end.map(|end| End { at: -end.at, ..end });
        Self { least: turned(self.greatest), greatest: turned(self.least) }
    }

    /// The sums of a number of each.
    pub fn plus(self, other: Self) -> Self {
        let sum = |a: Option<End>, b: Option<End>| {
            let (a, b) = (a?, b?);
            // Rounding may reach an end that the exact sum does not, so that the end belongs to it.
            Some(End::closed(a.at.checked_add(b.at).ok()?))
        };
        Self { least: sum(self.least, other.least), greatest: sum(self.greatest, other.greatest) }
    }

    /// The products of each number with one.
    pub fn times(self, by: Decimal) -> Self {
        let product = |end: Option<End>| Some(End::closed(end?.at.checked_mul(by).ok()?));
        let (least, greatest) = (product(self.least), product(self.greatest));
        if by.is_zero() {
            return Self::point(Decimal::ZERO);
        }
        if by < Decimal::ZERO { Self { least: greatest, greatest: least } } else { Self { least, greatest } }
    }
}

/// The comparison that holds where this one does not.
pub const fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}

/// The comparison with its sides changed over.
pub const fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal | Comparison::NotEqual => comparison,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
    }
}
