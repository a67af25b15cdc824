//! Steps of a trace to nodes that people read.

use std::collections::HashSet;

use super::{ElementCount, Node, NodeKind};
use crate::compile::{Builtin, Program, Term, TermId};
use crate::diagnostic::Locale;
use crate::eval::trace::{ElementStep, Origin, RuleSteps, Step, StepId, Trace};
use crate::eval::{ELEMENTS, Firing, Request, Words, settling};
use crate::model::{Cell, DecisionId, Localised, ParamId, TypeKind, Value};

/// Builds nodes. What is worked out once and read often is expanded where it is read first.
pub(super) struct Tree<'t> {
    program: &'t Program,
    trace: &'t Trace,
    request: &'t Request,
    words: Words<'t>,
    expanded: HashSet<StepId>,
    /// Steps whose causes are gathered already: defines that others share would be followed again and again.
    followed: HashSet<StepId>,
}

impl<'t> Tree<'t> {
    pub(super) fn new(program: &'t Program, trace: &'t Trace, request: &'t Request) -> Self {
        let words = Words::of_explanations(program, request.locale.as_deref());
        Self { program, trace, request, words, expanded: HashSet::new(), followed: HashSet::new() }
    }

    /// The node of a step.
    pub(super) fn node(&mut self, id: StepId) -> Node {
        let Some(step) = self.trace.step(id) else {
            return blank(String::new(), NodeKind::Computation);
        };
        let Some(term) = step.term else {
            return self.item(step);
        };
        if let (Term::ToDecimal(_), Some(operand)) = (self.program.term(term), step.parts.first()) {
            return self.node(*operand);
        }
        if step.failure.is_some()
            && let Some(inner) = step.parts.first().filter(|inner| self.term_of(**inner) == Some(term))
        {
            // A sum that failed: the elements hang on the step before.
            let mut node = self.node(*inner);
            self.set_value(&mut node, step, term);
            return node;
        }
        if self.is_negated_test(term)
            && let Some(test) = step.parts.first()
        {
            let mut node = self.node(*test);
            self.set_value(&mut node, step, term);
            return node;
        }
        let mut node = blank(self.text(term), self.kind(term, step));
        self.set_value(&mut node, step, term);
        self.set_title_and_unit(&mut node, term);
        if node.kind == NodeKind::Fact {
            node.path = self.path(step);
        } else {
            if let Term::Param(id) = self.program.term(term) {
                node.since = self.since(*id);
            }
            node.children = self.children(term, step);
        }
        if matches!(self.program.term(term), Term::Quantifier(..) | Term::Aggregate(..) | Term::Collect(..)) {
            node.elements = Some(self.count(id, step));
            let elements: Vec<ElementStep> = settling(self.program, self.trace, id).take(ELEMENTS).copied().collect();
            for element in elements {
                let element = self.element(term, &element);
                node.children.push(element);
            }
        }
        node
    }

    /// A term that was not looked at, because its neighbours had settled the matter.
    pub(super) fn unevaluated(&self, term: TermId) -> Node {
        blank(self.text(term), self.kind_of(term))
    }

    fn term_of(&self, id: StepId) -> Option<TermId> {
        self.trace.step(id).and_then(|step| step.term)
    }

    /// Whether this is `is not` or `not in`: one test to its author, and a test within a negation to the machine.
    fn is_negated_test(&self, term: TermId) -> bool {
        matches!(self.program.term(term), Term::Not(test) if self.program.span(*test) == self.program.span(term))
    }

