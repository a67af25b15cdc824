//! Terms to cells, reporting every step to a tracer. It never decides what a tracer hears by what it keeps: with and
//! without a trace the same work is done.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHashMap as HashMap;

use super::Request;
use super::apply::apply;
use super::logic::{self, truth};
use super::trace::Root;
use super::tracer::Tracer;
use crate::compile::{Comparison, DefineId, LocalId, Program, Term, TermId, WordSet};
use crate::facts::Facts;
use crate::model::{Cell, DecisionId, Id, OutcomeSet, Value};

/// A cell, and what stands for it in the trace.
pub(super) type Made<T> = (Cell, <T as Tracer>::Mark);

/// One evaluation.
pub(super) struct Machine<'p, T: Tracer> {
    pub(super) program: &'p Program,
    pub(super) request: &'p Request,
    pub(super) tracer: T,
    /// The outermost quantifier of the rule that is being judged.
    pub(super) outermost: Option<TermId>,
    pub(super) decisions: HashMap<DecisionId, OutcomeSet>,
    facts: &'p Facts,
    /// The frames of all defines that are being evaluated; the current one starts at `base`.
    slots: Vec<Made<T>>,
    base: usize,
    values: Vec<Option<Made<T>>>,
    /// Its keys hold values of the input, which may be chosen to collide.
    calls: std::collections::HashMap<Call<T::Key>, Made<T>>,
}

/// A define with its arguments.
type Call<K> = (DefineId, Box<[(Argument, K)]>);

/// An argument, told from others by value; records and lists by where they lie, which is cheap, and safe since the
/// key keeps them alive. Decimals of equal value and different digits print differently, so they differ here.
struct Argument(Cell);

impl PartialEq for Argument {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Cell::Known(Value::Record(a)), Cell::Known(Value::Record(b)))
            | (Cell::Known(Value::List(a)), Cell::Known(Value::List(b))) => std::ptr::eq(a.as_ptr(), b.as_ptr()),
            (Cell::Known(Value::Decimal(a)), Cell::Known(Value::Decimal(b))) => a == b && a.places() == b.places(),
            (a, b) => a == b,
        }
    }
}

impl Eq for Argument {}

impl Hash for Argument {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Cell::Known(Value::Record(cells) | Value::List(cells)) => cells.as_ptr().hash(state),
            cell => cell.hash(state),
        }
    }
}

/// Stands in for operands that a term does not have.
static NOTHING: Value = Value::Bool(false);

impl<'p, T: Tracer> Machine<'p, T> {
    pub(super) fn new(program: &'p Program, facts: &'p Facts, request: &'p Request, tracer: T) -> Self {
        Self {
            program,
            request,
            tracer,
            outermost: None,
            decisions: HashMap::default(),
            facts,
            slots: Vec::new(),
            base: 0,
            values: vec![None; program.define_count()],
            calls: std::collections::HashMap::new(),
        }
    }

    /// Works in a fresh frame of so many slots, the first ones filled.
    pub(super) fn in_frame<R>(
        &mut self,
        slots: usize,
        first: impl IntoIterator<Item = Made<T>>,
        work: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let (base, end) = (self.base, self.slots.len());
        self.slots.extend(first);
        self.slots.resize(self.slots.len().max(end + slots), (Cell::Unknown, T::Mark::default()));
        self.base = end;
        let result = work(self);
        self.base = base;
        self.slots.truncate(end);
        result
    }

    /// Sets a variable of the current frame.
    pub(super) fn bind(&mut self, variable: LocalId, cell: Cell, mark: T::Mark) {
        if let Some(slot) = self.slots.get_mut(self.base + usize::from(variable.0)) {
            *slot = (cell, mark);
        }
    }

