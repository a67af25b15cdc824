//! A decision and a request to a plan.

use std::collections::HashMap;

use super::fold::flipped;
use super::index::Index;
use super::join::Join;
use super::leaf::{Asks, Leaf};
use super::rows::Rows;
use super::scan::Scan;
use super::scope::{Bound, Scope};
use super::{
    Exception, Expr, ExprId, Judge, Layout, Orders, Path, Planned, Quantified, REMEMBERED, Root, Test, TestId,
};
use crate::compile::{Comparison, DefineId, LocalId, Over, Program, Quantifier, RuleKind, Term, TermId, WordSet};
use crate::eval::Request;
use crate::eval::logic::{self, Truth};
use crate::model::{Cell, DecisionId, Id, TypeKind, Value};

/// Beyond so many nodes for each term of the program, or such a nesting, a plan is not worth its memory, or its stack.
const NODES_PER_TERM: usize = 8;
const NESTING: usize = 160;

/// The tables of a decision for a request; none where they would be too large.
pub(super) fn layout(program: &Program, decision: DecisionId, request: &Request) -> Option<Layout> {
    let mut builder = Builder::new(program, request);
    builder.decision(decision)?;
    let mut layout = builder.layout;
    layout.stores = layout.keeps_more() || layout.decisions.len() > 1;
    Some(layout)
}

/// The state of laying out.
pub(super) struct Builder<'p> {
    pub(super) program: &'p Program,
    pub(super) request: &'p Request,
    pub(super) layout: Layout,
    /// Defines that no fact has a part in (some), and others (none).
    pub(super) constants: HashMap<DefineId, Option<Cell>>,
    pub(super) defines: HashMap<DefineId, Define>,
    decisions: HashMap<DecisionId, u32>,
    nesting: usize,
    /// How many more nodes there may be.
    left: usize,
}

/// A define without parameters that was laid out.
#[derive(Clone, Copy)]
pub(super) enum Define {
    Test(TestId),
    Expr(ExprId),
}

impl<'p> Builder<'p> {
    pub(super) fn new(program: &'p Program, request: &'p Request) -> Self {
        Self {
            program,
            request,
            layout: Layout::default(),
            constants: HashMap::new(),
            defines: HashMap::new(),
            decisions: HashMap::new(),
            nesting: 0,
            left: program.term_count() * NODES_PER_TERM + 256,
        }
    }

    /// The tables of conditions and values that stand for themselves; none where a decision is among them.
    pub(super) fn finish(self) -> Option<Layout> {
        let mut layout = self.layout;
        layout.stores = layout.keeps_more();
        layout.decisions.is_empty().then_some(layout)
    }
}

impl Layout {
    /// Whether more than a few truths are to be remembered.
    fn keeps_more(&self) -> bool {
        self.truths.saturating_sub(REMEMBERED) + self.values + self.joins.len() > 0
    }
}

