//! Every engine gives the same outcome and the same rules for the same facts, ready and from JSON.

use std::collections::BTreeSet;

use zhun_bench::hand;
use zhun_peers::{Applied, Engine, Outcome, Session, Visit, Workload, facts, visit_all};

/// What came of each input, as the first engine that was asked has it.
struct Agreement<'a> {
    workload: Workload,
    inputs: &'a [String],
    outcomes: Vec<Outcome>,
    applied: Vec<Applied>,
    engines: Vec<&'static str>,
}

impl Visit for Agreement<'_> {
    fn engine<E: Engine>(&mut self) {
        let Some(text) = E::text(self.workload) else { return };
        let engine = E::load(&text);
        let mut session = engine.session();
        for (at, json) in self.inputs.iter().enumerate() {
            let asked = E::json(json.clone());
            let facts = session.read(asked.as_bytes());
            let outcome = session.decide(&facts);
            let what = |how: &str| format!("{} {how} for {json}", E::NAME);
            assert_eq!(session.decide_json(asked.as_bytes()), outcome, "{}", what("decides otherwise from JSON"));
            match self.outcomes.get(at) {
                Some(expected) => assert_eq!(outcome, *expected, "{}", what("decides otherwise")),
                None => self.outcomes.push(outcome),
            }
            if self.workload == Workload::Admission {
                let applied = session.applied(&facts);
                assert_eq!(applied.outcome(), outcome, "{}", what("has other reasons than outcomes"));
                assert_eq!(session.applied_json(asked.as_bytes()), applied, "{}", what("has other reasons from JSON"));
                let mut named = Applied::default();
                assert_eq!(session.named(&facts, |name| named.add_named(name)), outcome, "{}", what("tells otherwise"));
                assert_eq!(named, applied, "{}", what("names other reasons"));
                let mut named = Applied::default();
                let told = session.named_json(asked.as_bytes(), |name| named.add_named(name));
                assert_eq!((told, named), (outcome, applied), "{}", what("tells otherwise from JSON"));
                match self.applied.get(at) {
                    Some(expected) => assert_eq!(applied, *expected, "{}", what("has other reasons")),
                    None => self.applied.push(applied),
                }
            }
        }
        self.engines.push(E::NAME);
    }
}

fn agree(workload: Workload, inputs: &[String]) -> Agreement<'_> {
    let mut agreement = Agreement { workload, inputs, outcomes: Vec::new(), applied: Vec::new(), engines: Vec::new() };
    visit_all(&mut agreement);
    agreement
}

#[test]
fn admission() {
    let inputs: Vec<String> = (0..64).map(hand::shop_json).chain((0..2000).map(facts::varied_shop)).collect();
    let found = agree(Workload::Admission, &inputs);
    assert_eq!(found.engines.len(), 8, "{:?}", found.engines);
    for outcome in [Outcome::Permit, Outcome::Deny, Outcome::Barred] {
        let times = found.outcomes.iter().filter(|found| **found == outcome).count();
        assert!(times > 100, "{outcome:?} came out {times} times");
    }
    let alone: BTreeSet<u64> =
        found.applied.iter().map(|rules| rules.0).filter(|bits| bits.count_ones() == 1).collect();
    assert_eq!(alone.len(), 9, "each rule is the only one that applies somewhere: {alone:?}");
}

#[test]
fn basket() {
    let inputs: Vec<String> = (0..64).map(hand::basket_json).chain((0..300).map(facts::varied_basket)).collect();
    let found = agree(Workload::Basket, &inputs);
    assert_eq!(found.engines.len(), 7, "{:?}", found.engines);
    for outcome in [Outcome::Permit, Outcome::Deny] {
        let times = found.outcomes.iter().filter(|found| **found == outcome).count();
        assert!(times > 100, "{outcome:?} came out {times} times");
    }
}

#[test]
fn one_rule_of_many() {
    let inputs: Vec<String> = (0..100)
        .map(|at| facts::key(at, 200))
        .chain((0..100).map(|at| format!(r#"{{"key": {}, "size": {}}}"#, at * 3, at % 12)))
        .collect();
    for workload in [Workload::Guarded(200), Workload::Written(200)] {
        let found = agree(workload, &inputs);
        assert_eq!(found.engines.len(), 7, "{:?}", found.engines);
        for outcome in [Outcome::Permit, Outcome::Deny] {
            let times = found.outcomes.iter().filter(|found| **found == outcome).count();
            assert!(times > 20, "{outcome:?} came out {times} times");
        }
    }
}
