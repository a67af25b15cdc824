//! Examples and cases that ran to what they reached: states of rules, and sides of conditions. It never runs anything.

use indexmap::IndexMap;
use serde::Serialize;

use crate::check::checked::Query;
use crate::compile::{Decision, Rule};
use crate::explain::{Explanation, Node, NodeKind, RuleExplanation, RuleState};

use super::policies::Policies;

/// What the examples and cases of some policies reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// The decisions, in file order.
    pub decisions: Vec<DecisionCoverage>,
    /// The full names of values that nothing asks for.
    pub values_without_example: Vec<String>,
}

/// What the examples and cases of one decision reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionCoverage {
    /// Its full name.
    pub decision: String,
    /// How many examples and cases ask for it.
    pub examples: usize,
    /// Its rules, in file order.
    pub rules: Vec<RuleCoverage>,
}

/// In how many examples and cases something happened to a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleCoverage {
    /// Its name.
    pub rule: String,
    /// The file that it stands in.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// Where it stands, `file:line:column`.
    pub at: String,
    /// Whether it has exceptions, so that one could hold.
    pub has_exceptions: bool,
    /// It fired.
    pub fired: usize,
    /// Its condition did not ask for it.
    pub satisfied: usize,
    /// An exception held.
    pub excepted: usize,
    /// It turned on something unknown.
    pub unknown: usize,
    /// The conditions in it that were evaluated, by the author's text.
    pub conditions: IndexMap<String, Tried>,
}

/// How often each side of a condition was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tried {
    /// It was true.
    pub held: usize,
    /// It was false.
    pub failed: usize,
}

impl RuleCoverage {
    /// Whether it fired, did not fire, was excepted where it has exceptions, and both sides of each of its conditions
    /// were tried.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.fired > 0
            && self.satisfied > 0
            && (self.excepted > 0 || !self.has_exceptions)
            && self.conditions.values().all(|tried| tried.held > 0 && tried.failed > 0)
    }

    fn add(&mut self, rule: &RuleExplanation) {
        match rule.state {
            RuleState::Fired => self.fired += 1,
            RuleState::Satisfied => self.satisfied += 1,
            RuleState::Excepted => self.excepted += 1,
            RuleState::Unknown => self.unknown += 1,
            RuleState::NotInForce => {}
        }
        for condition in rule.exceptions.iter().chain(&rule.condition) {
            self.add_conditions(condition);
        }
    }

    /// Goes down to the conditions without conditions in them. Defines and decisions that are read have their own.
    fn add_conditions(&mut self, node: &Node) {
        if node.is_filter {
            // Elements that a `where` leaves out are not in an explanation, so its other side is never seen.
            return;
        }
        let is_leaf =
            matches!(node.kind, NodeKind::Comparison | NodeKind::Fact | NodeKind::Define | NodeKind::Decision);
        if is_leaf {
            let side = node.value.as_deref().filter(|_| !node.unknown);
            if matches!(side, Some("true" | "false")) {
                let tried = self.conditions.entry(node.text.clone()).or_default();
                match side {
                    Some("true") => tried.held += 1,
                    _ => tried.failed += 1,
                }
            }
        } else {
            node.children.iter().for_each(|child| self.add_conditions(child));
        }
    }
}

impl Coverage {
    pub(super) fn of(policies: &Policies) -> Self {
        let decision = |(id, decision): (_, &Decision)| DecisionCoverage {
            decision: policies.name_of(Query::Decision(id)),
            examples: 0,
            rules: decision.rules.iter().map(|rule| untried(policies, rule)).collect(),
        };
        let values = policies.program.values();
        let name = |(id, _)| policies.name_of(Query::Value(id));
        Self {
            decisions: policies.program.decisions().map(decision).collect(),
            values_without_example: values.map(name).collect(),
        }
    }

    /// Adds what an example or a case reached that asked for a decision or a value by its full name.
    pub fn add(&mut self, query: &str, explanation: &Explanation) {
        self.values_without_example.retain(|value| value != query);
        let Some(decision) = self.decisions.iter_mut().find(|d| d.decision == query) else { return };
        decision.examples += 1;
        for rule in &explanation.rules {
            if let Some(covered) = decision.rules.iter_mut().find(|covered| covered.rule == rule.rule) {
                covered.add(rule);
            }
        }
    }

    /// All rules, in file order.
    pub fn rules(&self) -> impl Iterator<Item = &RuleCoverage> {
        self.decisions.iter().flat_map(|decision| &decision.rules)
    }

    /// Rules with everything covered, and rules.
    #[must_use]
    pub fn complete_rules(&self) -> (usize, usize) {
        (self.rules().filter(|rule| rule.is_complete()).count(), self.rules().count())
    }
}

fn untried(policies: &Policies, rule: &Rule) -> RuleCoverage {
    let file = policies.texts().get(rule.span.file);
    RuleCoverage {
        rule: rule.name.to_string(),
        file: file.map(|file| file.name().to_owned()).unwrap_or_default(),
        line: file.map_or(1, |file| file.position(rule.span.start).line),
        at: policies.texts().locate(rule.span),
        has_exceptions: !rule.exceptions.is_empty(),
        fired: 0,
        satisfied: 0,
        excepted: 0,
        unknown: 0,
        conditions: IndexMap::new(),
    }
}
