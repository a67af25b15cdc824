//! Texts to what they say: all of them, or after an edit only what it may have changed.

use std::sync::Arc;

use crate::check::checked::{Checked, Example, Expected, Query};
use crate::check::{Bodies, Kept, check, check_after};
use crate::compile::{Program, compile, compile_after};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{ParamDef, Schema};
use crate::source::{FileId, SourceFile, Sources};
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::{self, Parsed};

use super::policies::Policies;

/// Texts to be loaded.
pub(super) struct Texts {
    sources: Sources,
    /// What is wrong with those whose bytes are no text, by their places.
    broken: Vec<(usize, Diagnostic)>,
    /// Whether the same text stood in the same place under the same name before.
    kept: Vec<bool>,
}

/// What loading gives.
pub(super) struct Loaded {
    pub checked: Checked,
    pub program: Program,
    pub diagnostics: Diagnostics,
    pub bodies: Bodies,
    pub outlines: Vec<Arc<ast::File>>,
}

/// Takes in texts; one that is as it was before is shared with what is loaded already.
pub(super) fn texts_of<N, T>(texts: impl IntoIterator<Item = (N, T)>, before: Option<&Sources>) -> Texts
where
    N: Into<Arc<str>>,
    T: AsRef<[u8]>,
{
    let mut sources = Sources::new();
    let (mut broken, mut kept) = (Vec::new(), Vec::new());
    for (at, (name, bytes)) in texts.into_iter().enumerate() {
        let (name, bytes) = (name.into(), bytes.as_ref());
        // The number is the one that the next text will get.
        let next = FileId(u32::try_from(at).unwrap_or(u32::MAX));
        let same = before.and_then(|before| before.get(next));
        if let Some(same) = same.filter(|file| file.name() == &*name && file.text().as_bytes() == bytes) {
            sources.share(same);
            kept.push(true);
            continue;
        }
        let text = match syntax::decode(next, &name, bytes.to_vec()) {
            Ok(text) => text,
            Err(found) => {
                broken.push((at, found.diagnostic));
                found.source.text().to_owned()
            }
        };
        sources.add(name, text);
        kept.push(false);
    }
    Texts { sources, broken, kept }
}

/// Texts that were read and checked, for tools that look further than the checker does.
#[derive(Debug)]
pub struct Examined {
    /// What was written, file by file.
    pub files: Vec<ast::File>,
    /// What it says, as far as it could be made out; whole where nothing is an error.
    pub checked: Checked,
    /// All that is wrong with it.
    pub diagnostics: Diagnostics,
}

/// Reads and checks texts without loading them.
#[must_use]
pub fn examine_texts<N, T>(texts: impl IntoIterator<Item = (N, T)>) -> Examined
where
    N: Into<Arc<str>>,
    T: AsRef<[u8]>,
{
    let texts = texts_of(texts, None);
    let (files, mut found) = read(&texts);
    let (checked, more) = check(texts.sources.clone(), &files);
    found.extend(more);
    Examined { files, checked, diagnostics: Diagnostics::new(texts.sources, found) }
}

/// All that is wrong with some texts, without loading them: for editors and other tools.
#[must_use]
pub fn check_texts<N, T>(texts: impl IntoIterator<Item = (N, T)>) -> Diagnostics
where
    N: Into<Arc<str>>,
    T: AsRef<[u8]>,
{
    examine_texts(texts).diagnostics
}

/// Loads everything.
///
/// # Errors
/// Where the texts do not check: all that is wrong with them.
pub(super) fn whole(texts: Texts) -> Result<Loaded, Diagnostics> {
    let (files, mut found) = read(&texts);
    let (checked, more, bodies) = check_after(texts.sources.clone(), &files, None);
    found.extend(more);
    let diagnostics = Diagnostics::new(texts.sources, found);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let outlines = files.iter().map(|file| Arc::new(file.outline())).collect();
    let program = syntax::drop_beside(files, || compile(&checked));
    Ok(Loaded { checked, program, diagnostics, bodies, outlines })
}

/// Reads all files, and says what is wrong with their texts. A file that cannot be read whole still takes part with what
/// could be read of it, so that the others are not blamed for names that it declares.
fn read(texts: &Texts) -> (Vec<ast::File>, Vec<Diagnostic>) {
    let sources: Vec<&SourceFile> = texts.sources.iter().collect();
    let mut parsed = syntax::parse_all(&sources);
    for (at, diagnostic) in &texts.broken {
        // What else is wrong with it comes of the broken bytes, as far as anyone can tell.
        if let Some(parsed) = parsed.get_mut(*at) {
            parsed.file.incomplete = true;
            parsed.diagnostics = vec![diagnostic.clone()];
        }
    }
    let mut found = Vec::new();
    let files = parsed.into_iter().map(|parsed| {
        found.extend(parsed.diagnostics);
        parsed.file
    });
    (files.collect(), found)
}

