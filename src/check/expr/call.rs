//! Calls: the author's functions and those of the language.

use super::Body;
use super::compare::level;
use crate::check::checked::{Builtin, DefineId, Expr, ExprKind};
use crate::check::report::did_you_mean;
use crate::check::scope::Symbol;
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};

/// The functions of the language with what they take, for messages.
pub(super) const BUILTINS: [(&str, &str); 13] = [
    ("max", "max(a, b)"),
    ("min", "min(a, b)"),
    ("round", "round(number, places)"),
    ("abs", "abs(number)"),
    ("years_between", "years_between(earlier, later)"),
    ("minute_of_day", "minute_of_day(datetime)"),
    ("starts_with", "starts_with(text, prefix)"),
    ("length", "length(text)"),
    ("working_days_after", "working_days_after(date, days, calendar)"),
    ("count", "count(list)"),
    ("distinct", "distinct(list)"),
    ("sum", "sum(x in list: x.field)"),
    ("avg", "avg(x in list: x.field)"),
];

impl Body<'_, '_> {
    pub(super) fn call(
        &mut self,
        function: &ast::Name,
        args: &[ast::Expr],
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        match self.checker.scopes.value(&self.policy, &function.text) {
            // A function of the language is called where the name here stands for a value.
            Some(Symbol::Define(id)) if self.is_function(id) => return self.call_define(id, function, args, span),
            Some(symbol) if !BUILTINS.iter().any(|(name, _)| *name == function.text) => {
                self.report(
                    Diagnostic::new(
                        Code::BadCall,
                        function.span,
                        msg!("bad-call.not-a-function", name = &function.text, what = symbol.what()),
                    )
                    .help(msg!("bad-call.not-a-function.help", name = &function.text)),
                );
                return None;
            }
            _ => {}
        }
        match (function.text.as_str(), args) {
            ("max", [a, b]) => self.extreme(Builtin::Max, a, b, hint, span),
            ("min", [a, b]) => self.extreme(Builtin::Min, a, b, hint, span),
            ("round", [number, places]) => {
                let number = self.typed(number, &TypeKind::Decimal.into());
                let places = self.present(places, Some(&TypeKind::Int));
                if let Some(places) = places.as_ref().filter(|places| places.ty.kind != TypeKind::Int) {
                    let found = self.checker.type_name(&places.ty);
                    self.report(
                        Diagnostic::new(
                            Code::TypeMismatch,
                            places.span,
                            msg!("type-mismatch", expected = "int", found = found),
                        )
                        .label(msg!("type-mismatch.label", found = found))
                        .help(msg!("bad-call.help", form = "round(number, places)")),
                    );
                    return None;
                }
                Some(builtin(Builtin::Round, vec![number?, places?], TypeKind::Decimal, span))
            }
            ("abs", [number]) => self.absolute(number, hint, span),
            ("years_between", [a, b]) => {
                self.fixed(Builtin::YearsBetween, &[(a, TypeKind::Date), (b, TypeKind::Date)], TypeKind::Int, span)
            }
            ("minute_of_day", [at]) => {
                self.fixed(Builtin::MinuteOfDay, &[(at, TypeKind::DateTime)], TypeKind::Int, span)
            }
            ("starts_with", [text, prefix]) => {
                let args = [(text, TypeKind::Text), (prefix, TypeKind::Text)];
                self.fixed(Builtin::StartsWith, &args, TypeKind::Bool, span)
            }
            ("length", [text]) => self.length(text, span),
            ("working_days_after", [date, days, calendar]) => self.working_days(date, days, calendar, span),
            ("count", [list]) => {
                let list = self.list_value(list)?;
                Some(Expr { kind: ExprKind::Count(Box::new(list)), ty: TypeKind::Int.into(), span })
            }
            ("distinct", [list]) => {
                let list = self.list_value(list)?;
                let ty = list.ty.clone();
                Some(Expr { kind: ExprKind::Distinct(Box::new(list)), ty, span })
            }
            ("sum" | "avg" | "min" | "max", [list]) => {
                let list = self.present(list, None)?;
                let name = function.text.as_str();
                if !matches!(list.ty.kind, TypeKind::List(_)) {
                    self.report_bad_call(name, function.span, args.len());
                    return None;
                }
                let list = self.text(list.span);
                self.report(Diagnostic::new(Code::BadCall, span, msg!("bad-call.no-value", name = name)).help(msg!(
                    "bad-call.whole-list.help",
                    name = name,
                    list = list
                )));
                None
            }
            (name, _) => {
                self.report_bad_call(name, function.span, args.len());
                None
            }
        }
    }

