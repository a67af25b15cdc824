//! What can go wrong in an evaluation of a checked policy.

use std::sync::Arc;

use crate::compile::TermId;
use crate::diagnostic::{Locale, Message, msg};
use crate::model::{Date, DateSpan, Duration};

/// Why a term failed. A failed term behaves as unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvalError {
    /// `9223372036854775807 + 1`
    IntOverflow {
        /// The operation with its operands.
        operation: String,
    },
    /// A decimal of 10^28 or more.
    DecimalTooLarge {
        /// The operation with its operands.
        operation: String,
    },
    /// `5.0 / 0`
    DivisionByZero {
        /// The operation with its operands.
        operation: String,
    },
    /// More seconds than 64 bits hold.
    DurationOverflow {
        /// The operation with its operands.
        operation: String,
    },
    /// A day before the year -9999 or after 9999.
    DateOutOfRange {
        /// The operation with its operands.
        operation: String,
    },
    /// A date takes whole days only.
    PartialDays {
        /// The date.
        date: Date,
        /// What was added or taken.
        duration: Duration,
    },
    /// A calendar does not speak of a day that had to be counted.
    NotCovered {
        /// The day.
        day: Date,
        /// The calendar.
        calendar: Arc<str>,
        /// The days that it speaks of.
        covers: DateSpan,
    },
    /// Working days are counted forward only.
    NegativeWorkingDays {
        /// How many were asked for.
        days: i64,
    },
}

/// An error at its place in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed.
    pub term: TermId,
    /// Why.
    pub error: EvalError,
}

impl Failure {
    /// What happened, in words.
    #[must_use]
    pub fn text(&self, locale: Locale) -> String {
        self.error.message().text(locale)
    }
}

impl EvalError {
    /// Its kind, as hosts tell it apart.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::IntOverflow { .. } => "int-overflow",
            Self::DecimalTooLarge { .. } => "decimal-too-large",
            Self::DivisionByZero { .. } => "division-by-zero",
            Self::DurationOverflow { .. } => "duration-overflow",
            Self::DateOutOfRange { .. } => "date-out-of-range",
            Self::PartialDays { .. } => "partial-days",
            Self::NotCovered { .. } => "date-not-covered",
            Self::NegativeWorkingDays { .. } => "negative-working-days",
        }
    }

    /// What happened, for the catalogue to word.
    fn message(&self) -> Message {
        match self {
            Self::IntOverflow { operation } => msg!("eval.int-overflow", operation = operation),
            Self::DecimalTooLarge { operation } => msg!("eval.decimal-too-large", operation = operation),
            Self::DivisionByZero { operation } => msg!("eval.division-by-zero", operation = operation),
            Self::DurationOverflow { operation } => msg!("eval.duration-overflow", operation = operation),
            Self::DateOutOfRange { operation } => msg!("eval.date-out-of-range", operation = operation),
            Self::PartialDays { date, duration } => msg!("eval.partial-days", date = date, duration = duration),
            Self::NotCovered { day, calendar, covers } => match (covers.from, covers.through) {
                (Some(from), Some(through)) => {
                    msg!("eval.date-not-covered", day = day, calendar = calendar, from = from, through = through)
                }
                (Some(from), None) => msg!("eval.date-not-covered.from", day = day, calendar = calendar, from = from),
                (None, Some(through)) => {
                    msg!("eval.date-not-covered.through", day = day, calendar = calendar, through = through)
                }
                // Only the end of all dates is left.
                (None, None) => msg!("eval.date-not-covered.open", day = day, calendar = calendar),
            },
            Self::NegativeWorkingDays { days } => msg!("eval.negative-working-days", days = days),
        }
    }
}
