//! Rules with a condition on one fact and no exceptions, by the kind of the fact: a loop over each kind asks nothing but
//! that, and notes what fires as bits. They say what their leaves say.

use super::leaf::{Asks, Leaf};
use super::{Orders, Planned};
use crate::eval::logic::{self, Truth};
use crate::facts::Facts;
use crate::model::{Cell, Date, Decimal, FactId, Value};

/// So many rules have a bit each.
pub(super) const BITS: usize = 64;

/// The rules of a decision as rows, and which rules give which outcome.
#[derive(Debug, Default)]
pub(super) struct Rows {
    flags: Vec<Row<bool>>,
    present: Vec<Row<bool>>,
    ints: Vec<Row<Within>>,
    words: Vec<Row<Among>>,
    decimals: Vec<Row<(Orders, Decimal)>>,
    dates: Vec<Row<(Orders, Date)>>,
    /// The rules of each outcome, the strongest first.
    outcomes: Vec<(u8, u64)>,
}

/// A rule that looks at one fact, or at one field of it.
#[derive(Debug)]
struct Row<T> {
    fact: FactId,
    field: u16,
    if_absent: Truth,
    /// Its place in the decision.
    place: u8,
    asks: T,
}

/// What stands for the fact itself in place of a field.
const WHOLE: u16 = u16::MAX;

/// Whether an int lies between two others, both included, or does not.
#[derive(Debug)]
struct Within {
    least: i64,
    greatest: i64,
    wanted: bool,
}

/// Whether a word is one of those below 64, or is not.
#[derive(Debug)]
struct Among {
    words: u64,
    wanted: bool,
}

/// Rules by their places, as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bits {
    pub fired: u64,
    pub unknown: u64,
}

impl Bits {
    /// Notes whether the rule in a place fires.
    #[inline(always)]
    pub(super) fn note(&mut self, place: u32, fires: Truth) {
        match fires {
            Some(fires) => self.fired |= u64::from(fires) << (place & 63),
            None => self.unknown |= 1 << (place & 63),
        }
    }
}

impl Rows {
    /// Takes the rules that are rows out of those of a decision; none where it has more rules than bits.
    pub(super) fn of(rules: &mut Vec<Planned>) -> Option<Self> {
        let mut rows = Self::default();
        let mut outcomes = [0_u64; 256];
        for rule in rules.iter() {
            let place = u8::try_from(rule.place).ok().filter(|place| usize::from(*place) < BITS)?;
            if let Some(of) = outcomes.get_mut(usize::from(rule.outcome)) {
                *of |= 1 << place;
            }
        }
        rows.outcomes = (0..=u8::MAX).zip(outcomes).filter(|(_, of)| *of != 0).rev().collect();
        rules.retain_mut(|rule| {
            let is_row = rule.exceptions.is_empty();
            if let Some(leaf) = rule.leaf.take_if(|_| is_row) {
                rows.add(u8::try_from(rule.place).unwrap_or(u8::MAX), leaf);
                return false;
            }
            true
        });
        Some(rows)
    }

    fn add(&mut self, place: u8, leaf: Leaf) {
        let Leaf { fact, field, if_absent, asks } = leaf;
        let field = field.unwrap_or(WHOLE);
        let row = |if_absent| Row { fact, field, if_absent, place, asks: () };
        match asks {
            Asks::Flag(wanted) => self.flags.push(row(if_absent).asking(wanted)),
            Asks::Present(wanted) => self.present.push(row(Some(!wanted)).asking(wanted)),
            Asks::Int(orders, n) => self.ints.push(row(if_absent).asking(Within::of(orders, n))),
            Asks::Words(words, wanted) => self.words.push(row(if_absent).asking(Among { words, wanted })),
            Asks::Decimal(orders, n) => self.decimals.push(row(if_absent).asking((orders, n))),
            Asks::Date(orders, date) => self.dates.push(row(if_absent).asking((orders, date))),
        }
    }

