//! A program and facts to a verdict, with or without a trace, by one machine. It never reads policy text and never
//! asks for the time.

mod apply;
mod error;
mod few;
mod json;
mod lists;
mod logic;
mod machine;
mod messages;
mod needs;
mod outcome;
mod plan;
mod reads;
mod report;
mod rules;
mod time;
mod total;
pub(crate) mod trace;
mod tracer;
mod verdict;
mod words;

#[cfg(test)]
pub(crate) mod tests;

use crate::compile::Program;
use crate::model::{Cell, Date, DateTime, ParamId};

pub use error::{EvalError, Failure};
pub use json::Json;
pub use outcome::{Outcome, RuleSet, decide, evaluate, value, value_cell};
pub(crate) use outcome::{trace_decision, trace_value, value_verdict, verdict};
pub use plan::Plan;
pub(crate) use report::{ELEMENTS, cite_report, settling};
pub(crate) use rules::Firing;
pub use verdict::{
    Answer, CiteReport, Element, EvalErrorReport, ObligationDue, OpenRule, Reason, Status, ValueVerdict, Verdict,
};
pub(crate) use words::Words;

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

    /// The value of a parameter: as the host set it, or as it is declared for the day.
    fn param(&self, program: &Program, param: ParamId) -> Cell {
        let given = self.params.iter().rev().find(|(id, _)| *id == param);
        if let Some((_, cell)) = given {
            return cell.clone();
        }
        let declared = program.schema().params.get(param).and_then(|param| param.on(self.today));
        declared.map_or(Cell::Unknown, |(_, cell)| cell.clone())
    }
}
