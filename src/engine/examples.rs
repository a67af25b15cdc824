//! An author's example to whether it holds: what was expected beside what came out, both as an `expect` clause says it.
//! It never mends an expectation.

use std::collections::BTreeSet;
use std::fmt;

use crate::check::checked::{Example, Expected, Query};
use crate::compile::Decision;
use crate::diagnostic::Locale;
use crate::eval::{self, Answer, Request, Status, ValueVerdict, Verdict, Words};
use crate::explain::human::{Form, Line};
use crate::facts::Facts;
use crate::model::{Cell, Date};
use crate::source::Span;

use super::policies::Policies;
use super::query::Explained;

/// The day of an example that gives none, which the checker allows only where no day is read.
const NO_DAY: Date = Date::constant(1970, 1, 1);

/// What became of an example.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleResult {
    /// The full name of what it asks for.
    pub query: String,
    /// What it shows.
    pub title: String,
    /// Where it stands, `file:line:column`.
    pub at: String,
    /// The place of its `expect`.
    pub expect_span: Span,
    /// Whether what came out is what was expected.
    pub passed: bool,
    /// What was expected, as its clauses say it: `barred because closures_left`.
    pub expected: String,
    /// What came out, said in the same way and as closely.
    pub actual: String,
    /// The answer and how it came about. Its `as_of` is empty where the example gives no day, since none is read then.
    pub explained: Explained,
    asked: Query,
}

impl ExampleResult {
    /// What came out, for people. `words` is the language of what stands around the policy's texts.
    #[must_use]
    pub fn lines(&self, policies: &Policies, form: Form, words: Locale) -> Vec<Line> {
        self.explained.lines(&policies.legend(self.asked, None, words), form)
    }
}

/// Evaluates an example and compares.
pub(super) fn run(policies: &Policies, example: &Example) -> ExampleResult {
    let mut facts = Facts::unknown(policies.schema());
    for (fact, cell) in &example.facts {
        facts.set(*fact, cell.clone());
    }
    let today = example.today.or(example.now.map(|now| now.date())).unwrap_or(NO_DAY);
    let request = Request { today, now: example.now, params: example.params.clone(), locale: None };
    let mut explained = Explained::new(policies, example.query, &facts, &request);
    if example.today.is_none() && example.now.is_none() {
        // No day was read, so none is told.
        match &mut explained.answer {
            Answer::Verdict(verdict) => verdict.as_of.clear(),
            Answer::Value(value) => value.as_of.clear(),
        }
    }
    let result = match example.query {
        Query::Value(id) => eval::value_cell(&policies.program, id, &facts, &request).1,
        Query::Decision(_) => Cell::Unknown,
    };
    let came_out = came_out(policies, example.query, &explained.answer, &result);
    let (mut expected, mut actual) = compared(policies, example, &explained.answer, came_out);
    if let Some(obliges) = &example.obliges {
        let due = obligations(&explained.answer);
        expected.push(Part::names("obliges", obliges.iter().map(|name| &**name)));
        actual.push(Part::names("obliges", due.iter().map(String::as_str)));
    }
    ExampleResult {
        query: policies.name_of(example.query),
        title: example.title.to_string(),
        at: policies.texts().locate(example.span),
        expect_span: example.expect_span,
        passed: expected.len() == actual.len() && expected.iter().zip(&actual).all(|(a, b)| a.agrees(b)),
        expected: said(&expected),
        actual: said(&actual),
        explained,
        asked: example.query,
    }
}