    /// What becomes of the rules that are rows.
    #[inline(always)]
    pub(super) fn judge(&self, facts: &Facts) -> Bits {
        let mut bits = Bits::default();
        for row in &self.flags {
            match row.cell(facts) {
                Cell::Known(Value::Bool(value)) => row.note(&mut bits, *value == row.asks),
                cell => row.note_other(&mut bits, cell),
            }
        }
        for row in &self.ints {
            match row.cell(facts) {
                Cell::Known(Value::Int(value)) => row.note(&mut bits, row.asks.holds(*value)),
                cell => row.note_other(&mut bits, cell),
            }
        }
        for row in &self.words {
            match row.cell(facts) {
                Cell::Known(Value::Word(word)) => row.note(&mut bits, row.asks.holds(*word)),
                cell => row.note_other(&mut bits, cell),
            }
        }
        for row in &self.decimals {
            match row.cell(facts) {
                Cell::Known(Value::Decimal(value)) => row.note(&mut bits, row.asks.0.accept(value.cmp(&row.asks.1))),
                cell => row.note_other(&mut bits, cell),
            }
        }
        for row in &self.dates {
            match row.cell(facts) {
                Cell::Known(Value::Date(value)) => row.note(&mut bits, row.asks.0.accept(value.cmp(&row.asks.1))),
                cell => row.note_other(&mut bits, cell),
            }
        }
        for row in &self.present {
            match row.cell(facts) {
                Cell::Known(_) => row.note(&mut bits, row.asks),
                cell => row.note_other(&mut bits, cell),
            }
        }
        bits
    }

    /// The strongest outcome that a rule among some gives; 0 where none does.
    #[inline]
    pub(super) fn strongest(&self, rules: u64) -> u8 {
        self.outcomes.iter().find(|(_, of)| of & rules != 0).map_or(0, |(outcome, _)| *outcome)
    }

    /// The outcomes that rules among some give, as bits.
    #[inline]
    pub(super) fn given(&self, rules: u64) -> u64 {
        let given = self.outcomes.iter().filter(|(_, of)| of & rules != 0);
        given.fold(0, |all, (outcome, _)| all | 1 << (outcome & 63))
    }
}

impl Row<()> {
    fn asking<T>(self, asks: T) -> Row<T> {
        let Self { fact, field, if_absent, place, asks: () } = self;
        Row { fact, field, if_absent, place, asks }
    }
}

impl<T> Row<T> {
    #[inline(always)]
    fn cell<'f>(&self, facts: &'f Facts) -> &'f Cell {
        let cell = facts.get(self.fact);
        if self.field == WHOLE { cell } else { logic::field(cell, self.field) }
    }

    #[inline(always)]
    fn note(&self, bits: &mut Bits, fires: bool) {
        bits.fired |= u64::from(fires) << (self.place & 63);
    }

    #[cold]
    fn note_other(&self, bits: &mut Bits, cell: &Cell) {
        bits.note(u32::from(self.place), if *cell == Cell::Absent { self.if_absent } else { None });
    }
}

impl Within {
    fn of(orders: Orders, n: i64) -> Self {
        // What no int can be is the opposite of what every int is.
        let (least, greatest, wanted) = match orders.0 {
            1 => (n, i64::MAX, false),
            2 => (n, n, true),
            3 => (i64::MIN, n, true),
            4 => (i64::MIN, n, false),
            5 => (n, n, false),
            6 => (n, i64::MAX, true),
            all => (i64::MIN, i64::MAX, all == 7),
        };
        Self { least, greatest, wanted }
    }

    #[inline(always)]
    fn holds(&self, value: i64) -> bool {
        ((self.least <= value) & (value <= self.greatest)) == self.wanted
    }
}

impl Among {
    #[inline(always)]
    fn holds(&self, word: u16) -> bool {
        (self.words.checked_shr(u32::from(word)).unwrap_or(0) & 1 == 1) == self.wanted
    }
}
