//! Cases as data: questions with the answers that are expected, in JSON, so that any implementation can run them.
//! It never mends an expectation. `docs/cases.md` tells the format.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::diagnostic::{Locale, Message, msg};
use crate::explain::human::{Form, Line};
use crate::facts::FactProblem;

use super::options::Options;
use super::policies::Policies;
use super::query::{Ask, Explained};

/// What an `expect` may hold.
const EXPECTED: [&str; 11] = [
    "status",
    "outcome",
    "possible",
    "value",
    "fired",
    "reason_count",
    "obligations",
    "needs",
    "open",
    "message_contains",
    "element_count",
];

/// A file of cases.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `cases`")]
pub struct CaseFile {
    /// Where the JSON Schema of the format is; for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// What the file is about.
    #[serde(default)]
    pub about: Option<String>,
    /// The day of cases that give none.
    #[serde(default)]
    pub today: Option<String>,
    /// Facts by name, for cases to begin with.
    #[serde(default)]
    pub bases: IndexMap<String, Map<String, Json>>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// A question with the answer that is expected.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a case, an object with `name`, `query` and `expect`")]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The full name of a decision or a value.
    pub query: String,
    /// The day, such as `2022-11-01`.
    #[serde(default)]
    pub today: Option<String>,
    /// The moment, such as `2022-11-01T10:00`; then `today` is its day.
    #[serde(default)]
    pub now: Option<String>,
    /// Settings, by the name of a parameter of the query's policy or by a full name.
    #[serde(default)]
    pub params: IndexMap<String, Json>,
    /// The facts to begin with: a name of `bases`.
    #[serde(default)]
    pub base: Option<String>,
    /// The facts to begin with, where there is no base.
    #[serde(default)]
    pub facts: Option<Map<String, Json>>,
    /// Values that are put in at dotted paths, whose numbers are places in lists.
    #[serde(default)]
    pub set: IndexMap<String, Json>,
    /// Paths that are taken away, so that they are unknown.
    #[serde(default)]
    pub unset: Vec<String>,
    /// What should come out; what it leaves out is not compared.
    #[serde(default)]
    pub expect: IndexMap<String, Json>,
}

/// A case that cannot be asked, or a file of cases that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseError(Message);

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&said(&self.0))
    }
}

impl std::error::Error for CaseError {}

impl CaseError {
    fn new(message: &Message) -> Self {
        Self(message.clone())
    }

    /// What is wrong, for a text in any language.
    #[must_use]
    pub fn message(&self) -> &Message {
        &self.0
    }
}

/// What became of a case.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// What was asked for.
    pub query: String,
    /// What it shows.
    pub name: String,
    /// What of the expectation did not come out.
    pub differences: Vec<Difference>,
    /// The answer and how it came about; none where the case could not be asked.
    pub explained: Option<Explained>,
    /// Keys of its facts that are near misses of facts that are missing.
    pub hints: Vec<FactProblem>,
    ask: Option<Ask>,
}

/// One thing that was expected otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which part of the answer; empty where there is none.
    pub part: String,
    /// What was expected, as JSON.
    pub expected: String,
    /// What came out, as JSON, or why nothing did.
    pub actual: String,
}

impl CaseFile {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// Where it is no JSON, or not of the format: what is wrong and where.
    pub fn read(json: &[u8]) -> Result<Self, CaseError> {
        let file: Self = serde_json::from_slice(json).map_err(|error| CaseError(msg!("facts.as-is", text = error)))?;
        for case in &file.cases {
            let wrong =
                |message: Message| CaseError::new(&msg!("cases.in", name = case.name).with_message("what", message));
            for (part, value) in &case.expect {
                let fits = match part.as_str() {
                    "status" => value.is_string(),
                    "outcome" => value.is_string() || value.is_null(),
                    "reason_count" | "element_count" => value.is_u64(),
                    "value" => true,
                    name if EXPECTED.contains(&name) => {
                        value.as_array().is_some_and(|list| list.iter().all(Json::is_string))
                    }
                    name => {
                        return Err(wrong(msg!("cases.unknown-part", name = name, parts = EXPECTED.join(", "))));
                    }
                };
                if !fits {
                    return Err(wrong(msg!("cases.wrong-part", name = part)));
                }
            }
            if case.base.is_some() && case.facts.is_some() {
                return Err(wrong(msg!("cases.base-and-facts")));
            }
            if let Some(base) = case.base.as_ref().filter(|base| !file.bases.contains_key(*base)) {
                return Err(wrong(msg!("cases.no-base", name = base)));
            }
        }
        Ok(file)
    }

