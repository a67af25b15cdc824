//! Examples that ran to what none of them reached: states of rules, and sides of conditions. It never runs anything.

use indexmap::IndexMap;
use serde::Serialize;

use crate::check::checked::Query;
use crate::compile::{Decision, Rule};
use crate::explain::{Node, NodeKind, RuleExplanation, RuleState};

use super::examples::ExampleResult;
use super::policies::Policies;

/// What the examples of some policies reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// The decisions, in file order.
    pub decisions: Vec<DecisionCoverage>,
    /// The full names of values that no example asks for.
    pub values_without_example: Vec<String>,
}

/// What the examples of one decision reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionCoverage {
    /// Its full name.
    pub decision: String,
    /// How many examples ask for it.
    pub examples: usize,
    /// Its rules, in file order.
    pub rules: Vec<RuleCoverage>,
}

/// What the examples of a decision reached of one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleCoverage {
    /// Its name.
    pub rule: String,
    /// Where it stands, `file:line:column`.
    pub at: String,
    /// Whether it has exceptions, so that one could hold.
    pub has_exceptions: bool,
    /// Whether it fired in some example.
    pub fired: bool,
    /// Whether its condition did not ask for it in some example.
    pub satisfied: bool,
    /// Whether an exception held in some example.
    pub excepted: bool,
    /// The conditions in it that were evaluated, by the author's text.
    pub conditions: IndexMap<String, Tried>,
}

/// Which sides of a condition were tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tried {
    /// It was true once.
    pub held: bool,
    /// It was false once.
    pub failed: bool,
}

impl RuleCoverage {
    /// Whether everything that could happen to it happened in some example.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.fired
            && self.satisfied
            && (self.excepted || !self.has_exceptions)
            && self.conditions.values().all(|tried| tried.held && tried.failed)
    }

    fn add(&mut self, rule: &RuleExplanation) {
        match rule.state {
            RuleState::Fired => self.fired = true,
            RuleState::Satisfied => self.satisfied = true,
            RuleState::Excepted => self.excepted = true,
            RuleState::Unknown | RuleState::NotInForce => {}
        }
        for condition in rule.exceptions.iter().chain(&rule.condition) {
            self.add_conditions(condition);
        }
    }

    /// Goes down to the conditions without conditions in them. Defines and decisions that are read have their own.
    fn add_conditions(&mut self, node: &Node) {
        let is_leaf =
            matches!(node.kind, NodeKind::Comparison | NodeKind::Fact | NodeKind::Define | NodeKind::Decision);
        if is_leaf {
            let side = node.value.as_deref().filter(|_| !node.unknown);
            if matches!(side, Some("true" | "false")) {
                let tried = self.conditions.entry(node.text.clone()).or_default();
                tried.held |= side == Some("true");
                tried.failed |= side == Some("false");
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

    /// Adds what an example reached.
    pub fn add(&mut self, result: &ExampleResult) {
        self.values_without_example.retain(|value| *value != result.query);
        let Some(decision) = self.decisions.iter_mut().find(|d| d.decision == result.query) else { return };
        decision.examples += 1;
        for rule in &result.explained.explanation.rules {
            if let Some(covered) = decision.rules.iter_mut().find(|covered| covered.rule == rule.rule) {
                covered.add(rule);
            }
        }
    }

    /// Rules with everything covered, and rules.
    #[must_use]
    pub fn complete_rules(&self) -> (usize, usize) {
        let rules = || self.decisions.iter().flat_map(|decision| &decision.rules);
        (rules().filter(|rule| rule.is_complete()).count(), rules().count())
    }
}

fn untried(policies: &Policies, rule: &Rule) -> RuleCoverage {
    RuleCoverage {
        rule: rule.name.to_string(),
        at: policies.texts().locate(rule.span),
        has_exceptions: !rule.exceptions.is_empty(),
        fired: false,
        satisfied: false,
        excepted: false,
        conditions: IndexMap::new(),
    }
}
