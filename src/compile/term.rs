//! Expressions as rows of one flat table: a term names its operands by their places.

use crate::check::checked::{Aggregate, Arithmetic, Builtin, Comparison, DefineId, LocalId, Quantifier, WordSet};
use crate::model::{Cell, DecisionId, FactId, OutcomeSet, ParamId, table::ids};

ids! {
    /// A term of a program. Operands come before the terms that use them.
    TermId,
}

/// What a term computes; [`crate::check::checked::ExprKind`] says how each behaves.
#[derive(Debug, Clone)]
pub enum Term {
    /// `3`, `normal`, `absent`
    Literal(Cell),
    /// `today`
    Today,
    /// `now`
    Now,
    /// `closures`
    Fact(FactId),
    /// `score_to_enter`
    Param(ParamId),
    /// `p`, a slot of the frame
    Local(LocalId),
    /// `newly_joined`
    Define(DefineId),
    /// `taper(c, 5.0)`
    Call(DefineId, Box<[TermId]>),
    /// `standing`
    Decision(DecisionId),
    /// `gate.kind`
    Field(TermId, u16),
    /// An int where a decimal is due.
    ToDecimal(TermId),
    /// `not a`
    Not(TermId),
    /// `a and b`
    And(Box<[TermId]>),
    /// `a or b`
    Or(Box<[TermId]>),
    /// `a < b`
    Compare(Comparison, [TermId; 2]),
    /// `status is normal`
    IsWord(TermId, WordSet),
    /// `standing is closed`
    IsOutcome(TermId, OutcomeSet),
    /// `x is present` (true), `x is absent` (false)
    IsPresent(TermId, bool),
    /// `x in [a, b]`: the value, then the list
    InList([TermId; 2]),
    /// `x in a..b`: the value, then both ends
    InRange([TermId; 3]),
    /// `x default y`
    Default([TermId; 2]),
    /// `a + b`
    Arithmetic(Arithmetic, [TermId; 2]),
    /// `-a`
    Negate(TermId),
    /// `birth + limit years`: the date, the number, and how many months one of it is
    AddMonths([TermId; 2], i64),
    /// `n days`: the number, and how many seconds one of it is
    DurationOf(TermId, i64),
    /// `if a then b else c`
    If([TermId; 3]),
    /// `choose { A: 15, otherwise: 50 }`
    Choose(Box<[(TermId, TermId)]>, TermId),
    /// `choose kind { standard: 20, special: 25 }`
    ChooseWord(TermId, Box<[(WordSet, TermId)]>, Option<TermId>),
    /// `choose standing { kept: 1, otherwise: 2 }`
    ChooseOutcome(TermId, Box<[(OutcomeSet, TermId)]>, Option<TermId>),
    /// `every p in l where W: C`
    Quantifier(Quantifier, Over, TermId),
    /// `sum(p in l where W: p.amount)`; `count` has no value
    Aggregate(Aggregate, Over, Option<TermId>),
    /// `[p in l where W: p.id]`
    Collect(Over, TermId),
    /// `count(l)`
    Count(TermId),
    /// `distinct(l)`
    Distinct(TermId),
    /// `[a, b]`
    List(Box<[TermId]>),
    /// `max(a, b)`
    Builtin(Builtin, Box<[TermId]>),
}

/// `p in l where W`
#[derive(Debug, Clone, Copy)]
pub struct Over {
    /// p
    pub variable: LocalId,
    /// l
    pub list: TermId,
    /// W
    pub filter: Option<TermId>,
}

impl Over {
    fn terms(self, body: Option<TermId>) -> Vec<TermId> {
        [Some(self.list), self.filter, body].into_iter().flatten().collect()
    }
}

