//! A name with fields behind dots, as it stands before a place, to the type that it has. It goes by the text, since what
//! is being typed cannot be read yet.

use zhun::check::Meaning;
use zhun::model::{RecordId, Type, TypeKind};
use zhun::source::{SourceFile, Span};

use super::before::Before;
use crate::index;
use crate::look::Look;

/// How many fields and variables may lead to each other.
const MAX_STEPS: usize = 32;

/// What a variable stands for.
pub enum Of {
    /// An element of a list, as it is written.
    List(String),
    /// An argument of a define.
    Define(String),
}

/// The type of the variable that is bound at a place, and what it stands for.
pub fn variable_at(look: &Look, file: &SourceFile, place: Span) -> Option<(Option<Type>, Of)> {
    let all = Before::new(look, file, file.text(), 0);
    let at = all.at(place.start as usize)?;
    if all.word(Some(at + 1)) != Some("in") {
        let define = (0..at).rev().find(|at| all.word(Some(*at)) == Some("define"))?;
        return Some((all.variable_type(at), Of::Define(all.word(Some(define + 1))?.to_owned())));
    }
    let mut list = all.word(Some(at + 2)).unwrap_or("[…]").to_owned();
    let mut end = at + 3;
    while let (Some("."), Some(field)) = (all.mark(Some(end)), all.word(Some(end + 1))) {
        list = format!("{list}.{field}");
        end += 2;
    }
    Some((all.variable_type(at), Of::List(list)))
}

impl Before<'_> {
    /// The type of what ends before the token `end`.
    pub fn type_before(&self, end: usize) -> Option<Type> {
        self.type_of(end, MAX_STEPS)
    }

    /// The type of the field of a record, or of a list of records.
    pub fn field_type(&self, mut ty: Type, field: &str) -> Option<Type> {
        while let TypeKind::List(element) = ty.kind {
            ty = *element;
        }
        let TypeKind::Record(id) = ty.kind else { return None };
        self.field(id, field)
    }

    fn field(&self, id: RecordId, field: &str) -> Option<Type> {
        let fields = &self.look.checked.schema.types.records.get(id)?.fields;
        fields.iter().find(|known| *known.name == *field).map(|field| field.ty.clone())
    }

    fn type_of(&self, end: usize, steps: usize) -> Option<Type> {
        let steps = steps.checked_sub(1)?;
        let last = end.checked_sub(1)?;
        if self.mark(Some(last)) == Some(")") {
            let open = self.opening(last)?;
            return self.name_type(open.checked_sub(1)?, steps);
        }
        if self.mark(Some(last)) == Some("]") {
            let TypeKind::List(element) = self.type_of(self.opening(last)?, steps)?.kind else { return None };
            return Some(*element);
        }
        let name = self.word(Some(last))?;
        if self.mark(last.checked_sub(1)) == Some(".") && self.mark(last.checked_sub(2)) != Some(".") {
            let record = self.type_of(last.checked_sub(1)?, steps)?;
            let TypeKind::Record(id) = record.kind else { return None };
            return self.field(id, name);
        }
        self.name_type(last, steps)
    }

    /// The type of a name without anything before it.
    fn name_type(&self, at: usize, steps: usize) -> Option<Type> {
        let name = self.word(Some(at))?;
        self.variable(name, at, steps).or_else(|| self.type_of_name(name))
    }

    /// The type of what a name stands for that is declared.
    pub fn type_of_name(&self, name: &str) -> Option<Type> {
        let meanings = index::meanings(self.look, self.file, name);
        meanings.iter().find_map(|decl| self.type_of_meaning(self.look.declared_at(decl.name.span)?))
    }

    /// The type of a value.
    pub fn type_of_meaning(&self, meaning: Meaning) -> Option<Type> {
        let checked = &self.look.checked;
        match meaning {
            Meaning::Fact(id) => checked.schema.facts.get(id).map(|fact| fact.field.ty.clone()),
            Meaning::Param(id) => checked.schema.params.get(id).map(|param| param.ty.clone()),
            Meaning::Define(id) => checked.defines.get(id).map(|define| define.ty.clone()),
            Meaning::Decision(id) => Some(TypeKind::Outcome(id).into()),
            _ => None,
        }
    }

    /// The type of a variable, `p in list`, or of a parameter, `p: type`, of the nearest that comes before.
    fn variable(&self, name: &str, before: usize, steps: usize) -> Option<Type> {
        let steps = steps.checked_sub(1)?;
        for at in (0..before).rev() {
            if matches!(self.word(Some(at)), Some("rule" | "decision" | "define" | "facts" | "record" | "example"))
                && self.token(at.checked_sub(1)).is_none_or(|(_, text)| text != ".")
                && self.word(Some(at + 1)).is_some()
            {
                let params = (at + 2..before).take_while(|at| self.mark(Some(*at)) != Some("="));
                let mut named = params.filter(|at| self.word(Some(*at)) == Some(name));
                let param = named.find(|at| self.mark(Some(at + 1)) == Some(":"))?;
                return (self.word(Some(at)) == Some("define")).then(|| self.written_type(param + 2)).flatten();
            }
            if self.word(Some(at)) == Some(name)
                && self.word(Some(at + 1)) == Some("in")
                && self.binds(at)
                && let Some(TypeKind::List(element)) = self.list_from(at + 2, steps).map(|ty| ty.kind)
            {
                return Some(*element);
            }
        }
        None
    }

    /// The type of a variable whose token has a number.
    pub fn variable_type(&self, at: usize) -> Option<Type> {
        self.variable(self.word(Some(at))?, at + 1, MAX_STEPS)
            .or_else(|| (self.mark(Some(at + 1)) == Some(":")).then(|| self.written_type(at + 2)).flatten())
    }

    /// The type of a chain that begins at a token.
    fn list_from(&self, start: usize, steps: usize) -> Option<Type> {
        let mut end = start + 1;
        while self.mark(Some(end)) == Some(".") && self.word(Some(end + 1)).is_some() {
            end += 2;
        }
        self.type_of(end, steps)
    }

    /// The type that is written from a token on.
    pub fn written_type(&self, at: usize) -> Option<Type> {
        match self.word(Some(at))? {
            "optional" => {
                let inner = (at + 1 < self.len()).then(|| self.written_type(at + 1)).flatten()?;
                Some(Type { optional: true, ..inner })
            }
            "list" => self.written_type(at + 2).map(|element| TypeKind::List(Box::new(element)).into()),
            "bool" => Some(TypeKind::Bool.into()),
            "int" => Some(TypeKind::Int.into()),
            "decimal" => Some(TypeKind::Decimal.into()),
            "text" => Some(TypeKind::Text.into()),
            "date" => Some(TypeKind::Date.into()),
            "datetime" => Some(TypeKind::DateTime.into()),
            "duration" => Some(TypeKind::Duration.into()),
            name => {
                let meanings = index::meanings(self.look, self.file, name);
                meanings.iter().find_map(|decl| match self.look.declared_at(decl.name.span)? {
                    Meaning::Record(id) => Some(TypeKind::Record(id).into()),
                    Meaning::Enum(id) => Some(TypeKind::Enum(id).into()),
                    _ => None,
                })
            }
        }
    }
}
