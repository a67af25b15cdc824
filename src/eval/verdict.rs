//! What comes out of an evaluation, in the shape and key order in which hosts read it as JSON.

use indexmap::IndexMap;
use serde::Serialize;

use super::json::Json;

/// The verdict of a decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The decision's full name, `douyin.alliance.admission`.
    pub decision: String,
    /// Whether it could be decided.
    pub status: Status,
    /// The outcome; none unless decided.
    pub outcome: Option<String>,
    /// What may still come out, weakest first; exactly the outcome where it was decided; empty where not in force.
    pub possible: Vec<String>,
    /// The rules that surely fired, strongest outcome first, in file order within an outcome. Where a decided
    /// verdict's default came out, one reason without a rule.
    pub reasons: Vec<Reason>,
    /// The duties of every fired rule, in the order of `reasons`.
    pub obligations: Vec<ObligationDue>,
    /// The unknown facts and parameters that the outcome turns on; empty unless undetermined (or `error`).
    pub needs: Vec<String>,
    /// Every rule whose firing is unknown.
    pub open: Vec<OpenRule>,
    /// Evaluation errors that did not matter.
    pub warnings: Vec<EvalErrorReport>,
    /// Evaluation errors that mattered; only written where the status is `error`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<EvalErrorReport>,
    /// The day of the evaluation, `2022-11-01`.
    pub as_of: String,
}

impl Verdict {
    /// Adds it to `out` as JSON on one line, without a line break.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        // Its keys are texts and memory takes all that is written to it, so that nothing can go wrong.
        let _ = serde_json::to_writer(out, self);
    }
}

/// How an evaluation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The outcome (or value) is certain, whatever is still unknown.
    Decided,
    /// It turns on facts or parameters that are unknown.
    Undetermined,
    /// The decision is not in force on that day.
    NotInForce,
    /// It would be undetermined because of an evaluation error.
    Error,
}

/// Why an outcome came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The rule; none for the default.
    pub rule: Option<String>,
    /// Its outcome.
    pub outcome: String,
    /// Its message in the asked-for locale. Where the message uses a quantifier's variable: the elements' messages,
    /// joined by `；` (`; ` in other locales).
    pub message: String,
    /// The facts that it read outside of its quantifier's elements, by path, in the order read. Unknown ones are left out.
    pub facts: IndexMap<String, Json>,
    /// For an outermost quantifier: the first 20 elements that made the rule fire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elements: Option<Vec<Element>>,
    /// How many elements made it fire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element_count: Option<usize>,
    /// The clause it rests on; null for a rule with only an interpretation, and for the default.
    pub cite: Option<CiteReport>,
    /// Further clauses, where it cites several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_cites: Vec<CiteReport>,
    /// How an unclear page was read, in the asked-for locale; written only where there is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interpretations: Vec<String>,
}

/// An element of a list that made a rule fire.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Element {
    /// Its place in the list, from 0.
    pub index: usize,
    /// What was read of it, by full fact path (`room.products[2].has_commission`).
    pub facts: IndexMap<String, Json>,
    /// The rule's message for it; none where the message does not use the variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CiteReport {
    /// The source's name.
    pub source: String,
    /// The page's title.
    pub title: String,
    /// The clause.
    pub at: String,
}

/// A duty of a fired rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObligationDue {
    /// Its name.
    pub name: String,
    /// What must be done, in the asked-for locale.
    pub text: String,
    /// The rule.
    pub rule: String,
    /// The rule's outcome.
    pub outcome: String,
}

/// A rule whose firing is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenRule {
    /// The rule.
    pub rule: String,
    /// Its outcome.
    pub outcome: String,
    /// What its firing turns on: paths, `param name`, `now`.
    pub needs: Vec<String>,
}

/// An evaluation error with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvalErrorReport {
    /// Its kind, such as `division-by-zero`.
    pub error: String,
    /// In words.
    pub message: String,
    /// The rule or define that it happened in.
    pub within: String,
    /// `file:line:column`
    pub at: String,
}

/// The result of a value that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueVerdict {
    /// The value's full name.
    pub value: String,
    /// Decided, undetermined or error.
    pub status: Status,
    /// The value; null where it is absent or not decided.
    pub result: Json,
    /// The facts read, by path.
    pub facts: IndexMap<String, Json>,
    /// What it turns on.
    pub needs: Vec<String>,
    /// Evaluation errors that did not matter.
    pub warnings: Vec<EvalErrorReport>,
    /// Evaluation errors that mattered; only written where the status is `error`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<EvalErrorReport>,
    /// The clause it rests on.
    pub cite: Option<CiteReport>,
    /// The day of the evaluation.
    pub as_of: String,
}

/// What comes out of a query.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// The verdict of a decision.
    Verdict(Verdict),
    /// The verdict of a value.
    Value(ValueVerdict),
}

impl Answer {
    /// How the evaluation ended.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Verdict(verdict) => verdict.status,
            Self::Value(value) => value.status,
        }
    }
}
