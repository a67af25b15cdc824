//! The bounds that declarations give to what expressions read, and bounds that look wrong.

use zhun::check::checked::{Checked, Expr, ExprKind};
use zhun::diagnostic::{Code, Diagnostic, Message};
use zhun::model::{Constraint, Decimal, TypeKind, Value};
use zhun::source::Span;
use zhun::syntax::ast;

use crate::msg;
use crate::written::{each_field, each_item};

/// The name of what an expression reads, and its bounds as they were written; none where it has none.
pub fn of(checked: &Checked, expr: &Expr) -> Option<(String, String)> {
    constraint(checked, expr).map(|bounds| (checked.texts.slice(expr.span).to_owned(), bounds.to_string()))
}

fn constraint<'c>(checked: &'c Checked, expr: &Expr) -> Option<&'c Constraint> {
    match &expr.kind {
        ExprKind::Fact(id) => checked.schema.facts[*id].field.constraint.as_ref(),
        ExprKind::Param(id) => checked.schema.params[*id].constraint.as_ref(),
        ExprKind::Field(record, index) => match record.ty.kind {
            TypeKind::Record(id) => {
                checked.schema.types.records[id].fields.get(usize::from(*index))?.constraint.as_ref()
            }
            _ => None,
        },
        ExprKind::ToDecimal(inner) => constraint(checked, inner),
        _ => None,
    }
}

/// Bounds that look wrong, and percentages that are held against them.
pub fn look(checked: &Checked, files: &[&ast::File]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in files.iter().flat_map(|file| each_item(file)) {
        match &item.kind {
            ast::ItemKind::Facts(fields) => each_field(fields, &mut |field| {
                found.extend(field.constraint.as_ref().and_then(|it| suspect(&field.name, &field.ty, it, &field.unit)));
            }),
            ast::ItemKind::Record(record) => each_field(&record.fields, &mut |field| {
                found.extend(field.constraint.as_ref().and_then(|it| suspect(&field.name, &field.ty, it, &field.unit)));
            }),
            ast::ItemKind::Param(param) => {
                found.extend(param.constraint.as_ref().and_then(|it| suspect(&param.name, &param.ty, it, &param.unit)));
            }
            _ => {}
        }
    }
    for (_, define) in checked.defines.iter() {
        hundredths(checked, &define.body, &mut found);
    }
    for rule in checked.decisions.values().flat_map(|decision| &decision.rules) {
        rule.conditions().for_each(|condition| hundredths(checked, condition, &mut found));
    }
    found
}

fn suspect(
    name: &ast::Name,
    ty: &ast::TypeExpr,
    bounds: &ast::Constraint,
    unit: &[ast::Localised<ast::Text>],
) -> Option<Diagnostic> {
    let report =
        |message: Message, help: Message| Some(Diagnostic::new(Code::SuspectBound, bounds.span, message).help(help));
    let (least, greatest) = (plain(bounds.least.as_ref()?)?, plain(bounds.greatest.as_ref()?)?);
    if least == greatest {
        return report(msg!("suspect-bound.one", name = name.text), msg!("suspect-bound.one.help"));
    }
    let one = Decimal::from(1);
    if least != Decimal::ZERO || greatest != one {
        return None;
    }
    if is_int(ty) {
        return report(msg!("suspect-bound.whole", name = name.text), msg!("suspect-bound.whole.help"));
    }
    let percent = unit.iter().find(|unit| matches!(unit.plain.value.trim(), "%" | "％"));
    percent.and_then(|_| report(msg!("suspect-bound.percent", name = name.text), msg!("suspect-bound.percent.help")))
}

fn is_int(ty: &ast::TypeExpr) -> bool {
    match &ty.kind {
        ast::TypeExprKind::Name(name) => name == "int",
        ast::TypeExprKind::Optional(inner) | ast::TypeExprKind::List(inner) => is_int(inner),
        ast::TypeExprKind::Enum(_) | ast::TypeExprKind::Record(_) => false,
    }
}

fn plain(bound: &ast::Expr) -> Option<Decimal> {
    match &bound.kind {
        ast::ExprKind::Number { value, .. } => Some(*value),
        _ => None,
    }
}

/// Reports `5%`, which is 0.05, where it is held against a number that goes up to 100.
fn hundredths(checked: &Checked, expr: &Expr, found: &mut Vec<Diagnostic>) {
    if let ExprKind::Compare(_, a, b) = &expr.kind {
        for (value, literal) in [(a, b), (b, a)] {
            let to_hundred = |bounds: &&Constraint| number(&bounds.greatest) == Some(Decimal::from(100));
            if let (Some(written), Some(_)) = (percent(checked, literal), constraint(checked, value).filter(to_hundred))
            {
                found.push(against_hundred(checked, value, literal.span, written));
            }
        }
    }
    expr.each_child(&mut |child| hundredths(checked, child, found));
}

fn against_hundred(checked: &Checked, value: &Expr, span: Span, written: &str) -> Diagnostic {
    let name = checked.texts.slice(value.span);
    let meant = written.trim_end_matches('%');
    Diagnostic::new(Code::SuspectBound, span, msg!("suspect-bound.hundred", name = name, written = written))
        .help(msg!("suspect-bound.hundred.help", written = written, meant = meant))
        .fix(msg!("suspect-bound.hundred.fix", meant = meant), span, meant)
        .guessed()
}

/// A literal that was written with a percent sign.
fn percent<'c>(checked: &'c Checked, literal: &Expr) -> Option<&'c str> {
    let written = checked.texts.slice(literal.span);
    (matches!(literal.kind, ExprKind::Literal(Value::Decimal(_))) && written.ends_with('%')).then_some(written)
}

fn number(bound: &Option<Value>) -> Option<Decimal> {
    match bound {
        Some(Value::Int(n)) => Some(Decimal::from(*n)),
        Some(Value::Decimal(n)) => Some(*n),
        _ => None,
    }
}
