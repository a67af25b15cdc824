//! Choices to facts and requests of a schema, and facts to the JSON that they could have come from.

use zhun::eval::Request;
use zhun::facts::Facts;
use zhun::model::{Cell, Constraint, Decimal, Duration, RecordId, Schema, Type, TypeKind, Value};

use super::Choices;

/// What an evaluation is given.
#[derive(Debug, Clone)]
pub struct World {
    pub facts: Facts,
    pub request: Request,
}

/// How much of what is drawn may be unknown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    Partly,
    Wholly,
}

pub fn world(schema: &Schema, choices: &mut Choices<'_>) -> World {
    let today = choices.one(&["2022-11-01", "2020-12-31", "2023-06-15"]).parse().unwrap();
    let mut request = Request::on(today);
    if choices.chance(2) {
        request.now = Some(today.at(10, 1, 0, 0));
    }
    for (id, param) in schema.params.iter() {
        if choices.chance(3) {
            let cell = cell(schema, &param.ty, None, Known::Wholly, choices);
            request.params.push((id, cell));
        }
    }
    let mut facts = Facts::unknown(schema);
    for (id, fact) in schema.facts.iter() {
        facts.set(id, cell(schema, &fact.field.ty, fact.field.constraint.as_ref(), Known::Partly, choices));
    }
    World { facts, request }
}

/// A cell of a type.
pub fn cell(
    schema: &Schema,
    ty: &Type,
    constraint: Option<&Constraint>,
    known: Known,
    choices: &mut Choices<'_>,
) -> Cell {
    match choices.below(8) {
        5 | 6 if ty.optional => Cell::Absent,
        6 | 7 if known == Known::Partly => Cell::Unknown,
        _ => Cell::Known(value(schema, &ty.kind, constraint, known, choices)),
    }
}

fn value(
    schema: &Schema,
    kind: &TypeKind,
    constraint: Option<&Constraint>,
    known: Known,
    choices: &mut Choices<'_>,
) -> Value {
    let day = |text: &str| text.parse().unwrap();
    match kind {
        TypeKind::Bool => Value::Bool(choices.chance(2)),
        TypeKind::Int => {
            let free = [0, 1, 2, 3, 4, 5, 10, -1, 20, i64::MAX, i64::MIN];
            Value::Int(choices.one(if constraint.is_some() { &free[..7] } else { &free }))
        }
        TypeKind::Decimal => {
            let free =
                ["0", "1", "2.5", "4.0", "3.9999999999999999999", "5.00", "0.10", "-1.5", "1e20", "0.0000000001"];
            Value::Decimal(Decimal::parse(choices.one(if constraint.is_some() { &free[..7] } else { &free })).unwrap())
        }
        TypeKind::Text => Value::Text(choices.one(&["", "a", "ab", "中文", "b\n\"\\"]).into()),
        TypeKind::Date => {
            let days =
                ["2022-11-01", "2022-10-31", "2022-09-02", "2024-02-29", "2023-01-31", "2021-12-31", "9999-12-31"];
            Value::Date(day(choices.one(&days)))
        }
        TypeKind::DateTime => {
            let moments = ["2022-11-01T10:01", "2022-11-01T00:00", "2023-01-31T23:59:59", "9999-12-30T12:00"];
            Value::DateTime(choices.one(&moments).parse().unwrap())
        }
        TypeKind::Duration => {
            Value::Duration(Duration::from_seconds(choices.one(&[0, 86_400, 5_184_000, 18_000, -90, i64::MAX])))
        }
        TypeKind::Enum(id) => Value::Word(u16::try_from(choices.below(schema.types.enums[*id].words.len())).unwrap()),
        TypeKind::Record(id) => {
            let fields = schema.types.records[*id].fields.iter();
            Value::Record(fields.map(|f| cell(schema, &f.ty, f.constraint.as_ref(), known, choices)).collect())
        }
        TypeKind::List(item) => {
            let length = choices.below(4);
            Value::List((0..length).map(|_| element(schema, item, constraint, known, choices)).collect())
        }
        TypeKind::Outcome(_) => panic!("facts have no outcomes"),
    }
}

/// An element of a list is never left out, though fields of it may be.
fn element(
    schema: &Schema,
    ty: &Type,
    constraint: Option<&Constraint>,
    known: Known,
    choices: &mut Choices<'_>,
) -> Cell {
    if ty.optional && choices.chance(4) {
        return Cell::Absent;
    }
    Cell::Known(value(schema, &ty.kind, constraint, known, choices))
}

/// The facts as a JSON object; what is unknown is left out.
pub fn json(schema: &Schema, facts: &Facts) -> String {
    let known = schema.facts.iter().filter_map(|(id, fact)| {
        let value = cell_json(schema, &fact.field.ty.kind, facts.get(id))?;
        Some(format!("{:?}: {value}", fact.field.name))
    });
    format!("{{{}}}", known.collect::<Vec<_>>().join(", "))
}

fn cell_json(schema: &Schema, kind: &TypeKind, cell: &Cell) -> Option<String> {
    match cell {
        Cell::Unknown => None,
        Cell::Absent => Some("null".to_owned()),
        Cell::Known(value) => Some(value_json(schema, kind, value)),
    }
}

fn value_json(schema: &Schema, kind: &TypeKind, value: &Value) -> String {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    match (value, kind) {
        (Value::Bool(b), _) => b.to_string(),
        (Value::Int(n), _) => n.to_string(),
        (Value::Decimal(n), _) => n.to_string(),
        (Value::Text(words), _) => text(words),
        (Value::Date(day), _) => text(&day.to_string()),
        (Value::DateTime(at), _) => text(&at.to_string()),
        (Value::Duration(duration), _) => text(&duration.to_string()),
        (Value::Word(word), TypeKind::Enum(id)) => text(schema.types.enums[*id].words[usize::from(*word)].input()),
        (Value::Record(cells), TypeKind::Record(id)) => record_json(schema, *id, cells),
        (Value::List(cells), TypeKind::List(item)) => {
            let items = cells.iter().map(|cell| cell_json(schema, &item.kind, cell).unwrap_or("null".to_owned()));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        (value, kind) => panic!("{value:?} is no {kind:?}"),
    }
}

fn record_json(schema: &Schema, id: RecordId, cells: &[Cell]) -> String {
    let fields =
        schema.types.records[id].fields.iter().zip(cells).filter_map(|(field, cell)| {
            Some(format!("{:?}: {}", field.name, cell_json(schema, &field.ty.kind, cell)?))
        });
    format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
}
