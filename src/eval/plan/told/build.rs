//! A rule to how it is told; none where it must be traced.

use super::super::build::Builder;
use super::super::scope::{Bound, Scope};
use super::super::{ExprId, Layout, Path, Root, TestId};
use super::{Each, Piece, Place, Read, Told};
use crate::compile::{Message, MessagePiece, Over, Program, Quantifier, Rule, RuleKind, Term, TermId};
use crate::eval::report::Reporter;
use crate::eval::{Reason, Request};
use crate::model::{DecisionId, Type, TypeKind};

/// How many places a rule may read: one bit each.
const PLACES: usize = 64;
/// How many steps its reads may take, and how deep they may nest: a define that is read often is walked through often.
const STEPS: usize = 512;
const NESTING: usize = 48;

impl Told {
    /// How a rule is told.
    pub(in crate::eval::plan) fn of_rule(
        program: &Program,
        decision: DecisionId,
        rule: &Rule,
        request: &Request,
    ) -> Option<Self> {
        let mut laying = Laying::new(program, request);
        let mut reads = Vec::new();
        for exception in &rule.exceptions {
            laying.reads(*exception, false, &mut reads)?;
        }
        let mut each = None;
        let because = rule.because.in_locale(request.locale.as_deref());
        if let Term::Quantifier(which, over, body) = program.term(rule.condition) {
            laying.reads(over.list, false, &mut reads)?;
            let holds = rule.kind == RuleKind::When;
            each = Some(laying.each(*which, *over, *body, holds, because.uses_element)?);
        } else {
            laying.reads(rule.condition, false, &mut reads)?;
        }
        let message = laying.message(because)?;
        let (reason, obligations) = Reporter::fixed(program, request, decision, rule);
        laying.told(reason, obligations, reads, each, message)
    }

    /// How a default is told.
    pub(in crate::eval::plan) fn of_default(
        program: &Program,
        decision: DecisionId,
        request: &Request,
    ) -> Option<Self> {
        let mut laying = Laying::new(program, request);
        let because = program.decision(decision).default_because.in_locale(request.locale.as_deref());
        let message = laying.message(because)?;
        let reason = Reporter::fixed_default(program, request, decision);
        laying.told(reason, Vec::new(), Vec::new(), None, message)
    }
}

/// The state of laying out.
struct Laying<'p> {
    program: &'p Program,
    builder: Builder<'p>,
    places: Vec<Place>,
    /// The variable of the quantifier, once there is one.
    scope: Scope,
    depth: u32,
    steps: usize,
    nesting: usize,
    /// The path of the list, as people read it, and what it holds.
    list: Option<(String, Type)>,
}

impl<'p> Laying<'p> {
    fn new(program: &'p Program, request: &'p Request) -> Self {
        let builder = Builder::new(program, request);
        let (places, scope) = (Vec::new(), Scope::default());
        Self { program, builder, places, scope, depth: 0, steps: STEPS, nesting: 0, list: None }
    }

    fn test(&mut self, term: TermId) -> Option<TestId> {
        self.builder.test(term, &self.scope, self.depth)
    }

    fn message(&mut self, message: &Message) -> Option<Box<[Piece]>> {
        let mut pieces = Vec::new();
        for piece in &message.pieces {
            pieces.push(match piece {
                MessagePiece::Text(text) => Piece::Text(text.to_string()),
                MessagePiece::Term(term) => {
                    let expr: ExprId = self.builder.expr(*term, &self.scope, self.depth)?;
                    Piece::Value(expr, self.program.type_of(*term).clone())
                }
            });
        }
        Some(pieces.into())
    }

    /// The elements that settle a quantifier of which it is known whether it holds.
    fn each(&mut self, which: Quantifier, over: Over, body: TermId, holds: bool, has_message: bool) -> Option<Each> {
        let list = self.builder.path(over.list, &self.scope, 0)?;
        let (text, ty) = self.describe(&list)?;
        let TypeKind::List(item) = ty.kind else { return None };
        self.scope = self.scope.with(over.variable, Bound::Kept(0));
        self.depth = 1;
        self.list = Some((text.clone(), (*item).clone()));
        let mut reads = Vec::new();
        for term in over.filter.into_iter().chain([body]) {
            self.reads(term, true, &mut reads)?;
        }
        let filter = match over.filter {
            Some(filter) => Some(self.test(filter)?),
            None => None,
        };
        let body = self.test(body)?;
        // Where it was found out by one element: those that show it. Else all that it rests on.
        let found = holds == (which == Quantifier::Exists);
        let wanted = found == (which != Quantifier::Every);
        let mut key = serde_json::to_vec(&format!("{text}[")).ok()?;
        key.pop();
        let reads_besides = self.places.iter().any(|place| !place.in_element);
        let reads = reads.into();
        Some(Each { list, item: item.kind.clone(), text, key, filter, body, wanted, reads, reads_besides, has_message })
    }

