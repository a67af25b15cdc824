//! Expressions to numbers that are equal where the expressions say the same, wherever they stand.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

use zhun::check::checked::{Builtin, Comparison, Expr, ExprKind, LocalId, Over, Rule, RuleKind, WordSet};

use super::range::turned;

/// Stands for an expression: two with one key have one value. It is a hash of 64 bits, which two expressions of one
/// policy share by no chance worth counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(u64);

impl Key {
    /// The key of an expression.
    pub fn of(expr: &Expr) -> Self {
        let mut writer = Writer::default();
        writer.expr(expr);
        Self(writer.out.finish())
    }

    /// The key of when a rule fires: of its condition and its exceptions.
    pub fn of_rule(rule: &Rule) -> Self {
        let mut writer = Writer::default();
        writer.truth(&rule.condition, rule.kind == RuleKind::When);
        let mut exceptions: Vec<u64> = rule.exceptions.iter().map(|exception| Self::of(exception).0).collect();
        exceptions.sort_unstable();
        exceptions.hash(&mut writer.out);
        Self(writer.out.finish())
    }
}

#[derive(Default)]
struct Writer {
    out: DefaultHasher,
    /// The variables of the quantifiers around, outermost first: they go by their place, since names and slots say
    /// nothing.
    bound: Vec<LocalId>,
}

impl Writer {
    /// An expression that is true, or one that is not.
    fn truth(&mut self, expr: &Expr, holds: bool) {
        match &expr.kind {
            ExprKind::Not(inner) => self.truth(inner, !holds),
            _ => {
                holds.hash(&mut self.out);
                self.expr(expr);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            // `a > b` says what `b < a` says.
            ExprKind::Compare(comparison, a, b) => {
                let is_turned = matches!(comparison, Comparison::Greater | Comparison::GreaterOrEqual);
                let (comparison, a, b) = if is_turned { (turned(*comparison), b, a) } else { (*comparison, a, b) };
                discriminant(&expr.kind).hash(&mut self.out);
                discriminant(&comparison).hash(&mut self.out);
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Quantifier(_, over, body) => self.over(expr, over, Some(body)),
            ExprKind::Aggregate(_, over, value) => self.over(expr, over, value.as_deref()),
            ExprKind::Collect(over, value) => self.over(expr, over, Some(value)),
            _ => {
                self.label(expr);
                let mut count = 0_usize;
                expr.each_child(&mut |child| {
                    count += 1;
                    self.expr(child);
                });
                count.hash(&mut self.out);
            }
        }
    }

    fn over(&mut self, expr: &Expr, over: &Over, value: Option<&Expr>) {
        self.label(expr);
        self.expr(&over.list);
        self.bound.push(over.variable);
        over.filter.is_some().hash(&mut self.out);
        over.filter.iter().chain(value).for_each(|inner| self.expr(inner));
        self.bound.pop();
    }

    /// What an expression is, without what stands below it.
    fn label(&mut self, expr: &Expr) {
        let out = &mut self.out;
        discriminant(&expr.kind).hash(out);
        match &expr.kind {
            ExprKind::Literal(value) => value.hash(out),
            ExprKind::Fact(id) => id.hash(out),
            ExprKind::Param(id) => id.hash(out),
            ExprKind::Define(id) | ExprKind::Call(id, _) => id.hash(out),
            ExprKind::Decision(id) => id.hash(out),
            ExprKind::Local(local) => match self.bound.iter().rposition(|bound| bound == local) {
                Some(place) => (true, place).hash(out),
                None => (false, local).hash(out),
            },
            ExprKind::Field(_, index) => index.hash(out),
            ExprKind::IsWord(_, set) => words(set, out),
            ExprKind::IsOutcome(_, outcomes) => outcomes.hash(out),
            ExprKind::IsPresent(_, present) => present.hash(out),
            ExprKind::Arithmetic(operation, ..) => discriminant(operation).hash(out),
            ExprKind::AddMonths { times, .. } => times.hash(out),
            ExprKind::DurationOf(_, seconds) => seconds.hash(out),
            ExprKind::ChooseWord { arms, otherwise, .. } => {
                arms.iter().for_each(|(set, _)| words(set, out));
                (arms.len(), otherwise.is_some()).hash(out);
            }
            ExprKind::ChooseOutcome { arms, otherwise, .. } => {
                arms.iter().for_each(|(outcomes, _)| outcomes.hash(out));
                (arms.len(), otherwise.is_some()).hash(out);
            }
            ExprKind::Builtin(function, _) => {
                discriminant(function).hash(out);
                if let Builtin::WorkingDaysAfter(calendar) = function {
                    calendar.hash(out);
                }
            }
            ExprKind::Quantifier(kind, ..) => discriminant(kind).hash(out),
            ExprKind::Aggregate(kind, ..) => discriminant(kind).hash(out),
            ExprKind::Absent
            | ExprKind::Today
            | ExprKind::Now
            | ExprKind::ToDecimal(_)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::InList(..)
            | ExprKind::InRange(..)
            | ExprKind::Default(..)
            | ExprKind::Negate(_)
            | ExprKind::If(..)
            | ExprKind::Choose { .. }
            | ExprKind::Collect(..)
            | ExprKind::Count(_)
            | ExprKind::Distinct(_)
            | ExprKind::List(_) => {}
        }
    }
}

fn words(set: &WordSet, out: &mut DefaultHasher) {
    set.iter().for_each(|word| word.hash(out));
    set.len().hash(out);
}
