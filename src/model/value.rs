//! Values, and the cells that hold them, are absent or are unknown.

use std::sync::Arc;

use super::{Date, DateTime, Decimal, Duration};

/// A present value. Cloning is cheap: texts, records and lists are shared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// `true`, `false`
    Bool(bool),
    /// `3`
    Int(i64),
    /// `4.0`; equality is by number (`4.0` equals `4.00`), the digits it came with are kept for printing
    Decimal(Decimal),
    /// `"…"`
    Text(Arc<str>),
    /// `2022-10-10`
    Date(Date),
    /// `2022-10-10T10:01`
    DateTime(DateTime),
    /// `60 days`
    Duration(Duration),
    /// A word of an enum, as its index in `EnumDef::words`
    Word(u16),
    /// One cell for each field of the record
    Record(Arc<[Cell]>),
    /// The elements
    List(Arc<[Cell]>),
    /// The outcomes that a decision that was read may still have; more than one bit where it is undetermined
    Outcome(OutcomeSet),
}

/// A place for a value: what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Cell {
    /// Not supplied, or not to be worked out from what was supplied.
    #[default]
    Unknown,
    /// Known to be absent (`null`).
    Absent,
    /// Known.
    Known(Value),
}

impl Cell {
    /// The value, where it is known and present.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown | Self::Absent => None,
        }
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self::Known(value)
    }
}

/// A set of outcomes of one decision: bit `i` stands for the outcome with index `i`, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OutcomeSet(pub u64);

impl OutcomeSet {
    /// How many outcomes a decision may have.
    pub const LIMIT: usize = 64;

    /// The set of one outcome.
    #[must_use]
    pub const fn one(index: u8) -> Self {
        Self(1 << (index & 63))
    }

    /// Whether the outcome with this index is in the set.
    #[must_use]
    pub const fn contains(self, index: u8) -> bool {
        self.0 & Self::one(index).0 != 0
    }

    /// The set with one more.
    #[must_use]
    pub const fn with(self, index: u8) -> Self {
        Self(self.0 | Self::one(index).0)
    }

    /// What both hold.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// How many outcomes it holds.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether it holds none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The indices, weakest first.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |i| self.contains(*i))
    }
}
