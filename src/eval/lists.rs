//! What the machine does with lists.

use std::collections::HashSet;

use super::error::EvalError;
use super::logic::{self, Truth, truth};
use super::machine::{Machine, Made};
use super::total;
use super::tracer::Tracer;
use crate::compile::{Aggregate, Over, Program, Quantifier, TermId};
use crate::model::{Cell, Value};

/// What was gathered over a list.
struct Gathered<T: Tracer> {
    elements: Vec<T::Element>,
    /// The values of the elements that `where` keeps; none once one is unknown.
    values: Option<Vec<Cell>>,
    marks: Vec<T::Mark>,
}

impl<T: Tracer> Machine<'_, T> {
    /// Every element either settles a quantifier, which for `every` is where the body is false, or does not.
    pub(super) fn quantifier(&mut self, id: TermId, which: Quantifier, over: Over, body: TermId) -> Made<T> {
        let exhaustive = T::EXHAUSTIVE && self.outermost == Some(id);
        let (list, list_mark) = self.eval(over.list);
        let Cell::Known(Value::List(cells)) = &list else {
            return self.step(id, Cell::Unknown, &[list_mark]);
        };
        let mut elements = Vec::new();
        let mut found: Truth = Some(false);
        for (index, cell) in cells.iter().enumerate() {
            let item = self.tracer.item(list_mark, index, cell);
            self.bind(over.variable, cell.clone(), item);
            let (kept, filter) = self.filter(over.filter);
            let (settles, value) = if kept == Some(false) {
                (Some(false), None)
            } else {
                let (cell, mark) = self.eval(body);
                let wanted = truth(&cell).map(|truth| truth == (which != Quantifier::Every));
                (logic::and(kept, wanted), Some(mark))
            };
            elements.push(self.tracer.element(index, item, filter, value, settles));
            found = match (found, settles) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                _ => Some(false),
            };
            if found == Some(true) && !exhaustive {
                break;
            }
        }
        let cell = logic::cell(found.map(|found| found == (which == Quantifier::Exists)));
        let mark = self.tracer.over(id, &cell, list_mark, elements);
        (cell, mark)
    }

    fn filter(&mut self, filter: Option<TermId>) -> (Truth, Option<T::Mark>) {
        let Some(filter) = filter else {
            return (Some(true), None);
        };
        let (cell, mark) = self.eval(filter);
        (truth(&cell), Some(mark))
    }

    /// Values over a list. An element is settled once it is known whether `where` keeps it, and then its value.
    fn gather(&mut self, cells: &[Cell], list: T::Mark, over: Over, value: Option<TermId>) -> Gathered<T> {
        let mut gathered = Gathered { elements: Vec::new(), values: Some(Vec::new()), marks: Vec::new() };
        for (index, cell) in cells.iter().enumerate() {
            let item = self.tracer.item(list, index, cell);
            self.bind(over.variable, cell.clone(), item);
            let (kept, filter) = self.filter(over.filter);
            let made = match kept {
                Some(true) => Some(value.map_or_else(|| (cell.clone(), item), |value| self.eval(value))),
                _ => None,
            };
            // An element is counted even where it is unknown itself.
            let unknown = matches!(&made, Some((Cell::Unknown, _))) && value.is_some();
            let settled = if unknown { None } else { kept };
            let mark = made.as_ref().map(|made| made.1).filter(|_| value.is_some());
            gathered.elements.push(self.tracer.element(index, item, filter, mark, settled));
            match (settled, made) {
                (None, _) => gathered.values = None,
                (_, Some((cell, mark))) => {
                    gathered.marks.push(mark);
                    if let Some(values) = &mut gathered.values {
                        values.push(cell);
                    }
                }
                _ => {}
            }
        }
        gathered
    }

    pub(super) fn aggregate(&mut self, id: TermId, which: Aggregate, over: Over, value: Option<TermId>) -> Made<T> {
        let (list, list_mark) = self.eval(over.list);
        let Cell::Known(Value::List(cells)) = &list else {
            return self.step(id, Cell::Unknown, &[list_mark]);
        };
        let gathered = self.gather(cells, list_mark, over, value);
        let result = match &gathered.values {
            None => Ok(Cell::Unknown),
            Some(values) => summarise(self.program, id, which, values),
        };
        match result {
            Ok(cell) => {
                let mark = self.tracer.over(id, &cell, list_mark, gathered.elements);
                (cell, mark)
            }
            Err(error) => {
                let mark = self.tracer.over(id, &Cell::Unknown, list_mark, gathered.elements);
                (Cell::Unknown, self.tracer.fail(id, error, &[mark]))
            }
        }
    }

    pub(super) fn collect(&mut self, id: TermId, over: Over, value: TermId) -> Made<T> {
        let (list, list_mark) = self.eval(over.list);
        let Cell::Known(Value::List(cells)) = &list else {
            return self.step(id, Cell::Unknown, &[list_mark]);
        };
        let gathered = self.gather(cells, list_mark, over, Some(value));
        let cell = gathered.values.map_or(Cell::Unknown, |values| Cell::Known(Value::List(values.into())));
        let mark = self.tracer.over(id, &cell, list_mark, gathered.elements);
        (cell, self.tracer.list(mark, gathered.marks))
    }

    pub(super) fn distinct(&mut self, id: TermId, list: TermId) -> Made<T> {
        let (list, list_mark) = self.eval(list);
        let Cell::Known(Value::List(cells)) = &list else {
            return self.step(id, Cell::Unknown, &[list_mark]);
        };
        if cells.iter().any(logic::has_hole) {
            return self.step(id, Cell::Unknown, &[list_mark]);
        }
        let mut seen = HashSet::new();
        let mut marks = Vec::new();
        let mut kept = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            if seen.insert(cell) {
                marks.push(self.tracer.item(list_mark, index, cell));
                kept.push(cell.clone());
            }
        }
        let (cell, mark) = self.step(id, Cell::Known(Value::List(kept.into())), &[list_mark]);
        (cell, self.tracer.list(mark, marks))
    }

    pub(super) fn list(&mut self, id: TermId, items: &[TermId]) -> Made<T> {
        let (cells, marks): (Vec<Cell>, Vec<T::Mark>) = items.iter().map(|item| self.eval(*item)).unzip();
        let (cell, mark) = self.step(id, Cell::Known(Value::List(cells.into())), &marks);
        (cell, self.tracer.list(mark, marks))
    }

    /// True as soon as an item is the value, whatever the unknown items are.
    pub(super) fn in_list(&mut self, id: TermId, [value, list]: [TermId; 2]) -> Made<T> {
        let (value, value_mark) = self.eval(value);
        let (list, list_mark) = self.eval(list);
        let found = match (&value, &list) {
            (Cell::Known(value), Cell::Known(Value::List(cells))) => logic::is_in(value, cells),
            _ => None,
        };
        self.step(id, logic::cell(found), &[value_mark, list_mark])
    }
}

