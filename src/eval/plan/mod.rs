//! A decision made ready for one request and many facts: what the day and the settings fix is worked out once, every
//! fact is addressed by its slot, and nothing is allocated for a bare outcome.
//!
//! A plan says the same as the machine, which the tests hold it to. It knows no failures: where a term of the decision
//! can fail and the outcome is open, or where a reason is due and a term can fail, the machine is asked.

mod build;
mod cells;
mod compare;
mod fold;
mod index;
mod join;
mod leaf;
mod ranges;
mod report;
mod rows;
mod run;
mod scan;
mod scope;
mod told;
mod values;

use super::logic::Truth;
use super::outcome::{Outcome, RuleSet, decide, evaluate};
use super::{Request, Status, Verdict};
use crate::compile::{Aggregate, MessagePiece, Program, Quantifier, TermId, WordSet};
use crate::facts::Facts;
use crate::model::{Cell, Date, Decimal, DecisionId, FactId, OutcomeSet, table::ids};
use index::Index;
use join::Join;
use leaf::Leaf;
use report::Reports;
use rows::Rows;
use scan::Scan;
use std::sync::{Arc, OnceLock};

ids! {
    /// A condition of a plan.
    TestId,
    /// A value of a plan.
    ExprId,
}

/// A decision, ready for facts.
#[derive(Debug)]
pub struct Plan {
    program: Arc<Program>,
    decision: DecisionId,
    request: Request,
    /// None where the decision is too large to be laid out; the machine then answers.
    layout: Option<Layout>,
    /// The verdict where no rule fires and nothing is unknown, once it was made; it is the same for all facts.
    default: OnceLock<Fixed>,
    /// How its rules are told, and what stands around that.
    reports: Reports,
}

/// A verdict that is always the same, and its JSON.
#[derive(Debug)]
struct Fixed {
    verdict: Verdict,
    json: Vec<u8>,
}

/// The tables of a plan.
#[derive(Debug, Default)]
struct Layout {
    tests: Vec<Test>,
    exprs: Vec<Expr>,
    /// The decisions that are read, those that others read first; the last one was asked for.
    decisions: Vec<Judge>,
    /// What elements of lists must equal, of quantifiers that look for one.
    joins: Vec<Join>,
    /// How many truths are remembered once they are known.
    truths: usize,
    /// How many values are remembered once they are known.
    values: usize,
    /// Whether more is remembered than a few truths.
    stores: bool,
    /// Whether a term can fail, so that the machine must say what became of it.
    may_fail: bool,
}

/// How many truths are remembered without allocating.
const REMEMBERED: usize = 32;

/// A place in the facts, or in the element that a variable stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Path {
    root: Root,
    fields: [u16; 3],
    length: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Root {
    Fact(FactId),
    /// A variable, counted outwards.
    Local(u32),
}

impl Path {
    fn of(root: Root) -> Self {
        Self { root, fields: [0; 3], length: 0 }
    }

    fn field(mut self, index: u16) -> Option<Self> {
        *self.fields.get_mut(usize::from(self.length))? = index;
        self.length += 1;
        Some(self)
    }
}

/// Which results of a comparison make it true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Orders(u8);

/// What a comparison with something absent comes to.
type IfAbsent = Truth;

/// A condition.
#[derive(Debug)]
enum Test {
    Constant(Truth),
    /// A bool fact is this.
    Flag(Path, bool),
    Present(Path, bool),
    Int(Path, Orders, IfAbsent, i64),
    Decimal(Path, Orders, IfAbsent, Decimal),
    Date(Path, Orders, IfAbsent, Date),
    Text(Path, bool, IfAbsent, Arc<str>),
    Word(Path, WordSet),
    /// Two facts, of which none may be absent, are equal, or different.
    Same(Path, Path, bool),
    /// Any comparison: what makes it true, both sides, and whether each may be absent.
    Compare(crate::compile::Comparison, ExprId, ExprId, [bool; 2]),
    WordOf(ExprId, WordSet),
    PresentOf(ExprId, bool),
    /// A decision that is read is surely in the set, or surely not.
    Outcome(ExprId, OutcomeSet),
    InList(ExprId, ExprId),
    Not(TestId),
    All(Box<[TestId]>),
    Any(Box<[TestId]>),
    Quantifier(Box<Quantified>),
    /// A value that is worked out first, then a condition that has it for its nearest variable.
    Let(ExprId, TestId),
    /// Worked out once.
    Once(u32, TestId),
    /// Any value of type bool.
    Of(ExprId),
}

/// `every p in l where W: C`
#[derive(Debug)]
struct Quantified {
    which: Quantifier,
    list: ExprId,
    filter: Option<TestId>,
    body: TestId,
    /// What an element must equal to settle it.
    join: Option<u32>,
    /// Filter and body as a row of conditions.
    scan: Option<Scan>,
}

