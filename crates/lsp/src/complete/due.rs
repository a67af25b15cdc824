//! A place to the type of the value that is due there: after a comparison, in a list, in an arm of a `choose`, as an
//! argument, among the values of a sample. None where any type may be.

use zhun::model::{Type, TypeKind};

use super::before::{Before, Brace};
use crate::index::{self, Kind};

/// How many places may lead to each other.
const MAX_DEPTH: u32 = 256;

impl Before<'_> {
    /// The type that is due behind the first `end` tokens.
    pub fn due(&self, end: usize) -> Option<Type> {
        let depth = self.depth.get();
        if depth >= MAX_DEPTH {
            return None;
        }
        self.depth.set(depth + 1);
        let found = self.found(end);
        self.depth.set(depth);
        found
    }

    fn found(&self, end: usize) -> Option<Type> {
        let last = end.checked_sub(1)?;
        if let Some(word) = self.word(Some(last)) {
            return match word {
                "is" => self.type_before(last),
                "not" if self.word(last.checked_sub(1)) == Some("is") => self.type_before(last - 1),
                "then" | "else" => self.due(self.matching_if(last)?),
                "default" => self.type_before(last),
                "expect" => self.query_type(),
                _ => None,
            };
        }
        let enclosing = self.enclosing(last);
        match self.mark(Some(last))? {
            "=" if enclosing.is_none()
                && matches!(self.head(), Some("define" | "param"))
                && self.is_first_equals(last) =>
            {
                self.declared_type()
            }
            "=" | "<" | ">" | "≠" | "≤" | "≥" => {
                let before = self.mark(last.checked_sub(1));
                self.type_before(if matches!(before, Some("!" | "<" | ">" | "=")) { last - 1 } else { last })
            }
            "[" => self.in_list(last),
            "(" => self.argument(last, 0),
            "," => match self.mark(enclosing)? {
                "[" => self.in_list(enclosing?),
                "(" => self.argument(enclosing?, self.commas(enclosing?, end)),
                _ => (self.brace(enclosing?) == Brace::History).then(|| self.declared_type()).flatten(),
            },
            "{" => (self.brace(last) == Brace::History).then(|| self.declared_type()).flatten(),
            ":" => match self.brace(enclosing.filter(|at| self.mark(Some(*at)) == Some("{"))?) {
                Brace::Choose(choose) | Brace::Conditions(choose) => self.due(choose),
                _ => self.entry_type(last, enclosing?),
            },
            _ => None,
        }
    }

    /// Whether a `=` is that of a declaration.
    fn is_first_equals(&self, at: usize) -> bool {
        (self.first..at).all(|before| self.mark(Some(before)) != Some("=") || self.enclosing(before).is_some())
    }

    /// The type that the define or the param says it has.
    fn declared_type(&self) -> Option<Type> {
        let mut from = self.first + 2;
        if self.mark(Some(from)) == Some("(") {
            let is_close = |at: &usize| self.mark(Some(*at)) == Some(")");
            from = (from..self.len()).find(is_close)? + 1;
        }
        (self.mark(Some(from)) == Some(":")).then(|| self.written_type(from + 1)).flatten()
    }

    /// The type of the elements of a list that a bracket opens.
    fn in_list(&self, bracket: usize) -> Option<Type> {
        let word = |n: usize| self.word(bracket.checked_sub(n));
        if word(1) == Some("in") {
            return self.type_before(bracket - if word(2) == Some("not") { 2 } else { 1 });
        }
        match self.due(bracket)?.kind {
            TypeKind::List(element) => Some(*element),
            _ => None,
        }
    }

    /// The type of an argument of what a parenthesis calls; where it calls nothing, what is due before it.
    fn argument(&self, paren: usize, number: usize) -> Option<Type> {
        let Some(name) = self.called(paren) else { return (number == 0).then(|| self.due(paren)).flatten() };
        let define = self.look.checked.defines.values().find(|define| {
            let own = |decl: &index::Decl<'_>| decl.kind == Kind::Define && decl.name.span == define.span;
            *define.name == *name && index::meanings(self.look, self.file, name).iter().any(own)
        })?;
        define.frame.locals.get(..define.params)?.get(number).map(|(_, ty)| ty.clone())
    }

    /// The name of what a parenthesis calls.
    pub fn called(&self, paren: usize) -> Option<&str> {
        let name = self.word(paren.checked_sub(1))?;
        (!zhun::syntax::RESERVED.contains(&name) && !matches!(name, "when" | "require")).then_some(name)
    }

    /// How many commas stand in a bracket before a token.
    pub fn commas(&self, bracket: usize, end: usize) -> usize {
        let is_own = |at: &usize| self.mark(Some(*at)) == Some(",") && self.enclosing(*at) == Some(bracket);
        (bracket + 1..end).filter(is_own).count()
    }

    /// The type of the field before a colon, in a brace.
    fn entry_type(&self, colon: usize, brace: usize) -> Option<Type> {
        let mut start = colon.checked_sub(1)?;
        while self.mark(start.checked_sub(1)) == Some(".") {
            start = start.checked_sub(2)?;
        }
        let mut path = (start..colon).step_by(2).map(|at| self.word(Some(at)));
        let first = path.next()??;
        let ty = match self.brace(brace) {
            Brace::Facts | Brace::Params => self.type_of_name(first),
            Brace::Record => self.due(brace).and_then(|ty| self.field_type(ty, first)),
            _ => None,
        };
        path.try_fold(ty?, |ty, field| self.field_type(ty, field?))
    }

    /// The record whose fields a brace holds.
    pub fn record_of(&self, brace: usize) -> Option<Type> {
        self.due(brace)
    }

    /// What an example asks for.
    pub fn query(&self) -> Option<&str> {
        (self.head() == Some("example")).then(|| self.word(Some(self.first + 1))).flatten()
    }

    /// The type of what an example asks for.
    fn query_type(&self) -> Option<Type> {
        self.type_of_name(self.query()?)
    }
}
