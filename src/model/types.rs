//! Types of values: what a fact, a parameter or an expression can be.

use std::sync::Arc;

use indexmap::IndexMap;

use super::schema::Constraint;
use super::table::{Table, ids};

ids! {
    /// An enum of [`Types`].
    EnumId,
    /// A record of [`Types`].
    RecordId,
    /// A decision of the checked policies.
    DecisionId,
}

/// A type with its presence: `optional decimal in 0..5` is a decimal that may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Type {
    /// What a present value is.
    pub kind: TypeKind,
    /// Whether `absent` is a value of the type.
    pub optional: bool,
}

impl Type {
    /// A type whose value is always present.
    #[must_use]
    pub const fn required(kind: TypeKind) -> Self {
        Self { kind, optional: false }
    }

    /// A type whose value may be absent.
    #[must_use]
    pub const fn optional(kind: TypeKind) -> Self {
        Self { kind, optional: true }
    }
}

impl From<TypeKind> for Type {
    fn from(kind: TypeKind) -> Self {
        Self::required(kind)
    }
}

/// What a present value is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// `bool`
    Bool,
    /// `int`, 64 bits
    Int,
    /// `decimal`, exact
    Decimal,
    /// `text`
    Text,
    /// `date`
    Date,
    /// `datetime`
    DateTime,
    /// `duration`
    Duration,
    /// `enum { … }` or the name of one
    Enum(EnumId),
    /// `{ … }` or the name of a record
    Record(RecordId),
    /// `list of …`
    List(Box<Type>),
    /// The outcome of a decision that is read: `standing`
    Outcome(DecisionId),
}

/// A text in the language of the policy, with versions in others: `"个体" en "sole trader"`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localised<T = Arc<str>> {
    /// The version without a language mark.
    pub plain: T,
    /// Versions by language (`en`), in the order in which they were written.
    pub other: IndexMap<Arc<str>, T>,
}

impl<T> Localised<T> {
    /// Only the version without a language mark.
    pub fn plain(plain: T) -> Self {
        Self { plain, other: IndexMap::new() }
    }

    /// The version for a locale: `None` asks for the plain one, and a missing version gives the plain one.
    pub fn in_locale(&self, locale: Option<&str>) -> &T {
        locale.and_then(|locale| self.other.get(locale)).unwrap_or(&self.plain)
    }
}

/// All enums and records.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Types {
    /// The enums, inline ones too.
    pub enums: Table<EnumId, EnumDef>,
    /// The records, inline ones too.
    pub records: Table<RecordId, RecordDef>,
}

/// How the words of an enum relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumShape {
    /// `{ a, b }`
    Set,
    /// `{ a < b }`
    Order,
    /// `{ g { a, b } }`
    Taxonomy,
}

/// An enum: its words, weakest first where they are ordered.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumDef {
    /// Its name; for an inline enum the name of the field that it types.
    pub name: Arc<str>,
    /// How the words relate.
    pub shape: EnumShape,
    /// The words that a value can be, in the order in which they were written. A value is an index into this.
    pub words: Vec<Word>,
    /// The groups of a taxonomy, outer before inner.
    pub groups: Vec<Group>,
}

/// A word of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The word itself.
    pub name: Arc<str>,
    /// What people read in its place.
    pub title: Option<Localised>,
    /// How facts spell it, where not as the word.
    pub spelling: Option<Arc<str>>,
}

impl Word {
    /// How facts and JSON spell it.
    #[must_use]
    pub fn input(&self) -> &str {
        self.spelling.as_deref().unwrap_or(&self.name)
    }
}

/// A group of a taxonomy: the words from `start` up to, not including, `end`.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The group's word.
    pub name: Arc<str>,
    /// What people read in its place.
    pub title: Option<Localised>,
    /// Index of its first leaf in [`EnumDef::words`].
    pub start: u16,
    /// One past its last leaf.
    pub end: u16,
}

/// A record: its fields, in the order in which they were written.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordDef {
    /// Its name; for an inline record the name of the field that it types.
    pub name: Arc<str>,
    /// The fields. A value holds one cell for each, in this order.
    pub fields: Vec<Field>,
}

/// A named, typed place: a fact, or a field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// What its numbers, dates or durations must keep to; for a list, each of its elements.
    pub constraint: Option<Constraint>,
    /// What it is counted in, such as 分.
    pub unit: Option<Localised>,
    /// What people call it.
    pub title: Option<Localised>,
    /// Its documentation (`///`).
    pub doc: Option<Arc<str>>,
}
