//! Rego, by `regorus` and its virtual machine. Dates are texts in JSON and become nanoseconds in the rule.

use std::fmt::Write;
use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;
use regorus::rvm::vm::RegoVM;
use regorus::{Rc, Value};

use crate::{Applied, Engine, Outcome, Session, Workload};

const ADMISSION: &str = include_str!("../policies/admission.rego");
const BASKET: &str = include_str!("../policies/basket.rego");

const OUTCOME: &str = "data.bench.outcome";
const APPLIED: &str = "data.bench.applied";

/// A program of the virtual machine.
pub struct Rego(Arc<Program>);

/// A module, and whether it tells the rules that applied.
pub struct Module {
    text: String,
    entry_points: &'static [&'static str],
}

impl Engine for Rego {
    const NAME: &'static str = "regorus 0.14";
    type Text = Module;
    type Session<'e> = RegoVM;

    fn text(of: Workload) -> Option<Module> {
        Some(match of {
            Workload::Admission => Module { text: ADMISSION.to_owned(), entry_points: &[OUTCOME, APPLIED] },
            Workload::Basket => Module { text: BASKET.to_owned(), entry_points: &[OUTCOME] },
            Workload::Guarded(rules) => {
                let mut text = String::from("package bench\n\ndefault outcome := 0\n");
                for rule in 0..rules {
                    let _ = writeln!(text, "outcome := 1 if {{ input.key == {rule}; input.size > {} }}", rule % 10);
                }
                Module { text, entry_points: &[OUTCOME] }
            }
        })
    }

    fn load(module: &Module) -> Self {
        let mut engine = regorus::Engine::new();
        engine.add_policy("bench.rego".to_owned(), module.text.clone()).expect("it parses");
        let policy = engine.compile_with_entrypoint(&Rc::from(OUTCOME)).expect("it compiles");
        Self(Compiler::compile_from_policy(&policy, module.entry_points).expect("it compiles"))
    }

    fn session(&self) -> RegoVM {
        let mut vm = RegoVM::new();
        vm.load_program(Arc::clone(&self.0));
        vm
    }
}

impl Session for RegoVM {
    type Facts = Value;

    fn read(&mut self, json: &[u8]) -> Value {
        Value::from_json_str(std::str::from_utf8(json).expect("it is UTF-8")).expect("it is JSON")
    }

    fn decide(&mut self, facts: &Value) -> Outcome {
        self.set_input(facts.clone());
        let place = self.execute_entry_point_by_index(0).expect("it evaluates");
        Outcome::at(place.as_i64().expect("a whole number"))
    }

    fn applied(&mut self, facts: &Value) -> Applied {
        self.set_input(facts.clone());
        let rules = self.execute_entry_point_by_index(1).expect("it evaluates");
        let mut applied = Applied::default();
        for rule in rules.as_set().expect("a set") {
            applied.add_named(rule.as_string().expect("a name"));
        }
        applied
    }
}
