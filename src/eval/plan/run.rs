//! A plan and facts to what came out.

use std::cell::{Cell as Slot, OnceCell};

use super::join::Joining;
use super::rows::Rows;
use super::{Exception, Found, Judge, Layout, Orders, Path, Planned, Quantified, REMEMBERED, Root, Test, TestId};
use crate::compile::{Program, Quantifier};
use crate::eval::logic::{self, Truth, UNKNOWN, truth};
use crate::eval::outcome::RuleSet;
use crate::facts::Facts;
use crate::model::{Cell, Id, OutcomeSet, Value};

/// Judges the decision of a plan; none where it is not in force.
#[inline(always)]
pub(super) fn judge(layout: &Layout, program: &Program, facts: &Facts) -> Option<Found> {
    let run = Run::new(layout, program, facts);
    let judge = layout.decisions.last().filter(|judge| judge.in_force)?;
    Some(run.judge(judge))
}

/// So many empty places.
fn places<P>(count: usize, empty: impl Fn() -> P) -> Box<[P]> {
    std::iter::repeat_with(empty).take(count).collect()
}

/// A truth that is remembered.
#[derive(Clone, Copy)]
enum Remembered {
    Not,
    As(Truth),
}

pub(super) struct Run<'r> {
    pub(super) layout: &'r Layout,
    pub(super) program: &'r Program,
    pub(super) facts: &'r Facts,
    truths: [Slot<Remembered>; REMEMBERED],
    stores: Option<Box<Stores>>,
}

/// What is remembered besides a few truths. Most decisions need none of it, and no memory for it then.
struct Stores {
    /// Truths beyond the first.
    truths: Box<[Slot<Remembered>]>,
    values: Box<[OnceCell<Cell>]>,
    decisions: Box<[Slot<Option<OutcomeSet>>]>,
    joins: Box<[Joining]>,
}

impl Stores {
    #[cold]
    fn of(layout: &Layout) -> Option<Box<Self>> {
        Some(Box::new(Self {
            truths: places(layout.truths.saturating_sub(REMEMBERED), || Slot::new(Remembered::Not)),
            values: places(layout.values, OnceCell::new),
            // The last one was asked for, and nothing reads it.
            decisions: places(layout.decisions.len().saturating_sub(1), || Slot::new(None)),
            joins: places(layout.joins.len(), Joining::default),
        }))
    }
}

/// The variables, the nearest first.
#[derive(Clone, Copy)]
pub(super) struct Env<'e> {
    pub(super) cell: &'e Cell,
    pub(super) outer: Option<&'e Env<'e>>,
}

pub(super) type Around<'e> = Option<&'e Env<'e>>;

/// Only what is stronger than the sure outcome is open.
fn stronger(outcomes: OutcomeSet, sure: u8) -> OutcomeSet {
    OutcomeSet(outcomes.0 & (u64::MAX << (sure & 63)) & !OutcomeSet::one(sure).0)
}

/// The variable that lies so far outwards.
#[cold]
fn outer(mut outwards: u32, mut env: Around<'_>) -> &Cell {
    while outwards > 0 {
        env = env.and_then(|env| env.outer);
        outwards -= 1;
    }
    env.map_or(&UNKNOWN, |env| env.cell)
}

impl<'r> Run<'r> {
    #[inline(always)]
    pub(super) fn new(layout: &'r Layout, program: &'r Program, facts: &'r Facts) -> Self {
        let truths = [const { Slot::new(Remembered::Not) }; REMEMBERED];
        let stores = if layout.stores { Stores::of(layout) } else { None };
        Self { layout, program, facts, truths, stores }
    }

    pub(super) fn value(&self, slot: u32) -> Option<&OnceCell<Cell>> {
        self.stores.as_ref()?.values.get(slot as usize)
    }

    pub(super) fn decision(&self, place: u32) -> Option<&Slot<Option<OutcomeSet>>> {
        self.stores.as_ref()?.decisions.get(place as usize)
    }

    pub(super) fn joining(&self, join: u32) -> Option<&Joining> {
        self.stores.as_ref()?.joins.get(join as usize)
    }

