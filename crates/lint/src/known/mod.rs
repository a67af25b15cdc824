//! What is known of values before any fact is: their bounds, and what follows where a condition is taken to hold.
//!
//! It is sound, not complete: what it calls true is true wherever it is known, whatever the facts, the day and the
//! settings; of most conditions it says nothing.

mod key;
mod range;

use std::collections::HashMap;

use zhun::check::checked::{
    Aggregate, Arithmetic, Builtin, Checked, Comparison, Define, Expr, ExprKind, Quantifier, Rule, RuleKind, WordSet,
};
use zhun::model::{Constraint, Decimal, TypeKind, Value};
use zhun::source::Span;

pub use key::Key;
use range::{Range, number, opposite, turned};

/// Defines within defines are looked into so far; each may name the one before twice.
const MAX_DEPTH: usize = 6;

/// What is known.
#[derive(Debug)]
pub struct Known<'c> {
    checked: &'c Checked,
    terms: HashMap<Key, Term>,
    holds: HashMap<Key, (bool, Span)>,
}

/// What is known of a value.
#[derive(Debug, Clone)]
struct Term {
    range: Range,
    words: Option<WordSet>,
    is: Option<Value>,
    present: Option<bool>,
    /// The condition that told so last.
    span: Span,
}

/// Two conditions that cannot both hold; both are one place where it contradicts itself, or the bounds.
#[derive(Debug, Clone, Copy)]
pub struct Clash {
    /// The one that was taken to hold.
    pub first: Span,
    /// The one that cannot hold with it.
    pub second: Span,
}

type Assumed = Result<(), Clash>;

impl<'c> Known<'c> {
    /// Nothing but the bounds of facts and parameters.
    pub fn new(checked: &'c Checked) -> Self {
        Self { checked, terms: HashMap::new(), holds: HashMap::new() }
    }

    /// What is known where a rule fires; where it cannot fire, why.
    pub fn fired(checked: &'c Checked, rule: &Rule) -> Result<Self, Clash> {
        let mut known = Self::new(checked);
        // A second time, what came later tells more of what came before.
        for _ in 0..2 {
            known.assume(&rule.condition, rule.kind == RuleKind::When, 0)?;
            for exception in &rule.exceptions {
                known.assume(exception, false, 0)?;
            }
        }
        Ok(known)
    }

    /// Whether a rule fires, where that is known.
    pub fn fires(&self, rule: &Rule) -> Option<bool> {
        let mut all = self.truth(&rule.condition).map(|holds| holds == (rule.kind == RuleKind::When));
        for exception in &rule.exceptions {
            all = both(all, self.truth(exception).map(|holds| !holds));
        }
        all
    }

    /// Whether a value can be only one number.
    pub fn is_settled(&self, expr: &Expr) -> bool {
        self.range_at(expr, 0).only().is_some()
    }

    /// Whether a condition holds, where that is known.
    pub fn truth(&self, expr: &Expr) -> Option<bool> {
        self.truth_at(expr, 0)
    }

    fn truth_at(&self, expr: &Expr, depth: usize) -> Option<bool> {
        let settled = match &expr.kind {
            ExprKind::Literal(Value::Bool(holds)) => Some(*holds),
            ExprKind::Not(inner) => self.truth_at(inner, depth).map(|holds| !holds),
            ExprKind::And(all) => all.iter().map(|part| self.truth_at(part, depth)).fold(Some(true), both),
            ExprKind::Or(all) => {
                let none = all.iter().map(|part| self.truth_at(part, depth).map(|holds| !holds)).fold(Some(true), both);
                none.map(|none| !none)
            }
            ExprKind::Compare(comparison, a, b) => self.compared(*comparison, a, b, depth),
            ExprKind::InRange(value, least, greatest) => {
                let value = self.range_at(value, depth);
                both(
                    value.holds(Comparison::GreaterOrEqual, self.range_at(least, depth)),
                    value.holds(Comparison::LessOrEqual, self.range_at(greatest, depth)),
                )
            }
            ExprKind::IsWord(value, words) => self.words(value).and_then(|possible| {
                let mut inside = possible.iter().map(|word| words.contains(word));
                let first = inside.next()?;
                inside.all(|next| next == first).then_some(first)
            }),
            ExprKind::IsPresent(value, present) => {
                self.known(value).and_then(|term| term.present).map(|known| known == *present)
            }
            ExprKind::Quantifier(kind, over, body) => {
                let kept = over.filter.as_ref().map_or(Some(true), |filter| self.truth_at(filter, depth));
                match (kind, kept, self.truth_at(body, depth)) {
                    (Quantifier::Every, Some(false), _) | (Quantifier::Every, _, Some(true)) => Some(true),
                    (Quantifier::No, Some(false), _) | (Quantifier::No, _, Some(false)) => Some(true),
                    (Quantifier::Exists, Some(false), _) | (Quantifier::Exists, _, Some(false)) => Some(false),
                    _ => None,
                }
            }
            ExprKind::Define(id) if depth < MAX_DEPTH => self.truth_at(&self.checked.defines[*id].body, depth + 1),
            _ => None,
        };
        settled.or_else(|| self.told(expr))
    }