    /// Evaluates a term.
    pub(super) fn eval(&mut self, id: TermId) -> Made<T> {
        let program = self.program;
        let term = program.term(id);
        match term {
            Term::Literal(_) | Term::Today | Term::Now | Term::Fact(_) | Term::Param(_) => self.read(id, term),
            Term::Local(local) => self.local(id, *local),
            Term::Define(define) => self.value(id, *define),
            Term::Call(define, args) => self.call(id, *define, args),
            Term::Decision(decision) => self.decision(id, *decision),
            Term::Field(record, index) => self.field(id, *record, *index),
            Term::And(parts) => self.junction(id, parts, false),
            Term::Or(parts) => self.junction(id, parts, true),
            Term::IsOutcome(a, set) => self.is_outcome(id, *a, *set),
            Term::IsPresent(a, present) => self.is_present(id, *a, *present),
            Term::InList(operands) => self.in_list(id, *operands),
            Term::Default(operands) => self.or_default(id, *operands),
            Term::If(parts) => self.branch(id, *parts),
            Term::Choose(arms, otherwise) => self.choose(id, arms, *otherwise),
            Term::ChooseWord(value, arms, otherwise) => self.choose_word(id, *value, arms, *otherwise),
            Term::ChooseOutcome(value, arms, otherwise) => self.choose_outcome(id, *value, arms, *otherwise),
            Term::Quantifier(which, over, body) => self.quantifier(id, *which, *over, *body),
            Term::Aggregate(which, over, value) => self.aggregate(id, *which, *over, *value),
            Term::Collect(over, value) => self.collect(id, *over, *value),
            Term::Distinct(list) => self.distinct(id, *list),
            Term::List(items) => self.list(id, items),
            Term::Compare(_, operands) | Term::Arithmetic(_, operands) | Term::AddMonths(operands, _) => {
                self.strict(id, term, operands)
            }
            Term::InRange(operands) => self.strict(id, term, operands),
            Term::Builtin(_, operands) => self.strict(id, term, operands),
            Term::ToDecimal(a)
            | Term::Not(a)
            | Term::IsWord(a, _)
            | Term::Negate(a)
            | Term::DurationOf(a, _)
            | Term::Count(a) => self.strict(id, term, std::slice::from_ref(a)),
        }
    }

    fn read(&mut self, id: TermId, term: &Term) -> Made<T> {
        let (cell, root) = match term {
            Term::Literal(cell) => (cell.clone(), None),
            Term::Today => (Cell::Known(Value::Date(self.request.today)), None),
            Term::Now => {
                let now = self.request.now.map_or(Cell::Unknown, |now| Cell::Known(Value::DateTime(now)));
                (now, Some(Root::Now))
            }
            Term::Fact(fact) => (self.facts.get(*fact).clone(), Some(Root::Fact(*fact))),
            Term::Param(param) => (self.request.param(self.program, *param), Some(Root::Param(*param))),
            _ => (Cell::Unknown, None),
        };
        let mark = self.tracer.read(id, &cell, root);
        (cell, mark)
    }

    fn local(&mut self, id: TermId, local: LocalId) -> Made<T> {
        let (cell, bound) = self.slots.get(self.base + usize::from(local.0)).cloned().unwrap_or_default();
        let mark = self.tracer.through(id, &cell, &[bound], bound);
        (cell, mark)
    }

    fn value(&mut self, id: TermId, define: DefineId) -> Made<T> {
        let (cell, body) = self.define(define);
        let mark = self.tracer.through(id, &cell, &[body], body);
        (cell, mark)
    }

    /// The value of a define without parameters.
    pub(super) fn define(&mut self, define: DefineId) -> Made<T> {
        if let Some(Some(made)) = self.values.get(define.index()) {
            return made.clone();
        }
        let body = self.program.define(define);
        let made = self.in_frame(body.slots, [], |machine| machine.eval(body.body));
        if let Some(place) = self.values.get_mut(define.index()) {
            *place = Some(made.clone());
        }
        made
    }

    fn call(&mut self, id: TermId, define: DefineId, args: &[TermId]) -> Made<T> {
        let args: Vec<Made<T>> = args.iter().map(|arg| self.eval(*arg)).collect();
        let key = args.iter().map(|(cell, mark)| (Argument(cell.clone()), self.tracer.key(*mark))).collect();
        let call = (define, key);
        let (cell, body) = if let Some(made) = self.calls.get(&call) {
            made.clone()
        } else {
            let define = self.program.define(define);
            let made = self.in_frame(define.slots, args, |machine| machine.eval(define.body));
            self.calls.insert(call, made.clone());
            made
        };
        let mark = self.tracer.through(id, &cell, &[body], body);
        (cell, mark)
    }

