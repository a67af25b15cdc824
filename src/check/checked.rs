//! Policies with every name resolved, every expression typed and every optional value guarded.
//!
//! This is what the compiler lowers, and what a naive oracle can evaluate as it stands.

use std::sync::Arc;

use crate::model::{
    Calendar, Cell, Date, DateSpan, DateTime, DecisionId, FactId, Localised, OutcomeSet, ParamId, Schema, Table, Type,
    Value, table::ids,
};
use crate::source::{Sources, Span};

ids! {
    /// A `source`.
    SourceId,
    /// A `calendar`.
    CalendarId,
    /// A `define`, with or without parameters.
    DefineId,
}

/// Everything that a set of policies says.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The texts that spans point into.
    pub texts: Sources,
    /// What the host may feed.
    pub schema: Schema,
    /// The published pages.
    pub sources: Table<SourceId, Source>,
    /// The calendars.
    pub calendars: Table<CalendarId, Calendar>,
    /// The defines. Their references to each other are free of circles.
    pub defines: Table<DefineId, Define>,
    /// The decisions. Their references to each other, through defines too, are free of circles.
    pub decisions: Table<DecisionId, Decision>,
    /// The examples, in file order.
    pub examples: Vec<Example>,
}

/// A published page.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its policy.
    pub policy: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// The page's title.
    pub title: Localised,
    /// When it was published.
    pub published: Option<Date>,
    /// Where.
    pub url: Option<Arc<str>>,
    /// What it says, clause by clause; empty where the policy does not list it, and then any clause may be cited.
    pub clauses: Vec<Clause>,
    /// Its name's place.
    pub span: Span,
}

impl Source {
    /// The clause of a number.
    #[must_use]
    pub fn clause(&self, at: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| &*clause.at == at)
    }
}

/// A clause of a page.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its number, as citations write it.
    pub at: Arc<str>,
    /// What it says, in the author's words.
    pub gist: Localised,
    /// Why no rule rests on it.
    pub left_out: Option<Localised>,
    /// Its number's place.
    pub span: Span,
}

/// A citation of a page.
#[derive(Debug, Clone)]
pub struct Cite {
    /// The page.
    pub source: SourceId,
    /// The clause, or several with commas.
    pub at: Arc<str>,
}

impl Cite {
    /// The numbers of the clauses that are cited: `"1.2, 2.3"` cites two.
    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.at.split([',', '，', '、', ';', '；']).map(str::trim).filter(|at| !at.is_empty())
    }
}

/// The local variables of a rule, a default or a define: parameters first, then each quantifier's variable.
/// Every variable has a slot of its own.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Names and types, by slot.
    pub locals: Vec<(Arc<str>, Type)>,
}

/// A slot of the [`Frame`] that an expression stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalId(pub u16);

/// `define name(params): ty = body`
#[derive(Debug, Clone)]
pub struct Define {
    /// Its policy.
    pub policy: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// How many parameters it has: the first slots of its frame. A define without any is a value.
    pub params: usize,
    /// Its variables.
    pub frame: Frame,
    /// What it gives.
    pub ty: Type,
    /// What it stands for; of type `ty`.
    pub body: Expr,
    /// What people call it.
    pub title: Option<Localised>,
    /// What it is counted in.
    pub unit: Option<Localised>,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// How an unclear page was read.
    pub interpretations: Vec<Localised>,
    /// Its documentation (`///`).
    pub doc: Option<Arc<str>>,
    /// Its name's place.
    pub span: Span,
}

/// `decision name { … }`
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its policy.
    pub policy: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Localised>,
    /// What can come out, weakest first; index 0 is the default. At most 64.
    pub outcomes: Vec<Outcome>,
    /// Why the default comes out.
    pub default_because: Localised<Template>,
    /// The variables of `default_because`.
    pub default_frame: Frame,
    /// What the default rests on.
    pub default_cites: Vec<Cite>,
    /// How the page was read for the default.
    pub default_interpretations: Vec<Localised>,
    /// When it is in force.
    pub effective: DateSpan,
    /// Its rules, in file order.
    pub rules: Vec<Rule>,
    /// Its documentation (`///`).
    pub doc: Option<Arc<str>>,
    /// Its name's place.
    pub span: Span,
}

