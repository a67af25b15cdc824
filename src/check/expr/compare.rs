//! Comparisons, `is`, `is present`.

use std::sync::Arc;

use super::{Body, boolean, is_quoted, negated_if, to_decimal};
use crate::check::checked::{Comparison, Expr, ExprKind, WordSet};
use crate::diagnostic::{Code, Diagnostic, Edit, msg};
use crate::model::{EnumShape, OutcomeSet, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::{self, CompareOp, ExprKind as Ast};

impl Body<'_, '_> {
    /// Two present values of one kind, whichever of them knows its kind first.
    pub(super) fn pair(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        hint: Option<&TypeKind>,
    ) -> Option<(Expr, Expr)> {
        let (left, right) = if self.needs_hint(left) && !self.needs_hint(right) {
            let right = self.present(right, hint);
            let kind = right.as_ref().map(|e| e.ty.kind.clone());
            let left = self.present(left, kind.as_ref().or(hint));
            (left, right)
        } else {
            let left = self.present(left, hint);
            let kind = left.as_ref().map(|e| e.ty.kind.clone());
            // Without the left side's type a word on the right would only be reported as unknown.
            let right = if left.is_none() && self.needs_hint(right) {
                None
            } else {
                self.present(right, kind.as_ref().or(hint))
            };
            (left, right)
        };
        Some(level(left?, right?))
    }

    pub(super) fn compare(
        &mut self,
        op: CompareOp,
        op_span: Span,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Option<Expr> {
        let is_absent = |side: &ast::Expr| match &side.kind {
            Ast::Absent => true,
            Ast::Name(name) => self.is_null(name),
            _ => false,
        };
        let value = match (is_absent(left), is_absent(right)) {
            (true, _) => Some(right),
            (_, true) => Some(left),
            _ => None,
        };
        if let Some(value) = value {
            self.report(compared_with_absent(op, op_span, value, span, |span| self.text(span)));
            return None;
        }
        let (left, right) = self.pair(left, right, None)?;
        let op = comparison(op);
        if let TypeKind::Outcome(_) = left.ty.kind
            && left.ty.kind == right.ty.kind
        {
            return self.compare_outcome(op, left, right, span);
        }
        if !self.fits(&left.ty.kind, &right.ty.kind) {
            self.report_not_comparable(&left, &right, op_span);
            return None;
        }
        let ordered = !matches!(op, Comparison::Equal | Comparison::NotEqual);
        if ordered && !self.is_ordered(&left.ty.kind) {
            self.report_not_ordered(&left.ty.kind, op_span);
            return None;
        }
        self.compare_units(&left, &right, op_span);
        Some(boolean(ExprKind::Compare(op, Box::new(left), Box::new(right)), span))
    }

    /// Warns where two named numbers are counted in different units.
    pub(super) fn compare_units(&mut self, left: &Expr, right: &Expr, span: Span) {
        if let (Some(a), Some(b)) = (self.unit_of(left), self.unit_of(right))
            && a != b
        {
            let (x, y) = (self.text(left.span), self.text(right.span));
            let what = msg!("unit-mismatch", left = x, left_unit = a, right = y, right_unit = b);
            self.report(
                Diagnostic::new(Code::UnitMismatch, span, what)
                    .also(left.span, msg!("unit-mismatch.side", unit = a))
                    .also(right.span, msg!("unit-mismatch.side", unit = b))
                    .help(msg!("unit-mismatch.help")),
            );
        }
    }

    fn unit_of(&self, expr: &Expr) -> Option<Arc<str>> {
        let out = &self.checker.out;
        let unit = match &expr.kind {
            ExprKind::ToDecimal(inner) => return self.unit_of(inner),
            ExprKind::Fact(id) => &out.schema.facts[*id].field.unit,
            ExprKind::Param(id) => &out.schema.params[*id].unit,
            ExprKind::Define(id) => &out.defines[*id].unit,
            ExprKind::Field(record, index) => match record.ty.kind {
                TypeKind::Record(id) => &out.schema.types.records[id].fields.get(usize::from(*index))?.unit,
                _ => return None,
            },
            _ => return None,
        };
        unit.as_ref().map(|unit| unit.plain.clone())
    }

    pub(super) fn is_ordered(&self, kind: &TypeKind) -> bool {
        match kind {
            TypeKind::Int | TypeKind::Decimal | TypeKind::Date | TypeKind::DateTime | TypeKind::Duration => true,
            TypeKind::Enum(id) => self.checker.out.schema.types.enums[*id].shape == EnumShape::Order,
            _ => false,
        }
    }

    pub(super) fn report_not_ordered(&mut self, kind: &TypeKind, span: Span) {
        let name = self.checker.kind_name(kind);
        let diagnostic = Diagnostic::new(Code::NotOrdered, span, msg!("not-ordered", kind = name));
        self.report(match kind {
            TypeKind::Enum(_) => diagnostic.help(msg!("not-ordered.enum.help", kind = name)),
            _ => diagnostic.help(msg!("not-ordered.help")),
        });
    }

    pub(super) fn report_not_comparable(&mut self, left: &Expr, right: &Expr, op_span: Span) {
        let (a, b) = (self.checker.kind_name(&left.ty.kind), self.checker.kind_name(&right.ty.kind));
        let mut diagnostic = Diagnostic::new(Code::NotComparable, op_span, msg!("not-comparable", left = a, right = b))
            .also(left.span, msg!("not-comparable.side", kind = a));
        // In a range the bound itself is what is pointed at.
        diagnostic = if op_span == right.span {
            diagnostic.label(msg!("not-comparable.side", kind = b))
        } else {
            diagnostic.also(right.span, msg!("not-comparable.side", kind = b))
        };
        diagnostic = match (&left.ty.kind, &right.ty.kind) {
            (TypeKind::Duration, TypeKind::Int) => self.offer_unit(diagnostic, right),
            (TypeKind::Int, TypeKind::Duration) => self.offer_unit(diagnostic, left),
            (TypeKind::Date, TypeKind::DateTime) | (TypeKind::DateTime, TypeKind::Date) => {
                diagnostic.help(msg!("not-comparable.date.help"))
            }
            (kind, TypeKind::Text) => self.offer_unquoted(diagnostic, right, kind),
            (TypeKind::Text, kind) => self.offer_unquoted(diagnostic, left, kind),
            _ => diagnostic.help(msg!("not-comparable.help")),
        };
        self.report(diagnostic);
    }

    fn offer_unit(&self, diagnostic: Diagnostic, number: &Expr) -> Diagnostic {
        let text = self.text(number.span);
        diagnostic
            .help(msg!("not-comparable.unit.help", text = text))
            .fix(msg!("not-comparable.unit.fix"), number.span.at_end(), " days")
            .guessed()
    }

    fn offer_unquoted(&self, diagnostic: Diagnostic, text: &Expr, kind: &TypeKind) -> Diagnostic {
        match &text.kind {
            ExprKind::Literal(Value::Text(word)) if is_quoted(word, kind) => diagnostic
                .help(msg!("type-mismatch.unquote.help"))
                .fix(msg!("type-mismatch.unquote.fix"), text.span, &**word),
            _ => diagnostic.help(msg!("not-comparable.help")),
        }
    }

    fn compare_outcome(&mut self, op: Comparison, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        let (value, word, op) = match (&left.kind, &right.kind) {
            (_, ExprKind::Literal(Value::Outcome(word))) => (left.clone(), *word, op),
            (ExprKind::Literal(Value::Outcome(word)), _) => (right.clone(), *word, flipped(op)),
            _ => {
                self.report(
                    Diagnostic::new(Code::NotComparable, span, msg!("not-comparable.outcomes"))
                        .help(msg!("not-comparable.outcomes.help")),
                );
                return None;
            }
        };
        let TypeKind::Outcome(id) = value.ty.kind else { return None };
        let word = word.iter().next()?;
        let count = self.checker.out.decisions[id].outcomes.len();
        let set = (0..count)
            .filter_map(|i| u8::try_from(i).ok())
            .filter(|i| match op {
                Comparison::Equal => *i == word,
                Comparison::NotEqual => *i != word,
                Comparison::Less => *i < word,
                Comparison::LessOrEqual => *i <= word,
                Comparison::Greater => *i > word,
                Comparison::GreaterOrEqual => *i >= word,
            })
            .fold(OutcomeSet::default(), OutcomeSet::with);
        Some(boolean(ExprKind::IsOutcome(Box::new(value), set), span))
    }

    pub(super) fn is(&mut self, value: &ast::Expr, negated: bool, word: &ast::Name, span: Span) -> Option<Expr> {
        if self.is_null(&word.text) {
            let message = msg!("unknown-name", name = word.text);
            self.report(
                Diagnostic::new(Code::UnknownName, word.span, message).help(msg!("unknown-name.null.help")).fix(
                    msg!("unknown-name.null.fix"),
                    word.span,
                    "absent",
                ),
            );
            return None;
        }
        let value = self.present(value, None)?;
        let test = match value.ty.kind {
            TypeKind::Enum(_) => {
                let set = self.word_set(&value.ty.kind, &word.text, word.span)?;
                boolean(ExprKind::IsWord(Box::new(value), set), span)
            }
            TypeKind::Outcome(id) => {
                self.checker.note_outcome(id, &word.text, word.span, false);
                let Some(index) = self.outcome_index(id, &word.text) else {
                    let diagnostic = self.checker.unknown_outcome(id, &word.text, word.span);
                    self.report(diagnostic);
                    return None;
                };
                boolean(ExprKind::IsOutcome(Box::new(value), OutcomeSet::one(index)), span)
            }
            _ => {
                let kind = self.checker.type_name(&value.ty);
                let name = self.text(value.span);
                let help = match value.ty.kind {
                    TypeKind::Bool => msg!("bad-operand.is.bool.help", name = name),
                    TypeKind::Text => msg!("bad-operand.is.text.help", name = name),
                    TypeKind::Int | TypeKind::Decimal => msg!("bad-operand.is.number.help", name = name),
                    TypeKind::List(_) => msg!("bad-operand.is.list.help", name = name),
                    TypeKind::Record(_) => msg!("not-a-value.record.help"),
                    _ => msg!("bad-operand.is.help"),
                };
                self.report(Diagnostic::new(Code::BadOperand, span, msg!("bad-operand.is", kind = kind)).help(help));
                return None;
            }
        };
        Some(negated_if(negated, test))
    }

    /// Whether a name is what other languages call a missing value, and nothing here is called so.
    fn is_null(&self, name: &str) -> bool {
        let is_word = |name: &str| {
            self.checker.out.schema.types.enums.values().any(|def| def.words.iter().any(|word| *word.name == *name))
        };
        matches!(name, "null" | "NULL" | "Null" | "nil" | "None") && !self.resolves(name) && !is_word(name)
    }

    /// The leaves that a word or a group of an enum stands for.
    pub(super) fn word_set(&mut self, kind: &TypeKind, name: &str, span: Span) -> Option<WordSet> {
        let TypeKind::Enum(id) = kind else { return None };
        self.checker.note_word(*id, name, span, false);
        let def = &self.checker.out.schema.types.enums[*id];
        if let Some(index) = def.words.iter().position(|word| *word.name == *name) {
            return Some(u16::try_from(index).into_iter().collect());
        }
        if let Some(group) = def.groups.iter().find(|group| *group.name == *name) {
            return Some((group.start..group.end).collect());
        }
        // A value where a word is due is the commonest reason.
        let mut diagnostic = self.checker.unknown_word(*id, name, span);
        if self.resolves(name) {
            diagnostic = diagnostic.help(msg!("unknown-word.value.help", word = name));
        }
        self.report(diagnostic);
        None
    }

    pub(super) fn is_present(&mut self, value: &ast::Expr, present: bool, span: Span) -> Option<Expr> {
        // Guards around it are put aside: a second guard is needless, but no reason to warn.
        let known = std::mem::take(&mut self.known);
        let (before, kept) = (known.clone(), known);
        self.known = kept.into_iter().filter(|(_, present)| *present).collect();
        let typed = self.expr(value, None);
        self.known = before;
        let value = typed?;
        let declared_optional = value.ty.optional || self.may_be_absent(&value);
        if !declared_optional && !self.message {
            let text = self.text(value.span);
            self.report(
                Diagnostic::new(Code::NeedlessGuard, span, msg!("needless-guard", name = text))
                    .label(msg!("needless-guard.label"))
                    .help(match self.declared_name(&value) {
                        Some(name) => msg!("needless-guard.help", name = name),
                        None => msg!("needless-guard.plain.help"),
                    }),
            );
        }
        Some(boolean(ExprKind::IsPresent(Box::new(value), present), span))
    }

    /// The name by which a fact, a param or a field was declared, so that it could be declared otherwise.
    pub(super) fn declared_name(&self, expr: &Expr) -> Option<Arc<str>> {
        let out = &self.checker.out;
        Some(match &expr.kind {
            ExprKind::Fact(id) => out.schema.facts[*id].field.name.clone(),
            ExprKind::Param(id) => out.schema.params[*id].name.clone(),
            ExprKind::Field(record, index) => match record.ty.kind {
                TypeKind::Record(id) => out.schema.types.records[id].fields.get(usize::from(*index))?.name.clone(),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Whether the declaration of a name says optional, whatever guards say.
    pub(super) fn may_be_absent(&self, expr: &Expr) -> bool {
        let out = &self.checker.out;
        match &expr.kind {
            ExprKind::Fact(id) => out.schema.facts[*id].field.ty.optional,
            ExprKind::Param(id) => out.schema.params[*id].ty.optional,
            ExprKind::Define(id) => out.defines[*id].ty.optional,
            ExprKind::Local(id) => self.frame.locals.get(usize::from(id.0)).is_some_and(|(_, ty)| ty.optional),
            ExprKind::Field(record, index) => match record.ty.kind {
                TypeKind::Record(id) => {
                    out.schema.types.records[id].fields.get(usize::from(*index)).is_some_and(|field| field.ty.optional)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Reports `x is a or b`: a bare word after `or` that the enum before it has. True where it did.
    pub(super) fn is_with_alternatives(&mut self, all: &[ast::Expr]) -> bool {
        let mut found = false;
        for (i, expr) in all.iter().enumerate() {
            let Ast::Is { value, word, negated: false } = &expr.kind else { continue };
            let rest: Vec<_> =
                all.iter().skip(i + 1).map_while(|next| self.bare_word(next).map(|w| (next, w))).collect();
            let Some((last, _)) = rest.last() else { continue };
            // Only a plain name or field is typed on trial, so that nesting cannot multiply the work.
            if !is_place(value) {
                continue;
            }
            let before = self.checker.diagnostics.len();
            let typed = self.expr(value, None);
            self.checker.diagnostics.truncate(before);
            let Some(typed) = typed else { continue };
            if !rest.iter().all(|(_, word)| self.has_word(&typed.ty.kind, word)) {
                continue;
            }
            let list = std::iter::once(word.text.as_str()).chain(rest.iter().map(|(_, word)| *word));
            let list = list.collect::<Vec<_>>().join(", ");
            let whole = expr.span.to(last.span);
            let mend = format!("{} in [{list}]", self.checker.out.texts.slice(value.span));
            self.report(
                Diagnostic::new(Code::IsWithAlternatives, whole, msg!("is-with-alternatives"))
                    .help(msg!("is-with-alternatives.help", mend = mend))
                    .fix_all(msg!("is-with-alternatives.fix"), vec![Edit { span: whole, text: mend }]),
            );
            found = true;
        }
        found
    }

    fn bare_word<'e>(&self, expr: &'e ast::Expr) -> Option<&'e str> {
        match &expr.kind {
            Ast::Name(name) if !self.resolves(name) => Some(name),
            _ => None,
        }
    }

    fn has_word(&self, kind: &TypeKind, name: &str) -> bool {
        match kind {
            TypeKind::Enum(id) => {
                let def = &self.checker.out.schema.types.enums[*id];
                def.words.iter().any(|word| *word.name == *name) || def.groups.iter().any(|group| *group.name == *name)
            }
            TypeKind::Outcome(id) => self.outcome_index(*id, name).is_some(),
            _ => false,
        }
    }

    /// The outcomes that some words stand for.
    pub(super) fn outcome_set(&mut self, kind: &TypeKind, name: &str, span: Span) -> Option<OutcomeSet> {
        let TypeKind::Outcome(id) = kind else { return None };
        self.checker.note_outcome(*id, name, span, false);
        if let Some(index) = self.outcome_index(*id, name) {
            return Some(OutcomeSet::one(index));
        }
        let diagnostic = self.checker.unknown_outcome(*id, name, span);
        self.report(diagnostic);
        None
    }
}

fn is_place(expr: &ast::Expr) -> bool {
    match &expr.kind {
        Ast::Name(_) => true,
        Ast::Field { record, .. } => is_place(record),
        _ => false,
    }
}

/// Int and decimal meet as decimals.
pub(super) fn level(left: Expr, right: Expr) -> (Expr, Expr) {
    match (&left.ty.kind, &right.ty.kind) {
        (TypeKind::Int, TypeKind::Decimal) => (to_decimal(left), right),
        (TypeKind::Decimal, TypeKind::Int) => (left, to_decimal(right)),
        _ => (left, right),
    }
}

fn comparison(op: CompareOp) -> Comparison {
    match op {
        CompareOp::Equal => Comparison::Equal,
        CompareOp::NotEqual => Comparison::NotEqual,
        CompareOp::Less => Comparison::Less,
        CompareOp::LessOrEqual => Comparison::LessOrEqual,
        CompareOp::Greater => Comparison::Greater,
        CompareOp::GreaterOrEqual => Comparison::GreaterOrEqual,
    }
}

fn flipped(op: Comparison) -> Comparison {
    match op {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// `x = absent`, with `x is absent` as its mend.
fn compared_with_absent(
    op: CompareOp,
    op_span: Span,
    value: &ast::Expr,
    span: Span,
    text: impl Fn(Span) -> String,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::BadOperand, span, msg!("bad-operand.absent", op = text(op_span)));
    let word = match op {
        CompareOp::Equal => "absent",
        CompareOp::NotEqual => "present",
        _ => return diagnostic.help(msg!("bad-operand.absent-order.help")),
    };
    let mend = format!("{} is {word}", text(value.span));
    diagnostic.help(msg!("bad-operand.absent.help", mend = mend)).fix(msg!("bad-operand.absent.fix"), span, mend)
}
