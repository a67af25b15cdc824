//! A plan and facts to what came out.

use std::borrow::Cow;
use std::cell::{Cell as Slot, OnceCell};
use std::collections::HashSet;

use super::{Expr, ExprId, Found, Judge, Layout, Path, Planned, REMEMBERED, Root, Test, TestId};
use crate::compile::{Aggregate, Program, Quantifier, Term, TermId};
use crate::eval::apply::apply;
use crate::eval::lists::summarise;
use crate::eval::logic::{self, Truth, truth};
use crate::eval::outcome::RuleSet;
use crate::facts::Facts;
use crate::model::{Cell, OutcomeSet, Value};

static UNKNOWN: Cell = Cell::Unknown;
static ABSENT: Cell = Cell::Absent;
static NOTHING: Value = Value::Bool(false);

/// Judges the decision of a plan; none where it is not in force.
pub(super) fn judge(layout: &Layout, program: &Program, facts: &Facts) -> Option<Found> {
    let run = Run {
        layout,
        program,
        facts,
        truths: [const { Slot::new(Remembered::Not) }; REMEMBERED],
        values: vec![OnceCell::new(); layout.values],
        // The last one was asked for, and nothing reads it.
        decisions: vec![None; layout.decisions.len().saturating_sub(1)].into_iter().map(Slot::new).collect(),
    };
    let judge = layout.decisions.last().filter(|judge| judge.in_force)?;
    Some(run.judge(judge))
}

/// A truth that is remembered.
#[derive(Clone, Copy)]
enum Remembered {
    Not,
    As(Truth),
}

struct Run<'r> {
    layout: &'r Layout,
    program: &'r Program,
    facts: &'r Facts,
    truths: [Slot<Remembered>; REMEMBERED],
    values: Vec<OnceCell<Cell>>,
    decisions: Vec<Slot<Option<OutcomeSet>>>,
}

/// The variables, the nearest first.
#[derive(Clone, Copy)]
struct Env<'e> {
    cell: &'e Cell,
    outer: Option<&'e Env<'e>>,
}

type Around<'e> = Option<&'e Env<'e>>;

impl<'r> Run<'r> {
    fn judge(&self, judge: &Judge) -> Found {
        let mut found =
            Found { sure: 0, open: OutcomeSet::default(), fired: RuleSet::default(), has_unknown: false };
        let mut unknown = OutcomeSet::default();
        let mut look = |rule: &Planned| match self.fires(rule) {
            Some(true) => {
                found.sure = found.sure.max(rule.outcome);
                found.fired.insert(rule.place as usize);
            }
            Some(false) => {}
            None => {
                found.has_unknown = true;
                unknown = unknown.with(rule.outcome);
            }
        };
        match judge.index.as_ref().and_then(|index| index.candidates(self.facts)) {
            Some(candidates) => candidates.filter_map(|at| judge.rules.get(at as usize)).for_each(&mut look),
            None => judge.rules.iter().for_each(&mut look),
        }
        // Only what is stronger than the sure outcome is open.
        found.open = OutcomeSet(unknown.0 & (u64::MAX << (found.sure & 63)) & !OutcomeSet::one(found.sure).0);
        found
    }

    /// Whether a rule fires; exceptions come first, so that they guard the condition.
    fn fires(&self, rule: &Planned) -> Truth {
        let mut sure = true;
        for exception in &rule.exceptions {
            match self.test(*exception, None) {
                Some(true) => return Some(false),
                Some(false) => {}
                None => sure = false,
            }
        }
        match self.test(rule.condition, None) {
            Some(truth) if truth != rule.fires_on => Some(false),
            Some(_) if sure => Some(true),
            _ => None,
        }
    }

    fn path<'e>(&'e self, path: &Path, env: Around<'e>) -> &'e Cell {
        let mut cell = match path.root {
            Root::Fact(fact) => self.facts.get(fact),
            Root::Local(mut outwards) => {
                let mut env = env;
                while outwards > 0 {
                    env = env.and_then(|env| env.outer);
                    outwards -= 1;
                }
                env.map_or(&UNKNOWN, |env| env.cell)
            }
        };
        for field in path.fields.iter().take(usize::from(path.length)) {
            cell = field_of(cell, *field);
        }
        cell
    }

