//! Types one expression: every name resolved, every optional value guarded. What kind is due where an expression
//! stands is handed down as a hint, so that words of enums, whole numbers and `absent` find their type.

mod arithmetic;
mod call;
mod choose;
mod compare;
mod list;
mod name;
mod within;

use std::sync::Arc;

use super::checked::{Expr, ExprKind, Frame, LocalId};
use super::narrow::{Known, Place, learn};
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{Type, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, UnaryOp};

pub(super) use arithmetic::{calendar_unit, duration_too_long};

/// How many variables one body may have: they are numbered by 16 bits.
const MAX_VARIABLES: usize = 65_535;

/// The body of a define or a rule while it is typed.
pub(super) struct Body<'c, 'a> {
    checker: &'c mut Checker<'a>,
    policy: Arc<str>,
    /// All its variables.
    pub frame: Frame,
    /// Those that can be named here, innermost last.
    visible: Vec<(String, LocalId)>,
    /// Where the variables of the frame are declared.
    places: Vec<Span>,
    /// What guards around this place have settled, innermost last.
    known: Vec<Known>,
    /// Whether this is a message, where presence is not checked.
    message: bool,
    /// Whether this is a rule, which may have exceptions.
    rule: bool,
    /// How many conditions and comparisons this place stands in.
    truth: usize,
    /// How many sums and products this place stands in.
    sums: usize,
}

impl<'c, 'a> Body<'c, 'a> {
    pub fn new(checker: &'c mut Checker<'a>, policy: Arc<str>) -> Self {
        Self {
            checker,
            policy,
            frame: Frame::default(),
            visible: Vec::new(),
            places: Vec::new(),
            known: Vec::new(),
            message: false,
            rule: false,
            truth: 0,
            sums: 0,
        }
    }

