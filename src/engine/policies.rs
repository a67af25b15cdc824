//! Texts to policies that can be asked. It never changes them afterwards.

use std::sync::Arc;

use crate::check::Bodies;
use crate::check::checked::Example;
use crate::compile::{self, Program};
use crate::diagnostic::{Diagnostics, Locale};
use crate::explain::human::{Legend, OutcomeLabel};
use crate::model::{DecisionId, Schema};
use crate::source::Sources;
use crate::syntax::ast;

use super::audit::Audit;
use super::cases::{self, Case, CaseFile, CaseResult};
use super::coverage::Coverage;
use super::describe::{self, QueryInfo};
use super::error::UnknownQuery;
use super::examples::{self, ExampleResult};
use super::load::{self, Loaded, Texts};
use super::query::Query;

/// Policies that checked, ready to be asked.
#[derive(Debug)]
pub struct Policies {
    pub(super) program: Arc<Program>,
    pub(super) examples: Vec<Example>,
    pub(super) warnings: Diagnostics,
    /// What the decisions read.
    pub(super) bodies: Bodies,
    /// What the files declare, by their numbers.
    pub(super) outlines: Vec<Arc<ast::File>>,
}

impl Policies {
    /// Loads policies from texts with names.
    ///
    /// # Errors
    /// Where the texts do not check: all that is wrong with them.
    pub fn load<N, T>(texts: impl IntoIterator<Item = (N, T)>) -> Result<Self, Diagnostics>
    where
        N: Into<Arc<str>>,
        T: AsRef<[u8]>,
    {
        Self::of(load::texts_of(texts, None), None)
    }

    /// Loads policies after others. Where only rules, examples and the values of parameters are others, the rest is
    /// taken over.
    pub(super) fn load_after<N, T>(texts: impl IntoIterator<Item = (N, T)>, before: &Self) -> Result<Self, Diagnostics>
    where
        N: Into<Arc<str>>,
        T: AsRef<[u8]>,
    {
        Self::of(load::texts_of(texts, Some(before.texts())), Some(before))
    }

    fn of(texts: Texts, before: Option<&Self>) -> Result<Self, Diagnostics> {
        let changed = before.and_then(|before| load::changed(&texts, before));
        let Loaded { checked, program, diagnostics, bodies, outlines } = match changed {
            Some(loaded) => loaded,
            None => load::whole(texts)?,
        };
        Ok(Self { program: Arc::new(program), examples: checked.examples, warnings: diagnostics, bodies, outlines })
    }

    /// What the checker would rather see changed.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The facts and parameters that a host may feed.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.program.schema()
    }

    /// The texts that the policies were loaded from.
    #[must_use]
    pub fn texts(&self) -> &Sources {
        self.program.texts()
    }

    /// A handle on a decision or a value, by its full name or by a short one that only one has.
    ///
    /// # Errors
    /// Where there is no such decision or value, or several.
    pub fn query(self: &Arc<Self>, name: &str) -> Result<Query, UnknownQuery> {
        match self.program.find(name) {
            Ok(found) => Ok(Query::new(Arc::clone(self), found)),
            Err(problem) => Err(UnknownQuery { name: name.to_owned(), problem }),
        }
    }

    /// Everything that can be asked: decisions and values in file order, with what they read.
    #[must_use]
    pub fn queries(&self) -> Vec<QueryInfo> {
        describe::queries(self)
    }

    /// Runs the examples of the policies, in file order, each when the iterator comes to it.
    pub fn examples(&self) -> impl Iterator<Item = ExampleResult> {
        self.examples.iter().map(|example| examples::run(self, example))
    }

    /// Asks a case of a file and compares what comes out with what it expects.
    #[must_use]
    pub fn run_case(self: &Arc<Self>, file: &CaseFile, case: &Case) -> CaseResult {
        cases::run(self, file, case)
    }

    /// How many examples the policies have.
    #[must_use]
    pub fn example_count(&self) -> usize {
        self.examples.len()
    }

    /// What examples could cover, with nothing covered yet.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        Coverage::of(self)
    }

    /// What rests on each clause of each page, and which rules are not tested, by what examples and cases reached.
    #[must_use]
    pub fn audit(&self, coverage: &Coverage, locale: Option<&str>) -> Audit {
        Audit::of(self, coverage, locale)
    }

    /// The full name of something that can be asked.
    #[must_use]
    pub fn name_of(&self, query: compile::Query) -> String {
        match query {
            compile::Query::Decision(id) => self.program.decision(id).full_name(),
            compile::Query::Value(id) => self.program.define(id).full_name(),
        }
    }

    /// What the lines of a verdict need besides the verdict.
    #[must_use]
    pub fn legend<'p>(&'p self, query: compile::Query, locale: Option<&'p str>, words: Locale) -> Legend<'p> {
        let (outcomes, unit) = match query {
            compile::Query::Decision(id) => (self.outcome_labels(id, locale), None),
            compile::Query::Value(id) => (Vec::new(), self.program.define(id).unit.as_ref()),
        };
        let unit = unit.map(|unit| unit.in_locale(locale).to_string());
        Legend { schema: self.schema(), outcomes, unit, locale, words }
    }

    fn outcome_labels(&self, id: DecisionId, locale: Option<&str>) -> Vec<OutcomeLabel> {
        let label = |outcome: &compile::Outcome| OutcomeLabel {
            word: outcome.name.to_string(),
            title: outcome.title.as_ref().map(|title| title.in_locale(locale).to_string()),
        };
        self.program.decision(id).outcomes.iter().map(label).collect()
    }
}
