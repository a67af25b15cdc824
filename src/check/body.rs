//! What the whole needs to know of a decision's body: what it reads, how deep it goes, whether the day matters. A body
//! that is known from a check before, of the same text under the same names, need not be there.

use std::cmp::Reverse;

use super::Checker;
use super::checked::{Decision, Example, Expr, ExprKind, Query, Rule};
use crate::model::{DateSpan, DecisionId, Id, Schema, Table};
use crate::source::FileId;

/// What a decision's rules refer to and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// What it reads, each with the number of operations around the deepest place where it does.
    reads: Vec<(Query, usize)>,
    /// How deep its operations are nested, without those of what it reads.
    depth: usize,
    /// Whether it asks for the day itself, or a rule has a period.
    dated: bool,
}

/// The bodies of decisions.
pub type Bodies = Table<DecisionId, Body>;

/// What was checked before and holds still.
#[derive(Debug)]
pub struct Kept<'k> {
    /// Whether a file, by its number, is one of those whose decisions and examples are kept.
    pub files: &'k [bool],
    /// The bodies of all decisions as they were.
    pub bodies: &'k Bodies,
    /// The examples as they were.
    pub examples: &'k [Example],
}

impl Kept<'_> {
    fn has(&self, file: FileId) -> bool {
        self.files.get(file.0 as usize).copied().unwrap_or(false)
    }
}

impl Body {
    fn of(decision: &Decision, schema: &Schema) -> Self {
        let periods = || decision.rules.iter().map(|rule| rule.effective).chain([decision.effective]);
        let mut body = Self { dated: periods().any(|period| period != DateSpan::ALWAYS), ..Self::default() };
        decision.rules.iter().flat_map(Rule::expressions).for_each(|expr| body.enter(expr, 1, schema));
        let kind = |query: &Query| matches!(query, Query::Decision(_));
        body.reads.sort_unstable_by_key(|(query, depth)| (kind(query), number(*query, 0), Reverse(*depth)));
        body.reads.dedup_by_key(|(query, _)| *query);
        body
    }

    fn enter(&mut self, expr: &Expr, depth: usize, schema: &Schema) {
        self.depth = self.depth.max(depth);
        match &expr.kind {
            ExprKind::Today | ExprKind::Now => self.dated = true,
            ExprKind::Param(id) => self.dated |= schema.params.get(*id).is_some_and(|param| param.is_dated()),
            ExprKind::Define(id) | ExprKind::Call(id, _) => self.reads.push((Query::Value(*id), depth)),
            ExprKind::Decision(id) => self.reads.push((Query::Decision(*id), depth)),
            _ => {}
        }
        expr.each_child(&mut |child| self.enter(child, depth + 1, schema));
    }

    /// What it reads.
    pub(super) fn reads(&self) -> impl Iterator<Item = Query> {
        self.reads.iter().map(|(query, _)| *query)
    }

    /// How deep it goes, where `depths` tells how deep goes what it reads.
    pub(super) fn depth(&self, depths: impl Fn(Query) -> usize) -> usize {
        self.reads.iter().map(|(query, depth)| depths(*query).saturating_add(*depth)).fold(self.depth, usize::max)
    }

    /// Whether the day matters, where `dated` tells it of what it reads.
    pub(super) fn is_dated(&self, dated: impl Fn(Query) -> bool) -> bool {
        self.dated || self.reads().any(dated)
    }
}

impl Checker<'_> {
    /// Whether a decision was checked before, so that its rules are not here.
    pub(super) fn is_kept(&self, id: DecisionId) -> bool {
        let file = self.out.decisions.get(id).map(|decision| decision.span.file);
        self.kept.zip(file).is_some_and(|(kept, file)| kept.has(file))
    }

    /// Notes what each decision reads.
    pub(super) fn note_bodies(&mut self) {
        for (id, decision) in self.out.decisions.iter() {
            let known = self.kept.filter(|kept| kept.has(decision.span.file)).and_then(|kept| kept.bodies.get(id));
            self.bodies.push(known.map_or_else(|| Body::of(decision, &self.out.schema), Clone::clone));
        }
    }

    /// Brings the examples of before back to their places.
    pub(super) fn keep_examples(&mut self) {
        if let Some(kept) = self.kept {
            let before = kept.examples.iter().filter(|example| kept.has(example.span.file));
            self.out.examples.extend(before.cloned());
            self.out.examples.sort_by_key(|example| example.span.file);
        }
    }

    /// What each body refers to, by numbers: first the defines, then the decisions.
    pub(super) fn references(&self) -> Vec<Vec<usize>> {
        let defines = self.out.defines.len();
        let mut edges: Vec<Vec<usize>> = Vec::with_capacity(defines + self.out.decisions.len());
        for define in self.out.defines.values() {
            let mut to = Vec::new();
            define.body.each(&mut |expr| match &expr.kind {
                ExprKind::Define(id) | ExprKind::Call(id, _) => to.push(id.index()),
                ExprKind::Decision(id) => to.push(defines + id.index()),
                _ => {}
            });
            to.sort_unstable();
            to.dedup();
            edges.push(to);
        }
        for body in self.bodies.values() {
            edges.push(body.reads().map(|query| number(query, defines)).collect());
        }
        edges
    }
}

/// The number of a body: first the defines, of which there are so many, then the decisions.
fn number(query: Query, defines: usize) -> usize {
    match query {
        Query::Value(id) => id.index(),
        Query::Decision(id) => defines + id.index(),
    }
}