/// What can come out of a decision.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its word.
    pub name: Arc<str>,
    /// What people read in its place.
    pub title: Option<Localised>,
    /// Whether no rule gives it on purpose.
    pub reserved: bool,
}

/// A rule of a decision.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Localised>,
    /// Whether it fires when its condition is false (`require`) or true (`when`).
    pub kind: RuleKind,
    /// Its condition, a bool.
    pub condition: Expr,
    /// Its exceptions, bools; tested before the condition.
    pub exceptions: Vec<Expr>,
    /// Its outcome: an index into [`Decision::outcomes`], never 0.
    pub outcome: u8,
    /// Its message. May use the variable of an outermost quantifier of the condition.
    pub because: Localised<Template>,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// How an unclear page was read.
    pub interpretations: Vec<Localised>,
    /// When it is in force.
    pub effective: DateSpan,
    /// Its duties.
    pub obligations: Vec<Obligation>,
    /// The variables of its condition, its exceptions and its messages.
    pub frame: Frame,
    /// Its documentation (`///`).
    pub doc: Option<Arc<str>>,
    /// Its name's place.
    pub span: Span,
}

/// When a rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// `require C else O`: when C is false.
    Require,
    /// `when C then O`: when C is true.
    When,
}

/// A duty that comes with a fired rule.
#[derive(Debug, Clone)]
pub struct Obligation {
    /// Its name.
    pub name: Arc<str>,
    /// What must be done.
    pub text: Localised,
}

/// A message with expressions in it.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// Its parts in order.
    pub pieces: Vec<Piece>,
}

/// A part of a message.
#[derive(Debug, Clone)]
pub enum Piece {
    /// As it stands.
    Text(Arc<str>),
    /// Replaced by its value. Presence is not checked here.
    Expr(Expr),
}

/// An example of the author's.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its policy.
    pub policy: Arc<str>,
    /// What it asks for.
    pub query: Query,
    /// What it shows.
    pub title: Arc<str>,
    /// The day of the evaluation, also where only `now` was given.
    pub today: Option<Date>,
    /// The moment of the evaluation.
    pub now: Option<DateTime>,
    /// The facts that are known or known to be absent, whole or in part.
    pub facts: Vec<(FactId, Cell)>,
    /// Parameters that it sets.
    pub params: Vec<(ParamId, Cell)>,
    /// What should come out.
    pub expect: Expected,
    /// Names of the obligations that should come out, where it says.
    pub obliges: Option<Vec<Arc<str>>>,
    /// Its head's place, from `example` to its title.
    pub span: Span,
    /// The place of its `expect`.
    pub expect_span: Span,
}

/// What a host or an example can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Query {
    /// A decision's verdict.
    Decision(DecisionId),
    /// The value of a define without parameters.
    Value(DefineId),
}

/// What should come out of an example.
#[derive(Debug, Clone)]
pub enum Expected {
    /// An outcome.
    Outcome {
        /// Its index.
        outcome: u8,
        /// Exactly the fired rules that gave it, as indices into [`Decision::rules`], where the example says.
        because: Option<Vec<usize>>,
    },
    /// `undetermined`, and with exactly these needs, where the example says.
    Undetermined {
        /// As verdicts print them.
        needs: Option<Vec<Arc<str>>>,
    },
    /// `not_in_force`
    NotInForce,
    /// `error`
    Error,
    /// A value, or `Cell::Absent`.
    Value(Cell),
}