/// A part of an expectation that is compared as one.
#[derive(Debug, Clone)]
enum Part {
    /// An outcome or a status.
    Word(String),
    /// A value, with its text.
    Value(Cell, String),
    /// Names whose order does not matter.
    Names(&'static str, BTreeSet<String>),
}

impl Part {
    fn names<'n>(lead: &'static str, names: impl Iterator<Item = &'n str>) -> Self {
        Self::Names(lead, names.map(str::to_owned).collect())
    }

    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Word(a), Self::Word(b)) => a == b,
            // Equality is by number: 4.0 and 4.00 are one.
            (Self::Value(a, _), Self::Value(b, _)) => a == b,
            (Self::Names(_, a), Self::Names(_, b)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) | Self::Value(_, text) => f.write_str(text),
            Self::Names("because", names) if names.is_empty() => f.write_str("by default"),
            Self::Names(lead, names) if names.is_empty() => write!(f, "{lead} nothing"),
            Self::Names(lead, names) => {
                write!(f, "{lead} {}", names.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What was expected and what came out, as closely as the example asks.
fn compared(policies: &Policies, example: &Example, answer: &Answer, came_out: Part) -> (Vec<Part>, Vec<Part>) {
    let decision = match example.query {
        Query::Decision(id) => Some(policies.program.decision(id)),
        Query::Value(_) => None,
    };
    let mut expected = Vec::new();
    let mut actual = vec![came_out];
    match &example.expect {
        Expected::Outcome { outcome, because } => {
            let word = decision.and_then(|d| d.outcomes.get(usize::from(*outcome))).map_or("", |o| &*o.name);
            expected.push(Part::Word(word.to_owned()));
            if let (Some(because), Some(decision)) = (because, decision) {
                expected.push(Part::names("because", rule_names(decision, because)));
                if matches!(answer, Answer::Verdict(Verdict { outcome: Some(_), .. })) {
                    actual.push(Part::names("because", fired(answer)));
                }
            }
        }
        Expected::Undetermined { needs } => {
            expected.push(Part::Word("undetermined".to_owned()));
            if let Some(needs) = needs {
                expected.push(Part::names("needs", needs.iter().map(|need| &**need)));
                actual.push(Part::names("needs", needed(answer).iter().map(String::as_str)));
            }
        }
        Expected::NotInForce => expected.push(Part::Word("not_in_force".to_owned())),
        Expected::Error => expected.push(Part::Word("error".to_owned())),
        Expected::Value(cell) => expected.push(value_part(policies, example.query, cell)),
    }
    (expected, actual)
}

fn came_out(policies: &Policies, query: Query, answer: &Answer, result: &Cell) -> Part {
    let status = |status: Status| {
        Part::Word(
            match status {
                Status::Decided => "decided",
                Status::Undetermined => "undetermined",
                Status::NotInForce => "not_in_force",
                Status::Error => "error",
            }
            .to_owned(),
        )
    };
    match answer {
        Answer::Verdict(Verdict { outcome: Some(outcome), .. }) => Part::Word(outcome.clone()),
        Answer::Verdict(verdict) => status(verdict.status),
        Answer::Value(ValueVerdict { status: Status::Decided, .. }) => value_part(policies, query, result),
        Answer::Value(value) => status(value.status),
    }
}

fn rule_names<'d>(decision: &'d Decision, rules: &'d [usize]) -> impl Iterator<Item = &'d str> {
    rules.iter().filter_map(|rule| decision.rules.get(*rule)).map(|rule| &*rule.name)
}

/// The rules that gave the outcome which came out.
fn fired(answer: &Answer) -> impl Iterator<Item = &str> {
    let verdict = match answer {
        Answer::Verdict(verdict) => Some(verdict),
        Answer::Value(_) => None,
    };
    verdict.into_iter().flat_map(|verdict| {
        let outcome = verdict.outcome.as_deref();
        verdict
            .reasons
            .iter()
            .filter(move |reason| outcome.is_none_or(|outcome| reason.outcome == outcome))
            .filter_map(|reason| reason.rule.as_deref())
    })
}

fn needed(answer: &Answer) -> &[String] {
    match answer {
        Answer::Verdict(verdict) => &verdict.needs,
        Answer::Value(value) => &value.needs,
    }
}

fn obligations(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Verdict(verdict) => verdict.obligations.iter().map(|due| due.name.clone()).collect(),
        Answer::Value(_) => Vec::new(),
    }
}

fn value_part(policies: &Policies, query: Query, cell: &Cell) -> Part {
    let words = Words::of_explanations(&policies.program, None);
    let text = match query {
        Query::Value(id) => words.cell(&policies.program.define(id).ty, cell),
        Query::Decision(_) => String::new(),
    };
    Part::Value(cell.clone(), text)
}

fn said(parts: &[Part]) -> String {
    parts.iter().map(Part::to_string).collect::<Vec<_>>().join(" ")
}
