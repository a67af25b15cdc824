//! A name to the places where it stands, and to the edits that give it another. It makes no edit that breaks something.

use zhun::check::check;
use zhun::diagnostic::{Diagnostics, Severity};
use zhun::source::{SourceFile, Sources, Span};
use zhun::syntax::{ast, parse};

use crate::files::Look;
use crate::index::{self, Decl, Kind};

/// What can be renamed: names of a whole policy. Fields and words are told apart by types only, and rules are named by
/// examples and snapshots.
pub fn can_be_renamed(kind: Kind) -> bool {
    matches!(kind, Kind::Fact | Kind::Param | Kind::Define | Kind::Decision)
}

/// The places of a name that mean a declaration, in order of files; its own place is one of them. A fact that several
/// policies declare is one fact.
pub fn places(look: &Look, decl: &Decl<'_>) -> Vec<Span> {
    let name = decl.name.text.as_str();
    let mut found = Vec::new();
    for file in look.diagnostics.sources.iter() {
        let meaning = index::meanings(look, file, name);
        let is_it = |other: &Decl<'_>| {
            other.name.span == decl.name.span || (other.kind == Kind::Fact && decl.kind == Kind::Fact)
        };
        if meaning.first().is_some_and(is_it) {
            found.extend(names(file.text(), name).map(|(start, end)| file.span(start, end)));
        }
    }
    found
}

/// The places of a word in a text outside of comments and of what is only said, and not behind the dot of a field.
fn names<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = (usize, usize)> {
    let mut places = Vec::new();
    let (mut in_comment, mut in_text, mut braces, mut escaped) = (false, false, 0_u32, false);
    let mut word: Option<usize> = None;
    let mut before = ' ';
    let mut end_of = |word: &mut Option<usize>, end: usize, counts: bool| {
        if let Some(start) = word.take()
            && counts
            && text.get(start..end) == Some(name)
            && text.get(..start).is_some_and(|before| !before.trim_end().ends_with('.') || before.ends_with(".."))
        {
            places.push((start, end));
        }
    };
    for (at, c) in text.char_indices() {
        let said = in_comment || (in_text && braces == 0);
        if c.is_alphanumeric() || c == '_' {
            word.get_or_insert(at);
        } else {
            end_of(&mut word, at, !said);
        }
        match c {
            '\n' => (in_comment, in_text, braces) = (false, false, 0),
            _ if in_comment => {}
            _ if escaped => {}
            '/' if before == '/' && !in_text => in_comment = true,
            '"' => (in_text, braces) = (!in_text, 0),
            '{' if in_text => braces += 1,
            '}' if in_text => braces = braces.saturating_sub(1),
            _ => {}
        }
        escaped = c == '\\' && !escaped && in_text;
        before = c;
    }
    end_of(&mut word, text.len(), !in_comment && !in_text);
    places.into_iter()
}

/// Whether the texts say no less after a name was given in some places: nothing is wrong then that was not before.
pub fn holds(look: &Look, places: &[Span], name: &str) -> bool {
    let mut sources = Sources::new();
    for file in look.diagnostics.sources.iter() {
        let mut text = file.text().to_owned();
        for span in places.iter().filter(|span| span.file == file.id()).rev() {
            text.replace_range(span.range(), name);
        }
        sources.add(file.name(), text);
    }
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut found: Vec<_> = parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let trees: Vec<&ast::File> = parsed.iter().map(|parsed| &parsed.file).collect();
    let (_, more) = check(sources.clone(), &trees);
    found.extend(more);
    let now = Diagnostics::new(sources, found);
    let errors = |all: &Diagnostics| all.items.iter().filter(|found| found.severity() == Severity::Error).count();
    errors(&now) <= errors(&look.diagnostics)
}

/// The declaration that a name at a byte means, with the name's place, where it can be renamed.
pub fn target<'l>(look: &'l Look, file: &SourceFile, offset: u32) -> Option<(Decl<'l>, Span)> {
    let (name, span) = index::name_at(file, offset)?;
    let decl = index::meanings(look, file, name).into_iter().next()?;
    let at = (span.start as usize, span.end as usize);
    names(file.text(), name).any(|place| place == at).then_some((decl, span))
}