impl Builder<'_> {
    /// Works one level further in.
    pub(super) fn nested<R>(&mut self, work: impl FnOnce(&mut Self) -> Option<R>) -> Option<R> {
        if self.nesting >= NESTING {
            return None;
        }
        self.nesting += 1;
        let result = work(self);
        self.nesting -= 1;
        result
    }

    fn spend(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    pub(super) fn add(&mut self, test: Test) -> Option<TestId> {
        self.spend()?;
        let id = TestId::from_index(self.layout.tests.len());
        self.layout.tests.push(test);
        Some(id)
    }

    pub(super) fn add_expr(&mut self, expr: Expr) -> Option<ExprId> {
        self.spend()?;
        let id = ExprId::from_index(self.layout.exprs.len());
        self.layout.exprs.push(expr);
        Some(id)
    }

    pub(super) fn decision(&mut self, id: DecisionId) -> Option<u32> {
        if let Some(place) = self.decisions.get(&id) {
            return Some(*place);
        }
        let decision = self.program.decision(id);
        let today = self.request.today;
        let mut judge = Judge { in_force: decision.effective.contains(today), ..Judge::default() };
        if judge.in_force {
            for (place, rule) in decision.rules.iter().enumerate() {
                if !rule.effective.contains(today) {
                    continue;
                }
                let scope = Scope::default();
                let exceptions: Option<Box<[Exception]>> =
                    rule.exceptions.iter().map(|exception| self.exception(*exception, &scope)).collect();
                let condition = self.test(rule.condition, &scope, 0)?;
                let leaf = self.leaf(condition).map(|leaf| if rule.kind == RuleKind::When { leaf } else { leaf.not() });
                let (leaf, exceptions) = without_absence(leaf, exceptions?);
                judge.rules.push(Planned {
                    place: u32::try_from(place).ok()?,
                    outcome: rule.outcome,
                    fires_on: rule.kind == RuleKind::When,
                    exceptions,
                    condition,
                    leaf,
                });
            }
            judge.index = Index::of(&judge.rules, &self.layout.tests);
            if judge.index.is_none() {
                judge.rows = Rows::of(&mut judge.rules);
            }
        }
        let place = u32::try_from(self.layout.decisions.len()).ok()?;
        self.layout.decisions.push(judge);
        self.decisions.insert(id, place);
        Some(place)
    }

    fn exception(&mut self, id: TermId, scope: &Scope) -> Option<Exception> {
        let test = self.test(id, scope, 0)?;
        Some(self.leaf(test).map_or(Exception::Test(test), Exception::Leaf))
    }

    fn leaf(&self, test: TestId) -> Option<Leaf> {
        self.layout.tests.get(test.index()).and_then(Leaf::of)
    }

    /// A condition, with so many kept variables around it.
    pub(super) fn test(&mut self, id: TermId, scope: &Scope, depth: u32) -> Option<TestId> {
        self.nested(|builder| builder.test_here(id, scope, depth))
    }

    fn test_here(&mut self, id: TermId, scope: &Scope, depth: u32) -> Option<TestId> {
        if let Some(cell) = self.constant(id, scope) {
            return self.add(Test::Constant(logic::truth(&cell)));
        }
        if let Some(path) = self.path(id, scope, depth) {
            return self.add(Test::Flag(path, true));
        }
        let term = self.program.term(id);
        match term {
            Term::Not(a) => {
                let inner = self.test(*a, scope, depth)?;
                let flag = match self.layout.tests.get(inner.index()) {
                    Some(Test::Flag(path, wanted)) => Some(Test::Flag(*path, !wanted)),
                    _ => None,
                };
                self.add(flag.unwrap_or(Test::Not(inner)))
            }
            Term::And(parts) => {
                let parts = self.tests(parts, scope, depth)?;
                self.add(Test::All(parts))
            }
            Term::Or(parts) => {
                let parts = self.tests(parts, scope, depth)?;
                self.add(Test::Any(parts))
            }
            Term::Compare(by, sides) => self.comparison(*by, *sides, scope, depth),
            Term::IsWord(a, words) => {
                let words = words.clone();
                if let Some(path) = self.path(*a, scope, depth) {
                    return self.add(Test::Word(path, words));
                }
                let expr = self.expr(*a, scope, depth)?;
                self.add(Test::WordOf(expr, words))
            }
            Term::IsPresent(a, present) => {
                if let Some(path) = self.path(*a, scope, depth) {
                    return self.add(Test::Present(path, *present));
                }
                let expr = self.expr(*a, scope, depth)?;
                self.add(Test::PresentOf(expr, *present))
            }
            Term::IsOutcome(a, set) => {
                let expr = self.expr(*a, scope, depth)?;
                self.add(Test::Outcome(expr, *set))
            }
            Term::InList([value, list]) => self.in_list(*value, *list, scope, depth),
            Term::Quantifier(which, over, body) => {
                let (list, filter, inner) = self.over(*over, scope, depth)?;
                let body = self.test(*body, &inner, depth + 1)?;
                let join = self.join(*which, list, filter, body)?;
                let scan = Scan::of(&self.layout, *which, filter, body);
                self.add(Test::Quantifier(Box::new(Quantified { which: *which, list, filter, body, join, scan })))
            }
            Term::Define(define) => self.define_test(*define),
            Term::Call(define, args) => {
                let (lets, inner) = self.arguments(args, scope, depth)?;
                let body = self.program.define(*define).body;
                let mut test = self.test(body, &inner, depth + u32::try_from(lets.len()).ok()?)?;
                for value in lets.into_iter().rev() {
                    test = self.add(Test::Let(value, test))?;
                }
                Some(test)
            }
            _ => {
                let expr = self.expr(id, scope, depth)?;
                self.add(Test::Of(expr))
            }
        }
    }

    fn tests(&mut self, parts: &[TermId], scope: &Scope, depth: u32) -> Option<Box<[TestId]>> {
        parts.iter().map(|part| self.test(*part, scope, depth)).collect()
    }

    /// What elements must equal, where only one that does can settle the quantifier.
    #[expect(clippy::option_option, reason = "the outer none gives the plan up, as everywhere here")]
    fn join(&mut self, which: Quantifier, list: ExprId, filter: Option<TestId>, body: TestId) -> Option<Option<u32>> {
        if which == Quantifier::Every {
            return Some(None);
        }
        let Some(join) = Join::of(&self.layout, list, filter, body) else { return Some(None) };
        self.layout.joins.push(join);
        Some(Some(u32::try_from(self.layout.joins.len() - 1).ok()?))
    }

    /// A bool define is remembered, since its value is the same wherever it is read.
    fn define_test(&mut self, define: DefineId) -> Option<TestId> {
        if let Some(Define::Test(test)) = self.defines.get(&define) {
            return Some(*test);
        }
        let body = self.program.define(define).body;
        let mut test = self.test(body, &Scope::default(), 0)?;
        if !self.is_leaf(test) {
            let slot = u32::try_from(self.layout.truths).ok()?;
            self.layout.truths += 1;
            test = self.add(Test::Once(slot, test))?;
        }
        self.defines.insert(define, Define::Test(test));
        Some(test)
    }

    fn is_leaf(&self, test: TestId) -> bool {
        matches!(
            self.layout.tests.get(test.index()),
            Some(
                Test::Constant(_)
                    | Test::Flag(..)
                    | Test::Present(..)
                    | Test::Int(..)
                    | Test::Decimal(..)
                    | Test::Date(..)
                    | Test::Word(..)
                    | Test::Once(..)
            )
        )
    }

    /// A fact or a variable, or a field of one.
    pub(super) fn path(&mut self, id: TermId, scope: &Scope, depth: u32) -> Option<Path> {
        match self.program.term(id) {
            Term::Fact(fact) => Some(Path::of(Root::Fact(*fact))),
            Term::Local(local) => match scope.get(*local)?.clone() {
                // Counted outwards: the nearest is 0.
                Bound::Constant(_) => None,
                Bound::Kept(level) => Some(Path::of(Root::Local(depth.checked_sub(level + 1)?))),
                Bound::Path(id, scope) => self.nested(|builder| builder.path(id, &scope, depth)),
            },
            Term::Field(record, index) => {
                let (record, index) = (*record, *index);
                self.nested(|builder| builder.path(record, scope, depth))?.field(index)
            }
            _ => None,
        }
    }

    fn comparison(&mut self, by: Comparison, sides: [TermId; 2], scope: &Scope, depth: u32) -> Option<TestId> {
        let [left, right] = sides;
        for (by, [varied, fixed]) in [(by, [left, right]), (flipped(by), [right, left])] {
            if let Some(Cell::Known(value)) = self.constant(fixed, scope)
                && let Some(path) = self.path(varied, scope, depth)
                && let Some(test) = fixed_comparison(path, by, self.if_absent(by, varied), &value)
            {
                return self.add(test);
            }
            if let Some(found) = self.date_test(by, [varied, fixed], scope)
                && let Some(path) = self.path(found.fact, scope, depth)
            {
                return self.add(Test::Date(path, Orders::of(found.by), None, found.date));
            }
        }
        let optional = [left, right].map(|side| self.program.type_of(side).optional);
        if let (Some(equal), [false, false]) = (Orders::of(by).equality(), optional)
            && let (Some(left), Some(right)) = (self.path(left, scope, depth), self.path(right, scope, depth))
        {
            return self.add(Test::Same(left, right, equal));
        }
        let (left, right) = (self.expr(left, scope, depth)?, self.expr(right, scope, depth)?);
        self.add(Test::Compare(by, left, right, optional))
    }

    /// What a comparison of something absent with a value comes to.
    fn if_absent(&self, by: Comparison, varied: TermId) -> Truth {
        let is_optional = self.program.type_of(varied).optional;
        Orders::of(by).equality().filter(|_| is_optional).map(|equal| !equal)
    }

    fn in_list(&mut self, value: TermId, list: TermId, scope: &Scope, depth: u32) -> Option<TestId> {
        let constant = self.constant(list, scope);
        let path = self.path(value, scope, depth);
        if let (Some(Cell::Known(Value::List(cells))), Some(path)) = (&constant, path)
            && matches!(self.program.type_of(value).kind, TypeKind::Enum(_))
        {
            let mut words = WordSet::default();
            let all = cells.iter().all(|cell| match cell {
                Cell::Known(Value::Word(word)) => {
                    words.insert(*word);
                    true
                }
                _ => false,
            });
            if all {
                return self.add(Test::Word(path, words));
            }
        }
        let (value, list) = (self.expr(value, scope, depth)?, self.expr(list, scope, depth)?);
        self.add(Test::InList(value, list))
    }

    /// A list and its `where`, and the scope in which the variable is kept.
    pub(super) fn over(&mut self, over: Over, scope: &Scope, depth: u32) -> Option<(ExprId, Option<TestId>, Scope)> {
        let list = self.expr(over.list, scope, depth)?;
        let inner = scope.with(over.variable, Bound::Kept(depth));
        let filter = match over.filter {
            Some(filter) => Some(self.test(filter, &inner, depth + 1)?),
            None => None,
        };
        Some((list, filter, inner))
    }

    /// The scope of a call's body, and the arguments that are worked out before it.
    pub(super) fn arguments(&mut self, args: &[TermId], scope: &Scope, depth: u32) -> Option<(Vec<ExprId>, Scope)> {
        let mut lets = Vec::new();
        let mut inner = Scope::default();
        for (place, arg) in args.iter().enumerate() {
            let variable = LocalId(u16::try_from(place).ok()?);
            let bound = if let Some(cell) = self.constant(*arg, scope) {
                Bound::Constant(cell)
            } else if self.path(*arg, scope, depth).is_some() {
                Bound::Path(*arg, scope.clone())
            } else {
                let level = depth + u32::try_from(lets.len()).ok()?;
                lets.push(self.expr(*arg, scope, level)?);
                Bound::Kept(level)
            };
            inner = inner.with(variable, bound);
        }
        Some((lets, inner))
    }
}

