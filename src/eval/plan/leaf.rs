//! Conditions on one fact, or on a field of one, small enough to stand in the row of their rule. They say what the
//! test that they are made of says, and know no variable.

use super::{IfAbsent, Orders, Path, Root, Test, Truth};
use crate::eval::logic;
use crate::facts::Facts;
use crate::model::{Cell, Date, Decimal, FactId, Value};

/// A condition on one fact.
#[derive(Debug)]
pub(super) struct Leaf {
    pub fact: FactId,
    pub field: Option<u16>,
    pub if_absent: IfAbsent,
    pub asks: Asks,
}

/// What is asked of it.
#[derive(Debug)]
pub(super) enum Asks {
    Flag(bool),
    Present(bool),
    Int(Orders, i64),
    Decimal(Orders, Decimal),
    Date(Orders, Date),
    /// The words as bits, of which none is beyond the 64th, and whether the word is to be among them.
    Words(u64, bool),
}

impl Leaf {
    /// A test as a leaf; none where it looks at more, or deeper.
    pub(super) fn of(test: &Test) -> Option<Self> {
        let (path, if_absent, asks) = match test {
            Test::Flag(path, wanted) => (path, None, Asks::Flag(*wanted)),
            Test::Present(path, present) => (path, Some(!present), Asks::Present(*present)),
            Test::Int(path, orders, if_absent, n) => (path, *if_absent, Asks::Int(*orders, *n)),
            Test::Decimal(path, orders, if_absent, n) => (path, *if_absent, Asks::Decimal(*orders, *n)),
            Test::Date(path, orders, if_absent, date) => (path, *if_absent, Asks::Date(*orders, *date)),
            Test::Word(path, words) => (path, None, Asks::Words(words.bits()?, true)),
            _ => return None,
        };
        let Path { root: Root::Fact(fact), fields: [field, ..], length } = *path else { return None };
        let field = (length == 1).then_some(field);
        (length <= 1).then_some(Self { fact, field, if_absent, asks })
    }

    /// Whether another leaf says that what this one looks at is absent.
    pub(super) fn is_absence(&self, other: &Self) -> bool {
        (self.fact, self.field) == (other.fact, other.field) && matches!(other.asks, Asks::Present(false))
    }

    /// The leaf that holds where this one does not.
    pub(super) fn not(self) -> Self {
        let asks = match self.asks {
            Asks::Flag(wanted) => Asks::Flag(!wanted),
            Asks::Present(present) => Asks::Present(!present),
            Asks::Int(orders, n) => Asks::Int(orders.not(), n),
            Asks::Decimal(orders, n) => Asks::Decimal(orders.not(), n),
            Asks::Date(orders, date) => Asks::Date(orders.not(), date),
            Asks::Words(words, among) => Asks::Words(words, !among),
        };
        Self { if_absent: self.if_absent.map(|truth| !truth), asks, ..self }
    }

    /// Whether it holds for some facts.
    #[inline(always)]
    pub(super) fn truth(&self, facts: &Facts) -> Truth {
        let mut cell = facts.get(self.fact);
        if let Some(field) = self.field {
            cell = logic::field(cell, field);
        }
        let value = match cell {
            Cell::Known(value) => value,
            Cell::Absent => return self.if_absent,
            Cell::Unknown => return None,
        };
        match (&self.asks, value) {
            (Asks::Flag(wanted), Value::Bool(value)) => Some(value == wanted),
            (Asks::Present(present), _) => Some(*present),
            (Asks::Int(orders, n), Value::Int(value)) => Some(orders.accept(value.cmp(n))),
            (Asks::Decimal(orders, n), Value::Decimal(value)) => Some(orders.accept(value.cmp(n))),
            (Asks::Date(orders, date), Value::Date(value)) => Some(orders.accept(value.cmp(date))),
            (Asks::Words(words, among), Value::Word(word)) => {
                Some((words.checked_shr(u32::from(*word)).unwrap_or(0) & 1 == 1) == *among)
            }
            _ => None,
        }
    }
}
