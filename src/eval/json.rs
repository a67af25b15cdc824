//! Values as JSON, decimals with the digits that they came with.

use std::fmt::{self, Write};
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use crate::model::{Cell, Schema, TypeKind, Value};

/// A JSON value that keeps the digits of its numbers and the order of its keys.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number by its digits.
    Number(String),
    /// A text.
    Text(Arc<str>),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(IndexMap<String, Json>),
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            // serde_json writes a raw value as it stands, so that 4.0 stays 4.0.
            Self::Number(digits) => match serde_json::value::RawValue::from_string(digits.clone()) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => serializer.serialize_str(digits),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => items.serialize(serializer),
            Self::Object(fields) => fields.serialize(serializer),
        }
    }
}

/// A cell as JSON; what is absent or unknown is null, and unknown fields of a record are left out.
pub(super) fn cell_json(schema: &Schema, kind: &TypeKind, cell: &Cell) -> Json {
    match cell {
        Cell::Unknown | Cell::Absent => Json::Null,
        Cell::Known(value) => value_json(schema, kind, value),
    }
}

/// Adds a cell as JSON: the same bytes as of [`cell_json`], without making it where it is a plain value.
pub(super) fn write_cell(schema: &Schema, kind: &TypeKind, cell: &Cell, out: &mut Vec<u8>) {
    let plain = match cell {
        Cell::Unknown | Cell::Absent => "null",
        Cell::Known(Value::Bool(true)) => "true",
        Cell::Known(Value::Bool(false)) => "false",
        Cell::Known(Value::Int(n)) => return write_plain(format_args!("{n}"), out),
        Cell::Known(Value::Decimal(n)) => return write_plain(format_args!("{n}"), out),
        Cell::Known(Value::Date(date)) => return write_plain(format_args!("\"{date}\""), out),
        Cell::Known(value) => return write_json(&value_json(schema, kind, value), out),
    };
    out.extend_from_slice(plain.as_bytes());
}

/// Adds a value as JSON.
pub(super) fn write_json<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Memory takes all that is written to it.
    let _ = serde_json::to_writer(out, value);
}

/// Adds what is formatted, as it is.
pub(super) fn write_plain(what: fmt::Arguments<'_>, out: &mut Vec<u8>) {
    // Memory takes all that is written to it.
    let _ = Bytes(out).write_fmt(what);
}

struct Bytes<'o>(&'o mut Vec<u8>);

impl Write for Bytes<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

fn value_json(schema: &Schema, kind: &TypeKind, value: &Value) -> Json {
    let text = |text: String| Json::Text(text.into());
    match (value, kind) {
        (Value::Bool(b), _) => Json::Bool(*b),
        (Value::Int(n), _) => Json::Number(n.to_string()),
        (Value::Decimal(n), _) => Json::Number(n.to_string()),
        (Value::Text(words), _) => Json::Text(words.clone()),
        (Value::Date(date), _) => text(date.to_string()),
        (Value::DateTime(at), _) => text(at.to_string()),
        (Value::Duration(duration), _) => text(duration.to_string()),
        (Value::Word(word), TypeKind::Enum(id)) => {
            let word = schema.types.enums.get(*id).and_then(|of| of.words.get(usize::from(*word)));
            word.map_or(Json::Null, |word| text(word.input().to_owned()))
        }
        (Value::Record(cells), TypeKind::Record(id)) => {
            let fields = schema.types.records.get(*id).map_or(&[][..], |record| &record.fields);
            let known = fields.iter().zip(cells.iter()).filter(|(_, cell)| **cell != Cell::Unknown);
            Json::Object(
                known.map(|(field, cell)| (field.name.to_string(), cell_json(schema, &field.ty.kind, cell))).collect(),
            )
        }
        (Value::List(cells), TypeKind::List(item)) => {
            Json::List(cells.iter().map(|cell| cell_json(schema, &item.kind, cell)).collect())
        }
        // Outcomes are named by those who know the decision; the rest never meets.
        (Value::Word(_) | Value::Record(_) | Value::List(_) | Value::Outcome(_), _) => Json::Null,
    }
}