    fn report_bad_call(&mut self, name: &str, span: Span, count: usize) {
        if let Some((_, form)) = BUILTINS.iter().find(|(known, _)| *known == name) {
            self.report(
                Diagnostic::new(Code::BadCall, span, msg!("bad-call", name = name, count = count))
                    .help(msg!("bad-call.help", form = form)),
            );
            return;
        }
        let diagnostic = Diagnostic::new(Code::UnknownName, span, msg!("unknown-name.function", name = name));
        // As spreadsheets have them.
        let operator = match name.to_ascii_lowercase().as_str() {
            word @ ("and" | "or") => Some(msg!("unknown-name.operator.help", word = word)),
            "not" => Some(msg!("unknown-name.not.help")),
            "if" => Some(msg!("unknown-name.if.help")),
            _ => None,
        };
        if let Some(help) = operator {
            self.report(diagnostic.help(help));
            return;
        }
        let Some(scope) = self.checker.scopes.get(&self.policy) else { return };
        let own = scope.values.iter().filter(|(_, e)| matches!(e.item, Symbol::Define(_))).map(|(n, _)| n.as_str());
        let candidates: Vec<_> = BUILTINS.iter().map(|(name, _)| *name).chain(own).collect();
        let (diagnostic, found) = did_you_mean(diagnostic, name, span, candidates);
        let owner = self.checker.scopes.owner(name, &self.policy).map(str::to_owned);
        if found {
            self.report(diagnostic);
        } else if let Some(owner) = owner {
            self.report(diagnostic.help(msg!("unknown-name.use.help", name = name, policy = owner)));
        } else if !scope.incomplete {
            self.report(diagnostic.help(msg!("unknown-name.function.help")));
        }
    }

    /// Whether a define takes arguments, or may: one that was reported is not to be reported again.
    fn is_function(&self, id: DefineId) -> bool {
        self.checker.out.defines[id].params > 0 || self.checker.typed.get(&id) == Some(&false)
    }

