//! What can be wrong with a question put to an engine. It never repeats what diagnostics of policies say.

use std::fmt;

use crate::compile::FindError;
use crate::facts::FactProblem;

/// There is no decision or value of a name, or there are several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuery {
    /// The name.
    pub name: String,
    /// What is wrong with it, and what may have been meant.
    pub problem: FindError,
}

impl fmt::Display for UnknownQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.problem {
            FindError::Unknown { near } if near.is_empty() => write!(f, "there is no decision or value `{name}`"),
            FindError::Unknown { near } => {
                write!(f, "there is no decision or value `{name}`; similar: {}", quoted(near))
            }
            FindError::Ambiguous { candidates } => {
                write!(f, "`{name}` is in several policies: {}", quoted(candidates))
            }
        }
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

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownParam { name, similar } if similar.is_empty() => write!(f, "there is no parameter `{name}`"),
            Self::UnknownParam { name, similar } => {
                write!(f, "there is no parameter `{name}`; similar: {}", quoted(similar))
            }
            Self::AmbiguousParam { name, candidates } => {
                write!(f, "`{name}` is a parameter of several policies: {}", quoted(candidates))
            }
            Self::BadParam { name, problem } => write!(f, "the value of parameter `{name}` does not fit: {problem}"),
        }
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
            Self::NotADecision { name } => write!(f, "`{name}` is a value, not a decision"),
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

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
