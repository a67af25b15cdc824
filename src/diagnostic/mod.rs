//! What is wrong with a policy text, as plain data: codes, places and arguments. It never knows a language:
//! the words come from the message catalogue when a diagnostic is drawn.

mod catalogue;
mod codes;
mod excerpt;
mod json;
mod render;

pub use catalogue::{Locale, phrase};
pub use codes::{Code, Severity};
pub use json::{JsonDiagnostic, JsonEdit, JsonFix, JsonLabel, JsonPlace, to_json};
pub use render::{RenderOptions, render};

use crate::source::{Sources, Span};

/// A text of the catalogue with what fills its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The key in the catalogue.
    pub key: &'static str,
    /// Placeholder names and what replaces them; `@key` stands for another text of the catalogue.
    pub args: Vec<(&'static str, Arg)>,
}

/// What fills a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// What the author wrote, or `@key`.
    Text(String),
    /// Another text of the catalogue with placeholders of its own.
    Message(Message),
}

impl Message {
    /// A message without placeholders.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// The message with a placeholder filled.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, Arg::Text(value.to_string())));
        self
    }

    /// The message with a placeholder filled by another message.
    #[must_use]
    pub fn with_message(mut self, name: &'static str, message: Message) -> Self {
        self.args.push((name, Arg::Message(message)));
        self
    }

    /// Its text in a language.
    #[must_use]
    pub fn text(&self, locale: Locale) -> String {
        catalogue::fill(self, locale)
    }
}

/// `msg!("key", name = value, …)`: a [`Message`]. A test holds all keys to the catalogue.
macro_rules! msg {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::diagnostic::Message::new($key)$(.with(stringify!($name), &$value))*
    };
}
pub(crate) use msg;

/// A further place that a diagnostic points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there.
    pub message: Message,
}

/// A mechanical mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does.
    pub message: Message,
    /// What to put in place of what, in order of place, without overlaps.
    pub edits: Vec<Edit>,
    /// Whether something else may have been meant, so that a person should look at it.
    pub guess: bool,
}

/// A replacement of the text under a span; an empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// One problem of a policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: Message,
    /// Where.
    pub span: Span,
    /// What stands there, below the underline.
    pub label: Option<Message>,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do about it. Never empty when drawn: the catalogue's general advice for the code stands in.
    pub help: Vec<Message>,
    /// A mechanical mend, where there is one.
    pub fix: Option<Fix>,
    /// How bad it is: as its code says, unless a tool that lets its users choose says otherwise.
    severity: Severity,
}

impl Diagnostic {
    /// A diagnostic at a place.
    #[must_use]
    pub fn new(code: Code, span: Span, message: Message) -> Self {
        let severity = code.severity();
        Self { code, message, span, label: None, labels: Vec::new(), help: Vec::new(), fix: None, severity }
    }

    /// With a text below its underline.
    #[must_use]
    pub fn label(mut self, message: Message) -> Self {
        self.label = Some(message);
        self
    }

    /// With a further place.
    #[must_use]
    pub fn also(mut self, span: Span, message: Message) -> Self {
        self.labels.push(Label { span, message });
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, message: Message) -> Self {
        self.help.push(message);
        self
    }

    /// With a mechanical mend of one place.
    #[must_use]
    pub fn fix(self, message: Message, span: Span, text: impl Into<String>) -> Self {
        self.fix_all(message, vec![Edit { span, text: text.into() }])
    }

    /// With a mechanical mend of several places.
    #[must_use]
    pub fn fix_all(mut self, message: Message, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { message, edits, guess: false });
        self
    }

    /// With its mend marked as a guess.
    #[must_use]
    pub fn guessed(mut self) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.guess = true;
        }
        self
    }

    /// What to do about it, in words: its own advice, or the general one of its code.
    #[must_use]
    pub fn advice(&self, locale: Locale) -> Vec<String> {
        if self.help.is_empty() {
            return phrase(&format!("{}.help", self.code.name()), locale).map(str::to_owned).into_iter().collect();
        }
        self.help.iter().map(|help| help.text(locale)).collect()
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The same, as bad as someone chose it to be.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// All problems of one load, with the texts that they point into. Sorted by file and place.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    /// The texts.
    pub sources: Sources,
    /// The problems.
    pub items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// The problems of some texts, sorted by file, place and code; doubles are dropped.
    #[must_use]
    pub fn new(sources: Sources, mut items: Vec<Diagnostic>) -> Self {
        items.sort_by_key(|d| (d.span, d.code));
        items.dedup();
        Self { sources, items }
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|d| d.severity() == Severity::Error)
    }

    /// All of them drawn with source excerpts, without colour, in English.
    #[must_use]
    pub fn render(&self) -> String {
        render(self, &RenderOptions::default())
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render())
    }
}

impl std::error::Error for Diagnostics {}