/// A typed expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// What it gives. A guarded name has a type that is not optional.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// What an expression computes.
///
/// Unless it says otherwise, an operation is unknown where an operand is unknown, and also where an operand that is
/// not optional by its type is absent all the same (which guards rule out wherever the result matters).
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A value written in the policy. A word of an outcome is `Value::Outcome` with one bit.
    Literal(Value),
    /// `absent`
    Absent,
    /// `today`
    Today,
    /// `now`; unknown where the host gave only a day.
    Now,
    /// A fact.
    Fact(FactId),
    /// A parameter: the host's value, else that of today's span, else unknown.
    Param(ParamId),
    /// A variable of the frame.
    Local(LocalId),
    /// The value of a define without parameters.
    Define(DefineId),
    /// A define with parameters. Unknown arguments do not make it unknown; its body is evaluated with them.
    Call(DefineId, Vec<Expr>),
    /// The outcomes that a decision may have: `Value::Outcome`, never unknown.
    Decision(DecisionId),
    /// A field of a record, by index. Absent where the record is (only in messages).
    Field(Box<Expr>, u16),
    /// An int as a decimal; absent stays absent.
    ToDecimal(Box<Expr>),
    /// Kleene's not.
    Not(Box<Expr>),
    /// Kleene's and, of two or more; false as soon as one is false.
    And(Vec<Expr>),
    /// Kleene's or, of two or more; true as soon as one is true.
    Or(Vec<Expr>),
    /// A comparison of two values of one kind, never of outcomes.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Whether an enum value is one of these words.
    IsWord(Box<Expr>, WordSet),
    /// Whether an outcome is one of these: true where every possible one is, false where none is, else unknown.
    IsOutcome(Box<Expr>, OutcomeSet),
    /// `is present` (true) or `is absent` (false).
    IsPresent(Box<Expr>, bool),
    /// Whether a list holds a value.
    InList(Box<Expr>, Box<Expr>),
    /// Whether a value lies between two others, both included.
    InRange(Box<Expr>, Box<Expr>, Box<Expr>),
    /// The left value, or where it is absent the right one; unknown where either is.
    Default(Box<Expr>, Box<Expr>),
    /// Arithmetic.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// An int, decimal or duration with the other sign.
    Negate(Box<Expr>),
    /// A date or date-time plus so many months: `times` × the int `amount` (12 for years, negative for minus).
    /// Keeps the day or takes the month's last one.
    AddMonths {
        /// The date or date-time.
        date: Box<Expr>,
        /// The int.
        amount: Box<Expr>,
        /// ±1 or ±12.
        times: i64,
    },
    /// An int number of units of so many seconds, as a duration.
    DurationOf(Box<Expr>, i64),
    /// `if`: unknown where its condition is.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// The value of the first condition that holds; unknown where an unknown one stands before it.
    Choose {
        /// Conditions and values.
        arms: Vec<(Expr, Expr)>,
        /// The value where none holds.
        otherwise: Box<Expr>,
    },
    /// The value of the first arm with the word; unknown where the value looked at is.
    ChooseWord {
        /// An enum value.
        value: Box<Expr>,
        /// Words and values.
        arms: Vec<(WordSet, Expr)>,
        /// The value of all other words; none where the arms name every word.
        otherwise: Option<Box<Expr>>,
    },
    /// The same over a decision's outcomes; unknown while more than one is possible.
    ChooseOutcome {
        /// An outcome.
        value: Box<Expr>,
        /// Outcomes and values.
        arms: Vec<(OutcomeSet, Expr)>,
        /// The value of all other outcomes.
        otherwise: Option<Box<Expr>>,
    },
    /// `every`, `exists`, `no`: Kleene's long and/or over `where implies body` or `where and body`.
    Quantifier(Quantifier, Box<Over>, Box<Expr>),
    /// `count(p in l where W)`, `sum(…: v)` and so on; unknown if the list, any `where` or a chosen value is.
    Aggregate(Aggregate, Box<Over>, Option<Box<Expr>>),
    /// `[p in l where W: v]`; unknown like an aggregate.
    Collect(Box<Over>, Box<Expr>),
    /// `count(l)`
    Count(Box<Expr>),
    /// `distinct(l)`: the first of equals stays. Unknown if the list or an element is.
    Distinct(Box<Expr>),
    /// `[a, b]`: an element may be unknown.
    List(Vec<Expr>),
    /// A function of the language.
    Builtin(Builtin, Vec<Expr>),
}

