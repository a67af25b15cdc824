//! Texts to policies that can be asked. It never changes them afterwards.

use std::sync::Arc;

use crate::check;
use crate::check::checked::{Checked, Example};
use crate::compile::{self, Program};
use crate::diagnostic::{Diagnostic, Diagnostics, Locale};
use crate::explain::human::{Legend, OutcomeLabel};
use crate::model::{DecisionId, Schema};
use crate::source::{FileId, SourceFile, Sources};
use crate::syntax::{self, ast};

use super::audit::Audit;
use super::cases::{self, Case, CaseFile, CaseResult};
use super::coverage::Coverage;
use super::describe::{self, QueryInfo};
use super::error::UnknownQuery;
use super::examples::{self, ExampleResult};
use super::query::Query;

/// Policies that checked, ready to be asked.
#[derive(Debug)]
pub struct Policies {
    pub(super) program: Arc<Program>,
    examples: Vec<Example>,
    warnings: Diagnostics,
    /// The files, by their numbers.
    read: Vec<Read>,
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
        Self::load_after(texts, None)
    }

    /// Loads policies; what stands in `before` with the same text in the same place is not read again.
    pub(super) fn load_after<N, T>(
        texts: impl IntoIterator<Item = (N, T)>,
        before: Option<&Self>,
    ) -> Result<Self, Diagnostics>
    where
        N: Into<Arc<str>>,
        T: AsRef<[u8]>,
    {
        let Loaded { checked, diagnostics, read } = check_all(texts, before);
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        let program = compile::compile(&checked);
        Ok(Self { program: Arc::new(program), examples: checked.examples, warnings: diagnostics, read })
    }

    /// What was read of a file, where it stood here with the same text.
    fn kept(&self, file: &SourceFile) -> Option<&Read> {
        let same = self.texts().get(file.id()).is_some_and(|before| before.text() == file.text());
        self.read.get(file.id().0 as usize).filter(|_| same)
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

/// All that is wrong with some texts, without loading them: for editors and other tools.
#[must_use]
pub fn check_texts<N, T>(texts: impl IntoIterator<Item = (N, T)>) -> Diagnostics
where
    N: Into<Arc<str>>,
    T: AsRef<[u8]>,
{
    check_all(texts, None).diagnostics
}

/// A file that was read, kept for the next load: where its text is the same then, it is not read again.
#[derive(Debug, Clone)]
struct Read {
    file: Arc<ast::File>,
    diagnostics: Vec<Diagnostic>,
}

/// What reading and checking gives.
struct Loaded {
    checked: Checked,
    diagnostics: Diagnostics,
    read: Vec<Read>,
}

/// Reads and checks. A file that cannot be read whole still takes part with what could be read of it, so that the
/// others are not blamed for names that it declares. What stood in the same place before with the same text is not read
/// again.
fn check_all<N, T>(texts: impl IntoIterator<Item = (N, T)>, before: Option<&Policies>) -> Loaded
where
    N: Into<Arc<str>>,
    T: AsRef<[u8]>,
{
    let mut sources = Sources::new();
    // The files whose bytes are no text.
    let mut broken = Vec::new();
    for (at, (name, bytes)) in texts.into_iter().enumerate() {
        let name = name.into();
        // The number is the one that the next text will get.
        let next = FileId(u32::try_from(at).unwrap_or(u32::MAX));
        let text = match syntax::decode(next, &name, bytes.as_ref().to_vec()) {
            Ok(text) => text,
            Err(found) => {
                broken.push((at, found.diagnostic));
                found.source.text().to_owned()
            }
        };
        sources.add(name, text);
    }
    let kept: Vec<Option<&Read>> = sources.iter().map(|file| before.and_then(|before| before.kept(file))).collect();
    let fresh: Vec<&SourceFile> =
        sources.iter().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(file, _)| file).collect();
    let mut fresh = syntax::parse_all(&fresh).into_iter();
    let mut read: Vec<Read> = Vec::with_capacity(kept.len());
    for kept in &kept {
        match (kept, kept.is_none().then(|| fresh.next()).flatten()) {
            (Some(kept), _) => read.push(Read::clone(kept)),
            (None, Some(parsed)) => {
                read.push(Read { file: Arc::new(parsed.file), diagnostics: parsed.diagnostics });
            }
            (None, None) => {}
        }
    }
    for (at, diagnostic) in broken {
        // What else is wrong with it comes of the broken bytes, as far as anyone can tell.
        if let Some(read) = read.get_mut(at) {
            let mut file = ast::File::clone(&read.file);
            file.incomplete = true;
            *read = Read { file: Arc::new(file), diagnostics: vec![diagnostic] };
        }
    }
    let files: Vec<Arc<ast::File>> = read.iter().map(|read| Arc::clone(&read.file)).collect();
    let (checked, found) = check::check(sources, &files);
    let diagnostics = read.iter().flat_map(|read| &read.diagnostics).cloned().chain(found).collect();
    let diagnostics = Diagnostics::new(checked.texts.clone(), diagnostics);
    Loaded { checked, diagnostics, read }
}
