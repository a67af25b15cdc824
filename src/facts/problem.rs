//! What can be wrong with an input, as data. Words are put to it by [`super::wording`], and nowhere else.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::wording;
use crate::diagnostic::Locale;

/// Something wrong with an input, or a hint about it: where, what was expected, what came and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactProblem {
    /// The place in the input, such as `linked_shops[0].severe_penalty`; empty for the input as a whole.
    pub path: String,
    /// What is wrong.
    pub kind: ProblemKind,
    /// What was expected, in words.
    pub expected: String,
    /// What came instead, in words.
    pub found: String,
    /// What to do next, in words.
    pub help: Option<String>,
    /// The line of the input, from 1, where it has lines.
    pub line: Option<u32>,
    /// The column in characters, from 1, where it is known.
    pub column: Option<u32>,
    /// The language of its words.
    pub words: Locale,
}

impl FactProblem {
    /// A problem at a path, without a line.
    #[must_use]
    pub fn new(path: impl Into<String>, kind: ProblemKind) -> Self {
        Self {
            path: path.into(),
            kind,
            expected: String::new(),
            found: String::new(),
            help: None,
            line: None,
            column: None,
            words: Locale::English,
        }
        .in_locale(Locale::English)
    }

    /// The same problem told in a language.
    #[must_use]
    pub fn in_locale(mut self, words: Locale) -> Self {
        let wording::Words { expected, found, mut help } = wording::words(&self.kind);
        if self.path.ends_with(']') && matches!(self.kind, ProblemKind::NotOptional { .. }) {
            help = Some(wording::in_list(&self.kind));
        }
        self.expected = expected.text(words);
        self.found = found.text(words);
        self.help = help.map(|help| help.text(words));
        self.words = words;
        self
    }

    /// What is wrong, without the line and the column: for those who say the place in their own way.
    #[must_use]
    pub fn statement(&self) -> String {
        wording::statement(self)
    }
}

impl fmt::Display for FactProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&wording::sentence(self))
    }
}

impl std::error::Error for FactProblem {}

impl Serialize for FactProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("FactProblem", 7)?;
        fields.serialize_field("kind", self.kind.name())?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("expected", &self.expected)?;
        fields.serialize_field("found", &self.found)?;
        fields.serialize_field("help", &self.help)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.end()
    }
}

/// What can be wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// `{"closures": 3,}`: not the text of a JSON or YAML value at all.
    Syntax(Slip),
    /// Bytes that are no UTF-8.
    NotUtf8 {
        /// The first byte that is not.
        offset: usize,
        /// Whether the input starts as UTF-16 does.
        utf16: bool,
    },
    /// `[[[[…`: nested deeper than [`super::limits::DEPTH`].
    TooDeep,
    /// `[1, 2]` as a whole input.
    NotAnObject {
        /// What came.
        found: Found,
    },
    /// `{"closures": 1, "closures": 2}`
    DuplicateKey {
        /// The key.
        key: String,
        /// Line and column of the first one, where known.
        first: Option<(u32, u32)>,
    },
    /// Columns `gate` and `gate.kind` of one CSV file.
    WholeAndPart {
        /// What is given as a whole.
        whole: String,
        /// What is given by itself.
        part: String,
    },
    /// `{"closures": "many"}`
    WrongType {
        /// What the type asks for.
        expected: Expected,
        /// What came.
        found: Found,
    },
    /// `{"closures": null}`, or `absent` on the command line, where the type is not optional.
    NotOptional {
        /// What the type asks for.
        expected: Expected,
        /// How absence was written.
        found: Found,
    },
    /// A fact that is not optional is not there, and missing facts count as absent.
    Missing {
        /// What the type asks for.
        expected: Expected,
        /// A key of the input that looks like it.
        near: Option<String>,
    },
    /// `{"closures": 1.5}`
    NotWhole {
        /// The number.
        digits: String,
    },
    /// `{"experience_score": 1e400}`
    NumberDoesNotFit {
        /// The number.
        digits: String,
        /// In what it does not fit.
        limit: NumberLimit,
    },
    /// `NaN`, or one of the infinities, in a float of the host or in YAML.
    NotFinite {
        /// Its text.
        number: String,
    },
    /// `{"joined_on": "2022-1-5"}`
    BadDate {
        /// The text.
        text: String,
        /// What is wrong with it.
        slip: DateSlip,
    },
    /// `{"paid_at": "2022-10-10T25:00"}`
    BadDateTime {
        /// The text.
        text: String,
        /// What is wrong with it.
        slip: DateTimeSlip,
    },
    /// `{"waited": "2 months"}`
    BadDuration {
        /// The text.
        text: String,
        /// What is wrong with it.
        slip: DurationSlip,
    },
    /// `{"shop_status": "nromal"}`
    UnknownWord {
        /// The word.
        word: String,
        /// The words of the enum, as facts spell them.
        words: Vec<String>,
        /// The word that was probably meant.
        near: Option<String>,
    },
    /// `{"kind": "service"}`, where `service` is a group of the taxonomy.
    GroupWord {
        /// The group.
        group: String,
        /// Its leaves.
        leaves: Vec<String>,
    },
    /// `{"closures": -1}`, where the fact is declared `int >= 0`.
    OutOfBounds {
        /// The value.
        found: String,
        /// The least value.
        least: Option<String>,
        /// The greatest value.
        greatest: Option<String>,
    },
    /// A cell of a CSV file is empty though its fact is not optional.
    EmptyCell {
        /// What the type asks for.
        expected: Expected,
    },
    /// A record of a CSV file has more or fewer cells than the header.
    CellCount {
        /// Cells of the header.
        expected: usize,
        /// Cells of the record.
        found: usize,
    },
    /// An alias, a tag or another part of YAML that facts do not use.
    YamlFeature(YamlFeature),
    /// A Rust value of the host could not be taken apart.
    NotSerializable {
        /// What its `Serialize` said.
        message: String,
    },
    /// A hint: `{"experience_scor": 4.6}` where `experience_score` is missing.
    NearMiss {
        /// The key that was found.
        key: String,
        /// The name that is missing.
        missing: String,
    },
    /// A hint: a column of a CSV file that belongs to no fact.
    UnknownColumn {
        /// The column.
        column: String,
        /// The fact that was probably meant.
        near: Option<String>,
    },
    /// The rest of a long list of problems.
    More {
        /// How many were left out.
        count: usize,
    },
}

