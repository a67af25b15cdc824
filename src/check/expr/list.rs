//! Lists: quantifiers, aggregates, comprehensions, literals.

use super::{Body, boolean, to_decimal};
use crate::check::checked::{Aggregate, Expr, ExprKind, LocalId, Over, Quantifier};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, QuantifierKind};

impl Body<'_, '_> {
    /// A present list.
    pub(super) fn list_value(&mut self, list: &ast::Expr) -> Option<Expr> {
        let list = self.present(list, None)?;
        if matches!(list.ty.kind, TypeKind::List(_)) {
            return Some(list);
        }
        let found = self.checker.type_name(&list.ty);
        self.report(
            Diagnostic::new(Code::BadOperand, list.span, msg!("bad-operand.not-a-list", kind = found))
                .help(msg!("bad-operand.not-a-list.help")),
        );
        None
    }

    /// `p in l where W`, and what `inner` makes where `p` is visible and `W` holds.
    fn over<T>(&mut self, over: &ast::Over, inner: impl FnOnce(&mut Self) -> Option<T>) -> Option<(Over, T)> {
        let list = self.list_value(&over.list)?;
        let TypeKind::List(element) = list.ty.kind.clone() else { return None };
        let variable = self.bind(&over.variable, *element);
        let filter = over.filter.as_ref().map(|filter| self.condition(filter));
        let result = match &filter {
            Some(Some(filter)) => self.given(filter, true, inner),
            _ => inner(self),
        };
        self.hide();
        let filter = match filter {
            Some(filter) => Some(filter?),
            None => None,
        };
        Some((Over { variable, list, filter }, result?))
    }

    /// Also gives the variable, which a rule's message may use.
    pub(in crate::check) fn quantifier(
        &mut self,
        kind: QuantifierKind,
        over: &ast::Over,
        body: &ast::Expr,
        span: Span,
    ) -> Option<(Expr, LocalId)> {
        let (over, body) = self.over(over, |cx| cx.condition(body))?;
        let kind = match kind {
            QuantifierKind::Every => Quantifier::Every,
            QuantifierKind::Exists => Quantifier::Exists,
            QuantifierKind::No => Quantifier::No,
        };
        let variable = over.variable;
        Some((boolean(ExprKind::Quantifier(kind, Box::new(over), Box::new(body)), span), variable))
    }

    pub(super) fn collect(&mut self, over: &ast::Over, value: Option<&ast::Expr>, span: Span) -> Option<Expr> {
        let (over, value) = self.over(over, |cx| match value {
            Some(value) => cx.expr(value, None),
            None => cx.name(&over.variable.text, None, over.variable.span),
        })?;
        let ty = TypeKind::List(Box::new(value.ty.clone())).into();
        Some(Expr { kind: ExprKind::Collect(Box::new(over), Box::new(value)), ty, span })
    }

    pub(super) fn aggregate(
        &mut self,
        function: &ast::Name,
        over: &ast::Over,
        value: Option<&ast::Expr>,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        let kind = match function.text.as_str() {
            "count" => Aggregate::Count,
            "sum" => Aggregate::Sum,
            "avg" => Aggregate::Average,
            "min" => Aggregate::Least,
            "max" => Aggregate::Greatest,
            name => {
                self.report(
                    Diagnostic::new(Code::BadCall, function.span, msg!("bad-call.aggregate", name = name))
                        .help(msg!("bad-call.aggregate.help")),
                );
                return None;
            }
        };
        match (kind, value) {
            (Aggregate::Count, None) => {
                let (over, ()) = self.over(over, |_| Some(()))?;
                let kind = ExprKind::Aggregate(kind, Box::new(over), None);
                Some(Expr { kind, ty: TypeKind::Int.into(), span })
            }
            (Aggregate::Count, Some(value)) => {
                self.report(
                    Diagnostic::new(Code::BadCall, value.span, msg!("bad-call.count-value"))
                        .help(msg!("bad-call.count-value.help")),
                );
                None
            }
            (_, None) => {
                let (name, variable) = (&function.text, &over.variable.text);
                self.report(Diagnostic::new(Code::BadCall, span, msg!("bad-call.no-value", name = name)).help(msg!(
                    "bad-call.no-value.help",
                    name = name,
                    variable = variable
                )));
                None
            }
            (_, Some(value)) => self.aggregate_of(kind, over, value, hint, span),
        }
    }

    fn aggregate_of(
        &mut self,
        kind: Aggregate,
        over: &ast::Over,
        value: &ast::Expr,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        let (over, value) = self.over(over, |cx| {
            let value = cx.present(value, hint)?;
            let whole = kind == Aggregate::Average && value.ty.kind == TypeKind::Int;
            Some(if whole { to_decimal(value) } else { value })
        })?;
        let element = value.ty.kind.clone();
        let fine = match kind {
            Aggregate::Sum => matches!(element, TypeKind::Int | TypeKind::Decimal | TypeKind::Duration),
            Aggregate::Average => element == TypeKind::Decimal,
            _ => self.is_ordered(&element),
        };
        if !fine {
            let found = self.checker.type_name(&value.ty);
            let what = match kind {
                Aggregate::Sum => msg!("bad-operand.sum", name = "sum", kind = found),
                Aggregate::Average => msg!("bad-operand.sum", name = "avg", kind = found),
                _ => msg!("not-ordered", kind = found),
            };
            self.report(Diagnostic::new(Code::BadOperand, value.span, what).help(msg!("bad-operand.aggregate.help")));
            return None;
        }
        let ty = Type { kind: element, optional: kind != Aggregate::Sum };
        Some(Expr { kind: ExprKind::Aggregate(kind, Box::new(over), Some(Box::new(value))), ty, span })
    }

    pub(super) fn list(&mut self, items: &[ast::Expr], hint: Option<&TypeKind>, span: Span) -> Option<Expr> {
        let mut element = match hint {
            Some(TypeKind::List(element)) => Some((**element).clone()),
            _ => None,
        };
        if items.is_empty() && element.is_none() {
            self.report(
                Diagnostic::new(Code::UntypedValue, span, msg!("untyped-value.list"))
                    .help(msg!("untyped-value.list.help")),
            );
            return None;
        }
        // An item that knows its own kind tells the others.
        let leader = match element {
            Some(_) => 0,
            None => items.iter().position(|item| !self.needs_hint(item)).unwrap_or(0),
        };
        let mut typed: Vec<Option<Expr>> = vec![None; items.len()];
        for i in std::iter::once(leader).chain((0..items.len()).filter(|i| *i != leader)) {
            let Some(item) = items.get(i) else { continue };
            let kind = element.as_ref().map(|ty| ty.kind.clone());
            let value = match &element {
                Some(ty) if ty.optional => self.expr(item, kind.as_ref()),
                _ => self.present(item, kind.as_ref()),
            };
            if element.is_none() {
                element = value.as_ref().map(|value| value.ty.clone());
            }
            if let Some(place) = typed.get_mut(i) {
                *place = value;
            }
        }
        let mut element = element?;
        if element.kind == TypeKind::Int && typed.iter().flatten().any(|item| item.ty.kind == TypeKind::Decimal) {
            element.kind = TypeKind::Decimal;
        }
        // All are brought to the type before any is missed, so that each is reported.
        let typed: Vec<_> =
            typed.into_iter().map(|item| item.and_then(|item| self.coerce(item, &element.kind))).collect();
        let typed = typed.into_iter().collect::<Option<Vec<_>>>()?;
        let ty = TypeKind::List(Box::new(element)).into();
        Some(Expr { kind: ExprKind::List(typed), ty, span })
    }
}
