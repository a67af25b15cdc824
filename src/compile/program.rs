//! The tables of a program.

#![expect(clippy::indexing_slicing, reason = "ids of a program come from its own tables, which never shrink")]

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::reach::Reach;
use super::term::{Term, TermId};
use crate::check::checked::{CalendarId, Cite, DefineId, Query, RuleKind, Source, SourceId};
use crate::model::{Calendar, DateSpan, DecisionId, Localised, Schema, Table, Type};
use crate::source::{Sources, Span};

pub use crate::check::checked::{Obligation, Outcome};

/// Compiled policies. It owns everything that an evaluation and its explanation need, and is shared freely between
/// threads.
#[derive(Debug, Default)]
pub struct Program {
    pub(super) texts: Sources,
    pub(super) schema: Schema,
    pub(super) sources: Table<SourceId, Source>,
    pub(super) calendars: Table<CalendarId, Calendar>,
    pub(super) terms: Table<TermId, Term>,
    pub(super) types: Table<TermId, Type>,
    pub(super) spans: Table<TermId, Span>,
    pub(super) places: Vec<(TermId, Place)>,
    pub(super) defines: Table<DefineId, Define>,
    /// Shared with the program that it was taken over from, where its terms stand where they stood.
    pub(super) decisions: Table<DecisionId, Arc<Decision>>,
    pub(super) names: IndexMap<String, Query>,
    pub(super) define_reach: Table<DefineId, OnceLock<Reach>>,
    pub(super) decision_reach: Table<DecisionId, OnceLock<Reach>>,
}

/// What a term belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The body of a define.
    Define(DefineId),
    /// A rule, by its place in its decision.
    Rule(DecisionId, usize),
    /// The message of a decision's default.
    Default(DecisionId),
}

/// `define name(params) = body`
#[derive(Debug, Clone)]
pub struct Define {
    /// Its policy.
    pub policy: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// How many parameters it has; the first slots of its frame.
    pub params: usize,
    /// How many slots its frame has.
    pub slots: usize,
    /// What it gives.
    pub ty: Type,
    /// What it stands for.
    pub body: TermId,
    /// What people call it.
    pub title: Option<Localised>,
    /// What it is counted in.
    pub unit: Option<Localised>,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// How an unclear page was read.
    pub interpretations: Vec<Localised>,
    /// Its documentation.
    pub doc: Option<Arc<str>>,
    /// Its name's place.
    pub span: Span,
    pub(super) terms: (TermId, TermId),
}

/// `decision name { … }`
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its policy.
    pub policy: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Localised>,
    /// What can come out, weakest first.
    pub outcomes: Vec<Outcome>,
    /// Why the default comes out.
    pub default_because: Localised<Message>,
    /// How many slots the frame of `default_because` has.
    pub default_slots: usize,
    /// What the default rests on.
    pub default_cites: Vec<Cite>,
    /// How the page was read for the default.
    pub default_interpretations: Vec<Localised>,
    /// When it is in force.
    pub effective: DateSpan,
    /// Its rules, in file order.
    pub rules: Vec<Rule>,
    /// Its documentation.
    pub doc: Option<Arc<str>>,
    /// Its name's place.
    pub span: Span,
    pub(super) terms: (TermId, TermId),
}

/// A rule of a decision.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Localised>,
    /// Whether it fires when its condition is false or true.
    pub kind: RuleKind,
    /// Its condition.
    pub condition: TermId,
    /// Its exceptions.
    pub exceptions: Box<[TermId]>,
    /// Its outcome, by index.
    pub outcome: u8,
    /// Its message.
    pub because: Localised<Message>,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// How an unclear page was read.
    pub interpretations: Vec<Localised>,
    /// When it is in force.
    pub effective: DateSpan,
    /// Its duties.
    pub obligations: Vec<Obligation>,
    /// How many slots its frame has.
    pub slots: usize,
    /// Its documentation.
    pub doc: Option<Arc<str>>,
    /// Its name's place.
    pub span: Span,
}

/// A text with terms in it.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Its parts in order.
    pub pieces: Vec<MessagePiece>,
    /// Whether it uses the variable of the outermost quantifier of its rule.
    pub uses_element: bool,
}

/// A part of a message.
#[derive(Debug, Clone)]
pub enum MessagePiece {
    /// As it stands.
    Text(Arc<str>),
    /// Replaced by its value.
    Term(TermId),
}

impl Define {
    /// `policy.name`
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.policy, self.name)
    }
}

impl Decision {
    /// `policy.name`
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.policy, self.name)
    }

    /// The word of an outcome; empty where it has none of this number.
    #[must_use]
    pub fn outcome_name(&self, index: u8) -> &str {
        self.outcomes.get(usize::from(index)).map_or("", |outcome| &outcome.name)
    }
}

impl Program {
    /// The facts and parameters that a host may feed.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The decisions, in file order.
    pub fn decisions(&self) -> impl DoubleEndedIterator<Item = (DecisionId, &Decision)> + ExactSizeIterator {
        self.decisions.iter().map(|(id, decision)| (id, &**decision))
    }

    /// The values that can be asked for, in file order: the defines without parameters.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = (DefineId, &Define)> {
        self.defines.iter().filter(|(_, define)| define.params == 0)
    }

    /// All defines, in file order.
    pub fn defines(&self) -> impl DoubleEndedIterator<Item = (DefineId, &Define)> {
        self.defines.iter()
    }

    /// A decision.
    #[must_use]
    pub fn decision(&self, id: DecisionId) -> &Decision {
        &self.decisions[id]
    }

    /// A define.
    #[must_use]
    pub fn define(&self, id: DefineId) -> &Define {
        &self.defines[id]
    }

    /// How many defines there are.
    pub(crate) fn define_count(&self) -> usize {
        self.defines.len()
    }

    /// A published page.
    #[must_use]
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id]
    }

    /// A calendar.
    #[must_use]
    pub fn calendar(&self, id: CalendarId) -> &Calendar {
        &self.calendars[id]
    }

    /// The published pages, in file order.
    pub fn sources(&self) -> impl DoubleEndedIterator<Item = (SourceId, &Source)> + ExactSizeIterator {
        self.sources.iter()
    }

    /// A term.
    #[must_use]
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id]
    }

    /// How many terms there are.
    pub(crate) fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// What a term gives.
    #[must_use]
    pub fn type_of(&self, id: TermId) -> &Type {
        &self.types[id]
    }

    /// Where a term was written.
    #[must_use]
    pub fn span(&self, id: TermId) -> Span {
        self.spans[id]
    }

    /// The policy texts.
    #[must_use]
    pub fn texts(&self) -> &Sources {
        &self.texts
    }

    /// The rule or define that a term belongs to.
    #[must_use]
    pub fn place(&self, id: TermId) -> Option<Place> {
        let after = self.places.partition_point(|(first, _)| *first <= id);
        self.places.get(after.checked_sub(1)?).map(|(_, place)| *place)
    }
}
