//! Examples to what comes out of them, shown above each. It asks the engine, and judges nothing.

use std::cell::RefCell;
use std::collections::BTreeSet;

use zhun::Engine;
use zhun::diagnostic::Locale;
use zhun::explain::human::Form;
use zhun::source::{FileId, SourceFile, Span};
use zhun::syntax::ast::{self, DottedName, ItemKind};

use crate::hover::say;
use crate::look::Look;

/// What became of an example.
#[derive(Clone)]
pub struct Shown {
    pub passed: bool,
    /// In a few words.
    pub title: String,
    /// The whole explanation.
    pub explained: String,
}

/// The examples of a file: their places.
pub fn examples(tree: &ast::File) -> impl Iterator<Item = Span> {
    tree.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Example(example) => Some(example.query.span.to(example.title.span)),
        _ => None,
    })
}

/// What came out of the examples of a file, by their places.
type Results = (FileId, Vec<(Span, Shown)>);

/// What was run last, so that all lenses of a file cost one run.
#[derive(Default)]
pub struct Runner {
    engine: RefCell<Option<Engine>>,
    results: RefCell<Option<Results>>,
}

impl Runner {
    /// Forgets what came out, since something changed.
    pub fn forget(&self) {
        *self.results.borrow_mut() = None;
    }

    /// What comes out of the example at a place; none where its policies do not check.
    pub fn run(&self, look: &Look, file: &SourceFile, place: Span, locale: Locale) -> Option<Shown> {
        let known = self.results.borrow().as_ref().is_some_and(|(known, _)| *known == file.id());
        if !known {
            let results = self.run_all(look, file, locale);
            *self.results.borrow_mut() = Some((file.id(), results));
        }
        let results = self.results.borrow();
        let (_, results) = results.as_ref()?;
        results.iter().find(|(known, _)| *known == place).map(|(_, shown)| shown.clone())
    }

    fn run_all(&self, look: &Look, file: &SourceFile, locale: Locale) -> Vec<(Span, Shown)> {
        let texts: Vec<(&str, &str)> =
            needed(look, file.id()).into_iter().map(|file| (file.name(), file.text())).collect();
        let mut engine = self.engine.borrow_mut();
        let loaded = match &*engine {
            Some(engine) => engine.replace(texts).is_ok(),
            None => {
                *engine = Engine::new(texts).ok();
                engine.is_some()
            }
        };
        let (true, Some(engine), Some(tree)) = (loaded, &*engine, look.tree(file.id())) else { return Vec::new() };
        let policies = engine.snapshot();
        let places: Vec<(String, Span)> =
            examples(tree).map(|place| (look.diagnostics.sources.locate(place), place)).collect();
        let here = policies.examples().filter_map(|result| {
            let (_, place) = places.iter().find(|(at, _)| *at == result.at)?;
            let (expected, actual) = (result.expected.as_str(), result.actual.as_str());
            let title = match result.passed {
                true => say("lsp.example-passed", &[("actual", actual)], locale),
                false => say("lsp.example-failed", &[("actual", actual), ("expected", expected)], locale),
            };
            let lines = result.lines(&policies, Form::Short, locale);
            let explained = lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            Some((*place, Shown { passed: result.passed, title, explained }))
        });
        here.collect()
    }
}

/// The files of the policy of a file, and of all that it uses.
fn needed(look: &Look, id: FileId) -> Vec<&SourceFile> {
    let name = |tree: &ast::File| tree.policy.as_ref().map(DottedName::text);
    let mut wanted: BTreeSet<String> = look.tree(id).and_then(name).into_iter().collect();
    loop {
        let here = look.trees().filter(|tree| name(tree).is_some_and(|name| wanted.contains(&name)));
        let used = here.flat_map(|tree| &tree.items).filter_map(|item| match &item.kind {
            ItemKind::Use(used) => Some(used.policy.text()),
            _ => None,
        });
        let all: BTreeSet<String> = wanted.iter().cloned().chain(used).collect();
        if all.len() == wanted.len() {
            break;
        }
        wanted = all;
    }
    let trees = look.trees().filter(|tree| name(tree).is_some_and(|name| wanted.contains(&name)));
    trees.filter_map(|tree| look.source(tree.id)).collect()
}
