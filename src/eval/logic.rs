//! Kleene's three values, and equality of values that are known only in part.

use std::cmp::Ordering;

use crate::compile::Comparison;
use crate::model::{Cell, OutcomeSet, Value};

/// Nothing is known.
pub(super) static UNKNOWN: Cell = Cell::Unknown;
static ABSENT: Cell = Cell::Absent;

/// True, false, or unknown.
pub(super) type Truth = Option<bool>;

/// What a condition came to. Absent conditions, which guards rule out wherever it matters, are unknown.
pub(super) fn truth(cell: &Cell) -> Truth {
    match cell {
        Cell::Known(Value::Bool(b)) => Some(*b),
        _ => None,
    }
}

/// The cell of a truth.
pub(super) fn cell(truth: Truth) -> Cell {
    truth.map_or(Cell::Unknown, |b| Cell::Known(Value::Bool(b)))
}

/// Kleene's and of two.
pub(super) fn and(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether two cells hold the same. An unknown part leaves it open unless another part differs.
pub(super) fn same_cell(a: &Cell, b: &Cell) -> Truth {
    match (a, b) {
        (Cell::Unknown, _) | (_, Cell::Unknown) => None,
        (Cell::Absent, Cell::Absent) => Some(true),
        (Cell::Known(a), Cell::Known(b)) => same(a, b),
        (Cell::Absent, Cell::Known(_)) | (Cell::Known(_), Cell::Absent) => Some(false),
    }
}

/// Whether two values are the same.
pub(super) fn same(a: &Value, b: &Value) -> Truth {
    match (a, b) {
        (Value::Record(a), Value::Record(b)) | (Value::List(a), Value::List(b)) => {
            if a.len() != b.len() {
                return Some(false);
            }
            // Not `try_fold`: a part that differs settles it after one that is unknown.
            let parts = a.iter().zip(b.iter()).map(|(a, b)| same_cell(a, b));
            parts.reduce(and).unwrap_or(Some(true))
        }
        (a, b) => Some(a == b),
    }
}

/// Whether a value is among cells: surely as soon as one is it, whatever is unknown of the others.
pub(super) fn is_in(value: &Value, cells: &[Cell]) -> Truth {
    let mut found = Some(false);
    for cell in cells {
        match cell {
            Cell::Unknown => found = None,
            Cell::Absent => {}
            Cell::Known(item) => match same(value, item) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => found = None,
            },
        }
    }
    found
}

/// Whether a cell is unknown, or holds a part that is.
pub(super) fn has_hole(cell: &Cell) -> bool {
    match cell {
        Cell::Unknown => true,
        Cell::Absent => false,
        Cell::Known(Value::Record(cells) | Value::List(cells)) => cells.iter().any(has_hole),
        Cell::Known(_) => false,
    }
}

/// What an equality, or with `equal` false a difference, comes to where not both sides are known: only what may be
/// absent may be compared while it is.
pub(super) fn same_partly(equal: bool, sides: [&Cell; 2], optional: [bool; 2]) -> Truth {
    let [a, b] = sides;
    let due = |cell: &Cell, optional: bool| optional || cell.value().is_some();
    if !(due(a, optional[0]) && due(b, optional[1])) {
        return None;
    }
    same_cell(a, b).map(|same| same == equal)
}

/// Whether a cell is present, or with `present` false absent.
pub(super) fn is_present(cell: &Cell, present: bool) -> Truth {
    match cell {
        Cell::Unknown => None,
        Cell::Absent => Some(!present),
        Cell::Known(_) => Some(present),
    }
}

/// Whether what may come out of a decision is all in a set, or none of it.
pub(super) fn is_outcome(cell: &Cell, set: OutcomeSet) -> Truth {
    let Cell::Known(Value::Outcome(possible)) = cell else { return None };
    let within = possible.and(set);
    if possible.is_empty() {
        None
    } else if within == *possible {
        Some(true)
    } else if within.is_empty() {
        Some(false)
    } else {
        None
    }
}

/// A field of a record; absent where the record is.
pub(super) fn field(record: &Cell, index: u16) -> &Cell {
    match record {
        Cell::Known(Value::Record(cells)) => cells.get(usize::from(index)).unwrap_or(&UNKNOWN),
        Cell::Absent => &ABSENT,
        Cell::Known(_) | Cell::Unknown => &UNKNOWN,
    }
}

/// How two values of one kind are ordered; none for kinds without an order.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Word(a), Value::Word(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A comparison of two values.
pub(super) fn compare(by: Comparison, a: &Value, b: &Value) -> Truth {
    match by {
        Comparison::Equal => same(a, b),
        Comparison::NotEqual => same(a, b).map(|equal| !equal),
        Comparison::Less => order(a, b).map(Ordering::is_lt),
        Comparison::LessOrEqual => order(a, b).map(Ordering::is_le),
        Comparison::Greater => order(a, b).map(Ordering::is_gt),
        Comparison::GreaterOrEqual => order(a, b).map(Ordering::is_ge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Truth; 3] = [Some(true), None, Some(false)];

    #[test]
    fn and_is_the_lesser() {
        let rank = |t: Truth| ALL.iter().position(|x| *x == t);
        for a in ALL {
            for b in ALL {
                assert_eq!(rank(and(a, b)), rank(a).max(rank(b)), "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn a_differing_part_settles_equality() {
        let record = |cells: &[Cell]| Value::Record(cells.into());
        let (one, two) = (Cell::Known(Value::Int(1)), Cell::Known(Value::Int(2)));
        assert_eq!(same(&record(&[one.clone(), Cell::Unknown]), &record(&[two, Cell::Unknown])), Some(false));
        assert_eq!(same(&record(&[one.clone(), Cell::Unknown]), &record(&[one, Cell::Absent])), None);
        assert_eq!(same_cell(&Cell::Absent, &Cell::Absent), Some(true));
    }
}
