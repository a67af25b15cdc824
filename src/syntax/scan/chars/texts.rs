//! The tokens whose inside is no concern of the grammar: comments, texts, numbers, characters that do not show. It closes
//! what is open and reports what is not ASCII; it never looks past the end of a line.

use super::{Chars, MarkKind, Previous, is_control, is_forbidden, is_name_char, wide};
use crate::diagnostic::{Code, Diagnostic, Edit, msg};

impl<'a> Chars<'a> {
    pub(super) fn comment(&mut self) {
        let line = self.rest().split('\n').next().unwrap_or("");
        if let Some(doc) = line.strip_prefix("///").filter(|doc| !doc.starts_with('/')) {
            let doc = doc.trim_end();
            self.pending_docs.push(doc.strip_prefix(' ').unwrap_or(doc));
        }
        self.hidden_controls(self.at, self.at + line.len());
        self.blank(self.at, self.at + line.len());
        self.at += line.len();
    }

    /// Characters that must not even stand in texts and comments: a reader would not see what the engine reads.
    fn hidden_controls(&mut self, start: usize, end: usize) {
        let source = self.source.get(start..end).unwrap_or("");
        let found: Vec<(usize, char)> =
            source.char_indices().filter(|(_, c)| is_control(*c)).map(|(i, c)| (start + i, c)).collect();
        let Some((at, c)) = found.first().copied() else { return };
        self.report_forbidden(at, at + c.len_utf8(), c);
        for (at, c) in found {
            self.blank(at, at + c.len_utf8());
        }
    }

    pub(super) fn forbidden(&mut self, c: char) {
        let start = self.at;
        while self.peek().is_some_and(is_forbidden) {
            self.at += self.peek().map_or(1, char::len_utf8);
        }
        self.blank(start, self.at);
        self.report_forbidden(start, self.at, c);
    }

    fn report_forbidden(&mut self, start: usize, end: usize, c: char) {
        let span = self.span(start, end);
        let code = format!("U+{:04X}", u32::from(c));
        self.report(
            Diagnostic::new(Code::ForbiddenCharacter, span, msg!("forbidden-character", code = code))
                .label(msg!("forbidden-character.label"))
                .help(msg!("forbidden-character.help"))
                .fix(msg!("forbidden-character.fix"), span, ""),
        );
    }

    /// A number, a date, or what was meant as one with full-width digits or a full-width point.
    pub(super) fn number(&mut self) {
        let start = self.at;
        self.token(start);
        let mut ascii = String::new();
        let mut chars = self.rest().chars().peekable();
        let mut length = 0;
        while let Some(c) = chars.next() {
            let next_is_digit = chars.peek().is_some_and(|n| n.is_ascii_digit() || wide::digit(*n).is_some());
            let kept = match c {
                _ if wide::digit(c).is_some() => wide::digit(c),
                '．' | '。' | '.' if next_is_digit => Some('.'),
                '－' if next_is_digit => Some('-'),
                '％' => Some('%'),
                _ if is_name_char(c) => Some(c),
                _ => None,
            };
            let Some(kept) = kept else { break };
            ascii.push(kept);
            length += c.len_utf8();
        }
        if ascii.len() != length {
            self.report_wide(start, start + length, &ascii);
            self.replace(start, start + length, &ascii);
        }
        if ascii.len() == length {
            length += self.thousands(start, length);
        }
        self.at += length;
        self.nesting.run = 0;
        self.finish(Previous::Ended);
    }

    /// How far a number goes on whose thousands are set apart by commas, which is then reported and mended. In a list or
    /// a call commas are between items, unless a group begins with a zero, as no number does.
    fn thousands(&mut self, start: usize, length: usize) -> usize {
        let bytes = self.source.as_bytes();
        let first = bytes.get(start..start + length).unwrap_or_default();
        if !(1..=3).contains(&first.len()) || !first.iter().all(u8::is_ascii_digit) || first == b"0" {
            return 0;
        }
        let mut end = start + length;
        let mut has_zero = false;
        while let Some([b',', group @ ..]) = bytes.get(end..end + 4)
            && group.iter().all(u8::is_ascii_digit)
        {
            has_zero |= group.first() == Some(&b'0');
            end += 4;
        }
        let more = self.source.get(end..).and_then(|rest| rest.chars().next()).is_some_and(is_name_char);
        if end == start + length || more || (self.is_among_items() && !has_zero) {
            return 0;
        }
        let span = self.span(start, end);
        let written = self.file.slice(span);
        let meant = written.replace(',', "_");
        self.report(
            Diagnostic::new(Code::BadNumber, span, msg!("bad-number", number = written))
                .label(msg!("bad-number.label", number = &meant))
                .help(msg!("bad-number.help"))
                .fix(msg!("bad-number.fix", number = &meant), span, meant.as_str()),
        );
        self.replace(start, end, &meant);
        end - start - length
    }

