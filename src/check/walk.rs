//! Going through expressions, checked ones and written ones.

use super::checked::{Expr, ExprKind, Over, Piece, Rule, Template};
use crate::syntax::ast;

impl Expr {
    /// Calls `f` with each expression directly below this one, in the order written.
    pub fn each_child<'e>(&'e self, f: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Literal(_)
            | ExprKind::Absent
            | ExprKind::Today
            | ExprKind::Now
            | ExprKind::Fact(_)
            | ExprKind::Param(_)
            | ExprKind::Local(_)
            | ExprKind::Define(_)
            | ExprKind::Decision(_) => {}
            ExprKind::Field(a, _)
            | ExprKind::ToDecimal(a)
            | ExprKind::Not(a)
            | ExprKind::IsWord(a, _)
            | ExprKind::IsOutcome(a, _)
            | ExprKind::IsPresent(a, _)
            | ExprKind::Negate(a)
            | ExprKind::DurationOf(a, _)
            | ExprKind::Count(a)
            | ExprKind::Distinct(a) => f(a),
            ExprKind::Compare(_, a, b)
            | ExprKind::InList(a, b)
            | ExprKind::Default(a, b)
            | ExprKind::Arithmetic(_, a, b)
            | ExprKind::AddMonths { date: a, amount: b, .. } => {
                f(a);
                f(b);
            }
            ExprKind::InRange(a, b, c) | ExprKind::If(a, b, c) => {
                f(a);
                f(b);
                f(c);
            }
            ExprKind::And(all)
            | ExprKind::Or(all)
            | ExprKind::List(all)
            | ExprKind::Call(_, all)
            | ExprKind::Builtin(_, all) => all.iter().for_each(f),
            ExprKind::Choose { arms, otherwise } => {
                for (condition, value) in arms {
                    f(condition);
                    f(value);
                }
                f(otherwise);
            }
            ExprKind::ChooseWord { value, arms, otherwise } => {
                f(value);
                arms.iter().for_each(|(_, arm)| f(arm));
                otherwise.iter().for_each(|e| f(e));
            }
            ExprKind::ChooseOutcome { value, arms, otherwise } => {
                f(value);
                arms.iter().for_each(|(_, arm)| f(arm));
                otherwise.iter().for_each(|e| f(e));
            }
            ExprKind::Quantifier(_, over, body) => {
                over.each_child(f);
                f(body);
            }
            ExprKind::Aggregate(_, over, value) => {
                over.each_child(f);
                value.iter().for_each(|e| f(e));
            }
            ExprKind::Collect(over, value) => {
                over.each_child(f);
                f(value);
            }
        }
    }

    /// Calls `f` with this expression and all below it, outer before inner.
    pub fn each(&self, f: &mut dyn FnMut(&Expr)) {
        f(self);
        self.each_child(&mut |child| child.each(f));
    }
}

impl Over {
    fn each_child<'e>(&'e self, f: &mut dyn FnMut(&'e Expr)) {
        f(&self.list);
        self.filter.iter().for_each(f);
    }
}

impl Template {
    /// The expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Expr(expr) => Some(expr),
            Piece::Text(_) => None,
        })
    }
}

impl Rule {
    /// Its exceptions, then its condition: what settles whether it fires.
    pub fn conditions(&self) -> impl Iterator<Item = &Expr> {
        self.exceptions.iter().chain(std::iter::once(&self.condition))
    }

    /// All its expressions, those of its messages too.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let messages = std::iter::once(&self.because.plain).chain(self.because.other.values());
        self.conditions().chain(messages.flat_map(Template::expressions))
    }
}

/// Calls `f` with every name that an expression may mean something of the policy by. Names of variables are left out;
/// a word of an enum may be among them, since only types tell it apart.
pub(super) fn each_free_name<'e>(expr: &'e ast::Expr, bound: &mut Vec<&'e str>, f: &mut dyn FnMut(&'e str)) {
    use ast::ExprKind as Ast;
    let mut free = |name: &'e str, bound: &Vec<&'e str>| {
        if !bound.contains(&name) {
            f(name);
        }
    };
    match &expr.kind {
        Ast::Name(name) => free(name, bound),
        Ast::Error
        | Ast::Bool(_)
        | Ast::Absent
        | Ast::Today
        | Ast::Now
        | Ast::Number { .. }
        | Ast::Text(_)
        | Ast::Date(_)
        | Ast::DateTime(_) => {}
        Ast::Call { function, args } => {
            free(&function.text, bound);
            args.iter().for_each(|e| each_free_name(e, bound, f));
        }
        Ast::Quantity { amount: a, .. } | Ast::Field { record: a, .. } | Ast::Unary(_, a) => {
            each_free_name(a, bound, f)
        }
        Ast::Is { value: a, .. } | Ast::IsPresent { value: a, .. } => each_free_name(a, bound, f),
        Ast::Compare { left: a, right: b, .. } | Ast::Arithmetic { left: a, right: b, .. } | Ast::Default(a, b) => {
            each_free_name(a, bound, f);
            each_free_name(b, bound, f);
        }
        Ast::In { value, within, .. } => {
            each_free_name(value, bound, f);
            match within {
                ast::Within::List(list) => each_free_name(list, bound, f),
                ast::Within::Range(a, b) => {
                    each_free_name(a, bound, f);
                    each_free_name(b, bound, f);
                }
            }
        }
        Ast::If { condition, then, otherwise } => {
            for e in [condition, then, otherwise] {
                each_free_name(e, bound, f);
            }
        }
        Ast::List(all) | Ast::And(all) | Ast::Or(all) => all.iter().for_each(|e| each_free_name(e, bound, f)),
        Ast::Record(fields) => fields.iter().for_each(|field| each_free_name(&field.value, bound, f)),
        Ast::Choose { arms, otherwise } => {
            for (condition, value) in arms {
                each_free_name(condition, bound, f);
                each_free_name(value, bound, f);
            }
            otherwise.iter().for_each(|e| each_free_name(e, bound, f));
        }
        Ast::ChooseWord { value, arms, otherwise } => {
            each_free_name(value, bound, f);
            arms.iter().for_each(|(_, e)| each_free_name(e, bound, f));
            otherwise.iter().for_each(|e| each_free_name(e, bound, f));
        }
        Ast::Aggregate { over, value, .. } | Ast::Collect { over, value } => {
            each_free_name_over(over, value.as_deref(), bound, f);
        }
        Ast::Quantifier { over, body, .. } => each_free_name_over(over, Some(body), bound, f),
    }
}

fn each_free_name_over<'e>(
    over: &'e ast::Over,
    inner: Option<&'e ast::Expr>,
    bound: &mut Vec<&'e str>,
    f: &mut dyn FnMut(&'e str),
) {
    each_free_name(&over.list, bound, f);
    bound.push(&over.variable.text);
    over.filter.iter().chain(inner).for_each(|e| each_free_name(e, bound, f));
    bound.pop();
}