    fn decision(&mut self, id: TermId, decision: DecisionId) -> Made<T> {
        let possible = match self.decisions.get(&decision) {
            Some(possible) => *possible,
            None => {
                let possible = self.judge(decision).possible();
                self.decisions.insert(decision, possible);
                possible
            }
        };
        let cell = Cell::Known(Value::Outcome(possible));
        let mark = self.tracer.step(id, &cell, &[]);
        (cell, mark)
    }

    fn field(&mut self, id: TermId, record: TermId, index: u16) -> Made<T> {
        let (record, mark) = self.eval(record);
        let cell = logic::field(&record, index).clone();
        let mark = self.tracer.field(id, &cell, mark, index);
        (cell, mark)
    }

    /// Ends a term whose value was worked out of parts.
    pub(super) fn step(&mut self, id: TermId, cell: Cell, parts: &[T::Mark]) -> Made<T> {
        let mark = self.tracer.step(id, &cell, parts);
        (cell, mark)
    }

    /// Ends a term whose value is one of its parts.
    pub(super) fn through(&mut self, id: TermId, chosen: Made<T>, parts: &[T::Mark]) -> Made<T> {
        let mark = self.tracer.through(id, &chosen.0, parts, chosen.1);
        (chosen.0, mark)
    }

    /// A term that needs all its operands: at most three.
    fn strict(&mut self, id: TermId, term: &Term, operands: &[TermId]) -> Made<T> {
        let mut cells = [const { Cell::Unknown }; 3];
        let mut marks = [T::Mark::default(); 3];
        for ((cell, mark), operand) in cells.iter_mut().zip(marks.iter_mut()).zip(operands) {
            (*cell, *mark) = self.eval(*operand);
        }
        let parts = marks.get(..operands.len()).unwrap_or_default();
        let missing = cells.iter().take(operands.len()).any(|cell| cell.value().is_none());
        if missing {
            let cell = self.without_all(term, &cells);
            return self.step(id, cell, parts);
        }
        let [a, b, c] = &cells;
        let operands = [a.value().unwrap_or(&NOTHING), b.value().unwrap_or(&NOTHING), c.value().unwrap_or(&NOTHING)];
        match apply(self.program, term, operands) {
            Ok(value) => self.step(id, value.map_or(Cell::Unknown, Cell::Known), parts),
            Err(error) => (Cell::Unknown, self.tracer.fail(id, error, parts)),
        }
    }

    /// What a strict term comes to where an operand is unknown or absent.
    fn without_all(&self, term: &Term, cells: &[Cell; 3]) -> Cell {
        let [a, b, _] = cells;
        match term {
            Term::ToDecimal(_) => a.clone(),
            Term::Compare(by @ (Comparison::Equal | Comparison::NotEqual), [left, right]) => {
                let optional = [left, right].map(|side| self.program.type_of(*side).optional);
                logic::cell(logic::same_partly(*by == Comparison::Equal, [a, b], optional))
            }
            _ => Cell::Unknown,
        }
    }

    /// `and` (settled by false) and `or` (settled by true).
    fn junction(&mut self, id: TermId, parts: &[TermId], settles: bool) -> Made<T> {
        let mut marks = Vec::new();
        let mut so_far = Some(!settles);
        for part in parts {
            let (cell, mark) = self.eval(*part);
            marks.push(mark);
            match truth(&cell) {
                Some(truth) if truth == settles => {
                    so_far = Some(settles);
                    break;
                }
                Some(_) => {}
                None => so_far = None,
            }
        }
        self.step(id, logic::cell(so_far), &marks)
    }

    fn is_outcome(&mut self, id: TermId, value: TermId, set: OutcomeSet) -> Made<T> {
        let (cell, mark) = self.eval(value);
        let truth = logic::is_outcome(&cell, set);
        self.step(id, logic::cell(truth), &[mark])
    }

