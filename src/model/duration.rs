//! Lengths of time of a fixed number of seconds. Months and years are not among them: their length is a date's affair.

use std::fmt;
use std::str::FromStr;

/// A length of time in whole seconds; a day has 24 hours, a week 7 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration {
    seconds: i64,
}

/// Why there is no such duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationError {
    /// Neither `5 hours` nor `PT5H`.
    Malformed,
    /// Months or years, whose length is not fixed.
    NotFixed,
    /// More seconds than 64 bits hold, or parts of a second.
    OutOfRange,
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a duration",
            Self::NotFixed => "months and years have no fixed length",
            Self::OutOfRange => "a duration out of range",
        })
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

impl Duration {
    /// A duration of whole seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds }
    }

    /// A duration of whole days; none where it overflows.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Self> {
        days.checked_mul(DAY).map(Self::from_seconds)
    }

    /// Its length in seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Its length in days, where that is a whole number.
    #[must_use]
    pub const fn whole_days(self) -> Option<i64> {
        if self.seconds % DAY == 0 { Some(self.seconds / DAY) } else { None }
    }

    /// Reads `5 hours` (weeks, days, hours, minutes, seconds) or ISO 8601 `PT5H`.
    ///
    /// # Errors
    /// Where the text is no duration, or one without a fixed length in whole seconds.
    ///
    /// ```
    /// use zhun::model::Duration;
    /// assert_eq!(Duration::parse("5 hours").unwrap(), Duration::parse("PT5H").unwrap());
    /// assert!(Duration::parse("P1M").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        if let Some(seconds) = iso(text) {
            return i64::try_from(seconds).map(Self::from_seconds).map_err(|_| DurationError::OutOfRange);
        }
        let span: jiff::Span = text.parse().map_err(|_| DurationError::Malformed)?;
        if span.get_months() != 0 || span.get_years() != 0 {
            return Err(DurationError::NotFixed);
        }
        if span.get_milliseconds() != 0 || span.get_microseconds() != 0 || span.get_nanoseconds() != 0 {
            return Err(DurationError::OutOfRange);
        }
        let part = |n: i64, unit: i64| n.checked_mul(unit).ok_or(DurationError::OutOfRange);
        [
            part(i64::from(span.get_weeks()), 7 * DAY)?,
            part(i64::from(span.get_days()), DAY)?,
            part(i64::from(span.get_hours()), 3600)?,
            part(span.get_minutes(), 60)?,
            span.get_seconds(),
        ]
        .into_iter()
        .try_fold(0_i64, i64::checked_add)
        .map(Self::from_seconds)
        .ok_or(DurationError::OutOfRange)
    }

    /// Days, hours, minutes and seconds, all without sign.
    #[must_use]
    pub fn parts(self) -> [(u64, DurationUnit); 4] {
        let n = self.seconds.unsigned_abs();
        [
            (n / 86_400, DurationUnit::Days),
            (n / 3600 % 24, DurationUnit::Hours),
            (n / 60 % 60, DurationUnit::Minutes),
            (n % 60, DurationUnit::Seconds),
        ]
    }
}

/// The seconds of whole numbers such as `P14D` or `-PT1H30M`; none where the text is written otherwise. It is read here
/// because jiff's spans end at some 20,000 years, and what is printed must be read back.
fn iso(text: &str) -> Option<i128> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let rest = rest.strip_prefix('P').filter(|rest| !rest.is_empty() && !rest.ends_with('T'))?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let days = numbers(days, &[('W', 7 * i128::from(DAY)), ('D', i128::from(DAY))])?;
    Some(sign * (days + numbers(time, &[('H', 3600), ('M', 60), ('S', 1)])?))
}

/// The sum of numbers with these letters behind them, each once at the most and in this order.
fn numbers(text: &str, units: &[(char, i128)]) -> Option<i128> {
    let (mut rest, mut total) = (text, 0);
    for (letter, seconds) in units {
        if let Some((number, after)) = rest.split_once(*letter) {
            let digits = number.bytes().all(|b| b.is_ascii_digit());
            total += i128::from(number.parse::<u64>().ok().filter(|_| digits)?) * seconds;
            rest = after;
        }
    }
    rest.is_empty().then_some(total)
}

/// A unit of [`Duration::parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationUnit {
    /// 24 hours
    Days,
    /// 60 minutes
    Hours,
    /// 60 seconds
    Minutes,
    /// 1 second
    Seconds,
}

/// ISO 8601: `P60D`, `PT5H`, `-PT30S`; zero is `PT0S`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 {
            return f.write_str("PT0S");
        }
        let [days, time @ ..] = self.parts();
        f.write_str(if self.seconds < 0 { "-P" } else { "P" })?;
        if days.0 > 0 {
            write!(f, "{}D", days.0)?;
        }
        if time.iter().any(|(n, _)| *n > 0) {
            f.write_str("T")?;
        }
        for ((n, _), letter) in time.iter().zip(['H', 'M', 'S']) {
            if *n > 0 {
                write!(f, "{n}{letter}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Duration {
    type Err = DurationError;
    fn from_str(s: &str) -> Result<Self, DurationError> {
        Self::parse(s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_reads() {
        for text in ["PT0S", "P60D", "PT5H", "P1DT2H3M4S", "-PT30S"] {
            assert_eq!(Duration::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Duration::parse("2 weeks").unwrap().to_string(), "P14D");
        assert_eq!(Duration::parse("90 minutes").unwrap().to_string(), "PT1H30M");
    }

    #[test]
    fn reads_what_is_longer_than_any_calendar() {
        for seconds in [i64::MIN, i64::MAX, 700_000_000_000] {
            let duration = Duration::from_seconds(seconds);
            assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }
        assert_eq!(Duration::parse("P106751991167301D"), Err(DurationError::OutOfRange));
    }

    #[test]
    fn refuses_months_and_nonsense() {
        assert_eq!(Duration::parse("1 month"), Err(DurationError::NotFixed));
        for text in ["soon", "P", "PT", "P1DT", "P+1D", "P1D1W", "P1D2D", "P1H", "PT1D", ""] {
            assert_eq!(Duration::parse(text), Err(DurationError::Malformed), "{text}");
        }
        assert_eq!(Duration::parse("0.5 seconds"), Err(DurationError::OutOfRange));
    }
}