    /// Whether a condition was taken to hold, or not to.
    fn told(&self, expr: &Expr) -> Option<bool> {
        if self.holds.is_empty() {
            return None;
        }
        let (key, holds) = condition(expr);
        self.holds.get(&key).map(|(told, _)| *told == holds)
    }

    fn compared(&self, comparison: Comparison, a: &Expr, b: &Expr, depth: usize) -> Option<bool> {
        if let Some(settled) = self.range_at(a, depth).holds(comparison, self.range_at(b, depth)) {
            return Some(settled);
        }
        let equal = match (self.value(a)?, self.value(b)?) {
            (a @ (Value::Text(_) | Value::Bool(_)), b) => a == b,
            _ => return None,
        };
        match comparison {
            Comparison::Equal => Some(equal),
            Comparison::NotEqual => Some(!equal),
            _ => None,
        }
    }

    /// The value, where it is known.
    fn value(&self, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Literal(value) => Some(value.clone()),
            _ => self.known(expr).and_then(|term| term.is.clone()),
        }
    }

    /// The words that a value may be.
    fn words(&self, expr: &Expr) -> Option<WordSet> {
        let TypeKind::Enum(id) = expr.ty.kind else { return None };
        if let Some(words) = self.known(expr).and_then(|term| term.words.clone()) {
            return Some(words);
        }
        let count = u16::try_from(self.checked.schema.types.enums[id].words.len()).ok()?;
        Some((0..count).collect())
    }

    /// The numbers that a value may be.
    fn range_at(&self, expr: &Expr, depth: usize) -> Range {
        let range = self.range_of(expr, depth);
        let range = range.and(self.words_range(expr));
        let range = self.known(expr).map_or(range, |term| range.and(term.range));
        if is_whole(&expr.ty.kind) { range.whole() } else { range }
    }

    fn range_of(&self, expr: &Expr, depth: usize) -> Range {
        let zero = Some(Decimal::ZERO);
        let range = |expr: &Expr| self.range_at(expr, depth);
        match &expr.kind {
            ExprKind::Literal(value) => number(value).map(Range::point).unwrap_or_default(),
            ExprKind::Fact(id) => bounds(self.checked.schema.facts[*id].field.constraint.as_ref()),
            ExprKind::Param(id) => bounds(self.checked.schema.params[*id].constraint.as_ref()),
            ExprKind::Field(record, index) => match record.ty.kind {
                TypeKind::Record(id) => {
                    let field = self.checked.schema.types.records[id].fields.get(usize::from(*index));
                    bounds(field.and_then(|field| field.constraint.as_ref()))
                }
                _ => Range::default(),
            },
            ExprKind::ToDecimal(inner) => range(inner),
            ExprKind::Negate(inner) => range(inner).negated(),
            ExprKind::DurationOf(amount, seconds) => range(amount).times(Decimal::from(*seconds)),
            ExprKind::Arithmetic(operation, a, b) => match operation {
                Arithmetic::IntAdd | Arithmetic::DecimalAdd | Arithmetic::DurationAdd => range(a).plus(range(b)),
                Arithmetic::IntSubtract | Arithmetic::DecimalSubtract | Arithmetic::DurationSubtract => {
                    range(a).plus(range(b).negated())
                }
                Arithmetic::IntMultiply | Arithmetic::DecimalMultiply | Arithmetic::DurationMultiply => {
                    let (a, b) = (range(a), range(b));
                    match (a.only(), b.only()) {
                        (Some(by), _) => b.times(by),
                        (_, Some(by)) => a.times(by),
                        _ => Range::default(),
                    }
                }
                _ => Range::default(),
            },
            ExprKind::Default(a, b) | ExprKind::If(_, a, b) => range(a).or(range(b)),
            ExprKind::Choose { arms, otherwise } => {
                arms.iter().map(|(_, value)| range(value)).fold(range(otherwise), Range::or)
            }
            ExprKind::ChooseWord { arms, otherwise, .. } => {
                let values = arms.iter().map(|(_, value)| value).chain(otherwise.as_deref());
                values.map(range).reduce(Range::or).unwrap_or_default()
            }
            ExprKind::ChooseOutcome { arms, otherwise, .. } => {
                let values = arms.iter().map(|(_, value)| value).chain(otherwise.as_deref());
                values.map(range).reduce(Range::or).unwrap_or_default()
            }
            ExprKind::Count(_) | ExprKind::Aggregate(Aggregate::Count, ..) => Range::between(zero, None),
            ExprKind::Aggregate(Aggregate::Average | Aggregate::Least | Aggregate::Greatest, _, Some(value)) => {
                range(value)
            }
            ExprKind::Builtin(Builtin::Length, _) => Range::between(zero, None),
            ExprKind::Builtin(Builtin::MinuteOfDay, _) => Range::between(zero, Some(Decimal::from(24 * 60 - 1))),
            ExprKind::Builtin(Builtin::Abs, _) => Range::between(zero, None),
            ExprKind::Builtin(Builtin::Max | Builtin::Min, args) => {
                args.iter().map(range).reduce(Range::or).unwrap_or_default()
            }
            ExprKind::Define(id) if depth < MAX_DEPTH => {
                let Define { body, .. } = &self.checked.defines[*id];
                self.range_at(body, depth + 1)
            }
            _ => Range::default(),
        }
    }

    /// The places of an enum's words, which are its order.
    fn words_range(&self, expr: &Expr) -> Range {
        let TypeKind::Enum(id) = expr.ty.kind else { return Range::default() };
        let count = i64::try_from(self.checked.schema.types.enums[id].words.len()).unwrap_or(i64::MAX);
        Range::between(Some(Decimal::ZERO), Some(Decimal::from(count - 1)))
    }

    fn known(&self, expr: &Expr) -> Option<&Term> {
        if self.terms.is_empty() { None } else { self.terms.get(&Key::of(expr)) }
    }

    /// Takes a condition to hold, or not to.
    fn assume(&mut self, expr: &Expr, holds: bool, depth: usize) -> Assumed {
        let impossible = |known: &Self, second: Span| Clash { first: known.teller(expr).unwrap_or(second), second };
        if self.truth_at(expr, depth) == Some(!holds) {
            return Err(impossible(self, expr.span));
        }
        match &expr.kind {
            ExprKind::Not(inner) => self.assume(inner, !holds, depth)?,
            ExprKind::And(all) if holds => all.iter().try_for_each(|part| self.assume(part, true, depth))?,
            ExprKind::Or(all) if !holds => all.iter().try_for_each(|part| self.assume(part, false, depth))?,
            ExprKind::And(all) | ExprKind::Or(all) => {
                // Where only one part is left that can settle it, it does.
                let mut open = all.iter().filter(|part| self.truth_at(part, depth) != Some(!holds));
                if let (Some(only), None) = (open.next(), open.next()) {
                    self.assume(only, holds, depth)?;
                }
            }
            ExprKind::Compare(comparison, a, b) => {
                let comparison = if holds { *comparison } else { opposite(*comparison) };
                self.assume_compared(comparison, a, b, expr.span, depth)?;
            }
            ExprKind::InRange(value, least, greatest) if holds => {
                self.assume_compared(Comparison::GreaterOrEqual, value, least, expr.span, depth)?;
                self.assume_compared(Comparison::LessOrEqual, value, greatest, expr.span, depth)?;
            }
            ExprKind::IsWord(value, words) => {
                if let Some(possible) = self.words(value) {
                    let left: WordSet = possible.iter().filter(|word| words.contains(*word) == holds).collect();
                    self.present(value, expr.span)?;
                    self.term(value, expr.span).words = Some(left);
                }
            }
            ExprKind::IsPresent(value, present) => {
                let term = self.term(value, expr.span);
                let before = std::mem::replace(&mut term.span, expr.span);
                if term.present.replace(holds == *present).is_some_and(|known| known != (holds == *present)) {
                    return Err(Clash { first: before, second: expr.span });
                }
            }
            ExprKind::Define(id) if depth < MAX_DEPTH => {
                let checked = self.checked;
                self.assume(&checked.defines[*id].body, holds, depth + 1)?;
            }
            _ => {}
        }
        let (key, is_so) = condition(expr);
        self.holds.entry(key).or_insert((is_so == holds, expr.span));
        Ok(())
    }

    fn assume_compared(&mut self, comparison: Comparison, a: &Expr, b: &Expr, span: Span, depth: usize) -> Assumed {
        for (value, comparison, other) in [(a, comparison, b), (b, turned(comparison), a)] {
            if matches!(value.kind, ExprKind::Literal(_)) {
                continue;
            }
            self.present(value, span)?;
            let allowed = self.range_at(other, depth).compared(comparison);
            let allowed = if is_whole(&value.ty.kind) { allowed.whole() } else { allowed };
            let left = self.range_at(value, depth).and(allowed);
            let is = self.value(other).filter(|_| comparison == Comparison::Equal);
            let before = self.terms.get(&Key::of(value)).map(|term| term.span);
            if left.is_empty() {
                return Err(Clash { first: before.unwrap_or(span), second: span });
            }
            let term = self.term(value, span);
            term.range = left;
            term.is = term.is.take().or(is);
        }
        Ok(())
    }

    /// What is compared has a value.
    fn present(&mut self, value: &Expr, span: Span) -> Assumed {
        if !matches!(value.kind, ExprKind::Fact(_) | ExprKind::Field(..) | ExprKind::Param(_)) {
            return Ok(());
        }
        let term = self.term(value, span);
        if term.present == Some(false) {
            return Err(Clash { first: term.span, second: span });
        }
        term.present = Some(true);
        Ok(())
    }

    fn term(&mut self, value: &Expr, span: Span) -> &mut Term {
        self.terms.entry(Key::of(value)).or_insert_with(|| Term {
            range: Range::default(),
            words: None,
            is: None,
            present: None,
            span,
        })
    }

    /// The condition that told of something that an expression reads.
    fn teller(&self, expr: &Expr) -> Option<Span> {
        let (key, _) = condition(expr);
        if let Some((_, span)) = self.holds.get(&key) {
            return Some(*span);
        }
        let mut found = None;
        expr.each(&mut |part| {
            if found.is_none() && !matches!(part.kind, ExprKind::Literal(_)) {
                found = self.terms.get(&Key::of(part)).map(|term| term.span);
            }
        });
        found
    }
}

