//! How deep an evaluation goes, through all defines and decisions that it enters, and how deep facts are.

use std::collections::HashMap;

use super::checked::{DefineId, Expr, ExprKind, Query};
use super::types::record_in;
use super::{Checker, checked};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{DecisionId, Id, RecordId};
use crate::source::Span;

/// How many operations may be nested, counted through defines and decisions, so that an evaluation fits the stack of
/// a small thread.
pub const MAX_EVALUATION_DEPTH: usize = 512;

/// How many calls of functions a body may lead to, counted through the functions that it calls, for one element of
/// each list that it walks. A chain of functions of which each calls the next one twice would double them each time.
pub const MAX_CALLS: u64 = 100_000;

/// How deep records may hold records, so that facts can be read and walked on the stack of a small thread.
pub const MAX_RECORD_DEPTH: usize = 64;

impl Checker<'_> {
    /// Reports records that are too deep, and takes away their fields. There are no circles among them any more.
    pub(super) fn check_record_depth(&mut self) {
        let records = &self.out.schema.types.records;
        let inner = |record: &crate::model::RecordDef| {
            record.fields.iter().filter_map(|field| record_in(&field.ty)).map(Id::index).collect()
        };
        let edges: Vec<Vec<usize>> = records.values().map(inner).collect();
        let mut depths = vec![1_usize; edges.len()];
        for node in super::order::components(&edges).into_iter().flatten() {
            let inner = edges.get(node).into_iter().flatten();
            let deepest = inner.filter_map(|to| depths.get(*to)).max().copied().unwrap_or(0);
            if let Some(depth) = depths.get_mut(node) {
                *depth = deepest + 1;
            }
            if deepest < MAX_RECORD_DEPTH {
                continue;
            }
            let id = RecordId::from_index(node);
            if deepest == MAX_RECORD_DEPTH
                && let Some(span) = self.spans.records.get(&id).copied()
            {
                self.report(
                    Diagnostic::new(Code::TooDeep, span, msg!("too-deep.record", limit = MAX_RECORD_DEPTH))
                        .help(msg!("too-deep.record.help")),
                );
            }
            self.take_fields(id);
        }
    }

    /// Looks at all bodies once more, in the order in which they really depend on each other. That order can be
    /// another one than they were typed in, where the name of one is also a word of an enum.
    // INVARIANT: evaluation relies on it for the stack.
    pub(super) fn check_all_depths(&mut self) {
        let before = std::mem::take(&mut self.depths);
        for node in self.bodies_in_order() {
            let (depth, known, span) = match node {
                Query::Value(id) => {
                    let depth = self.depth_of(&self.out.defines[id].body);
                    self.depths.defines.insert(id, depth);
                    (depth, before.defines.get(&id).copied(), self.out.defines[id].span)
                }
                Query::Decision(id) => {
                    let depth = self.bodies.get(id).map_or(0, |body| body.depth(|read| self.depth_of_body(read)));
                    self.depths.decisions.insert(id, depth);
                    (depth, before.decisions.get(&id).copied(), self.out.decisions[id].span)
                }
            };
            if known.is_some_and(|known| known <= MAX_EVALUATION_DEPTH) && !self.check_depth(depth, span) {
                return;
            }
        }
    }

    /// Looks at how many calls each body leads to.
    // INVARIANT: the bound of the cost of an evaluation relies on it.
    pub(super) fn check_calls(&mut self) {
        let mut calls: HashMap<DefineId, u64> = HashMap::new();
        for node in self.bodies_in_order() {
            let (number, name, span) = match node {
                Query::Value(id) => {
                    let define = &self.out.defines[id];
                    let number = calls_of(&define.body, &calls);
                    // Those who call it are not blamed for it.
                    calls.insert(id, if number > MAX_CALLS { 0 } else { number });
                    (number, define.name.clone(), define.span)
                }
                // It calls what it called before.
                Query::Decision(id) if self.is_kept(id) => continue,
                Query::Decision(id) => {
                    let decision = &self.out.decisions[id];
                    let bodies = decision.rules.iter().flat_map(checked::Rule::expressions);
                    let number = bodies.map(|body| calls_of(body, &calls)).max().unwrap_or(0);
                    (number, decision.name.clone(), decision.span)
                }
            };
            if number > MAX_CALLS {
                self.report(
                    Diagnostic::new(Code::TooManyCalls, span, msg!("too-many-calls", name = name, limit = MAX_CALLS))
                        .label(msg!("too-many-calls.label"))
                        .help(msg!("too-many-calls.help")),
                );
            }
        }
    }

    fn depth_of_body(&self, body: Query) -> usize {
        match body {
            Query::Value(id) => self.depths.defines.get(&id),
            Query::Decision(id) => self.depths.decisions.get(&id),
        }
        .copied()
        .unwrap_or(0)
    }

    fn decision_depth(&self, id: DecisionId) -> usize {
        let rules = self.out.decisions[id].rules.iter();
        rules.flat_map(checked::Rule::expressions).map(|e| self.depth_of(e)).max().unwrap_or(0)
    }

    /// Whether a define is not too deep. Those that it uses have been looked at before.
    pub(super) fn check_define_depth(&mut self, id: DefineId) -> bool {
        let define = &self.out.defines[id];
        let (depth, span) = (self.depth_of(&define.body), define.span);
        self.depths.defines.insert(id, depth);
        self.check_depth(depth, span)
    }

    /// The same of a decision.
    pub(super) fn check_decision_depth(&mut self, id: DecisionId) -> bool {
        let deepest = self.decision_depth(id);
        let span = self.out.decisions[id].span;
        self.depths.decisions.insert(id, deepest);
        self.check_depth(deepest, span)
    }

    fn check_depth(&mut self, depth: usize, span: Span) -> bool {
        if depth > MAX_EVALUATION_DEPTH {
            self.report(
                Diagnostic::new(Code::TooDeep, span, msg!("too-deep.evaluation", limit = MAX_EVALUATION_DEPTH))
                    .help(msg!("too-deep.evaluation.help")),
            );
        }
        depth <= MAX_EVALUATION_DEPTH
    }

    fn depth_of(&self, expr: &Expr) -> usize {
        let entered = match &expr.kind {
            ExprKind::Define(id) | ExprKind::Call(id, _) => self.depth_of_body(Query::Value(*id)),
            ExprKind::Decision(id) => self.depth_of_body(Query::Decision(*id)),
            _ => 0,
        };
        let mut deepest = entered;
        expr.each_child(&mut |child| deepest = deepest.max(self.depth_of(child)));
        deepest + 1
    }
}

/// How many calls an expression leads to, where `calls` tells it of the functions before.
fn calls_of(expr: &Expr, calls: &HashMap<DefineId, u64>) -> u64 {
    let mut number: u64 = 0;
    expr.each(&mut |part| {
        if let ExprKind::Call(id, _) = &part.kind {
            number = number.saturating_add(1).saturating_add(calls.get(id).copied().unwrap_or(0));
        }
    });
    number
}
