//! The workloads of docs/performance.md on other engines: each of them, hand-written Rust and Zhun behind one trait, so
//! that they are compared on the same facts in the same run. `tests/agreement.rs` checks that they agree before anything
//! is timed.

pub mod by_hand;
pub mod cedar;
pub mod cel;
pub mod datalogic;
pub mod facts;
pub mod measure;
pub mod rego;
pub mod zen;
pub mod zhun;

/// A set of rules that engines are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// W1: the admission, nine rules over seven facts.
    Admission,
    /// W3: fifty products against twenty relations.
    Basket,
    /// So many rules, of which the value of one fact leaves one.
    Guarded(usize),
    /// The same, where every rule has a name, a message with a value, and a clause of a page that it rests on.
    Written(usize),
}

/// What comes out. In W3, `Permit` is `accepted` and `Deny` is `refused`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words")]
pub enum Outcome {
    Permit,
    Deny,
    Barred,
}

impl Outcome {
    /// The outcome at a place in their order.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn at(place: i64) -> Self {
        match place {
            0 => Self::Permit,
            1 => Self::Deny,
            2 => Self::Barred,
            _ => panic!("{place} is no outcome"),
        }
    }
}

/// The rules of [`Workload::Admission`].
pub const RULES: [&str; 9] = [
    "chances_used_up",
    "score_too_low",
    "no_score",
    "no_shop",
    "cannot_log_in",
    "shop_not_normal",
    "documents_not_uploaded",
    "documents_not_authentic",
    "documents_not_compliant",
];

/// The rules of [`RULES`] that applied, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied(pub u64);

impl Applied {
    /// Adds the rule at a place.
    pub fn add(&mut self, rule: usize) {
        self.0 |= 1 << rule;
    }

    /// Adds the rule of a name.
    pub fn add_named(&mut self, name: &str) {
        if let Some(rule) = RULES.iter().position(|rule| *rule == name) {
            self.add(rule);
        }
    }

    /// The names of the rules.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        RULES.into_iter().enumerate().filter(move |(rule, _)| self.0 >> rule & 1 == 1).map(|(_, name)| name)
    }

    /// What the rules come to: the first bars, the others deny.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self.0 {
            0 => Outcome::Permit,
            bits if bits & 1 == 1 => Outcome::Barred,
            _ => Outcome::Deny,
        }
    }
}

impl FromIterator<bool> for Applied {
    fn from_iter<I: IntoIterator<Item = bool>>(rules: I) -> Self {
        let mut applied = Self::default();
        rules.into_iter().enumerate().filter(|(_, applies)| *applies).for_each(|(rule, _)| applied.add(rule));
        applied
    }
}

/// An engine with rules that were loaded, and checked as far as it checks.
pub trait Engine: Sized {
    /// What it is called.
    const NAME: &'static str;
    /// The rules as it reads them.
    type Text;
    /// What decides; see [`Session`].
    type Session<'e>: Session
    where
        Self: 'e;

    /// The rules of a workload; none where the engine cannot express them.
    fn text(of: Workload) -> Option<Self::Text>;

    /// Parses, checks and compiles rules.
    fn load(text: &Self::Text) -> Self;

    /// What is kept from one decision to the next.
    fn session(&self) -> Self::Session<'_>;

    /// JSON facts as the engine takes them: the same, unless it has no numbers with digits after the point.
    #[must_use]
    fn json(json: String) -> String {
        json
    }
}

/// What one thread keeps from one decision to the next: memory, contexts, machines.
pub trait Session {
    /// Facts in the engine's own form.
    type Facts;

    /// Facts from the bytes of a JSON object.
    fn read(&mut self, json: &[u8]) -> Self::Facts;

    /// The outcome, by the shortest way there is.
    fn decide(&mut self, facts: &Self::Facts) -> Outcome;

    /// The outcome from JSON.
    fn decide_json(&mut self, json: &[u8]) -> Outcome {
        let facts = self.read(json);
        self.decide(&facts)
    }

    /// Every rule of the admission that applies.
    fn applied(&mut self, facts: &Self::Facts) -> Applied;

    /// Every rule of the admission that applies, from JSON.
    fn applied_json(&mut self, json: &[u8]) -> Applied {
        let facts = self.read(json);
        self.applied(&facts)
    }

    /// The outcome of the admission with the name of every rule that applies, as the engine gives them.
    fn named(&mut self, facts: &Self::Facts, each: impl FnMut(&str)) -> Outcome;

    /// The outcome of the admission with the name of every rule that applies, from JSON.
    fn named_json(&mut self, json: &[u8], each: impl FnMut(&str)) -> Outcome {
        let facts = self.read(json);
        self.named(&facts, each)
    }
}

/// What is done with each engine.
pub trait Visit {
    /// Does it with one of them.
    fn engine<E: Engine>(&mut self);
}

/// Visits every engine: hand-written Rust, Zhun, then the peers.
pub fn visit_all(visit: &mut impl Visit) {
    visit.engine::<by_hand::ByHand>();
    visit.engine::<zhun::Zhun<{ zhun::OUTCOME }>>();
    visit.engine::<zhun::Zhun<{ zhun::VERDICT }>>();
    visit.engine::<datalogic::Datalogic>();
    visit.engine::<zen::Zen>();
    visit.engine::<cel::Cel>();
    visit.engine::<rego::Rego>();
    visit.engine::<cedar::Cedar>();
}

/// Rules as expressions, for the engines that know nothing else.
pub struct Expressions {
    /// Each gives the place of an outcome; the first that is not zero is the answer.
    pub outcomes: Vec<String>,
    /// Gives a list of booleans, one for each rule of the admission.
    pub applied: Option<String>,
    /// Gives a list of the place of the outcome and a list of the names of the rules of the admission that apply.
    pub named: Option<String>,
}

impl Expressions {
    /// Expressions that give nothing but an outcome.
    #[must_use]
    pub fn of(outcomes: Vec<String>) -> Self {
        Self { outcomes, applied: None, named: None }
    }
}

/// Each rule of [`Workload::Guarded`] in the form that several languages of expressions share but for their `and`.
fn guarded_in_words(rules: usize, and: &str) -> Expressions {
    Expressions::of((0..rules).map(|rule| format!("key == {rule} {and} size > {} ? 1 : 0", rule % 10)).collect())
}

/// Each rule of [`Workload::Written`] in that form.
fn written_in_words(rules: usize, and: &str) -> Expressions {
    let told = |rule| format!("[1, 'r{rule}', 'the size is ' + string(size), '{}']", rule % 100);
    let rule = |rule| format!("key == {rule} {and} size > {} ? {} : [0]", rule % 10, told(rule));
    Expressions::of((0..rules).map(rule).collect())
}

/// A list of expressions, made of each condition and the name of its rule.
fn list_of(conditions: &[&str; RULES.len()], item: impl Fn(&str, &str) -> String) -> String {
    conditions.iter().zip(RULES).map(|(condition, name)| item(condition, name)).collect::<Vec<_>>().join(", ")
}