/// The condition without what turns it over, and whether it is to hold.
fn condition(expr: &Expr) -> (Key, bool) {
    match &expr.kind {
        ExprKind::Not(inner) => {
            let (key, holds) = condition(inner);
            (key, !holds)
        }
        ExprKind::Compare(comparison @ (Comparison::GreaterOrEqual | Comparison::LessOrEqual), a, b) => {
            let kind = ExprKind::Compare(opposite(*comparison), a.clone(), b.clone());
            (Key::of(&Expr { kind, ty: expr.ty.clone(), span: expr.span }), false)
        }
        ExprKind::Compare(Comparison::NotEqual, a, b) => {
            let kind = ExprKind::Compare(Comparison::Equal, a.clone(), b.clone());
            (Key::of(&Expr { kind, ty: expr.ty.clone(), span: expr.span }), false)
        }
        ExprKind::IsPresent(value, false) => {
            let kind = ExprKind::IsPresent(value.clone(), true);
            (Key::of(&Expr { kind, ty: expr.ty.clone(), span: expr.span }), false)
        }
        _ => (Key::of(expr), true),
    }
}

fn bounds(constraint: Option<&Constraint>) -> Range {
    let Some(Constraint { least, greatest }) = constraint else { return Range::default() };
    Range::between(least.as_ref().and_then(number), greatest.as_ref().and_then(number))
}

const fn is_whole(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Int | TypeKind::Date | TypeKind::Duration | TypeKind::Enum(_))
}

/// Kleene's and.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
