//! Typed trees to rows of the term table.

use super::program::{Decision, Define, Message, MessagePiece, Place, Program, Rule};
use super::term::{Over, Term, TermId};
use crate::check::checked::{self, Checked, Expr, ExprKind, LocalId, Piece, Query, Template};
use crate::model::{Cell, DecisionId, Id, Localised};
use crate::source::FileId;
use std::sync::{Arc, OnceLock};

/// Compiles checked policies. It cannot fail: whatever the checker let through has a meaning.
///
/// ```
/// use zhun::check::checked::Checked;
/// let program = zhun::compile::compile(&Checked::default());
/// assert_eq!(program.decisions().len(), 0);
/// ```
#[must_use]
pub fn compile(checked: &Checked) -> Program {
    compile_after(checked, None, |_| false)
}

/// Compiles checked policies of which some decisions were compiled before: those of kept files are taken over from
/// `before`, since [`check_after`](crate::check::check_after) gives them no rules.
#[must_use]
pub fn compile_after(checked: &Checked, before: Option<&Program>, is_kept: impl Fn(FileId) -> bool) -> Program {
    let mut program = Program {
        texts: checked.texts.clone(),
        schema: checked.schema.clone(),
        sources: checked.sources.clone(),
        calendars: checked.calendars.clone(),
        ..Program::default()
    };
    let terms = before.map_or(0, |before| before.terms.len());
    program.terms.reserve(terms);
    program.types.reserve(terms);
    program.spans.reserve(terms);
    for (id, define) in checked.defines.iter() {
        let define = program.lower_define(Place::Define(id), define);
        if define.params == 0 {
            program.names.insert(define.full_name(), Query::Value(id));
        }
        program.defines.push(define);
        program.define_reach.push(OnceLock::new());
    }
    for (id, decision) in checked.decisions.iter() {
        let known = before.filter(|_| is_kept(decision.span.file));
        let decision = match known.and_then(|before| Some((before, before.decisions.get(id)?))) {
            Some((before, known)) => program.take_over(id, known, before),
            None => Arc::new(program.lower_decision(id, decision)),
        };
        program.names.insert(decision.full_name(), Query::Decision(id));
        program.decisions.push(decision);
        program.decision_reach.push(OnceLock::new());
    }
    program.terms.shrink();
    program.types.shrink();
    program.spans.shrink();
    program
}

impl Program {
    fn next_term(&self) -> TermId {
        TermId(u32::try_from(self.terms.len()).unwrap_or(u32::MAX))
    }

    fn lower_define(&mut self, place: Place, define: &checked::Define) -> Define {
        let first = self.next_term();
        self.places.push((first, place));
        let body = self.lower(&define.body);
        Define {
            policy: define.policy.clone(),
            name: define.name.clone(),
            params: define.params,
            slots: define.frame.locals.len(),
            ty: define.ty.clone(),
            body,
            title: define.title.clone(),
            unit: define.unit.clone(),
            cites: define.cites.clone(),
            interpretations: define.interpretations.clone(),
            doc: define.doc.clone(),
            span: define.span,
            terms: (first, self.next_term()),
        }
    }

    fn lower_decision(&mut self, id: DecisionId, decision: &checked::Decision) -> Decision {
        let first = self.next_term();
        let rules = decision.rules.iter().enumerate().map(|(at, rule)| self.lower_rule(id, at, rule)).collect();
        self.places.push((self.next_term(), Place::Default(id)));
        let default_because = self.lower_message(&decision.default_because, None);
        Decision {
            policy: decision.policy.clone(),
            name: decision.name.clone(),
            title: decision.title.clone(),
            outcomes: decision.outcomes.clone(),
            default_because,
            default_slots: decision.default_frame.locals.len(),
            default_cites: decision.default_cites.clone(),
            default_interpretations: decision.default_interpretations.clone(),
            effective: decision.effective,
            rules,
            doc: decision.doc.clone(),
            span: decision.span,
            terms: (first, self.next_term()),
        }
    }

