//! The engine's expressions as shapes. Parentheses are no node: what stands in them reaches over them.

use zhun::syntax::ast::*;

use super::{entries, leaf, name};
use crate::shape::Shape;

/// The shape of an expression.
pub fn expr(of: &Expr) -> Shape {
    let (what, parts) = match &of.kind {
        ExprKind::Error => ("error".to_owned(), Vec::new()),
        ExprKind::Bool(_) => ("boolean".to_owned(), Vec::new()),
        ExprKind::Absent => ("absent".to_owned(), Vec::new()),
        ExprKind::Today => ("today".to_owned(), Vec::new()),
        ExprKind::Now => ("now".to_owned(), Vec::new()),
        ExprKind::Number { .. } => ("number".to_owned(), Vec::new()),
        ExprKind::Text(_) => ("text".to_owned(), Vec::new()),
        ExprKind::Date(_) => ("date".to_owned(), Vec::new()),
        ExprKind::DateTime(_) => ("datetime".to_owned(), Vec::new()),
        ExprKind::Name(_) => ("identifier".to_owned(), Vec::new()),
        ExprKind::Quantity { amount, unit_span, .. } => {
            ("quantity".to_owned(), vec![expr(amount), leaf("unit", *unit_span)])
        }
        ExprKind::Field { record, field } => ("field_access".to_owned(), vec![expr(record), name(field)]),
        ExprKind::Call { function, args } => {
            ("call".to_owned(), std::iter::once(name(function)).chain(args.iter().map(expr)).collect())
        }
        ExprKind::Aggregate { function, over: of, value } => {
            ("call".to_owned(), std::iter::once(name(function)).chain(over(of, value.as_deref())).collect())
        }
        ExprKind::Collect { over: of, value } => ("list".to_owned(), over(of, value.as_deref()).into_iter().collect()),
        ExprKind::Quantifier { kind, over, body } => (quantifier(*kind).to_owned(), in_quantifier(over, body)),
        ExprKind::List(items) => ("list".to_owned(), items.iter().map(expr).collect()),
        ExprKind::Record(fields) => ("record".to_owned(), entries(fields)),
        ExprKind::Unary(UnaryOp::Not, operand) => ("not_expression".to_owned(), vec![expr(operand)]),
        ExprKind::Unary(UnaryOp::Negate, operand) => ("negation".to_owned(), vec![expr(operand)]),
        ExprKind::And(operands) => ("and_expression".to_owned(), operands.iter().map(expr).collect()),
        ExprKind::Or(operands) => ("or_expression".to_owned(), operands.iter().map(expr).collect()),
        ExprKind::Compare { op, op_span, left, right } => {
            (format!("comparison {}", comparison(*op)), vec![expr(left), leaf("operator", *op_span), expr(right)])
        }
        ExprKind::Is { value, negated, word } => {
            (if *negated { "is not" } else { "is" }.to_owned(), vec![expr(value), name(word)])
        }
        ExprKind::IsPresent { value, present } => {
            (if *present { "is present" } else { "is absent" }.to_owned(), vec![expr(value)])
        }
        ExprKind::In { value, negated, within } => (
            if *negated { "not in" } else { "in" }.to_owned(),
            match within {
                Within::List(list) => vec![expr(value), expr(list)],
                Within::Range(first, last) => vec![expr(value), expr(first), expr(last)],
            },
        ),
        ExprKind::Default(value, instead) => ("default_expression".to_owned(), vec![expr(value), expr(instead)]),
        ExprKind::Arithmetic { op, op_span, left, right } => {
            (format!("arithmetic {}", arithmetic(*op)), vec![expr(left), leaf("operator", *op_span), expr(right)])
        }
        ExprKind::If { condition, then, otherwise } => {
            ("if_expression".to_owned(), vec![expr(condition), expr(then), expr(otherwise)])
        }
        ExprKind::Choose { arms, otherwise } => {
            let arms = arms.iter().filter_map(|(c, value)| Shape::group("arm", vec![expr(c), expr(value)]));
            ("choose".to_owned(), arms.chain(last_arm(otherwise.as_deref())).collect())
        }
        ExprKind::ChooseWord { value, arms, otherwise } => {
            let arms = arms.iter().filter_map(|(word, value)| Shape::group("word_arm", vec![name(word), expr(value)]));
            let subject = std::iter::once(expr(value));
            ("choose_word".to_owned(), subject.chain(arms).chain(last_arm(otherwise.as_deref())).collect())
        }
    };
    Shape::new(what, of.span.range(), parts)
}

/// `p in l`, or `p in l where W: value`, which is a node of its own.
fn over(of: &Over, value: Option<&Expr>) -> Option<Shape> {
    let binding = Shape::group("in", vec![name(&of.variable), expr(&of.list)])?;
    if of.filter.is_none() && value.is_none() {
        return Some(binding);
    }
    let more = of.filter.as_ref().into_iter().chain(value).map(expr);
    Shape::group("each", std::iter::once(binding).chain(more).collect())
}

fn in_quantifier(over: &Over, body: &Expr) -> Vec<Shape> {
    let expressions = [&over.list, body].into_iter().chain(&over.filter).map(expr);
    std::iter::once(name(&over.variable)).chain(expressions).collect()
}

fn last_arm(value: Option<&Expr>) -> Option<Shape> {
    Shape::group("otherwise", vec![expr(value?)])
}

fn quantifier(kind: QuantifierKind) -> &'static str {
    match kind {
        QuantifierKind::Every => "quantifier every",
        QuantifierKind::Exists => "quantifier exists",
        QuantifierKind::No => "quantifier no",
    }
}

fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

fn arithmetic(op: ArithmeticOp) -> &'static str {
    match op {
        ArithmeticOp::Add => "+",
        ArithmeticOp::Subtract => "-",
        ArithmeticOp::Multiply => "*",
        ArithmeticOp::Divide => "/",
    }
}
