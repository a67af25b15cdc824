//! Waivers, `// allow unused-fact: kept for the host's log`: a comment by which one place is not looked at by some lints.

use std::collections::BTreeMap;
use std::ops::Range;

use zhun::diagnostic::{Code, Diagnostic, Severity};
use zhun::source::{SourceFile, Span};
use zhun::syntax::outline::{Node, Part, Token, outline};

use crate::config::{nearest, spelled};
use crate::msg;

/// The word that a waiver begins with.
const WORD: &str = "allow";

/// The waivers of some files.
#[derive(Default)]
pub struct Waivers {
    waived: Vec<Waived>,
    /// What is wrong with those that are none.
    wrong: Vec<Diagnostic>,
}

/// One lint that is waived at one place.
struct Waived {
    code: Code,
    /// Where the lint is named.
    name: Span,
    /// What it is waived for.
    place: Span,
    used: bool,
}

impl Waivers {
    /// The waivers of some files. A file with an error in it may have none.
    pub fn of<'f>(files: impl Iterator<Item = &'f SourceFile>) -> Self {
        let mut all = Self::default();
        for file in files.filter(|file| file.text().contains(WORD)) {
            for comment in comments(file).unwrap_or_default() {
                all.read(file, &comment);
            }
        }
        all
    }

    /// What is left of what was found.
    pub fn apply(&mut self, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if !self.waived.is_empty() {
            found.retain(|found| found.code.severity() == Severity::Error || !self.waive(found));
        }
        found
    }

    /// What is wrong with the waivers, and those of the lints that were asked for that waived nothing.
    pub fn complaints(self, asked: impl Fn(&Span, Code) -> bool) -> Vec<Diagnostic> {
        let idle = self.waived.into_iter().filter(|it| !it.used && asked(&it.name, it.code)).map(|it| {
            Diagnostic::new(Code::UnusedWaiver, it.name, msg!("unused-waiver", lint = it.code.name()))
                .help(msg!("unused-waiver.help"))
        });
        self.wrong.into_iter().chain(idle).collect()
    }

    /// Whether a waiver covers what was found; the nearest one before it counts.
    fn waive(&mut self, found: &Diagnostic) -> bool {
        let at = found.span;
        let covers = |it: &&mut Waived| {
            it.code == found.code && it.place.file == at.file && it.place.range().contains(&at.range().start)
        };
        let nearest = self.waived.iter_mut().filter(covers).max_by_key(|it| it.place.start);
        nearest.map(|it| it.used = true).is_some()
    }

    fn read(&mut self, file: &SourceFile, comment: &Comment) {
        let Some(written) = Written::of(file.text(), comment.text.clone()) else { return };
        let span = |range: &Range<usize>| file.span(range.start, range.end);
        let text = |range: &Range<usize>| file.text().get(range.clone()).unwrap_or_default();
        let whole = span(&comment.text);
        if comment.behind {
            let message = msg!("bad-waiver.behind");
            self.wrong.push(Diagnostic::new(Code::BadWaiver, whole, message).help(msg!("bad-waiver.behind.help")));
            return;
        }
        let names: Vec<&str> = written.names.iter().map(text).collect();
        if !written.is_separated {
            let message = msg!("bad-waiver.form");
            let help = msg!("bad-waiver.form.help");
            self.wrong.push(Diagnostic::new(Code::BadWaiver, whole, message).help(help));
            return;
        }
        if !written.has_reason {
            let names = names.join(", ");
            let message = msg!("bad-waiver.reason", lints = names);
            let help = msg!("bad-waiver.reason.help", lints = names);
            self.wrong.push(Diagnostic::new(Code::BadWaiver, whole, message).help(help));
            return;
        }
        for range in &written.names {
            let name = span(range);
            match waivable(text(range), name) {
                Ok(code) => self.waived.push(Waived { code, name, place: span(&comment.place), used: false }),
                Err(wrong) => self.wrong.push(*wrong),
            }
        }
    }
}

