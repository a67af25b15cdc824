//! Diagnostics as data for tools: words filled in, places as lines and columns. It never draws anything.

use serde::Serialize;

use super::catalogue::phrase;
use super::{Diagnostic, Diagnostics, Fix, Locale};
use crate::source::{Sources, Span};

/// One problem, in the shape and key order in which tools read it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The code, `optional-not-guarded`.
    pub code: &'static str,
    /// `error` or `warning`
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: ReportPlace,
    /// What stands there and at further places; the problem's own place first, where it has a text.
    pub labels: Vec<ReportLabel>,
    /// What to do about it.
    pub help: Option<String>,
    /// A mechanical mend.
    pub fix: Option<ReportFix>,
}

/// A range of a file; lines and columns from 1, columns in characters, the end not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportPlace {
    /// The file's name.
    pub file: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// A text at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportLabel {
    /// What stands there.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: ReportPlace,
}

/// A mechanical mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportFix {
    /// What it does.
    pub message: String,
    /// What to put in place of what, in order of place.
    pub edits: Vec<ReportEdit>,
}

/// A replacement of a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportEdit {
    /// What is replaced.
    #[serde(flatten)]
    pub place: ReportPlace,
    /// By what.
    pub text: String,
}

impl Diagnostics {
    /// All problems as data for tools, in order of place.
    #[must_use]
    pub fn reports(&self, locale: Locale) -> Vec<Report> {
        self.items.iter().map(|diagnostic| report(&self.sources, diagnostic, locale)).collect()
    }
}

fn report(sources: &Sources, diagnostic: &Diagnostic, locale: Locale) -> Report {
    let own = diagnostic.label.as_ref().map(|message| (diagnostic.span, message));
    let further = diagnostic.labels.iter().map(|label| (label.span, &label.message));
    let labels = own.into_iter().chain(further);
    Report {
        code: diagnostic.code.name(),
        severity: diagnostic.severity().name(),
        message: diagnostic.message.text(locale),
        place: place(sources, diagnostic.span),
        labels: labels.map(|(span, m)| ReportLabel { message: m.text(locale), place: place(sources, span) }).collect(),
        help: help(diagnostic, locale),
        fix: diagnostic.fix.as_ref().map(|fix| fix_report(sources, fix, locale)),
    }
}

/// The advice of the diagnostic, or else the general advice for its code.
fn help(diagnostic: &Diagnostic, locale: Locale) -> Option<String> {
    if diagnostic.help.is_empty() {
        return phrase(&format!("{}.help", diagnostic.code.name()), locale).map(str::to_owned);
    }
    Some(diagnostic.help.iter().map(|help| help.text(locale)).collect::<Vec<_>>().join("\n"))
}

fn fix_report(sources: &Sources, fix: &Fix, locale: Locale) -> ReportFix {
    let edit = |edit: &super::Edit| ReportEdit { place: place(sources, edit.span), text: edit.text.clone() };
    ReportFix { message: fix.message.text(locale), edits: fix.edits.iter().map(edit).collect() }
}

fn place(sources: &Sources, span: Span) -> ReportPlace {
    let Some(file) = sources.get(span.file) else {
        return ReportPlace { file: String::new(), line: 1, column: 1, end_line: 1, end_column: 1 };
    };
    let (start, end) = (file.position(span.start), file.position(span.end));
    ReportPlace {
        file: file.name().to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
