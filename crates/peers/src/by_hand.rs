//! Hand-written Rust, as `zhun-bench` has it.

use zhun_bench::hand;

use crate::{Applied, Engine, Outcome, Session, Workload};

/// One of the two hand-written programs.
pub struct ByHand(Workload);

/// The facts of a program.
pub enum Facts {
    /// Of W1.
    Shop(hand::Ready),
    /// Of W3.
    Basket(hand::Basket),
}

/// A program, and today.
pub struct Program {
    workload: Workload,
    today: i64,
}

impl Engine for ByHand {
    const NAME: &'static str = "hand-written Rust";
    type Text = Workload;
    type Session<'e> = Program;

    fn text(of: Workload) -> Option<Workload> {
        matches!(of, Workload::Admission | Workload::Basket).then_some(of)
    }

    fn load(text: &Workload) -> Self {
        Self(*text)
    }

    fn session(&self) -> Program {
        Program { workload: self.0, today: hand::day("2022-11-01").expect("a date") }
    }
}

impl Session for Program {
    type Facts = Facts;

    fn read(&mut self, json: &[u8]) -> Facts {
        if self.workload == Workload::Basket {
            return Facts::Basket(serde_json::from_slice(json).expect("it fits"));
        }
        let shop: hand::Shop<'_> = serde_json::from_slice(json).expect("it fits");
        Facts::Shop(hand::Ready::of(&shop).expect("it fits"))
    }

    fn decide(&mut self, facts: &Facts) -> Outcome {
        match facts {
            Facts::Shop(shop) => Outcome::at(hand::admission(shop, self.today).0.into()),
            Facts::Basket(basket) => Outcome::at((!hand::basket(basket)).into()),
        }
    }

    fn applied(&mut self, facts: &Facts) -> Applied {
        match facts {
            Facts::Shop(shop) => Applied(hand::admission(shop, self.today).1),
            Facts::Basket(_) => Applied::default(),
        }
    }

    fn named(&mut self, facts: &Facts, each: impl FnMut(&str)) -> Outcome {
        let Facts::Shop(shop) = facts else { panic!("only the admission has names") };
        let (outcome, rules) = hand::admission(shop, self.today);
        Applied(rules).names().for_each(each);
        Outcome::at(outcome.into())
    }
}
