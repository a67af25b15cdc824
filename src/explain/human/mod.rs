//! A verdict and its explanation to lines that people read, each made of pieces with a role instead of a colour.
//! It never decides anything and never knows a terminal: a host maps roles to whatever it draws with.

mod cause;
mod full;
mod legend;
mod line;
mod short;

pub use legend::{Legend, OutcomeLabel};
pub use line::{Line, Piece, Role};

use crate::diagnostic::msg;
use crate::eval::{EvalErrorReport, Status, ValueVerdict, Verdict};
use crate::explain::{Explanation, Node};

/// How much to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// What came out and why, in a few lines.
    #[default]
    Short,
    /// Every rule and every part of every condition.
    Full,
}

/// A decision's verdict in lines.
#[must_use]
pub fn verdict(verdict: &Verdict, explanation: &Explanation, legend: &Legend<'_>, form: Form) -> Vec<Line> {
    match form {
        Form::Short => short::verdict(verdict, explanation, legend),
        Form::Full => full::verdict(verdict, explanation, legend),
    }
}

/// A value that was asked for, in lines.
#[must_use]
pub fn value(value: &ValueVerdict, explanation: &Explanation, legend: &Legend<'_>, form: Form) -> Vec<Line> {
    match form {
        Form::Short => short::value(value, explanation, legend),
        Form::Full => full::value(value, explanation, legend),
    }
}

/// A verdict in one line, for streams: the outcome and the first reason.
#[must_use]
pub fn verdict_line(verdict: &Verdict, legend: &Legend<'_>) -> Line {
    short::verdict_line(verdict, legend)
}

/// A value in one line, for streams.
#[must_use]
pub fn value_line(value: &ValueVerdict, legend: &Legend<'_>) -> Line {
    short::value_line(value, legend)
}

/// `deny 不予准入  精选联盟准入 · douyin.alliance.admission · as of 2022-11-01`
fn verdict_head(verdict: &Verdict, explanation: &Explanation, legend: &Legend<'_>) -> Line {
    let mut line = outcome_words(verdict, legend);
    about(&mut line, explanation.title.as_deref(), &verdict.decision, &verdict.as_of, legend);
    line
}

/// The outcome with its title, or what stands in its place.
fn outcome_words(verdict: &Verdict, legend: &Legend<'_>) -> Line {
    match (&verdict.outcome, verdict.status) {
        (Some(outcome), _) => legend.outcome(outcome),
        (None, status) => status_words(status, legend),
    }
}

fn status_words(status: Status, legend: &Legend<'_>) -> Line {
    match status {
        Status::Decided => Line::of(Role::Strong, legend.say(&msg!("verdict.decided"))),
        Status::Undetermined => Line::of(Role::Unknown, legend.say(&msg!("verdict.undetermined"))),
        Status::NotInForce => Line::of(Role::Dim, legend.say(&msg!("verdict.not-in-force"))),
        Status::Error => Line::of(Role::Bad, legend.say(&msg!("verdict.error"))),
    }
}

/// `chances_left = 2 次  剩余机会 · douyin.alliance.chances_left · as of 2022-11-01`
fn value_head(value: &ValueVerdict, explanation: &Explanation, legend: &Legend<'_>) -> Line {
    let mut line = result_words(value, explanation.value.as_ref(), legend);
    about(&mut line, explanation.title.as_deref(), &value.value, &value.as_of, legend);
    line
}

/// A result with its unit, or what stands in its place.
fn result_words(value: &ValueVerdict, node: Option<&Node>, legend: &Legend<'_>) -> Line {
    if value.status != Status::Decided {
        return status_words(value.status, legend);
    }
    // The printed value of the tree has titles of words; the JSON of the verdict has the words themselves.
    let printed = node.and_then(|node| node.value.clone()).unwrap_or_else(|| legend::plain(&value.result));
    let mut line = Line::of(Role::Strong, printed);
    if let Some(unit) = legend.unit.as_deref().filter(|_| value.result != crate::eval::Json::Null) {
        line.push(Role::Plain, format!(" {unit}"));
    }
    line
}

fn about(line: &mut Line, title: Option<&str>, name: &str, day: &str, legend: &Legend<'_>) {
    if let Some(title) = title {
        line.push(Role::Plain, "  ");
        line.push(Role::Plain, title);
        line.push(Role::Dim, " · ");
    } else {
        line.push(Role::Plain, "  ");
    }
    line.push(Role::Dim, name);
    // An example that reads no day has none.
    if !day.is_empty() {
        line.push(Role::Dim, format!(" · {}", legend.say(&msg!("verdict.as-of", day = day))));
    }
}

/// Errors that mattered and errors that did not, one line each.
fn problems(errors: &[EvalErrorReport], warnings: &[EvalErrorReport], legend: &Legend<'_>) -> Vec<Line> {
    let line = |role: Role, word: String, report: &EvalErrorReport| {
        let mut line = Line::indented(1);
        line.push(role, word);
        line.push(Role::Plain, format!("{}{}", legend.gap(), report.message));
        let place = legend.say(&msg!("verdict.within", name = &report.within, at = &report.at));
        line.push(Role::Dim, format!("  {place}"));
        line
    };
    let mattered = errors.iter().map(|e| line(Role::Bad, legend.say(&msg!("verdict.error-line")), e));
    let harmless = warnings.iter().map(|e| line(Role::Unknown, legend.say(&msg!("verdict.warning-line")), e));
    mattered.chain(harmless).collect()
}
