//! The elements of a list, one after the other, by what is asked of their fields: what does not vary from element to
//! element is looked up once, and conditions on one field stand in a row.

use super::run::{Around, Env, Run};
use super::{Layout, Path, Root, Test, TestId, Truth};
use crate::compile::{Quantifier, WordSet};
use crate::eval::logic::{self, UNKNOWN};
use crate::model::{Cell, Id, Value};

/// How many values around the elements are looked up once.
const AROUND: usize = 4;

/// What is asked of each element: all of some conditions, or any of them.
#[derive(Debug)]
pub(super) struct Scan {
    /// The truth of one condition that settles them all: false of `and`, true of `or`.
    settles: bool,
    atoms: Box<[Atom]>,
    /// All other conditions.
    rest: Box<[TestId]>,
    around: Vec<Path>,
}

/// A condition on a field of an element.
#[derive(Debug)]
struct Atom {
    field: u16,
    asks: Asks,
}

#[derive(Debug)]
enum Asks {
    /// Whether it is the same as a value around, by its place among those, or another one.
    Same(usize, bool),
    Flag(bool),
    Word(WordSet),
}

impl Scan {
    /// The conditions of a quantifier as such a row; none where that would gain nothing.
    pub(super) fn of(layout: &Layout, which: Quantifier, filter: Option<TestId>, body: TestId) -> Option<Self> {
        let test = |id: TestId| layout.tests.get(id.index());
        let mut scan = Self { settles: false, atoms: Box::default(), rest: Box::default(), around: Vec::new() };
        let mut parts: Vec<TestId> = Vec::new();
        match (filter, test(body)?) {
            // What `where` leaves out makes `every` true, and the others false.
            (Some(_), _) if which == Quantifier::Every => return None,
            (None, Test::Any(any)) => {
                scan.settles = true;
                parts.extend(any);
            }
            _ => {
                for id in filter.into_iter().chain([body]) {
                    match test(id)? {
                        Test::All(all) => parts.extend(all),
                        _ => parts.push(id),
                    }
                }
            }
        }
        let (mut atoms, mut rest) = (Vec::new(), Vec::new());
        for id in parts {
            match scan.atom(test(id)?) {
                Some(atom) => atoms.push(atom),
                None => rest.push(id),
            }
        }
        (scan.atoms, scan.rest) = (atoms.into(), rest.into());
        (!scan.atoms.is_empty()).then_some(scan)
    }

    fn atom(&mut self, test: &Test) -> Option<Atom> {
        let field =
            |path: &Path| (path.root == Root::Local(0) && path.length == 1).then(|| path.fields.first().copied());
        Some(match test {
            Test::Flag(path, wanted) => Atom { field: field(path)??, asks: Asks::Flag(*wanted) },
            Test::Word(path, words) => Atom { field: field(path)??, asks: Asks::Word(words.clone()) },
            Test::Same(left, right, equal) => {
                let sides = [(left, right), (right, left)];
                let (inner, outer) = sides.into_iter().find(|(a, b)| field(a).is_some() && b.root != Root::Local(0))?;
                let place = self.around.iter().position(|path| path == outer).unwrap_or(self.around.len());
                if place >= AROUND {
                    return None;
                }
                if place == self.around.len() {
                    self.around.push(*outer);
                }
                Atom { field: field(inner)??, asks: Asks::Same(place, *equal) }
            }
            _ => return None,
        })
    }
}

impl Run<'_> {
    /// Goes through elements until one makes the conditions `wanted`: true where one surely does, unknown where one may.
    pub(super) fn scan<'c>(
        &self,
        scan: &Scan,
        cells: impl Iterator<Item = &'c Cell>,
        wanted: bool,
        env: Around<'_>,
    ) -> Truth {
        // What stands around an element, one variable further out.
        let unknown = Env { cell: &UNKNOWN, outer: env };
        let mut around = [&UNKNOWN; AROUND];
        for (cell, path) in around.iter_mut().zip(&scan.around) {
            *cell = self.path(path, Some(&unknown));
        }
        let mut found = Some(false);
        for cell in cells {
            match self.scan_one(scan, cell, &around, env) {
                Some(truth) if truth == wanted => return Some(true),
                Some(_) => {}
                None => found = None,
            }
        }
        found
    }

    #[inline(always)]
    fn scan_one(&self, scan: &Scan, cell: &Cell, around: &[&Cell; AROUND], env: Around<'_>) -> Truth {
        let mut so_far = Some(!scan.settles);
        for atom in &scan.atoms {
            let truth = match (&atom.asks, logic::field(cell, atom.field)) {
                (Asks::Flag(wanted), Cell::Known(Value::Bool(value))) => Some(value == wanted),
                (Asks::Word(words), Cell::Known(Value::Word(word))) => Some(words.contains(*word)),
                (Asks::Same(place, equal), Cell::Known(value)) => match around.get(*place) {
                    Some(Cell::Known(other)) => same(value, other).map(|same| same == *equal),
                    _ => None,
                },
                _ => None,
            };
            match truth {
                Some(truth) if truth == scan.settles => return Some(truth),
                Some(_) => {}
                None => so_far = None,
            }
        }
        if scan.rest.is_empty() {
            return so_far;
        }
        let inner = Env { cell, outer: env };
        for test in &scan.rest {
            match self.test(*test, Some(&inner)) {
                Some(truth) if truth == scan.settles => return Some(truth),
                Some(_) => {}
                None => so_far = None,
            }
        }
        so_far
    }
}

/// Whether two values are the same; texts, which most of them are, without a detour.
#[inline(always)]
fn same(a: &Value, b: &Value) -> Truth {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Some(a == b),
        (a, b) => logic::same(a, b),
    }
}
