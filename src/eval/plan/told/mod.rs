//! How a rule that fired is told, laid out once: what never changes of its reason, ready as a value and as JSON, the
//! facts that it reads, in the order in which the machine reads them, and the values in its message. A reason is then
//! made without a trace. It says the same as one made from a trace, which the tests hold it to.
//!
//! What is told so are rules on facts, their fields and the elements of one list. The rest (choices, calls, decisions
//! that are read, lists in lists) is traced.

mod build;
mod json;
mod reason;

pub(super) use build::cut;

use super::run::{Around, Env, Run};
use super::{ExprId, Layout, Path, TestId};
use crate::compile::Program;
use crate::eval::ELEMENTS;
use crate::eval::words::Words;
use crate::eval::{ObligationDue, Reason};
use crate::facts::Facts;
use crate::model::{Cell, Type, TypeKind, Value};

/// How a rule that fired is told, or a default.
#[derive(Debug)]
pub(super) struct Told {
    /// All of the reason that is the same for all facts.
    reason: Reason,
    /// The same as JSON, up to the message, and after the facts.
    head: Vec<u8>,
    tail: Vec<u8>,
    pub(super) obligations: Vec<ObligationDue>,
    /// The same as JSON: objects with commas between them.
    obligations_json: Vec<u8>,
    /// The conditions and values that are asked for on the way.
    layout: Layout,
    /// The places that may be read.
    places: Vec<Place>,
    /// What is read outside of elements: the exceptions, then the condition, or the list of a quantifier.
    reads: Box<[Read]>,
    each: Option<Each>,
    message: Box<[Piece]>,
}

/// A place that may be read: a fact or an element, or a field of one.
#[derive(Debug)]
struct Place {
    path: Path,
    kind: TypeKind,
    /// Its path as people read it; in an element, what follows the brackets.
    text: String,
    /// The same as the key of an object in JSON, with the quotes, as far as they stand there, and the colon.
    key: Vec<u8>,
    in_element: bool,
}

/// A step on the way through a condition, in the order in which the machine takes them.
#[derive(Debug)]
enum Read {
    /// A place, and whether it is taken whole even if it is a record or a list.
    Place(u8, bool),
    /// `and` (settled by false) and `or` (settled by true): no part is read after the one that settles it.
    Junction(bool, Box<[(TestId, Box<[Read]>)]>),
}

/// The elements of the list of the outermost quantifier.
#[derive(Debug)]
struct Each {
    list: Path,
    item: TypeKind,
    /// The list's path, as people read it and as the start of a key in JSON.
    text: String,
    key: Vec<u8>,
    filter: Option<TestId>,
    body: TestId,
    /// What the body must be of an element for it to be one of those that made the rule fire.
    wanted: bool,
    /// What is read of an element.
    reads: Box<[Read]>,
    /// Whether facts outside of the element are among that.
    reads_besides: bool,
    /// Whether the message is about an element.
    has_message: bool,
}

/// A part of a message.
#[derive(Debug)]
enum Piece {
    Text(String),
    Value(ExprId, Type),
}

/// What is told on the way: facts with their values.
trait Listener {
    /// A place that was read, the element's number where it lies in one, and what stood there.
    fn read(&mut self, place: &Place, cell: &Cell);
}

/// What a reason is told about.
#[derive(Clone, Copy)]
pub(super) struct About<'r> {
    pub(super) program: &'r Program,
    pub(super) facts: &'r Facts,
    pub(super) words: Words<'r>,
}