    /// As the author wrote it, white space folded.
    fn text(&self, term: TermId) -> String {
        let text = self.program.texts().slice(self.program.span(term));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn set_value(&self, node: &mut Node, step: &Step, term: TermId) {
        let several = matches!(&step.cell, Cell::Known(Value::Outcome(set)) if set.len() != 1);
        node.unknown = step.cell == Cell::Unknown || several;
        let words = Locale::from_tag(self.request.locale.as_deref().unwrap_or_default());
        node.error = step.failure.and_then(|failure| self.trace.failure(failure)).map(|failure| failure.text(words));
        node.value =
            if node.error.is_some() { None } else { Some(self.words.cell(self.program.type_of(term), &step.cell)) };
    }

    fn set_title_and_unit(&self, node: &mut Node, term: TermId) {
        let locale = self.request.locale.as_deref();
        let (title, unit) = match self.program.term(term) {
            Term::Define(id) | Term::Call(id, ..) => {
                let define = self.program.define(*id);
                (define.title.as_ref(), define.unit.as_ref())
            }
            Term::Decision(id) => (self.program.decision(*id).title.as_ref(), None),
            _ => (None, None),
        };
        let said = |text: &Localised| text.in_locale(locale).to_string();
        // A title that only repeats the name says nothing.
        node.title = title.map(said).filter(|title| *title != node.text);
        node.unit = unit.map(said);
    }

    fn path(&self, step: &Step) -> Option<String> {
        match step.origin {
            Origin::Path(path) if self.trace.is_fact(path) => Some(self.trace.path(self.program, path).0),
            _ => None,
        }
    }

    /// Since when the value of a dated parameter holds.
    fn since(&self, id: ParamId) -> Option<String> {
        if self.request.params.iter().any(|(given, _)| *given == id) {
            return None;
        }
        let (span, _) = self.program.schema().params.get(id)?.on(self.request.today)?;
        span.from.map(|from| from.to_string())
    }

    fn kind(&self, term: TermId, step: &Step) -> NodeKind {
        match self.program.term(term) {
            Term::Fact(_) => NodeKind::Fact,
            Term::Field(..) | Term::Local(_) if self.path(step).is_some() => NodeKind::Fact,
            _ => self.kind_of(term),
        }
    }

    fn kind_of(&self, term: TermId) -> NodeKind {
        match self.program.term(term) {
            Term::Fact(_) => NodeKind::Fact,
            Term::Param(_) => NodeKind::Param,
            Term::Define(_) | Term::Call(..) => NodeKind::Define,
            Term::Decision(_) => NodeKind::Decision,
            Term::Literal(_) | Term::Today | Term::Now => NodeKind::Constant,
            Term::And(_) | Term::Or(_) | Term::Not(_) | Term::Quantifier(..) => NodeKind::Logic,
            Term::If(_) | Term::Choose(..) | Term::ChooseWord(..) | Term::ChooseOutcome(..)
                if self.program.type_of(term).kind == TypeKind::Bool =>
            {
                NodeKind::Logic
            }
            Term::Compare(..)
            | Term::IsWord(..)
            | Term::IsOutcome(..)
            | Term::IsPresent(..)
            | Term::InList(_)
            | Term::InRange(_)
            | Term::Builtin(Builtin::StartsWith, _) => NodeKind::Comparison,
            _ => NodeKind::Computation,
        }
    }

    fn children(&mut self, term: TermId, step: &'t Step) -> Vec<Node> {
        match self.program.term(term) {
            Term::Define(_) | Term::Call(..) => {
                let body = step.parts.first().copied().filter(|body| self.expanded.insert(*body));
                body.map(|body| self.node(body)).into_iter().collect()
            }
            Term::Decision(id) => self.decision(*id),
            Term::Local(_) => {
                let bound = step.parts.first().copied().filter(|bound| self.term_of(*bound).is_some());
                bound.filter(|bound| self.expanded.insert(*bound)).map(|bound| self.node(bound)).into_iter().collect()
            }
            Term::Quantifier(_, over, _) | Term::Aggregate(_, over, _) | Term::Collect(over, _) => {
                self.operands(&[over.list], step)
            }
            other => self.operands(&other.operands(), step),
        }
    }

    /// The operands with the values that they had, those too that were not looked at. Values written in the policy
    /// are left out: the text shows them.
    fn operands(&mut self, operands: &[TermId], step: &'t Step) -> Vec<Node> {
        let mut nodes = Vec::new();
        for operand in operands {
            if self.is_literal(*operand) {
                continue;
            }
            let made = step.parts.iter().copied().find(|part| self.term_of(*part) == Some(*operand));
            let node = match made {
                Some(part) => self.node(part),
                None => self.unevaluated(*operand),
            };
            nodes.push(node);
        }
        nodes
    }

    fn is_literal(&self, term: TermId) -> bool {
        match self.program.term(term) {
            Term::Literal(_) => true,
            Term::ToDecimal(inner) => matches!(self.program.term(*inner), Term::Literal(_)),
            _ => false,
        }
    }

    /// Of a decision that was read, the rules that mattered: those that gave its outcome, or that leave it open.
    fn decision(&mut self, id: DecisionId) -> Vec<Node> {
        let decision = self.program.decision(id);
        let rules: Vec<(&crate::compile::Rule, &'t RuleSteps)> =
            decision.rules.iter().zip(self.trace.rules(id)).collect();
        let fired = |steps: &RuleSteps| steps.firing == Firing::Fired;
        let sure = rules.iter().filter(|(_, steps)| fired(steps)).map(|(rule, _)| rule.outcome).max().unwrap_or(0);
        let mut nodes = Vec::new();
        for (rule, steps) in rules {
            let open = steps.firing == Firing::Unknown && rule.outcome > sure;
            let gave = fired(steps) && rule.outcome == sure;
            if !(open || gave) {
                continue;
            }
            let mut node = blank(rule.name.to_string(), NodeKind::Logic);
            node.value = Some(if open { "unknown" } else { decision.outcome_name(rule.outcome) }.to_owned());
            node.unknown = open;
            let parts = steps.exceptions.iter().chain(&steps.condition).copied();
            for part in parts.collect::<Vec<_>>() {
                if self.expanded.insert(part) {
                    let part = self.node(part);
                    node.children.push(part);
                }
            }
            nodes.push(node);
        }
        nodes
    }

    fn count(&self, id: StepId, step: &Step) -> ElementCount {
        let kept = step.elements.iter().filter(|element| {
            let filter = element.filter.and_then(|filter| self.trace.step(filter));
            filter.is_none_or(|filter| filter.cell != Cell::Known(Value::Bool(false)))
        });
        ElementCount { of: kept.count(), settled: settling(self.program, self.trace, id).count() }
    }

    fn element(&mut self, over: TermId, element: &ElementStep) -> Node {
        let mut node = match self.trace.step(element.item) {
            Some(item) => self.item(item),
            None => blank(String::new(), NodeKind::Element),
        };
        if node.text.is_empty() {
            node.text = format!("{}[{}]", self.list_text(over), element.index);
        }
        node.kind = NodeKind::Element;
        node.index = Some(element.index);
        if let Some(part) = element.filter {
            let part = Node { is_filter: true, ..self.node(part) };
            node.children.push(part);
        }
        if let Some(part) = element.value {
            let part = self.node(part);
            node.children.push(part);
        }
        node
    }

    fn list_text(&self, over: TermId) -> String {
        match self.program.term(over) {
            Term::Quantifier(_, over, _) | Term::Aggregate(_, over, _) | Term::Collect(over, _) => self.text(over.list),
            _ => String::new(),
        }
    }

    /// An item of a list as a variable holds it.
    fn item(&mut self, step: &Step) -> Node {
        let path = self.path(step);
        let mut node = blank(path.clone().unwrap_or_default(), NodeKind::Fact);
        if let Origin::Path(path) = step.origin
            && let (_, Some(ty)) = self.trace.path(self.program, path)
        {
            node.value = Some(self.words.cell(ty, &step.cell));
        }
        node.unknown = step.cell == Cell::Unknown;
        node.path = path;
        node
    }

    /// The parts of a condition that settled it, or that leave it open.
    pub(super) fn causes(&mut self, id: StepId, causes: &mut Vec<Node>) {
        let Some(step) = self.trace.step(id).filter(|_| self.followed.insert(id)) else {
            return;
        };
        let negated = step.term.is_some_and(|term| self.is_negated_test(term));
        match step.term.filter(|_| !negated).map(|term| self.program.term(term)) {
            Some(Term::And(_) | Term::Or(_)) => {
                for part in step.parts.iter().copied() {
                    if self.trace.step(part).is_some_and(|part| part.cell == step.cell) {
                        self.causes(part, causes);
                    }
                }
            }
            Some(Term::Not(_) | Term::Define(_) | Term::Call(..)) => self.causes_of_parts(step, causes),
            Some(Term::If(_) | Term::Choose(..) | Term::ChooseWord(..) | Term::ChooseOutcome(..)) => {
                self.causes_of_parts(step, causes);
            }
            Some(Term::Local(_)) if self.path(step).is_none() => self.causes_of_parts(step, causes),
            _ => {
                let node = self.node(id);
                if !causes.contains(&node) {
                    causes.push(node);
                }
            }
        }
    }

    fn causes_of_parts(&mut self, step: &'t Step, causes: &mut Vec<Node>) {
        let open = step.cell == Cell::Unknown;
        for part in step.parts.iter().copied() {
            if !open || self.trace.step(part).is_some_and(|part| part.cell == Cell::Unknown) {
                self.causes(part, causes);
            }
        }
    }
}

fn blank(text: String, kind: NodeKind) -> Node {
    Node {
        text,
        kind,
        title: None,
        unit: None,
        value: None,
        unknown: false,
        error: None,
        path: None,
        since: None,
        index: None,
        elements: None,
        is_filter: false,
        children: Vec::new(),
    }
}
