//! Names: words of enums and outcomes, variables, facts, params, defines, decisions, fields.

use super::call::BUILTINS;
use super::{Body, literal};
use crate::check::Meaning;
use crate::check::checked::{DefineId, Expr, ExprKind};
use crate::check::narrow::Place;
use crate::check::report::{did_you_mean, words};
use crate::check::scope::Symbol;
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{DecisionId, EnumId, OutcomeSet, Type, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};

impl Body<'_, '_> {
    /// Whether a name means a value here, whatever words there are.
    pub(super) fn resolves(&self, name: &str) -> bool {
        self.visible.iter().any(|(local, _)| local == name) || self.checker.scopes.value(&self.policy, name).is_some()
    }

    /// Whether an expression gets its type from where it stands: a word, `absent`, a list of such.
    pub(super) fn needs_hint(&self, expr: &ast::Expr) -> bool {
        match &expr.kind {
            Ast::Name(name) => !self.resolves(name),
            Ast::Absent => true,
            Ast::Number { .. } => true,
            Ast::Unary(_, inner) => matches!(inner.kind, Ast::Number { .. }),
            Ast::List(items) => items.iter().all(|item| self.needs_hint(item)),
            Ast::If { then, otherwise, .. } => self.needs_hint(then) && self.needs_hint(otherwise),
            _ => false,
        }
    }

    pub(super) fn name(&mut self, name: &str, hint: Option<&TypeKind>, span: Span) -> Option<Expr> {
        if let Some(word) = hint.and_then(|kind| self.word_of(kind, name, span)) {
            self.checker.note_kind_word(&word.ty.kind, name, span);
            self.warn_of_shadow(name, span);
            return Some(word);
        }
        if let Some((_, id)) = self.visible.iter().rev().find(|(local, _)| local == name) {
            let id = *id;
            if let Some(place) = self.places.get(usize::from(id.0)) {
                self.checker.note(span, name, Meaning::Local(*place));
            }
            let ty = self.frame.locals.get(usize::from(id.0)).map(|(_, ty)| ty.clone())?;
            return self.reference(ExprKind::Local(id), ty, span);
        }
        let symbol = self.checker.scopes.value(&self.policy, name);
        if let Some(symbol) = symbol {
            self.checker.note_symbol(span, name, symbol);
        }
        match symbol {
            Some(Symbol::Fact(id)) => {
                let ty = self.checker.out.schema.facts[id].field.ty.clone();
                self.reference(ExprKind::Fact(id), ty, span)
            }
            Some(Symbol::Param(id)) => {
                let ty = self.checker.out.schema.params[id].ty.clone();
                self.reference(ExprKind::Param(id), ty, span)
            }
            Some(Symbol::Define(id)) => self.define_value(id, name, span),
            Some(Symbol::Decision(id)) => {
                Some(Expr { kind: ExprKind::Decision(id), ty: TypeKind::Outcome(id).into(), span })
            }
            Some(symbol @ Symbol::Calendar(_)) => {
                self.report(
                    Diagnostic::new(Code::NotAValue, span, msg!("not-a-value", name = name, what = symbol.what()))
                        .help(msg!("not-a-value.calendar.help")),
                );
                None
            }
            None => {
                self.unknown_name(name, hint, span);
                None
            }
        }
    }

    /// Warns of a word that has the name of something else.
    pub(super) fn warn_of_shadow(&mut self, name: &str, span: Span) {
        if self.resolves(name) {
            self.report(
                Diagnostic::new(Code::WordShadowsName, span, msg!("word-shadows-name", word = name))
                    .label(msg!("word-shadows-name.label"))
                    .help(msg!("word-shadows-name.help", word = name)),
            );
        }
    }

    /// A word of the kind that is due here.
    fn word_of(&self, kind: &TypeKind, name: &str, span: Span) -> Option<Expr> {
        match kind {
            TypeKind::Enum(id) => {
                let words = &self.checker.out.schema.types.enums[*id].words;
                let index = u16::try_from(words.iter().position(|word| *word.name == *name)?).ok()?;
                Some(literal(Value::Word(index), kind.clone(), span))
            }
            TypeKind::Outcome(id) => {
                let index = self.outcome_index(*id, name)?;
                Some(literal(Value::Outcome(OutcomeSet::one(index)), kind.clone(), span))
            }
            _ => None,
        }
    }

    pub(super) fn outcome_index(&self, id: DecisionId, name: &str) -> Option<u8> {
        let outcomes = &self.checker.out.decisions[id].outcomes;
        u8::try_from(outcomes.iter().position(|outcome| *outcome.name == *name)?).ok()
    }

    /// A name that guards may have settled; none where its type was reported.
    fn reference(&mut self, kind: ExprKind, ty: Type, span: Span) -> Option<Expr> {
        if self.checker.is_broken(&ty.kind) {
            return None;
        }
        let mut expr = Expr { kind, ty, span };
        if expr.ty.optional
            && let Some(place) = Place::of(&expr)
            && self.known.contains(&(place, true))
        {
            expr.ty.optional = false;
        }
        Some(expr)
    }

