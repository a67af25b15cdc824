//! What is timed, for the benchmark and for the table alike: each figure as a closure that does it once.

use std::hint::black_box;

use zhun_bench::hand;

use crate::{Engine, Session, Workload, facts};

/// How many inputs there are of each kind, so that none can be learnt by heart.
const INPUTS: usize = 64;

/// How many rules there are where there are many.
pub const MANY: usize = 10_000;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The outcome of W1, facts ready.
    AdmissionReady,
    /// The outcome of W1 from the bytes of JSON.
    AdmissionJson,
    /// Which rules of W1 applied, as flags, facts ready.
    FlagsReady,
    /// Which rules of W1 applied, as flags, from the bytes of JSON.
    FlagsJson,
    /// The outcome of W1 with the names of the rules that applied, facts ready.
    ReasonsReady,
    /// The outcome of W1 with the names of the rules that applied, from the bytes of JSON.
    ReasonsJson,
    /// The outcome of W3, facts ready.
    BasketReady,
    /// The outcome of W3 from the bytes of JSON.
    BasketJson,
    /// Rules from text to a first decision.
    Load,
    /// Rules with names, messages and clauses from text to a first decision.
    LoadWritten,
    /// One rule that applies, of many.
    OneOfMany,
}

impl Figure {
    /// All of them, each with its name.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::AdmissionReady, "W1 ready"),
        (Self::AdmissionJson, "W1 JSON"),
        (Self::FlagsReady, "W1 flags ready"),
        (Self::FlagsJson, "W1 flags JSON"),
        (Self::ReasonsReady, "W1 reasons ready"),
        (Self::ReasonsJson, "W1 reasons JSON"),
        (Self::BasketReady, "W3 ready"),
        (Self::BasketJson, "W3 JSON"),
        (Self::Load, "load 10000 rules"),
        (Self::LoadWritten, "load 10000 rules with messages and clauses"),
        (Self::OneOfMany, "1 of 10000 rules"),
    ];

    /// Whether it is a load.
    #[must_use]
    pub fn is_load(self) -> bool {
        matches!(self, Self::Load | Self::LoadWritten)
    }

    fn workload(self) -> Workload {
        match self {
            Self::AdmissionReady
            | Self::AdmissionJson
            | Self::FlagsReady
            | Self::FlagsJson
            | Self::ReasonsReady
            | Self::ReasonsJson => Workload::Admission,
            Self::BasketReady | Self::BasketJson => Workload::Basket,
            Self::Load | Self::OneOfMany => Workload::Guarded(MANY),
            Self::LoadWritten => Workload::Written(MANY),
        }
    }

    /// Hands a closure that does once what it times to `time`; none where the engine cannot express the rules.
    pub fn of<E: Engine, R>(self, time: impl FnOnce(&mut dyn FnMut()) -> R) -> Option<R> {
        let text = E::text(self.workload())?;
        let inputs: Vec<String> = (0..INPUTS)
            .map(|at| match self.workload() {
                Workload::Admission => hand::shop_json(at),
                Workload::Basket => hand::basket_json(at),
                Workload::Guarded(rules) | Workload::Written(rules) => facts::key(at, rules),
            })
            .map(E::json)
            .collect();
        if self.is_load() {
            let json = inputs.first().map(String::as_bytes).unwrap_or_default();
            return Some(time(&mut || {
                let engine = E::load(&text);
                black_box(engine.session().decide_json(json));
            }));
        }
        let engine = E::load(&text);
        let mut session = engine.session();
        let ready: Vec<_> = inputs.iter().map(|json| session.read(json.as_bytes())).collect();
        let (mut ready, mut json) = (ready.iter().cycle(), inputs.iter().map(String::as_bytes).cycle());
        Some(match self {
            Self::AdmissionReady | Self::BasketReady | Self::OneOfMany => {
                time(&mut || _ = black_box(ready.next().map(|facts| session.decide(facts))))
            }
            Self::FlagsReady => time(&mut || _ = black_box(ready.next().map(|facts| session.applied(facts)))),
            Self::FlagsJson => time(&mut || _ = black_box(json.next().map(|json| session.applied_json(json)))),
            Self::ReasonsReady => {
                time(&mut || _ = black_box(ready.next().map(|facts| session.named(facts, |name| _ = black_box(name)))))
            }
            Self::ReasonsJson => time(&mut || {
                _ = black_box(json.next().map(|json| session.named_json(json, |name| _ = black_box(name))))
            }),
            Self::AdmissionJson | Self::BasketJson | Self::Load | Self::LoadWritten => {
                time(&mut || _ = black_box(json.next().map(|json| session.decide_json(json))))
            }
        })
    }
}