/// `p in l where W`
#[derive(Debug, Clone)]
pub struct Over {
    /// p
    pub variable: LocalId,
    /// l
    pub list: Expr,
    /// W
    pub filter: Option<Expr>,
}

/// Words of one enum.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WordSet {
    bits: Vec<u64>,
}

impl WordSet {
    /// Adds a word by its index.
    pub fn insert(&mut self, word: u16) {
        let place = usize::from(word / 64);
        if self.bits.len() <= place {
            self.bits.resize(place + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(place) {
            *bits |= 1 << (word % 64);
        }
    }

    /// Adds all words of another set.
    pub fn extend(&mut self, other: &Self) {
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (bits, more) in self.bits.iter_mut().zip(&other.bits) {
            *bits |= more;
        }
    }

    /// Whether a word is in it.
    #[must_use]
    pub fn contains(&self, word: u16) -> bool {
        self.bits.get(usize::from(word / 64)).is_some_and(|bits| bits >> (word % 64) & 1 == 1)
    }

    /// The set as bits, word by word; none where a word beyond the 64th is in it.
    #[must_use]
    pub fn bits(&self) -> Option<u64> {
        (self.bits.len() <= 1).then(|| self.bits.first().copied().unwrap_or(0))
    }

    /// The words, in order.
    pub fn iter(&self) -> impl Iterator<Item = u16> {
        let most = u16::try_from(self.bits.len() * 64).unwrap_or(u16::MAX);
        (0..most).filter(|word| self.contains(*word))
    }

    /// How many words it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bits.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl FromIterator<u16> for WordSet {
    fn from_iter<I: IntoIterator<Item = u16>>(words: I) -> Self {
        let mut set = Self::default();
        for word in words {
            set.insert(word);
        }
        set
    }
}

/// A comparison; order is that of numbers, of time, and of the words of an ordered enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Arithmetic, by the kinds of its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// int + int; overflow fails
    IntAdd,
    /// int - int
    IntSubtract,
    /// int * int
    IntMultiply,
    /// decimal + decimal
    DecimalAdd,
    /// decimal - decimal
    DecimalSubtract,
    /// decimal * decimal
    DecimalMultiply,
    /// decimal / decimal; zero fails
    DecimalDivide,
    /// duration + duration
    DurationAdd,
    /// duration - duration
    DurationSubtract,
    /// duration * int
    DurationMultiply,
    /// date + duration; a duration that is no whole number of days fails
    DateAdd,
    /// date - duration
    DateSubtract,
    /// date - date, whole days
    DateDifference,
    /// datetime + duration
    DateTimeAdd,
    /// datetime - duration
    DateTimeSubtract,
    /// datetime - datetime
    DateTimeDifference,
}

/// Which quantifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// True where the body is true of every element that `where` keeps.
    Every,
    /// True where it is true of one.
    Exists,
    /// True where it is true of none.
    No,
}

/// What is worked out over a list. `Sum` over nothing is 0; `Average`, `Least`, `Greatest` over nothing are absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// How many.
    Count,
    /// int, decimal or duration.
    Sum,
    /// Always decimal.
    Average,
    /// `min`
    Least,
    /// `max`
    Greatest,
}

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// The greater of two of one kind.
    Max,
    /// The lesser of two.
    Min,
    /// `round(decimal, int places)`, half up
    Round,
    /// Without sign: int, decimal, duration.
    Abs,
    /// Full years from the first date to the second; negative where the second is earlier.
    YearsBetween,
    /// Minutes since midnight of a date-time.
    MinuteOfDay,
    /// `starts_with(text, prefix)`
    StartsWith,
    /// Characters of a text.
    Length,
    /// `working_days_after(date, n, calendar)`
    WorkingDaysAfter(CalendarId),
}
