//! A program and facts to a verdict, with or without a trace, by one machine. It never reads policy text and never
//! asks for the time.

mod json;
mod verdict;

use crate::model::{Cell, Date, DateTime, ParamId};

pub use json::Json;
pub use verdict::{
    CiteReport, Element, EvalErrorReport, ObligationDue, OpenRule, Reason, Status, ValueVerdict, Verdict,
};

/// What an evaluation is told besides the facts.
#[derive(Debug, Clone)]
pub struct Request {
    /// The day.
    pub today: Date,
    /// The moment, in the engine's time zone; `now` is unknown without it.
    pub now: Option<DateTime>,
    /// Parameters that the host sets; they hold for every date.
    pub params: Vec<(ParamId, Cell)>,
    /// The language of messages; none asks for the policy's own.
    pub locale: Option<String>,
}

impl Request {
    /// A request for a day, with nothing else set.
    #[must_use]
    pub fn on(today: Date) -> Self {
        Self { today, now: None, params: Vec::new(), locale: None }
    }

    /// A request for a moment, and its day.
    #[must_use]
    pub fn at(now: DateTime) -> Self {
        Self { today: now.date(), now: Some(now), params: Vec::new(), locale: None }
    }
}
