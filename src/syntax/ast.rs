//! The tree of a policy file, as it was written: nothing is resolved, nothing is typed, every node has its place.

mod expr;

use crate::model::{Date, DateTime};
use crate::source::{FileId, Span};

pub use expr::*;

/// A name or word as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// `douyin.alliance`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DottedName {
    /// The names between the dots; never empty.
    pub parts: Vec<Name>,
    /// The whole.
    pub span: Span,
}

impl DottedName {
    /// The name with its dots.
    #[must_use]
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
    }
}

/// A text in quotes, its escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What it says.
    pub value: String,
    /// With its quotes.
    pub span: Span,
}

/// `"…" en "…"`: a text with versions in other languages. For `because`, the versions come from `because en "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Localised<T> {
    /// The version without a language.
    pub plain: T,
    /// Language and version, in the order written.
    pub other: Vec<(Name, T)>,
}

/// A text with `{expression}` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its parts in order.
    pub pieces: Vec<Piece>,
    /// With its quotes.
    pub span: Span,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Plain text, its escapes resolved.
    Text(String),
    /// `{expression}`
    Expr(Expr),
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which.
    pub id: FileId,
    /// `policy douyin.alliance`, the first item; none where it is missing (which is reported by `check`).
    pub policy: Option<DottedName>,
    /// Everything else, in order. Items that could not be read are not here.
    pub items: Vec<Item>,
    /// Whether some item could not be read: names that seem to be missing may be among those.
    pub incomplete: bool,
}

impl File {
    /// What others may know of it: everything but its examples, and of its decisions only names, outcomes and periods.
    #[must_use]
    pub fn outline(&self) -> Self {
        let outline = |item: &Item| {
            let kind = match &item.kind {
                ItemKind::Example(_) => return None,
                ItemKind::Decision(decision) => ItemKind::Decision(Decision {
                    name: decision.name.clone(),
                    title: Vec::new(),
                    outcomes: decision.outcomes.clone(),
                    default: Vec::new(),
                    effective: decision.effective.clone(),
                    rules: Vec::new(),
                }),
                kind => kind.clone(),
            };
            Some(Item { kind, doc: item.doc.clone(), span: item.span })
        };
        Self {
            id: self.id,
            policy: self.policy.clone(),
            items: self.items.iter().filter_map(outline).collect(),
            incomplete: self.incomplete,
        }
    }
}

/// A declaration at the top level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it declares.
    pub kind: ItemKind,
    /// The `///` lines before it, without the slashes, joined by line breaks.
    pub doc: Option<String>,
    /// All of it, without the doc.
    pub span: Span,
}

/// What an item declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// A second `policy …` (an error that `check` reports).
    Policy(DottedName),
    /// `use ns.{a, b}`
    Use(Use),
    /// `source name { … }`
    Source(Source),
    /// `facts { … }`
    Facts(Vec<FieldDecl>),
    /// `enum name { … }`
    Enum(EnumDecl),
    /// `record name { … }`
    Record(RecordDecl),
    /// `param name: type = …`
    Param(Param),
    /// `define name(…): type = …`
    Define(Define),
    /// `decision name { … }`
    Decision(Decision),
    /// `calendar name { … }`
    Calendar(Calendar),
    /// `sample name { … }`
    Sample(Sample),
    /// `example name "…" { … }`
    Example(Example),
}

/// `use douyin.shop.{shop_status, linked_shop}`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The policy.
    pub policy: DottedName,
    /// What is brought from it.
    pub names: Vec<Name>,
}

/// `source name { title "…" published 2022-10-10 clause "2.3" "…" }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: Name,
    /// `title "…"`; every clause that came twice is here twice.
    pub title: Vec<Localised<Text>>,
    /// `published 2022-10-10`
    pub published: Vec<(Date, Span)>,
    /// `url "…"`
    pub url: Vec<Text>,
    /// `clause "2.3" "…"`, in the order of the file.
    pub clauses: Vec<PageClause>,
}

/// `clause "2.3" "what it says" left out because "…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageClause {
    /// Its number, as citations write it.
    pub at: Text,
    /// What it says.
    pub gist: Localised<Text>,
    /// Why no rule rests on it.
    pub left_out: Option<Localised<Text>>,
}

/// `name: type constraint unit "…" title "…"` in a facts block or a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDecl {
    /// The `///` lines before it.
    pub doc: Option<String>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What its values must keep to.
    pub constraint: Option<Constraint>,
    /// `unit "…"`
    pub unit: Vec<Localised<Text>>,
    /// `title "…"`
    pub title: Vec<Localised<Text>>,
    /// All of it.
    pub span: Span,
}

