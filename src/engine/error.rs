//! What can be wrong with a question put to an engine. It never repeats what diagnostics of policies say.

use std::fmt;

use crate::compile::FindError;
use crate::diagnostic::{Locale, Message, msg};
use crate::facts::FactProblem;

/// There is no decision or value of a name, or there are several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuery {
    /// The name.
    pub name: String,
    /// What is wrong with it, and what may have been meant.
    pub problem: FindError,
}

impl UnknownQuery {
    /// What is wrong, for a text in any language.
    #[must_use]
    pub fn message(&self) -> Message {
        let name = &self.name;
        match &self.problem {
            FindError::Unknown { near } if near.is_empty() => msg!("engine.unknown-query", name = name),
            FindError::Unknown { near } => msg!("engine.unknown-query.near", name = name, near = quoted(near)),
            FindError::Ambiguous { candidates } => {
                msg!("engine.ambiguous-query", name = name, candidates = quoted(candidates))
            }
        }
    }
}

impl fmt::Display for UnknownQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        say(f, &self.message())
    }
}

impl std::error::Error for UnknownQuery {}

/// An option that does not fit the policies.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OptionError {
    /// No parameter has this name.
    UnknownParam {
        /// The name.
        name: String,
        /// Names that may have been meant.
        similar: Vec<String>,
    },
    /// Parameters of several policies have this name.
    AmbiguousParam {
        /// The name.
        name: String,
        /// Their full names.
        candidates: Vec<String>,
    },
    /// A parameter's value does not fit its type.
    BadParam {
        /// The name.
        name: String,
        /// What is wrong with the value.
        problem: String,
    },
}

impl OptionError {
    /// What is wrong, for a text in any language.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::UnknownParam { name, similar } if similar.is_empty() => msg!("engine.unknown-param", name = name),
            Self::UnknownParam { name, similar } => {
                msg!("engine.unknown-param.near", name = name, near = quoted(similar))
            }
            Self::AmbiguousParam { name, candidates } => {
                msg!("engine.ambiguous-param", name = name, candidates = quoted(candidates))
            }
            Self::BadParam { name, problem } => msg!("engine.bad-param", name = name, problem = problem),
        }
    }
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        say(f, &self.message())
    }
}

impl std::error::Error for OptionError {}

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EvaluateError {
    /// There is no such decision or value.
    Query(UnknownQuery),
    /// A value was asked for where a decision is due.
    NotADecision {
        /// Its name.
        name: String,
    },
    /// An option does not fit.
    Option(OptionError),
    /// The facts have the wrong shape: everything that is wrong with them.
    Facts(Vec<FactProblem>),
}

impl fmt::Display for EvaluateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(error) => error.fmt(f),
            Self::NotADecision { name } => say(f, &msg!("engine.not-a-decision", name = name)),
            Self::Option(error) => error.fmt(f),
            Self::Facts(problems) => {
                let mut first = true;
                for problem in problems {
                    if !first {
                        f.write_str("\n")?;
                    }
                    first = false;
                    problem.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for EvaluateError {}

impl From<UnknownQuery> for EvaluateError {
    fn from(error: UnknownQuery) -> Self {
        Self::Query(error)
    }
}

impl From<OptionError> for EvaluateError {
    fn from(error: OptionError) -> Self {
        Self::Option(error)
    }
}

impl From<Vec<FactProblem>> for EvaluateError {
    fn from(problems: Vec<FactProblem>) -> Self {
        Self::Facts(problems)
    }
}

/// Errors of a host are in English, as is what surrounds them in its logs.
fn say(f: &mut fmt::Formatter<'_>, message: &Message) -> fmt::Result {
    f.write_str(&message.text(Locale::English))
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
