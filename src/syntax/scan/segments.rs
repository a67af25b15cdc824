//! Marks to items: where each begins and ends, even where brackets are missing. It gives every bracket a partner, so
//! that one item without its `}` hides no other.

use super::chars::{Chars, Mark, MarkKind};
use super::{Head, Scanned, Segment};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::source::SourceFile;
use crate::syntax::{MAX_DEPTH, MAX_DIAGNOSTICS, MAX_ITEM_BYTES};

/// Unclosed brackets that are reported in one item; more say nothing new.
const MAX_UNCLOSED: usize = 3;

/// Cuts a text into items.
pub(super) fn cut(file: &SourceFile, chars: Chars<'_>) -> Scanned {
    let recover = !balanced(&chars.marks) || head_inside(&chars.marks);
    let start = chars.first_token.unwrap_or(0);
    let mut cutter = Cutter {
        file,
        recover,
        stack: Vec::new(),
        segments: Vec::new(),
        current: Segment { start, end: 0, last: 0, head: Head::Stray, quiet: false, skip: false },
        edits: Vec::new(),
        diagnostics: chars.diagnostics,
        found: Vec::new(),
    };
    for mark in &chars.marks {
        cutter.mark(mark);
    }
    cutter.close(chars.out.len(), chars.last_token);
    let mut out = chars.out;
    let mut appended = Vec::new();
    for (at, byte) in cutter.edits {
        match out.get_mut(at) {
            Some(place) => *place = byte,
            None => appended.push(byte),
        }
    }
    out.extend(appended);
    let length = out.len();
    if let Some(last) = cutter.segments.last_mut() {
        last.end = length;
    }
    Scanned {
        // The copy differs from a text only by whole characters that became ASCII.
        text: String::from_utf8(out).unwrap_or_default(),
        segments: cutter.segments,
        docs: chars.docs,
        diagnostics: cutter.diagnostics,
    }
}

/// Whether brackets have partners and nothing is too deep or left open.
pub(super) fn readable(marks: &[Mark]) -> bool {
    balanced(marks) && !marks.iter().any(|mark| matches!(mark.kind, MarkKind::Deep | MarkKind::Broken))
}

/// Whether every bracket has its partner.
fn balanced(marks: &[Mark]) -> bool {
    let mut stack = Vec::new();
    for mark in marks {
        match mark.kind {
            MarkKind::Open(byte) => stack.push(byte),
            MarkKind::Close(byte) if stack.pop().map(partner) != Some(byte) => return false,
            _ => {}
        }
    }
    stack.is_empty()
}

/// Whether an item at the margin begins while a bracket is open: one that the item closes by chance.
fn head_inside(marks: &[Mark]) -> bool {
    let mut open = 0_usize;
    marks.iter().any(|mark| {
        match mark.kind {
            MarkKind::Open(_) => open += 1,
            MarkKind::Close(_) => open = open.saturating_sub(1),
            _ => {}
        }
        open > 0 && matches!(mark.kind, MarkKind::Head { sure: true, .. })
    })
}

fn partner(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

struct Cutter<'a> {
    file: &'a SourceFile,
    /// Whether brackets do not balance, so that an item at the margin ends everything before it.
    recover: bool,
    stack: Vec<Mark>,
    segments: Vec<Segment>,
    current: Segment,
    /// Bytes to put into the mended copy; past its end they are added.
    edits: Vec<(usize, u8)>,
    diagnostics: Vec<Diagnostic>,
    /// Bracket problems of the current item.
    found: Vec<Diagnostic>,
}

