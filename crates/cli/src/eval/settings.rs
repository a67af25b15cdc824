//! The options of an evaluation from the command line to those of the engine. It alone asks the machine for its date.

use std::num::NonZero;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use zhun::Options;
use zhun::facts::Missing;

use crate::failure::{Failure, say};
use crate::help::word;

/// What an evaluation is told besides the facts.
#[derive(Debug, clap::Args)]
pub struct Settings {
    #[arg(long, value_name = word("cli.name.date"), value_parser = date, help = say!("cli.help.eval.today"))]
    today: Option<Date>,
    #[arg(long, value_name = word("cli.name.datetime"), value_parser = date_time, help = say!("cli.help.eval.now"))]
    now: Option<DateTime>,
    #[arg(long, value_name = word("cli.name.zone"), value_parser = zone, help = say!("cli.help.eval.time-zone"))]
    time_zone: Option<TimeZone>,
    #[arg(long = "param", value_name = word("cli.name.name-value"), value_parser = param, help = say!("cli.help.eval.param"))]
    params: Vec<(String, String)>,
    #[arg(long, value_enum, default_value_t, value_name = word("cli.name.missing"), help = say!("cli.help.eval.missing"))]
    missing: MissingFacts,
    #[arg(long, help = say!("cli.help.eval.strict"))]
    strict: bool,
}

/// What a fact means that was not supplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum MissingFacts {
    #[default]
    #[value(help = say!("cli.help.eval.missing.unknown"))]
    Unknown,
    #[value(help = say!("cli.help.eval.missing.absent"))]
    Absent,
}

impl Settings {
    /// The engine's options; `texts` is the language of the policies' own texts, none for what they are written in.
    pub fn options(&self, texts: Option<&str>) -> Result<Options, Failure> {
        let mut options = match (self.today, self.now) {
            (Some(today), Some(now)) if now.date() != today => {
                let failure = Failure::usage(say!("cli.two-days", today = today, now = now));
                return Err(failure.help(say!("cli.two-days.help")));
            }
            (_, Some(now)) => Options::at(now),
            (Some(today), None) => Options::on(today),
            (None, None) => Options::on(self.machine_date()),
        };
        for (name, value) in &self.params {
            options = options.param(name, value);
        }
        if let Some(locale) = texts {
            options = options.locale(locale);
        }
        if let Some(zone) = &self.time_zone {
            options = options.time_zone(zone.clone());
        }
        let missing = match self.missing {
            MissingFacts::Unknown => Missing::Unknown,
            MissingFacts::Absent => Missing::Absent,
        };
        Ok(options.missing(missing).strict(self.strict))
    }

    fn machine_date(&self) -> Date {
        let now = jiff::ZonedDateTime::now();
        match &self.time_zone {
            Some(zone) => now.with_time_zone(zone.clone()).date(),
            None => now.date(),
        }
    }
}

/// Dates are written as in policies, with all their digits.
fn date(text: &str) -> Result<Date, String> {
    let shape = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date = if shape { text.parse::<Date>().ok() } else { None };
    date.ok_or_else(|| say!("cli.bad-date"))
}

fn date_time(text: &str) -> Result<DateTime, String> {
    let local = text.contains('T') && text.bytes().all(|b| b.is_ascii_digit() || b"-:T.".contains(&b));
    let moment = if local { text.parse::<DateTime>().ok() } else { None };
    moment.ok_or_else(|| say!("cli.bad-date-time"))
}

/// The number of a line.
pub fn line(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| say!("cli.bad-line"))
}

/// How many cores to work on.
pub fn jobs(text: &str) -> Result<NonZero<usize>, String> {
    text.parse().map_err(|_| say!("cli.bad-jobs"))
}

fn zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| say!("cli.bad-time-zone"))
}

fn param(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err(say!("cli.bad-param")),
    }
}
