//! Inputs and what comes of them.

mod csv;
mod host;
mod json;
mod kinds;
mod properties;
mod schema;
mod yaml;

use std::fmt::Write;

use indexmap::IndexMap;

use crate::model::{
    Constraint, Decimal, EnumDef, EnumShape, FactDef, FactId, Field, Group, Localised, RecordDef, Schema, Type,
    TypeKind, Value, Word,
};

use super::{FactProblem, Read, ReadOptions};

/// A fact or a field without anything but a name and a type.
fn field(name: &str, ty: impl Into<Type>) -> Field {
    Field { name: name.into(), ty: ty.into(), constraint: None, unit: None, title: None, doc: None }
}

fn bounds(least: Option<Value>, greatest: Option<Value>) -> Option<Constraint> {
    Some(Constraint { least, greatest })
}

fn title(text: &str) -> Option<Localised> {
    Some(Localised { plain: text.into(), other: IndexMap::new() })
}

fn word(name: &str) -> Word {
    Word { name: name.into(), title: None, spelling: None }
}

/// The schema of all tests: a fact of every type.
fn schema() -> Schema {
    let mut schema = Schema::default();
    let status = schema.types.enums.push(EnumDef {
        name: "shop_status".into(),
        shape: EnumShape::Set,
        words: vec![
            word("normal"),
            word("suspended"),
            Word { name: "self_employed".into(), title: title("个体"), spelling: Some("SELF-EMPLOYED".into()) },
        ],
        groups: Vec::new(),
    });
    let violation = schema.types.enums.push(EnumDef {
        name: "violation_kind".into(),
        shape: EnumShape::Taxonomy,
        words: vec![word("late_shipment"), word("fake_shipment"), word("labelling")],
        groups: vec![Group { name: "service".into(), title: None, start: 0, end: 2 }],
    });
    let linked_shop = schema.types.records.push(RecordDef {
        name: "linked_shop".into(),
        fields: vec![field("severe_penalty", TypeKind::Bool), field("share", Type::optional(TypeKind::Decimal))],
    });
    let kind = TypeKind::Enum(status);
    let gate = schema.types.records.push(RecordDef {
        name: "gate".into(),
        fields: vec![field("kind", kind.clone()), field("spend_min", Type::optional(TypeKind::Decimal))],
    });
    let four = |n| Some(Value::Decimal(Decimal::from(n)));
    let facts = [
        Field {
            constraint: bounds(four(0), four(5)),
            unit: title("分"),
            title: title("体验分"),
            doc: Some("The shop's experience score.".into()),
            ..field("experience_score", Type::optional(TypeKind::Decimal))
        },
        Field { constraint: bounds(Some(Value::Int(0)), None), ..field("closures", TypeKind::Int) },
        field("open", TypeKind::Bool),
        field("owner", TypeKind::Text),
        field("joined_on", TypeKind::Date),
        field("paid_at", TypeKind::DateTime),
        field("waited", TypeKind::Duration),
        field("shop_status", kind),
        field("violation", TypeKind::Enum(violation)),
        field("linked_shops", TypeKind::List(Box::new(TypeKind::Record(linked_shop).into()))),
        field("gate", Type::optional(TypeKind::Record(gate))),
        Field {
            constraint: bounds(Some(Value::Int(1)), Some(Value::Int(10))),
            ..field("levels", TypeKind::List(Box::new(TypeKind::Int.into())))
        },
        field("note", Type::optional(TypeKind::Text)),
    ];
    for field in facts {
        schema.facts.push(FactDef { field, policies: vec!["test".into()] });
    }
    schema
}

/// Every fact of a schema.
fn all(schema: &Schema) -> Vec<FactId> {
    schema.facts.ids().collect()
}

/// The facts with these names.
fn named(schema: &Schema, names: &[&str]) -> Vec<FactId> {
    schema.facts.iter().filter(|(_, def)| names.contains(&&*def.field.name)).map(|(id, _)| id).collect()
}

fn options() -> ReadOptions {
    ReadOptions::default()
}

/// What came of an input, as a snapshot shows it: problems and hints with their help, or the facts that are not unknown.
fn shown(schema: &Schema, read: &Result<Read, Vec<FactProblem>>) -> String {
    let mut out = String::new();
    match read {
        Err(problems) => problems.iter().for_each(|problem| show_problem(&mut out, "", problem)),
        Ok(Read { facts, hints }) => {
            for (id, def) in schema.facts.iter() {
                if *facts.get(id) != crate::model::Cell::Unknown {
                    writeln!(out, "  {} = {:?}", def.field.name, facts.get(id)).unwrap();
                }
            }
            hints.iter().for_each(|hint| show_problem(&mut out, "hint ", hint));
        }
    }
    if out.is_empty() { "  nothing is known\n".to_owned() } else { out }
}

fn show_problem(out: &mut String, what: &str, problem: &FactProblem) {
    writeln!(out, "  {what}{}: {problem}", problem.kind.name()).unwrap();
    if let Some(help) = &problem.help {
        writeln!(out, "      help: {help}").unwrap();
    }
}

/// Each input with what came of it, all in one text.
fn table(schema: &Schema, inputs: &[&str], read: impl Fn(&str) -> Result<Read, Vec<FactProblem>>) -> String {
    let mut out = String::new();
    for input in inputs {
        writeln!(out, "{input}\n{}", shown(schema, &read(input))).unwrap();
    }
    out
}
