//! The bytes of JSON straight into cells, in one pass, reusing what the cells held before. It gives up on whatever is
//! out of the ordinary, and leaves that to the reading that tells what is wrong.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::{Cell, Constraint, Decimal, FactId, Id, RecordId, Type, TypeKind, Value};

use super::input::Input;
use super::scan::Scan;
use super::{Facts, Missing, Reader, limits, scalar, time};

/// One input while it is read.
pub(super) struct Direct<'r, 'b> {
    reader: &'r Reader<'r>,
    scan: Scan<'b>,
    /// Whether an extra key that may be a misspelt one has to be told, which is not done here.
    wants_hints: bool,
}

/// Fields of a record beyond this number are left to the other reading.
const FIELDS: usize = 64;

impl<'r, 'b> Direct<'r, 'b> {
    pub(super) fn new(reader: &'r Reader<'r>, text: &'b str, wants_hints: bool) -> Self {
        Self { reader, scan: Scan::new(text), wants_hints }
    }

    /// Fills in the facts of an object. Where it gives up, some of them are set and are of no use. `order` is how the
    /// facts of the last input came, since the next one mostly has them so too.
    pub(super) fn read(mut self, facts: &mut Facts, seen: &mut Vec<bool>, order: &mut Vec<FactId>) -> Option<()> {
        let reader = self.reader;
        seen.clear();
        seen.resize(reader.schema.facts.len(), false);
        if !self.scan.take(b'{') {
            return None;
        }
        let (mut is_first, mut extras) = (true, false);
        let mut next = 0;
        while self.scan.entry(is_first)? {
            is_first = false;
            let Some(fact) = self.fact(order, next)? else {
                extras = true;
                self.scan.skip(limits::DEPTH - 1)?;
                continue;
            };
            next += 1;
            if std::mem::replace(seen.get_mut(fact.index())?, true) {
                return None;
            }
            if reader.wants(fact) {
                let field = &reader.schema.facts.get(fact)?.field;
                self.fill(&field.ty, field.constraint.as_ref(), 1, facts.cells.get_mut(fact.index())?)?;
            } else {
                self.scan.skip(limits::DEPTH - 1)?;
            }
        }
        if !self.scan.is_at_end() {
            return None;
        }
        for fact in &reader.selection.reach {
            if !*seen.get(fact.index())? {
                *facts.cells.get_mut(fact.index())? =
                    self.missing(&reader.schema.facts.get(*fact)?.field.ty, extras)?;
            }
        }
        Some(())
    }

