//! Diagnostics that more than one pass makes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::scope::nearest;
use crate::diagnostic::{Code, Diagnostic, Message, msg};
use crate::source::Span;
use crate::syntax::ast::Name;

/// A name that is declared twice, with both places.
pub(super) fn duplicate(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateName, name.span, msg!("duplicate-name", name = &name.text))
        .label(msg!("duplicate-name.label"))
        .also(first, msg!("duplicate-name.first", name = &name.text))
        .help(msg!("duplicate-name.help"))
}

/// A member of one declaration that is declared twice in it.
pub(super) fn duplicate_member(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateName, name.span, msg!("duplicate-name", name = &name.text))
        .label(msg!("duplicate-name.label"))
        .also(first, msg!("duplicate-name.first", name = &name.text))
        .help(msg!("duplicate-name.member.help"))
}

/// A name that is given a value twice.
pub(super) fn given_twice(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateName, span, msg!("duplicate-name.given", name = name))
        .label(msg!("duplicate-name.given.label"))
        .also(first, msg!("duplicate-name.given.first"))
        .help(msg!("duplicate-name.given.help"))
}

/// A clause that may stand once and stands again.
pub(super) fn repeated(clause: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::RepeatedClause, span, msg!("repeated-clause", clause = clause))
        .label(msg!("repeated-clause.label"))
        .also(first, msg!("repeated-clause.first", clause = clause))
        .help(match clause {
            "require" => msg!("repeated-clause.condition.help"),
            "because" => msg!("repeated-clause.because.help"),
            _ => msg!("repeated-clause.help", clause = clause),
        })
}

/// A clause that is missing from `owner`, with what to write.
pub(super) fn missing(clause: &str, owner: Message, span: Span, write: Message) -> Diagnostic {
    Diagnostic::new(Code::MissingClause, span, msg!("missing-clause", clause = clause).with_message("owner", owner))
        .help(write)
}

/// Offers a near name: as help, and as a mend where nothing but the name need change.
pub(super) fn did_you_mean<'n>(
    diagnostic: Diagnostic,
    name: &str,
    span: Span,
    candidates: impl IntoIterator<Item = &'n str>,
) -> (Diagnostic, bool) {
    match nearest(name, candidates) {
        Some(near) => (
            diagnostic
                .help(msg!("did-you-mean.help", name = near))
                .fix(msg!("did-you-mean.fix", name = near), span, near)
                .guessed(),
            true,
        ),
        None => (diagnostic, false),
    }
}

/// Some words in a row, for a message: at most `most`, then `…`.
pub(super) fn words<'n>(names: impl IntoIterator<Item = &'n str>, most: usize) -> String {
    let mut names = names.into_iter();
    let mut text = names.by_ref().take(most).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.next().is_some() {
        text.push_str(", …");
    }
    text
}

/// The names of one list that were met so far.
#[derive(Default)]
pub(super) struct Seen<'n>(HashMap<Cow<'n, str>, Span>);

impl<'n> Seen<'n> {
    /// Where a name was met before; otherwise it is kept.
    pub fn before(&mut self, name: impl Into<Cow<'n, str>>, span: Span) -> Option<Span> {
        match self.0.entry(name.into()) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                free.insert(span);
                None
            }
        }
    }
}
