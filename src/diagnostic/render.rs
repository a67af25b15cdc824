//! Diagnostics to text with source excerpts, by miette, which nothing else in the engine sees. It judges nothing and
//! asks neither the terminal nor the environment.

use std::fmt::Write;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use unicode_width::UnicodeWidthStr;

use super::excerpt::Excerpt;
use super::{Diagnostic, Diagnostics, Locale, Message, Severity, phrase};
use crate::source::Sources;

/// How to draw.
#[derive(Debug, Clone)]
pub struct RenderOptions {
    /// Whose words.
    pub locale: Locale,
    /// Columns of the screen.
    pub width: usize,
    /// Whether to colour for a terminal.
    pub colour: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self { locale: Locale::English, width: 100, colour: false }
    }
}

/// All diagnostics as one text, an empty line between them.
#[must_use]
pub fn render(diagnostics: &Diagnostics, options: &RenderOptions) -> String {
    let drawn: Vec<String> = diagnostics.items.iter().map(|d| draw(&diagnostics.sources, d, options)).collect();
    drawn.join("\n")
}

fn draw(sources: &Sources, diagnostic: &Diagnostic, options: &RenderOptions) -> String {
    let spans: Vec<_> =
        std::iter::once(diagnostic.span).chain(diagnostic.labels.iter().map(|label| label.span)).collect();
    let excerpt = Excerpt::new(sources, &spans);
    let words = |message: &Message| message.text(options.locale);
    let primary = (diagnostic.span, diagnostic.label.as_ref().map(words));
    let others = diagnostic.labels.iter().map(|label| (label.span, Some(words(&label.message))));
    let labels = std::iter::once(primary)
        .chain(others)
        .enumerate()
        .filter_map(|(number, (span, text))| {
            let place = excerpt.place(sources, span)?;
            let text = text.map(|text| visible(&text));
            Some(if number == 0 {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            })
        })
        .collect();
    let drawing =
        Drawing { message: visible(&words(&diagnostic.message)), severity: diagnostic.severity(), labels, excerpt };
    let mut text = String::new();
    // Writing to a string does not fail; a place that cannot be drawn leaves out the excerpt, not the message.
    if handler(diagnostic, options).render_report(&mut text, &drawing).is_err() {
        text = format!("{} {}\n", head(diagnostic, options.locale), drawing.message);
    }
    let mut text = text.trim_start_matches('\n').trim_start().to_owned();
    advice(&mut text, diagnostic, options);
    text
}

/// `error[unknown-name]:`
fn head(diagnostic: &Diagnostic, locale: Locale) -> String {
    let severity = match diagnostic.severity() {
        Severity::Error => "@render.error",
        Severity::Warning => "@render.warning",
    };
    Message::new("render.head").with("severity", severity).with("code", diagnostic.code.name()).text(locale)
}

fn handler(diagnostic: &Diagnostic, options: &RenderOptions) -> GraphicalReportHandler {
    let mut theme = if options.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    // miette's icon stands where ours has severity and code.
    let head = head(diagnostic, options.locale);
    theme.characters.error.clone_from(&head);
    theme.characters.warning = head;
    GraphicalReportHandler::new_themed(theme)
        .with_width(options.width)
        .with_context_lines(1)
        .with_urls(false)
        // The header is `file:line:column` as we count it: columns in characters from 1.
        .without_primary_span_start()
        .without_syntax_highlighting()
}

/// The lines below the excerpt: what to do, the fix, where to read more.
fn advice(text: &mut String, diagnostic: &Diagnostic, options: &RenderOptions) {
    let title = |key| phrase(key, options.locale).unwrap_or(key);
    for help in diagnostic.advice(options.locale) {
        paragraph(text, title("render.help"), &visible(&help), options);
    }
    if let Some(fix) = &diagnostic.fix {
        paragraph(text, title("render.fix"), &visible(&fix.message.text(options.locale)), options);
    }
    let explain = Message::new("render.explain").with("code", diagnostic.code.name()).text(options.locale);
    paragraph(text, title("render.more"), &explain, options);
}

/// A paragraph with a title, wrapped at spaces.
fn paragraph(text: &mut String, title: &str, words: &str, options: &RenderOptions) {
    let title = format!("{title}{}", phrase("render.colon", options.locale).unwrap_or(":"));
    let indent = title.width() + 3;
    let mut column = indent;
    let shown = if options.colour { format!("\u{1b}[36m{title}\u{1b}[0m") } else { title };
    let _ = write!(text, "  {shown}");
    // A full-width colon brings its own gap.
    let mut first = if options.locale == Locale::Chinese { "" } else { " " };
    for word in words.split(' ') {
        let mut gap = std::mem::replace(&mut first, " ");
        for piece in pieces(word, options.locale) {
            let width = piece.width() + gap.len();
            if column + width > options.width && column > indent {
                let _ = write!(text, "\n{:indent$}", "", indent = indent - 1);
                column = indent;
                gap = " ";
            }
            text.push_str(gap);
            text.push_str(piece);
            column += width;
            gap = "";
        }
    }
    text.push('\n');
}

/// Where a word may be broken. A Chinese sentence has no spaces: it may be broken after each of its signs, outside of
/// backticks, since only there it reads on as well as at a space.
fn pieces(word: &str, locale: Locale) -> Vec<&str> {
    // Two spaces in a row have an empty word between them, which stays.
    if word.is_empty() || locale == Locale::English {
        return vec![word];
    }
    let mut quoted = false;
    let breaks = |c: char| {
        quoted ^= c == '`';
        !quoted && matches!(c, '，' | '；' | '：' | '、' | '？' | '。')
    };
    word.split_inclusive(breaks).collect()
}

/// A text in which every character shows.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// A diagnostic as miette wants it.
#[derive(Debug)]
struct Drawing {
    message: String,
    severity: Severity,
    labels: Vec<LabeledSpan>,
    excerpt: Excerpt,
}

impl std::fmt::Display for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl miette::Diagnostic for Drawing {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests;
