//! Expressions to texts that are equal where the expressions say the same, wherever they stand.

use std::fmt::Write as _;

use zhun::check::checked::{Comparison, Expr, ExprKind, LocalId, Over, Rule, RuleKind};

use super::range::turned;

/// Stands for an expression: two with one key have one value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// The key of an expression.
    pub fn of(expr: &Expr) -> Self {
        let mut writer = Writer { out: String::new(), bound: Vec::new() };
        writer.expr(expr);
        Self(writer.out)
    }

    /// The key of when a rule fires: of its condition and its exceptions.
    pub fn of_rule(rule: &Rule) -> Self {
        let mut writer = Writer { out: String::new(), bound: Vec::new() };
        writer.truth(&rule.condition, rule.kind == RuleKind::When);
        let mut exceptions: Vec<String> = rule.exceptions.iter().map(|exception| Self::of(exception).0).collect();
        exceptions.sort();
        let _ = write!(writer.out, " except {exceptions:?}");
        Self(writer.out)
    }
}

struct Writer {
    out: String,
    /// The variables of the quantifiers around, outermost first: they go by their place, since names and slots say
    /// nothing.
    bound: Vec<LocalId>,
}

impl Writer {
    /// An expression that is true, or one that is not.
    fn truth(&mut self, expr: &Expr, holds: bool) {
        match &expr.kind {
            ExprKind::Not(inner) => self.truth(inner, !holds),
            _ if holds => self.expr(expr),
            _ => self.node("not", [expr]),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Local(local) => match self.bound.iter().rposition(|bound| bound == local) {
                Some(place) => self.leaf(format_args!("bound {place}")),
                None => self.leaf(format_args!("{local:?}")),
            },
            ExprKind::Quantifier(kind, over, body) => {
                self.over(format_args!("{kind:?}"), over, Some(body));
            }
            ExprKind::Aggregate(kind, over, value) => self.over(format_args!("{kind:?}"), over, value.as_deref()),
            ExprKind::Collect(over, value) => self.over(format_args!("collect"), over, Some(value)),
            // `a > b` says what `b < a` says.
            ExprKind::Compare(comparison @ (Comparison::Greater | Comparison::GreaterOrEqual), a, b) => {
                self.node(&format!("{:?}", turned(*comparison)), [&**b, &**a]);
            }
            _ => {
                let label = label(expr);
                let mut children = Vec::new();
                expr.each_child(&mut |child| children.push(child));
                self.node(&label, children);
            }
        }
    }

    fn leaf(&mut self, what: std::fmt::Arguments<'_>) {
        let _ = write!(self.out, "({what})");
    }

    fn node<'e>(&mut self, label: &str, children: impl IntoIterator<Item = &'e Expr>) {
        let _ = write!(self.out, "({label}");
        for child in children {
            self.expr(child);
        }
        self.out.push(')');
    }

    fn over(&mut self, kind: std::fmt::Arguments<'_>, over: &Over, value: Option<&Expr>) {
        let _ = write!(self.out, "({kind}");
        self.expr(&over.list);
        self.bound.push(over.variable);
        match &over.filter {
            Some(filter) => self.expr(filter),
            None => self.out.push_str("()"),
        }
        value.iter().for_each(|value| self.expr(value));
        self.bound.pop();
        self.out.push(')');
    }
}

/// What an expression is, without what stands below it. Those that bind a variable are written elsewhere.
fn label(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(value) => format!("{value:?}"),
        ExprKind::Fact(id) => format!("{id:?}"),
        ExprKind::Param(id) => format!("{id:?}"),
        ExprKind::Define(id) => format!("{id:?}"),
        ExprKind::Call(id, _) => format!("call {id:?}"),
        ExprKind::Decision(id) => format!("{id:?}"),
        ExprKind::Field(_, index) => format!("field {index}"),
        ExprKind::Compare(comparison, ..) => format!("{comparison:?}"),
        ExprKind::IsWord(_, words) => format!("is {words:?}"),
        ExprKind::IsOutcome(_, outcomes) => format!("is {outcomes:?}"),
        ExprKind::IsPresent(_, present) => format!("present {present}"),
        ExprKind::Arithmetic(operation, ..) => format!("{operation:?}"),
        ExprKind::AddMonths { times, .. } => format!("months {times}"),
        ExprKind::DurationOf(_, seconds) => format!("seconds {seconds}"),
        ExprKind::ChooseWord { arms, otherwise, .. } => {
            let words: Vec<_> = arms.iter().map(|(words, _)| words).collect();
            format!("choose {words:?} {}", otherwise.is_some())
        }
        ExprKind::ChooseOutcome { arms, otherwise, .. } => {
            let outcomes: Vec<_> = arms.iter().map(|(outcomes, _)| outcomes).collect();
            format!("choose {outcomes:?} {}", otherwise.is_some())
        }
        ExprKind::Builtin(function, _) => format!("{function:?}"),
        ExprKind::Absent => "absent".to_owned(),
        ExprKind::Today => "today".to_owned(),
        ExprKind::Now => "now".to_owned(),
        ExprKind::Local(local) => format!("{local:?}"),
        ExprKind::ToDecimal(_) => "decimal".to_owned(),
        ExprKind::Not(_) => "not".to_owned(),
        ExprKind::And(_) => "and".to_owned(),
        ExprKind::Or(_) => "or".to_owned(),
        ExprKind::InList(..) => "in list".to_owned(),
        ExprKind::InRange(..) => "in range".to_owned(),
        ExprKind::Default(..) => "default".to_owned(),
        ExprKind::Negate(_) => "minus".to_owned(),
        ExprKind::If(..) => "if".to_owned(),
        ExprKind::Choose { .. } => "choose".to_owned(),
        ExprKind::Count(_) => "count".to_owned(),
        ExprKind::Distinct(_) => "distinct".to_owned(),
        ExprKind::List(_) => "list".to_owned(),
        ExprKind::Quantifier(..) | ExprKind::Aggregate(..) | ExprKind::Collect(..) => "over".to_owned(),
    }
}
