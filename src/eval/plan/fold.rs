//! What the day and the settings of a request fix: terms that come to the same for all facts.

use jiff::Span;

use super::build::Builder;
use super::scope::{Bound, Scope};
use crate::compile::{Arithmetic, Comparison, Term, TermId};
use crate::eval::apply::apply;
use crate::model::{Cell, Date, Value};

/// A date that is compared with a fixed one.
pub(super) struct DateTest {
    pub(super) fact: TermId,
    pub(super) by: Comparison,
    pub(super) date: Date,
}

impl Builder<'_> {
    /// The cell of a term that no fact has a part in. A term that fails is none.
    pub(super) fn constant(&mut self, id: TermId, scope: &Scope) -> Option<Cell> {
        let program = self.program;
        let term = program.term(id);
        match term {
            Term::Literal(cell) => Some(cell.clone()),
            Term::Today => Some(Cell::Known(Value::Date(self.request.today))),
            Term::Now => Some(self.request.now.map_or(Cell::Unknown, |now| Cell::Known(Value::DateTime(now)))),
            Term::Param(param) => Some(self.request.param(program, *param)),
            Term::Local(local) => match scope.get(*local)? {
                Bound::Constant(cell) => Some(cell.clone()),
                Bound::Path(..) | Bound::Kept(_) => None,
            },
            Term::Define(define) => {
                if let Some(known) = self.constants.get(define) {
                    return known.clone();
                }
                let body = program.define(*define).body;
                let cell = self.nested(|builder| builder.constant(body, &Scope::default()));
                self.constants.insert(*define, cell.clone());
                cell
            }
            Term::List(items) => {
                let cells: Option<Vec<Cell>> = items.iter().map(|item| self.constant(*item, scope)).collect();
                Some(Cell::Known(Value::List(cells?.into())))
            }
            Term::ToDecimal(_)
            | Term::Not(_)
            | Term::Negate(_)
            | Term::DurationOf(..)
            | Term::Arithmetic(..)
            | Term::AddMonths(..) => {
                let operands = term.operands();
                let mut cells = [const { Cell::Unknown }; 3];
                for (place, operand) in cells.iter_mut().zip(operands.iter()) {
                    *place = self.nested(|builder| builder.constant(*operand, scope))?;
                }
                let given = cells.get(..operands.len())?;
                if given.iter().any(|cell| cell.value().is_none()) {
                    return None;
                }
                let [a, b, c] = &cells;
                let nothing = Value::Bool(false);
                let values = [a, b, c].map(|cell| cell.value().unwrap_or(&nothing));
                apply(program, term, values).ok()?.map(Cell::Known)
            }
            _ => None,
        }
    }

    /// `today - fact <= 60 days` as a comparison of the fact with a date, where that says the same.
    pub(super) fn date_test(&mut self, by: Comparison, sides: [TermId; 2], scope: &Scope) -> Option<DateTest> {
        let [difference, duration] = sides;
        let Term::Arithmetic(Arithmetic::DateDifference, [a, b]) = self.program.term(difference) else { return None };
        let Some(Cell::Known(Value::Duration(duration))) = self.constant(duration, scope) else { return None };
        let days = duration.whole_days()?;
        match (self.constant(*a, scope), self.constant(*b, scope)) {
            // a - fact by days: fact (the other way) a - days
            (Some(Cell::Known(Value::Date(a))), None) => {
                Some(DateTest { fact: *b, by: flipped(by), date: plus(a, days.checked_neg()?)? })
            }
            // fact - b by days: fact by b + days
            (None, Some(Cell::Known(Value::Date(b)))) => Some(DateTest { fact: *a, by, date: plus(b, days)? }),
            _ => None,
        }
    }
}

fn plus(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The comparison with both sides exchanged.
pub(super) fn flipped(by: Comparison) -> Comparison {
    match by {
        Comparison::Equal | Comparison::NotEqual => by,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
    }
}

/// Whether a term fails on some values.
pub(super) fn can_fail(term: &Term) -> bool {
    use crate::compile::{Aggregate, Builtin};
    match term {
        Term::Arithmetic(op, _) => *op != Arithmetic::DateDifference,
        Term::Negate(_) | Term::AddMonths(..) | Term::DurationOf(..) => true,
        Term::Builtin(which, _) => {
            matches!(which, Builtin::Round | Builtin::Abs | Builtin::WorkingDaysAfter(_))
        }
        Term::Aggregate(which, ..) => matches!(which, Aggregate::Sum | Aggregate::Average),
        _ => false,
    }
}
