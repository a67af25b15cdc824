//! Many rules, few of which can fire: their candidates by the value of one fact.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Path, Planned, Root, Test, TestId};
use crate::eval::logic;
use crate::facts::Facts;
use crate::model::{Cell, Id, Value};

/// With fewer rules than this, looking at each is as fast.
const WORTHWHILE: usize = 8;

/// The rules that a value of one fact leaves to be looked at.
#[derive(Debug)]
pub(super) struct Index {
    path: Path,
    by_word: Vec<Vec<u32>>,
    by_text: HashMap<Arc<str>, Vec<u32>>,
    by_int: HashMap<i64, Vec<u32>>,
    /// Rules that the fact does not guard.
    always: Vec<u32>,
}

/// What a rule asks of the fact that guards it.
enum Guard<'t> {
    Words(&'t crate::compile::WordSet),
    Text(&'t Arc<str>),
    Int(i64),
}

impl Index {
    /// An index by the fact that guards the most rules; none where it would spare little.
    pub(super) fn of(rules: &[Planned], tests: &[Test]) -> Option<Self> {
        if rules.len() < WORTHWHILE {
            return None;
        }
        let mut counts: IndexMap<Path, usize> = IndexMap::new();
        for (path, _) in rules.iter().flat_map(|rule| guards(rule, tests)) {
            *counts.entry(path).or_default() += 1;
        }
        let (path, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        if count * 2 < rules.len() {
            return None;
        }
        let (by_word, by_text, by_int) = (Vec::new(), HashMap::new(), HashMap::new());
        let mut index = Self { path, by_word, by_text, by_int, always: Vec::new() };
        for (at, rule) in rules.iter().enumerate() {
            let at = u32::try_from(at).ok()?;
            match guards(rule, tests).into_iter().find(|(guarded, _)| *guarded == path) {
                None => index.always.push(at),
                Some((_, guard)) => index.add(at, &guard),
            }
        }
        Some(index)
    }

    fn add(&mut self, rule: u32, guard: &Guard<'_>) {
        match guard {
            Guard::Words(words) => {
                for word in words.iter() {
                    let place = usize::from(word);
                    if self.by_word.len() <= place {
                        self.by_word.resize_with(place + 1, Vec::new);
                    }
                    if let Some(rules) = self.by_word.get_mut(place) {
                        rules.push(rule);
                    }
                }
            }
            Guard::Text(text) => self.by_text.entry(Arc::clone(text)).or_default().push(rule),
            Guard::Int(n) => self.by_int.entry(*n).or_default().push(rule),
        }
    }

    /// The rules that may fire or be unknown, by their places; none where all of them may.
    pub(super) fn candidates(&self, facts: &Facts) -> Option<impl Iterator<Item = u32>> {
        let Root::Fact(fact) = self.path.root else { return None };
        let fields = self.path.fields.iter().take(usize::from(self.path.length));
        let cell = fields.fold(facts.get(fact), |cell, field| logic::field(cell, *field));
        let found: Option<&Vec<u32>> = match cell {
            Cell::Known(Value::Word(word)) => self.by_word.get(usize::from(*word)),
            Cell::Known(Value::Text(text)) => self.by_text.get(text),
            Cell::Known(Value::Int(n)) => self.by_int.get(n),
            _ => return None,
        };
        let found = found.map_or(&[][..], Vec::as_slice);
        Some(found.iter().chain(&self.always).copied())
    }
}

/// The facts of which a rule asks a certain value before it can fire or be unknown.
fn guards<'t>(rule: &Planned, tests: &'t [Test]) -> Vec<(Path, Guard<'t>)> {
    let mut found = Vec::new();
    if rule.fires_on {
        match tests.get(rule.condition.index()) {
            Some(Test::All(parts)) => parts.iter().for_each(|part| found.extend(guard(*part, tests))),
            _ => found.extend(guard(rule.condition, tests)),
        }
    }
    found
}

fn guard(test: TestId, tests: &[Test]) -> Option<(Path, Guard<'_>)> {
    let (path, guard) = match tests.get(test.index())? {
        Test::Word(path, words) => (path, Guard::Words(words)),
        Test::Text(path, true, _, text) => (path, Guard::Text(text)),
        Test::Int(path, orders, _, n) if orders.equality() == Some(true) => (path, Guard::Int(*n)),
        _ => return None,
    };
    matches!(path.root, Root::Fact(_)).then_some((*path, guard))
}
