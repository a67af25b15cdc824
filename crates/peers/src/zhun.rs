//! Zhun itself: the outcome with the rules that fired, or the whole verdict with messages, values and clauses.

use zhun::eval::{Answer, Verdict};
use zhun::facts::{Facts, Reader, Room};
use zhun::{Ask, Engine as Policies};
use zhun_bench::{GuardedBy, guarded, hand, hot, written};

use crate::{Applied, Engine, Outcome, RULES, Session, Workload};

/// The outcome and the rules that fired.
pub const OUTCOME: bool = false;
/// The whole verdict.
pub const VERDICT: bool = true;

/// A decision of a policy that was checked and compiled.
pub struct Zhun<const WHOLE: bool>(Ask);

/// A question that is asked again and again, with room for facts.
pub struct Asking<'e, const WHOLE: bool> {
    ask: &'e Ask,
    room: Room<'e>,
}

impl<const WHOLE: bool> Engine for Zhun<WHOLE> {
    const NAME: &'static str = if WHOLE { "Zhun, whole verdict" } else { "Zhun" };
    type Text = (String, &'static str);
    type Session<'e> = Asking<'e, WHOLE>;

    fn text(of: Workload) -> Option<Self::Text> {
        Some(match of {
            Workload::Admission => (hand::ADMISSION.to_owned(), "admission"),
            Workload::Basket => (hand::BASKET.to_owned(), "creation"),
            Workload::Guarded(rules) => (guarded(rules, GuardedBy::Value), "d"),
            Workload::Written(rules) => (written(rules), "d"),
        })
    }

    fn load((policy, decision): &Self::Text) -> Self {
        let policies = Policies::new([("bench.policy", policy.as_str())]).expect("the policy checks");
        Self(policies.query(decision).expect("it is there").ask(&hot::day()).expect("the options fit"))
    }

    fn session(&self) -> Asking<'_, WHOLE> {
        // The room borrows its reader; a session is made a few times in a run, so its reader may stay.
        let reader: &Reader<'_> = Box::leak(Box::new(self.0.reader()));
        Asking { ask: &self.0, room: reader.room() }
    }
}

fn verdict(ask: &Ask, facts: &Facts) -> Verdict {
    match ask.answer(facts) {
        Answer::Verdict(verdict) => verdict,
        Answer::Value(_) => panic!("a decision has a verdict"),
    }
}

fn decide<const WHOLE: bool>(ask: &Ask, facts: &Facts) -> Outcome {
    if WHOLE {
        return named_outcome(&verdict(ask, facts));
    }
    Outcome::at(ask.outcome(facts).and_then(|outcome| outcome.outcome).expect("it is decided").into())
}

fn named<const WHOLE: bool>(ask: &Ask, facts: &Facts, mut each: impl FnMut(&str)) -> Outcome {
    if WHOLE {
        let verdict = verdict(ask, facts);
        verdict.reasons.iter().filter_map(|reason| reason.rule.as_deref()).for_each(each);
        return named_outcome(&verdict);
    }
    let found = ask.outcome(facts).expect("a decision");
    found.fired.iter().for_each(|rule| each(ask.query().rule_name(rule).expect("it has one")));
    Outcome::at(found.outcome.expect("it is decided").into())
}

fn named_outcome(verdict: &Verdict) -> Outcome {
    match verdict.outcome.as_deref() {
        Some("permit" | "accepted") => Outcome::Permit,
        Some("deny" | "refused") => Outcome::Deny,
        Some("barred") => Outcome::Barred,
        other => panic!("{other:?} is no outcome"),
    }
}

fn applied<const WHOLE: bool>(ask: &Ask, facts: &Facts) -> Applied {
    if WHOLE {
        let mut applied = Applied::default();
        let verdict = verdict(ask, facts);
        verdict.reasons.iter().filter_map(|reason| reason.rule.as_deref()).for_each(|rule| applied.add_named(rule));
        return applied;
    }
    let fired = ask.outcome(facts).expect("a decision").fired;
    (0..RULES.len()).map(|rule| fired.contains(rule)).collect()
}

impl<const WHOLE: bool> Session for Asking<'_, WHOLE> {
    type Facts = Facts;

    fn read(&mut self, json: &[u8]) -> Facts {
        self.ask.facts_from_json(json).expect("they fit")
    }

    fn decide(&mut self, facts: &Facts) -> Outcome {
        decide::<WHOLE>(self.ask, facts)
    }

    fn decide_json(&mut self, json: &[u8]) -> Outcome {
        decide::<WHOLE>(self.ask, self.room.json(json).expect("they fit"))
    }

    fn applied(&mut self, facts: &Facts) -> Applied {
        applied::<WHOLE>(self.ask, facts)
    }

    fn applied_json(&mut self, json: &[u8]) -> Applied {
        applied::<WHOLE>(self.ask, self.room.json(json).expect("they fit"))
    }

    fn named(&mut self, facts: &Facts, each: impl FnMut(&str)) -> Outcome {
        named::<WHOLE>(self.ask, facts, each)
    }

    fn named_json(&mut self, json: &[u8], each: impl FnMut(&str)) -> Outcome {
        named::<WHOLE>(self.ask, self.room.json(json).expect("they fit"), each)
    }
}