impl Told {
    /// The list and the elements of it that made the rule fire; none for a rule without.
    fn settling<'r>(&'r self, run: &'r Run<'r>) -> Option<(&'r [Cell], Vec<usize>)> {
        let each = self.each.as_ref()?;
        let Cell::Known(Value::List(cells)) = run.path(&each.list, None) else { return Some((&[], Vec::new())) };
        let settles = |cell: &Cell| {
            let env = Env { cell, outer: None };
            each.filter.is_none_or(|filter| run.test(filter, Some(&env)) == Some(true))
                && run.test(each.body, Some(&env)) == Some(each.wanted)
        };
        let settling = cells.iter().enumerate().filter(|(_, cell)| settles(cell)).map(|(index, _)| index);
        Some((cells, settling.collect()))
    }

    /// Walks through what is read outside of elements.
    fn besides(&self, run: &Run<'_>, settling: &[(usize, &Cell)], to: &mut impl Listener) {
        let mut walk = Walk { told: self, run, seen: 0, in_element: false };
        walk.all(&self.reads, None, to);
        if let Some(each) = self.each.as_ref().filter(|each| each.reads_besides) {
            for (_, cell) in settling {
                walk.all(&each.reads, Some(&Env { cell, outer: None }), to);
            }
        }
    }

    /// Walks through what is read of an element.
    fn element(&self, run: &Run<'_>, each: &Each, cell: &Cell, to: &mut impl Listener) {
        let mut walk = Walk { told: self, run, seen: 0, in_element: true };
        walk.all(&each.reads, Some(&Env { cell, outer: None }), to);
    }

    /// Adds the message, about an element where there is one.
    fn fill(&self, run: &Run<'_>, about: About<'_>, env: Around<'_>, text: &mut String) {
        for piece in &self.message {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Value(expr, ty) => about.words.push_cell(ty, &run.cell(*expr, env), text),
            }
        }
    }

    /// The message, and the part of it that is about each element.
    fn message(
        &self,
        run: &Run<'_>,
        about: About<'_>,
        elements: &[(usize, &Cell)],
        count: usize,
    ) -> (String, Vec<std::ops::Range<usize>>) {
        let mut text = String::new();
        let mut parts = Vec::new();
        if self.each.as_ref().is_some_and(|each| each.has_message) {
            for (_, cell) in elements {
                if !parts.is_empty() {
                    text.push_str(about.words.between());
                }
                let start = text.len();
                self.fill(run, about, Some(&Env { cell, outer: None }), &mut text);
                parts.push(start..text.len());
            }
            about.words.push_rest(elements.len(), count, &mut text);
        } else {
            self.fill(run, about, None, &mut text);
        }
        (text, parts)
    }

    /// The first of the elements that made the rule fire.
    fn listed<'c>(cells: &'c [Cell], settling: &[usize]) -> Vec<(usize, &'c Cell)> {
        let listed = settling.iter().take(ELEMENTS);
        listed.filter_map(|index| cells.get(*index).map(|cell| (*index, cell))).collect()
    }

    fn run<'r>(&'r self, about: About<'r>) -> Run<'r> {
        Run::new(&self.layout, about.program, about.facts)
    }
}

impl Each {
    /// Whether an element of which nothing was read stands for itself.
    fn is_plain(&self, cell: &Cell) -> bool {
        !matches!(cell, Cell::Known(Value::Record(_)) | Cell::Unknown)
    }
}

/// A walk through what is read. Each place is told once.
struct Walk<'w> {
    told: &'w Told,
    run: &'w Run<'w>,
    /// The places that were told, as bits.
    seen: u64,
    /// Whether places in the element are told, or those outside of it.
    in_element: bool,
}

impl Walk<'_> {
    fn all(&mut self, reads: &[Read], env: Around<'_>, to: &mut impl Listener) {
        for read in reads {
            match read {
                Read::Place(place, whole) => self.place(*place, *whole, env, to),
                Read::Junction(settles, parts) => {
                    for (test, reads) in parts {
                        self.all(reads, env, to);
                        if self.run.test(*test, env) == Some(*settles) {
                            break;
                        }
                    }
                }
            }
        }
    }

    /// A record or a list counts as read only where it is taken whole; that it is absent, or empty, only it can tell.
    fn place(&mut self, at: u8, whole: bool, env: Around<'_>, to: &mut impl Listener) {
        let Some(place) = self.told.places.get(usize::from(at)).filter(|place| place.in_element == self.in_element)
        else {
            return;
        };
        let bit = 1 << (at & 63);
        if self.seen & bit != 0 {
            return;
        }
        let cell = self.run.path(&place.path, env);
        let parts_matter = match cell {
            Cell::Unknown => return,
            Cell::Known(Value::Record(_)) => true,
            Cell::Known(Value::List(cells)) => !cells.is_empty(),
            _ => false,
        };
        if whole || !parts_matter {
            self.seen |= bit;
            to.read(place, cell);
        }
    }
}