/// What an aggregate makes of the values of a list.
pub(super) fn summarise(program: &Program, id: TermId, which: Aggregate, cells: &[Cell]) -> Result<Cell, EvalError> {
    if which == Aggregate::Count {
        return Ok(Cell::Known(count(cells.len())));
    }
    let Some(values) = cells.iter().map(Cell::value).collect::<Option<Vec<_>>>() else {
        return Ok(Cell::Unknown);
    };
    if which == Aggregate::Sum {
        return total::sum(&program.type_of(id).kind, &values);
    }
    let Some((first, rest)) = values.split_first() else {
        return Ok(Cell::Absent);
    };
    let value = match which {
        Aggregate::Average => total::average(&values)?,
        Aggregate::Least => extreme(first, rest, |order| order.is_lt()),
        Aggregate::Greatest => extreme(first, rest, |order| order.is_gt()),
        Aggregate::Count | Aggregate::Sum => count(cells.len()),
    };
    Ok(Cell::Known(value))
}

fn count(n: usize) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

fn extreme(first: &Value, rest: &[&Value], better: impl Fn(std::cmp::Ordering) -> bool) -> Value {
    let best = rest.iter().fold(
        first,
        |best, value| {
            if logic::order(value, best).is_some_and(&better) { value } else { best }
        },
    );
    best.clone()
}