    /// A decision of a program before, with its terms.
    fn take_over(&mut self, id: DecisionId, known: &Arc<Decision>, before: &Self) -> Arc<Decision> {
        let (first, end) = known.terms;
        let start = self.next_term();
        let moved = |term: TermId| TermId(term.0.wrapping_sub(first.0).wrapping_add(start.0));
        let (from, to) = (first.index(), end.index());
        for at in from..to {
            let at = TermId::from_index(at);
            if let (Some(term), Some(ty), Some(span)) =
                (before.terms.get(at), before.types.get(at), before.spans.get(at))
            {
                let mut term = term.clone();
                if start != first {
                    term.each_operand(&mut |operand| *operand = moved(*operand));
                }
                self.terms.push(term);
                self.types.push(ty.clone());
                self.spans.push(*span);
            }
        }
        let own = before.places.partition_point(|(term, _)| *term < first);
        let places = before.places.get(own..).unwrap_or_default().iter();
        let places = places
            .take_while(|(term, _)| *term <= end)
            .filter(|(_, place)| matches!(place, Place::Rule(of, _) | Place::Default(of) if *of == id));
        self.places.extend(places.map(|(term, place)| (moved(*term), *place)));
        if start == first {
            return Arc::clone(known);
        }
        let mut decision = Decision::clone(known);
        decision.terms = (start, self.next_term());
        for rule in &mut decision.rules {
            rule.condition = moved(rule.condition);
            rule.exceptions.iter_mut().for_each(|exception| *exception = moved(*exception));
        }
        let messages = decision.rules.iter_mut().map(|rule| &mut rule.because).chain([&mut decision.default_because]);
        for message in
            messages.flat_map(|because| std::iter::once(&mut because.plain).chain(because.other.values_mut()))
        {
            for piece in &mut message.pieces {
                if let MessagePiece::Term(term) = piece {
                    *term = moved(*term);
                }
            }
        }
        Arc::new(decision)
    }

    fn lower_rule(&mut self, decision: DecisionId, at: usize, rule: &checked::Rule) -> Rule {
        self.places.push((self.next_term(), Place::Rule(decision, at)));
        let exceptions = rule.exceptions.iter().map(|expr| self.lower(expr)).collect();
        let condition = self.lower(&rule.condition);
        let element = match &rule.condition.kind {
            ExprKind::Quantifier(_, over, _) => Some(over.variable),
            _ => None,
        };
        Rule {
            name: rule.name.clone(),
            title: rule.title.clone(),
            kind: rule.kind,
            condition,
            exceptions,
            outcome: rule.outcome,
            because: self.lower_message(&rule.because, element),
            cites: rule.cites.clone(),
            interpretations: rule.interpretations.clone(),
            effective: rule.effective,
            obligations: rule.obligations.clone(),
            slots: rule.frame.locals.len(),
            doc: rule.doc.clone(),
            span: rule.span,
        }
    }

    fn lower_message(&mut self, message: &Localised<Template>, element: Option<LocalId>) -> Localised<Message> {
        Localised {
            plain: self.lower_template(&message.plain, element),
            other: message
                .other
                .iter()
                .map(|(locale, template)| (locale.clone(), self.lower_template(template, element)))
                .collect(),
        }
    }

