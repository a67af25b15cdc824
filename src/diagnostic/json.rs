//! Diagnostics to JSON for other programs. Lines and columns count from 1, columns in characters.

use serde::Serialize;

use super::{Diagnostic, Diagnostics, Locale};
use crate::source::{Sources, Span};

/// A diagnostic as JSON has it.
#[derive(Debug, Clone, Serialize)]
pub struct JsonDiagnostic {
    /// Its code, `unknown-name`.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: JsonPlace,
    /// The primary label, if it has a text, and the others.
    pub labels: Vec<JsonLabel>,
    /// What to do.
    pub help: Vec<String>,
    /// A mechanical mend.
    pub fix: Option<JsonFix>,
}

/// A place as JSON has it. The file is null where the place is in none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct JsonPlace {
    pub file: Option<String>,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// A text at a place.
#[derive(Debug, Clone, Serialize)]
pub struct JsonLabel {
    /// Where.
    #[serde(flatten)]
    pub place: JsonPlace,
    /// What stands there.
    pub message: String,
}

/// A mechanical mend as JSON has it.
#[derive(Debug, Clone, Serialize)]
pub struct JsonFix {
    /// What it does.
    pub message: String,
    /// What to put where.
    pub edits: Vec<JsonEdit>,
}

/// A replacement.
#[derive(Debug, Clone, Serialize)]
pub struct JsonEdit {
    /// What is replaced; an empty place inserts.
    #[serde(flatten)]
    pub place: JsonPlace,
    /// By what.
    pub replacement: String,
}

/// All diagnostics, in order.
#[must_use]
pub fn to_json(diagnostics: &Diagnostics, locale: Locale) -> Vec<JsonDiagnostic> {
    diagnostics.items.iter().map(|item| one(&diagnostics.sources, item, locale)).collect()
}

fn one(sources: &Sources, diagnostic: &Diagnostic, locale: Locale) -> JsonDiagnostic {
    let primary = diagnostic.label.iter().map(|label| (diagnostic.span, label));
    let others = diagnostic.labels.iter().map(|label| (label.span, &label.message));
    JsonDiagnostic {
        code: diagnostic.code.name(),
        severity: diagnostic.severity().name(),
        message: diagnostic.message.text(locale),
        place: place(sources, diagnostic.span),
        labels: primary
            .chain(others)
            .map(|(span, message)| JsonLabel { place: place(sources, span), message: message.text(locale) })
            .collect(),
        help: diagnostic.advice(locale),
        fix: diagnostic.fix.as_ref().map(|fix| JsonFix {
            message: fix.message.text(locale),
            edits: fix
                .edits
                .iter()
                .map(|edit| JsonEdit { place: place(sources, edit.span), replacement: edit.text.clone() })
                .collect(),
        }),
    }
}

fn place(sources: &Sources, span: Span) -> JsonPlace {
    let Some(file) = sources.get(span.file) else {
        return JsonPlace { file: None, line: 1, column: 1, end_line: 1, end_column: 1 };
    };
    let (start, end) = (file.position(span.start), file.position(span.end));
    JsonPlace {
        file: Some(file.name().to_owned()),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