    #[inline]
    pub(super) fn judge(&self, judge: &Judge) -> Found {
        match &judge.rows {
            Some(rows) => self.judge_rows(judge, rows),
            None => self.judge_rules(judge),
        }
    }

    /// Of a decision of few rules.
    #[inline(always)]
    fn judge_rows(&self, judge: &Judge, rows: &Rows) -> Found {
        let mut bits = rows.judge(self.facts);
        for rule in &judge.rules {
            bits.note(rule.place, self.fires(rule));
        }
        let sure = rows.strongest(bits.fired);
        let mut open = OutcomeSet::default();
        if bits.unknown != 0 {
            open = stronger(OutcomeSet(rows.given(bits.unknown)), sure);
        }
        Found { sure, open, fired: RuleSet::of(bits.fired), has_unknown: bits.unknown != 0 }
    }

    #[inline(never)]
    fn judge_rules(&self, judge: &Judge) -> Found {
        let mut found = Found { sure: 0, open: OutcomeSet::default(), fired: RuleSet::default(), has_unknown: false };
        let mut unknown = OutcomeSet::default();
        match judge.index.as_ref().and_then(|index| index.candidates(self.facts)) {
            Some(candidates) => {
                for rule in candidates.filter_map(|at| judge.rules.get(at as usize)) {
                    self.look(rule, &mut found, &mut unknown);
                }
            }
            None => {
                for rule in &judge.rules {
                    self.look(rule, &mut found, &mut unknown);
                }
            }
        }
        found.open = stronger(unknown, found.sure);
        found
    }

    #[inline(always)]
    fn look(&self, rule: &Planned, found: &mut Found, unknown: &mut OutcomeSet) {
        match self.fires(rule) {
            Some(true) => {
                found.sure = found.sure.max(rule.outcome);
                found.fired.insert(rule.place as usize);
            }
            Some(false) => {}
            None => {
                found.has_unknown = true;
                *unknown = unknown.with(rule.outcome);
            }
        }
    }

    /// Whether a rule fires. A small condition comes first, since it mostly settles the matter; otherwise the
    /// exceptions do. Neither order shows: a plan knows no failures, and what is absent only makes a condition unknown.
    #[inline(always)]
    fn fires(&self, rule: &Planned) -> Truth {
        let Some(leaf) = &rule.leaf else { return self.fires_at_length(rule) };
        let met = leaf.truth(self.facts);
        if met == Some(false) || rule.exceptions.is_empty() {
            return met;
        }
        logic::and(self.excepted(rule).map(|excepted| !excepted), met)
    }

    #[inline(never)]
    fn fires_at_length(&self, rule: &Planned) -> Truth {
        let excepted = self.excepted(rule);
        if excepted == Some(true) {
            return Some(false);
        }
        let met = self.test(rule.condition, None).map(|truth| truth == rule.fires_on);
        logic::and(excepted.map(|excepted| !excepted), met)
    }

    /// Whether one of a rule's exceptions holds.
    #[inline(never)]
    fn excepted(&self, rule: &Planned) -> Truth {
        let mut excepted = Some(false);
        for exception in &rule.exceptions {
            let holds = match exception {
                Exception::Leaf(leaf) => leaf.truth(self.facts),
                Exception::Test(test) => self.test(*test, None),
            };
            match holds {
                Some(true) => return Some(true),
                Some(false) => {}
                None => excepted = None,
            }
        }
        excepted
    }

    #[inline(always)]
    pub(super) fn path<'e>(&'e self, path: &Path, env: Around<'e>) -> &'e Cell {
        let cell = match (path.root, env) {
            (Root::Fact(fact), _) => self.facts.get(fact),
            (Root::Local(0), Some(env)) => env.cell,
            (Root::Local(outwards), env) => outer(outwards, env),
        };
        let [first, rest @ ..] = &path.fields;
        match path.length {
            0 => cell,
            1 => logic::field(cell, *first),
            length => {
                let rest = rest.iter().take(usize::from(length) - 1);
                rest.fold(logic::field(cell, *first), |cell, field| logic::field(cell, *field))
            }
        }
    }

