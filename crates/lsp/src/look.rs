//! Files to what they say together: what is wrong, what was made out, what every name means. It reads nothing itself.

use std::collections::HashSet;
use std::sync::Arc;

use lsp_types::Uri;
use zhun::check::checked::Checked;
use zhun::check::{Meaning, Named, Names, check_named};
use zhun::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use zhun::source::{FileId, SourceFile, Sources, Span};
use zhun::syntax::{Parsed, ast};
use zhun_lint::{Options, lint};

use crate::files::{Entry, key_of};
use crate::index::{self, Decl};

/// All files, checked together.
pub struct Look {
    /// What is wrong with them.
    pub diagnostics: Diagnostics,
    /// What they say, as far as it could be made out.
    pub checked: Checked,
    /// What looks wrong, as it was last told.
    lints: Vec<Diagnostic>,
    /// What the names in them mean.
    pub names: Names,
    /// The URIs and trees, by the numbers of files; none where nothing has a number.
    files: Vec<Option<(Uri, Arc<Parsed>)>>,
    /// The numbers of the files in the order in which they are checked.
    order: Vec<FileId>,
}

impl Look {
    /// Checks files, in the order in which they come, whose numbers are below `count`, and looks for what looks wrong.
    pub fn of<'e>(
        entries: impl Iterator<Item = &'e Entry> + Clone,
        count: usize,
        lints: &Options,
        before: Option<&Self>,
    ) -> Self {
        let mut by_number: Vec<Option<&Entry>> = vec![None; count];
        for entry in entries.clone() {
            if let Some(place) = by_number.get_mut(entry.id.0 as usize) {
                *place = Some(entry);
            }
        }
        let mut sources = Sources::new();
        for entry in &by_number {
            match entry {
                Some(entry) => sources.share(&entry.source),
                None => drop(sources.add("", "")),
            }
        }
        let order = entries.clone().map(|entry| entry.id).collect();
        let trees: Vec<&ast::File> = entries.clone().map(|entry| &entry.parsed.file).collect();
        let (checked, more, names) = check_named(sources.clone(), &trees);
        let found: Vec<Diagnostic> =
            entries.flat_map(|entry| entry.parsed.diagnostics.iter().cloned()).chain(more).collect();
        let is_broken = found.iter().any(|found| found.severity() == Severity::Error);
        let of_the_checker: HashSet<Code> = found.iter().map(|found| found.code).collect();
        let mut found = lint(found, &checked, &trees, lints);
        let lints = if is_broken {
            let lints = before.map(|before| before.lints_of(&sources)).unwrap_or_default();
            found.extend(lints.iter().cloned());
            lints
        } else {
            found.iter().filter(|found| !of_the_checker.contains(&found.code)).cloned().collect()
        };
        let files = by_number.into_iter().map(|entry| entry.map(|entry| (entry.uri.clone(), entry.parsed.clone())));
        Self { diagnostics: Diagnostics::new(sources, found), checked, names, lints, files: files.collect(), order }
    }

    /// What looks wrong in files that are as they were: it is still told while another file has errors.
    fn lints_of(&self, sources: &Sources) -> Vec<Diagnostic> {
        let same = |file: FileId| match (self.source(file), sources.get(file)) {
            (Some(before), Some(now)) => before.name() == now.name() && before.text() == now.text(),
            _ => false,
        };
        let stays =
            |found: &&Diagnostic| same(found.span.file) && found.labels.iter().all(|label| same(label.span.file));
        self.lints.iter().filter(stays).cloned().collect()
    }

    /// The file of a URI.
    pub fn file(&self, uri: &Uri) -> Option<&SourceFile> {
        let wanted = key_of(uri)?;
        let is_it = |file: &Option<(Uri, _)>| {
            file.as_ref().is_some_and(|(known, _)| known == uri || key_of(known).as_ref() == Some(&wanted))
        };
        let at = self.files.iter().position(is_it)?;
        self.source(FileId(u32::try_from(at).ok()?))
    }

    /// The file of a number.
    pub fn source(&self, id: FileId) -> Option<&SourceFile> {
        self.diagnostics.sources.get(id)
    }

    /// The URI of a file.
    pub fn uri(&self, id: FileId) -> Option<&Uri> {
        self.files.get(id.0 as usize)?.as_ref().map(|(uri, _)| uri)
    }

    /// The trees of all files.
    pub fn trees(&self) -> impl Iterator<Item = &ast::File> {
        self.files.iter().flatten().map(|(_, parsed)| &parsed.file)
    }

    /// Trees in the order in which they are checked.
    pub fn in_order<'t>(&self, mut trees: Vec<&'t ast::File>) -> Vec<&'t ast::File> {
        trees.sort_by_key(|tree| self.order.iter().position(|id| *id == tree.id));
        trees
    }

    /// The tree of a file.
    pub fn tree(&self, id: FileId) -> Option<&ast::File> {
        self.files.get(id.0 as usize)?.as_ref().map(|(_, parsed)| &parsed.file)
    }

    /// What stands at a byte. Where the item around it could not be read, names go by their spelling.
    pub fn meaning_at(&self, file: &SourceFile, offset: u32) -> Option<(Meaning, Span)> {
        if let Some(named) = self.names.at(file.id(), offset).next() {
            return Some((named.meaning, named.span));
        }
        let tree = self.tree(file.id())?;
        let is_read = |item: &ast::Item| item.span.start <= offset && offset <= item.span.end;
        let (name, span) = index::name_at(file, offset)?;
        if !tree.incomplete || tree.items.iter().any(is_read) {
            return None;
        }
        let decl = index::meanings(self, file, name).into_iter().next()?;
        Some((self.declared_at(decl.name.span)?, span))
    }

    /// What is declared by the name at a place.
    pub fn declared_at(&self, span: Span) -> Option<Meaning> {
        let is_it = |named: &&Named| named.declares && named.span == span;
        self.names.of_file(span.file).iter().find(is_it).map(|named| named.meaning)
    }

    /// What declares something, in order of place.
    pub fn decls(&self, meaning: Meaning) -> Vec<Decl<'_>> {
        let places: Vec<Span> =
            self.names.places(meaning).filter(|named| named.declares).map(|named| named.span).collect();
        let files = self.trees().filter(|tree| places.iter().any(|place| place.file == tree.id));
        let mut found = Vec::new();
        files.flat_map(index::outline).for_each(|decl| find(decl, &places, &mut found));
        found
    }
}

fn find<'l>(decl: Decl<'l>, places: &[Span], found: &mut Vec<Decl<'l>>) {
    decl.inner.iter().for_each(|inner| find(inner.clone(), places, found));
    // An example bears the name of what it asks for, and declares none.
    if places.contains(&decl.name.span) {
        found.push(decl);
    }
}
