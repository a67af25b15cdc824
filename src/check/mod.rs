//! Trees as they were written to policies with every name resolved and every type known, and all that is wrong with
//! them. It never evaluates anything but constants.
//!
//! The work goes in passes, each over all files: `declare` enters every name, `types` resolves what facts,
//! parameters and fields are, `order` finds circles and the order in which bodies can be typed, `expr` types
//! them with `narrow` keeping track of guards, `decision` and `example` put them together, and `period`
//! and `depth` look at the whole. `names` notes what was resolved to what.

pub mod checked;

mod body;
mod calendar;
mod constant;
mod decision;
mod declare;
mod define;
mod depth;
mod example;
mod expr;
mod names;
mod narrow;
mod order;
mod param;
mod period;
mod report;
mod scope;
mod types;
mod walk;

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use checked::{CalendarId, Checked, DefineId, SourceId};
use scope::Scopes;

use crate::diagnostic::Diagnostic;
use crate::model::{DecisionId, EnumId, FactId, ParamId, RecordDef, RecordId, Type, TypeKind};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast;

pub use body::{Bodies, Body, Kept};
pub use depth::{MAX_CALLS, MAX_EVALUATION_DEPTH, MAX_RECORD_DEPTH};
pub use names::{Meaning, Named, Names};

/// How many diagnostics one check gives; more than anyone reads, and few enough that any text is checked in no time.
pub const MAX_DIAGNOSTICS: usize = 1_000;

/// Checks the files of some policies together.
///
/// `texts` are the texts that the files were read from. The result is whole, and fit for the compiler, only where no
/// diagnostic is an error; the diagnostics do not hold those of reading the text.
#[must_use]
pub fn check<F: Borrow<ast::File>>(texts: Sources, files: &[F]) -> (Checked, Vec<Diagnostic>) {
    let (checked, found, _) = check_after(texts, files, None);
    (checked, found)
}

/// Checks files of which some were checked before, and gives the bodies for a check after this one.
///
/// Of a kept file, the outline is enough ([`ast::File::outline`]): its decisions get no rules here, and its examples
/// are those of before. That holds good only where every name that was declared then is declared now, in the same order
/// and with the same meaning, and where nothing is reported; whoever calls this sees to the first and falls back to a
/// check of everything otherwise.
#[must_use]
pub fn check_after<F: Borrow<ast::File>>(
    texts: Sources,
    files: &[F],
    kept: Option<&Kept<'_>>,
) -> (Checked, Vec<Diagnostic>, Bodies) {
    let checker = run(texts, files, kept, None);
    (checker.out, checker.diagnostics, checker.bodies)
}

/// Checks the files of some policies together, and notes what each name in them means.
#[must_use]
pub fn check_named<F: Borrow<ast::File>>(texts: Sources, files: &[F]) -> (Checked, Vec<Diagnostic>, Names) {
    let checker = run(texts, files, None, Some(Names::default()));
    (checker.out, checker.diagnostics, checker.names.unwrap_or_default().finish())
}

fn run<'a, F: Borrow<ast::File>>(
    texts: Sources,
    files: &'a [F],
    kept: Option<&'a Kept<'a>>,
    names: Option<Names>,
) -> Checker<'a> {
    let files: Vec<&ast::File> = files.iter().map(Borrow::borrow).collect();
    let mut checker = Checker {
        out: Checked { texts, ..Checked::default() },
        diagnostics: Vec::new(),
        scopes: Scopes::default(),
        items: Items::default(),
        spans: Spans::default(),
        typed: HashMap::new(),
        tells: HashMap::new(),
        depths: Depths::default(),
        signed: HashSet::new(),
        written: HashMap::new(),
        broken_records: HashSet::new(),
        bodies: Bodies::new(),
        kept,
        names,
    };
    checker.declare(&files);
    checker.resolve_types();
    checker.check_params();
    checker.check_calendars();
    checker.check_bodies();
    checker.check_examples();
    checker.keep_examples();
    checker.check_periods();
    checker
}

/// The state of one check.
struct Checker<'a> {
    out: Checked,
    diagnostics: Vec<Diagnostic>,
    scopes: Scopes<'a>,
    items: Items<'a>,
    spans: Spans,
    /// Whether a define's type and body are known; absent before its turn.
    typed: HashMap<DefineId, bool>,
    /// What each define tells where it is false, and where it is true.
    tells: HashMap<DefineId, [narrow::Follows; 2]>,
    depths: Depths,
    /// Defines whose type is written, so that it is known before their turn.
    signed: HashSet<DefineId>,
    /// Decisions as they were written: rules that could not be typed are missing from the checked ones.
    written: HashMap<DecisionId, &'a ast::Decision>,
    /// Records that lost their fields, because they could not be walked, and those that stand for types that were
    /// reported. What has such a type is not looked at any further.
    broken_records: HashSet<RecordId>,
    /// What the decisions read, once all are typed.
    bodies: Bodies,
    kept: Option<&'a Kept<'a>>,
    /// What names mean, where someone wants to know.
    names: Option<Names>,
}

/// How deep the evaluation of what was typed so far goes.
#[derive(Default)]
struct Depths {
    defines: HashMap<DefineId, usize>,
    decisions: HashMap<DecisionId, usize>,
}

/// An item with its policy and the id that it was given.
struct Declared<'a, I, T> {
    policy: Arc<str>,
    id: I,
    item: &'a T,
    doc: Option<&'a str>,
}

/// What was declared, by kind, in file order.
#[derive(Default)]
struct Items<'a> {
    enums: Vec<Declared<'a, EnumId, ast::EnumDecl>>,
    records: Vec<Declared<'a, RecordId, ast::RecordDecl>>,
    facts: Vec<Declared<'a, FactId, ast::FieldDecl>>,
    params: Vec<Declared<'a, ParamId, ast::Param>>,
    sources: Vec<Declared<'a, SourceId, ast::Source>>,
    calendars: Vec<Declared<'a, CalendarId, ast::Calendar>>,
    defines: Vec<Declared<'a, DefineId, ast::Define>>,
    decisions: Vec<Declared<'a, DecisionId, ast::Decision>>,
    examples: Vec<Declared<'a, (), ast::Example>>,
}

/// Places that the checked policies do not keep.
#[derive(Default)]
struct Spans {
    facts: HashMap<FactId, Span>,
    records: HashMap<RecordId, Span>,
    effective: HashMap<DecisionId, Span>,
    headers: HashMap<FileId, Span>,
}

impl Checker<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        if !self.is_full() {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Stands for the type of `name`, which was reported.
    fn broken_type(&mut self, name: &str) -> Type {
        let id = self.out.schema.types.records.push(RecordDef { name: name.into(), fields: Vec::new() });
        self.broken_records.insert(id);
        TypeKind::Record(id).into()
    }

    /// Whether a type was reported, so that nothing is to be said of what has it.
    fn is_broken(&self, kind: &TypeKind) -> bool {
        matches!(kind, TypeKind::Record(id) if self.broken_records.contains(id))
    }

    /// Whether so much was reported that nothing more is looked for.
    fn is_full(&self) -> bool {
        self.diagnostics.len() >= MAX_DIAGNOSTICS
    }
}

#[cfg(test)]
mod tests;