    /// What is read on the way through a term, taken whole or not.
    fn reads(&mut self, id: TermId, whole: bool, reads: &mut Vec<Read>) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        self.nesting += 1;
        if self.nesting > NESTING {
            return None;
        }
        self.reads_of(id, whole, reads)?;
        self.nesting -= 1;
        Some(())
    }

    fn reads_of(&mut self, id: TermId, whole: bool, reads: &mut Vec<Read>) -> Option<()> {
        let program = self.program;
        match program.term(id) {
            Term::Literal(_) | Term::Today | Term::Now | Term::Param(_) => {}
            Term::Fact(_) | Term::Field(..) | Term::Local(_) => {
                let path = self.builder.path(id, &self.scope, self.depth)?;
                self.place(path, whole, reads)?;
            }
            Term::Define(define) => {
                // A define sees no variable.
                let (scope, depth) = (std::mem::take(&mut self.scope), std::mem::take(&mut self.depth));
                self.reads(program.define(*define).body, whole, reads)?;
                (self.scope, self.depth) = (scope, depth);
            }
            term @ (Term::And(parts) | Term::Or(parts)) => {
                let settles = matches!(term, Term::Or(_));
                let mut junction = Vec::new();
                for part in parts {
                    let mut inner = Vec::new();
                    self.reads(*part, whole, &mut inner)?;
                    junction.push((self.test(*part)?, inner.into()));
                }
                reads.push(Read::Junction(settles, junction.into()));
            }
            term @ (Term::Compare(..) | Term::Count(_) | Term::InList(_) | Term::Distinct(_)) => {
                for operand in term.operands() {
                    self.reads(operand, true, reads)?;
                }
            }
            Term::IsPresent(a, _) => self.reads(*a, false, reads)?,
            term @ (Term::Not(_)
            | Term::IsWord(..)
            | Term::ToDecimal(_)
            | Term::Negate(_)
            | Term::Arithmetic(..)
            | Term::AddMonths(..)
            | Term::DurationOf(..)
            | Term::InRange(_)
            | Term::Default(_)
            | Term::List(_)
            | Term::Builtin(..)) => {
                for operand in term.operands() {
                    self.reads(operand, whole, reads)?;
                }
            }
            Term::Call(..)
            | Term::Decision(_)
            | Term::IsOutcome(..)
            | Term::If(_)
            | Term::Choose(..)
            | Term::ChooseWord(..)
            | Term::ChooseOutcome(..)
            | Term::Quantifier(..)
            | Term::Aggregate(..)
            | Term::Collect(..) => return None,
        }
        Some(())
    }

    /// A place, then the records that it was looked up in, the innermost first.
    fn place(&mut self, mut path: Path, mut whole: bool, reads: &mut Vec<Read>) -> Option<()> {
        loop {
            reads.push(Read::Place(self.place_of(path)?, whole));
            let Some(length) = path.length.checked_sub(1) else { return Some(()) };
            *path.fields.get_mut(usize::from(length))? = 0;
            path.length = length;
            whole = false;
        }
    }

    fn place_of(&mut self, path: Path) -> Option<u8> {
        if let Some(known) = self.places.iter().position(|place| place.path == path) {
            return u8::try_from(known).ok();
        }
        if self.places.len() == PLACES {
            return None;
        }
        let (text, ty) = self.describe(&path)?;
        let in_element = matches!(path.root, Root::Local(_));
        let mut key = serde_json::to_vec(&text).ok()?;
        if in_element {
            key.remove(0);
        }
        key.push(b':');
        self.places.push(Place { path, kind: ty.kind, text, key, in_element });
        u8::try_from(self.places.len() - 1).ok()
    }

    /// A path as people read it, in an element without what stands before the end of the brackets; and its type.
    fn describe(&self, path: &Path) -> Option<(String, Type)> {
        let schema = self.program.schema();
        let (mut text, mut ty) = match path.root {
            Root::Fact(fact) => {
                let field = &schema.facts.get(fact)?.field;
                (field.name.to_string(), field.ty.clone())
            }
            Root::Local(0) => ("]".to_owned(), self.list.as_ref()?.1.clone()),
            Root::Local(_) => return None,
        };
        for index in path.fields.iter().take(usize::from(path.length)) {
            let TypeKind::Record(record) = ty.kind else { return None };
            let field = schema.types.records.get(record)?.fields.get(usize::from(*index))?;
            text.push('.');
            text.push_str(&field.name);
            ty = field.ty.clone();
        }
        Some((text, ty))
    }

    fn told(
        self,
        reason: Reason,
        obligations: Vec<crate::eval::ObligationDue>,
        reads: Vec<Read>,
        each: Option<Each>,
        message: Box<[Piece]>,
    ) -> Option<Told> {
        let layout: Layout = self.builder.finish()?;
        let (head, tail) = cut(serde_json::to_vec(&reason).ok()?, br#""message":"","facts":{}"#)?;
        let mut obligations_json = serde_json::to_vec(&obligations).ok()?;
        obligations_json.pop();
        obligations_json.remove(0);
        let (places, reads) = (self.places, reads.into());
        Some(Told { reason, head, tail, obligations, obligations_json, layout, places, reads, each, message })
    }
}

/// What stands before and after something in a JSON text. No text in it can hold it, since quotes are escaped there.
pub(in crate::eval::plan) fn cut(json: Vec<u8>, between: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let at = json.windows(between.len()).position(|window| window == between)?;
    let (head, rest) = json.split_at_checked(at)?;
    Some((head.to_vec(), rest.get(between.len()..)?.to_vec()))
}
