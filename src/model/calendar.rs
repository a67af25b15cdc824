//! Working days.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Weekday;

use super::Date;

/// A span of days; both ends belong to it, and an end that is left out is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateSpan {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub through: Option<Date>,
}

impl DateSpan {
    /// Every day.
    pub const ALWAYS: Self = Self { from: None, through: None };

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.through.is_none_or(|through| day <= through)
    }

    /// Whether every day of `other` lies in it.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        let starts = self.from.is_none_or(|from| other.from.is_some_and(|o| from <= o));
        let ends = self.through.is_none_or(|through| other.through.is_some_and(|o| o <= through));
        starts && ends
    }

    /// The days in both; a span that ends before it starts where there is none.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let later = |a: Option<Date>, b: Option<Date>| match (a, b) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let earlier = |a: Option<Date>, b: Option<Date>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { from: later(self.from, other.from), through: earlier(self.through, other.through) }
    }

    /// Whether it has an end before its start.
    #[must_use]
    pub fn is_empty(self) -> bool {
        matches!((self.from, self.through), (Some(from), Some(through)) if through < from)
    }
}

/// A calendar of working days, as far as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Its policy.
    pub policy: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Days off in every week.
    pub weekend: Vec<Weekday>,
    /// Days off besides.
    pub holidays: Vec<DateSpan>,
    /// Working days all the same, whatever the week and the holidays say.
    pub workdays: Vec<DateSpan>,
    /// The days that it speaks of.
    pub covers: DateSpan,
}

/// Why working days could not be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarError {
    /// This day had to be counted but is not covered.
    NotCovered(Date),
    /// The number of days was negative.
    Negative(i64),
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotCovered(day) => write!(f, "{day} is not covered"),
            Self::Negative(n) => write!(f, "{n} working days cannot be counted forward"),
        }
    }
}

impl Calendar {
    /// Whether a day is worked, or none where the calendar does not cover it.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> Option<bool> {
        if !self.covers.contains(day) {
            return None;
        }
        if self.workdays.iter().any(|span| span.contains(day)) {
            return Some(true);
        }
        let off = self.weekend.contains(&day.weekday()) || self.holidays.iter().any(|span| span.contains(day));
        Some(!off)
    }

    /// The `n`th working day after `date`, counted from the next day on; `date` itself for 0.
    ///
    /// # Errors
    /// Where a day that is counted is not covered, or `n` is negative.
    pub fn working_days_after(&self, date: Date, n: i64) -> Result<Date, CalendarError> {
        if n < 0 {
            return Err(CalendarError::Negative(n));
        }
        let mut day = date;
        let mut left = n;
        while left > 0 {
            day = day.tomorrow().map_err(|_| CalendarError::NotCovered(day))?;
            match self.is_working_day(day) {
                None => return Err(CalendarError::NotCovered(day)),
                Some(true) => left -= 1,
                Some(false) => {}
            }
        }
        Ok(day)
    }
}