/// A value.
#[derive(Debug)]
enum Expr {
    Constant(Cell),
    Path(Path),
    Field(ExprId, u16),
    Test(TestId),
    /// A term that needs all its operands.
    Strict(TermId, Box<[ExprId]>),
    Default(ExprId, ExprId),
    If(TestId, ExprId, ExprId),
    Choose(Box<[(TestId, ExprId)]>, ExprId),
    ChooseWord(ExprId, Box<[(WordSet, ExprId)]>, Option<ExprId>),
    ChooseOutcome(ExprId, Box<[(OutcomeSet, ExprId)]>, Option<ExprId>),
    Aggregate(TermId, Aggregate, ExprId, Option<TestId>, Option<ExprId>),
    Collect(ExprId, Option<TestId>, ExprId),
    Distinct(ExprId),
    List(Box<[ExprId]>),
    /// What may come out of a decision that is read.
    Decision(u32),
    Let(ExprId, ExprId),
    /// Worked out once.
    Once(u32, ExprId),
}

/// A decision with the rules that are in force.
#[derive(Debug, Default)]
struct Judge {
    in_force: bool,
    /// Those that are rows, where no index finds rules.
    rows: Option<Rows>,
    /// All others.
    rules: Vec<Planned>,
    index: Option<Index>,
}

/// A rule in force.
#[derive(Debug)]
struct Planned {
    /// Its place in the decision.
    place: u32,
    outcome: u8,
    /// What its condition must be for it to fire.
    fires_on: bool,
    condition: TestId,
    /// Where the condition is small: what must hold for the rule to fire.
    leaf: Option<Leaf>,
    exceptions: Box<[Exception]>,
}

/// What keeps a rule from firing.
#[derive(Debug)]
enum Exception {
    Leaf(Leaf),
    Test(TestId),
}

impl Plan {
    /// Gets a decision ready for a request.
    #[must_use]
    pub fn new(program: &Arc<Program>, decision: DecisionId, request: &Request) -> Self {
        let layout = build::layout(program, decision, request);
        let reports = Reports::new(program.decision(decision));
        let default = OnceLock::new();
        Self { program: Arc::clone(program), decision, request: request.clone(), layout, default, reports }
    }

    /// What [`decide`] says.
    #[must_use]
    pub fn decide(&self, facts: &Facts) -> Outcome {
        let Some(layout) = &self.layout else { return decide(&self.program, self.decision, facts, &self.request) };
        let Some(found) = run::judge(layout, &self.program, facts) else {
            let (possible, fired) = (OutcomeSet::default(), RuleSet::default());
            return Outcome { status: Status::NotInForce, outcome: None, possible, fired };
        };
        let is_decided = found.open.is_empty();
        if !is_decided && layout.may_fail {
            return decide(&self.program, self.decision, facts, &self.request);
        }
        Outcome {
            status: if is_decided { Status::Decided } else { Status::Undetermined },
            outcome: is_decided.then_some(found.sure),
            possible: found.open.with(found.sure),
            fired: found.fired,
        }
    }

    /// What [`evaluate`] says. Only rules that fired are told where nothing else can show in the verdict.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts) -> Verdict {
        match self.found(facts) {
            None => evaluate(&self.program, self.decision, facts, &self.request),
            Some(found) => match self.default(facts, &found) {
                Some(default) => default.verdict.clone(),
                None => self.report(facts, &found),
            },
        }
    }

    /// Adds what [`evaluate`] says to `out` as JSON on one line, without a line break.
    pub fn write_json(&self, facts: &Facts, out: &mut Vec<u8>) -> Status {
        match self.found(facts) {
            None => {
                let verdict = evaluate(&self.program, self.decision, facts, &self.request);
                verdict.write_json(out);
                verdict.status
            }
            Some(found) => {
                match self.default(facts, &found) {
                    Some(default) => out.extend_from_slice(&default.json),
                    None => self.write_report(facts, &found, out),
                }
                Status::Decided
            }
        }
    }

    /// What came of the decision, where nothing else can show in its verdict than the rules that fired.
    fn found(&self, facts: &Facts) -> Option<Found> {
        let layout = self.layout.as_ref().filter(|layout| !layout.may_fail)?;
        run::judge(layout, &self.program, facts).filter(|found| !found.has_unknown)
    }

    /// The default's verdict, where no rule fired and its message reads nothing.
    fn default(&self, facts: &Facts, found: &Found) -> Option<&Fixed> {
        (found.fired.is_empty() && self.has_plain_default()).then(|| {
            self.default.get_or_init(|| {
                let verdict = self.report(facts, found);
                let mut json = Vec::new();
                verdict.write_json(&mut json);
                Fixed { verdict, json }
            })
        })
    }

    /// Whether the message of the default reads nothing.
    fn has_plain_default(&self) -> bool {
        let because = self.program.decision(self.decision).default_because.in_locale(self.request.locale.as_deref());
        because.pieces.iter().all(|piece| matches!(piece, MessagePiece::Text(_)))
    }
}

/// What came of a decision.
struct Found {
    sure: u8,
    open: OutcomeSet,
    fired: RuleSet,
    /// Whether some rule is unknown, however weak.
    has_unknown: bool,
}