    /// The checker, between expressions.
    pub fn checker(&mut self) -> &mut Checker<'a> {
        self.checker
    }

    /// Adds a variable and makes it visible.
    pub fn bind(&mut self, name: &ast::Name, ty: Type) -> LocalId {
        // The last number serves all that come too late; what was reported is never compiled.
        let id = LocalId(u16::try_from(self.frame.locals.len()).unwrap_or(u16::MAX));
        if self.frame.locals.len() == MAX_VARIABLES {
            self.report(
                Diagnostic::new(Code::ItemTooLong, name.span, msg!("item-too-long.variables", limit = MAX_VARIABLES))
                    .label(msg!("item-too-long.variables.label"))
                    .help(msg!("item-too-long.variables.help")),
            );
        }
        self.frame.locals.push((name.text.as_str().into(), ty));
        self.places.push(name.span);
        self.checker.note_declared(name, Meaning::Local(name.span));
        self.visible.push((name.text.clone(), id));
        id
    }

    /// Makes a variable of the frame visible again, or hides the innermost.
    pub fn show(&mut self, name: &str, id: LocalId) {
        self.visible.push((name.to_owned(), id));
    }

    fn hide(&mut self) {
        self.visible.pop();
    }

    /// Lets everything from here on be part of a message.
    pub fn in_message(&mut self) {
        self.message = true;
    }

    /// Lets everything from here on be part of a rule.
    pub fn in_rule(&mut self) {
        self.rule = true;
    }

    /// Takes for granted what holds where a condition is `truth`, until the end of the body.
    pub fn assume(&mut self, condition: &Expr, truth: bool) {
        let known = self.checker.narrow(condition, truth);
        learn(&mut self.known, known);
    }

    /// Runs `f` where a condition is `truth`.
    fn given<T>(&mut self, condition: &Expr, truth: bool, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.known.len();
        self.assume(condition, truth);
        let result = f(self);
        self.known.truncate(before);
        result
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.checker.report(diagnostic);
    }

    /// A condition: a bool that is present.
    pub fn condition(&mut self, expr: &ast::Expr) -> Option<Expr> {
        self.truth += 1;
        let typed = self.typed(expr, &TypeKind::Bool.into());
        self.truth -= 1;
        typed
    }

    /// An expression of a given type.
    pub fn typed(&mut self, expr: &ast::Expr, ty: &Type) -> Option<Expr> {
        let typed = self.expr(expr, Some(&ty.kind))?;
        let typed = if ty.optional { typed } else { self.guarded(typed)? };
        self.coerce(typed, &ty.kind)
    }

    /// An expression of whatever type it has.
    pub fn untyped(&mut self, expr: &ast::Expr) -> Option<Expr> {
        self.expr(expr, None)
    }

    /// An expression that is present.
    fn present(&mut self, expr: &ast::Expr, hint: Option<&TypeKind>) -> Option<Expr> {
        let typed = self.expr(expr, hint)?;
        self.guarded(typed)
    }

    /// Reports an expression that may be absent where it may not be.
    fn guarded(&mut self, expr: Expr) -> Option<Expr> {
        if !expr.ty.optional || self.message {
            return Some(expr);
        }
        let text = self.text(expr.span);
        let known_absent = Place::of(&expr).is_some_and(|place| self.known.contains(&(place, false)));
        let diagnostic = if known_absent {
            Diagnostic::new(Code::OptionalNotGuarded, expr.span, msg!("optional-not-guarded.absent", name = text))
                .label(msg!("optional-not-guarded.absent.label"))
                .help(msg!("optional-not-guarded.absent.help"))
        } else if Place::of(&expr).is_some() {
            let mut diagnostic =
                Diagnostic::new(Code::OptionalNotGuarded, expr.span, msg!("optional-not-guarded", name = text))
                    .label(msg!("optional-not-guarded.label"));
            if self.truth > 0 {
                diagnostic = diagnostic.help(msg!("optional-not-guarded.help", name = text));
            } else {
                diagnostic = diagnostic.help(msg!("optional-not-guarded.value.help", name = text));
            }
            if self.truth > 0 && (self.sums > 0 || !self.rule) {
                diagnostic = diagnostic.help(msg!("optional-not-guarded.default.help", name = text));
            }
            let variable = Place::of(&expr).is_some_and(|place| place.is_local());
            if self.rule && !variable {
                diagnostic = diagnostic.help(msg!("optional-not-guarded.except.help", name = text));
            }
            diagnostic
        } else {
            Diagnostic::new(Code::OptionalNotGuarded, expr.span, msg!("optional-not-guarded.computed"))
                .label(msg!("optional-not-guarded.label"))
                .help(match expr.ty.kind {
                    TypeKind::Int | TypeKind::Decimal => msg!("optional-not-guarded.computed.help", name = text),
                    _ => msg!("optional-not-guarded.value.help", name = text),
                })
        };
        self.report(diagnostic);
        None
    }

    /// The expression as a value of `kind`: an int becomes a decimal where one is due, anything else must match.
    fn coerce(&mut self, expr: Expr, kind: &TypeKind) -> Option<Expr> {
        if self.fits(&expr.ty.kind, kind) {
            return Some(expr);
        }
        if expr.ty.kind == TypeKind::Int && *kind == TypeKind::Decimal {
            return Some(to_decimal(expr));
        }
        let expected = self.checker.kind_name(kind);
        let found = self.checker.type_name(&expr.ty);
        let what = match kind {
            TypeKind::Bool if self.truth > 0 => msg!("type-mismatch.condition", found = found),
            _ => msg!("type-mismatch", expected = expected, found = found),
        };
        let mut diagnostic =
            Diagnostic::new(Code::TypeMismatch, expr.span, what).label(msg!("type-mismatch.label", found = found));
        let quoted = match &expr.kind {
            ExprKind::Literal(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        diagnostic = match (&expr.ty.kind, kind) {
            (TypeKind::Int, TypeKind::Duration) => {
                let text = self.text(expr.span);
                diagnostic.help(msg!("type-mismatch.days.help", text = text))
            }
            (TypeKind::Text, _) if quoted.as_ref().is_some_and(|text| is_quoted(text, kind)) => match quoted {
                Some(text) => diagnostic.help(msg!("type-mismatch.unquote.help")).fix(
                    msg!("type-mismatch.unquote.fix"),
                    expr.span,
                    &*text,
                ),
                None => diagnostic.help(msg!("type-mismatch.help", expected = expected)),
            },
            (TypeKind::Decimal, TypeKind::Int) => diagnostic.help(match &expr.kind {
                ExprKind::Literal(_) => msg!("type-mismatch.parts.help"),
                _ => msg!("type-mismatch.whole.help"),
            }),
            (_, TypeKind::Bool) => diagnostic.help(msg!("type-mismatch.condition.help")),
            _ => diagnostic.help(msg!("type-mismatch.help", expected = expected)),
        };
        self.report(diagnostic);
        None
    }

    fn fits(&self, found: &TypeKind, due: &TypeKind) -> bool {
        match (found, due) {
            // A list of present values serves where its elements might be absent.
            (TypeKind::List(found), TypeKind::List(due)) => {
                self.fits(&found.kind, &due.kind) && (due.optional || !found.optional)
            }
            _ => found == due || self.checker.same_type(&found.clone().into(), &due.clone().into()),
        }
    }

    /// An expression with whatever type it has; `hint` is the kind that is due here, where that is known.
    fn expr(&mut self, expr: &ast::Expr, hint: Option<&TypeKind>) -> Option<Expr> {
        if self.checker.is_full() {
            return None;
        }
        let span = expr.span;
        match &expr.kind {
            Ast::Error => None,
            Ast::Bool(b) => Some(literal(Value::Bool(*b), TypeKind::Bool, span)),
            Ast::Text(text) => Some(literal(Value::Text(text.as_str().into()), TypeKind::Text, span)),
            Ast::Date(date) => Some(literal(Value::Date(*date), TypeKind::Date, span)),
            Ast::DateTime(at) => Some(literal(Value::DateTime(*at), TypeKind::DateTime, span)),
            Ast::Today => Some(Expr { kind: ExprKind::Today, ty: TypeKind::Date.into(), span }),
            Ast::Now => Some(Expr { kind: ExprKind::Now, ty: TypeKind::DateTime.into(), span }),
            Ast::Number { value, whole } => match (whole, hint) {
                (true, None | Some(TypeKind::Int | TypeKind::Duration)) | (true, Some(_))
                    if hint != Some(&TypeKind::Decimal) =>
                {
                    Some(literal(Value::Int(value.to_i64()?), TypeKind::Int, span))
                }
                _ => Some(literal(Value::Decimal(*value), TypeKind::Decimal, span)),
            },
            Ast::Absent => self.absent(hint, span),
            Ast::Quantity { amount, unit, unit_span } => self.quantity(amount, *unit, *unit_span, span),
            Ast::Name(name) => self.name(name, hint, span),
            Ast::Field { record, field } => self.field(record, field, span),
            Ast::Call { function, args } => self.call(function, args, hint, span),
            Ast::Aggregate { function, over, value } => self.aggregate(function, over, value.as_deref(), hint, span),
            Ast::Collect { over, value } => self.collect(over, value.as_deref(), span),
            Ast::Quantifier { kind, over, body } => self.quantifier(*kind, over, body, span).map(|(expr, _)| expr),
            Ast::List(items) => self.list(items, hint, span),
            Ast::Record(_) => {
                self.report(
                    Diagnostic::new(Code::NotAValue, span, msg!("not-a-value.record"))
                        .help(msg!("not-a-value.record.help")),
                );
                None
            }
            Ast::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner)?;
                Some(Expr { kind: ExprKind::Not(Box::new(inner)), ty: TypeKind::Bool.into(), span })
            }
            Ast::Unary(UnaryOp::Negate, inner) => self.negate(inner, hint, span),
            Ast::And(all) => self.chain(all, true, span),
            Ast::Or(all) => self.chain(all, false, span),
            Ast::Compare { op, op_span, left, right } => {
                self.truth += 1;
                let compared = self.compare(*op, *op_span, left, right, span);
                self.truth -= 1;
                compared
            }
            Ast::Is { value, negated, word } => {
                self.truth += 1;
                let asked = self.is(value, *negated, word, span);
                self.truth -= 1;
                asked
            }
            Ast::IsPresent { value, present } => self.is_present(value, *present, span),
            Ast::In { value, negated, within } => {
                self.truth += 1;
                let found = self.within(value, *negated, within, span);
                self.truth -= 1;
                found
            }
            Ast::Default(value, fallback) => self.fallback(value, fallback, hint, span),
            Ast::Arithmetic { op, op_span, left, right } => {
                self.sums += 1;
                let result = self.arithmetic(*op, *op_span, left, right, hint, span);
                self.sums -= 1;
                result
            }
            Ast::If { condition, then, otherwise } => self.branch(condition, then, otherwise, hint, span),
            Ast::Choose { arms, otherwise } => self.choose(arms, otherwise.as_deref(), hint, span),
            Ast::ChooseWord { value, arms, otherwise } => {
                self.choose_word(value, arms, otherwise.as_deref(), hint, span)
            }
        }
    }

    fn absent(&mut self, hint: Option<&TypeKind>, span: Span) -> Option<Expr> {
        let Some(kind) = hint else {
            self.report(
                Diagnostic::new(Code::UntypedValue, span, msg!("untyped-value.absent"))
                    .help(msg!("untyped-value.absent.help")),
            );
            return None;
        };
        Some(Expr { kind: ExprKind::Absent, ty: Type::optional(kind.clone()), span })
    }

    /// `and` and `or`: each operand is typed where those before it are true (false).
    fn chain(&mut self, all: &[ast::Expr], all_needed: bool, span: Span) -> Option<Expr> {
        if !all_needed && self.is_with_alternatives(all) {
            return None;
        }
        let before = self.known.len();
        let mut operands = Vec::with_capacity(all.len());
        let mut whole = true;
        for expr in all {
            match self.condition(expr) {
                Some(operand) => {
                    self.assume(&operand, all_needed);
                    operands.push(operand);
                }
                None => whole = false,
            }
        }
        self.known.truncate(before);
        let kind = if all_needed { ExprKind::And(operands) } else { ExprKind::Or(operands) };
        whole.then(|| Expr { kind, ty: TypeKind::Bool.into(), span })
    }

    /// The text of a place, white space folded, cut where it is long.
    fn text(&self, span: Span) -> String {
        let text = self.checker.out.texts.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > 60 {
            let mut text: String = text.chars().take(59).collect();
            text.push('…');
            return text;
        }
        text
    }
}

