//! Any `Serialize` value of the host to the entries of one input. A float counts by the shortest decimal digits that
//! mean it; nothing else about a number is lost.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{self, Serialize, Serializer};

use super::input::{Entry, Input, Node};
use super::json;
use super::limits;
use super::place::{At, Fault};
use super::problem::ProblemKind;
use super::reading::Reading;

/// Reads an object of facts.
pub(super) fn entries<T: Serialize + ?Sized>(value: &T, reading: &mut Reading<'_>) -> Result<(), Fault> {
    let fault = |kind| Fault { kind, at: At::Nowhere };
    match value.serialize(Tree { depth: 0 }).map_err(|Refused(kind)| fault(kind))? {
        Input::Object(entries) => {
            for entry in entries {
                reading.entry(&entry.key, At::Nowhere, Some(&entry.node).filter(|_| reading.wants(&entry.key)));
            }
            Ok(())
        }
        other => Err(fault(ProblemKind::NotAnObject { found: other.found() })),
    }
}

/// Why a value could not be taken apart.
#[derive(Debug)]
struct Refused(ProblemKind);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(ProblemKind::NotSerializable { message: message.to_string() })
    }
}

/// What values of a number or of raw JSON call themselves in serde_json, when they keep their digits.
const JSON_NUMBER: &str = "$serde_json::private::Number";
const JSON_RAW: &str = "$serde_json::private::RawValue";

type Result<T = Input<'static>, E = Refused> = std::result::Result<T, E>;

/// Makes a tree of a value that stands inside `depth` lists and objects.
#[derive(Clone, Copy)]
struct Tree {
    depth: usize,
}

impl Tree {
    fn inner(self) -> Result<Self> {
        if self.depth < limits::DEPTH { Ok(Self { depth: self.depth + 1 }) } else { Err(Refused(ProblemKind::TooDeep)) }
    }

    fn list(self, length: Option<usize>) -> Result<List> {
        // A length is only what a value says of itself.
        Ok(List { tree: self.inner()?, items: Vec::with_capacity(length.unwrap_or(0).min(1024)), variant: None })
    }

    fn object(self) -> Result<Object> {
        Ok(Object { tree: self.inner()?, entries: Vec::new(), key: None, variant: None })
    }
}

fn text(found: impl Into<String>) -> Input<'static> {
    Input::Text(Cow::Owned(found.into()))
}

fn number(found: impl ToString) -> Input<'static> {
    Input::Number(Cow::Owned(found.to_string()))
}

/// `shortest` is what Rust prints for debugging: the fewest digits that mean the float.
fn float(finite: bool, shortest: String) -> Input<'static> {
    if finite { Input::Number(Cow::Owned(shortest)) } else { Input::NotFinite(Cow::Owned(shortest)) }
}

fn entry(key: impl Into<String>, input: Input<'static>) -> Entry<'static> {
    Entry { key: Cow::Owned(key.into()), at: At::Nowhere, node: node(input) }
}

fn node(input: Input<'static>) -> Node<'static> {
    Node { at: At::Nowhere, input }
}

/// An enum variant with contents, as serde writes it: `{"variant": contents}`.
fn tagged(variant: Option<&'static str>, input: Input<'static>) -> Input<'static> {
    match variant {
        Some(variant) => Input::Object(vec![entry(variant, input)]),
        None => input,
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, value: $type) -> Result {
            Ok(number(value))
        }
    )*};
}

impl Serializer for Tree {
    type Ok = Input<'static>;
    type Error = Refused;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Object;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    }

    fn serialize_bool(self, value: bool) -> Result {
        Ok(Input::Bool(value))
    }

    fn serialize_f32(self, value: f32) -> Result {
        Ok(float(value.is_finite(), format!("{value:?}")))
    }

    fn serialize_f64(self, value: f64) -> Result {
        Ok(float(value.is_finite(), format!("{value:?}")))
    }

    fn serialize_char(self, value: char) -> Result {
        Ok(text(value))
    }

    fn serialize_str(self, value: &str) -> Result {
        Ok(text(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result {
        Ok(Input::List(value.iter().map(|byte| node(number(byte))).collect()))
    }

    fn serialize_none(self) -> Result {
        Ok(Input::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        Ok(Input::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        Ok(Input::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        Ok(text(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        Ok(tagged(Some(variant), value.serialize(self.inner()?)?))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List> {
        self.list(length)
    }

    fn serialize_tuple(self, length: usize) -> Result<List> {
        self.list(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List> {
        self.list(Some(length))
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, length: usize) -> Result<List> {
        Ok(List { variant: Some(variant), ..self.inner()?.list(Some(length))? })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object> {
        self.object()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object> {
        self.object()
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Object> {
        Ok(Object { variant: Some(variant), ..self.inner()?.object()? })
    }
}

/// A list while its items come.
struct List {
    tree: Tree,
    items: Vec<Node<'static>>,
    variant: Option<&'static str>,
}

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.items.push(node(value.serialize(self.tree)?));
        Ok(())
    }

    fn close(self) -> Result {
        Ok(tagged(self.variant, Input::List(self.items)))
    }
}

macro_rules! lists {
    ($($name:ident: $method:ident),*) => {$(
        impl ser::$name for List {
            type Ok = Input<'static>;
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.push(value)
            }

            fn end(self) -> Result {
                self.close()
            }
        }
    )*};
}

lists! {
    SerializeSeq: serialize_element, SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field, SerializeTupleVariant: serialize_field
}

/// An object while its entries come.
struct Object {
    tree: Tree,
    entries: Vec<Entry<'static>>,
    key: Option<String>,
    variant: Option<&'static str>,
}

impl Object {
    fn push<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<()> {
        self.entries.push(entry(key, value.serialize(self.tree)?));
        Ok(())
    }

    fn close(mut self) -> Result {
        if let [only] = self.entries.as_mut_slice() {
            match (&*only.key, &mut only.node.input) {
                (JSON_NUMBER, Input::Text(digits)) => return Ok(Input::Number(std::mem::take(digits))),
                (JSON_RAW, Input::Text(raw)) => {
                    let tree = json::tree(raw).map_err(|Fault { kind, .. }| Refused(kind))?;
                    return Ok(tree.into_owned().input);
                }
                _ => {}
            }
        }
        Ok(tagged(self.variant, Input::Object(self.entries)))
    }
}

impl ser::SerializeStruct for Object {
    type Ok = Input<'static>;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
        self.push(key.to_owned(), value)
    }

    fn end(self) -> Result {
        self.close()
    }
}

impl ser::SerializeStructVariant for Object {
    type Ok = Input<'static>;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
        self.push(key.to_owned(), value)
    }

    fn end(self) -> Result {
        self.close()
    }
}

impl ser::SerializeMap for Object {
    type Ok = Input<'static>;
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.key = Some(match key.serialize(self.tree)? {
            Input::Text(text) | Input::Number(text) => text.into_owned(),
            Input::Bool(value) => value.to_string(),
            _ => return Err(ser::Error::custom("a key of a map is not a text")),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let key = self.key.take().unwrap_or_default();
        self.push(key, value)
    }

    fn end(self) -> Result {
        self.close()
    }
}