    /// The facts of a case.
    ///
    /// # Errors
    /// Where a path leads nowhere.
    pub fn facts(&self, case: &Case) -> Result<Json, CaseError> {
        let base = case.base.as_ref().and_then(|base| self.bases.get(base));
        let mut facts = Json::Object(base.or(case.facts.as_ref()).cloned().unwrap_or_default());
        for (path, value) in &case.set {
            let place = place(&mut facts, path, true);
            *place.ok_or_else(|| CaseError::new(&msg!("cases.no-path", path = path)))? = value.clone();
        }
        for path in &case.unset {
            let (parent, name) = path.rsplit_once('.').map_or(("", path.as_str()), |(parent, name)| (parent, name));
            let removed = match parent {
                "" => facts.as_object_mut(),
                parent => place(&mut facts, parent, false).and_then(Json::as_object_mut),
            };
            if removed.and_then(|object| object.remove(name)).is_none() {
                return Err(CaseError::new(&msg!("cases.no-path", path = path)));
            }
        }
        Ok(facts)
    }
}

/// The value at a dotted path. The last part may be new, where `make` says so.
fn place<'v>(value: &'v mut Json, path: &str, make: bool) -> Option<&'v mut Json> {
    let mut parts = path.split('.').peekable();
    let mut here = value;
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        here = match here {
            Json::Array(items) => items.get_mut(part.parse::<usize>().ok()?)?,
            Json::Object(fields) => {
                if make && last {
                    fields.entry(part).or_insert(Json::Null)
                } else {
                    fields.get_mut(part)?
                }
            }
            _ => return None,
        };
    }
    Some(here)
}

impl CaseResult {
    /// The query with its day and settings; none where the case could not be asked.
    #[must_use]
    pub fn ask(&self) -> Option<&Ask> {
        self.ask.as_ref()
    }

    /// Whether all that was expected came out.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }

    /// What came out, for people; nothing where the case could not be asked.
    #[must_use]
    pub fn lines(&self, form: Form, words: Locale) -> Vec<Line> {
        match (&self.ask, &self.explained) {
            (Some(ask), Some(explained)) => ask.lines(explained, form, words),
            _ => Vec::new(),
        }
    }
}

/// Asks a case and compares.
pub(super) fn run(policies: &Arc<Policies>, file: &CaseFile, case: &Case) -> CaseResult {
    let mut result = CaseResult {
        query: case.query.clone(),
        name: case.name.clone(),
        differences: Vec::new(),
        explained: None,
        hints: Vec::new(),
        ask: None,
    };
    match asked(policies, file, case) {
        Ok((ask, explained, hints)) => {
            let answer = serde_json::to_value(&explained.answer).unwrap_or_default();
            result.differences = differences(&case.expect, &answer);
            result.query = ask.query().name();
            result.hints = hints;
            result.explained = Some(explained);
            result.ask = Some(ask);
        }
        Err(problem) => result.differences.push(Difference {
            part: String::new(),
            expected: said(&msg!("cases.an-answer")),
            actual: problem,
        }),
    }
    result
}