/// A type as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeExpr {
    /// What was written.
    pub kind: TypeExprKind,
    /// Where.
    pub span: Span,
}

/// What a type was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeExprKind {
    /// `int`, `shop_status`
    Name(String),
    /// `optional T`
    Optional(Box<TypeExpr>),
    /// `list of T`
    List(Box<TypeExpr>),
    /// `enum { … }` in place
    Enum(EnumBody),
    /// `{ … }` in place
    Record(Vec<FieldDecl>),
}

/// `in a..b`, `>= a`, `<= b`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// The lower bound, included.
    pub least: Option<Expr>,
    /// The upper bound, included.
    pub greatest: Option<Expr>,
    /// All of it.
    pub span: Span,
}

/// `enum name { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumDecl {
    /// Its name.
    pub name: Name,
    /// Its words.
    pub body: EnumBody,
}

/// The words of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumBody {
    /// Words and groups in order.
    pub words: Vec<WordDecl>,
    /// The places of `<` between words of the top level; empty where none stands there.
    pub less: Vec<Span>,
    /// With its braces.
    pub span: Span,
}

/// `self_employed "个体" en "sole trader" = "SELF-EMPLOYED"`, or a group with words of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordDecl {
    /// The word.
    pub name: Name,
    /// What people read in its place.
    pub title: Option<Localised<Text>>,
    /// How facts spell it.
    pub spelling: Option<Text>,
    /// `{ … }`: the words of a group.
    pub group: Option<EnumBody>,
}

/// `record name { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDecl {
    /// Its name.
    pub name: Name,
    /// Its fields.
    pub fields: Vec<FieldDecl>,
}

/// `param name: type constraint = value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What its values must keep to.
    pub constraint: Option<Constraint>,
    /// Where its value comes from.
    pub value: ParamValue,
    /// `unit "…"`
    pub unit: Vec<Localised<Text>>,
    /// `title "…"`
    pub title: Vec<Localised<Text>>,
}

/// Where the value of a param comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamValue {
    /// The host.
    Host,
    /// `= 4.0`
    Fixed(Expr),
    /// `{ 5 from D through D, 6 from D }`
    History(Vec<Dated>),
}

/// `5 from 2021-01-01 through 2022-12-31`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The value.
    pub value: Expr,
    /// When it holds.
    pub period: Period,
    /// All of it.
    pub span: Span,
}

/// `from D through E`; either may be left out, not both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub through: Option<Date>,
    /// From the first word to the last date.
    pub span: Span,
}

/// `define name(params): type = value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// `(c: child, amount: decimal)`; none for a value.
    pub params: Option<Vec<DefineParam>>,
    /// `: type`
    pub ty: Option<TypeExpr>,
    /// What it stands for.
    pub value: Expr,
    /// `title "…"`
    pub title: Vec<Localised<Text>>,
    /// `unit "…"`
    pub unit: Vec<Localised<Text>>,
    /// `cite source "…"`
    pub cites: Vec<Cite>,
    /// `interpretation "…"`
    pub interpretations: Vec<Localised<Text>>,
}

/// `c: child`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefineParam {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
}

/// `cite alliance_entry "3, note"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// The source.
    pub source: Name,
    /// The clause, in the page's own numbering.
    pub at: Text,
    /// All of it.
    pub span: Span,
}

/// `decision name { … }`. Clauses that may come once are lists, so that `check` can report the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its name.
    pub name: Name,
    /// `title "…"`
    pub title: Vec<Localised<Text>>,
    /// `outcomes a < b < c`
    pub outcomes: Vec<Outcomes>,
    /// `default a because "…"`
    pub default: Vec<DefaultClause>,
    /// `effective from D through E`
    pub effective: Vec<Period>,
    /// `rule name { … }`
    pub rules: Vec<Rule>,
}

/// `outcomes a < reserved b < c`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcomes {
    /// Weakest first.
    pub words: Vec<OutcomeDecl>,
    /// All of it.
    pub span: Span,
}

/// `reserved removed "移出" en "removed"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeDecl {
    /// The word.
    pub name: Name,
    /// Whether no rule gives it on purpose.
    pub reserved: bool,
    /// What people read in its place.
    pub title: Option<Localised<Text>>,
}

/// `default permit because "…" because en "…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultClause {
    /// The outcome when no rule fires.
    pub outcome: Name,
    /// Why; none where it was left out.
    pub because: Option<Localised<Template>>,
    /// `cite source "…"`
    pub cites: Vec<Cite>,
    /// `interpretation "…"`
    pub interpretations: Vec<Localised<Text>>,
    /// All of it.
    pub span: Span,
}

