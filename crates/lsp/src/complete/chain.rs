//! A name with fields behind dots, as it stands before a place, to the type that it has. It goes by the text, since what
//! is being typed cannot be read yet.

use zhun::check::Meaning;
use zhun::model::{Type, TypeKind};
use zhun::source::SourceFile;

use crate::index;
use crate::lex::{Kind, Token, lex};
use crate::look::Look;

/// How many variables may lead to each other.
const MAX_STEPS: usize = 16;

/// A text up to a place, with its tokens.
pub struct Before<'t> {
    look: &'t Look,
    file: &'t SourceFile,
    text: &'t str,
    tokens: Vec<Token>,
}

impl<'t> Before<'t> {
    pub fn new(look: &'t Look, file: &'t SourceFile, text: &'t str) -> Self {
        let tokens = lex(text).into_iter().filter(|token| token.kind != Kind::Comment).collect();
        Self { look, file, text, tokens }
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token of a number; none below 0 and from the end on.
    pub fn token(&self, at: Option<usize>) -> Option<(Kind, &'t str)> {
        self.tokens.get(at?).map(|token| (token.kind, token.text(self.text)))
    }

    /// The word of a number.
    pub fn word(&self, at: Option<usize>) -> Option<&'t str> {
        self.token(at).filter(|(kind, _)| *kind == Kind::Word).map(|(_, text)| text)
    }

    /// The mark of a number.
    pub fn mark(&self, at: Option<usize>) -> Option<&'t str> {
        self.token(at).filter(|(kind, _)| *kind == Kind::Mark).map(|(_, text)| text)
    }

    /// The type of what ends before the token `end`.
    pub fn type_before(&self, end: usize) -> Option<Type> {
        self.type_of(end, MAX_STEPS)
    }

    /// The type that is due after the colon at the end, among the values of a sample or an example.
    pub fn value_type(&self) -> Option<Type> {
        // From the field at the end to the fact that it is a part of.
        let mut path = vec![self.word(self.len().checked_sub(2))?];
        let mut closed = 0_usize;
        for at in (0..self.len() - 1).rev() {
            let mark = self.mark(Some(at));
            match mark {
                Some("}" | "]") => closed += 1,
                Some("{" | "[") if closed > 0 => closed -= 1,
                Some("{" | "[") if self.mark(at.checked_sub(1)) == Some(":") => {
                    path.push(self.word(at.checked_sub(2))?)
                }
                Some("{") if self.is_block(at) => return self.field_of(&path),
                // A record in a list.
                Some("{") if matches!(self.mark(at.checked_sub(1)), Some("[" | ",")) => {}
                Some("{") => return None,
                _ => {}
            }
        }
        None
    }

    /// Whether a brace opens the values of a sample or an example.
    fn is_block(&self, brace: usize) -> bool {
        matches!(self.word(brace.checked_sub(1)), Some("given" | "with" | "params"))
            || self.word(brace.checked_sub(2)) == Some("sample")
    }

    /// The type of a field by its path, from the field back to the fact.
    fn field_of(&self, path: &[&str]) -> Option<Type> {
        let (name, fields) = path.split_last()?;
        let meanings = index::meanings(self.look, self.file, name);
        let ty = meanings.iter().find_map(|decl| self.type_of_meaning(self.look.declared_at(decl.name.span)?))?;
        fields.iter().rev().try_fold(ty, |mut ty, field| {
            while let TypeKind::List(element) = ty.kind {
                ty = *element;
            }
            let TypeKind::Record(id) = ty.kind else { return None };
            let fields = &self.look.checked.schema.types.records.get(id)?.fields;
            fields.iter().find(|known| *known.name == **field).map(|field| field.ty.clone())
        })
    }

    fn type_of(&self, end: usize, steps: usize) -> Option<Type> {
        let last = end.checked_sub(1)?;
        if self.mark(Some(last)) == Some(")") {
            let open = self.opening(last)?;
            return self.head(open.checked_sub(1)?, steps);
        }
        let name = self.word(Some(last))?;
        if self.mark(last.checked_sub(1)) == Some(".") && self.mark(last.checked_sub(2)) != Some(".") {
            let record = self.type_of(last.checked_sub(1)?, steps)?;
            let TypeKind::Record(id) = record.kind else { return None };
            let fields = &self.look.checked.schema.types.records.get(id)?.fields;
            return fields.iter().find(|field| *field.name == *name).map(|field| field.ty.clone());
        }
        self.head(last, steps)
    }

    /// The bracket that a closing one belongs to.
    fn opening(&self, close: usize) -> Option<usize> {
        let mut open = 0_usize;
        (0..=close).rev().find(|at| {
            match self.mark(Some(*at)) {
                Some(")") => open += 1,
                Some("(") => open -= 1,
                _ => {}
            }
            open == 0
        })
    }

    /// The type of a name without anything before it.
    fn head(&self, at: usize, steps: usize) -> Option<Type> {
        let name = self.word(Some(at))?;
        if let Some(ty) = self.variable(name, at, steps.checked_sub(1)?) {
            return Some(ty);
        }
        let meanings = index::meanings(self.look, self.file, name);
        meanings.iter().find_map(|decl| self.type_of_meaning(self.look.declared_at(decl.name.span)?))
    }

    fn type_of_meaning(&self, meaning: Meaning) -> Option<Type> {
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
        for at in (0..before).rev() {
            if matches!(self.word(Some(at)), Some("rule" | "decision" | "define" | "facts" | "record" | "example"))
                && self.token(at.checked_sub(1)).is_none_or(|(_, text)| text != ".")
                && self.word(Some(at + 1)).is_some()
            {
                let params = (at + 2..before).take_while(|at| self.mark(Some(*at)) != Some("="));
                let mut named = params.filter(|at| self.word(Some(*at)) == Some(name));
                let param = named.find(|at| self.mark(Some(at + 1)) == Some(":"))?;
                return (self.word(Some(at)) == Some("define")).then(|| self.named_type(param + 2)).flatten();
            }
            if self.word(Some(at)) == Some(name) && self.word(Some(at + 1)) == Some("in") {
                let opens = matches!(self.word(at.checked_sub(1)), Some("every" | "exists" | "no"))
                    || matches!(self.mark(at.checked_sub(1)), Some("(" | "["));
                if opens && let Some(TypeKind::List(element)) = self.list_from(at + 2, steps).map(|ty| ty.kind) {
                    return Some(*element);
                }
            }
        }
        None
    }

    /// The type of a chain that begins at a token.
    fn list_from(&self, start: usize, steps: usize) -> Option<Type> {
        let mut end = start + 1;
        while self.mark(Some(end)) == Some(".") && self.word(Some(end + 1)).is_some() {
            end += 2;
        }
        self.type_of(end, steps)
    }

    fn named_type(&self, at: usize) -> Option<Type> {
        let name = self.word(Some(at))?;
        let meanings = index::meanings(self.look, self.file, name);
        meanings.iter().find_map(|decl| match self.look.declared_at(decl.name.span)? {
            Meaning::Record(id) => Some(TypeKind::Record(id).into()),
            Meaning::Enum(id) => Some(TypeKind::Enum(id).into()),
            _ => None,
        })
    }
}
