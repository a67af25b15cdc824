//! What came of a stream, counted: verdicts by status, outcome and rule, and the lines that took longest.

use std::collections::BTreeMap;
use std::time::Duration;

use zhun::eval::{Answer, Status as Ended};

use crate::failure::say;

/// How many of the slowest lines are named.
const SLOWEST: usize = 5;

/// Counts of a stream, or of a part of it.
#[derive(Debug, Default)]
pub struct Tally {
    lines: u64,
    /// Lines whose facts had the wrong shape.
    refused: u64,
    statuses: BTreeMap<&'static str, u64>,
    outcomes: BTreeMap<String, u64>,
    rules: BTreeMap<String, u64>,
    /// The slowest lines, the slowest first.
    slowest: Vec<(Duration, u32)>,
}

impl Tally {
    /// Counts a line with what came of it; none where its facts had the wrong shape.
    pub fn add(&mut self, line: u32, answer: Option<&Answer>, took: Duration) {
        self.lines += 1;
        self.note_time(took, line);
        let Some(answer) = answer else {
            self.refused += 1;
            return;
        };
        *self.statuses.entry(name(answer.status())).or_default() += 1;
        if let Answer::Verdict(verdict) = answer {
            if let Some(outcome) = &verdict.outcome {
                count(&mut self.outcomes, outcome, 1);
            }
            for rule in verdict.reasons.iter().filter_map(|reason| reason.rule.as_ref()) {
                count(&mut self.rules, rule, 1);
            }
        }
    }

    /// Adds the counts of another part.
    pub fn merge(&mut self, other: Self) {
        self.lines += other.lines;
        self.refused += other.refused;
        for (status, n) in other.statuses {
            *self.statuses.entry(status).or_default() += n;
        }
        other.outcomes.iter().for_each(|(outcome, n)| count(&mut self.outcomes, outcome, *n));
        other.rules.iter().for_each(|(rule, n)| count(&mut self.rules, rule, *n));
        other.slowest.into_iter().for_each(|(took, line)| self.note_time(took, line));
    }

    fn note_time(&mut self, took: Duration, line: u32) {
        if self.slowest.len() == SLOWEST && self.slowest.last().is_some_and(|(least, _)| *least >= took) {
            return;
        }
        let at = self.slowest.partition_point(|(other, _)| *other >= took);
        self.slowest.insert(at, (took, line));
        self.slowest.truncate(SLOWEST);
    }

    /// The counts in lines, the largest of each kind first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![say!("cli.summary", lines = self.lines, refused = self.refused)];
        let mut table = |title: String, rows: Vec<(&str, u64)>| {
            if rows.is_empty() {
                return;
            }
            lines.push(title);
            let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            lines.extend(rows.iter().map(|(name, n)| format!("  {name:width$}  {n:>9}")));
        };
        table(say!("cli.summary-statuses"), by_count(self.statuses.iter().map(|(name, n)| (*name, *n))));
        table(say!("cli.summary-outcomes"), by_count(self.outcomes.iter().map(|(name, n)| (name.as_str(), *n))));
        table(say!("cli.summary-rules"), by_count(self.rules.iter().map(|(name, n)| (name.as_str(), *n))));
        let slowest: Vec<String> =
            self.slowest.iter().map(|(took, line)| format!("{line} ({} µs)", took.as_micros())).collect();
        if !slowest.is_empty() {
            lines.push(say!("cli.summary-slowest", lines = slowest.join(", ")));
        }
        lines
    }
}

fn count(counts: &mut BTreeMap<String, u64>, name: &str, by: u64) {
    match counts.get_mut(name) {
        Some(n) => *n += by,
        None => {
            counts.insert(name.to_owned(), by);
        }
    }
}

/// The largest first, equal ones by name.
fn by_count<'n>(counts: impl Iterator<Item = (&'n str, u64)>) -> Vec<(&'n str, u64)> {
    let mut counts: Vec<(&str, u64)> = counts.collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}

/// The word of a status.
pub fn name(status: Ended) -> &'static str {
    match status {
        Ended::Decided => "decided",
        Ended::Undetermined => "undetermined",
        Ended::NotInForce => "not_in_force",
        Ended::Error => "error",
    }
}
