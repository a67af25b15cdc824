//! Terms that are not conditions, to the values of a plan.

use super::build::{Builder, Define};
use super::fold::can_fail;
use super::scope::{Bound, Scope};
use super::{Expr, ExprId};
use crate::compile::{DefineId, Term, TermId};

/// The arms of a choice, and what comes where none is chosen.
type Arms<S> = (Box<[(S, ExprId)]>, Option<ExprId>);

impl Builder<'_> {
    fn define_expr(&mut self, define: DefineId) -> Option<ExprId> {
        if let Some(Define::Expr(expr)) = self.defines.get(&define) {
            return Some(*expr);
        }
        let body = self.program.define(define).body;
        let inner = self.expr(body, &Scope::default(), 0)?;
        let slot = u32::try_from(self.layout.values).ok()?;
        self.layout.values += 1;
        let expr = self.add_expr(Expr::Once(slot, inner))?;
        self.defines.insert(define, Define::Expr(expr));
        Some(expr)
    }

    fn exprs(&mut self, terms: &[TermId], scope: &Scope, depth: u32) -> Option<Box<[ExprId]>> {
        terms.iter().map(|term| self.expr(*term, scope, depth)).collect()
    }

    /// A value, with so many kept variables around it.
    pub(super) fn expr(&mut self, id: TermId, scope: &Scope, depth: u32) -> Option<ExprId> {
        self.nested(|builder| builder.expr_here(id, scope, depth))
    }

    fn expr_here(&mut self, id: TermId, scope: &Scope, depth: u32) -> Option<ExprId> {
        if let Some(cell) = self.constant(id, scope) {
            return self.add_expr(Expr::Constant(cell));
        }
        if let Some(path) = self.path(id, scope, depth) {
            return self.add_expr(Expr::Path(path));
        }
        let term = self.program.term(id);
        self.layout.may_fail |= can_fail(term);
        let expr = match term {
            Term::Not(_)
            | Term::And(_)
            | Term::Or(_)
            | Term::Compare(..)
            | Term::IsWord(..)
            | Term::IsOutcome(..)
            | Term::IsPresent(..)
            | Term::InList(_)
            | Term::Quantifier(..) => Expr::Test(self.test(id, scope, depth)?),
            Term::ToDecimal(_)
            | Term::Arithmetic(..)
            | Term::Negate(_)
            | Term::AddMonths(..)
            | Term::DurationOf(..)
            | Term::InRange(_)
            | Term::Count(_)
            | Term::Builtin(..) => Expr::Strict(id, self.exprs(&term.operands(), scope, depth)?),
            // A literal, a fact, a variable: told already, or out of reach.
            Term::Literal(_) | Term::Today | Term::Now | Term::Param(_) | Term::Fact(_) => return None,
            Term::Local(local) => {
                let Bound::Path(id, scope) = scope.get(*local)?.clone() else { return None };
                return self.expr(id, &scope, depth);
            }
            Term::Define(define) => return self.define_expr(*define),
            Term::Call(define, args) => {
                let (lets, inner) = self.arguments(args, scope, depth)?;
                let body = self.program.define(*define).body;
                let mut expr = self.expr(body, &inner, depth + u32::try_from(lets.len()).ok()?)?;
                for value in lets.into_iter().rev() {
                    expr = self.add_expr(Expr::Let(value, expr))?;
                }
                return Some(expr);
            }
            Term::Decision(decision) => Expr::Decision(self.decision(*decision)?),
            Term::Field(record, index) => Expr::Field(self.expr(*record, scope, depth)?, *index),
            Term::Default([value, default]) => {
                Expr::Default(self.expr(*value, scope, depth)?, self.expr(*default, scope, depth)?)
            }
            Term::If([condition, then, otherwise]) => Expr::If(
                self.test(*condition, scope, depth)?,
                self.expr(*then, scope, depth)?,
                self.expr(*otherwise, scope, depth)?,
            ),
            Term::Choose(arms, otherwise) => {
                let arms: Option<Box<[_]>> = arms
                    .iter()
                    .map(|(when, then)| Some((self.test(*when, scope, depth)?, self.expr(*then, scope, depth)?)))
                    .collect();
                Expr::Choose(arms?, self.expr(*otherwise, scope, depth)?)
            }
            Term::ChooseWord(value, arms, otherwise) => {
                let value = self.expr(*value, scope, depth)?;
                let (arms, otherwise) = self.arms(arms, *otherwise, scope, depth)?;
                Expr::ChooseWord(value, arms, otherwise)
            }
            Term::ChooseOutcome(value, arms, otherwise) => {
                let value = self.expr(*value, scope, depth)?;
                let (arms, otherwise) = self.arms(arms, *otherwise, scope, depth)?;
                Expr::ChooseOutcome(value, arms, otherwise)
            }
            Term::Aggregate(which, over, value) => {
                let (list, filter, inner) = self.over(*over, scope, depth)?;
                let value = match value {
                    Some(value) => Some(self.expr(*value, &inner, depth + 1)?),
                    None => None,
                };
                Expr::Aggregate(id, *which, list, filter, value)
            }
            Term::Collect(over, value) => {
                let (list, filter, inner) = self.over(*over, scope, depth)?;
                Expr::Collect(list, filter, self.expr(*value, &inner, depth + 1)?)
            }
            Term::Distinct(list) => Expr::Distinct(self.expr(*list, scope, depth)?),
            Term::List(items) => Expr::List(self.exprs(items, scope, depth)?),
        };
        self.add_expr(expr)
    }

    fn arms<S: Clone>(
        &mut self,
        arms: &[(S, TermId)],
        otherwise: Option<TermId>,
        scope: &Scope,
        depth: u32,
    ) -> Option<Arms<S>> {
        let arms: Option<Box<[_]>> =
            arms.iter().map(|(set, then)| Some((set.clone(), self.expr(*then, scope, depth)?))).collect();
        let otherwise = match otherwise {
            Some(otherwise) => Some(self.expr(otherwise, scope, depth)?),
            None => None,
        };
        Some((arms?, otherwise))
    }
}
