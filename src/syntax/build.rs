//! What the builders of the tree share: places, names, texts, and where problems go. It judges nothing itself.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use pest::Parser;
use pest::iterators::Pair as PestPair;

use super::ast::{DottedName, Item, Localised, Name, Text};
use super::grammar::{Grammar, Rule};
use super::scan::{Head, Scanned, Segment};
use super::{MAX_DIAGNOSTICS, report};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

/// A node of pest's tree.
pub(super) type Pair<'i> = PestPair<'i, Rule>;

/// The reading of one file.
pub(super) struct Reader<'a> {
    pub file: &'a SourceFile,
    /// The mended text.
    text: &'a str,
    docs: &'a BTreeMap<usize, String>,
    diagnostics: RefCell<Vec<Diagnostic>>,
    incomplete: Cell<bool>,
    /// Whether a syntax error of the current item is no news.
    quiet: Cell<bool>,
    /// Whether the current item was already said to be too deep.
    pub deep: Cell<bool>,
}

impl<'a> Reader<'a> {
    pub fn new(file: &'a SourceFile, scanned: &'a Scanned) -> Self {
        Self {
            file,
            text: &scanned.text,
            docs: &scanned.docs,
            diagnostics: RefCell::default(),
            incomplete: Cell::new(false),
            quiet: Cell::new(false),
            deep: Cell::new(false),
        }
    }

    /// Whether something could not be read.
    pub fn incomplete(&self) -> bool {
        self.incomplete.get()
    }

    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics.into_inner()
    }

    /// Notes that something is missing from the tree.
    pub fn lose(&self) {
        self.incomplete.set(true);
    }

    pub fn report(&self, diagnostic: Diagnostic) {
        let mut diagnostics = self.diagnostics.borrow_mut();
        if diagnostics.len() < MAX_DIAGNOSTICS {
            diagnostics.push(diagnostic);
        }
    }

    /// Reports a syntax error, unless the item's brackets or quotes were reported already.
    pub fn report_syntax(&self, diagnostic: Diagnostic) {
        self.lose();
        if !self.quiet.get() {
            self.report(diagnostic);
        }
    }

    /// The mended text between two places of the file.
    pub fn mended(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// The documentation before the token at a place.
    pub fn doc(&self, at: usize) -> Option<String> {
        self.docs.get(&at).cloned()
    }

    /// Reads one item.
    pub fn segment(&self, segment: &Segment) -> Option<Item> {
        if segment.skip {
            self.lose();
            return None;
        }
        self.quiet.set(segment.quiet);
        self.deep.set(false);
        let builder = Builder { reader: self, base: segment.start };
        if segment.head != Head::Item {
            self.report_syntax(report::not_an_item(builder, segment));
            return None;
        }
        let text = self.mended(segment.start, segment.end);
        let item = match Grammar::parse(Rule::item, text) {
            Ok(mut pairs) => pairs.next().and_then(|pair| builder.item(&pair)),
            Err(error) => {
                self.report_syntax(report::syntax_error(builder, Rule::item, text, &error));
                return None;
            }
        };
        if item.is_none() {
            self.lose();
        }
        item
    }
}

/// Makes trees of pairs whose offsets count from a place of the file.
#[derive(Clone, Copy)]
pub(super) struct Builder<'r> {
    pub reader: &'r Reader<'r>,
    /// Where pest's offset 0 is.
    pub base: usize,
}

impl Builder<'_> {
    /// A place of the file.
    pub fn place(self, start: usize, end: usize) -> Span {
        self.reader.file.span(self.base + start, self.base + end)
    }

    /// The place of a pair. A rule that ends in something optional takes white space and comments along, so the end
    /// is that of its last token.
    pub fn span(self, pair: &Pair<'_>) -> Span {
        let mut last = pair.clone();
        while let Some(inner) = last.clone().into_inner().next_back() {
            last = inner;
        }
        self.place(pair.as_span().start(), last.as_span().end())
    }

    pub fn doc(self, pair: &Pair<'_>) -> Option<String> {
        self.reader.doc(self.base + pair.as_span().start())
    }

    pub fn name(self, pair: &Pair<'_>) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    /// The first child that is a name or a word.
    pub fn named(self, pair: &Pair<'_>) -> Option<Name> {
        pair.clone().into_inner().find(|p| matches!(p.as_rule(), Rule::name | Rule::word)).map(|p| self.name(&p))
    }

    /// All children that are names or words.
    pub fn names(self, pair: &Pair<'_>) -> Vec<Name> {
        let inner = pair.clone().into_inner();
        inner.filter(|p| matches!(p.as_rule(), Rule::name | Rule::word)).map(|p| self.name(&p)).collect()
    }

    pub fn dotted(self, pair: &Pair<'_>) -> DottedName {
        DottedName { parts: self.names(pair), span: self.span(pair) }
    }

    pub fn text(self, pair: &Pair<'_>) -> Text {
        Text { value: self.unescaped(pair), span: self.span(pair) }
    }

    /// The text child of a pair.
    pub fn text_in(self, pair: &Pair<'_>) -> Option<Text> {
        child(pair, Rule::text).map(|text| self.text(&text))
    }

    /// The `"…" en "…"` of a clause.
    pub fn localised(self, clause: &Pair<'_>) -> Option<Localised<Text>> {
        let mut plain = None;
        let mut other = Vec::new();
        let mut language = None;
        for part in child(clause, Rule::localised)?.into_inner() {
            match (part.as_rule(), language.take()) {
                (Rule::language, _) => language = Some(self.name(&part)),
                (Rule::text, Some(name)) => other.push((name, self.text(&part))),
                (Rule::text, None) => plain = Some(self.text(&part)),
                _ => {}
            }
        }
        Some(Localised { plain: plain?, other })
    }
}

/// The first child made by a rule.
pub(super) fn child<'i>(pair: &Pair<'i>, rule: Rule) -> Option<Pair<'i>> {
    pair.clone().into_inner().find(|p| p.as_rule() == rule)
}

/// All children made by a rule.
pub(super) fn children<'i>(pair: &Pair<'i>, rule: Rule) -> impl Iterator<Item = Pair<'i>> {
    pair.clone().into_inner().filter(move |p| p.as_rule() == rule)
}