impl Cutter<'_> {
    fn mark(&mut self, mark: &Mark) {
        match mark.kind {
            MarkKind::Head { known, sure } => {
                if self.stack.is_empty() || (self.recover && sure) {
                    self.close(mark.at, mark.before);
                    let head = if known { Head::Item } else { Head::Unknown };
                    self.current = Segment { start: mark.at, end: 0, last: 0, head, quiet: false, skip: false };
                }
            }
            MarkKind::Open(_) => self.stack.push(*mark),
            MarkKind::Close(byte) => self.close_bracket(mark, byte),
            MarkKind::Broken => self.current.quiet = true,
            MarkKind::Deep => self.deep(mark),
        }
    }

    fn deep(&mut self, mark: &Mark) {
        if self.current.skip {
            return;
        }
        self.current.skip = true;
        let width = self.file.text().get(mark.at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        self.diagnostics.push(too_deep(self.file, mark.at, width));
    }

    fn close_bracket(&mut self, mark: &Mark, byte: u8) {
        let opens = |open: &Mark| matches!(open.kind, MarkKind::Open(b) if partner(b) == byte);
        let aligned = |open: &Mark| opens(open) && open.indent == mark.indent;
        let top_fits = self.stack.last().is_some_and(opens);
        if top_fits {
            // `}` at the margin of an outer block says that an inner one was forgotten.
            let forgotten = self.recover
                && mark.first
                && self.stack.last().is_some_and(|top| top.indent > mark.indent)
                && self.stack.iter().any(aligned);
            if forgotten {
                self.unwind(mark, aligned);
            } else {
                self.stack.pop();
            }
        } else if self.stack.iter().any(opens) {
            self.unwind(mark, opens);
        } else {
            self.unexpected(mark, byte);
        }
    }

    /// Notes a bracket problem of the current item.
    fn find(&mut self, diagnostic: Diagnostic) {
        if self.found.len() < MAX_DIAGNOSTICS {
            self.found.push(diagnostic);
        }
    }

    /// Reports the open brackets above the one that fits, and closes that.
    fn unwind(&mut self, mark: &Mark, fits: impl Fn(&Mark) -> bool) {
        while let Some(open) = self.stack.pop() {
            if fits(&open) {
                break;
            }
            self.edits.push((open.at, b' '));
            self.unclosed(&open, Some(mark));
        }
    }

    fn unclosed(&mut self, open: &Mark, closed_by: Option<&Mark>) {
        let MarkKind::Open(byte) = open.kind else { return };
        let bracket = char::from(byte);
        let close = char::from(partner(byte));
        let mut diagnostic = Diagnostic::new(
            Code::UnclosedBracket,
            self.bracket_span(open.at),
            msg!("unclosed-bracket", bracket = bracket),
        )
        .label(msg!("unclosed-bracket.label", close = close))
        .help(msg!("unclosed-bracket.help", close = close));
        if let Some(mark) = closed_by {
            diagnostic = diagnostic.also(self.bracket_span(mark.at), msg!("unclosed-bracket.closed_by"));
        }
        self.find(diagnostic);
    }

    fn unexpected(&mut self, mark: &Mark, byte: u8) {
        let span = self.bracket_span(mark.at);
        let found = char::from(byte);
        let diagnostic = Diagnostic::new(Code::UnexpectedBracket, span, msg!("unexpected-bracket", bracket = found))
            .label(msg!("unexpected-bracket.label"));
        let open = self.stack.pop();
        let diagnostic = match open {
            Some(Mark { at, kind: MarkKind::Open(open), .. }) => {
                let close = partner(open);
                self.edits.push((mark.at, close));
                let (open, close) = (char::from(open), char::from(close));
                diagnostic
                    .also(self.bracket_span(at), msg!("unexpected-bracket.open"))
                    .help(msg!("unexpected-bracket.other.help", open = open, close = close))
                    .fix(msg!("unexpected-bracket.fix", close = close), span, close)
            }
            _ => {
                self.edits.push((mark.at, b' '));
                diagnostic.help(msg!("unexpected-bracket.help"))
            }
        };
        self.find(diagnostic);
    }

    fn bracket_span(&self, at: usize) -> crate::source::Span {
        let width = self.file.text().get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        self.file.span(at, at + width)
    }

    /// Ends the current item: closes what is still open, and judges its length.
    fn close(&mut self, end: usize, last: usize) {
        self.current.end = end;
        self.current.last = last.clamp(self.current.start, end);
        self.close_open();
        let length = self.current.last - self.current.start;
        if length > MAX_ITEM_BYTES && !self.current.skip {
            self.current.skip = true;
            self.diagnostics.push(self.too_long(length));
        }
        let quiet = self.current.quiet || self.current.skip;
        self.current.quiet = quiet || !self.found.is_empty();
        if !quiet {
            self.found.sort_by_key(|d| std::cmp::Reverse(d.span));
            self.diagnostics.extend(self.found.drain(..).take(MAX_UNCLOSED));
        }
        self.found.clear();
        if length > 0 {
            self.segments.push(self.current.clone());
        }
    }

    /// Puts the missing closing brackets into the white space after the item, or takes the opening ones away.
    fn close_open(&mut self) {
        let mut at = self.current.last;
        let at_end = self.current.end >= self.file.text().len();
        while let Some(open) = self.stack.pop() {
            let MarkKind::Open(byte) = open.kind else { continue };
            self.unclosed(&open, None);
            // Where a text was closed by force, the white space after it is no longer free.
            let free = !self.current.quiet
                && match self.file.text().as_bytes().get(at) {
                    Some(byte) => at < self.current.end && matches!(byte, b' ' | b'\n' | b'\r' | b'\t'),
                    None => at_end,
                };
            if free {
                self.edits.push((at, partner(byte)));
                at += 1;
            } else {
                self.edits.push((open.at, b' '));
            }
        }
    }

    fn too_long(&self, length: usize) -> Diagnostic {
        let start = self.current.start;
        let text = self.file.text();
        let word = text.get(start..).map_or(0, |rest| rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()));
        Diagnostic::new(
            Code::ItemTooLong,
            self.file.span(start, start + word.min(64)),
            msg!("item-too-long", length = length, limit = MAX_ITEM_BYTES),
        )
        .label(msg!("item-too-long.label"))
        .help(msg!("item-too-long.help"))
    }
}

/// The diagnostic for a place where the nesting passes the limit.
pub(in crate::syntax) fn too_deep(file: &SourceFile, at: usize, width: usize) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, file.span(at, at + width), msg!("too-deep", limit = MAX_DEPTH))
        .label(msg!("too-deep.label"))
        .help(msg!("too-deep.help"))
}
