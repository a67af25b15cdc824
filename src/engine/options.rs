//! What a host sets for an evaluation besides the facts, and its check against the policies. It never guesses a day.

use crate::eval::Request;
use crate::facts::{self, Missing, ReadOptions};
use crate::model::{Cell, Date, DateTime, ParamDef, ParamId, Schema};

use super::error::OptionError;

/// The day of an evaluation and what else a host may set.
#[derive(Debug, Clone)]
pub struct Options {
    today: Date,
    now: Option<DateTime>,
    params: Vec<(String, String)>,
    locale: Option<String>,
    reading: ReadOptions,
}

impl Options {
    /// Options for a day; `now` is unknown.
    #[must_use]
    pub fn on(today: Date) -> Self {
        Self { today, now: None, params: Vec::new(), locale: None, reading: ReadOptions::default() }
    }

    /// Options for a moment, in the engine's time zone, and its day.
    #[must_use]
    pub fn at(now: DateTime) -> Self {
        Self { now: Some(now), ..Self::on(now.date()) }
    }

    /// Sets a parameter by its full name, or by a short one that only one policy has. The value is written as in a
    /// CSV cell: `4.2`, `true`, `2022-10-10`, a word of an enum. It holds for every date.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.params.push((name.into(), value.to_string()));
        self
    }

    /// The language of messages, such as `en`; without it the policy's own.
    #[must_use]
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// What a fact means that was not supplied.
    #[must_use]
    pub fn missing(mut self, missing: Missing) -> Self {
        self.reading.missing = missing;
        self
    }

    /// Whether facts that the query does not reach are checked too.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.reading.strict = strict;
        self
    }

    /// The time zone that date-times with an offset are converted to.
    #[must_use]
    pub fn time_zone(mut self, zone: jiff::tz::TimeZone) -> Self {
        self.reading.time_zone = zone;
        self
    }

    /// The language of messages.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.locale.as_deref()
    }

    pub(super) fn reading(&self) -> ReadOptions {
        self.reading.clone()
    }

    /// The parts that evaluation needs, with every parameter found and of its type.
    pub(super) fn request(&self, schema: &Schema) -> Result<Request, OptionError> {
        let mut params: Vec<(ParamId, Cell)> = Vec::new();
        for (name, value) in &self.params {
            let (id, param) = find_param(schema, name)?;
            let cell =
                facts::parse_cell(&schema.types, &param.ty, param.constraint.as_ref(), value, &self.reading.time_zone)
                    .map_err(|problem| OptionError::BadParam { name: name.clone(), problem: problem.to_string() })?;
            // The last one given counts, as on a command line.
            params.retain(|(other, _)| *other != id);
            params.push((id, cell));
        }
        Ok(Request { today: self.today, now: self.now, params, locale: self.locale.clone() })
    }
}

fn find_param<'s>(schema: &'s Schema, name: &str) -> Result<(ParamId, &'s ParamDef), OptionError> {
    let full = |param: &ParamDef| format!("{}.{}", param.policy, param.name);
    let mut found = schema.params.iter().filter(|(_, param)| *param.name == *name || full(param) == name);
    match (found.next(), found.next()) {
        (Some(found), None) => Ok(found),
        (None, _) => {
            let names = schema.params.iter().map(|(_, param)| &*param.name);
            Err(OptionError::UnknownParam { name: name.to_owned(), similar: similar(name, names) })
        }
        (Some(first), Some(second)) => {
            let candidates = [first, second].into_iter().chain(found).map(|(_, param)| full(param)).collect();
            Err(OptionError::AmbiguousParam { name: name.to_owned(), candidates })
        }
    }
}

/// The names that may have been meant, the likeliest first.
fn similar<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut scored: Vec<(f64, &str)> =
        names.map(|n| (strsim::jaro_winkler(name, n), n)).filter(|(score, _)| *score > 0.75).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}