    fn lower_template(&mut self, template: &Template, element: Option<LocalId>) -> Message {
        let first = self.terms.len();
        let pieces = template
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => MessagePiece::Text(text.clone()),
                Piece::Expr(expr) => MessagePiece::Term(self.lower(expr)),
            })
            .collect();
        let uses_element =
            self.terms.values().skip(first).any(|term| matches!(term, Term::Local(local) if Some(*local) == element));
        Message { pieces, uses_element }
    }

    fn lower(&mut self, expr: &Expr) -> TermId {
        let term = self.lower_kind(&expr.kind);
        self.types.push(expr.ty.clone());
        self.spans.push(expr.span);
        self.terms.push(term)
    }

    fn lower_all(&mut self, exprs: &[Expr]) -> Box<[TermId]> {
        exprs.iter().map(|expr| self.lower(expr)).collect()
    }

    fn lower_over(&mut self, over: &checked::Over) -> Over {
        let list = self.lower(&over.list);
        let filter = over.filter.as_ref().map(|filter| self.lower(filter));
        Over { variable: over.variable, list, filter }
    }

    fn lower_kind(&mut self, kind: &ExprKind) -> Term {
        match kind {
            ExprKind::Literal(value) => Term::Literal(Cell::Known(value.clone())),
            ExprKind::Absent => Term::Literal(Cell::Absent),
            ExprKind::Today => Term::Today,
            ExprKind::Now => Term::Now,
            ExprKind::Fact(id) => Term::Fact(*id),
            ExprKind::Param(id) => Term::Param(*id),
            ExprKind::Local(id) => Term::Local(*id),
            ExprKind::Define(id) => Term::Define(*id),
            ExprKind::Call(id, args) => Term::Call(*id, self.lower_all(args)),
            ExprKind::Decision(id) => Term::Decision(*id),
            ExprKind::Field(a, field) => Term::Field(self.lower(a), *field),
            ExprKind::ToDecimal(a) => Term::ToDecimal(self.lower(a)),
            ExprKind::Not(a) => Term::Not(self.lower(a)),
            ExprKind::And(parts) => Term::And(self.lower_all(parts)),
            ExprKind::Or(parts) => Term::Or(self.lower_all(parts)),
            ExprKind::Compare(by, a, b) => Term::Compare(*by, [self.lower(a), self.lower(b)]),
            ExprKind::IsWord(a, words) => Term::IsWord(self.lower(a), words.clone()),
            ExprKind::IsOutcome(a, set) => Term::IsOutcome(self.lower(a), *set),
            ExprKind::IsPresent(a, present) => Term::IsPresent(self.lower(a), *present),
            ExprKind::InList(a, list) => Term::InList([self.lower(a), self.lower(list)]),
            ExprKind::InRange(a, least, greatest) => {
                Term::InRange([self.lower(a), self.lower(least), self.lower(greatest)])
            }
            ExprKind::Default(a, b) => Term::Default([self.lower(a), self.lower(b)]),
            ExprKind::Arithmetic(op, a, b) => Term::Arithmetic(*op, [self.lower(a), self.lower(b)]),
            ExprKind::Negate(a) => Term::Negate(self.lower(a)),
            ExprKind::AddMonths { date, amount, times } => {
                Term::AddMonths([self.lower(date), self.lower(amount)], *times)
            }
            ExprKind::DurationOf(a, seconds) => Term::DurationOf(self.lower(a), *seconds),
            ExprKind::If(a, b, c) => Term::If([self.lower(a), self.lower(b), self.lower(c)]),
            ExprKind::Choose { .. } | ExprKind::ChooseWord { .. } | ExprKind::ChooseOutcome { .. } => {
                self.lower_choice(kind)
            }
            ExprKind::Quantifier(which, over, body) => {
                let over = self.lower_over(over);
                Term::Quantifier(*which, over, self.lower(body))
            }
            ExprKind::Aggregate(which, over, value) => {
                let over = self.lower_over(over);
                Term::Aggregate(*which, over, value.as_ref().map(|value| self.lower(value)))
            }
            ExprKind::Collect(over, value) => {
                let over = self.lower_over(over);
                Term::Collect(over, self.lower(value))
            }
            ExprKind::Count(list) => Term::Count(self.lower(list)),
            ExprKind::Distinct(list) => Term::Distinct(self.lower(list)),
            ExprKind::List(items) => Term::List(self.lower_all(items)),
            ExprKind::Builtin(which, args) => Term::Builtin(*which, self.lower_all(args)),
        }
    }

    fn lower_choice(&mut self, kind: &ExprKind) -> Term {
        match kind {
            ExprKind::Choose { arms, otherwise } => {
                let arms = arms.iter().map(|(when, then)| (self.lower(when), self.lower(then))).collect();
                Term::Choose(arms, self.lower(otherwise))
            }
            ExprKind::ChooseWord { value, arms, otherwise } => {
                let value = self.lower(value);
                let arms = arms.iter().map(|(words, then)| (words.clone(), self.lower(then))).collect();
                Term::ChooseWord(value, arms, otherwise.as_ref().map(|expr| self.lower(expr)))
            }
            ExprKind::ChooseOutcome { value, arms, otherwise } => {
                let value = self.lower(value);
                let arms = arms.iter().map(|(set, then)| (*set, self.lower(then))).collect();
                Term::ChooseOutcome(value, arms, otherwise.as_ref().map(|expr| self.lower(expr)))
            }
            other => self.lower_kind(other),
        }
    }
}