    /// Whether the nearest open bracket is that of a list or a call.
    fn is_among_items(&self) -> bool {
        let mut closed = 0_u32;
        for mark in self.marks.iter().rev() {
            match mark.kind {
                MarkKind::Close(_) => closed += 1,
                MarkKind::Open(bracket) if closed == 0 => return bracket != b'{',
                MarkKind::Open(_) => closed -= 1,
                MarkKind::Head { sure: true, .. } => return false,
                _ => {}
            }
        }
        false
    }

    /// The rest of the line, and how much of it lies before the end of a text that begins at its start.
    fn line_until(&self, from: usize, ends: &[char]) -> (&'a str, Option<(usize, char)>) {
        let line = self.source.get(from..).unwrap_or("").split('\n').next().unwrap_or("");
        let mut escaped = false;
        for (i, c) in line.char_indices() {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if ends.contains(&c) {
                return (line, Some((i, c)));
            }
        }
        (line, None)
    }

    pub(super) fn text(&mut self) {
        let start = self.at;
        let (before, first) = self.token(start);
        let (line, end) = self.line_until(start + 1, &['"']);
        if let Some((length, _)) = end {
            self.hidden_controls(start + 1, start + 1 + length);
            self.at = start + 1 + length + 1;
        } else if let Some((length, quote)) = line.char_indices().find(|(_, c)| matches!(c, '”' | '“' | '＂')) {
            let close = start + 1 + length;
            self.report_wide(close, close + quote.len_utf8(), "\"");
            self.replace(close, close + quote.len_utf8(), "\"");
            self.at = close + quote.len_utf8();
        } else {
            self.unclosed(start, line);
            self.mark(start, before, first, MarkKind::Broken);
        }
        self.nesting.run = 0;
        self.finish(Previous::Ended);
    }

    /// A text without an end is taken to end with its line.
    fn unclosed(&mut self, start: usize, line: &str) {
        let quote = self.peek().map_or(1, char::len_utf8);
        let span = self.span(start, start + quote);
        self.report(
            Diagnostic::new(Code::UnclosedText, span, msg!("unclosed-text"))
                .label(msg!("unclosed-text.label"))
                .help(msg!("unclosed-text.help")),
        );
        self.replace(start, start + quote, "\"");
        let end = start + quote + line.len();
        // An escape at the very end would swallow the closing quote.
        if line.ends_with('\\') {
            self.blank(end - 1, end);
        }
        match self.out.get_mut(end - self.origin) {
            Some(byte) => *byte = b'"',
            None => self.out.push(b'"'),
        }
        self.at = end;
    }

    /// A text in quotes of another kind: “…”.
    pub(super) fn wide_text(&mut self, opening: char) {
        let start = self.at;
        let (before, first) = self.token(start);
        let inside = start + opening.len_utf8();
        let (line, end) = self.line_until(inside, wide::closing_quotes(opening).unwrap_or(&[]));
        let Some((length, closing)) = end else {
            self.unclosed(start, line);
            self.mark(start, before, first, MarkKind::Broken);
            self.finish(Previous::Ended);
            return;
        };
        let close = inside + length;
        let after = close + closing.len_utf8();
        let (open_span, close_span) = (self.span(start, inside), self.span(close, after));
        let edit = |span| Edit { span, text: "\"".to_owned() };
        let found = self.source.get(start..after).unwrap_or("");
        self.report(
            Diagnostic::new(
                Code::FullWidthPunctuation,
                open_span,
                msg!("full-width-punctuation.quotes", open = opening, close = closing),
            )
            .label(msg!("full-width-punctuation.label", meant = "\""))
            .help(msg!("full-width-punctuation.help"))
            .fix_all(msg!("full-width-punctuation.quotes.fix", found = found), vec![edit(open_span), edit(close_span)]),
        );
        self.hidden_controls(inside, close);
        if let Some(content) = self.out.get_mut(inside - self.origin..close - self.origin) {
            content.iter_mut().filter(|byte| **byte == b'"').for_each(|byte| *byte = b'\'');
        }
        // The quotes stand next to the content, so that it keeps its place and gains no spaces.
        self.blank(start, inside);
        self.replace(inside - 1, inside, "\"");
        self.replace(close, after, "\"");
        self.at = after;
        self.nesting.run = 0;
        self.finish(Previous::Ended);
    }
}
