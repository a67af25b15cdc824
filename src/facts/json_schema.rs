//! The facts that a query reaches to a JSON Schema (2020-12) of its input. It describes the plain form of each value, not
//! every form that is accepted.

use std::fmt;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use crate::model::{
    Constraint, EnumDef, EnumId, FactId, Field, Localised, RecordDef, RecordId, Schema, Type, TypeKind, Types, Value,
};

use super::{Missing, scalar};

/// A JSON Schema, with its keys in a fixed order. It prints itself as indented JSON.
#[derive(Debug, Clone, Default, Serialize)]
pub struct JsonSchema {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    dialect: Option<&'static str>,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    types: Option<TypeNames>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#const: Option<String>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    words: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<Digits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<Digits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<JsonSchema>>,
    #[serde(rename = "oneOf", skip_serializing_if = "Vec::is_empty")]
    one_of: Vec<JsonSchema>,
    #[serde(rename = "anyOf", skip_serializing_if = "Vec::is_empty")]
    any_of: Vec<JsonSchema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<IndexMap<String, JsonSchema>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<String>,
    #[serde(rename = "$defs", skip_serializing_if = "IndexMap::is_empty")]
    definitions: IndexMap<String, JsonSchema>,
}

/// `"number"` or `["number", "null"]`.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum TypeNames {
    One(&'static str),
    OrNull([&'static str; 2]),
}

/// A number by its digits.
#[derive(Debug, Clone)]
struct Digits(String);

impl Serialize for Digits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::value::RawValue::from_string(self.0.clone()) {
            Ok(raw) => raw.serialize(serializer),
            Err(_) => serializer.serialize_str(&self.0),
        }
    }
}

impl fmt::Display for JsonSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?)
    }
}

/// The JSON Schema of the facts that a query reaches, in the order in which they are named.
///
/// With [`Missing::Unknown`] nothing is `required`, since whatever is left out is unknown; with [`Missing::Absent`]
/// whatever is not optional is. Extra keys are allowed. A decimal may also be given as a text of its digits, which the
/// schema does not say.
#[must_use]
pub fn json_schema(schema: &Schema, reach: &[FactId], title: &str, missing: Missing) -> JsonSchema {
    let fields: Vec<&Field> = reach.iter().filter_map(|fact| schema.facts.get(*fact)).map(|def| &def.field).collect();
    let mut writer = Writer { types: &schema.types, missing, names: IndexMap::new(), definitions: IndexMap::new() };
    let object = writer.object(&fields);
    JsonSchema {
        dialect: Some("https://json-schema.org/draft/2020-12/schema"),
        title: (!title.is_empty()).then(|| title.to_owned()),
        description: Some(
            match missing {
                Missing::Unknown => "A fact that is left out is unknown; null says that an optional one is absent.",
                Missing::Absent => "An optional fact that is left out, or null, is absent.",
            }
            .to_owned(),
        ),
        definitions: writer.definitions.into_iter().collect(),
        ..object
    }
}

/// An enum or a record that has a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Named {
    Enum(EnumId),
    Record(RecordId),
}

struct Writer<'s> {
    types: &'s Types,
    missing: Missing,
    names: IndexMap<Named, String>,
    definitions: IndexMap<String, JsonSchema>,
}