    fn define_value(&mut self, id: DefineId, name: &str, span: Span) -> Option<Expr> {
        match self.checker.typed.get(&id) {
            Some(true) => {}
            Some(false) => return None,
            None if self.checker.signed.contains(&id) => {}
            None => {
                self.report(
                    Diagnostic::new(Code::UntypedValue, span, msg!("untyped-value.define", name = name))
                        .help(msg!("untyped-value.define.help", name = name)),
                );
                return None;
            }
        }
        let define = &self.checker.out.defines[id];
        if define.params > 0 {
            let params = define.frame.locals.iter().take(define.params).map(|(name, _)| name.to_string());
            let params = params.collect::<Vec<_>>().join(", ");
            let place = define.span;
            self.report(
                Diagnostic::new(Code::BadCall, span, msg!("bad-call.no-arguments", name = name))
                    .also(place, msg!("bad-call.declared"))
                    .help(msg!("bad-call.no-arguments.help", name = name, params = params)),
            );
            return None;
        }
        let ty = define.ty.clone();
        self.reference(ExprKind::Define(id), ty, span)
    }

    fn unknown_name(&mut self, name: &str, hint: Option<&TypeKind>, span: Span) {
        match hint {
            Some(TypeKind::Enum(id)) => return self.unknown_enum_word(*id, name, span),
            Some(TypeKind::Outcome(id)) => {
                let diagnostic = self.checker.unknown_outcome(*id, name, span);
                return self.report(diagnostic);
            }
            _ => {}
        }
        if self.checker.is_full() {
            return;
        }
        if let Some((_, form)) = BUILTINS.iter().find(|(known, _)| *known == name) {
            self.report(
                Diagnostic::new(Code::BadCall, span, msg!("bad-call.no-arguments", name = name))
                    .help(msg!("bad-call.help", form = form)),
            );
            return;
        }
        let diagnostic = Diagnostic::new(Code::UnknownName, span, msg!("unknown-name", name = name));
        let incomplete = self.checker.scopes.is_incomplete(&self.policy);
        let Some(scope) = self.checker.scopes.get(&self.policy) else { return };
        let (diagnostic, found) = {
            let locals = self.visible.iter().map(|(name, _)| name.as_str());
            did_you_mean(
                diagnostic,
                name,
                span,
                scope.values.keys().map(String::as_str).chain(locals).collect::<Vec<_>>(),
            )
        };
        if found {
            self.report(diagnostic);
            return;
        }
        let mut enums = self.checker.out.schema.types.enums.values();
        let owner = enums.find(|def| def.words.iter().any(|word| *word.name == *name)).map(|def| def.name.clone());
        drop(enums);
        if let Some(owner) = owner {
            self.report(diagnostic.help(msg!("unknown-name.word.help", name = name, owner = owner)));
        } else if let Some(policy) = self.checker.scopes.owner(name, &self.policy).map(str::to_owned) {
            self.report(diagnostic.help(msg!("unknown-name.use.help", name = name, policy = policy)));
        } else if !incomplete {
            self.report(diagnostic.help(msg!("unknown-name.help", name = name)));
        }
    }

    fn unknown_enum_word(&mut self, id: EnumId, name: &str, span: Span) {
        // Reports a group too.
        self.checker.word(id, name, span);
    }

    pub(super) fn field(&mut self, record: &ast::Expr, field: &ast::Name, span: Span) -> Option<Expr> {
        let record = self.present(record, None)?;
        let TypeKind::Record(id) = record.ty.kind else {
            let found = self.checker.type_name(&record.ty);
            let diagnostic =
                Diagnostic::new(Code::UnknownField, field.span, msg!("unknown-field.not-record", found = found));
            self.report(match record.ty.kind {
                TypeKind::List(_) => diagnostic.help(msg!("unknown-field.list.help", field = &field.text)),
                _ => diagnostic.help(msg!("unknown-field.not-record.help")),
            });
            return None;
        };
        let def = &self.checker.out.schema.types.records[id];
        let Some(index) = def.fields.iter().position(|known| *known.name == field.text) else {
            let names: Vec<_> = def.fields.iter().map(|field| &*field.name).collect();
            let diagnostic = Diagnostic::new(
                Code::UnknownField,
                field.span,
                msg!("unknown-field.of", name = &field.text, record = def.name),
            );
            if names.is_empty() {
                self.report(diagnostic.help(msg!("unknown-field.none.help")));
                return None;
            }
            let (diagnostic, _) = did_you_mean(diagnostic, &field.text, field.span, names.iter().copied());
            let diagnostic = diagnostic.help(msg!("unknown-field.help", names = words(names, 12)));
            self.report(diagnostic);
            return None;
        };
        let mut ty = def.fields.get(index).map(|field| field.ty.clone())?;
        self.checker.note_field(id, field, false);
        ty.optional |= record.ty.optional;
        let index = u16::try_from(index).ok()?;
        self.reference(ExprKind::Field(Box::new(record), index), ty, span)
    }
}
