//! Expressions as they were written: operators, quantifiers, calls and literals.

use crate::model::{Date, DateTime, Decimal};
use crate::source::Span;

use super::{FieldValue, Name};

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What was written.
    pub kind: ExprKind,
    /// Where, with its own parentheses where it has any.
    pub span: Span,
}

/// What an expression was written as. Reading depth is limited, so that recursion over it is safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// Something that was reported already; `check` passes over it in silence.
    Error,
    /// `true`, `false`
    Bool(bool),
    /// `absent`
    Absent,
    /// `today`
    Today,
    /// `now`
    Now,
    /// `3`, `4.0`, `5%` (which is 0.05 and not whole), `1_000`
    Number {
        /// Its value, with the digits it was written with.
        value: Decimal,
        /// Written without point, exponent or `%`, and so an int where an int is due.
        whole: bool,
    },
    /// `"…"` where an expression stands.
    Text(String),
    /// `2022-10-10`
    Date(Date),
    /// `2022-10-10T10:01`
    DateTime(DateTime),
    /// `60 days`, `limit years`
    Quantity {
        /// A whole number or a name.
        amount: Box<Expr>,
        /// Of what.
        unit: Unit,
        /// Place of the unit word.
        unit_span: Span,
    },
    /// A fact, param, define, decision, variable, or a word of an enum.
    Name(String),
    /// `shop.status`
    Field {
        /// The record.
        record: Box<Expr>,
        /// The field.
        field: Name,
    },
    /// `max(a, b)`, `taper(c, 5)`, `count(l)`, `distinct(l)`
    Call {
        /// The function.
        function: Name,
        /// What it is given.
        args: Vec<Expr>,
    },
    /// `count(p in l where W)`, `sum(p in l where W: p.amount)`, likewise `avg`, `min`, `max`
    Aggregate {
        /// `count`, `sum`, …
        function: Name,
        /// `p in l where W`
        over: Box<Over>,
        /// What is counted or added; none after `count`.
        value: Option<Box<Expr>>,
    },
    /// `[p in l where W: p.id]`
    Collect {
        /// `p in l where W`
        over: Box<Over>,
        /// The elements of the result; none means the variable itself.
        value: Option<Box<Expr>>,
    },
    /// `every p in l where W: C`
    Quantifier {
        /// Which.
        kind: QuantifierKind,
        /// `p in l where W`
        over: Box<Over>,
        /// C
        body: Box<Expr>,
    },
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ severe_penalty: true }`, only in samples, examples and params
    Record(Vec<FieldValue>),
    /// `not a`, `-a`
    Unary(UnaryOp, Box<Expr>),
    /// `a and b and c`: operands of one chain, so that long chains are not deep
    And(Vec<Expr>),
    /// `a or b or c`
    Or(Vec<Expr>),
    /// `a >= b`
    Compare {
        /// The operator.
        op: CompareOp,
        /// Its place.
        op_span: Span,
        /// Left.
        left: Box<Expr>,
        /// Right.
        right: Box<Expr>,
    },
    /// `a is word`, `a is not word`
    Is {
        /// What is looked at.
        value: Box<Expr>,
        /// `is not`
        negated: bool,
        /// The word.
        word: Name,
    },
    /// `a is present`, `a is absent`, and with `not` before the word
    IsPresent {
        /// What is looked at.
        value: Box<Expr>,
        /// True for `is present` and `is not absent`.
        present: bool,
    },
    /// `a in [x, y]`, `a not in l`, `a in x..y`
    In {
        /// What is looked for.
        value: Box<Expr>,
        /// `not in`
        negated: bool,
        /// Where.
        within: Within,
    },
    /// `a default b`
    Default(Box<Expr>, Box<Expr>),
    /// `a + b`
    Arithmetic {
        /// The operator.
        op: ArithmeticOp,
        /// Its place.
        op_span: Span,
        /// Left.
        left: Box<Expr>,
        /// Right.
        right: Box<Expr>,
    },
    /// `if c then a else b`
    If {
        /// c
        condition: Box<Expr>,
        /// a
        then: Box<Expr>,
        /// b
        otherwise: Box<Expr>,
    },
    /// `choose { C: a, otherwise: b }`
    Choose {
        /// Conditions and values.
        arms: Vec<(Expr, Expr)>,
        /// `otherwise: b`
        otherwise: Option<Box<Expr>>,
    },
    /// `choose kind { word: a, otherwise: b }`
    ChooseWord {
        /// kind
        value: Box<Expr>,
        /// Words and values.
        arms: Vec<(Name, Expr)>,
        /// `otherwise: b`
        otherwise: Option<Box<Expr>>,
    },
}

/// `p in l where W`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// p
    pub variable: Name,
    /// l
    pub list: Expr,
    /// W
    pub filter: Option<Expr>,
}

/// Where `in` looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// A list, or something that is one.
    List(Box<Expr>),
    /// `x..y`, both ends included.
    Range(Box<Expr>, Box<Expr>),
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

/// Which quantifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantifierKind {
    /// `every`
    Every,
    /// `exists`
    Exists,
    /// `no`
    No,
}

/// An operator before its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `not`
    Not,
    /// `-`
    Negate,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
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

/// An operation on numbers, dates or durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}