/// Loads what an edit may have changed, where that is no more than rules, examples and values of parameters: whatever
/// else is declared has the text that it had, in the same order, so that every name and number means what it meant.
/// None where more changed, or where there is something to report, which a check of everything does best.
pub(super) fn changed(texts: &Texts, before: &Policies) -> Option<Loaded> {
    let same_files = texts.kept.len() == before.outlines.len() && texts.broken.is_empty();
    if !same_files || !before.warnings.items.is_empty() || !texts.kept.contains(&true) {
        return None;
    }
    let fresh: Vec<&SourceFile> =
        texts.sources.iter().zip(&texts.kept).filter(|(_, kept)| !**kept).map(|(file, _)| file).collect();
    let mut parsed = syntax::parse_all(&fresh).into_iter();
    let mut files: Vec<Arc<ast::File>> = Vec::with_capacity(texts.kept.len());
    for (source, (kept, outline)) in texts.sources.iter().zip(texts.kept.iter().zip(&before.outlines)) {
        if *kept {
            files.push(Arc::clone(outline));
            continue;
        }
        let Parsed { file, diagnostics } = parsed.next()?;
        let was = Declared { file: outline, source: before.texts().get(source.id())? };
        if !diagnostics.is_empty() || !was.same(&Declared { file: &file, source }) {
            return None;
        }
        files.push(Arc::new(file));
    }
    let kept = Kept { files: &texts.kept, bodies: &before.bodies, examples: &before.examples };
    let (checked, found, bodies) = check_after(texts.sources.clone(), &files, Some(&kept));
    if !found.is_empty() || !same_names(&checked.schema, before.schema()) {
        return None;
    }
    let is_kept = |file: FileId| texts.kept.get(file.0 as usize).copied().unwrap_or(false);
    let program = compile_after(&checked, Some(&before.program), is_kept);
    let examples = checked.examples.iter().filter(|example| is_kept(example.span.file));
    if !examples.into_iter().all(|example| still_holds(example, &program, &before.program)) {
        return None;
    }
    let outline = |(file, kept): (Arc<ast::File>, &bool)| if *kept { file } else { Arc::new(file.outline()) };
    let outlines = files.into_iter().zip(&texts.kept).map(outline).collect();
    Some(Loaded { checked, program, diagnostics: Diagnostics::new(texts.sources.clone(), found), bodies, outlines })
}

/// What a file declares.
struct Declared<'f> {
    file: &'f ast::File,
    source: &'f SourceFile,
}

impl Declared<'_> {
    /// Whether another file declares the same, so far as others can tell. Parameters may have other values.
    fn same(&self, other: &Self) -> bool {
        let policy = |declared: &Self| declared.file.policy.as_ref().map(ast::DottedName::text);
        let (mine, others) = (self.items(), other.items());
        policy(self) == policy(other)
            && self.file.incomplete == other.file.incomplete
            && mine.len() == others.len()
            && mine.iter().zip(others).all(|(mine, others)| self.same_item(mine, other, others))
    }

    fn items(&self) -> Vec<&ast::Item> {
        self.file.items.iter().filter(|item| !matches!(item.kind, ItemKind::Example(_))).collect()
    }

    fn same_item(&self, mine: &ast::Item, other: &Self, others: &ast::Item) -> bool {
        match (&mine.kind, &others.kind) {
            (ItemKind::Decision(a), ItemKind::Decision(b)) => {
                let outcomes = |declared: &Self, decision: &ast::Decision| -> Vec<String> {
                    decision.outcomes.iter().map(|all| declared.source.slice(all.span).to_owned()).collect()
                };
                let periods = |decision: &ast::Decision| -> Vec<_> {
                    decision.effective.iter().map(|period| (period.from, period.through)).collect()
                };
                a.name.text == b.name.text && outcomes(self, a) == outcomes(other, b) && periods(a) == periods(b)
            }
            // Its type is compared when it is known.
            (ItemKind::Param(a), ItemKind::Param(b)) => a.name.text == b.name.text,
            _ => self.source.slice(mine.span) == other.source.slice(others.span),
        }
    }
}

/// Whether facts, types and parameters are the same, but for the values of parameters.
fn same_names(schema: &Schema, before: &Schema) -> bool {
    let same = |a: &ParamDef, b: &ParamDef| {
        let has_value = |param: &ParamDef| !param.history.is_empty();
        (&a.policy, &a.name, &a.ty, &a.constraint, &a.unit, a.is_dated(), has_value(a))
            == (&b.policy, &b.name, &b.ty, &b.constraint, &b.unit, b.is_dated(), has_value(b))
    };
    schema.types == before.types
        && schema.facts == before.facts
        && schema.params.len() == before.params.len()
        && schema.params.values().zip(before.params.values()).all(|(a, b)| same(a, b))
}

/// Whether what an example of before expects means what it meant: the rules that it names by their places, and the
/// duties.
fn still_holds(example: &Example, program: &Program, before: &Program) -> bool {
    let names_rules =
        matches!(&example.expect, Expected::Outcome { because: Some(_), .. }) || example.obliges.is_some();
    let Query::Decision(id) = example.query else { return true };
    let rules = |program: &Program| -> Vec<(Arc<str>, u8, Vec<Arc<str>>)> {
        let duties = |rule: &crate::compile::Rule| rule.obligations.iter().map(|duty| duty.name.clone()).collect();
        program.decision(id).rules.iter().map(|rule| (rule.name.clone(), rule.outcome, duties(rule))).collect()
    };
    !names_rules || rules(program) == rules(before)
}
