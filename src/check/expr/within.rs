//! `in` and `not in`: a list, a range, some words of an enum or of a decision's outcomes.

use super::compare::level;
use super::{Body, boolean, negated_if, to_decimal};
use crate::check::checked::{Expr, ExprKind, WordSet};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{OutcomeSet, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, Within};

impl Body<'_, '_> {
    pub(super) fn within(&mut self, value: &ast::Expr, negated: bool, within: &Within, span: Span) -> Option<Expr> {
        let test = match within {
            Within::Range(low, high) => self.in_range(value, low, high, span)?,
            Within::List(list) => self.in_list(value, list, span)?,
        };
        Some(negated_if(negated, test))
    }

    fn in_range(&mut self, value: &ast::Expr, low: &ast::Expr, high: &ast::Expr, span: Span) -> Option<Expr> {
        let (value, low) = self.pair(value, low, None)?;
        let high = self.present(high, Some(&value.ty.kind))?;
        let (value, high) = level(value, high);
        let (value, low) = level(value, low);
        let mut fine = true;
        for bound in [&low, &high] {
            if !self.fits(&bound.ty.kind, &value.ty.kind) {
                self.report_not_comparable(&value, bound, bound.span);
                fine = false;
            }
        }
        if !fine {
            return None;
        }
        if !self.is_ordered(&value.ty.kind) {
            self.report_not_ordered(&value.ty.kind, span);
            return None;
        }
        Some(boolean(ExprKind::InRange(Box::new(value), Box::new(low), Box::new(high)), span))
    }

    fn in_list(&mut self, value: &ast::Expr, list: &ast::Expr, span: Span) -> Option<Expr> {
        if self.needs_hint(value) && !self.needs_hint(list) {
            // `other in discounts`: the list knows the kind.
            let list = self.list_value(list)?;
            let TypeKind::List(element) = list.ty.kind.clone() else { return None };
            let value = self.present(value, Some(&element.kind))?;
            return self.in_list_of(value, list, span);
        }
        let value = self.present(value, None)?;
        if let Ast::List(items) = &list.kind {
            let words =
                items.iter().all(|item| matches!(&item.kind, Ast::Name(name) if self.is_word(&value.ty.kind, name)));
            match &value.ty.kind {
                TypeKind::Enum(_) if words || items.iter().all(|item| self.needs_hint(item)) => {
                    return self.in_words(value, items, span);
                }
                TypeKind::Outcome(_) => return self.in_outcomes(value, items, span),
                _ => {}
            }
        }
        let hint = TypeKind::List(Box::new(value.ty.kind.clone().into()));
        let list = if self.needs_hint(list) || matches!(list.kind, Ast::List(_)) {
            // A list of decimals may be looked through for an int.
            let hint = if value.ty.kind == TypeKind::Int { None } else { Some(&hint) };
            self.expr(list, hint)?
        } else {
            self.list_value(list)?
        };
        self.in_list_of(value, list, span)
    }

    fn is_word(&self, kind: &TypeKind, name: &str) -> bool {
        let TypeKind::Enum(id) = kind else { return false };
        let def = &self.checker.out.schema.types.enums[*id];
        def.words.iter().any(|word| *word.name == *name) || def.groups.iter().any(|group| *group.name == *name)
    }

    fn in_list_of(&mut self, value: Expr, list: Expr, span: Span) -> Option<Expr> {
        let TypeKind::List(element) = &list.ty.kind else {
            let found = self.checker.type_name(&list.ty);
            self.report(
                Diagnostic::new(Code::BadOperand, list.span, msg!("bad-operand.not-a-list", kind = found))
                    .help(msg!("bad-operand.not-a-list.help")),
            );
            return None;
        };
        let value = match (&value.ty.kind, &element.kind) {
            (TypeKind::Int, TypeKind::Decimal) => to_decimal(value),
            _ => value,
        };
        if !self.fits(&value.ty.kind, &element.kind) {
            let (a, b) = (self.checker.kind_name(&value.ty.kind), self.checker.kind_name(&element.kind));
            self.report(
                Diagnostic::new(Code::NotComparable, span, msg!("not-comparable.in", value = a, element = b))
                    .help(msg!("not-comparable.in.help", element = b)),
            );
            return None;
        }
        Some(boolean(ExprKind::InList(Box::new(value), Box::new(list)), span))
    }

    fn in_words(&mut self, value: Expr, items: &[ast::Expr], span: Span) -> Option<Expr> {
        let mut set = WordSet::default();
        let mut whole = true;
        for item in items {
            let words = match &item.kind {
                Ast::Name(name) => self.word_set(&value.ty.kind, name, item.span),
                _ => {
                    self.typed(item, &value.ty.kind.clone().into());
                    None
                }
            };
            match words {
                Some(words) => {
                    if let Ast::Name(name) = &item.kind {
                        self.warn_of_shadow(name, item.span);
                    }
                    set.extend(&words);
                }
                None => whole = false,
            }
        }
        whole.then(|| boolean(ExprKind::IsWord(Box::new(value), set), span))
    }

    fn in_outcomes(&mut self, value: Expr, items: &[ast::Expr], span: Span) -> Option<Expr> {
        let mut set = OutcomeSet::default();
        let mut whole = true;
        for item in items {
            match &item.kind {
                Ast::Name(name) => match self.outcome_set(&value.ty.kind, name, item.span) {
                    Some(one) => {
                        self.warn_of_shadow(name, item.span);
                        set = OutcomeSet(set.0 | one.0);
                    }
                    None => whole = false,
                },
                _ => {
                    self.typed(item, &value.ty.kind.clone().into());
                    whole = false;
                }
            }
        }
        whole.then(|| boolean(ExprKind::IsOutcome(Box::new(value), set), span))
    }
}
