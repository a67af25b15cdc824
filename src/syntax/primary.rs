//! The parts of expressions between operators: literals, names, calls, lists, `choose`. It knows no precedence.

use super::ast::{Expr, ExprKind, FieldValue, Name, Over, Unit, Within};
use super::build::{Builder, Pair, child, children};
use super::expr::Built;
use super::grammar::Rule;
use super::literal::Moment;
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::source::Span;

/// What stands in the brackets of a call or a list: `a, b, c` or `p in l where W: value`.
enum Elements {
    Plain(Vec<Expr>),
    Each(Box<Over>, Option<Box<Expr>>),
}

impl Builder<'_> {
    /// The tree of one part.
    pub fn primary(self, pair: &Pair<'_>) -> Built {
        let span = self.span(pair);
        let kind = match pair.as_rule() {
            Rule::date_like => match self.moment(pair) {
                Moment::Date(date) => ExprKind::Date(date),
                Moment::DateTime(moment) => ExprKind::DateTime(moment),
            },
            Rule::dot_number => self.number(pair),
            Rule::text => ExprKind::Text(self.unescaped(pair)),
            Rule::kw_true => ExprKind::Bool(true),
            Rule::kw_false => ExprKind::Bool(false),
            Rule::kw_absent => ExprKind::Absent,
            Rule::kw_today => ExprKind::Today,
            Rule::kw_now => ExprKind::Now,
            Rule::lone_no => ExprKind::Name("no".to_owned()),
            Rule::number => return self.quantity(pair),
            Rule::named => return self.named_value(pair),
            Rule::paren => return self.paren(pair),
            Rule::list => return self.list(pair),
            Rule::record => return self.record(pair),
            Rule::choose => return self.choose(pair),
            Rule::choose_word => return self.choose_word(pair),
            _ => ExprKind::Error,
        };
        Built::leaf(kind, span)
    }

    fn paren(self, pair: &Pair<'_>) -> Built {
        match child(pair, Rule::expr).map(|inner| self.built(&inner)) {
            Some(inner) => {
                Built { expr: Expr { span: self.span(pair), ..inner.expr }, depth: inner.depth, bare: false }
            }
            None => Built::leaf(ExprKind::Error, self.span(pair)),
        }
    }

    /// A number or name, with its unit where it has one.
    fn quantity(self, pair: &Pair<'_>) -> Built {
        let mut inner = pair.clone().into_inner();
        let Some(number) = inner.next() else { return Built::leaf(ExprKind::Error, self.span(pair)) };
        let amount = Built::leaf(self.number(&number), self.span(&number));
        self.with_unit(amount, inner.next())
    }

    fn with_unit(self, amount: Built, unit: Option<Pair<'_>>) -> Built {
        let Some(unit) = unit.filter(|unit| unit.as_rule() == Rule::unit) else { return amount };
        let unit_span = self.span(&unit);
        let span = amount.expr.span.to(unit_span);
        let kind = ExprKind::Quantity { amount: Box::new(amount.expr), unit: unit_of(unit.as_str()), unit_span };
        self.node(kind, span, amount.depth)
    }

    fn named_value(self, pair: &Pair<'_>) -> Built {
        let span = self.span(pair);
        let Some(name) = self.named(pair) else { return Built::leaf(ExprKind::Error, span) };
        match child(pair, Rule::arguments) {
            Some(arguments) => self.call(name, &arguments, span),
            None => {
                let value = Built::leaf(ExprKind::Name(name.text), name.span);
                self.with_unit(value, child(pair, Rule::unit))
            }
        }
    }

    fn call(self, function: Name, arguments: &Pair<'_>, span: Span) -> Built {
        let aggregates = matches!(function.text.as_str(), "count" | "sum" | "avg" | "min" | "max");
        let (elements, depth) = self.elements(arguments, aggregates);
        let kind = match elements {
            Elements::Plain(args) => ExprKind::Call { function, args },
            Elements::Each(over, value) => ExprKind::Aggregate { function, over, value },
        };
        self.node(kind, span, depth)
    }

    fn list(self, pair: &Pair<'_>) -> Built {
        let (elements, depth) = self.elements(pair, false);
        let kind = match elements {
            Elements::Plain(items) => ExprKind::List(items),
            Elements::Each(over, value) => ExprKind::Collect { over, value },
        };
        self.node(kind, self.span(pair), depth)
    }

    /// What stands in the brackets of `pair`. A `p in l` by itself goes over a list only where `alone` says so.
    fn elements(self, pair: &Pair<'_>, alone: bool) -> (Elements, usize) {
        let mut plain: Vec<Built> = children(pair, Rule::expr).map(|p| self.built(&p)).collect();
        let filter = child(pair, Rule::filter).and_then(|filter| self.filter(&filter));
        let value = child(pair, Rule::value).and_then(|value| child(&value, Rule::expr)).map(|p| self.built(&p));
        let depth =
            plain.iter().chain(filter.iter()).chain(value.iter()).map(|built| built.depth).max().unwrap_or_default();
        let marked = filter.is_some() || value.is_some();
        if plain.len() == 1
            && (marked || alone)
            && let Some(first) = plain.pop()
        {
            match over(first, filter.map(|filter| filter.expr)) {
                Ok(over) => return (Elements::Each(Box::new(over), value.map(|value| Box::new(value.expr))), depth),
                Err(first) => plain.push(first),
            }
        }
        if marked {
            self.misplaced(pair);
        }
        (Elements::Plain(plain.into_iter().map(|built| built.expr).collect()), depth)
    }

    /// `where` or `:` in brackets that do not begin with `p in l`.
    fn misplaced(self, pair: &Pair<'_>) {
        let mark = child(pair, Rule::filter).or_else(|| child(pair, Rule::value));
        let Some(mark) = mark.and_then(|mark| mark.into_inner().next()) else { return };
        let span = self.span(&mark);
        self.reader.report_syntax(
            Diagnostic::new(Code::SyntaxError, span, msg!("syntax-error", found = format!("`{}`", mark.as_str())))
                .label(msg!("syntax-error.over.label"))
                .help(msg!("syntax-error.over.help")),
        );
    }

    /// The condition after `where`. A unit word before a colon was left over by the expression; it belongs to the
    /// number or name just before it.
    pub fn filter(self, pair: &Pair<'_>) -> Option<Built> {
        let built = self.built(&child(pair, Rule::expr)?);
        Some(self.with_left_over_unit(built, child(pair, Rule::unit)))
    }

    fn with_left_over_unit(self, mut built: Built, unit: Option<Pair<'_>>) -> Built {
        let Some(unit) = unit else { return built };
        let unit_span = self.span(&unit);
        if !give_unit(&mut built.expr, unit_of(unit.as_str()), unit_span) {
            self.reader.report_syntax(
                Diagnostic::new(
                    Code::SyntaxError,
                    unit_span,
                    msg!("syntax-error", found = format!("`{}`", unit.as_str())),
                )
                .label(msg!("syntax-error.unit.label"))
                .help(msg!("syntax-error.unit.help")),
            );
        }
        built.depth += 1;
        built
    }

    fn record(self, pair: &Pair<'_>) -> Built {
        let span = self.span(pair);
        let Some(values) = child(pair, Rule::values) else { return Built::leaf(ExprKind::Error, span) };
        let (fields, depth) = self.values_with_depth(&values);
        self.node(ExprKind::Record(fields), span, depth)
    }

    /// `{ name: value, … }`
    pub fn values(self, pair: &Pair<'_>) -> Vec<FieldValue> {
        self.values_with_depth(pair).0
    }

    fn values_with_depth(self, pair: &Pair<'_>) -> (Vec<FieldValue>, usize) {
        let mut depth = 0;
        let mut fields = Vec::new();
        for entry in children(pair, Rule::value_entry) {
            let (Some(path), Some(value)) = (child(&entry, Rule::path), child(&entry, Rule::expr)) else { continue };
            let value = self.built(&value);
            depth = depth.max(value.depth);
            fields.push(FieldValue { path: self.dotted(&path), value: value.expr });
        }
        (fields, depth)
    }

    fn choose(self, pair: &Pair<'_>) -> Built {
        let mut arms = Vec::new();
        let mut otherwise = None;
        let mut depth = 0;
        for arm in children(pair, Rule::choose_arm) {
            let mut parts: Vec<Built> = children(&arm, Rule::expr).map(|p| self.built(&p)).collect();
            depth = parts.iter().map(|part| part.depth).max().unwrap_or_default().max(depth);
            let Some(value) = parts.pop() else { continue };
            match parts.pop() {
                Some(condition) => {
                    let condition = self.with_left_over_unit(condition, child(&arm, Rule::unit));
                    depth = depth.max(condition.depth);
                    arms.push((condition.expr, value.expr));
                }
                None => self.set_otherwise(
                    &mut otherwise,
                    child(&arm, Rule::otherwise).map(|word| self.span(&word)),
                    value.expr,
                ),
            }
        }
        self.node(ExprKind::Choose { arms, otherwise: otherwise.map(|(_, value)| value) }, self.span(pair), depth)
    }

    fn choose_word(self, pair: &Pair<'_>) -> Built {
        let span = self.span(pair);
        let Some(subject) = child(pair, Rule::sum) else { return Built::leaf(ExprKind::Error, span) };
        let subject = self.built(&subject);
        let mut arms = Vec::new();
        let mut otherwise = None;
        let mut depth = subject.depth;
        for arm in children(pair, Rule::word_arm) {
            let (Some(word), Some(value)) = (self.named(&arm), child(&arm, Rule::expr)) else { continue };
            let value = self.built(&value);
            depth = depth.max(value.depth);
            if word.text == "otherwise" {
                self.set_otherwise(&mut otherwise, Some(word.span), value.expr);
            } else {
                arms.push((word, value.expr));
            }
        }
        let otherwise = otherwise.map(|(_, value)| value);
        self.node(ExprKind::ChooseWord { value: Box::new(subject.expr), arms, otherwise }, span, depth)
    }

    /// `place` is where the word stands.
    fn set_otherwise(self, otherwise: &mut Option<(Span, Box<Expr>)>, place: Option<Span>, value: Expr) {
        let place = place.unwrap_or(value.span);
        if let Some((first, _)) = otherwise {
            self.reader.report_syntax(
                Diagnostic::new(Code::SyntaxError, place, msg!("syntax-error.otherwise"))
                    .label(msg!("syntax-error.otherwise.label"))
                    .also(*first, msg!("syntax-error.otherwise.first"))
                    .help(msg!("syntax-error.otherwise.help")),
            );
        } else {
            *otherwise = Some((place, Box::new(value)));
        }
    }
}

