//! `exists t in list: t.a = x and t.b = y and …` by a hash of the fields that must be equal, so that asking it for many x
//! costs no more than the list is long. It gives up, and the list is looked through, where a field is unknown.

use std::cell::{Cell as Slot, OnceCell};
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::run::{Around, Env, Run};
use super::{Expr, ExprId, Layout, Path, Root, Test, TestId};
use crate::model::{Cell, Id, Value};

/// A list of fewer elements is looked through.
const LONG: usize = 32;
/// A hash is made when the list was looked through so many times: it costs about as much.
const PATIENCE: u32 = 6;

/// What must be equal for an element to settle a quantifier.
#[derive(Debug)]
pub(super) struct Join {
    /// A field of the element, and what it must be equal to, which has no part in the element.
    equal: Vec<(Path, Path)>,
}

impl Join {
    /// The equalities without which neither filter nor body can hold; none where there are none, or where the list may
    /// be another each time.
    pub(super) fn of(layout: &Layout, list: ExprId, filter: Option<TestId>, body: TestId) -> Option<Self> {
        match layout.exprs.get(list.index())? {
            Expr::Path(Path { root: Root::Fact(_), .. }) => {}
            _ => return None,
        }
        let mut equal = Vec::new();
        for test in filter.into_iter().chain([body]) {
            let test = layout.tests.get(test.index())?;
            match test {
                Test::All(parts) => {
                    equal.extend(parts.iter().filter_map(|part| equality(layout.tests.get(part.index())?)));
                }
                test => equal.extend(equality(test)),
            }
        }
        (!equal.is_empty()).then_some(Self { equal })
    }
}

/// An equality of a field of the nearest variable with something else.
fn equality(test: &Test) -> Option<(Path, Path)> {
    let Test::Same(left, right, true) = test else { return None };
    let is_element = |path: &Path| path.root == Root::Local(0);
    match (is_element(left), is_element(right)) {
        (true, false) => Some((*left, *right)),
        (false, true) => Some((*right, *left)),
        _ => None,
    }
}

/// A join while a decision is judged.
#[derive(Debug, Default)]
pub(super) struct Joining {
    asked: Slot<u32>,
    /// The elements by their hashes, in order; none where a field is unknown.
    hashes: OnceCell<Option<Vec<(u64, u32)>>>,
}

impl Run<'_> {
    /// The elements that may settle a quantifier, by their places: those of equal hash; none where all may.
    pub(super) fn joined(&self, join: u32, cells: &[Cell], env: Around<'_>) -> Option<Vec<u32>> {
        if cells.len() < LONG {
            return None;
        }
        let (join, joining) = (self.layout.joins.get(join as usize)?, self.joining(join)?);
        joining.asked.set(joining.asked.get().saturating_add(1));
        if joining.asked.get() <= PATIENCE {
            return None;
        }
        let hashes = joining.hashes.get_or_init(|| {
            let element = |(at, cell)| {
                let env = Env { cell, outer: None };
                let hash = hash(join.equal.iter().map(|(field, _)| self.path(field, Some(&env))))?;
                Some((hash, at))
            };
            let mut hashes = (0..).zip(cells).map(element).collect::<Option<Vec<(u64, u32)>>>()?;
            hashes.sort_unstable();
            Some(hashes)
        });
        // What it is compared with stands around the element, one variable further out.
        let unknown = Cell::Unknown;
        let env = Env { cell: &unknown, outer: env };
        let wanted = hash(join.equal.iter().map(|(_, other)| self.path(other, Some(&env))))?;
        let hashes = hashes.as_ref()?;
        let start = hashes.partition_point(|(hash, _)| *hash < wanted);
        let found = hashes.get(start..).unwrap_or_default().iter().take_while(|(hash, _)| *hash == wanted);
        Some(found.map(|(_, at)| *at).collect())
    }
}

/// One hash of values that are all known; none where one is not, or has parts that may not be.
fn hash<'c>(cells: impl Iterator<Item = &'c Cell>) -> Option<u64> {
    let mut hasher = FxHasher::default();
    for cell in cells {
        match cell {
            Cell::Known(Value::Record(_) | Value::List(_) | Value::Outcome(_)) | Cell::Absent | Cell::Unknown => {
                return None;
            }
            Cell::Known(value) => value.hash(&mut hasher),
        }
    }
    Some(hasher.finish())
}
