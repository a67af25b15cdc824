//! What is unknown in a world, and worlds in which some of it is known.

use std::sync::Arc;

use zhun::model::{Cell, FactId, Field, ParamId, Schema, TypeKind, Value};

use super::Choices;
use super::facts::{Known, World, cell};

/// Something unknown, under the name by which verdicts ask for it.
#[derive(Debug, Clone)]
pub struct Unknown {
    pub name: String,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Now,
    Param(ParamId),
    /// A fact, and the way into it: fields and elements by number.
    Fact(FactId, Vec<usize>, Box<Field>),
}

/// All that is unknown.
pub fn unknowns(schema: &Schema, world: &World) -> Vec<Unknown> {
    let mut found = Vec::new();
    if world.request.now.is_none() {
        found.push(Unknown { name: "now".to_owned(), place: Place::Now });
    }
    for (id, param) in schema.params.iter() {
        let given = world.request.params.iter().any(|(given, _)| *given == id);
        if !given && param.on(world.request.today).is_none() {
            found.push(Unknown { name: format!("param {}", param.name), place: Place::Param(id) });
        }
    }
    for (id, fact) in schema.facts.iter() {
        let cell = world.facts.get(id);
        search(schema, id, &fact.field, cell, fact.field.name.to_string(), Vec::new(), &mut found);
    }
    found
}

fn search(
    schema: &Schema,
    fact: FactId,
    field: &Field,
    cell: &Cell,
    name: String,
    way: Vec<usize>,
    found: &mut Vec<Unknown>,
) {
    let step = |at: usize| way.iter().copied().chain([at]).collect::<Vec<_>>();
    match (cell, &field.ty.kind) {
        (Cell::Unknown, _) => found.push(Unknown { name, place: Place::Fact(fact, way, Box::new(field.clone())) }),
        (Cell::Known(Value::Record(cells)), TypeKind::Record(id)) => {
            for (at, (inner, cell)) in schema.types.records[*id].fields.iter().zip(cells.iter()).enumerate() {
                search(schema, fact, inner, cell, format!("{name}.{}", inner.name), step(at), found);
            }
        }
        (Cell::Known(Value::List(cells)), TypeKind::List(item)) => {
            let element = Field { ty: (**item).clone(), ..field.clone() };
            for (at, cell) in cells.iter().enumerate() {
                search(schema, fact, &element, cell, format!("{name}[{at}]"), step(at), found);
            }
        }
        _ => {}
    }
}

/// The world in which one more thing is known.
pub fn reveal(schema: &Schema, world: &World, unknown: &Unknown, known: Known, choices: &mut Choices<'_>) -> World {
    let mut world = world.clone();
    match &unknown.place {
        Place::Now => world.request.now = Some(world.request.today.at(10, 1, 0, 0)),
        Place::Param(id) => {
            let cell = cell(schema, &schema.params[*id].ty, None, Known::Wholly, choices);
            world.request.params.push((*id, cell));
        }
        Place::Fact(id, way, field) => {
            let mut revealed = cell(schema, &field.ty, field.constraint.as_ref(), known, choices);
            if revealed == Cell::Unknown {
                revealed = cell(schema, &field.ty, field.constraint.as_ref(), Known::Wholly, choices);
            }
            let whole = replaced(world.facts.get(*id), way, revealed);
            world.facts.set(*id, whole);
        }
    }
    world
}

/// The world in which everything is known that is called by one of some names, or everything at all.
pub fn reveal_all(schema: &Schema, world: &World, only: Option<&[String]>, choices: &mut Choices<'_>) -> World {
    let wanted = |unknown: &Unknown| only.is_none_or(|only| only.contains(&unknown.name));
    let unknowns = unknowns(schema, world).into_iter().filter(wanted).collect::<Vec<_>>();
    unknowns.iter().fold(world.clone(), |world, unknown| reveal(schema, &world, unknown, Known::Wholly, choices))
}

fn replaced(cell: &Cell, way: &[usize], new: Cell) -> Cell {
    let Some((at, rest)) = way.split_first() else { return new };
    let inside = |cells: &Arc<[Cell]>| -> Arc<[Cell]> {
        let mut cells = cells.to_vec();
        cells[*at] = replaced(&cells[*at], rest, new.clone());
        cells.into()
    };
    match cell {
        Cell::Known(Value::Record(cells)) => Cell::Known(Value::Record(inside(cells))),
        Cell::Known(Value::List(cells)) => Cell::Known(Value::List(inside(cells))),
        other => panic!("there is no way into {other:?}"),
    }
}
