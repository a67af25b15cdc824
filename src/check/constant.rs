//! Values written in a policy to cells: bounds, params, samples and expectations.

use super::Checker;
use super::report::{Seen, did_you_mean, given_twice, words};
use super::types::compare;
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{
    Cell, Constraint, DecisionId, Duration, EnumId, Field, OutcomeSet, RecordId, Type, TypeKind, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, UnaryOp};

/// Seconds of the units that have a fixed length.
pub(super) const fn seconds(unit: ast::Unit) -> Option<i64> {
    match unit {
        ast::Unit::Seconds => Some(1),
        ast::Unit::Minutes => Some(60),
        ast::Unit::Hours => Some(3600),
        ast::Unit::Days => Some(86_400),
        ast::Unit::Weeks => Some(7 * 86_400),
        ast::Unit::Months | ast::Unit::Years => None,
    }
}

impl Checker<'_> {
    /// The cell that a written value of type `ty` stands for; fields that a record leaves out are unknown.
    pub(super) fn constant(
        &mut self,
        policy: &str,
        expr: &ast::Expr,
        ty: &Type,
        bounds: Option<&Constraint>,
    ) -> Option<Cell> {
        if expr.kind == ExprKind::Error || self.is_full() || self.is_broken(&ty.kind) {
            return None;
        }
        if expr.kind == ExprKind::Absent {
            if ty.optional {
                return Some(Cell::Absent);
            }
            let name = self.type_name(ty);
            self.report(
                Diagnostic::new(Code::TypeMismatch, expr.span, msg!("type-mismatch.absent", expected = name))
                    .help(msg!("type-mismatch.absent.help")),
            );
            return None;
        }
        if let (TypeKind::List(element), ExprKind::List(items)) = (&ty.kind, &expr.kind) {
            let mut cells = Vec::with_capacity(items.len());
            let mut whole = true;
            for item in items {
                match self.constant(policy, item, element, bounds) {
                    Some(cell) => cells.push(cell),
                    None => whole = false,
                }
            }
            return whole.then(|| Value::List(cells.into()).into());
        }
        if let (TypeKind::Record(id), ExprKind::Record(fields)) = (&ty.kind, &expr.kind) {
            return self.record_constant(policy, *id, fields);
        }
        let value = self.scalar(policy, expr, &ty.kind)?;
        if let Some(bounds) = bounds {
            self.check_bounds(&value, bounds, expr.span);
        }
        Some(value.into())
    }

    fn record_constant(&mut self, policy: &str, id: RecordId, written: &[ast::FieldValue]) -> Option<Cell> {
        written.iter().for_each(|value| self.note_path(id, &value.path.parts));
        let fields = self.out.schema.types.records[id].fields.clone();
        let mut cells = vec![Cell::Unknown; fields.len()];
        let mut whole = true;
        let mut seen = Seen::default();
        for value in written {
            if let Some(first) = seen.before(value.path.text(), value.path.span) {
                self.report(given_twice(&value.path.text(), value.path.span, first));
                continue;
            }
            match self.path_constant(policy, &fields, &value.path.parts, &value.value) {
                Some((index, cell)) => {
                    if let Some(place) = cells.get_mut(index) {
                        merge(place, cell);
                    }
                }
                None => whole = false,
            }
        }
        whole.then(|| Value::Record(cells.into()).into())
    }

    /// The cell of the first name of `path`, in which the rest of the path is set to the value. Also which of
    /// `fields` it is.
    pub(super) fn path_constant(
        &mut self,
        policy: &str,
        fields: &[Field],
        path: &[ast::Name],
        value: &ast::Expr,
    ) -> Option<(usize, Cell)> {
        let (name, rest) = path.split_first()?;
        let Some((index, field)) = fields.iter().enumerate().find(|(_, field)| *field.name == name.text) else {
            let diagnostic = self.unknown_field(name, fields);
            self.report(diagnostic);
            return None;
        };
        if rest.is_empty() {
            let cell = self.constant(policy, value, &field.ty, field.constraint.as_ref())?;
            return Some((index, cell));
        }
        if self.is_broken(&field.ty.kind) {
            return None;
        }
        let TypeKind::Record(id) = field.ty.kind else {
            let diagnostic = self.no_fields(name, &field.ty);
            self.report(diagnostic);
            return None;
        };
        let inner = self.out.schema.types.records[id].fields.clone();
        let (place, cell) = self.path_constant(policy, &inner, rest, value)?;
        let mut cells = vec![Cell::Unknown; inner.len()];
        if let Some(slot) = cells.get_mut(place) {
            *slot = cell;
        }
        Some((index, Value::Record(cells.into()).into()))
    }

    /// A field that a record does not have.
    pub(super) fn unknown_field(&self, name: &ast::Name, fields: &[Field]) -> Diagnostic {
        let diagnostic = Diagnostic::new(Code::UnknownField, name.span, msg!("unknown-field", name = &name.text));
        if fields.is_empty() {
            return diagnostic.help(msg!("unknown-field.none.help"));
        }
        let names: Vec<_> = fields.iter().map(|field| &*field.name).collect();
        let (diagnostic, _) = did_you_mean(diagnostic, &name.text, name.span, names.iter().copied());
        diagnostic.help(msg!("unknown-field.help", names = words(names, 12)))
    }

    /// A path that goes on below a value that is no record.
    pub(super) fn no_fields(&self, name: &ast::Name, ty: &Type) -> Diagnostic {
        let ty = self.type_name(ty);
        Diagnostic::new(Code::UnknownField, name.span, msg!("unknown-field.no-record", name = &name.text, ty = ty))
            .help(msg!("unknown-field.no-record.help"))
    }

    fn check_bounds(&mut self, value: &Value, bounds: &Constraint, span: Span) {
        use std::cmp::Ordering;
        let low = bounds.least.as_ref().is_some_and(|least| compare(value, least) == Some(Ordering::Less));
        let high = bounds.greatest.as_ref().is_some_and(|greatest| compare(value, greatest) == Some(Ordering::Greater));
        if low || high {
            let bounds = bounds.to_string();
            self.report(
                Diagnostic::new(Code::OutOfBounds, span, msg!("out-of-bounds", bounds = bounds))
                    .help(msg!("out-of-bounds.help", bounds = bounds)),
            );
        }
    }

    /// A value without parts.
    fn scalar(&mut self, policy: &str, expr: &ast::Expr, kind: &TypeKind) -> Option<Value> {
        let value = match (&expr.kind, kind) {
            (ExprKind::Bool(b), TypeKind::Bool) => Value::Bool(*b),
            (ExprKind::Text(text), TypeKind::Text) => Value::Text(text.as_str().into()),
            (ExprKind::Date(date), TypeKind::Date) => Value::Date(*date),
            (ExprKind::DateTime(at), TypeKind::DateTime) => Value::DateTime(*at),
            (ExprKind::Number { value, .. }, TypeKind::Decimal) => Value::Decimal(*value),
            (ExprKind::Number { value, whole: true }, TypeKind::Int) => Value::Int(value.to_i64()?),
            (ExprKind::Unary(UnaryOp::Negate, inner), TypeKind::Int | TypeKind::Decimal | TypeKind::Duration) => {
                match self.scalar(policy, inner, kind)? {
                    Value::Int(n) => Value::Int(n.checked_neg()?),
                    Value::Decimal(n) => Value::Decimal(-n),
                    Value::Duration(n) => Value::Duration(Duration::from_seconds(n.seconds().checked_neg()?)),
                    other => other,
                }
            }
            (ExprKind::Quantity { amount, unit, unit_span }, TypeKind::Duration) => {
                let Some(seconds) = seconds(*unit) else {
                    self.report(super::expr::calendar_unit(*unit_span));
                    return None;
                };
                match &amount.kind {
                    ExprKind::Number { value, whole: true } => {
                        let total = value.to_i64().and_then(|n| n.checked_mul(seconds));
                        let Some(total) = total else {
                            self.report(super::expr::duration_too_long(expr.span));
                            return None;
                        };
                        Value::Duration(Duration::from_seconds(total))
                    }
                    _ => return self.not_constant(expr),
                }
            }
            (ExprKind::Name(name), TypeKind::Enum(id)) => Value::Word(self.word(*id, name, expr.span)?),
            (ExprKind::Name(name), TypeKind::Outcome(id)) => {
                let Some(index) = self.out.decisions[*id].outcomes.iter().position(|outcome| *outcome.name == **name)
                else {
                    let diagnostic = self.unknown_outcome(*id, name, expr.span);
                    self.report(diagnostic);
                    return None;
                };
                self.note_outcome(*id, name, expr.span, false);
                Value::Outcome(OutcomeSet::one(u8::try_from(index).ok()?))
            }
            // A name of the policy stands for a value, but for none that is written out.
            (ExprKind::Name(name), _) if self.scopes.value(policy, name).is_some() => return self.not_constant(expr),
            _ if is_literal(expr) => {
                self.mismatch(expr, kind);
                return None;
            }
            _ => return self.not_constant(expr),
        };
        Some(value)
    }

    fn not_constant(&mut self, expr: &ast::Expr) -> Option<Value> {
        self.report(
            Diagnostic::new(Code::NotConstant, expr.span, msg!("not-constant")).help(msg!("not-constant.help")),
        );
        None
    }

    fn mismatch(&mut self, expr: &ast::Expr, kind: &TypeKind) {
        let expected = self.kind_name(kind);
        let mut diagnostic =
            Diagnostic::new(Code::TypeMismatch, expr.span, msg!("type-mismatch.value", expected = expected));
        diagnostic = match (&expr.kind, kind) {
            (ExprKind::Text(text), TypeKind::Date) => diagnostic.help(msg!("type-mismatch.unquote.help")).fix(
                msg!("type-mismatch.unquote.fix"),
                expr.span,
                text.as_str(),
            ),
            (ExprKind::Text(text), TypeKind::Enum(_)) => diagnostic.help(msg!("type-mismatch.unquote.help")).fix(
                msg!("type-mismatch.unquote.fix"),
                expr.span,
                text.as_str(),
            ),
            (ExprKind::Number { .. }, TypeKind::Duration) => diagnostic.help(msg!("type-mismatch.unit.help")),
            _ => diagnostic.help(msg!("type-mismatch.value.help", expected = expected)),
        };
        self.report(diagnostic);
    }

    /// The index of a word of an enum; reports a word that it does not have, and a group.
    pub(super) fn word(&mut self, id: EnumId, name: &str, span: Span) -> Option<u16> {
        self.note_word(id, name, span, false);
        let def = &self.out.schema.types.enums[id];
        if let Some(index) = def.words.iter().position(|word| *word.name == *name) {
            return u16::try_from(index).ok();
        }
        let diagnostic = if let Some(group) = def.groups.iter().find(|group| *group.name == *name) {
            let leaves = def.words.get(usize::from(group.start)..usize::from(group.end)).unwrap_or_default();
            Diagnostic::new(Code::UnknownWord, span, msg!("unknown-word.group", word = name))
                .help(msg!("unknown-word.group.help", words = words(leaves.iter().map(|word| &*word.name), 12)))
        } else {
            self.unknown_word(id, name, span)
        };
        self.report(diagnostic);
        None
    }

    /// An outcome that a decision does not have.
    pub(super) fn unknown_outcome(&self, id: DecisionId, name: &str, span: Span) -> Diagnostic {
        let decision = &self.out.decisions[id];
        let names: Vec<_> = decision.outcomes.iter().map(|outcome| &*outcome.name).collect();
        let diagnostic = Diagnostic::new(
            Code::UnknownWord,
            span,
            msg!("unknown-word.outcome", word = name, decision = decision.name),
        );
        let (diagnostic, _) = did_you_mean(diagnostic, name, span, names.iter().copied());
        diagnostic.help(msg!("unknown-word.outcome.help", words = words(names, 12)))
    }

    /// A word that an enum does not have.
    pub(super) fn unknown_word(&self, id: EnumId, name: &str, span: Span) -> Diagnostic {
        let def = &self.out.schema.types.enums[id];
        let names: Vec<_> =
            def.words.iter().map(|word| &*word.name).chain(def.groups.iter().map(|group| &*group.name)).collect();
        let by_spelling = def.words.iter().find(|word| word.spelling.as_deref() == Some(name));
        let by_title = def.words.iter().find(|word| word.title.as_ref().is_some_and(|title| *title.plain == *name));
        let diagnostic =
            Diagnostic::new(Code::UnknownWord, span, msg!("unknown-word", word = name, enum_name = def.name));
        let diagnostic = match by_spelling.or(by_title) {
            Some(word) => diagnostic.help(msg!("did-you-mean.help", name = word.name)).fix(
                msg!("did-you-mean.fix", name = word.name),
                span,
                &*word.name,
            ),
            None => did_you_mean(diagnostic, name, span, names.iter().copied()).0,
        };
        diagnostic.help(msg!("unknown-word.help", words = words(names, 12)))
    }
}

/// Bounds as authors write them.
fn is_literal(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ExprKind::Bool(_)
        | ExprKind::Number { .. }
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::DateTime(_)
        | ExprKind::List(_)
        | ExprKind::Record(_)
        | ExprKind::Name(_)
        | ExprKind::Quantity { .. } => true,
        ExprKind::Unary(UnaryOp::Negate, inner) => is_literal(inner),
        _ => false,
    }
}

/// Lays one partial cell over another: fields of records that the upper one leaves unknown stay as they were.
pub(super) fn merge(under: &mut Cell, over: Cell) {
    match (&*under, &over) {
        (Cell::Known(Value::Record(old)), Cell::Known(Value::Record(new))) => {
            let mut cells = old.to_vec();
            for (place, cell) in cells.iter_mut().zip(new.iter()) {
                if *cell != Cell::Unknown {
                    merge(place, cell.clone());
                }
            }
            *under = Value::Record(cells.into()).into();
        }
        _ => *under = over,
    }
}