impl ProblemKind {
    /// Its name, which never changes.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::NotUtf8 { .. } => "not-utf8",
            Self::TooDeep => "too-deep",
            Self::NotAnObject { .. } => "not-an-object",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::WholeAndPart { .. } => "whole-and-part",
            Self::WrongType { .. } => "wrong-type",
            Self::NotOptional { .. } => "not-optional",
            Self::Missing { .. } => "missing",
            Self::NotWhole { .. } => "not-whole",
            Self::NumberDoesNotFit { .. } => "number-does-not-fit",
            Self::NotFinite { .. } => "not-finite",
            Self::BadDate { .. } => "bad-date",
            Self::BadDateTime { .. } => "bad-datetime",
            Self::BadDuration { .. } => "bad-duration",
            Self::UnknownWord { .. } => "unknown-word",
            Self::GroupWord { .. } => "group-word",
            Self::OutOfBounds { .. } => "out-of-bounds",
            Self::EmptyCell { .. } => "empty-cell",
            Self::CellCount { .. } => "cell-count",
            Self::YamlFeature(_) => "yaml-feature",
            Self::NotSerializable { .. } => "not-serializable",
            Self::NearMiss { .. } => "near-miss",
            Self::UnknownColumn { .. } => "unknown-column",
            Self::More { .. } => "more",
        }
    }
}

/// What a type asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// `true`, `false`
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Decimal,
    /// Text.
    Text,
    /// A date.
    Date,
    /// A date with a time of day.
    DateTime,
    /// A duration.
    Duration,
    /// One of these words.
    Word(Vec<String>),
    /// An object with these fields.
    Record(Vec<String>),
    /// A list.
    List,
    /// Nothing at all: outcomes are decided, never supplied.
    Nothing,
}

/// What came in the place of something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, by its digits.
    Number(String),
    /// A text.
    Text(String),
    /// A text without quotes, from a cell of a CSV file or from the command line.
    Cell(String),
    /// A list, by its length.
    List(usize),
    /// An object.
    Object,
}

/// In what a number does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberLimit {
    /// 64 bits.
    Int,
    /// 28 significant digits.
    Digits,
    /// 28 decimal places.
    Places,
    /// 10^28.
    Size,
}

/// What is wrong with a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateSlip {
    /// Not written as `2022-10-10`; perhaps this one was meant.
    Form(Option<String>),
    /// No such month.
    NoSuchMonth(u8),
    /// No such day in that month, which has this many.
    NoSuchDay {
        /// The year.
        year: i16,
        /// The month, from 1.
        month: u8,
        /// How many days it has.
        days: u8,
    },
    /// A date-time; this is its date.
    HasTime(String),
}

/// What is wrong with a date-time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateTimeSlip {
    /// The date in it.
    Date(DateSlip),
    /// No time of day.
    NoTime,
    /// The time of day or the offset is not as it should be.
    Time,
    /// The name of a time zone in brackets.
    ZoneName,
    /// Outside the years that are known once it is converted.
    OutOfRange,
}

/// What is wrong with a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationSlip {
    /// Not written as `5 hours` or `PT5H`.
    Form,
    /// Months or years, which differ in length.
    NotFixed,
    /// Parts of a second, or more seconds than 64 bits hold.
    OutOfRange,
}

/// A part of YAML that facts do not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YamlFeature {
    /// `*name`
    Alias,
    /// `<<: …`
    MergeKey,
    /// `!tag`
    Tag(String),
    /// A second document after `---`.
    SecondDocument,
    /// A key that is a list or an object.
    ComplexKey,
}

/// A slip in the text of a JSON or YAML value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slip {
    /// Nothing but space.
    Empty,
    /// The text ends too early.
    Truncated(Within),
    /// `[1, ]`
    TrailingComma,
    /// `{'a': 1}`
    SingleQuote,
    /// `// …`, `# …`
    Comment,
    /// `{"a"：1}`
    FullWidth {
        /// The character.
        found: char,
        /// The one that is due.
        due: char,
    },
    /// `{a: 1}`
    BareKey(String),
    /// `True`, `NaN`, `undefined`
    BareWord(String),
    /// `{"a" 1}`; the word or character that came.
    NoColon(String),
    /// `[1 2]`
    NoComma {
        /// What the comma is due in.
        within: Within,
        /// The word or character that came.
        found: String,
    },
    /// `01`, `+1`, `1.`
    BadNumber,
    /// `"\q"`
    BadEscape,
    /// A line break or another control character inside a text.
    ControlCharacter,
    /// `{} {}`
    ExtraText,
    /// Another character where a value is due.
    NoValue(char),
    /// What the YAML scanner said, and whether a full-width colon stands near.
    Yaml {
        /// Its message.
        message: String,
        /// Whether a full-width colon stands near.
        full_width_colon: bool,
    },
    /// A CSV file without a header.
    NoHeader,
    /// What the CSV reader said.
    Csv(String),
}

/// What a text of JSON stands within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// A list.
    List,
    /// An object.
    Object,
    /// A text.
    Text,
    /// None of these.
    Value,
}
