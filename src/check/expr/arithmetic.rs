//! `+ - * /`, quantities of time, `default`.

use super::compare::level;
use super::{Body, literal};
use crate::check::checked::{Arithmetic, Expr, ExprKind};
use crate::check::constant::seconds;
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{Duration, Type, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::{self, ArithmeticOp, ExprKind as Ast};

impl Body<'_, '_> {
    pub(super) fn arithmetic(
        &mut self,
        op: ArithmeticOp,
        op_span: Span,
        left: &ast::Expr,
        right: &ast::Expr,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        if let Ast::Quantity { amount, unit, unit_span } = &right.kind {
            let times = match unit {
                ast::Unit::Months => Some(1),
                ast::Unit::Years => Some(12),
                _ => None,
            };
            if let Some(times) = times {
                return self.add_months(op, left, amount, times, *unit_span, span);
            }
        }
        // Only a number hint says something of the operands.
        let hint = hint.filter(|kind| matches!(kind, TypeKind::Decimal));
        let (left, right) = self.pair(left, right, hint)?;
        let (left, right) = if op == ArithmeticOp::Divide { as_decimals(left, right) } else { (left, right) };
        let Some((kind, ty)) = typed_operation(op, &left.ty.kind, &right.ty.kind) else {
            self.report_bad_operands(op, &left, &right, op_span);
            return None;
        };
        if matches!(op, ArithmeticOp::Add | ArithmeticOp::Subtract) {
            self.compare_units(&left, &right, op_span);
        }
        if matches!(kind, Arithmetic::DateAdd | Arithmetic::DateSubtract) {
            self.check_whole_days(&right)?;
        }
        let (left, right) = match (kind, &left.ty.kind) {
            // `3 * duration` and `duration + date` are the same the other way round.
            (Arithmetic::DurationMultiply, TypeKind::Int)
            | (Arithmetic::DateAdd | Arithmetic::DateTimeAdd, TypeKind::Duration) => (right, left),
            _ => (left, right),
        };
        let optional = left.ty.optional || right.ty.optional;
        Some(Expr {
            kind: ExprKind::Arithmetic(kind, Box::new(left), Box::new(right)),
            ty: Type { kind: ty, optional },
            span,
        })
    }

    fn add_months(
        &mut self,
        op: ArithmeticOp,
        left: &ast::Expr,
        amount: &ast::Expr,
        times: i64,
        unit_span: Span,
        span: Span,
    ) -> Option<Expr> {
        let date = self.present(left, None);
        let amount = self.typed(amount, &TypeKind::Int.into());
        let (date, amount) = (date?, amount?);
        let times = match op {
            ArithmeticOp::Add => times,
            ArithmeticOp::Subtract => -times,
            ArithmeticOp::Multiply | ArithmeticOp::Divide => {
                self.report(calendar_unit(unit_span));
                return None;
            }
        };
        if !matches!(date.ty.kind, TypeKind::Date | TypeKind::DateTime) {
            self.report(calendar_unit(unit_span));
            return None;
        }
        let ty = date.ty.clone();
        Some(Expr { kind: ExprKind::AddMonths { date: Box::new(date), amount: Box::new(amount), times }, ty, span })
    }

    /// A written duration that is added to a date must be of whole days.
    fn check_whole_days(&mut self, duration: &Expr) -> Option<()> {
        let whole = match &duration.kind {
            ExprKind::Literal(Value::Duration(n)) => n.whole_days().is_some(),
            ExprKind::DurationOf(_, seconds) => seconds % 86_400 == 0,
            _ => true,
        };
        if !whole {
            self.report(
                Diagnostic::new(Code::CalendarUnit, duration.span, msg!("calendar-unit.date"))
                    .help(msg!("calendar-unit.date.help")),
            );
        }
        whole.then_some(())
    }

    fn report_bad_operands(&mut self, op: ArithmeticOp, left: &Expr, right: &Expr, op_span: Span) {
        let (a, b) = (self.checker.type_name(&left.ty), self.checker.type_name(&right.ty));
        let sign = match op {
            ArithmeticOp::Add => "+",
            ArithmeticOp::Subtract => "-",
            ArithmeticOp::Multiply => "*",
            ArithmeticOp::Divide => "/",
        };
        let diagnostic =
            Diagnostic::new(Code::BadOperand, op_span, msg!("bad-operand.arithmetic", op = sign, left = a, right = b))
                .also(left.span, msg!("not-comparable.side", kind = a))
                .also(right.span, msg!("not-comparable.side", kind = b));
        let additive = matches!(op, ArithmeticOp::Add | ArithmeticOp::Subtract);
        let time = |kind: &TypeKind| matches!(kind, TypeKind::Date | TypeKind::DateTime | TypeKind::Duration);
        self.report(match (&left.ty.kind, &right.ty.kind) {
            (a, TypeKind::Int) if additive && time(a) => {
                let text = self.text(right.span);
                diagnostic
                    .help(msg!("not-comparable.unit.help", text = text))
                    .fix(msg!("not-comparable.unit.fix"), right.span.at_end(), " days")
                    .guessed()
            }
            (TypeKind::Date, TypeKind::DateTime) | (TypeKind::DateTime, TypeKind::Date) => {
                diagnostic.help(msg!("not-comparable.date.help"))
            }
            (TypeKind::Duration, _) | (_, TypeKind::Duration) if !additive => {
                diagnostic.help(msg!("bad-operand.scale.help"))
            }
            (TypeKind::Text, _) | (_, TypeKind::Text) => diagnostic.help(msg!("bad-operand.text.help")),
            _ => diagnostic.help(msg!("bad-operand.arithmetic.help")),
        });
    }

    pub(super) fn negate(&mut self, inner: &ast::Expr, hint: Option<&TypeKind>, span: Span) -> Option<Expr> {
        let inner = self.present(inner, hint)?;
        let ty = inner.ty.clone();
        match (&inner.kind, &ty.kind) {
            (ExprKind::Literal(Value::Int(n)), _) => Some(literal(Value::Int(n.checked_neg()?), TypeKind::Int, span)),
            (ExprKind::Literal(Value::Decimal(n)), _) => Some(literal(Value::Decimal(-*n), TypeKind::Decimal, span)),
            (_, TypeKind::Int | TypeKind::Decimal | TypeKind::Duration) => {
                Some(Expr { kind: ExprKind::Negate(Box::new(inner)), ty, span })
            }
            _ => {
                let kind = self.checker.type_name(&ty);
                self.report(
                    Diagnostic::new(Code::BadOperand, span, msg!("bad-operand.negate", kind = kind))
                        .help(msg!("bad-operand.arithmetic.help")),
                );
                None
            }
        }
    }

    pub(super) fn quantity(
        &mut self,
        amount: &ast::Expr,
        unit: ast::Unit,
        unit_span: Span,
        span: Span,
    ) -> Option<Expr> {
        let Some(seconds) = seconds(unit) else {
            self.report(calendar_unit(unit_span));
            return None;
        };
        let amount = self.typed(amount, &TypeKind::Int.into())?;
        if let ExprKind::Literal(Value::Int(n)) = amount.kind {
            let Some(total) = n.checked_mul(seconds) else {
                self.report(duration_too_long(span));
                return None;
            };
            return Some(literal(Value::Duration(Duration::from_seconds(total)), TypeKind::Duration, span));
        }
        let ty = Type { kind: TypeKind::Duration, optional: amount.ty.optional };
        Some(Expr { kind: ExprKind::DurationOf(Box::new(amount), seconds), ty, span })
    }

    /// `x default y`
    pub(super) fn fallback(
        &mut self,
        value: &ast::Expr,
        fallback: &ast::Expr,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        let value = self.expr(value, hint)?;
        let kind = value.ty.kind.clone();
        if !value.ty.optional && !self.may_be_absent(&value) && !self.message {
            let text = self.text(value.span);
            self.report(
                Diagnostic::new(Code::NeedlessGuard, value.span, msg!("needless-guard.default", name = text))
                    .label(msg!("needless-guard.label"))
                    .help(match self.declared_name(&value) {
                        Some(name) => msg!("needless-guard.default.help", name = name),
                        None => msg!("needless-guard.default.plain.help"),
                    }),
            );
        }
        let fallback = self.expr(fallback, Some(&kind))?;
        let (value, fallback) = level(value, fallback);
        let kind = value.ty.kind.clone();
        let fallback = self.coerce(fallback, &kind)?;
        let optional = fallback.ty.optional;
        Some(Expr { kind: ExprKind::Default(Box::new(value), Box::new(fallback)), ty: Type { kind, optional }, span })
    }
}

/// Months or years where only lengths that are fixed can stand.
pub(in crate::check) fn calendar_unit(span: Span) -> Diagnostic {
    Diagnostic::new(Code::CalendarUnit, span, msg!("calendar-unit")).help(msg!("calendar-unit.help"))
}

/// A duration of more seconds than there are.
pub(in crate::check) fn duration_too_long(span: Span) -> Diagnostic {
    Diagnostic::new(Code::BadNumber, span, msg!("bad-number.duration")).help(msg!("bad-number.duration.help"))
}

fn as_decimals(left: Expr, right: Expr) -> (Expr, Expr) {
    match (&left.ty.kind, &right.ty.kind) {
        (TypeKind::Int, TypeKind::Int) => (super::to_decimal(left), super::to_decimal(right)),
        _ => (left, right),
    }
}

fn typed_operation(op: ArithmeticOp, left: &TypeKind, right: &TypeKind) -> Option<(Arithmetic, TypeKind)> {
    use ArithmeticOp as Op;
    use TypeKind as T;
    Some(match (op, left, right) {
        (Op::Add, T::Int, T::Int) => (Arithmetic::IntAdd, T::Int),
        (Op::Subtract, T::Int, T::Int) => (Arithmetic::IntSubtract, T::Int),
        (Op::Multiply, T::Int, T::Int) => (Arithmetic::IntMultiply, T::Int),
        (Op::Add, T::Decimal, T::Decimal) => (Arithmetic::DecimalAdd, T::Decimal),
        (Op::Subtract, T::Decimal, T::Decimal) => (Arithmetic::DecimalSubtract, T::Decimal),
        (Op::Multiply, T::Decimal, T::Decimal) => (Arithmetic::DecimalMultiply, T::Decimal),
        (Op::Divide, T::Decimal, T::Decimal) => (Arithmetic::DecimalDivide, T::Decimal),
        (Op::Add, T::Duration, T::Duration) => (Arithmetic::DurationAdd, T::Duration),
        (Op::Subtract, T::Duration, T::Duration) => (Arithmetic::DurationSubtract, T::Duration),
        (Op::Multiply, T::Duration, T::Int) | (Op::Multiply, T::Int, T::Duration) => {
            (Arithmetic::DurationMultiply, T::Duration)
        }
        (Op::Add, T::Date, T::Duration) | (Op::Add, T::Duration, T::Date) => (Arithmetic::DateAdd, T::Date),
        (Op::Subtract, T::Date, T::Duration) => (Arithmetic::DateSubtract, T::Date),
        (Op::Subtract, T::Date, T::Date) => (Arithmetic::DateDifference, T::Duration),
        (Op::Add, T::DateTime, T::Duration) | (Op::Add, T::Duration, T::DateTime) => {
            (Arithmetic::DateTimeAdd, T::DateTime)
        }
        (Op::Subtract, T::DateTime, T::Duration) => (Arithmetic::DateTimeSubtract, T::DateTime),
        (Op::Subtract, T::DateTime, T::DateTime) => (Arithmetic::DateTimeDifference, T::Duration),
        _ => return None,
    })
}