impl<'s> Writer<'s> {
    fn object(&mut self, fields: &[&'s Field]) -> JsonSchema {
        let required = fields.iter().filter(|field| self.missing == Missing::Absent && !field.ty.optional);
        JsonSchema {
            types: Some(TypeNames::One("object")),
            required: required.map(|field| field.name.to_string()).collect(),
            properties: Some(fields.iter().map(|field| (field.name.to_string(), self.field(field))).collect()),
            ..JsonSchema::default()
        }
    }

    fn field(&mut self, field: &'s Field) -> JsonSchema {
        let schema = self.type_schema(&field.ty, field.constraint.as_ref());
        let sentences = [
            field.doc.as_deref().map(str::trim).map(str::to_owned),
            field.unit.as_ref().map(|unit| format!("Unit: {}.", unit.plain)),
            schema.description.clone(),
        ];
        let description = sentences.into_iter().flatten().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ");
        JsonSchema {
            title: plain(field.title.as_ref()),
            description: (!description.is_empty()).then_some(description),
            ..schema
        }
    }

    fn type_schema(&mut self, ty: &'s Type, constraint: Option<&Constraint>) -> JsonSchema {
        let simple = |name: &'static str| JsonSchema {
            types: Some(if ty.optional { TypeNames::OrNull([name, "null"]) } else { TypeNames::One(name) }),
            ..JsonSchema::default()
        };
        let number = |name| JsonSchema {
            minimum: constraint.and_then(|c| c.least.as_ref()).map(|value| Digits(scalar::shown(value))),
            maximum: constraint.and_then(|c| c.greatest.as_ref()).map(|value| Digits(scalar::shown(value))),
            ..simple(name)
        };
        let in_words = constraint.and_then(bounds);
        match &ty.kind {
            TypeKind::Bool => simple("boolean"),
            TypeKind::Int => number("integer"),
            TypeKind::Decimal => number("number"),
            TypeKind::Text => simple("string"),
            TypeKind::Date => JsonSchema { format: Some("date"), description: in_words, ..simple("string") },
            TypeKind::DateTime => JsonSchema {
                pattern: Some(
                    r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}(:?\d{2}(:?\d{2}([.,]\d{1,9})?)?)?([Zz]|[+-]\d{2}(:?\d{2})?)?$",
                ),
                description: Some(sentences("A date-time such as 2022-10-10T10:01.", in_words)),
                ..simple("string")
            },
            TypeKind::Duration => JsonSchema {
                description: Some(sentences("A duration such as 5 hours or PT5H.", in_words)),
                ..simple("string")
            },
            TypeKind::Enum(id) => self.named(Named::Enum(*id), ty.optional),
            TypeKind::Record(id) => self.named(Named::Record(*id), ty.optional),
            TypeKind::List(element) => {
                JsonSchema { items: Some(Box::new(self.type_schema(element, constraint))), ..simple("array") }
            }
            // Outcomes are decided, never supplied.
            TypeKind::Outcome(_) => JsonSchema::default(),
        }
    }

    fn named(&mut self, named: Named, optional: bool) -> JsonSchema {
        let name = self.define(named);
        let reference = JsonSchema { reference: Some(format!("#/$defs/{name}")), ..JsonSchema::default() };
        if !optional {
            return reference;
        }
        let null = JsonSchema { types: Some(TypeNames::One("null")), ..JsonSchema::default() };
        JsonSchema { any_of: vec![reference, null], ..JsonSchema::default() }
    }

    /// Writes a definition once, and gives its name. Two types of one name, say of two inline enums, get different ones.
    fn define(&mut self, named: Named) -> String {
        if let Some(name) = self.names.get(&named) {
            return name.clone();
        }
        let types = self.types;
        let (enum_def, record_def) = match named {
            Named::Enum(id) => (types.enums.get(id), None),
            Named::Record(id) => (None, types.records.get(id)),
        };
        let base = enum_def.map(|def| &def.name).or(record_def.map(|def| &def.name)).map_or("type", |name| &**name);
        let mut name = base.to_owned();
        let mut number = 2;
        while self.definitions.contains_key(&name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        self.names.insert(named, name.clone());
        // The place is taken before the fields are written, so that a record may lead back to itself.
        self.definitions.insert(name.clone(), JsonSchema::default());
        let schema = match (enum_def, record_def) {
            (Some(def), _) => words(def),
            (None, Some(def)) => self.record(def),
            (None, None) => JsonSchema::default(),
        };
        self.definitions.insert(name.clone(), schema);
        name
    }

    fn record(&mut self, def: &'s RecordDef) -> JsonSchema {
        self.object(&def.fields.iter().collect::<Vec<_>>())
    }
}

fn words(def: &EnumDef) -> JsonSchema {
    if def.words.iter().all(|word| word.title.is_none()) {
        return JsonSchema {
            types: Some(TypeNames::One("string")),
            words: def.words.iter().map(|word| word.input().to_owned()).collect(),
            ..JsonSchema::default()
        };
    }
    let one_of = def.words.iter().map(|word| JsonSchema {
        title: plain(word.title.as_ref()),
        r#const: Some(word.input().to_owned()),
        ..JsonSchema::default()
    });
    JsonSchema { types: Some(TypeNames::One("string")), one_of: one_of.collect(), ..JsonSchema::default() }
}

fn plain(text: Option<&Localised>) -> Option<String> {
    text.map(|text| text.plain.to_string())
}

fn sentences(first: &str, second: Option<String>) -> String {
    second.map_or_else(|| first.to_owned(), |second| format!("{first} {second}"))
}

/// Bounds of a date or a duration, for which JSON Schema has no keyword.
fn bounds(constraint: &Constraint) -> Option<String> {
    let shown = |value: &Option<Value>| value.as_ref().map(scalar::shown);
    match (shown(&constraint.least), shown(&constraint.greatest)) {
        (Some(least), Some(greatest)) => Some(format!("From {least} to {greatest}.")),
        (Some(least), None) => Some(format!("{least} or more.")),
        (None, Some(greatest)) => Some(format!("{greatest} or less.")),
        (None, None) => None,
    }
}