    fn is_present(&mut self, id: TermId, value: TermId, present: bool) -> Made<T> {
        let (cell, mark) = self.eval(value);
        let truth = logic::is_present(&cell, present);
        self.step(id, logic::cell(truth), &[mark])
    }

    fn or_default(&mut self, id: TermId, [value, default]: [TermId; 2]) -> Made<T> {
        let value = self.eval(value);
        let default = self.eval(default);
        let parts = [value.1, default.1];
        match (&value.0, &default.0) {
            (Cell::Unknown, _) | (_, Cell::Unknown) => self.step(id, Cell::Unknown, &parts),
            (Cell::Absent, _) => self.through(id, default, &parts),
            (Cell::Known(_), _) => self.through(id, value, &parts),
        }
    }

    fn branch(&mut self, id: TermId, [condition, then, otherwise]: [TermId; 3]) -> Made<T> {
        let (cell, mark) = self.eval(condition);
        match truth(&cell) {
            Some(holds) => {
                let chosen = self.eval(if holds { then } else { otherwise });
                let parts = [mark, chosen.1];
                self.through(id, chosen, &parts)
            }
            None => self.open_choice(id, vec![mark], [then, otherwise]),
        }
    }

    /// A choice that is not known yet: what its branches turn on is looked at too.
    fn open_choice(
        &mut self,
        id: TermId,
        mut marks: Vec<T::Mark>,
        branches: impl IntoIterator<Item = TermId>,
    ) -> Made<T> {
        for branch in branches {
            let (_, mark) = self.eval(branch);
            marks.push(mark);
        }
        self.step(id, Cell::Unknown, &marks)
    }

    fn choose(&mut self, id: TermId, arms: &[(TermId, TermId)], otherwise: TermId) -> Made<T> {
        let mut marks = Vec::new();
        let mut possible = Vec::new();
        let mut chosen = otherwise;
        for (condition, then) in arms {
            let (cell, mark) = self.eval(*condition);
            marks.push(mark);
            match truth(&cell) {
                Some(true) => {
                    chosen = *then;
                    break;
                }
                Some(false) => {}
                None => possible.push(*then),
            }
        }
        if possible.is_empty() {
            let chosen = self.eval(chosen);
            marks.push(chosen.1);
            return self.through(id, chosen, &marks);
        }
        possible.push(chosen);
        self.open_choice(id, marks, possible)
    }

    fn choose_word(
        &mut self,
        id: TermId,
        value: TermId,
        arms: &[(WordSet, TermId)],
        otherwise: Option<TermId>,
    ) -> Made<T> {
        let (cell, mark) = self.eval(value);
        let Cell::Known(Value::Word(word)) = cell else {
            return self.open_choice(id, vec![mark], arms.iter().map(|arm| arm.1).chain(otherwise));
        };
        let arm = arms.iter().find(|(words, _)| words.contains(word)).map(|arm| arm.1).or(otherwise);
        self.chosen(id, mark, arm)
    }

    fn choose_outcome(
        &mut self,
        id: TermId,
        value: TermId,
        arms: &[(OutcomeSet, TermId)],
        otherwise: Option<TermId>,
    ) -> Made<T> {
        let (cell, mark) = self.eval(value);
        let possible = match cell {
            Cell::Known(Value::Outcome(possible)) => possible,
            _ => OutcomeSet(u64::MAX),
        };
        let named = arms.iter().fold(OutcomeSet::default(), |named, (set, _)| OutcomeSet(named.0 | set.0));
        let unnamed = otherwise.filter(|_| possible.0 & !named.0 != 0);
        let mut open = arms.iter().filter(|(set, _)| !set.and(possible).is_empty()).map(|arm| arm.1).chain(unnamed);
        if possible.len() == 1 {
            let arm = open.next();
            return self.chosen(id, mark, arm);
        }
        self.open_choice(id, vec![mark], open)
    }

    fn chosen(&mut self, id: TermId, mark: T::Mark, arm: Option<TermId>) -> Made<T> {
        let Some(arm) = arm else {
            return self.step(id, Cell::Unknown, &[mark]);
        };
        let chosen = self.eval(arm);
        let parts = [mark, chosen.1];
        self.through(id, chosen, &parts)
    }
}
