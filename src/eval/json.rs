//! Values as JSON, decimals with the digits that they came with.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

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
