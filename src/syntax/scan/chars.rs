//! The characters of a text to marks: brackets, possible beginnings of items, places that are too deep. It mends the
//! copy of the text as it goes, and never looks back further than one token.

use std::collections::BTreeMap;

use super::super::MAX_DEPTH;
use super::super::words::{is_name_char, is_name_start, is_reserved};
use super::{ITEM_WORDS, wide};
use crate::diagnostic::{Code, Diagnostic, Edit, msg};
use crate::source::{SourceFile, Span};

/// A place that the cutting into items looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Its first byte.
    pub at: usize,
    /// One past the token before it.
    pub before: usize,
    /// How far its line is indented, in bytes.
    pub indent: usize,
    /// Whether it stands first on its line.
    pub first: bool,
    /// What stands there.
    pub kind: MarkKind,
}

/// What stands at a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkKind {
    /// `(`, `[` or `{`
    Open(u8),
    /// `)`, `]` or `}`
    Close(u8),
    /// A word that may begin an item: `known` by name, `sure` by its place at the beginning of a line and by what
    /// follows it.
    Head { known: bool, sure: bool },
    /// A text that was not closed.
    Broken,
    /// Prefixes or brackets nested too deep.
    Deep,
}

/// The token before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Previous {
    /// None, or one that ends an expression: a name, a number, a text, a closing bracket.
    Ended,
    /// A word that begins an item, so that its name follows.
    Head,
    /// An operator, a comma, a word such as `and`: an item cannot begin here.
    Open,
}

/// The state of the pass.
pub(super) struct Chars<'a> {
    file: &'a SourceFile,
    source: &'a str,
    /// Where the mended copy begins.
    origin: usize,
    at: usize,
    /// The mended copy.
    pub out: Vec<u8>,
    /// What the cutting into items looks at, in order.
    pub marks: Vec<Mark>,
    /// Documentation by the offset of what it documents.
    pub docs: BTreeMap<usize, String>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The first token.
    pub first_token: Option<usize>,
    /// One past the last token.
    pub last_token: usize,
    pending_docs: Vec<&'a str>,
    previous: Previous,
    line_start: usize,
    line_has_token: bool,
    indent: usize,
    nesting: Nesting,
}

/// How deep the reader of expressions would have to go.
#[derive(Default)]
struct Nesting {
    /// Quantifiers and `if`s that are still open, for each open bracket.
    frames: Vec<u32>,
    /// Those outside all brackets.
    outer: u32,
    /// All of them.
    total: u32,
    /// Prefixes in a row.
    run: u32,
}

impl Nesting {
    fn frame(&mut self) -> &mut u32 {
        self.frames.last_mut().unwrap_or(&mut self.outer)
    }

    fn enter(&mut self) {
        *self.frame() += 1;
        self.total += 1;
    }

    fn leave(&mut self) {
        if *self.frame() > 0 {
            *self.frame() -= 1;
            self.total -= 1;
        }
    }

    fn clear(&mut self) {
        self.total -= *self.frame();
        *self.frame() = 0;
    }

    fn close(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.total -= frame;
        }
    }

    fn too_deep(&self) -> bool {
        self.frames.len() + self.total as usize > MAX_DEPTH || self.run as usize > MAX_DEPTH
    }
}

impl<'a> Chars<'a> {
    /// Reads the characters of a stretch of a file.
    pub fn read(file: &'a SourceFile, range: std::ops::Range<usize>) -> Self {
        let source = file.text().get(..range.end).unwrap_or("");
        let mut chars = Chars {
            file,
            source,
            origin: range.start,
            at: range.start,
            out: source.as_bytes().get(range.clone()).unwrap_or(&[]).to_vec(),
            marks: Vec::new(),
            docs: BTreeMap::new(),
            diagnostics: Vec::new(),
            first_token: None,
            last_token: 0,
            pending_docs: Vec::new(),
            previous: Previous::Ended,
            line_start: range.start,
            line_has_token: false,
            indent: 0,
            nesting: Nesting::default(),
        };
        if range.start == 0 && source.starts_with('\u{feff}') {
            chars.blank(0, 3);
            chars.at = 3;
            chars.line_start = 3;
        }
        while let Some(c) = chars.peek() {
            chars.step(c);
        }
        chars
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self, c: char) {
        match c {
            '\n' => {
                self.at += 1;
                self.line_start = self.at;
                self.line_has_token = false;
            }
            ' ' | '\t' | '\r' | '\u{3000}' | '\u{a0}' => self.at += c.len_utf8(),
            '/' if self.rest().starts_with("//") => self.comment(),
            '"' => self.text(),
            _ if is_name_start(c) => self.word(),
            _ if c.is_ascii_digit() || wide::digit(c).is_some() => self.number(),
            _ if wide::closing_quotes(c).is_some() => self.wide_text(c),
            '(' | '[' | '{' | ')' | ']' | '}' => self.bracket(c, c.len_utf8()),
            _ if is_forbidden(c) => self.forbidden(c),
            _ => self.punctuation(c),
        }
    }

