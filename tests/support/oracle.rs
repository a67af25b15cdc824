//! A second evaluator, as naive as can be, of checked policies: a literal reading of the chapters "Meaning of
//! unknown" and "Decisions" of the language. It never shares code with the engine's evaluation but the arithmetic of
//! the model.

use std::cmp::Ordering;

use jiff::Span;
use zhun::check::checked::*;
use zhun::eval::Request;
use zhun::facts::Facts;
use zhun::model::{Cell, DecisionId, Duration, OutcomeSet, Value};

use super::kleene::{FAILED, Seen, Truth, UNKNOWN, all, any, known, not, seen};
use super::operations::{arithmetic, builtin, compare, distinct, elements, holds, is_certain, order, total};

/// What comes of a decision.
#[derive(Debug, Clone)]
pub struct Judged {
    pub in_force: bool,
    /// Whether each rule fires, in file order; none where that is unknown.
    pub fires: Vec<Option<bool>>,
    pub possible: OutcomeSet,
    /// Whether a failed term had a part in a rule that leaves the outcome open.
    pub failed: bool,
}

pub struct Oracle<'a> {
    pub checked: &'a Checked,
    pub facts: &'a Facts,
    pub request: &'a Request,
}

impl Oracle<'_> {
    pub fn decision(&self, id: DecisionId) -> Judged {
        let decision = &self.checked.decisions[id];
        if !decision.effective.contains(self.request.today) {
            return Judged { in_force: false, fires: Vec::new(), possible: OutcomeSet::default(), failed: false };
        }
        let fires: Vec<Truth> = decision.rules.iter().map(|rule| self.fires(rule)).collect();
        let outcomes = || decision.rules.iter().map(|rule| rule.outcome).zip(&fires);
        let sure = outcomes().filter(|(_, fires)| fires.0 == Some(true)).map(|(outcome, _)| outcome).max().unwrap_or(0);
        let open = || outcomes().filter(move |(outcome, fires)| fires.0.is_none() && *outcome > sure);
        Judged {
            in_force: true,
            possible: open().fold(OutcomeSet::one(sure), |set, (outcome, _)| set.with(outcome)),
            failed: open().any(|(_, fires)| fires.1),
            fires: fires.iter().map(|fires| fires.0).collect(),
        }
    }

    /// Whether a condition holds that reads no variable; none where that is unknown.
    pub fn condition(&self, expr: &Expr, locals: usize) -> Option<bool> {
        self.truth(expr, &mut vec![UNKNOWN; locals]).0
    }

    fn fires(&self, rule: &Rule) -> Truth {
        if !rule.effective.contains(self.request.today) {
            return (Some(false), false);
        }
        let mut frame = vec![UNKNOWN; rule.frame.locals.len()];
        let condition = self.truth(&rule.condition, &mut frame);
        let condition = if rule.kind == RuleKind::Require { not(condition) } else { condition };
        let exceptions = rule.exceptions.iter().map(|exception| self.truth(exception, &mut frame));
        let excepted = any(exceptions.collect::<Vec<_>>());
        all([not(excepted), condition])
    }

    pub fn define(&self, id: DefineId, arguments: Vec<Seen>) -> Seen {
        let define = &self.checked.defines[id];
        let mut frame = arguments;
        frame.resize(define.frame.locals.len(), UNKNOWN);
        self.eval(&define.body, &mut frame)
    }

    fn truth(&self, expr: &Expr, frame: &mut [Seen]) -> Truth {
        let Seen { cell, failed } = self.eval(expr, frame);
        match cell {
            Cell::Known(Value::Bool(truth)) => (Some(truth), false),
            _ => (None, failed),
        }
    }

    /// The values of operands that are all needed, or the unknown that comes of one that is not there.
    fn values<'e>(&self, all: impl IntoIterator<Item = &'e Expr>, frame: &mut [Seen]) -> Result<Vec<Value>, Seen> {
        let seen: Vec<Seen> = all.into_iter().map(|expr| self.eval(expr, frame)).collect();
        let failed = seen.iter().any(|seen| seen.failed && !is_certain(&seen.cell));
        let values = seen.into_iter().map(|seen| seen.cell.value().cloned()).collect::<Option<_>>();
        values.ok_or(Seen { cell: Cell::Unknown, failed })
    }

    /// An operation on operands that are all needed; none where it fails.
    fn apply(&self, all: &[&Expr], frame: &mut [Seen], f: impl FnOnce(&[Value]) -> Option<Value>) -> Seen {
        match self.values(all.iter().copied(), frame) {
            Ok(values) => f(&values).map_or(FAILED, known),
            Err(unknown) => unknown,
        }
    }

    fn eval(&self, expr: &Expr, frame: &mut [Seen]) -> Seen {
        let bool = |truth: bool| Some(Value::Bool(truth));
        match &expr.kind {
            ExprKind::Literal(value) => known(value.clone()),
            ExprKind::Absent => Seen { cell: Cell::Absent, failed: false },
            ExprKind::Today => known(Value::Date(self.request.today)),
            ExprKind::Now => self.request.now.map_or(UNKNOWN, |now| known(Value::DateTime(now))),
            ExprKind::Fact(id) => Seen { cell: self.facts.get(*id).clone(), failed: false },
            ExprKind::Param(id) => {
                let given = self.request.params.iter().find(|(param, _)| param == id).map(|(_, cell)| cell);
                let dated = || self.checked.schema.params[*id].on(self.request.today).map(|(_, cell)| cell);
                Seen { cell: given.or_else(dated).cloned().unwrap_or_default(), failed: false }
            }
            ExprKind::Local(id) => frame[usize::from(id.0)].clone(),
            ExprKind::Define(id) => self.define(*id, Vec::new()),
            ExprKind::Call(id, arguments) => {
                let arguments = arguments.iter().map(|argument| self.eval(argument, frame)).collect();
                self.define(*id, arguments)
            }
            ExprKind::Decision(id) => {
                let judged = self.decision(*id);
                Seen { cell: Cell::Known(Value::Outcome(judged.possible)), failed: judged.failed }
            }
            ExprKind::Field(record, index) => {
                let Seen { cell, failed } = self.eval(record, frame);
                match cell {
                    Cell::Known(Value::Record(cells)) => Seen { cell: cells[usize::from(*index)].clone(), failed },
                    cell => Seen { cell, failed },
                }
            }
            ExprKind::ToDecimal(inner) => match self.eval(inner, frame) {
                Seen { cell: Cell::Known(Value::Int(n)), .. } => known(Value::Decimal(n.into())),
                other => other,
            },
            ExprKind::Not(inner) => seen(not(self.truth(inner, frame))),
            ExprKind::And(parts) => seen(all(parts.iter().map(|part| self.truth(part, frame)))),
            ExprKind::Or(parts) => seen(any(parts.iter().map(|part| self.truth(part, frame)))),
            ExprKind::Compare(op, a, b) => self.apply(&[a, b], frame, |v| bool(compare(*op, &v[0], &v[1]))),
            ExprKind::IsWord(value, words) => self.apply(&[value], frame, |v| match v[0] {
                Value::Word(word) => bool(words.contains(word)),
                _ => None,
            }),
            ExprKind::IsOutcome(value, outcomes) => {
                let Seen { cell, failed } = self.eval(value, frame);
                match cell {
                    Cell::Known(Value::Outcome(set)) if set.and(*outcomes) == set => known(Value::Bool(true)),
                    Cell::Known(Value::Outcome(set)) if set.and(*outcomes).is_empty() => known(Value::Bool(false)),
                    _ => Seen { cell: Cell::Unknown, failed },
                }
            }
            ExprKind::IsPresent(value, present) => match self.eval(value, frame) {
                Seen { cell: Cell::Unknown, failed } => Seen { cell: Cell::Unknown, failed },
                Seen { cell, .. } => known(Value::Bool((cell != Cell::Absent) == *present)),
            },
            ExprKind::InList(value, list) => match self.values([&**value, &**list], frame) {
                Ok(values) => {
                    let (truth, unknown) = holds(&values[1], &values[0]);
                    seen((truth, unknown && self.eval(list, frame).failed))
                }
                Err(unknown) => unknown,
            },
            ExprKind::InRange(value, least, greatest) => self.apply(&[value, least, greatest], frame, |v| {
                bool(order(&v[1], &v[0]) != Ordering::Greater && order(&v[0], &v[2]) != Ordering::Greater)
            }),
            ExprKind::Default(value, fallback) => {
                let (value, fallback) = (self.eval(value, frame), self.eval(fallback, frame));
                match (&value.cell, &fallback.cell) {
                    (Cell::Unknown, _) | (_, Cell::Unknown) => {
                        let failed = |seen: &Seen| seen.failed && seen.cell == Cell::Unknown;
                        Seen { cell: Cell::Unknown, failed: failed(&value) || failed(&fallback) }
                    }
                    (Cell::Absent, _) => fallback,
                    _ => value,
                }
            }
            ExprKind::Arithmetic(op, a, b) => self.apply(&[a, b], frame, |v| arithmetic(*op, &v[0], &v[1])),
            ExprKind::Negate(value) => self.apply(&[value], frame, |v| match v[0] {
                Value::Int(n) => Some(Value::Int(n.checked_neg()?)),
                Value::Decimal(n) => Some(Value::Decimal(-n)),
                Value::Duration(d) => Some(Value::Duration(Duration::from_seconds(d.seconds().checked_neg()?))),
                _ => None,
            }),
            ExprKind::AddMonths { date, amount, times } => self.apply(&[date, amount], frame, |v| {
                let Value::Int(amount) = v[1] else { return None };
                let span = Span::new().try_months(amount.checked_mul(*times)?).ok()?;
                match v[0] {
                    Value::Date(date) => Some(Value::Date(date.checked_add(span).ok()?)),
                    Value::DateTime(at) => Some(Value::DateTime(at.checked_add(span).ok()?)),
                    _ => None,
                }
            }),
            ExprKind::DurationOf(amount, unit) => self.apply(&[amount], frame, |v| match v[0] {
                Value::Int(n) => Some(Value::Duration(Duration::from_seconds(n.checked_mul(*unit)?))),
                _ => None,
            }),
            ExprKind::If(condition, then, otherwise) => {
                self.first([(self.truth(condition, frame), &**then)], Some(otherwise), frame)
            }
            ExprKind::Choose { arms, otherwise } => {
                let arms: Vec<_> = arms.iter().map(|(c, value)| (self.truth(c, frame), value)).collect();
                self.first(arms, Some(otherwise), frame)
            }
            ExprKind::ChooseWord { value, arms, otherwise } => match self.eval(value, frame) {
                Seen { cell: Cell::Known(Value::Word(word)), .. } => {
                    let arms: Vec<_> = arms.iter().map(|(of, v)| ((Some(of.contains(word)), false), v)).collect();
                    self.first(arms, otherwise.as_deref(), frame)
                }
                Seen { failed, .. } => Seen { cell: Cell::Unknown, failed },
            },
            ExprKind::ChooseOutcome { value, arms, otherwise } => match self.eval(value, frame) {
                Seen { cell: Cell::Known(Value::Outcome(set)), .. } if set.len() == 1 => {
                    let arms: Vec<_> = arms.iter().map(|(of, v)| ((Some(of.and(set) == set), false), v)).collect();
                    self.first(arms, otherwise.as_deref(), frame)
                }
                Seen { failed, .. } => Seen { cell: Cell::Unknown, failed },
            },
            ExprKind::Quantifier(quantifier, over, body) => {
                let elements = match self.elements(over, frame) {
                    Ok(elements) => elements,
                    Err(unknown) => return unknown,
                };
                let truths: Vec<Truth> = elements
                    .into_iter()
                    .map(|(filter, element)| {
                        frame[usize::from(over.variable.0)] = element;
                        let body = self.truth(body, frame);
                        match quantifier {
                            Quantifier::Every => any([not(filter), body]),
                            Quantifier::Exists | Quantifier::No => all([filter, body]),
                        }
                    })
                    .collect();
                seen(match quantifier {
                    Quantifier::Every => all(truths),
                    Quantifier::Exists => any(truths),
                    Quantifier::No => not(any(truths)),
                })
            }
            ExprKind::Aggregate(aggregate, over, value) => match self.chosen(over, value.as_deref(), frame) {
                Ok(values) => total(*aggregate, &expr.ty.kind, &values),
                Err(unknown) => unknown,
            },
            ExprKind::Collect(over, value) => match self.chosen(over, Some(value), frame) {
                Ok(cells) => known(Value::List(cells.into())),
                Err(unknown) => unknown,
            },
            ExprKind::Count(list) => self.apply(&[list], frame, |v| Some(Value::Int(elements(&v[0]).len() as i64))),
            ExprKind::Distinct(list) => {
                let Seen { cell, failed } = self.eval(list, frame);
                let distinct = cell.value().and_then(distinct);
                distinct.map_or(Seen { cell: Cell::Unknown, failed }, known)
            }
            ExprKind::List(parts) => {
                let seen: Vec<Seen> = parts.iter().map(|part| self.eval(part, frame)).collect();
                let failed = seen.iter().any(|seen| seen.failed);
                let cells: Vec<Cell> = seen.into_iter().map(|seen| seen.cell).collect();
                Seen { cell: Cell::Known(Value::List(cells.into())), failed }
            }
            ExprKind::Builtin(function, arguments) => {
                let arguments: Vec<&Expr> = arguments.iter().collect();
                self.apply(&arguments, frame, |v| builtin(*function, &self.checked.calendars, v))
            }
        }
    }
    /// The value of the first condition that holds; unknown where an unknown one stands before it.
    fn first<'e>(
        &self,
        arms: impl IntoIterator<Item = (Truth, &'e Expr)>,
        otherwise: Option<&Expr>,
        frame: &mut [Seen],
    ) -> Seen {
        for ((truth, failed), value) in arms {
            match truth {
                Some(true) => return self.eval(value, frame),
                Some(false) => {}
                None => return Seen { cell: Cell::Unknown, failed },
            }
        }
        otherwise.map_or(UNKNOWN, |value| self.eval(value, frame))
    }

    /// The elements of a list, each with whether `where` keeps it.
    fn elements(&self, over: &Over, frame: &mut [Seen]) -> Result<Vec<(Truth, Seen)>, Seen> {
        let Seen { cell, failed } = self.eval(&over.list, frame);
        let Cell::Known(list) = cell else { return Err(Seen { cell: Cell::Unknown, failed }) };
        let kept = elements(&list).iter().map(|cell| {
            let element = Seen { cell: cell.clone(), failed };
            frame[usize::from(over.variable.0)] = element.clone();
            let filter = over.filter.as_ref().map_or((Some(true), false), |filter| self.truth(filter, frame));
            (filter, element)
        });
        Ok(kept.collect())
    }

    /// What is chosen of a list: the values for the elements that `where` keeps.
    fn chosen(&self, over: &Over, value: Option<&Expr>, frame: &mut [Seen]) -> Result<Vec<Cell>, Seen> {
        let (mut chosen, mut unknown, mut failures) = (Vec::new(), false, false);
        for ((filter, failed), element) in self.elements(over, frame)? {
            frame[usize::from(over.variable.0)] = element.clone();
            match (filter, value) {
                (Some(false), _) => {}
                (None, _) => (unknown, failures) = (true, failures || failed),
                (Some(true), None) => chosen.push(element.cell),
                (Some(true), Some(value)) => {
                    let Seen { cell, failed } = self.eval(value, frame);
                    if cell == Cell::Unknown {
                        (unknown, failures) = (true, failures || failed);
                    }
                    chosen.push(cell);
                }
            }
        }
        if unknown { Err(Seen { cell: Cell::Unknown, failed: failures }) } else { Ok(chosen) }
    }
}
