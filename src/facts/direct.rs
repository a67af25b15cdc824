//! The bytes of JSON straight to cells, in one pass. It gives up on whatever is out of the ordinary, and leaves that to
//! the reading that tells what is wrong.

use std::borrow::Cow;

use jiter::{Jiter, Peek};

use crate::model::{Cell, Constraint, FactId, Id, RecordId, Type, TypeKind, Value};

use super::input::Input;
use super::{Facts, Missing, Reader, limits, scalar};

/// One input while it is read.
pub(super) struct Direct<'r, 'b> {
    reader: &'r Reader<'r>,
    text: &'b str,
    json: Jiter<'b>,
    /// Whether an extra key that may be a misspelt one has to be told, which is not done here.
    wants_hints: bool,
}

/// Fields of a record beyond this number are left to the other reading.
const FIELDS: usize = 64;

impl<'r, 'b> Direct<'r, 'b> {
    pub(super) fn new(reader: &'r Reader<'r>, text: &'b str, wants_hints: bool) -> Self {
        Self { reader, text, json: Jiter::new(text.as_bytes()), wants_hints }
    }

    /// Fills in the facts of an object, of which those that the query reaches are unknown. After nothing came of it,
    /// some of them may be set.
    pub(super) fn read(mut self, facts: &mut Facts, seen: &mut Vec<bool>) -> Option<()> {
        let reader = self.reader;
        seen.clear();
        seen.resize(reader.schema.facts.len(), false);
        if self.json.peek().ok()? != Peek::Object {
            return None;
        }
        let mut extras = false;
        let mut key = reader.selection.names.get(self.json.known_object().ok()??);
        loop {
            match key {
                None => {
                    extras = true;
                    self.skip(1)?;
                }
                Some(slot) => {
                    let fact = FactId(slot);
                    let seen = seen.get_mut(fact.index())?;
                    if std::mem::replace(seen, true) {
                        return None;
                    }
                    if reader.wants(fact) {
                        let field = &reader.schema.facts.get(fact)?.field;
                        let cell = self.cell(&field.ty, field.constraint.as_ref(), 1)?;
                        facts.set(fact, cell);
                    } else {
                        self.skip(1)?;
                    }
                }
            }
            match self.json.next_key().ok()? {
                Some(next) => key = reader.selection.names.get(next),
                None => break,
            }
        }
        self.json.finish().ok()?;
        for fact in &reader.selection.reach {
            if !*seen.get(fact.index())? {
                facts.set(*fact, self.missing(&reader.schema.facts.get(*fact)?.field.ty, extras)?);
            }
        }
        Some(())
    }

    fn missing(&self, ty: &Type, extras: bool) -> Option<Cell> {
        if extras && self.wants_hints {
            return None;
        }
        match self.reader.options.missing {
            Missing::Unknown => Some(Cell::Unknown),
            Missing::Absent => ty.optional.then_some(Cell::Absent),
        }
    }

    fn cell(&mut self, ty: &Type, constraint: Option<&Constraint>, depth: usize) -> Option<Cell> {
        let peek = self.json.peek().ok()?;
        let types = &self.reader.schema.types;
        let zone = &self.reader.options.time_zone;
        let value = match (peek, &ty.kind) {
            (Peek::Null, _) => {
                self.json.known_null().ok()?;
                return ty.optional.then_some(Cell::Absent);
            }
            (Peek::True | Peek::False, TypeKind::Bool) => Value::Bool(self.json.known_bool(peek).ok()?),
            (Peek::Object, TypeKind::Record(id)) => return self.record(*id, depth),
            (Peek::Array, TypeKind::List(element)) => return self.list(element, constraint, depth),
            (Peek::String, kind) => {
                let text = self.json.known_str().ok()?;
                scalar::read(types, kind, &Input::Text(Cow::Borrowed(text)), zone).ok()?
            }
            (peek, kind) if is_number(peek) => {
                let digits = self.number(peek)?;
                scalar::read(types, kind, &Input::Number(Cow::Borrowed(digits)), zone).ok()?
            }
            _ => return None,
        };
        if let Some(constraint) = constraint {
            scalar::within(constraint, &value).ok()?;
        }
        Some(Cell::Known(value))
    }

    fn number(&mut self, peek: Peek) -> Option<&'b str> {
        let start = self.json.current_index();
        let length = self.json.known_number_bytes(peek).ok()?.len();
        self.text.get(start..start + length)
    }

    fn list(&mut self, element: &Type, constraint: Option<&Constraint>, depth: usize) -> Option<Cell> {
        if depth >= limits::DEPTH {
            return None;
        }
        let mut cells = Vec::new();
        let mut more = self.json.known_array().ok()?.is_some();
        while more {
            cells.push(self.cell(element, constraint, depth + 1)?);
            more = self.json.array_step().ok()?.is_some();
        }
        Some(Cell::Known(Value::List(cells.into())))
    }

    fn record(&mut self, id: RecordId, depth: usize) -> Option<Cell> {
        let def = self.reader.schema.types.records.get(id)?;
        if def.fields.len() > FIELDS || depth >= limits::DEPTH {
            return None;
        }
        let mut cells = vec![Cell::Unknown; def.fields.len()];
        let (mut seen, mut extras) = (0_u64, false);
        // Fields mostly come in the order in which they are declared.
        let mut next = 0;
        let mut key = self.json.known_object().ok()?;
        while let Some(name) = key {
            let is_next = def.fields.get(next).is_some_and(|field| *field.name == *name);
            let found = if is_next { Some(next) } else { def.fields.iter().position(|field| *field.name == *name) };
            match found {
                None => {
                    extras = true;
                    self.skip(depth + 1)?;
                }
                Some(at) => {
                    if seen >> at & 1 == 1 {
                        return None;
                    }
                    seen |= 1 << at;
                    next = at + 1;
                    let field = def.fields.get(at)?;
                    *cells.get_mut(at)? = self.cell(&field.ty, field.constraint.as_ref(), depth + 1)?;
                }
            }
            key = self.json.next_key().ok()?;
        }
        if seen.count_ones() as usize != def.fields.len() {
            for (at, (field, cell)) in def.fields.iter().zip(&mut cells).enumerate() {
                if seen >> at & 1 == 0 {
                    *cell = self.missing(&field.ty, extras)?;
                }
            }
        }
        Some(Cell::Known(Value::Record(cells.into())))
    }

    /// Checks the syntax of a value.
    fn skip(&mut self, depth: usize) -> Option<()> {
        let peek = self.json.peek().ok()?;
        match peek {
            Peek::Array => {
                if depth >= limits::DEPTH {
                    return None;
                }
                let mut more = self.json.known_array().ok()?.is_some();
                while more {
                    self.skip(depth + 1)?;
                    more = self.json.array_step().ok()?.is_some();
                }
            }
            Peek::Object => {
                if depth >= limits::DEPTH {
                    return None;
                }
                let mut more = self.json.known_object().ok()?.is_some();
                while more {
                    self.skip(depth + 1)?;
                    more = self.json.next_key().ok()?.is_some();
                }
            }
            Peek::String => drop(self.json.known_str().ok()?),
            Peek::Null => self.json.known_null().ok()?,
            Peek::True | Peek::False => drop(self.json.known_bool(peek).ok()?),
            peek if is_number(peek) => drop(self.number(peek)?),
            _ => return None,
        }
        Some(())
    }
}

fn is_number(peek: Peek) -> bool {
    peek.is_num() && !matches!(peek, Peek::NaN | Peek::Infinity)
}
