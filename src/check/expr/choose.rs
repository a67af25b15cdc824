//! `if` and `choose`.

use super::Body;
use crate::check::checked::{Expr, ExprKind, WordSet};
use crate::check::narrow::{Known, learn};
use crate::check::report::{Seen, given_twice, words};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{OutcomeSet, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast;

/// A branch with what is known in it: the first `reach` of what is known at its end, and more.
struct Arm<'e> {
    value: &'e ast::Expr,
    reach: usize,
    more: Vec<Known>,
}

impl Body<'_, '_> {
    pub(super) fn branch(
        &mut self,
        condition: &ast::Expr,
        then: &ast::Expr,
        otherwise: &ast::Expr,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        let condition = self.condition(condition)?;
        let reach = self.known.len();
        let arm = |value, truth| Arm { value, reach, more: self.checker.narrow(&condition, truth) };
        let arms = vec![arm(then, true), arm(otherwise, false)];
        let mut values = self.branches(arms, hint)?;
        let ty = joined(&values)?;
        let (otherwise, then) = (values.pop()?, values.pop()?);
        Some(Expr { kind: ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), ty, span })
    }

    /// Types some branches, each under what is known there, and brings them to one type. The first that knows its own
    /// kind goes first and tells the others; none is typed twice, so that nesting costs nothing.
    fn branches(&mut self, arms: Vec<Arm<'_>>, hint: Option<&TypeKind>) -> Option<Vec<Expr>> {
        let outside = std::mem::take(&mut self.known);
        let leader = match hint {
            Some(_) => 0,
            None => arms.iter().position(|arm| !self.needs_hint(arm.value)).unwrap_or(0),
        };
        let mut kind = hint.cloned();
        let mut values: Vec<Option<Expr>> = vec![None; arms.len()];
        let order = std::iter::once(leader).chain((0..arms.len()).filter(|i| *i != leader));
        for i in order {
            let Some(arm) = arms.get(i) else { continue };
            self.known = outside.iter().take(arm.reach).cloned().collect();
            learn(&mut self.known, arm.more.clone());
            let value = self.expr(arm.value, kind.as_ref());
            if kind.is_none() {
                kind = value.as_ref().map(|value| value.ty.kind.clone());
            }
            if let Some(place) = values.get_mut(i) {
                *place = value;
            }
        }
        self.known = outside;
        self.one_type(values.into_iter().collect::<Option<Vec<_>>>()?)
    }

    /// Brings the values of some branches to one type.
    fn one_type(&mut self, values: Vec<Expr>) -> Option<Vec<Expr>> {
        let decimal = values.iter().any(|value| value.ty.kind == TypeKind::Decimal);
        let known = values.iter().find(|value| !matches!(value.kind, ExprKind::Absent));
        let kind = if decimal { TypeKind::Decimal } else { known.or(values.first())?.ty.kind.clone() };
        let values: Vec<_> = values.into_iter().map(|value| self.coerce(value, &kind)).collect();
        values.into_iter().collect()
    }

    pub(super) fn choose(
        &mut self,
        arms: &[(ast::Expr, ast::Expr)],
        otherwise: Option<&ast::Expr>,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        let Some(otherwise) = otherwise else {
            self.report(
                Diagnostic::new(Code::IncompleteChoose, span, msg!("incomplete-choose.conditions"))
                    .help(msg!("incomplete-choose.conditions.help")),
            );
            return None;
        };
        let before = self.known.len();
        let (mut conditions, mut branches) = (Vec::new(), Vec::new());
        for (condition, value) in arms {
            let condition = self.condition(condition);
            if let Some(condition) = &condition {
                branches.push(Arm { value, reach: self.known.len(), more: self.checker.narrow(condition, true) });
                self.assume(condition, false);
            }
            conditions.push(condition);
        }
        branches.push(Arm { value: otherwise, reach: self.known.len(), more: Vec::new() });
        let values = self.branches(branches, hint);
        self.known.truncate(before);
        let conditions = conditions.into_iter().collect::<Option<Vec<_>>>()?;
        let mut values = values?;
        let ty = joined(&values)?;
        let otherwise = Box::new(values.pop()?);
        let arms = conditions.into_iter().zip(values).collect();
        Some(Expr { kind: ExprKind::Choose { arms, otherwise }, ty, span })
    }

    pub(super) fn choose_word(
        &mut self,
        value: &ast::Expr,
        arms: &[(ast::Name, ast::Expr)],
        otherwise: Option<&ast::Expr>,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        let value = self.present(value, None)?;
        if !matches!(value.ty.kind, TypeKind::Enum(_) | TypeKind::Outcome(_)) {
            let found = self.checker.type_name(&value.ty);
            self.report(
                Diagnostic::new(Code::BadOperand, value.span, msg!("bad-operand.choose", kind = found))
                    .help(msg!("bad-operand.choose.help")),
            );
            return None;
        }
        let mut seen = Seen::default();
        for (word, _) in arms {
            if let Some(first) = seen.before(&word.text, word.span) {
                self.report(given_twice(&word.text, word.span, first));
            }
        }
        let branches = arms.iter().map(|(_, value)| value).chain(otherwise);
        let reach = self.known.len();
        let values = self.branches(branches.map(|value| Arm { value, reach, more: Vec::new() }).collect(), hint);
        let names: Vec<_> = arms.iter().map(|(name, _)| name).collect();
        if let TypeKind::Outcome(_) = value.ty.kind {
            let sets: Vec<_> =
                names.iter().map(|name| self.outcome_set(&value.ty.kind, &name.text, name.span)).collect();
            let sets = sets.into_iter().collect::<Option<Vec<_>>>()?;
            self.all_outcomes_named(&value, &sets, otherwise.is_some(), span)?;
            let (ty, values, otherwise) = arms_of(values?, otherwise.is_some())?;
            let arms = sets.into_iter().zip(values).collect();
            return Some(Expr { kind: ExprKind::ChooseOutcome { value: Box::new(value), arms, otherwise }, ty, span });
        }
        let sets: Vec<_> = names.iter().map(|name| self.word_set(&value.ty.kind, &name.text, name.span)).collect();
        let sets = sets.into_iter().collect::<Option<Vec<_>>>()?;
        self.all_words_named(&value, &sets, otherwise.is_some(), span)?;
        let (ty, values, otherwise) = arms_of(values?, otherwise.is_some())?;
        let arms = sets.into_iter().zip(values).collect();
        Some(Expr { kind: ExprKind::ChooseWord { value: Box::new(value), arms, otherwise }, ty, span })
    }

    fn all_words_named(&mut self, value: &Expr, sets: &[WordSet], otherwise: bool, span: Span) -> Option<()> {
        let TypeKind::Enum(id) = value.ty.kind else { return None };
        let names = &self.checker.out.schema.types.enums[id].words;
        let left: Vec<_> = names
            .iter()
            .enumerate()
            .filter(|(i, _)| !u16::try_from(*i).is_ok_and(|i| sets.iter().any(|set| set.contains(i))))
            .map(|(_, word)| word.name.clone())
            .collect();
        self.report_left_out(&left, otherwise, span)
    }

    fn all_outcomes_named(&mut self, value: &Expr, sets: &[OutcomeSet], otherwise: bool, span: Span) -> Option<()> {
        let TypeKind::Outcome(id) = value.ty.kind else { return None };
        let names = &self.checker.out.decisions[id].outcomes;
        let left: Vec<_> = names
            .iter()
            .enumerate()
            .filter(|(i, _)| !u8::try_from(*i).is_ok_and(|i| sets.iter().any(|set| set.contains(i))))
            .map(|(_, outcome)| outcome.name.clone())
            .collect();
        self.report_left_out(&left, otherwise, span)
    }

    fn report_left_out(&mut self, left: &[std::sync::Arc<str>], otherwise: bool, span: Span) -> Option<()> {
        if left.is_empty() || otherwise {
            return Some(());
        }
        let left = words(left.iter().map(|word| &**word), 12);
        self.report(
            Diagnostic::new(Code::IncompleteChoose, span, msg!("incomplete-choose", words = left))
                .help(msg!("incomplete-choose.help", words = left)),
        );
        None
    }
}

/// The type and the branches of one type, the last split off where it is that of `otherwise`.
fn arms_of(mut values: Vec<Expr>, otherwise: bool) -> Option<(Type, Vec<Expr>, Option<Box<Expr>>)> {
    let ty = joined(&values)?;
    let otherwise = if otherwise { values.pop().map(Box::new) } else { None };
    Some((ty, values, otherwise))
}

/// The type of whichever branch it is.
fn joined(branches: &[Expr]) -> Option<Type> {
    let optional = branches.iter().any(|branch| branch.ty.optional);
    branches.first().map(|branch| Type { kind: branch.ty.kind.clone(), optional })
}
