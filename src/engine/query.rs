//! A name to answers: handles that hold on to the policies they were taken from. They never see a replacement.

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::compile::{self, Program};
use crate::diagnostic::Locale;
use crate::eval::{self, Answer, Outcome, Plan, Request, Status};
use crate::explain::human::{self, Form, Line};
use crate::explain::{self, Explanation};
use crate::facts::{self, FactProblem, Facts, JsonSchema, Missing, ReadOptions, Reader, Selection};

use crate::model::{DecisionId, FactId};

use super::error::OptionError;
use super::options::Options;
use super::policies::Policies;

/// A decision or a value that can be asked for, of policies that stay as they are.
#[derive(Debug, Clone)]
pub struct Query {
    policies: Arc<Policies>,
    query: compile::Query,
}

impl Query {
    pub(super) fn new(policies: Arc<Policies>, query: compile::Query) -> Self {
        Self { policies, query }
    }

    /// Its full name.
    #[must_use]
    pub fn name(&self) -> String {
        self.policies.name_of(self.query)
    }

    /// Whether it is a decision; else it is a value.
    #[must_use]
    pub fn is_decision(&self) -> bool {
        matches!(self.query, compile::Query::Decision(_))
    }

    /// The policies that it was taken from.
    #[must_use]
    pub fn policies(&self) -> &Arc<Policies> {
        &self.policies
    }

    /// Fixes the day and the settings, which many facts can then be asked with.
    ///
    /// # Errors
    /// Where a parameter is not known or its value does not fit.
    pub fn ask(&self, options: &Options) -> Result<Ask, OptionError> {
        let request = options.request(self.policies.schema())?;
        let reading = options.reading();
        let selection = Arc::new(Selection::new(self.policies.schema(), self.reach(), &reading));
        Ok(Ask { query: self.clone(), request, plan: Arc::default(), reading, selection })
    }

    /// A JSON Schema of the facts that it reads, for facts of which none need be supplied.
    #[must_use]
    pub fn json_schema(&self) -> JsonSchema {
        facts::json_schema(self.policies.schema(), self.reach(), &self.name(), Missing::Unknown)
    }

    /// The word of an outcome of a decision, by its place in the order of outcomes; none for a value.
    #[must_use]
    pub fn outcome_name(&self, index: u8) -> Option<&str> {
        match self.query {
            compile::Query::Decision(id) => Some(self.policies.program.decision(id).outcome_name(index)),
            compile::Query::Value(_) => None,
        }
    }

    /// The name of a rule of a decision, by its place in the decision, as [`Outcome::fired`] has it; none for a value.
    #[must_use]
    pub fn rule_name(&self, index: usize) -> Option<&str> {
        match self.query {
            compile::Query::Decision(id) => self.policies.program.decision(id).rules.get(index).map(|rule| &*rule.name),
            compile::Query::Value(_) => None,
        }
    }

    /// The facts that it reads.
    fn reach(&self) -> &[FactId] {
        &self.policies.program.reach(self.query).facts
    }
}

/// A query with its day and settings, ready for facts. Share it between threads, or clone it.
#[derive(Debug, Clone)]
pub struct Ask {
    query: Query,
    request: Request,
    /// The decision laid out for the request, once that is worth while. Clones share it.
    plan: Arc<OnceLock<Plan>>,
    reading: ReadOptions,
    selection: Arc<Selection>,
}