/// `rule name { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The `///` lines before it.
    pub doc: Option<String>,
    /// Its name.
    pub name: Name,
    /// `title "…"`
    pub title: Vec<Localised<Text>>,
    /// `require C else O` and `when C then O`; there must be one.
    pub conditions: Vec<Condition>,
    /// `except when E`
    pub exceptions: Vec<Exception>,
    /// `because "…"` and its versions in other languages, as written; a second plain one is an error.
    pub because: Vec<Because>,
    /// `cite …`
    pub cites: Vec<Cite>,
    /// `interpretation "…"`
    pub interpretations: Vec<Localised<Text>>,
    /// `effective …`
    pub effective: Vec<Period>,
    /// `oblige name "…"`
    pub obliges: Vec<Oblige>,
    /// All of it, without the doc.
    pub span: Span,
}

/// `require C else O` or `when C then O`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Which of the two.
    pub kind: ConditionKind,
    /// C
    pub expr: Expr,
    /// O; none where it was left out, as in `require C` without `else O`.
    pub outcome: Option<Name>,
    /// All of it.
    pub span: Span,
}

/// Which of the two forms a condition has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionKind {
    /// Fires when the condition is false.
    Require,
    /// Fires when the condition is true.
    When,
}

/// `except when E`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// E
    pub expr: Expr,
    /// All of it.
    pub span: Span,
}

/// `because "…"` or `because en "…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// `en`
    pub language: Option<Name>,
    /// The message.
    pub template: Template,
    /// All of it.
    pub span: Span,
}

/// `oblige name "…" en "…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oblige {
    /// Its name.
    pub name: Name,
    /// What must be done.
    pub text: Localised<Text>,
    /// All of it.
    pub span: Span,
}

/// `calendar cn { weekend saturday, sunday holiday D through E workday D, D covers D through E }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its name.
    pub name: Name,
    /// Names of days.
    pub weekend: Vec<Name>,
    /// Days off.
    pub holidays: Vec<DayRange>,
    /// Days worked all the same.
    pub workdays: Vec<DayRange>,
    /// What it speaks of; there must be one.
    pub covers: Vec<DayRange>,
}

/// `2023-09-29 through 2023-10-06`, or one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// First day.
    pub first: Date,
    /// Last day; the first where only one was written.
    pub last: Date,
    /// All of it.
    pub span: Span,
}

/// `sample name { fact: value, … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its name.
    pub name: Name,
    /// The facts.
    pub facts: Vec<FieldValue>,
}

/// `experience_score: 4.6`. In `with { … }` the name may be a path, `brand_documents.uploaded: false`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue {
    /// The fact or field.
    pub path: DottedName,
    /// Its value.
    pub value: Expr,
}

/// `example admission "…" { … }`. Clauses that may come once are lists, so that `check` can report the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The decision or value asked for.
    pub query: Name,
    /// What it shows.
    pub title: Text,
    /// `today 2022-11-01`
    pub today: Vec<(Date, Span)>,
    /// `now 2022-11-01T10:00`
    pub now: Vec<(DateTime, Span)>,
    /// `given …`
    pub given: Vec<Given>,
    /// `params { … }`
    pub params: Vec<Vec<FieldValue>>,
    /// `expect …`; there must be one.
    pub expect: Vec<Expect>,
    /// `obliges a, b`
    pub obliges: Vec<(Vec<Name>, Span)>,
}

/// `given good_shop with { … } without a, b` or `given { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The sample that it starts from.
    pub sample: Option<Name>,
    /// What is set besides, or instead.
    pub with: Vec<FieldValue>,
    /// What is taken away, so that it is unknown.
    pub without: Vec<DottedName>,
    /// All of it.
    pub span: Span,
}

/// `expect …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// What is expected.
    pub kind: ExpectKind,
    /// All of it.
    pub span: Span,
}

/// What an example expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectKind {
    /// `expect undetermined needs a, b`; `needs` may be left out, then any needs will do.
    Undetermined {
        /// Paths and `param name`s.
        needs: Option<Vec<Need>>,
    },
    /// `expect not_in_force`
    NotInForce,
    /// `expect error`
    Error,
    /// `expect deny because r1, r2`, or a value. A bare word of a decision is its outcome; `check` tells which.
    Value {
        /// The outcome or value; a bare word is an `ExprKind::Name`.
        value: Expr,
        /// `because r1, r2`
        because: Option<Vec<Name>>,
    },
}

/// `room.products[2].has_commission` or `param gmv_target`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The need as verdicts print it, white space taken out of paths, one space after `param`.
    pub text: String,
    /// Its place.
    pub span: Span,
}
