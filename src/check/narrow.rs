//! What a condition tells of the presence of the names in it.

use super::Checker;
use super::checked::{DefineId, Expr, ExprKind, LocalId};
use crate::model::{FactId, ParamId, Value};

/// Something that may be present or absent and cannot change between a guard and a use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    root: Root,
    fields: Vec<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Fact(FactId),
    Param(ParamId),
    Define(DefineId),
    Local(LocalId),
}

impl Place {
    /// The place that an expression names; none for one that computes.
    pub fn of(expr: &Expr) -> Option<Self> {
        let root = match &expr.kind {
            ExprKind::Fact(id) => Root::Fact(*id),
            ExprKind::Param(id) => Root::Param(*id),
            ExprKind::Define(id) => Root::Define(*id),
            ExprKind::Local(id) => Root::Local(*id),
            ExprKind::ToDecimal(inner) => return Self::of(inner),
            ExprKind::Field(record, index) => {
                let mut place = Self::of(record)?;
                place.fields.push(*index);
                return Some(place);
            }
            _ => return None,
        };
        Some(Self { root, fields: Vec::new() })
    }

    pub fn is_local(&self) -> bool {
        matches!(self.root, Root::Local(_))
    }
}

/// A place and whether it is present.
pub(super) type Known = (Place, bool);

/// What follows; none where the case cannot come about.
pub(super) type Follows = Option<Vec<Known>>;

/// How many guards are kept in mind at one place. To forget one is safe: its name only counts as unguarded.
const MAX_KNOWN: usize = 256;

/// Adds what is not known yet.
pub(super) fn learn(known: &mut Vec<Known>, more: Vec<Known>) {
    for place in more {
        if known.len() < MAX_KNOWN && !known.contains(&place) {
            known.push(place);
        }
    }
}

impl Checker<'_> {
    /// What holds where `expr` is `truth`.
    pub(super) fn narrow(&self, expr: &Expr, truth: bool) -> Vec<Known> {
        self.follows(expr, truth).unwrap_or_default()
    }

    /// Keeps what a define tells, once its body is known, so that chains of defines are not walked again.
    pub(super) fn remember_what_it_tells(&mut self, id: DefineId) {
        let body = &self.out.defines[id].body;
        let [when_false, when_true] = [false, true].map(|truth| {
            // What a define says of its own variables means nothing outside.
            let known = self.follows(body, truth)?;
            Some(known.into_iter().filter(|(place, _)| !place.is_local()).collect())
        });
        self.tells.insert(id, [when_false, when_true]);
    }

    fn follows(&self, expr: &Expr, truth: bool) -> Follows {
        match &expr.kind {
            ExprKind::Literal(Value::Bool(b)) => (*b == truth).then(Vec::new),
            ExprKind::IsPresent(value, present) => {
                Some(Place::of(value).map(|place| (place, *present == truth)).into_iter().collect())
            }
            ExprKind::Not(inner) => self.follows(inner, !truth),
            ExprKind::And(all) => self.chain(all, truth, true),
            ExprKind::Or(all) => self.chain(all, truth, false),
            ExprKind::If(condition, then, otherwise) => either(
                both(self.follows(condition, true), self.follows(then, truth)),
                both(self.follows(condition, false), self.follows(otherwise, truth)),
            ),
            ExprKind::Define(id) => match self.tells.get(id) {
                Some([when_false, when_true]) => if truth { when_true } else { when_false }.clone(),
                None => Some(Vec::new()),
            },
            _ => Some(Vec::new()),
        }
    }

    /// A chain of `and` (`all_needed` true) or of `or`.
    fn chain(&self, all: &[Expr], truth: bool, all_needed: bool) -> Follows {
        let mut cases = all.iter().map(|expr| self.follows(expr, truth));
        if truth == all_needed {
            cases.try_fold(Vec::new(), |known, case| both(Some(known), case))
        } else {
            let first = cases.next()?;
            cases.fold(first, either)
        }
    }
}

fn both(a: Follows, b: Follows) -> Follows {
    let (mut a, b) = (a?, b?);
    learn(&mut a, b);
    Some(a)
}

fn either(a: Follows, b: Follows) -> Follows {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.into_iter().filter(|known| b.contains(known)).collect()),
        (a, b) => a.or(b),
    }
}