/// Whether a text is a value of another kind in quotes.
pub(in crate::check) fn is_quoted(text: &str, kind: &TypeKind) -> bool {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    match kind {
        TypeKind::Enum(_) => !text.is_empty() && !text.contains(char::is_whitespace),
        TypeKind::Bool => matches!(text, "true" | "false"),
        TypeKind::Int => text.parse::<i64>().is_ok(),
        TypeKind::Decimal => crate::model::Decimal::parse(text).is_ok(),
        TypeKind::Date | TypeKind::DateTime => digits && text.contains('-'),
        _ => false,
    }
}

pub(super) fn literal(value: Value, kind: TypeKind, span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(value), ty: kind.into(), span }
}

fn to_decimal(expr: Expr) -> Expr {
    let ty = Type { kind: TypeKind::Decimal, optional: expr.ty.optional };
    let span = expr.span;
    match expr.kind {
        ExprKind::Literal(Value::Int(n)) => Expr { kind: ExprKind::Literal(Value::Decimal(n.into())), ty, span },
        kind => Expr { kind: ExprKind::ToDecimal(Box::new(Expr { kind, ty: expr.ty, span })), ty, span },
    }
}

fn boolean(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: TypeKind::Bool.into(), span }
}

/// The expression, or its opposite.
fn negated_if(negated: bool, expr: Expr) -> Expr {
    if negated { boolean(ExprKind::Not(Box::new(expr.clone())), expr.span) } else { expr }
}
