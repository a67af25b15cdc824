//! The characters of a text to marks: brackets, possible beginnings of items, places that are too deep. It mends the
//! copy of the text as it goes, and never looks back further than one token.

mod texts;

use std::collections::BTreeMap;

use super::super::words::{is_name_char, is_name_start, is_reserved};
use super::super::{MAX_DEPTH, MAX_DIAGNOSTICS, MAX_ITEM_BYTES};
use super::{ITEM_WORDS, wide};
use crate::diagnostic::{Code, Diagnostic, msg};
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
    /// Where the last item begins.
    item: usize,
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
            item: range.start,
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
                self.blank(self.at, self.at + 1);
                self.at += 1;
                self.line_start = self.at;
                self.line_has_token = false;
            }
            ' ' => self.at += 1,
            '\t' | '\r' | '\u{3000}' | '\u{a0}' => {
                self.blank(self.at, self.at + c.len_utf8());
                self.at += c.len_utf8();
            }
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
        if let MarkKind::Head { sure, .. } = kind {
            self.item = at;
            self.nesting.clear();
            if sure {
                // Whatever is open was forgotten further up.
                self.nesting = Nesting::default();
            }
        } else if at - self.item > MAX_ITEM_BYTES {
            // The item is not read, so its brackets need no memory.
            return;
        }
        let indent = self.indent;
        self.marks.push(Mark { at, before, indent, first, kind });
    }

    fn finish(&mut self, previous: Previous) {
        self.last_token = self.at;
        self.previous = previous;
    }

    /// Marks a place that is too deep.
    fn check_depth(&mut self, at: usize) {
        let said = self.marks.last().is_some_and(|mark| mark.kind == MarkKind::Deep);
        if !said && self.nesting.too_deep() {
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

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.file.span(start, end)
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
                // A word alone at the end is an item that is begun.
                named || after.is_empty() || after.starts_with(['{', '"'])
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
        self.report(
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