impl Ask {
    /// What is asked for.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// A reader of facts in every format, which also gives hints. Worth keeping where many facts are read.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader::of(self.query.policies.schema(), Arc::clone(&self.selection), &self.reading)
    }

    /// Facts from any value that serialises to an object.
    ///
    /// # Errors
    /// Where they have the wrong shape: everything that is wrong with them.
    pub fn facts<T: Serialize + ?Sized>(&self, value: &T) -> Result<Facts, Vec<FactProblem>> {
        self.reader().value(value).map(|read| read.facts)
    }

    /// Facts from the bytes of a JSON object.
    ///
    /// # Errors
    /// Where they are no JSON or have the wrong shape: everything that is wrong with them.
    pub fn facts_from_json(&self, json: &[u8]) -> Result<Facts, Vec<FactProblem>> {
        self.reader().json(json).map(|read| read.facts)
    }

    /// The outcome alone: the cheapest answer, without reasons. A value has none.
    #[must_use]
    pub fn outcome(&self, facts: &Facts) -> Option<Outcome> {
        match self.query.query {
            compile::Query::Decision(id) => Some(self.plan(id).decide(facts)),
            compile::Query::Value(_) => None,
        }
    }

    /// The verdict or the value.
    #[must_use]
    pub fn answer(&self, facts: &Facts) -> Answer {
        match self.query.query {
            compile::Query::Decision(id) => Answer::Verdict(self.plan(id).evaluate(facts)),
            compile::Query::Value(_) => self.answer_once(facts),
        }
    }

    /// Adds what [`Ask::answer`] gives to `out`, as JSON on one line, without a line break: the cheapest way to it.
    pub fn answer_json(&self, facts: &Facts, out: &mut Vec<u8>) -> Status {
        match self.query.query {
            compile::Query::Decision(id) => self.plan(id).write_json(facts, out),
            compile::Query::Value(_) => {
                let answer = self.answer_once(facts);
                // Memory takes all that is written to it.
                let _ = serde_json::to_writer(out, &answer);
                answer.status()
            }
        }
    }

    /// What [`Ask::answer`] gives, where nothing else will be asked.
    pub(super) fn answer_once(&self, facts: &Facts) -> Answer {
        match self.query.query {
            compile::Query::Decision(id) => Answer::Verdict(eval::evaluate(self.program(), id, facts, &self.request)),
            compile::Query::Value(id) => Answer::Value(eval::value(self.program(), id, facts, &self.request)),
        }
    }

    fn plan(&self, decision: DecisionId) -> &Plan {
        self.plan.get_or_init(|| Plan::new(&self.query.policies.program, decision, &self.request))
    }

    /// The verdict or the value, and how it came about.
    #[must_use]
    pub fn explain(&self, facts: &Facts) -> Explained {
        Explained::new(&self.query.policies, self.query.query, facts, &self.request)
    }

    /// An explained answer in lines for people; `words` is the language of what stands around the policy's texts.
    #[must_use]
    pub fn lines(&self, explained: &Explained, form: Form, words: Locale) -> Vec<Line> {
        let legend = self.query.policies.legend(self.query.query, self.request.locale.as_deref(), words);
        explained.lines(&legend, form)
    }

    /// An answer in one line, for streams.
    #[must_use]
    pub fn line(&self, answer: &Answer, words: Locale) -> Line {
        let legend = self.query.policies.legend(self.query.query, self.request.locale.as_deref(), words);
        match answer {
            Answer::Verdict(verdict) => human::verdict_line(verdict, &legend),
            Answer::Value(value) => human::value_line(value, &legend),
        }
    }

    fn program(&self) -> &Program {
        &self.query.policies.program
    }
}

/// An answer and how it came about. As JSON: the answer with an `explanation` besides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// What came of the query.
    #[serde(flatten)]
    pub answer: Answer,
    /// How.
    pub explanation: Explanation,
}

impl Explained {
    pub(super) fn new(policies: &Policies, query: compile::Query, facts: &Facts, request: &Request) -> Self {
        let (answer, explanation) = explain::explain(&policies.program, query, facts, request);
        Self { answer, explanation }
    }

    /// In lines for people.
    #[must_use]
    pub fn lines(&self, legend: &human::Legend<'_>, form: Form) -> Vec<Line> {
        match &self.answer {
            Answer::Verdict(verdict) => human::verdict(verdict, &self.explanation, legend, form),
            Answer::Value(value) => human::value(value, &self.explanation, legend, form),
        }
    }
}