/// The lint of a name, or what is wrong with it.
fn waivable(name: &str, span: Span) -> Result<Code, Box<Diagnostic>> {
    let wrong = |message| Diagnostic::new(Code::BadWaiver, span, message);
    Err(Box::new(match (spelled(name), Code::from_name(name)) {
        (Some(code), _) => return Ok(code),
        (None, Some(_)) => {
            wrong(msg!("bad-waiver.error", name = name)).help(msg!("bad-waiver.error.help", name = name))
        }
        (None, None) => {
            let unknown = wrong(msg!("config.unknown-lint", name = name));
            match nearest(name) {
                Some(near) => unknown
                    .help(msg!("did-you-mean", word = near))
                    .fix(msg!("did-you-mean.fix", name = near), span, near)
                    .guessed(),
                None => unknown.help(msg!("config.unknown-lint.help")),
            }
        }
    }))
}

/// A comment as a waiver: the places of its names, and whether the rest is there.
struct Written {
    names: Vec<Range<usize>>,
    is_separated: bool,
    has_reason: bool,
}

impl Written {
    /// Reads a comment. One that only begins with the same word is none.
    fn of(text: &str, comment: Range<usize>) -> Option<Self> {
        let inside = text.get(comment.start..comment.end)?.strip_prefix("//")?;
        let rest = inside.trim_start().strip_prefix(WORD)?;
        if !rest.starts_with([' ', '\t', '\u{3000}']) {
            return None;
        }
        let start = comment.end - rest.len();
        let (head, reason) = match rest.split_once([':', '：']) {
            Some((head, reason)) => (head, Some(reason)),
            None => (rest, None),
        };
        let mut names = Vec::new();
        let mut from = start;
        for piece in head.split_inclusive([',', '，', '、']) {
            let name = piece.trim_end_matches([',', '，', '、']).trim();
            let at = from + piece.find(name).unwrap_or(0);
            from += piece.len();
            if !name.is_empty() {
                names.push(at..at + name.len());
            }
        }
        let is_word = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let all_words = names.iter().all(|name| text.get(name.clone()).is_some_and(is_word));
        let first = head.split([' ', '\t', '\u{3000}', ',', '，', '、']).find(|word| !word.is_empty())?;
        let may_be_meant = |name: &str| name.contains('-') || nearest(name).is_some();
        let is_waiver = Code::from_name(first).is_some()
            || first.contains('-') && nearest(first).is_some()
            || all_words
                && reason.is_some()
                && names.iter().any(|name| text.get(name.clone()).is_some_and(may_be_meant));
        is_waiver.then(|| Self {
            names,
            is_separated: all_words,
            has_reason: reason.is_some_and(|reason| !reason.trim().is_empty()),
        })
    }
}

/// A comment with what it stands above.
struct Comment {
    text: Range<usize>,
    /// From its end to the end of what follows it.
    place: Range<usize>,
    /// It stands at the end of a line.
    behind: bool,
}

/// The comments of a file; none where it cannot be read.
fn comments(file: &SourceFile) -> Option<Vec<Comment>> {
    let text = file.text();
    // Where each token ends, and where ends what it begins.
    let mut tokens: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for item in &outline(file)? {
        collect(item, &mut tokens);
    }
    tokens.insert(text.len(), (text.len(), text.len()));
    let mut comments = Vec::new();
    let mut from = 0;
    for (start, (end, place)) in tokens {
        let mut at = from;
        for (number, line) in text.get(from..start)?.split_inclusive('\n').enumerate() {
            if let Some(comment) = line.find("//") {
                let stop = at + line.trim_end().len();
                let behind = number == 0 && from > 0;
                comments.push(Comment { text: at + comment..stop, place: stop..place.max(stop), behind });
            }
            at += line.len();
        }
        from = end;
    }
    Some(comments)
}

/// Where each token of a group ends, and where what it begins does: the outermost group, or the rest of its group.
fn collect(node: &Node, tokens: &mut BTreeMap<usize, (usize, usize)>) -> Option<()> {
    let end = last(node)?.end;
    let begin = |token: Token, tokens: &mut BTreeMap<usize, (usize, usize)>| {
        tokens.entry(token.start).or_insert((token.end, end));
    };
    begin(first(node)?, tokens);
    for part in &node.parts {
        match part {
            Part::Token(token) => begin(*token, tokens),
            Part::Node(node) => drop(collect(node, tokens)),
        }
    }
    Some(())
}

fn first(node: &Node) -> Option<Token> {
    match node.parts.first()? {
        Part::Token(token) => Some(*token),
        Part::Node(node) => first(node),
    }
}

fn last(node: &Node) -> Option<Token> {
    match node.parts.last()? {
        Part::Token(token) => Some(*token),
        Part::Node(node) => last(node),
    }
}
