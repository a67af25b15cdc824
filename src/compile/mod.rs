//! Checked policies to a program: flat tables of terms, every name a slot, the texts and titles beside them. It never
//! refuses anything and never evaluates anything.

mod find;
mod lower;
mod program;
mod reach;
mod term;

#[cfg(test)]
mod tests;

pub use find::FindError;
pub use lower::{compile, compile_after};
pub use program::{Decision, Define, Message, MessagePiece, Obligation, Outcome, Place, Program, Rule};
pub use reach::Reach;
pub use term::{Over, Term, TermId};

/// What a program's terms are made of, as the checker names it.
pub use crate::check::checked::{
    Aggregate, Arithmetic, Builtin, CalendarId, Cite, Comparison, DefineId, LocalId, Quantifier, Query, RuleKind,
    Source, SourceId, WordSet,
};