    fn test(&self, id: TestId, env: Around<'_>) -> Truth {
        match self.layout.tests.get(id.at())? {
            Test::Constant(truth) => *truth,
            Test::Flag(path, wanted) => truth(self.path(path, env)).map(|truth| truth == *wanted),
            Test::Present(path, present) => is_present(self.path(path, env), *present),
            Test::Int(path, orders, if_absent, n) => match self.path(path, env) {
                Cell::Known(Value::Int(value)) => Some(orders.accept(value.cmp(n))),
                Cell::Absent => *if_absent,
                _ => None,
            },
            Test::Decimal(path, orders, if_absent, n) => match self.path(path, env) {
                Cell::Known(Value::Decimal(value)) => Some(orders.accept(value.cmp(n))),
                Cell::Absent => *if_absent,
                _ => None,
            },
            Test::Date(path, orders, if_absent, date) => match self.path(path, env) {
                Cell::Known(Value::Date(value)) => Some(orders.accept(value.cmp(date))),
                Cell::Absent => *if_absent,
                _ => None,
            },
            Test::Text(path, equal, if_absent, text) => match self.path(path, env) {
                Cell::Known(Value::Text(value)) => Some((value == text) == *equal),
                Cell::Absent => *if_absent,
                _ => None,
            },
            Test::Word(path, words) => match self.path(path, env) {
                Cell::Known(Value::Word(word)) => Some(words.contains(*word)),
                _ => None,
            },
            Test::Compare(by, left, right, optional) => {
                let (left, right) = (self.cell(*left, env), self.cell(*right, env));
                match (&*left, &*right) {
                    (Cell::Known(left), Cell::Known(right)) => logic::compare(*by, left, right),
                    (left, right) => {
                        let equal = super::Orders::of(*by).equality()?;
                        let due = |cell: &Cell, optional: bool| optional || cell.value().is_some();
                        if !(due(left, optional[0]) && due(right, optional[1])) {
                            return None;
                        }
                        logic::same_cell(left, right).map(|same| same == equal)
                    }
                }
            }
            Test::WordOf(expr, words) => match &*self.cell(*expr, env) {
                Cell::Known(Value::Word(word)) => Some(words.contains(*word)),
                _ => None,
            },
            Test::PresentOf(expr, present) => is_present(&self.cell(*expr, env), *present),
            Test::Outcome(expr, set) => match &*self.cell(*expr, env) {
                Cell::Known(Value::Outcome(possible)) if !possible.is_empty() => {
                    let within = possible.and(*set);
                    if within == *possible {
                        Some(true)
                    } else if within.is_empty() {
                        Some(false)
                    } else {
                        None
                    }
                }
                _ => None,
            },
            Test::InList(value, list) => match (&*self.cell(*value, env), &*self.cell(*list, env)) {
                (Cell::Known(value), Cell::Known(Value::List(cells))) => logic::is_in(value, cells),
                _ => None,
            },
            Test::Not(a) => self.test(*a, env).map(|truth| !truth),
            Test::All(parts) => self.junction(parts, false, env),
            Test::Any(parts) => self.junction(parts, true, env),
            Test::Quantifier(which, list, filter, body) => self.quantifier(*which, *list, *filter, *body, env),
            Test::Let(value, body) => {
                let cell = self.cell(*value, env);
                self.test(*body, Some(&Env { cell: &cell, outer: env }))
            }
            Test::Once(slot, test) => {
                let slot = self.truths.get(*slot as usize)?;
                match slot.get() {
                    Remembered::As(truth) => truth,
                    Remembered::Not => {
                        // A define stands on its own: it sees no variable.
                        let truth = self.test(*test, None);
                        slot.set(Remembered::As(truth));
                        truth
                    }
                }
            }
            Test::Of(expr) => truth(&self.cell(*expr, env)),
        }
    }

    /// `and` (settled by false) and `or` (settled by true).
    fn junction(&self, parts: &[TestId], settles: bool, env: Around<'_>) -> Truth {
        let mut so_far = Some(!settles);
        for part in parts {
            match self.test(*part, env) {
                Some(truth) if truth == settles => return Some(settles),
                Some(_) => {}
                None => so_far = None,
            }
        }
        so_far
    }

    fn quantifier(
        &self,
        which: Quantifier,
        list: ExprId,
        filter: Option<TestId>,
        body: TestId,
        env: Around<'_>,
    ) -> Truth {
        let list = self.cell(list, env);
        let Cell::Known(Value::List(cells)) = &*list else { return None };
        let wanted = which != Quantifier::Every;
        let mut found = Some(false);
        for cell in cells.iter() {
            let inner = Env { cell, outer: env };
            let kept = filter.map_or(Some(true), |filter| self.test(filter, Some(&inner)));
            if kept == Some(false) {
                continue;
            }
            match logic::and(kept, self.test(body, Some(&inner)).map(|truth| truth == wanted)) {
                Some(true) => {
                    found = Some(true);
                    break;
                }
                Some(false) => {}
                None => found = None,
            }
        }
        found.map(|found| found == (which == Quantifier::Exists))
    }

    fn cell<'e>(&'e self, id: ExprId, env: Around<'e>) -> Cow<'e, Cell> {
        let Some(expr) = self.layout.exprs.get(id.at()) else { return Cow::Borrowed(&UNKNOWN) };
        match expr {
            Expr::Constant(cell) => Cow::Borrowed(cell),
            Expr::Path(path) => Cow::Borrowed(self.path(path, env)),
            Expr::Field(record, field) => match self.cell(*record, env) {
                Cow::Borrowed(record) => Cow::Borrowed(field_of(record, *field)),
                Cow::Owned(record) => Cow::Owned(field_of(&record, *field).clone()),
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
            Expr::Once(slot, expr) => match self.values.get(*slot as usize) {
                Some(slot) => Cow::Borrowed(slot.get_or_init(|| self.cell(*expr, None).into_owned())),
                None => self.cell(*expr, None),
            },
        }
    }

    /// What may come out of a decision that is read; nothing where it is not in force.
    fn possible(&self, place: u32) -> OutcomeSet {
        let slot = self.decisions.get(place as usize);
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

fn field_of(record: &Cell, field: u16) -> &Cell {
    match record {
        Cell::Known(Value::Record(cells)) => cells.get(usize::from(field)).unwrap_or(&UNKNOWN),
        Cell::Absent => &ABSENT,
        Cell::Known(_) | Cell::Unknown => &UNKNOWN,
    }
}

fn is_present(cell: &Cell, present: bool) -> Truth {
    match cell {
        Cell::Unknown => None,
        Cell::Absent => Some(!present),
        Cell::Known(_) => Some(present),
    }
}
