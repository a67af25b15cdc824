//! Many rules, few of which can fire: their candidates by the value of one fact.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap as HashMap;

use super::ranges::{Key, Range, Ranges};
use super::{Path, Planned, Root, Test, TestId};
use crate::compile::WordSet;
use crate::eval::logic;
use crate::facts::Facts;
use crate::model::{Cell, Id, Value};

/// With fewer rules than this, looking at each is as fast.
const WORTHWHILE: usize = 8;

/// Of so many facts that guard most rules the best is taken.
const TRIED: usize = 4;

/// The rules that a value of one fact leaves to be looked at.
#[derive(Debug)]
pub(super) struct Index {
    path: Path,
    by_word: Vec<Vec<u32>>,
    by_text: HashMap<Arc<str>, Vec<u32>>,
    by_int: HashMap<i64, Vec<u32>>,
    by_range: Option<Ranges>,
    /// Rules that the fact does not guard.
    always: Vec<u32>,
}

/// What a rule asks of the fact that guards it.
enum Guard<'t> {
    Words(&'t WordSet),
    Text(&'t Arc<str>),
    Range(Range),
}

impl Index {
    /// An index by the fact whose values leave the fewest rules; none where it would spare little.
    pub(super) fn of(rules: &[Planned], tests: &[Test]) -> Option<Self> {
        if rules.len() < WORTHWHILE {
            return None;
        }
        let mut counts: IndexMap<Path, usize> = IndexMap::new();
        for path in rules.iter().flat_map(|rule| guards(rule, tests).into_keys()) {
            *counts.entry(path).or_default() += 1;
        }
        counts.retain(|_, count| *count * 2 >= rules.len());
        counts.sort_by(|_, a, _, b| b.cmp(a));
        let paths = counts.into_keys().take(TRIED);
        let index = paths.filter_map(|path| Self::by(path, rules, tests)).min_by_key(Self::left)?;
        (index.left() * 2 <= rules.len()).then_some(index)
    }

    /// An index by one fact; none where it would be too large.
    fn by(path: Path, rules: &[Planned], tests: &[Test]) -> Option<Self> {
        // Their keys are the policy's, so that no input can crowd them.
        let (by_word, by_text, by_int) = (Vec::new(), HashMap::default(), HashMap::default());
        let mut index = Self { path, by_word, by_text, by_int, by_range: None, always: Vec::new() };
        let mut ranges = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            let at = u32::try_from(at).ok()?;
            match guards(rule, tests).swap_remove(&path) {
                None => index.always.push(at),
                Some(Guard::Words(words)) => index.add_words(at, words),
                Some(Guard::Text(text)) => index.by_text.entry(Arc::clone(text)).or_default().push(at),
                Some(Guard::Range(range)) => ranges.push((at, range)),
            }
        }
        index.add_ranges(ranges)?;
        Some(index)
    }

    /// How many rules a value leaves, on average.
    fn left(&self) -> usize {
        let lists = self.by_word.iter().chain(self.by_text.values()).chain(self.by_int.values());
        let (mut count, mut total) = lists.fold((0, 0), |(count, total), rules| (count + 1, total + rules.len()));
        if let Some(ranges) = &self.by_range {
            count += ranges.lists().len();
            total += ranges.lists().iter().map(Vec::len).sum::<usize>();
        }
        self.always.len() + total / count.max(1)
    }

    fn add_words(&mut self, rule: u32, words: &WordSet) {
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

    /// Single whole numbers are found by a hash, other ranges by a search.
    fn add_ranges(&mut self, ranges: Vec<(u32, Range)>) -> Option<()> {
        let point = |range: Range| match range.point() {
            Some(Key::Int(n)) => Some(n),
            _ => None,
        };
        if ranges.iter().any(|(_, range)| point(*range).is_none()) {
            self.by_range = Some(Ranges::of(&ranges)?);
            return Some(());
        }
        for (rule, range) in ranges {
            self.by_int.entry(point(range)?).or_default().push(rule);
        }
        Some(())
    }

    /// The rules that may fire or be unknown, by their places; none where all of them may.
    pub(super) fn candidates(&self, facts: &Facts) -> Option<impl Iterator<Item = u32>> {
        let Root::Fact(fact) = self.path.root else { return None };
        let fields = self.path.fields.iter().take(usize::from(self.path.length));
        let cell = fields.fold(facts.get(fact), |cell, field| logic::field(cell, *field));
        let found: Option<&Vec<u32>> = match cell {
            Cell::Known(Value::Word(word)) => self.by_word.get(usize::from(*word)),
            Cell::Known(Value::Text(text)) => self.by_text.get(text),
            Cell::Known(value) => match (&self.by_range, value) {
                (Some(ranges), value) => ranges.get(Key::of(value)?),
                (None, Value::Int(n)) => self.by_int.get(n),
                (None, _) => return None,
            },
            Cell::Absent | Cell::Unknown => return None,
        };
        let found = found.map_or(&[][..], Vec::as_slice);
        Some(found.iter().chain(&self.always).copied())
    }
}

/// The facts of which a rule asks certain values before it can fire or be unknown.
fn guards<'t>(rule: &Planned, tests: &'t [Test]) -> IndexMap<Path, Guard<'t>> {
    let mut found: IndexMap<Path, Guard<'t>> = IndexMap::new();
    let mut add = |test: TestId, holds: bool| {
        let Some((path, guard)) = guard(test, tests, holds) else { return };
        match (found.get_mut(&path), guard) {
            (Some(Guard::Range(before)), Guard::Range(range)) => *before = before.and(range),
            // One of several guards is enough.
            (Some(_), _) => {}
            (None, guard) => drop(found.insert(path, guard)),
        }
    };
    match tests.get(rule.condition.index()) {
        Some(Test::All(parts)) if rule.fires_on => parts.iter().for_each(|part| add(*part, true)),
        // What is required must fail: one of any that would do is not enough, each of them has to.
        Some(Test::Any(parts)) if !rule.fires_on => parts.iter().for_each(|part| add(*part, false)),
        _ => add(rule.condition, rule.fires_on),
    }
    found
}

/// What a test asks of a fact, for it to hold or not to hold.
fn guard(test: TestId, tests: &[Test], holds: bool) -> Option<(Path, Guard<'_>)> {
    let range =
        |orders: super::Orders, key| Range::of(if holds { orders } else { orders.not() }, key).map(Guard::Range);
    let (path, guard) = match tests.get(test.index())? {
        Test::Word(path, words) if holds => (path, Guard::Words(words)),
        Test::Text(path, equal, _, text) if *equal == holds => (path, Guard::Text(text)),
        Test::Int(path, orders, _, n) => (path, range(*orders, Key::Int(*n))?),
        Test::Decimal(path, orders, _, n) => (path, range(*orders, Key::Decimal(*n))?),
        Test::Date(path, orders, _, date) => (path, range(*orders, Key::Date(*date))?),
        _ => return None,
    };
    matches!(path.root, Root::Fact(_)).then_some((*path, guard))
}
