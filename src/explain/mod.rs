//! The trace of an evaluation to a tree that people read: every rule, every condition with its parts and values.
//! It never decides anything again.

pub mod human;

use serde::Serialize;

use crate::eval::CiteReport;

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