impl Term {
    /// Calls `f` with the place of each operand, to change it.
    pub(super) fn each_operand(&mut self, f: &mut dyn FnMut(&mut TermId)) {
        let over = |over: &mut Over, f: &mut dyn FnMut(&mut TermId)| {
            f(&mut over.list);
            over.filter.iter_mut().for_each(f);
        };
        match self {
            Self::Literal(_)
            | Self::Today
            | Self::Now
            | Self::Fact(_)
            | Self::Param(_)
            | Self::Local(_)
            | Self::Define(_)
            | Self::Decision(_) => {}
            Self::Field(a, _)
            | Self::ToDecimal(a)
            | Self::Not(a)
            | Self::IsWord(a, _)
            | Self::IsOutcome(a, _)
            | Self::IsPresent(a, _)
            | Self::Negate(a)
            | Self::DurationOf(a, _)
            | Self::Count(a)
            | Self::Distinct(a) => f(a),
            Self::Compare(_, two)
            | Self::InList(two)
            | Self::Default(two)
            | Self::Arithmetic(_, two)
            | Self::AddMonths(two, _) => two.iter_mut().for_each(f),
            Self::InRange(three) | Self::If(three) => three.iter_mut().for_each(f),
            Self::Call(_, many) | Self::And(many) | Self::Or(many) | Self::List(many) | Self::Builtin(_, many) => {
                many.iter_mut().for_each(f);
            }
            Self::Choose(arms, otherwise) => {
                for (when, then) in arms.iter_mut() {
                    f(when);
                    f(then);
                }
                f(otherwise);
            }
            Self::ChooseWord(value, arms, otherwise) => {
                f(value);
                arms.iter_mut().for_each(|(_, then)| f(then));
                otherwise.iter_mut().for_each(f);
            }
            Self::ChooseOutcome(value, arms, otherwise) => {
                f(value);
                arms.iter_mut().for_each(|(_, then)| f(then));
                otherwise.iter_mut().for_each(f);
            }
            Self::Quantifier(_, list, body) | Self::Collect(list, body) => {
                over(list, f);
                f(body);
            }
            Self::Aggregate(_, list, value) => {
                over(list, f);
                value.iter_mut().for_each(f);
            }
        }
    }

    /// The operands, in the order in which they are written.
    #[must_use]
    pub fn operands(&self) -> Vec<TermId> {
        match self {
            Self::Literal(_)
            | Self::Today
            | Self::Now
            | Self::Fact(_)
            | Self::Param(_)
            | Self::Local(_)
            | Self::Define(_)
            | Self::Decision(_) => Vec::new(),
            Self::Field(a, _)
            | Self::ToDecimal(a)
            | Self::Not(a)
            | Self::IsWord(a, _)
            | Self::IsOutcome(a, _)
            | Self::IsPresent(a, _)
            | Self::Negate(a)
            | Self::DurationOf(a, _)
            | Self::Count(a)
            | Self::Distinct(a) => vec![*a],
            Self::Compare(_, two)
            | Self::InList(two)
            | Self::Default(two)
            | Self::Arithmetic(_, two)
            | Self::AddMonths(two, _) => two.to_vec(),
            Self::InRange(three) | Self::If(three) => three.to_vec(),
            Self::Call(_, many) | Self::And(many) | Self::Or(many) | Self::List(many) | Self::Builtin(_, many) => {
                many.to_vec()
            }
            Self::Choose(arms, otherwise) => {
                arms.iter().flat_map(|(when, then)| [*when, *then]).chain([*otherwise]).collect()
            }
            Self::ChooseWord(value, arms, otherwise) => {
                std::iter::once(*value).chain(arms.iter().map(|arm| arm.1)).chain(*otherwise).collect()
            }
            Self::ChooseOutcome(value, arms, otherwise) => {
                std::iter::once(*value).chain(arms.iter().map(|arm| arm.1)).chain(*otherwise).collect()
            }
            Self::Quantifier(_, over, body) | Self::Collect(over, body) => over.terms(Some(*body)),
            Self::Aggregate(_, over, value) => over.terms(*value),
        }
    }
}