    /// Notes that a token begins at `at`.
    fn token(&mut self, at: usize) -> (usize, bool) {
        let before = self.last_token;
        let first = !self.line_has_token;
        if first {
            self.indent = at - self.line_start;
            self.line_has_token = true;
        }
        if self.first_token.is_none() {
            self.first_token = Some(at);
        }
        if !self.pending_docs.is_empty() {
            let doc = self.pending_docs.join("\n");
            self.pending_docs.clear();
            self.docs.insert(at, doc);
        }
        (before, first)
    }

    fn mark(&mut self, at: usize, before: usize, first: bool, kind: MarkKind) {
        let indent = self.indent;
        self.marks.push(Mark { at, before, indent, first, kind });
    }

    fn finish(&mut self, previous: Previous) {
        self.last_token = self.at;
        self.previous = previous;
    }

    /// Marks a place that is too deep.
    fn check_depth(&mut self, at: usize) {
        if self.nesting.too_deep() {
            let before = self.last_token;
            self.mark(at, before, false, MarkKind::Deep);
        }
    }

    fn blank(&mut self, start: usize, end: usize) {
        self.replace(start, end, "");
    }

    /// Puts a shorter text in the place of another, with spaces behind it.
    fn replace(&mut self, start: usize, end: usize, by: &str) {
        let padded = by.bytes().chain(std::iter::repeat(b' '));
        let place = start.saturating_sub(self.origin)..end.saturating_sub(self.origin);
        if let Some(place) = self.out.get_mut(place) {
            for (byte, new) in place.iter_mut().zip(padded) {
                *byte = new;
            }
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.file.span(start, end)
    }

    fn comment(&mut self) {
        let line = self.rest().split('\n').next().unwrap_or("");
        if let Some(doc) = line.strip_prefix("///").filter(|doc| !doc.starts_with('/')) {
            let doc = doc.trim_end();
            self.pending_docs.push(doc.strip_prefix(' ').unwrap_or(doc));
        }
        self.hidden_controls(self.at, self.at + line.len());
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

    fn forbidden(&mut self, c: char) {
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
        self.diagnostics.push(
            Diagnostic::new(Code::ForbiddenCharacter, span, msg!("forbidden-character", code = code))
                .label(msg!("forbidden-character.label"))
                .help(msg!("forbidden-character.help"))
                .fix(msg!("forbidden-character.fix"), span, ""),
        );
    }

    fn word(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or("");
        let (before, first) = self.token(start);
        let head = self.head(word, start, first);
        self.at += length;
        if let Some(kind) = head {
            self.mark(start, before, first, kind);
            if matches!(kind, MarkKind::Head { .. }) {
                self.nesting.clear();
            }
        }
        self.nest(word);
        self.check_depth(start);
        let ends = matches!(word, "today" | "now" | "true" | "false" | "absent" | "present" | "no");
        self.finish(match head {
            Some(MarkKind::Head { known: true, .. }) if word != "facts" => Previous::Head,
            _ if is_reserved(word) && !ends => Previous::Open,
            _ => Previous::Ended,
        });
    }

    /// Counts what nests without brackets.
    fn nest(&mut self, word: &str) {
        match word {
            "not" | "optional" | "list" | "of" => {
                self.nesting.run += 1;
                return;
            }
            "if" | "every" | "exists" => self.nesting.enter(),
            "else" => self.nesting.leave(),
            "because" | "cite" | "except" | "require" | "when" | "interpretation" | "title" | "rule" => {
                self.nesting.clear();
            }
            "no" if self.rest().trim_start().starts_with(is_name_start) => self.nesting.enter(),
            _ => {}
        }
        self.nesting.run = 0;
    }

    /// Whether a word may begin an item.
    fn head(&self, word: &str, start: usize, first: bool) -> Option<MarkKind> {
        let margin = first && start == self.line_start;
        let known = ITEM_WORDS.contains(&word);
        if !known && (!margin || is_reserved(word) || is_clause_word(word)) {
            return None;
        }
        let after = self.source.get(start + word.len()..).unwrap_or("").trim_start();
        let next_word = after.get(..after.find(|c| !is_name_char(c)).unwrap_or(after.len())).unwrap_or("");
        // A reserved word is no name, but in the place of one it is better reported as such.
        let wordy = after.starts_with(is_name_start);
        let named = wordy && !is_reserved(next_word);
        let then = after.get(next_word.len()..).unwrap_or("").trim_start();
        let follows = |marks: &[char]| then.starts_with(marks);
        if !known {
            let near = || ITEM_WORDS.iter().any(|item| strsim::osa_distance(item, word) <= 2);
            let shaped = named
                && (follows(&['{', '｛', '=', '＝', ':', '：', '"', '“', '(']) || (near() && follows(&['.'])))
                || after.starts_with('{') && near();
            return (shaped && self.previous == Previous::Ended)
                .then_some(MarkKind::Head { known: false, sure: false });
        }
        let sure = margin
            && match word {
                "facts" => after.starts_with(['{', '｛']),
                "policy" => named,
                "use" => named && follows(&['.']),
                "example" => wordy && follows(&['"', '“']),
                "define" => wordy && follows(&['=', ':', '(', '＝', '：', '（']),
                "param" => wordy && follows(&[':', '：']),
                _ => wordy && follows(&['{', '｛']),
            };
        let plain = self.previous == Previous::Ended
            && if margin {
                named || after.starts_with(['{', '"'])
            } else {
                named || word == "facts" && after.starts_with('{')
            };
        (sure || plain).then_some(MarkKind::Head { known: true, sure })
    }

    fn bracket(&mut self, c: char, length: usize) {
        let start = self.at;
        let (before, first) = self.token(start);
        self.at += length;
        self.nesting.run = 0;
        let byte = u8::try_from(u32::from(c)).unwrap_or(b'(');
        if matches!(c, '(' | '[' | '{') {
            self.nesting.frames.push(0);
            self.mark(start, before, first, MarkKind::Open(byte));
            self.check_depth(start);
            self.finish(Previous::Open);
        } else {
            self.nesting.close();
            self.mark(start, before, first, MarkKind::Close(byte));
            self.finish(Previous::Ended);
        }
    }

    fn punctuation(&mut self, c: char) {
        let start = self.at;
        let second = self.rest().chars().nth(1);
        let (length, meant) = match second.and_then(|second| wide::pair(c, second).map(|meant| (second, meant))) {
            Some((second, meant)) => (c.len_utf8() + second.len_utf8(), Some(meant)),
            None => (c.len_utf8(), wide::narrow(c)),
        };
        if let Some(meant) = meant {
            self.report_wide(start, start + length, meant);
            if matches!(meant, "(" | "[" | "{" | ")" | "]" | "}") {
                self.replace(start, start + length, meant);
                self.bracket(meant.chars().next().unwrap_or('('), length);
                return;
            }
        }
        let (_, _) = self.token(start);
        // A lone full-width `！` would be reported again as an operator of another language.
        self.replace_if(meant, start, start + length);
        self.at += length;
        match meant.unwrap_or("").chars().next().unwrap_or(c) {
            '-' => self.nesting.run += 1,
            ',' => {
                self.nesting.clear();
                self.nesting.run = 0;
            }
            _ => self.nesting.run = 0,
        }
        self.check_depth(start);
        self.finish(Previous::Open);
    }

    fn replace_if(&mut self, meant: Option<&str>, start: usize, end: usize) {
        match meant {
            Some("!") => self.blank(start, end),
            Some(meant) => self.replace(start, end, meant),
            None => {}
        }
    }

    fn report_wide(&mut self, start: usize, end: usize, meant: &str) {
        let span = self.span(start, end);
        let found = self.file.slice(span);
        self.diagnostics.push(
            Diagnostic::new(
                Code::FullWidthPunctuation,
                span,
                msg!("full-width-punctuation", found = found, meant = meant),
            )
            .label(msg!("full-width-punctuation.label", meant = meant))
            .help(msg!("full-width-punctuation.help"))
            .fix(msg!("full-width-punctuation.fix", found = found, meant = meant), span, meant),
        );
    }

    /// A number, a date, or what was meant as one with full-width digits or a full-width point.
    fn number(&mut self) {
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
        self.at += length;
        self.nesting.run = 0;
        self.finish(Previous::Ended);
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

    fn text(&mut self) {
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
        self.diagnostics.push(
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
    fn wide_text(&mut self, opening: char) {
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
        self.diagnostics.push(
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

/// Words that may go on with an item on a new line, so that they begin none.
fn is_clause_word(word: &str) -> bool {
    matches!(word, "title" | "unit" | "cite" | "interpretation" | "because" | "url" | "published" | "en")
}

/// Characters that do not show, or that turn the direction of writing.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_forbidden(c: char) -> bool {
    is_control(c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}