/// `p in l` as what it goes over; itself where it is something else.
fn over(built: Built, filter: Option<Expr>) -> Result<Over, Built> {
    let fits = built.bare
        && matches!(&built.expr.kind, ExprKind::In { value, negated: false, within: Within::List(_) }
            if matches!(value.kind, ExprKind::Name(_)));
    if !fits {
        return Err(built);
    }
    let Built { expr: Expr { kind, span }, depth, bare } = built;
    match kind {
        ExprKind::In { value, negated, within: Within::List(list) } => match *value {
            Expr { kind: ExprKind::Name(text), span } => {
                Ok(Over { variable: Name { text, span }, list: *list, filter })
            }
            value => {
                let kind = ExprKind::In { value: Box::new(value), negated, within: Within::List(list) };
                Err(Built { expr: Expr { kind, span }, depth, bare })
            }
        },
        kind => Err(Built { expr: Expr { kind, span }, depth, bare }),
    }
}

fn unit_of(word: &str) -> Unit {
    match word.strip_suffix('s').unwrap_or(word) {
        "second" => Unit::Seconds,
        "minute" => Unit::Minutes,
        "hour" => Unit::Hours,
        "week" => Unit::Weeks,
        "month" => Unit::Months,
        "year" => Unit::Years,
        _ => Unit::Days,
    }
}

