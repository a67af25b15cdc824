//! Problems as they are found to the list that is handed over: each gets the path and the place where the reader stands.
//! It never stops the reading, and never lets the list grow without end.

use super::limits;
use super::place::{At, Places};
use super::problem::{FactProblem, ProblemKind};

/// The problems and hints of one input so far.
#[derive(Debug)]
pub(super) struct Report<'r> {
    path: Vec<Step<'r>>,
    places: Places<'r>,
    problems: Vec<FactProblem>,
    more: usize,
    hints: Vec<FactProblem>,
}

/// A part of a path.
#[derive(Debug, Clone, Copy)]
enum Step<'r> {
    Name(&'r str),
    Index(usize),
}

impl<'r> Report<'r> {
    /// A report on a text, in which offsets count.
    pub(super) fn new(text: &'r str) -> Self {
        Self { path: Vec::new(), places: Places::new(text), problems: Vec::new(), more: 0, hints: Vec::new() }
    }

    /// Goes into a fact or a field.
    pub(super) fn enter(&mut self, name: &'r str) {
        self.path.push(Step::Name(name));
    }

    /// Goes into an element of a list.
    pub(super) fn enter_element(&mut self, index: usize) {
        self.path.push(Step::Index(index));
    }

    /// Goes back out.
    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Notes a problem at the current path.
    pub(super) fn problem(&mut self, at: At, kind: ProblemKind) {
        self.add(at, kind, None);
    }

    /// Notes that a key came twice.
    pub(super) fn duplicate(&mut self, key: &str, first: At, at: At) {
        let first = self.places.find(first);
        self.add(at, ProblemKind::DuplicateKey { key: key.to_owned(), first }, Some(key));
    }

    /// Gives a hint about a key.
    pub(super) fn near_miss(&mut self, key: &str, missing: &str, at: At) {
        if self.hints.len() < limits::HINTS {
            let kind = ProblemKind::NearMiss { key: key.to_owned(), missing: missing.to_owned() };
            let hint = self.located(at, kind, Some(key));
            self.hints.push(hint);
        }
    }

    /// The hints, or the problems where there are any.
    pub(super) fn finish(mut self) -> Result<Vec<FactProblem>, Vec<FactProblem>> {
        if self.problems.is_empty() {
            return Ok(self.hints);
        }
        if self.more > 0 {
            self.problems.push(FactProblem::new("", ProblemKind::More { count: self.more }));
        }
        Err(self.problems)
    }

    fn add(&mut self, at: At, kind: ProblemKind, key: Option<&str>) {
        if self.problems.len() >= limits::PROBLEMS {
            self.more += 1;
            return;
        }
        let problem = self.located(at, kind, key);
        self.problems.push(problem);
    }

    /// A problem at the current path, or at a key under it.
    fn located(&mut self, at: At, kind: ProblemKind, key: Option<&str>) -> FactProblem {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Name(name) => push_name(&mut path, name),
                Step::Index(i) => path.push_str(&format!("[{i}]")),
            }
        }
        if let Some(key) = key {
            push_name(&mut path, key);
        }
        let place = self.places.find(at);
        let mut problem = FactProblem::new(path, kind);
        problem.line = place.map(|(line, _)| line);
        problem.column = place.map(|(_, column)| column);
        problem
    }
}

fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// A problem with the text of an input as a whole.
pub(super) fn whole(text: &str, at: At, kind: ProblemKind) -> Vec<FactProblem> {
    let mut report = Report::new(text);
    report.problem(at, kind);
    report.problems
}
