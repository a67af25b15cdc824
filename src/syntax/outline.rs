//! A text to its tokens, grouped as the grammar groups them, for whoever lays it out anew. It makes no values, reports
//! nothing, and leaves out white space and comments.

use pest::Parser;

use super::build::Pair;
use super::grammar::{Grammar, Rule};
use super::scan;
use crate::source::SourceFile;

/// A group of tokens.
#[derive(Debug, Clone)]
pub struct Node {
    /// What the group is.
    pub kind: NodeKind,
    /// Its tokens and groups, in order.
    pub parts: Vec<Part>,
}

/// A part of a group.
#[derive(Debug, Clone)]
pub enum Part {
    /// A token.
    Token(Token),
    /// A group within.
    Node(Node),
}

/// A word, a literal or a mark.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte in the file.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// What a token is, as far as its spacing turns on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum TokenKind {
    Open,
    Close,
    BraceOpen,
    BraceClose,
    Comma,
    Colon,
    Dot,
    Dots,
    Less,
    Negate,
    Language,
    /// `and`, `or`
    Connective,
    /// Any other.
    Other,
}

/// What a group is. Groups that mean nothing for the layout are not told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the language")]
pub enum NodeKind {
    Policy,
    Use,
    Source,
    Facts,
    Enum,
    Record,
    Param,
    Define,
    Decision,
    Rule,
    Calendar,
    Sample,
    Example,
    Fields,
    EnumBody,
    Values,
    History,
    Choose,
    Field,
    EnumWord,
    Entry,
    Dated,
    Arm,
    /// An arm behind a word.
    WordArm,
    Title,
    Unit,
    Published,
    Url,
    PageClause,
    LeftOut,
    Outcomes,
    Default,
    Effective,
    Require,
    When,
    Except,
    Because,
    Cite,
    Interpretation,
    Oblige,
    /// A clause of a calendar.
    Days,
    Today,
    Now,
    Given,
    Without,
    Params,
    Expect,
    Obliges,
    /// What stands behind `expect … because` or `undetermined needs`.
    Names,
    Localised,
    Fixed,
    Expr,
    Operation,
    Quantifier,
    If,
    Filter,
    /// What is made of each element, behind a colon.
    Value,
    List,
    Arguments,
    Paren,
    /// A path such as `shops[0].closed`.
    Path,
    /// The bounds of a field or a parameter.
    Constraint,
    Outcome,
    /// What a word of an enum is called in facts.
    Spelling,
    /// The operands of `in` and of ranges.
    Sum,
    /// `is …`, `in …`
    Test,
    /// Any other.
    Other,
}

/// The items of a file, in order; none where one of them cannot be read.
#[must_use]
pub fn outline(file: &SourceFile) -> Option<Vec<Node>> {
    let scanned = scan::scan(file);
    let item = |segment: &scan::Segment| {
        if segment.skip {
            return None;
        }
        let text = scanned.text.get(segment.start..segment.end)?;
        let item = Grammar::parse(Rule::item, text).ok()?.next()?.into_inner().next()?;
        match part(&item, segment.start) {
            Part::Node(node) => Some(node),
            Part::Token(_) => None,
        }
    };
    scanned.segments.iter().map(item).collect()
}

fn part(pair: &Pair<'_>, base: usize) -> Part {
    let mut inner = pair.clone().into_inner().peekable();
    if inner.peek().is_none() {
        let span = pair.as_span();
        let kind = token_kind(pair.as_rule());
        return Part::Token(Token { kind, start: base + span.start(), end: base + span.end() });
    }
    let parts = inner.filter(|inner| !inner.as_str().is_empty() && inner.as_rule() != Rule::EOI);
    Part::Node(Node { kind: node_kind(pair.as_rule()), parts: parts.map(|inner| part(&inner, base)).collect() })
}