/// Gives a unit to the number or name that an expression ends in; false where it ends in something else.
fn give_unit(expr: &mut Expr, unit: Unit, unit_span: Span) -> bool {
    let end = expr.span.end;
    let last: Option<&mut Expr> = match &mut expr.kind {
        ExprKind::Number { .. } | ExprKind::Name(_) => {
            let kind = std::mem::replace(&mut expr.kind, ExprKind::Error);
            let amount = Box::new(Expr { kind, span: expr.span });
            expr.kind = ExprKind::Quantity { amount, unit, unit_span };
            expr.span = expr.span.to(unit_span);
            return true;
        }
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.last_mut(),
        ExprKind::Unary(_, operand) => Some(operand),
        ExprKind::Compare { right, .. } | ExprKind::Arithmetic { right, .. } | ExprKind::Default(_, right) => {
            Some(right)
        }
        ExprKind::In { within: Within::List(last) | Within::Range(_, last), .. } => Some(last),
        ExprKind::If { otherwise, .. } => Some(otherwise),
        ExprKind::Quantifier { body, .. } => Some(body),
        _ => None,
    };
    // Parentheses around the whole would end it later than its last part.
    let given = last.filter(|last| last.span.end == end).is_some_and(|last| give_unit(last, unit, unit_span));
    if given {
        expr.span = expr.span.to(unit_span);
    }
    given
}
