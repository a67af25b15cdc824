//! What the host may feed: the facts and the parameters, with their types.

use std::fmt;
use std::sync::Arc;

use super::table::{Table, ids};
use super::types::{Field, Localised, Type, Types};
use super::value::{Cell, Value};
use super::{Date, DateSpan};

ids! {
    /// A fact, and its slot in the facts that are fed.
    FactId,
    /// A parameter, and its slot in the settings.
    ParamId,
}

/// Bounds of a number, a date or a duration, both included.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The least value, of the field's own kind.
    pub least: Option<Value>,
    /// The greatest value, of the field's own kind.
    pub greatest: Option<Value>,
}

/// As policies write it: `in 0..5`, `>= 0`, `<= 2022-10-10`; nothing where there is no bound.
impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.least, &self.greatest) {
            (Some(least), Some(greatest)) => write!(f, "in {}..{}", Bound(least), Bound(greatest)),
            (Some(least), None) => write!(f, ">= {}", Bound(least)),
            (None, Some(greatest)) => write!(f, "<= {}", Bound(greatest)),
            (None, None) => Ok(()),
        }
    }
}

/// A value that can be a bound.
struct Bound<'v>(&'v Value);

impl fmt::Display for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Int(n) => n.fmt(f),
            Value::Decimal(n) => n.fmt(f),
            Value::Date(day) => day.fmt(f),
            Value::DateTime(at) => at.fmt(f),
            Value::Duration(length) => length.fmt(f),
            _ => Ok(()),
        }
    }
}

/// A fact. Facts of one name are one fact, whichever policies declare them.
#[derive(Debug, Clone, PartialEq)]
pub struct FactDef {
    /// Name, type and the rest.
    pub field: Field,
    /// The policies that declare it, in file order.
    pub policies: Vec<Arc<str>>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq)]
pub struct ParamDef {
    /// Its policy, such as `douyin.alliance`.
    pub policy: Arc<str>,
    /// Its name in that policy.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// What its values must keep to.
    pub constraint: Option<Constraint>,
    /// Its values over time: one span without ends for a plain value, none where the host supplies it.
    /// Spans do not overlap and are in order of time.
    pub history: Vec<(DateSpan, Cell)>,
    /// What it is counted in.
    pub unit: Option<Localised>,
    /// What people call it.
    pub title: Option<Localised>,
    /// Its documentation (`///`).
    pub doc: Option<Arc<str>>,
}

impl ParamDef {
    /// Whether its value depends on the day.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.history.iter().any(|(span, _)| span.from.is_some() || span.through.is_some())
    }

    /// The value on a day, with the span that gave it; none outside every span.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&(DateSpan, Cell)> {
        self.history.iter().find(|(span, _)| span.contains(day))
    }
}

/// Everything that a host may feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// The types that facts and parameters use.
    pub types: Types,
    /// The facts, by slot.
    pub facts: Table<FactId, FactDef>,
    /// The parameters, by slot.
    pub params: Table<ParamId, ParamDef>,
}
