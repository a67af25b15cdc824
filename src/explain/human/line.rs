//! Lines of styled pieces, and their columns on a screen. It never writes anything anywhere.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// What a piece of a line is, for whoever gives it a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Role {
    /// Ordinary words.
    Plain,
    /// An outcome: 0 for the weakest of its decision, 1 for the strongest.
    Outcome(f32),
    /// What holds.
    Good,
    /// What went wrong.
    Bad,
    /// What is not known.
    Unknown,
    /// The name that matters in the line.
    Strong,
    /// What may be passed over.
    Dim,
    /// A value that was read or worked out.
    Value,
    /// The path of a fact, the name of a parameter.
    Path,
    /// A message of the policy's author.
    Quote,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What it is.
    pub role: Role,
    /// Its text, without control characters.
    pub text: String,
}

/// A line for people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line(Vec<Piece>);

impl Line {
    /// A line of one piece.
    #[must_use]
    pub fn of(role: Role, text: impl AsRef<str>) -> Self {
        let mut line = Self::default();
        line.push(role, text);
        line
    }

    /// An empty line that starts so many steps from the left.
    #[must_use]
    pub fn indented(steps: usize) -> Self {
        Self::of(Role::Plain, "  ".repeat(steps))
    }

    /// Adds a piece. Control characters, which facts may bring, are written out, so that no fact steers a terminal.
    pub fn push(&mut self, role: Role, text: impl AsRef<str>) {
        let text = visible(text.as_ref());
        if !text.is_empty() {
            self.0.push(Piece { role, text });
        }
    }

    /// Adds all pieces of another line.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Fills up with blanks to a column, counting from the left edge; nothing where it is longer.
    pub fn pad_to(&mut self, column: usize) {
        let width = self.width();
        if width < column {
            self.push(Role::Plain, " ".repeat(column - width));
        }
    }

    /// Its columns on a screen, two for a Chinese character.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.iter().map(|piece| piece.text.width()).sum()
    }

    /// Its parts in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| f.write_str(&piece.text))
    }
}

/// A text with its control characters and its marks of writing direction written out.
fn visible(text: &str) -> String {
    let hidden = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(hidden) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push('⏎'),
            '\t' => out.push(' '),
            c if hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// A text of at most so many columns; what is cut off becomes `…`.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut width = 0;
    for c in text.chars() {
        let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if width + wide + 1 > columns {
            break;
        }
        width += wide;
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_counts_double() {
        let mut line = Line::of(Role::Plain, "体验分");
        line.pad_to(8);
        line.push(Role::Value, "3.7");
        assert_eq!(line.to_string(), "体验分  3.7");
        assert_eq!(line.width(), 11);
    }

    #[test]
    fn a_fact_cannot_steer_the_terminal() {
        assert_eq!(Line::of(Role::Value, "a\u{1b}[31mb\nc").to_string(), "a\\u{1b}[31mb⏎c");
    }

    #[test]
    fn what_is_too_long_is_cut_by_columns() {
        assert_eq!(cut("精选联盟准入", 7), "精选联…");
        assert_eq!(cut("short", 7), "short");
    }
}
