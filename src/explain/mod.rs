//! The trace of an evaluation to a tree that people read: every rule, every condition with its parts and values.
//! It never decides anything again.

pub mod human;
mod tree;

use serde::Serialize;

use crate::compile::{Program, Query, Rule, RuleKind};
use crate::eval::trace::{RuleSteps, Trace};
use crate::eval::{
    Answer, CiteReport, Firing, Request, cite_report, trace_decision, trace_value, value_verdict, verdict,
};
use crate::facts::Facts;
use crate::model::{Cell, DecisionId, Localised};

use tree::Tree;

/// Evaluates what is asked for, and explains how the answer came about.
#[must_use]
pub fn explain(program: &Program, query: Query, facts: &Facts, request: &Request) -> (Answer, Explanation) {
    let locale = request.locale.as_deref();
    match query {
        Query::Decision(id) => {
            let (judged, trace) = trace_decision(program, id, facts, request);
            let decision = program.decision(id);
            let explanation = Explanation {
                query: decision.full_name(),
                title: in_locale(decision.title.as_ref(), locale),
                rules: rules(program, id, &trace, request),
                value: None,
            };
            (Answer::Verdict(verdict(program, id, facts, request, &judged, &trace)), explanation)
        }
        Query::Value(id) => {
            let (step, trace) = trace_value(program, id, facts, request);
            let define = program.define(id);
            let explanation = Explanation {
                query: define.full_name(),
                title: in_locale(define.title.as_ref(), locale),
                rules: Vec::new(),
                value: Some(Tree::new(program, &trace, request).node(step)),
            };
            (Answer::Value(value_verdict(program, id, facts, request, step, &trace)), explanation)
        }
    }
}

fn in_locale(title: Option<&Localised>, locale: Option<&str>) -> Option<String> {
    title.map(|title| title.in_locale(locale).to_string())
}

fn rules(program: &Program, id: DecisionId, trace: &Trace, request: &Request) -> Vec<RuleExplanation> {
    let decision = program.decision(id);
    let steps = decision.rules.iter().zip(trace.rules(id));
    steps
        .map(|(rule, steps)| {
            rule_explanation(program, decision.outcome_name(rule.outcome), rule, steps, trace, request)
        })
        .collect()
}

fn rule_explanation(
    program: &Program,
    outcome: &str,
    rule: &Rule,
    steps: &RuleSteps,
    trace: &Trace,
    request: &Request,
) -> RuleExplanation {
    let locale = request.locale.as_deref();
    let mut tree = Tree::new(program, trace, request);
    let exceptions = steps.exceptions.iter().map(|step| tree.node(*step)).collect();
    let condition = match steps.condition {
        Some(step) => Some(tree.node(step)),
        None if steps.firing == Firing::NotInForce => None,
        None => Some(tree.unevaluated(rule.condition)),
    };
    let causes = causes(program, steps, trace, request);
    RuleExplanation {
        rule: rule.name.to_string(),
        title: in_locale(rule.title.as_ref(), locale),
        outcome: outcome.to_owned(),
        state: match steps.firing {
            Firing::Fired => RuleState::Fired,
            Firing::Satisfied => RuleState::Satisfied,
            Firing::Excepted => RuleState::Excepted,
            Firing::Unknown => RuleState::Unknown,
            Firing::NotInForce => RuleState::NotInForce,
        },
        at: program.texts().locate(rule.span),
        kind: match rule.kind {
            RuleKind::Require => "require",
            RuleKind::When => "when",
        },
        condition,
        exceptions,
        causes,
        cites: rule.cites.iter().map(|cite| cite_report(program, locale, cite)).collect(),
        interpretations: rule.interpretations.iter().map(|text| text.in_locale(locale).to_string()).collect(),
    }
}

/// What made a rule fire, or what leaves its firing open.
fn causes(program: &Program, steps: &RuleSteps, trace: &Trace, request: &Request) -> Vec<Node> {
    let mut tree = Tree::new(program, trace, request);
    let mut causes = Vec::new();
    match steps.firing {
        Firing::Fired => steps.condition.iter().for_each(|step| tree.causes(*step, &mut causes)),
        Firing::Unknown => {
            let parts = steps.exceptions.iter().chain(&steps.condition);
            let open = parts.filter(|step| trace.step(**step).is_some_and(|step| step.cell == Cell::Unknown));
            open.for_each(|step| tree.causes(*step, &mut causes));
        }
        Firing::Satisfied | Firing::Excepted | Firing::NotInForce => {}
    }
    causes
}

/// The explanation of one verdict or value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The full name of what was asked for.
    pub query: String,
    /// What people call it, in the asked-for locale.
    pub title: Option<String>,
    /// Its rules in file order, fired or not; empty for a value.
    pub rules: Vec<RuleExplanation>,
    /// For a value: how it came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Node>,
}

/// What became of one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleExplanation {
    /// Its name.
    pub rule: String,
    /// What people call it.
    pub title: Option<String>,
    /// Its outcome.
    pub outcome: String,
    /// What became of it.
    pub state: RuleState,
    /// Where it stands, `file:line:column`.
    pub at: String,
    /// `require` or `when`.
    pub kind: &'static str,
    /// Its condition; none where the rule was not in force.
    pub condition: Option<Node>,
    /// Its exceptions, each a condition.
    pub exceptions: Vec<Node>,
    /// The parts of the condition that settled it: comparisons and other conditions without conditions inside,
    /// each with the values it compared. What the short form of a verdict shows.
    pub causes: Vec<Node>,
    /// What it rests on.
    pub cites: Vec<CiteReport>,
    /// How an unclear page was read.
    pub interpretations: Vec<String>,
}

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// It fired.
    Fired,
    /// Its condition did not ask for it.
    Satisfied,
    /// An exception held.
    Excepted,
    /// It is not known whether it fires.
    Unknown,
    /// It is not in force on that day.
    NotInForce,
}

/// An expression with the value it had.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    /// As the author wrote it, white space folded.
    pub text: String,
    /// What it is.
    pub kind: NodeKind,
    /// What people call the define or decision, in the asked-for locale. Facts and parameters have theirs in the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the value of the define is counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its value as messages print it (`3.7`, `正常`, `true`, `absent`, `unknown`); none where it was not evaluated because its
    /// neighbours had settled the matter, or where it failed.
    pub value: Option<String>,
    /// Whether the value is unknown.
    pub unknown: bool,
    /// What went wrong, where its own evaluation failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// For a fact or a part of one: its path with indices, `room.products[2].has_commission`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// For a dated parameter: since when its value holds, `2023-01-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// For an element of a quantifier: its place in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// For a quantifier: how many elements were looked at and how many settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elements: Option<ElementCount>,
    /// Whether it is the `where` of an element. Elements that a `where` leaves out are not told.
    #[serde(skip)]
    pub is_filter: bool,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A fact, or a field or element of one.
    Fact,
    /// A parameter.
    Param,
    /// A define; its children show how it came about.
    Define,
    /// A decision that was read; its children are its rules that mattered.
    Decision,
    /// A value written in the policy, `today`, `now`.
    Constant,
    /// `and`, `or`, `not`, `if`, a quantifier and the like: a condition made of conditions.
    Logic,
    /// A comparison, `is`, `in`, `is present`: a condition made of values.
    Comparison,
    /// Anything else that gives a value.
    Computation,
    /// One element of a quantifier or aggregate.
    Element,
}

/// How many elements of a list mattered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ElementCount {
    /// The length of the list, after `where`.
    pub of: usize,
    /// How many of them made the quantifier what it is.
    pub settled: usize,
}