    /// A condition. What looks at one fact stands here, where it costs no stack; the rest apart.
    #[inline]
    pub(super) fn test(&self, id: TestId, env: Around<'_>) -> Truth {
        let test = self.layout.tests.get(id.index())?;
        match test {
            Test::Flag(path, wanted) => truth(self.path(path, env)).map(|truth| truth == *wanted),
            Test::Present(path, present) => logic::is_present(self.path(path, env), *present),
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
            Test::Same(left, right, equal) => match (self.path(left, env), self.path(right, env)) {
                (Cell::Known(left), Cell::Known(right)) => logic::same(left, right).map(|same| same == *equal),
                _ => None,
            },
            _ => self.compound(test, env),
        }
    }

    #[inline(never)]
    fn compound(&self, test: &Test, env: Around<'_>) -> Truth {
        match test {
            Test::Constant(truth) => *truth,
            Test::Compare(by, left, right, optional) => {
                let (left, right) = (self.cell(*left, env), self.cell(*right, env));
                match (&*left, &*right) {
                    (Cell::Known(left), Cell::Known(right)) => logic::compare(*by, left, right),
                    (left, right) => logic::same_partly(Orders::of(*by).equality()?, [left, right], *optional),
                }
            }
            Test::WordOf(expr, words) => match &*self.cell(*expr, env) {
                Cell::Known(Value::Word(word)) => Some(words.contains(*word)),
                _ => None,
            },
            Test::PresentOf(expr, present) => logic::is_present(&self.cell(*expr, env), *present),
            Test::Outcome(expr, set) => logic::is_outcome(&self.cell(*expr, env), *set),
            Test::InList(value, list) => match (&*self.cell(*value, env), &*self.cell(*list, env)) {
                (Cell::Known(value), Cell::Known(Value::List(cells))) => logic::is_in(value, cells),
                _ => None,
            },
            Test::Not(a) => self.test(*a, env).map(|truth| !truth),
            Test::All(parts) => self.junction(parts, false, env),
            Test::Any(parts) => self.junction(parts, true, env),
            Test::Quantifier(quantified) => self.quantifier(quantified, env),
            Test::Let(value, body) => {
                let cell = self.cell(*value, env);
                self.test(*body, Some(&Env { cell: &cell, outer: env }))
            }
            Test::Once(slot, test) => {
                let slot = *slot as usize;
                let slot = self.truths.get(slot).or_else(|| self.stores.as_ref()?.truths.get(slot - REMEMBERED))?;
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
            // Those that stand in `test`.
            Test::Flag(..)
            | Test::Present(..)
            | Test::Int(..)
            | Test::Decimal(..)
            | Test::Date(..)
            | Test::Text(..)
            | Test::Word(..)
            | Test::Same(..) => None,
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

    fn quantifier(&self, quantified: &Quantified, env: Around<'_>) -> Truth {
        let Quantified { which, list, filter, body, join, scan } = quantified;
        let list = self.cell(*list, env);
        let Cell::Known(Value::List(cells)) = &*list else { return None };
        let wanted = *which != Quantifier::Every;
        // None of the others can settle it or leave it open, for one equality in them is false.
        let joined = join.and_then(|join| self.joined(join, cells, env));
        let all = if joined.is_none() { &cells[..] } else { &[] };
        let joined = joined.iter().flatten().filter_map(|at| cells.get(*at as usize));
        let cells = all.iter().chain(joined);
        let found = match scan {
            Some(scan) => self.scan(scan, cells, wanted, env),
            None => self.look_through(cells, (*filter, *body), wanted, env),
        };
        found.map(|found| found == (*which == Quantifier::Exists))
    }

    /// Whether an element that the filter keeps has a body that is `wanted`.
    fn look_through<'c>(
        &self,
        cells: impl Iterator<Item = &'c Cell>,
        (filter, body): (Option<TestId>, TestId),
        wanted: bool,
        env: Around<'_>,
    ) -> Truth {
        let mut found = Some(false);
        for cell in cells {
            let inner = Env { cell, outer: env };
            let kept = filter.map_or(Some(true), |filter| self.test(filter, Some(&inner)));
            if kept == Some(false) {
                continue;
            }
            match logic::and(kept, self.test(body, Some(&inner)).map(|truth| truth == wanted)) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => found = None,
            }
        }
        found
    }
}