    fn call_define(&mut self, id: DefineId, function: &ast::Name, args: &[ast::Expr], span: Span) -> Option<Expr> {
        self.checker.note_symbol(function.span, &function.text, Symbol::Define(id));
        let define = &self.checker.out.defines[id];
        let params: Vec<Type> = define.frame.locals.iter().take(define.params).map(|(_, ty)| ty.clone()).collect();
        let (place, ty) = (define.span, define.ty.clone());
        match self.checker.typed.get(&id) {
            Some(true) => {}
            Some(false) => return None,
            None if self.checker.signed.contains(&id) => {}
            None => {
                self.report(
                    Diagnostic::new(Code::UntypedValue, span, msg!("untyped-value.define", name = &function.text))
                        .help(msg!("untyped-value.define.help", name = &function.text)),
                );
                return None;
            }
        }
        if params.len() != args.len() {
            let (due, count) = (params.len(), args.len());
            self.report(
                Diagnostic::new(
                    Code::BadCall,
                    span,
                    msg!("bad-call.count", name = &function.text, due = due, count = count),
                )
                .also(place, msg!("bad-call.declared"))
                .help(msg!("bad-call.count.help", due = due)),
            );
            return None;
        }
        let args: Vec<_> = args.iter().zip(&params).map(|(arg, ty)| self.typed(arg, ty)).collect();
        let args = args.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Expr { kind: ExprKind::Call(id, args), ty, span })
    }

    /// A function that takes arguments of fixed kinds.
    fn fixed(&mut self, function: Builtin, args: &[(&ast::Expr, TypeKind)], ty: TypeKind, span: Span) -> Option<Expr> {
        let args: Vec<_> = args.iter().map(|(arg, kind)| self.typed(arg, &kind.clone().into())).collect();
        Some(builtin(function, args.into_iter().collect::<Option<Vec<_>>>()?, ty, span))
    }

    fn extreme(
        &mut self,
        function: Builtin,
        a: &ast::Expr,
        b: &ast::Expr,
        hint: Option<&TypeKind>,
        span: Span,
    ) -> Option<Expr> {
        let (a, b) = self.pair(a, b, hint)?;
        let (a, b) = level(a, b);
        if !self.fits(&a.ty.kind, &b.ty.kind) || !self.is_ordered(&a.ty.kind) {
            let (x, y) = (self.checker.type_name(&a.ty), self.checker.type_name(&b.ty));
            self.report(
                Diagnostic::new(Code::BadOperand, span, msg!("bad-operand.extreme", left = x, right = y))
                    .help(msg!("bad-operand.extreme.help")),
            );
            return None;
        }
        let kind = a.ty.kind.clone();
        Some(builtin(function, vec![a, b], kind, span))
    }

    fn absolute(&mut self, number: &ast::Expr, hint: Option<&TypeKind>, span: Span) -> Option<Expr> {
        let number = self.present(number, hint)?;
        let kind = number.ty.kind.clone();
        if !matches!(kind, TypeKind::Int | TypeKind::Decimal | TypeKind::Duration) {
            let found = self.checker.type_name(&number.ty);
            self.report(
                Diagnostic::new(Code::BadOperand, span, msg!("bad-operand.negate", kind = found))
                    .help(msg!("bad-operand.arithmetic.help")),
            );
            return None;
        }
        Some(builtin(Builtin::Abs, vec![number], kind, span))
    }

    fn length(&mut self, text: &ast::Expr, span: Span) -> Option<Expr> {
        let text = self.present(text, Some(&TypeKind::Text))?;
        if matches!(text.ty.kind, TypeKind::List(_)) {
            let name = self.text(text.span);
            self.report(
                Diagnostic::new(Code::BadOperand, span, msg!("bad-operand.length"))
                    .help(msg!("bad-operand.length.help", name = name)),
            );
            return None;
        }
        let text = self.coerce(text, &TypeKind::Text)?;
        Some(builtin(Builtin::Length, vec![text], TypeKind::Int, span))
    }

    fn working_days(&mut self, date: &ast::Expr, days: &ast::Expr, calendar: &ast::Expr, span: Span) -> Option<Expr> {
        let date = self.typed(date, &TypeKind::Date.into());
        let days = self.typed(days, &TypeKind::Int.into());
        let symbol = match &calendar.kind {
            Ast::Name(name) => self.checker.scopes.value(&self.policy, name),
            _ => None,
        };
        let Some(Symbol::Calendar(id)) = symbol else {
            if matches!(calendar.kind, Ast::Name(_))
                && symbol.is_none()
                && self.checker.scopes.is_incomplete(&self.policy)
            {
                return None;
            }
            let text = self.text(calendar.span);
            self.report(
                Diagnostic::new(Code::BadCall, calendar.span, msg!("bad-call.calendar", name = text))
                    .help(msg!("bad-call.calendar.help")),
            );
            return None;
        };
        if let Ast::Name(name) = &calendar.kind {
            self.checker.note_symbol(calendar.span, name, Symbol::Calendar(id));
        }
        Some(builtin(Builtin::WorkingDaysAfter(id), vec![date?, days?], TypeKind::Date, span))
    }
}

fn builtin(function: Builtin, args: Vec<Expr>, kind: TypeKind, span: Span) -> Expr {
    let optional = args.iter().any(|arg| arg.ty.optional);
    Expr { kind: ExprKind::Builtin(function, args), ty: Type { kind, optional }, span }
}
