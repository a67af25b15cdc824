//! Policy texts and facts to verdicts: the one module that sees every stage, and all that a host needs.
//! It never reads a disk, never asks for the time and never lets a host see half of a replacement.

mod audit;
mod cases;
mod coverage;
mod describe;
mod error;
mod examples;
mod fix;
mod format;
mod load;
mod options;
mod policies;
mod query;

use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;

use crate::diagnostic::Diagnostics;
use crate::eval::{Answer, Verdict};

pub use audit::{Audit, Citation, CitationKind, ClauseAudit, ClauseProblem, SourceAudit, UntestedRule};
pub use cases::{Case, CaseError, CaseFile, CaseResult, Difference};
pub use coverage::{Coverage, DecisionCoverage, RuleCoverage, Tried};
pub use describe::{FactInfo, ParamInfo, QueryInfo, QueryKind, SourceInfo};
pub use error::{EvaluateError, OptionError, UnknownQuery};
pub use examples::ExampleResult;
pub use fix::{Fixed, fix_texts, fix_texts_by};
pub use format::{FormatError, format_text};
pub use load::{Examined, check_texts, examine_texts};
pub use options::Options;
pub use policies::Policies;
pub use query::{Ask, Explained, Query};

/// Policies in force, shared by whoever holds a clone: a replacement is seen by all of them.
///
/// Cloning costs a reference count. Every method may be called from any thread.
#[derive(Debug, Clone)]
pub struct Engine {
    current: Arc<RwLock<Arc<Policies>>>,
}

impl Engine {
    /// Loads policies from texts under the names by which diagnostics will call them. A text may be a `&str` or
    /// bytes; bytes that are no UTF-8 get a diagnostic.
    ///
    /// # Errors
    /// Where the texts do not check: all that is wrong with them.
    pub fn new<N, T>(texts: impl IntoIterator<Item = (N, T)>) -> Result<Self, Diagnostics>
    where
        N: Into<Arc<str>>,
        T: AsRef<[u8]>,
    {
        Policies::load(texts).map(Self::from)
    }

    /// Puts other policies in force, all at once. Whoever took a [`Query`] or a snapshot before goes on with the old
    /// ones. The result holds the warnings. Where texts stand where they stood before and only rules, examples and values of
    /// parameters are others, only those are read and checked.
    ///
    /// # Errors
    /// Where the new texts do not check: all that is wrong with them. The old policies stay in force.
    pub fn replace<N, T>(&self, texts: impl IntoIterator<Item = (N, T)>) -> Result<Diagnostics, Diagnostics>
    where
        N: Into<Arc<str>>,
        T: AsRef<[u8]>,
    {
        // Checking takes its time and holds no lock; only the swap does.
        let policies = Policies::load_after(texts, &self.snapshot())?;
        let warnings = policies.warnings().clone();
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policies);
        Ok(warnings)
    }

    /// The policies that are in force now. They never change; a replacement makes others.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Policies> {
        // A lock is poisoned where a thread panicked while it held it; what it guards is one pointer, always whole.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A handle on a decision or a value of the policies that are in force now, by its full name or by a short one
    /// that only one has. The handle keeps those policies; take a new one to see a replacement.
    ///
    /// # Errors
    /// Where there is no such decision or value, or several: with the names that may have been meant.
    pub fn query(&self, name: &str) -> Result<Query, UnknownQuery> {
        self.snapshot().query(name)
    }

    /// One verdict from any value that serialises to an object: the whole way in one call.
    ///
    /// # Errors
    /// Where there is no such decision, an option does not fit, or the facts have the wrong shape.
    pub fn decide<T: Serialize + ?Sized>(
        &self,
        decision: &str,
        facts: &T,
        options: &Options,
    ) -> Result<Verdict, EvaluateError> {
        let ask = self.query(decision)?.ask(options)?;
        let facts = ask.facts(facts)?;
        match ask.answer_once(&facts) {
            Answer::Verdict(verdict) => Ok(verdict),
            Answer::Value(value) => Err(EvaluateError::NotADecision { name: value.value }),
        }
    }
}

impl From<Policies> for Engine {
    fn from(policies: Policies) -> Self {
        Self { current: Arc::new(RwLock::new(Arc::new(policies))) }
    }
}