/// A comparison with a fixed value that has a form of its own.
fn fixed_comparison(path: Path, by: Comparison, if_absent: Truth, value: &Value) -> Option<Test> {
    let orders = Orders::of(by);
    match value {
        Value::Int(n) => Some(Test::Int(path, orders, if_absent, *n)),
        Value::Decimal(n) => Some(Test::Decimal(path, orders, if_absent, *n)),
        Value::Date(date) => Some(Test::Date(path, orders, if_absent, *date)),
        Value::Text(text) => Some(Test::Text(path, orders.equality()?, if_absent, text.clone())),
        _ => None,
    }
}

/// `require x >= 4 … except when x is absent`: what is absent makes the condition say that the rule does not fire, so that
/// the exception need not be asked.
fn without_absence(leaf: Option<Leaf>, exceptions: Box<[Exception]>) -> (Option<Leaf>, Box<[Exception]>) {
    let Some(mut leaf) = leaf else { return (None, exceptions) };
    let mut kept = Vec::new();
    for exception in exceptions {
        match exception {
            Exception::Leaf(other) if leaf.is_absence(&other) && !matches!(leaf.asks, Asks::Present(_)) => {
                leaf.if_absent = Some(false);
            }
            exception => kept.push(exception),
        }
    }
    (Some(leaf), kept.into())
}
