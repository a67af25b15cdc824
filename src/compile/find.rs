//! Names that people give to queries.

use super::program::Program;
use crate::check::checked::Query;

/// Why a name does not say what to evaluate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindError {
    /// Nothing has this name. Full names that come near it.
    Unknown {
        /// Nearest first, at most three.
        near: Vec<String>,
    },
    /// Several policies have something of this short name.
    Ambiguous {
        /// Their full names, sorted.
        candidates: Vec<String>,
    },
}

/// How like two names must be to be offered for each other, from 0 to 1.
const LIKENESS: f64 = 0.8;

impl Program {
    /// The decision or value with a full name (`douyin.alliance.admission`), or with a short one where only one
    /// policy has it.
    ///
    /// # Errors
    /// Where no decision or value has the name, or several have it.
    pub fn find(&self, name: &str) -> Result<Query, FindError> {
        if let Some(query) = self.names.get(name) {
            return Ok(*query);
        }
        let mut found: Vec<(String, Query)> =
            self.queries().filter(|(_, short, _)| short == name).map(|(full, _, query)| (full, query)).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        match found.as_slice() {
            [] => Err(FindError::Unknown { near: self.near(name) }),
            [(_, query)] => Ok(*query),
            _ => Err(FindError::Ambiguous { candidates: found.into_iter().map(|(full, _)| full).collect() }),
        }
    }

    /// Full names, short names and queries: decisions, then values, in file order.
    fn queries(&self) -> impl Iterator<Item = (String, String, Query)> {
        let decisions = self
            .decisions
            .iter()
            .map(|(id, decision)| (decision.full_name(), decision.name.to_string(), Query::Decision(id)));
        let values = self.values().map(|(id, define)| (define.full_name(), define.name.to_string(), Query::Value(id)));
        decisions.chain(values)
    }

    fn near(&self, name: &str) -> Vec<String> {
        let mut near: Vec<(f64, String)> = self
            .queries()
            .map(|(full, short, _)| (strsim::jaro_winkler(name, &full).max(strsim::jaro_winkler(name, &short)), full))
            .filter(|(likeness, _)| *likeness >= LIKENESS)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        near.into_iter().take(3).map(|(_, full)| full).collect()
    }
}
