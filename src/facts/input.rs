//! One input as a tree, whatever format it came in. It knows no schema and drops nothing that was written.

use std::borrow::Cow;

use super::place::At;
use super::problem::Found;

/// A value of the input and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node<'a> {
    pub at: At,
    pub input: Input<'a>,
}

/// A value of the input.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number by its digits, in the form of JSON.
    Number(Cow<'a, str>),
    /// `NaN` and the infinities, which JSON does not have.
    NotFinite(Cow<'a, str>),
    /// A text.
    Text(Cow<'a, str>),
    /// A text that stands for a value of whatever type is due: a CSV cell, a setting of the command line.
    Cell(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// An object, its keys in the order in which they were written, each as often as it was.
    Object(Vec<Entry<'a>>),
}

/// A key of an object with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry<'a> {
    pub key: Cow<'a, str>,
    pub at: At,
    pub node: Node<'a>,
}

impl Input<'_> {
    /// What it is, for a problem.
    pub(super) fn found(&self) -> Found {
        match self {
            Self::Null => Found::Null,
            Self::Bool(value) => Found::Bool(*value),
            Self::Number(digits) | Self::NotFinite(digits) => Found::Number(digits.to_string()),
            Self::Text(text) => Found::Text(text.to_string()),
            Self::Cell(text) => Found::Cell(text.to_string()),
            Self::List(items) => Found::List(items.len()),
            Self::Object(_) => Found::Object,
        }
    }
}

impl Node<'_> {
    /// The same tree without its text, and without places in it.
    pub(super) fn into_owned(self) -> Node<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let input = match self.input {
            Input::Null => Input::Null,
            Input::Bool(value) => Input::Bool(value),
            Input::Number(digits) => Input::Number(own(digits)),
            Input::NotFinite(digits) => Input::NotFinite(own(digits)),
            Input::Text(text) => Input::Text(own(text)),
            Input::Cell(text) => Input::Cell(own(text)),
            Input::List(items) => Input::List(items.into_iter().map(Node::into_owned).collect()),
            Input::Object(entries) => Input::Object(
                entries
                    .into_iter()
                    .map(|entry| Entry { key: own(entry.key), at: At::Nowhere, node: entry.node.into_owned() })
                    .collect(),
            ),
        };
        Node { at: At::Nowhere, input }
    }
}
