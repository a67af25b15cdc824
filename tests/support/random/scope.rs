//! The names that a random expression may use, with their types.

/// The types of random expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    Bool,
    Int,
    Decimal,
    Text,
    Date,
    DateTime,
    Duration,
    Colour,
    Level,
    Kind,
    Gate,
    Inner,
    Pair,
    Pairs,
    Gates,
    Ints,
    Texts,
    MaybeInts,
    Standing,
}

/// The types that expressions of every depth exist for.
pub const SCALARS: [Ty; 10] =
    [Ty::Bool, Ty::Int, Ty::Decimal, Ty::Date, Ty::Duration, Ty::Colour, Ty::Level, Ty::Kind, Ty::Text, Ty::DateTime];

impl Ty {
    /// The fields of a record: name, type, whether it is optional.
    fn fields(self) -> &'static [(&'static str, Ty, bool)] {
        match self {
            Self::Gate => &[
                ("open", Ty::Bool, false),
                ("least", Ty::Decimal, true),
                ("level", Ty::Level, false),
                ("inner", Ty::Inner, false),
                ("spare", Ty::Inner, true),
                ("tags", Ty::Texts, false),
            ],
            Self::Inner => &[("deep", Ty::Int, false), ("odd", Ty::Date, true), ("kind", Ty::Kind, false)],
            Self::Pair => &[
                ("left", Ty::Int, false),
                ("right", Ty::Int, true),
                ("flag", Ty::Bool, false),
                ("mark", Ty::Colour, true),
                ("amount", Ty::Decimal, false),
                ("on", Ty::Date, false),
                ("length", Ty::Duration, false),
            ],
            _ => &[],
        }
    }

    /// What a list holds, and whether its elements are optional.
    pub fn element(self) -> Option<(Self, bool)> {
        match self {
            Self::Pairs => Some((Self::Pair, false)),
            Self::Gates => Some((Self::Gate, false)),
            Self::Ints => Some((Self::Int, false)),
            Self::Texts => Some((Self::Text, false)),
            Self::MaybeInts => Some((Self::Int, true)),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Duration => "duration",
            Self::Colour => "colour",
            Self::Level => "level",
            Self::Kind => "kind",
            Self::Gate => "gate",
            Self::Inner => "inner",
            Self::Pair => "pair",
            Self::Pairs => "list of pair",
            Self::Gates => "list of gate",
            Self::Ints => "list of int",
            Self::Texts => "list of text",
            Self::MaybeInts => "list of optional int",
            Self::Standing => "standing",
        }
    }

    /// The words of an enum, a group of the taxonomy last.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Colour => &["red", "green", "blue"],
            Self::Level => &["L1", "L2", "L3"],
            Self::Kind => &["late", "fake", "label", "weight"],
            _ => &[],
        }
    }
}

/// A name or a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub text: String,
    pub ty: Ty,
    pub optional: bool,
}

/// The names that are visible, with what the guards around have told of them.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    names: Vec<Name>,
    /// Paths known to be present, and paths known to be absent.
    present: Vec<String>,
    absent: Vec<String>,
    /// How many variables lists around have bound.
    pub bound: usize,
}

impl Scope {
    pub fn add(&mut self, text: &str, ty: Ty, optional: bool) {
        self.names.push(Name { text: text.to_owned(), ty, optional });
    }

    pub fn with(&self, text: &str, ty: Ty, optional: bool) -> Self {
        let mut scope = self.clone();
        scope.add(text, ty, optional);
        scope
    }

    pub fn given(&self, path: &str, present: bool) -> Self {
        let mut scope = self.clone();
        if present { &mut scope.present } else { &mut scope.absent }.push(path.to_owned());
        scope
    }

    /// All names and paths as far as their records are present.
    fn paths(&self) -> Vec<Name> {
        let mut paths = Vec::new();
        for name in self.names.iter().rev() {
            self.add_paths(name.clone(), &mut paths);
        }
        paths
    }

    fn add_paths(&self, mut name: Name, to: &mut Vec<Name>) {
        if self.absent.contains(&name.text) {
            return;
        }
        name.optional &= !self.present.contains(&name.text);
        if !name.optional {
            for (field, ty, optional) in name.ty.fields() {
                let field = Name { text: format!("{}.{field}", name.text), ty: *ty, optional: *optional };
                self.add_paths(field, to);
            }
        }
        to.push(name);
    }

    /// What is present and of a type.
    pub fn present(&self, ty: Ty) -> Vec<String> {
        let found = self.paths().into_iter().filter(|name| name.ty == ty && !name.optional);
        found.map(|name| name.text).collect()
    }

    /// What may be absent.
    pub fn optional(&self) -> Vec<Name> {
        self.paths().into_iter().filter(|name| name.optional).collect()
    }

    /// Lists that are present, each with its type.
    pub fn lists(&self) -> Vec<Name> {
        self.paths().into_iter().filter(|name| name.ty.element().is_some() && !name.optional).collect()
    }
}
