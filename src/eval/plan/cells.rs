//! The values of a plan for some facts, borrowed from them where they stand there.

use std::borrow::Cow;
use std::cell::Cell as Slot;
use std::collections::HashSet;

use super::run::{Around, Env, Run};
use super::{Expr, ExprId, TestId};
use crate::compile::{Aggregate, Term, TermId};
use crate::eval::apply::apply;
use crate::eval::lists::summarise;
use crate::eval::logic::{self, UNKNOWN};
use crate::model::{Cell, Id, OutcomeSet, Value};

static NOTHING: Value = Value::Bool(false);

impl Run<'_> {
    pub(super) fn cell<'e>(&'e self, id: ExprId, env: Around<'e>) -> Cow<'e, Cell> {
        let Some(expr) = self.layout.exprs.get(id.index()) else { return Cow::Borrowed(&UNKNOWN) };
        match expr {
            Expr::Constant(cell) => Cow::Borrowed(cell),
            Expr::Path(path) => Cow::Borrowed(self.path(path, env)),
            Expr::Field(record, field) => match self.cell(*record, env) {
                Cow::Borrowed(record) => Cow::Borrowed(logic::field(record, *field)),
                Cow::Owned(record) => Cow::Owned(logic::field(&record, *field).clone()),
            },
            Expr::Test(test) => Cow::Owned(logic::cell(self.test(*test, env))),
            Expr::Strict(term, operands) => Cow::Owned(self.strict(*term, operands, env)),
            Expr::Default(value, default) => {
                let (value, default) = (self.cell(*value, env), self.cell(*default, env));
                match (&*value, &*default) {
                    (Cell::Unknown, _) | (_, Cell::Unknown) => Cow::Borrowed(&UNKNOWN),
                    (Cell::Absent, _) => default,
                    (Cell::Known(_), _) => value,
                }
            }
            Expr::If(condition, then, otherwise) => match self.test(*condition, env) {
                Some(true) => self.cell(*then, env),
                Some(false) => self.cell(*otherwise, env),
                None => Cow::Borrowed(&UNKNOWN),
            },
            Expr::Choose(arms, otherwise) => {
                for (when, then) in arms {
                    match self.test(*when, env) {
                        Some(true) => return self.cell(*then, env),
                        Some(false) => {}
                        None => return Cow::Borrowed(&UNKNOWN),
                    }
                }
                self.cell(*otherwise, env)
            }
            Expr::ChooseWord(value, arms, otherwise) => {
                let Cell::Known(Value::Word(word)) = *self.cell(*value, env) else { return Cow::Borrowed(&UNKNOWN) };
                let arm = arms.iter().find(|(words, _)| words.contains(word)).map(|arm| arm.1).or(*otherwise);
                arm.map_or(Cow::Borrowed(&UNKNOWN), |arm| self.cell(arm, env))
            }
            Expr::ChooseOutcome(value, arms, otherwise) => {
                let possible = match *self.cell(*value, env) {
                    Cell::Known(Value::Outcome(possible)) => possible,
                    _ => OutcomeSet(u64::MAX),
                };
                if possible.len() != 1 {
                    return Cow::Borrowed(&UNKNOWN);
                }
                let arm = arms.iter().find(|(set, _)| !set.and(possible).is_empty()).map(|arm| arm.1).or(*otherwise);
                arm.map_or(Cow::Borrowed(&UNKNOWN), |arm| self.cell(arm, env))
            }
            Expr::Aggregate(term, which, list, filter, value) => {
                Cow::Owned(self.aggregate(*term, *which, *list, *filter, *value, env))
            }
            Expr::Collect(list, filter, value) => {
                let values = self.gather(*list, *filter, Some(*value), env);
                Cow::Owned(values.map_or(Cell::Unknown, |values| Cell::Known(Value::List(values.into()))))
            }
            Expr::Distinct(list) => Cow::Owned(self.distinct(*list, env)),
            Expr::List(items) => {
                let cells = items.iter().map(|item| self.cell(*item, env).into_owned());
                Cow::Owned(Cell::Known(Value::List(cells.collect())))
            }
            Expr::Decision(place) => Cow::Owned(Cell::Known(Value::Outcome(self.possible(*place)))),
            Expr::Let(value, body) => {
                let cell = self.cell(*value, env);
                let inner = Env { cell: &cell, outer: env };
                Cow::Owned(self.cell(*body, Some(&inner)).into_owned())
            }
            Expr::Once(slot, expr) => match self.value(*slot) {
                Some(slot) => Cow::Borrowed(slot.get_or_init(|| self.cell(*expr, None).into_owned())),
                None => self.cell(*expr, None),
            },
        }
    }

    /// What may come out of a decision that is read; nothing where it is not in force.
    fn possible(&self, place: u32) -> OutcomeSet {
        let slot = self.decision(place);
        if let Some(possible) = slot.and_then(Slot::get) {
            return possible;
        }
        let possible = match self.layout.decisions.get(place as usize) {
            Some(judge) if judge.in_force => {
                let found = self.judge(judge);
                found.open.with(found.sure)
            }
            _ => OutcomeSet::default(),
        };
        if let Some(slot) = slot {
            slot.set(Some(possible));
        }
        possible
    }

    fn strict(&self, id: TermId, operands: &[ExprId], env: Around<'_>) -> Cell {
        let term = self.program.term(id);
        let mut cells = [const { Cow::Borrowed(&UNKNOWN) }; 3];
        for (cell, operand) in cells.iter_mut().zip(operands) {
            *cell = self.cell(*operand, env);
        }
        if cells.iter().take(operands.len()).any(|cell| cell.value().is_none()) {
            // An int that is absent where a decimal is due stays absent; nothing else is known without its operands.
            let [a, ..] = &cells;
            return if matches!(term, Term::ToDecimal(_)) { Cell::clone(a) } else { Cell::Unknown };
        }
        let [a, b, c] = &cells;
        let values = [a, b, c].map(|cell| cell.value().unwrap_or(&NOTHING));
        apply(self.program, term, values).ok().flatten().map_or(Cell::Unknown, Cell::Known)
    }

    /// The values of the elements that `where` keeps; none once one is unknown.
    fn gather(
        &self,
        list: ExprId,
        filter: Option<TestId>,
        value: Option<ExprId>,
        env: Around<'_>,
    ) -> Option<Vec<Cell>> {
        let list = self.cell(list, env);
        let Cell::Known(Value::List(cells)) = &*list else { return None };
        let mut values = Vec::new();
        for cell in cells.iter() {
            let inner = Env { cell, outer: env };
            let kept = filter.map_or(Some(true), |filter| self.test(filter, Some(&inner)));
            if kept? {
                match value {
                    // An element is counted even where it is unknown itself.
                    None => values.push(cell.clone()),
                    Some(value) => {
                        let made = self.cell(value, Some(&inner));
                        if *made == Cell::Unknown {
                            return None;
                        }
                        values.push(made.into_owned());
                    }
                }
            }
        }
        Some(values)
    }

    fn aggregate(
        &self,
        id: TermId,
        which: Aggregate,
        list: ExprId,
        filter: Option<TestId>,
        value: Option<ExprId>,
        env: Around<'_>,
    ) -> Cell {
        let values = self.gather(list, filter, value, env);
        values.and_then(|values| summarise(self.program, id, which, &values).ok()).unwrap_or_default()
    }

    fn distinct(&self, list: ExprId, env: Around<'_>) -> Cell {
        let list = self.cell(list, env);
        let Cell::Known(Value::List(cells)) = &*list else { return Cell::Unknown };
        if cells.iter().any(logic::has_hole) {
            return Cell::Unknown;
        }
        let mut seen = HashSet::new();
        Cell::Known(Value::List(cells.iter().filter(|cell| seen.insert(*cell)).cloned().collect()))
    }
}