fn token_kind(rule: Rule) -> TokenKind {
    match rule {
        Rule::lparen | Rule::lbracket => TokenKind::Open,
        Rule::rparen | Rule::rbracket => TokenKind::Close,
        Rule::lbrace => TokenKind::BraceOpen,
        Rule::rbrace => TokenKind::BraceClose,
        Rule::comma => TokenKind::Comma,
        Rule::colon => TokenKind::Colon,
        Rule::dot => TokenKind::Dot,
        Rule::dots => TokenKind::Dots,
        Rule::lt => TokenKind::Less,
        Rule::negate => TokenKind::Negate,
        Rule::language => TokenKind::Language,
        Rule::op_and | Rule::op_or => TokenKind::Connective,
        _ => TokenKind::Other,
    }
}

fn node_kind(rule: Rule) -> NodeKind {
    match rule {
        Rule::policy => NodeKind::Policy,
        Rule::use_names => NodeKind::Use,
        Rule::source => NodeKind::Source,
        Rule::facts => NodeKind::Facts,
        Rule::enum_decl => NodeKind::Enum,
        Rule::record_decl => NodeKind::Record,
        Rule::param => NodeKind::Param,
        Rule::define => NodeKind::Define,
        Rule::decision => NodeKind::Decision,
        Rule::rule_decl => NodeKind::Rule,
        Rule::calendar => NodeKind::Calendar,
        Rule::sample => NodeKind::Sample,
        Rule::example => NodeKind::Example,
        Rule::fields => NodeKind::Fields,
        Rule::enum_body => NodeKind::EnumBody,
        Rule::values => NodeKind::Values,
        Rule::history => NodeKind::History,
        Rule::choose | Rule::choose_word => NodeKind::Choose,
        Rule::field_decl => NodeKind::Field,
        Rule::enum_word => NodeKind::EnumWord,
        Rule::value_entry => NodeKind::Entry,
        Rule::dated => NodeKind::Dated,
        Rule::choose_arm => NodeKind::Arm,
        Rule::word_arm => NodeKind::WordArm,
        Rule::title => NodeKind::Title,
        Rule::unit_clause => NodeKind::Unit,
        Rule::published => NodeKind::Published,
        Rule::url => NodeKind::Url,
        Rule::page_clause => NodeKind::PageClause,
        Rule::left_out => NodeKind::LeftOut,
        Rule::outcomes => NodeKind::Outcomes,
        Rule::default_clause => NodeKind::Default,
        Rule::effective => NodeKind::Effective,
        Rule::require => NodeKind::Require,
        Rule::when => NodeKind::When,
        Rule::exception => NodeKind::Except,
        Rule::because => NodeKind::Because,
        Rule::cite => NodeKind::Cite,
        Rule::interpretation => NodeKind::Interpretation,
        Rule::oblige => NodeKind::Oblige,
        Rule::weekend | Rule::holiday | Rule::workday | Rule::covers => NodeKind::Days,
        Rule::today_clause => NodeKind::Today,
        Rule::now_clause => NodeKind::Now,
        Rule::given => NodeKind::Given,
        Rule::without => NodeKind::Without,
        Rule::params => NodeKind::Params,
        Rule::expect => NodeKind::Expect,
        Rule::obliges => NodeKind::Obliges,
        Rule::expect_rules | Rule::undetermined => NodeKind::Names,
        Rule::localised => NodeKind::Localised,
        Rule::fixed => NodeKind::Fixed,
        Rule::expr => NodeKind::Expr,
        Rule::operation => NodeKind::Operation,
        Rule::quantifier => NodeKind::Quantifier,
        Rule::if_expr => NodeKind::If,
        Rule::filter => NodeKind::Filter,
        Rule::value => NodeKind::Value,
        Rule::list => NodeKind::List,
        Rule::arguments | Rule::define_params => NodeKind::Arguments,
        Rule::paren => NodeKind::Paren,
        Rule::need_path => NodeKind::Path,
        Rule::constraint => NodeKind::Constraint,
        Rule::outcome => NodeKind::Outcome,
        Rule::spelling => NodeKind::Spelling,
        Rule::sum => NodeKind::Sum,
        Rule::is_op | Rule::in_op => NodeKind::Test,
        _ => NodeKind::Other,
    }
}
