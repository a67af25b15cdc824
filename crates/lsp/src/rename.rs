//! What a name means to the edits that give it another. It makes no edit that breaks something.

use std::collections::BTreeMap;

use zhun::check::{Meaning, Names, check_named};
use zhun::diagnostic::{Diagnostics, Edit, Severity};
use zhun::source::{SourceFile, Sources, Span};
use zhun::syntax::{RESERVED, ast, parse};

use crate::lex::is_part;
use crate::look::Look;

/// Why something is not renamed: a key of the catalogue.
pub type Refused = &'static str;

/// What the name at a byte means, with its place, where it can be renamed.
pub fn target(look: &Look, file: &SourceFile, offset: u32) -> Option<(Meaning, Span)> {
    let named = look.names.at(file.id(), offset).next()?;
    // The name of a policy is in the commands and settings of hosts.
    (!matches!(named.meaning, Meaning::Policy(_))).then_some((named.meaning, named.span))
}

/// The edits that give something another name.
pub fn edits(look: &Look, meaning: Meaning, old: &str, new: &str) -> Result<Vec<Edit>, Refused> {
    if !is_name(meaning, new) {
        return Err("lsp.rename-no-name");
    }
    if is_reserved(meaning, new) {
        return Err("lsp.rename-reserved");
    }
    let edit = |span: Span| {
        // What a `use` brings may be two things of one name.
        let others = look.names.at(span.file, span.start).filter(|named| named.span == span).count() > 1;
        Edit { span, text: if others { format!("{old}, {new}") } else { new.to_owned() } }
    };
    let edits: Vec<Edit> = look.names.places(meaning).map(|named| edit(named.span)).collect();
    if holds(look, &edits) { Ok(edits) } else { Err("lsp.rename-clash") }
}

fn is_name(meaning: Meaning, name: &str) -> bool {
    if let Meaning::Clause(..) = meaning {
        let apart = [',', '，', '、', ';', '；', '"', '\\', '\n'];
        return !name.is_empty() && !name.contains(apart);
    }
    let starts = name.starts_with(|c: char| is_part(c) && !c.is_numeric());
    starts && name.chars().all(is_part)
}

/// Whether a name is a word that stands for something else wherever such names stand.
fn is_reserved(meaning: Meaning, name: &str) -> bool {
    match meaning {
        Meaning::Clause(..) => false,
        Meaning::Field(..) | Meaning::Word(..) | Meaning::Group(..) | Meaning::Outcome(..) => {
            matches!(name, "true" | "false" | "absent" | "present" | "not")
        }
        _ => RESERVED.contains(&name),
    }
}

/// Whether the texts say the same after some edits: nothing is wrong that was not before, and every name means what it
/// meant.
fn holds(look: &Look, edits: &[Edit]) -> bool {
    let mut sources = Sources::new();
    for file in look.diagnostics.sources.iter() {
        let mut text = file.text().to_owned();
        for edit in edits.iter().filter(|edit| edit.span.file == file.id()).rev() {
            text.replace_range(edit.span.range(), &edit.text);
        }
        sources.add(file.name(), text);
    }
    let is_there = |file: &&SourceFile| look.tree(file.id()).is_some();
    let parsed: Vec<_> = sources.iter().filter(is_there).map(parse).collect();
    let mut found: Vec<_> = parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let trees: Vec<&ast::File> = look.in_order(parsed.iter().map(|parsed| &parsed.file).collect());
    let (_, more, names) = check_named(sources.clone(), &trees);
    found.extend(more);
    let now = Diagnostics::new(sources, found);
    let errors = |all: &Diagnostics| all.items.iter().filter(|found| found.severity() == Severity::Error).count();
    errors(&now) <= errors(&look.diagnostics) && tally(&names) == tally(&look.names)
}

/// How often each thing is named. What is known by its place keeps its turn among its like.
fn tally(names: &Names) -> Vec<(std::mem::Discriminant<Meaning>, usize)> {
    let mut counts: BTreeMap<Meaning, usize> = BTreeMap::new();
    names.iter().for_each(|named| *counts.entry(named.meaning).or_default() += 1);
    counts.into_iter().map(|(meaning, count)| (std::mem::discriminant(&meaning), count)).collect()
}