fn asked(policies: &Arc<Policies>, file: &CaseFile, case: &Case) -> Result<(Ask, Explained, Vec<FactProblem>), String> {
    let query = policies.query(&case.query).map_err(|error| error.to_string())?;
    let mut options = match (&case.now, case.today.as_ref().or(file.today.as_ref())) {
        (Some(now), _) => Options::at(now.parse().map_err(|_| said(&msg!("cases.bad-day", text = now)))?),
        (None, Some(today)) => Options::on(today.parse().map_err(|_| said(&msg!("cases.bad-day", text = today)))?),
        (None, None) => return Err(said(&msg!("cases.no-day"))),
    };
    let name = query.name();
    let policy = name.rsplit_once('.').map_or("", |(policy, _)| policy);
    for (param, value) in &case.params {
        let full = if param.contains('.') { param.clone() } else { format!("{policy}.{param}") };
        options = options.param(full, value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let ask = query.ask(&options).map_err(|error| error.to_string())?;
    let facts = file.facts(case).map_err(|error| error.to_string())?;
    let read = ask
        .reader()
        .json(facts.to_string().as_bytes())
        .map_err(|problems| problems.iter().map(FactProblem::statement).collect::<Vec<_>>().join("; "))?;
    let explained = ask.explain(&read.facts);
    Ok((ask, explained, read.hints))
}

fn differences(expect: &IndexMap<String, Json>, answer: &Json) -> Vec<Difference> {
    let mut found = Vec::new();
    for (part, expected) in expect {
        let actual = match part.as_str() {
            "value" => answer["result"].clone(),
            "fired" => names(answer, "reasons", "rule"),
            "reason_count" => count(&names(answer, "reasons", "rule")),
            "obligations" => names(answer, "obligations", "name"),
            "needs" => sorted(&answer["needs"]),
            "open" => sorted(&names(answer, "open", "rule")),
            "message_contains" => {
                let messages = messages(answer);
                let said = |piece: &Json| messages.iter().any(|message| message.contains(piece.as_str().unwrap_or("")));
                if !expected.as_array().is_some_and(|pieces| pieces.iter().all(said)) {
                    found.push(difference(part, expected, &messages.into()));
                }
                continue;
            }
            "element_count" => {
                let reasons = answer["reasons"].as_array().map(Vec::as_slice).unwrap_or_default();
                reasons
                    .iter()
                    .map(|reason| &reason["element_count"])
                    .find(|count| !count.is_null())
                    .cloned()
                    .unwrap_or_default()
            }
            _ => answer[part.as_str()].clone(),
        };
        let expected = if matches!(part.as_str(), "needs" | "open") { sorted(expected) } else { expected.clone() };
        if !same(&expected, &actual) {
            found.push(difference(part, &expected, &actual));
        }
    }
    found
}

/// Equality of answers. A number is equal to one written with other zeros at its end.
fn same(expected: &Json, actual: &Json) -> bool {
    match (expected, actual) {
        (Json::Number(a), Json::Number(b)) => {
            let number = |n: &serde_json::Number| crate::model::Decimal::parse(&n.to_string());
            match (number(a), number(b)) {
                (Ok(a), Ok(b)) => a == b,
                _ => a == b,
            }
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => expected == actual,
    }
}

fn difference(part: &str, expected: &Json, actual: &Json) -> Difference {
    Difference { part: part.to_owned(), expected: expected.to_string(), actual: actual.to_string() }
}

fn names(answer: &Json, list: &str, key: &str) -> Json {
    let items = answer[list].as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().map(|item| &item[key]).filter(|name| name.is_string()).cloned().collect()
}

fn count(list: &Json) -> Json {
    list.as_array().map_or(0, Vec::len).into()
}

fn sorted(list: &Json) -> Json {
    let names: BTreeSet<&str> = list.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    names.into_iter().collect()
}

/// The messages of the reasons and of their elements.
fn messages(answer: &Json) -> Vec<String> {
    let reasons = || answer["reasons"].as_array().into_iter().flatten();
    let elements = reasons().filter_map(|reason| reason["elements"].as_array()).flatten();
    reasons().chain(elements).filter_map(|part| part["message"].as_str()).map(str::to_owned).collect()
}

fn said(message: &Message) -> String {
    message.text(Locale::English)
}