    /// The fact of the next key, the `next`th that is one; an inner none where it is of none.
    #[inline]
    fn fact(&mut self, order: &mut Vec<FactId>, next: usize) -> Option<Option<FactId>> {
        if let Some(expected) = order.get(next)
            && self.scan.is_name(&self.reader.schema.facts.get(*expected)?.field.name)
        {
            return Some(Some(*expected));
        }
        let Some(slot) = self.reader.selection.names.get(self.scan.name()?) else { return Some(None) };
        let fact = FactId(slot);
        match order.get_mut(next) {
            Some(place) => *place = fact,
            None => order.push(fact),
        }
        Some(Some(fact))
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

    /// Reads a value into a place, inside `depth` lists and objects.
    fn fill(&mut self, ty: &Type, constraint: Option<&Constraint>, depth: usize, place: &mut Cell) -> Option<()> {
        let types = &self.reader.schema.types;
        let zone = &self.reader.options.time_zone;
        let value = match (self.scan.peek()?, &ty.kind) {
            (b'n', _) => {
                self.scan.word("null")?;
                *place = ty.optional.then_some(Cell::Absent)?;
                return Some(());
            }
            (b't', TypeKind::Bool) => {
                self.scan.word("true")?;
                Value::Bool(true)
            }
            (b'f', TypeKind::Bool) => {
                self.scan.word("false")?;
                Value::Bool(false)
            }
            (b'{', TypeKind::Record(id)) => return self.record(*id, depth, place),
            (b'[', TypeKind::List(element)) => return self.list(element, constraint, depth, place),
            (b'"', TypeKind::Text) => {
                let text = self.scan.string()?;
                if matches!(&*place, Cell::Known(Value::Text(before)) if **before == *text) {
                    return Some(());
                }
                Value::Text(text.into())
            }
            (b'"', TypeKind::Date) => Value::Date(time::date(self.scan.string()?).ok()?),
            (b'"', TypeKind::Enum(id)) => Value::Word(scalar::known_word(types.enums.get(*id)?, self.scan.string()?)?),
            (b'"', kind) => scalar::read(types, kind, &Input::Text(Cow::Borrowed(self.scan.string()?)), zone).ok()?,
            (b'-' | b'0'..=b'9', TypeKind::Decimal) => Value::Decimal(Decimal::parse(self.scan.number()?).ok()?),
            (b'-' | b'0'..=b'9', kind) => {
                scalar::read(types, kind, &Input::Number(Cow::Borrowed(self.scan.number()?)), zone).ok()?
            }
            _ => return None,
        };
        if let Some(constraint) = constraint {
            scalar::within(constraint, &value).ok()?;
        }
        *place = Cell::Known(value);
        Some(())
    }

    fn list(&mut self, element: &Type, constraint: Option<&Constraint>, depth: usize, place: &mut Cell) -> Option<()> {
        if depth >= limits::DEPTH || !self.scan.take(b'[') {
            return None;
        }
        // The cells of before are filled again as far as they go.
        let mut before = match place {
            Cell::Known(Value::List(cells)) => Arc::get_mut(cells),
            _ => None,
        };
        let mut more: Vec<Cell> = Vec::new();
        let mut count = 0;
        while self.scan.item(count == 0)? {
            match before.as_mut().and_then(|cells| cells.get_mut(count)) {
                Some(place) => self.fill(element, constraint, depth + 1, place)?,
                None => {
                    let mut cell = Cell::Unknown;
                    self.fill(element, constraint, depth + 1, &mut cell)?;
                    more.push(cell);
                }
            }
            count += 1;
        }
        let kept = count - more.len();
        match before {
            Some(cells) if cells.len() == kept && more.is_empty() => {}
            Some(cells) => {
                let kept = cells.iter_mut().take(kept).map(std::mem::take);
                let all = kept.chain(more).collect();
                *place = Cell::Known(Value::List(all));
            }
            None => *place = Cell::Known(Value::List(more.into())),
        }
        Some(())
    }

    fn record(&mut self, id: RecordId, depth: usize, place: &mut Cell) -> Option<()> {
        let def = self.reader.schema.types.records.get(id)?;
        if def.fields.len() > FIELDS || depth >= limits::DEPTH || !self.scan.take(b'{') {
            return None;
        }
        let is_own = match place {
            Cell::Known(Value::Record(cells)) => cells.len() == def.fields.len() && Arc::get_mut(cells).is_some(),
            _ => false,
        };
        if !is_own {
            *place = Cell::Known(Value::Record(std::iter::repeat_n(Cell::Unknown, def.fields.len()).collect()));
        }
        let Cell::Known(Value::Record(cells)) = place else { return None };
        let cells = Arc::get_mut(cells)?;
        let (mut seen, mut extras) = (0_u64, false);
        // Fields mostly come in the order in which they are declared.
        let (mut next, mut is_first) = (0, true);
        while self.scan.entry(is_first)? {
            is_first = false;
            let found = if def.fields.get(next).is_some_and(|field| self.scan.is_name(&field.name)) {
                Some(next)
            } else {
                let name = self.scan.name()?;
                def.fields.iter().position(|field| *field.name == *name)
            };
            let Some(at) = found else {
                extras = true;
                self.scan.skip(limits::DEPTH.checked_sub(depth + 1)?)?;
                continue;
            };
            if seen >> at & 1 == 1 {
                return None;
            }
            seen |= 1 << at;
            next = at + 1;
            let field = def.fields.get(at)?;
            self.fill(&field.ty, field.constraint.as_ref(), depth + 1, cells.get_mut(at)?)?;
        }
        if seen.count_ones() as usize != def.fields.len() {
            for (at, (field, cell)) in def.fields.iter().zip(cells).enumerate() {
                if seen >> at & 1 == 0 {
                    *cell = self.missing(&field.ty, extras)?;
                }
            }
        }
        Some(())
    }
}
