//! The rules that pest tried at the place of an error to a few words. The table here names rules for readers.

use super::super::grammar::Rule;
use crate::diagnostic::{Message, msg};

/// How many things a label lists at the most.
const MOST: usize = 4;

/// What could stand at a place.
pub(super) struct Expected {
    /// Signs and words as they are written, and `@key`s of groups in the catalogue; the most telling first.
    things: Vec<String>,
    /// Every keyword that could stand there, for a did-you-mean.
    pub keywords: Vec<String>,
    /// Whether any expression could stand there.
    pub expression: bool,
    /// The rules themselves.
    pub rules: Vec<Rule>,
}

/// What a rule is to a reader, the most telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A word that must stand there.
    Word(&'static str),
    /// A sign.
    Sign(&'static str),
    /// A kind of thing; its words are in the catalogue.
    Group(&'static str),
    /// Something between expressions.
    Operator,
    /// The beginning of a clause.
    Clause,
    /// The end.
    End,
    /// A sign that may follow so much that it says something only where nothing else is possible.
    Minor(&'static str),
    /// Not worth a word.
    Nothing,
}

impl Expected {
    pub fn new(rules: &[Rule]) -> Self {
        let has = |rule: Rule| rules.contains(&rule);
        let after_expression = has(Rule::kw_is) || has(Rule::is_op) || has(Rule::plus);
        let in_brackets = has(Rule::comma) && (has(Rule::rbracket) || has(Rule::rparen));
        // Whatever an expression may begin with.
        let primary = has(Rule::date_like) && has(Rule::text) && (has(Rule::name) || has(Rule::named));
        let mut kinds: Vec<Kind> = rules
            .iter()
            .map(|rule| match rule {
                // These are operators as well as signs of their own.
                Rule::eq | Rule::lt if after_expression => Kind::Operator,
                Rule::date_like | Rule::text | Rule::name | Rule::values | Rule::lbrace if primary => {
                    Kind::Group("@syntax.expression")
                }
                Rule::kw_when if has(Rule::kw_require) => Kind::Clause,
                // Between the items of a list and the arguments of a call, a comma is what is most often missing.
                Rule::comma if after_expression && in_brackets => Kind::Sign(","),
                Rule::colon if after_expression && in_brackets => Kind::Nothing,
                _ => kind(*rule),
            })
            .collect();
        kinds.sort();
        kinds.dedup();
        let expression = kinds.contains(&Kind::Group("@syntax.expression"));
        kinds.retain(|kind| *kind != Kind::Nothing && !(expression && *kind == Kind::Sign("{")));
        if kinds.iter().any(|kind| !matches!(kind, Kind::Minor(_))) {
            kinds.retain(|kind| !matches!(kind, Kind::Minor(_)));
        }
        let things = kinds
            .iter()
            .filter_map(|kind| match kind {
                Kind::Word(sign) | Kind::Sign(sign) | Kind::Minor(sign) => Some(format!("`{sign}`")),
                Kind::Group(key) => Some((*key).to_owned()),
                Kind::Clause => Some(clause(&has).to_owned()),
                Kind::Operator => Some("@syntax.operator".to_owned()),
                Kind::End => Some("@syntax.end".to_owned()),
                Kind::Nothing => None,
            })
            .take(MOST)
            .collect();
        let keywords = rules.iter().flat_map(|rule| keywords(*rule)).collect();
        Self { things, keywords, expression, rules: rules.to_vec() }
    }

    pub fn has(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }

    /// `expected a, b or c`
    pub fn label(&self) -> Message {
        match self.things.as_slice() {
            [] => msg!("syntax-error.expected.0"),
            [a] => msg!("syntax-error.expected.1", a = a),
            [a, b] => msg!("syntax-error.expected.2", a = a, b = b),
            [a, b, c] => msg!("syntax-error.expected.3", a = a, b = b, c = c),
            [a, b, c, d, ..] => msg!("syntax-error.expected.4", a = a, b = b, c = c, d = d),
        }
    }
}

/// Which clauses are meant, told by one that only they have.
fn clause(has: &impl Fn(Rule) -> bool) -> &'static str {
    if has(Rule::strict_clauses) {
        "@syntax.clause.decision"
    } else if has(Rule::kw_require) || has(Rule::require) {
        "@syntax.clause.rule"
    } else if has(Rule::kw_outcomes) || has(Rule::kw_rule) {
        "@syntax.clause.decision"
    } else if has(Rule::kw_expect) || has(Rule::kw_given) {
        "@syntax.clause.example"
    } else if has(Rule::kw_published) || has(Rule::kw_url) {
        "@syntax.clause.source"
    } else if has(Rule::kw_weekend) || has(Rule::kw_covers) {
        "@syntax.clause.calendar"
    } else {
        "@syntax.clause"
    }
}

/// The words of the keywords that a rule begins with.
fn keywords(rule: Rule) -> Vec<String> {
    let name = format!("{rule:?}");
    if let Some(word) = name.strip_prefix("kw_").or_else(|| name.strip_prefix("op_")) {
        return vec![word.to_owned()];
    }
    let words: &[&str] = match rule {
        Rule::title => &["title"],
        Rule::unit_clause => &["unit"],
        Rule::outcomes => &["outcomes"],
        Rule::default_clause => &["default"],
        Rule::effective => &["effective"],
        Rule::rule_decl => &["rule"],
        Rule::require => &["require"],
        Rule::when => &["when"],
        Rule::exception => &["except"],
        Rule::because | Rule::expect_rules => &["because"],
        Rule::cite => &["cite"],
        Rule::interpretation => &["interpretation"],
        Rule::oblige => &["oblige"],
        Rule::strict_clauses => &["title", "outcomes", "default", "effective", "rule"],
        Rule::period => &["from", "through"],
        Rule::type_expr => &["optional", "list", "enum"],
        Rule::is_op => &["is"],
        Rule::in_op => &["in"],
        Rule::filter => &["where"],
        Rule::without => &["without"],
        Rule::unit => &["seconds", "minutes", "hours", "days", "weeks", "months", "years"],
        _ => &[],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The table: every rule in words.
fn kind(rule: Rule) -> Kind {
    use Kind::{Clause, End, Group, Minor, Nothing, Operator, Sign, Word};
    match rule {
        Rule::lbrace | Rule::enum_body | Rule::fields | Rule::values => Sign("{"),
        Rule::rbrace => Sign("}"),
        Rule::lparen | Rule::arguments | Rule::define_params => Minor("("),
        Rule::rparen => Sign(")"),
        Rule::lbracket => Minor("["),
        Rule::rbracket => Sign("]"),
        Rule::colon => Sign(":"),
        Rule::comma => Minor(","),
        Rule::dot => Minor("."),
        Rule::dots => Sign(".."),
        Rule::eq | Rule::fixed | Rule::spelling => Sign("="),
        Rule::lt => Sign("<"),
        Rule::kw_then => Word("then"),
        Rule::kw_else => Word("else"),
        Rule::kw_in => Word("in"),
        Rule::kw_of => Word("of"),
        Rule::kw_when => Word("when"),
        Rule::kw_from => Word("from"),
        Rule::kw_needs => Word("needs"),
        Rule::period => Word("from"),
        Rule::name => Group("@syntax.name"),
        Rule::word | Rule::outcome | Rule::field => Group("@syntax.word"),
        Rule::dotted_name | Rule::path | Rule::need | Rule::need_path | Rule::need_param => Group("@syntax.name"),
        Rule::text | Rule::localised => Group("@syntax.text"),
        Rule::date | Rule::date_like | Rule::day_range => Group("@syntax.date"),
        Rule::datetime => Group("@syntax.datetime"),
        Rule::type_expr | Rule::type_name | Rule::optional_type | Rule::list_type | Rule::inline_enum => {
            Group("@syntax.type")
        }
        Rule::expr
        | Rule::operation
        | Rule::sum
        | Rule::if_expr
        | Rule::quantifier
        | Rule::named
        | Rule::number
        | Rule::paren
        | Rule::list
        | Rule::record
        | Rule::template_expr
        | Rule::choose
        | Rule::choose_word
        | Rule::choose_arm => Group("@syntax.expression"),
        Rule::field_decl | Rule::strict_fields => Group("@syntax.field"),
        Rule::enum_word => Group("@syntax.enum-word"),
        Rule::value_entry => Group("@syntax.value"),
        Rule::word_arm => Group("@syntax.arm"),
        Rule::EOI | Rule::template_end => End,
        Rule::item => Group("@syntax.item"),
        Rule::constraint => Group("@syntax.constraint"),
        _ if is_clause(rule) => Clause,
        _ if is_operator(rule) => Operator,
        _ => Nothing,
    }
}

fn is_clause(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_rule
            | Rule::kw_title
            | Rule::kw_outcomes
            | Rule::kw_default
            | Rule::kw_effective
            | Rule::kw_because
            | Rule::kw_require
            | Rule::kw_except
            | Rule::kw_cite
            | Rule::kw_interpretation
            | Rule::kw_oblige
            | Rule::kw_published
            | Rule::kw_url
            | Rule::kw_clause
            | Rule::kw_left
            | Rule::kw_unit
            | Rule::kw_weekend
            | Rule::kw_holiday
            | Rule::kw_workday
            | Rule::kw_covers
            | Rule::kw_given
            | Rule::kw_params
            | Rule::kw_expect
            | Rule::kw_obliges
            | Rule::title
            | Rule::unit_clause
            | Rule::because
            | Rule::cite
            | Rule::interpretation
            | Rule::require
            | Rule::when
            | Rule::effective
            | Rule::default_clause
            | Rule::strict_clauses
    )
}

fn is_operator(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::op_and
            | Rule::op_or
            | Rule::op_default
            | Rule::kw_is
            | Rule::is_op
            | Rule::in_op
            | Rule::ne
            | Rule::le
            | Rule::ge
            | Rule::gt
            | Rule::plus
            | Rule::minus
            | Rule::star
            | Rule::slash
            | Rule::double_eq
            | Rule::foreign_ne
            | Rule::foreign_ge
            | Rule::foreign_le
            | Rule::double_amp
            | Rule::double_bar
    )
}
