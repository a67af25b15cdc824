//! Rego, by `regorus` and its virtual machine, or by its interpreter where there are more rules than the machine has
//! room for. Dates are texts in JSON and become nanoseconds in the rule.

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
const VERDICT: &str = "data.bench.verdict";

/// How many written out rules one module holds.
const RULES_OF_A_MODULE: usize = 2_000;

/// Rules that were loaded.
pub enum Rego {
    /// A program of the virtual machine.
    Program(Arc<Program>),
    /// The interpreter, with its rules.
    Interpreter(Box<regorus::Engine>),
}

/// Modules, and what the virtual machine is asked for; nothing where it has no room.
pub struct Module {
    texts: Vec<String>,
    entry_points: &'static [&'static str],
}

/// What runs the rules.
pub enum Runner {
    /// The virtual machine.
    Machine(Box<RegoVM>),
    /// The interpreter.
    Interpreter(Box<regorus::Engine>),
}

impl Engine for Rego {
    const NAME: &'static str = "regorus 0.14";
    type Text = Module;
    type Session<'e> = Runner;

    fn text(of: Workload) -> Option<Module> {
        Some(match of {
            Workload::Admission => {
                Module { texts: vec![ADMISSION.to_owned()], entry_points: &[OUTCOME, APPLIED, VERDICT] }
            }
            Workload::Basket => Module { texts: vec![BASKET.to_owned()], entry_points: &[OUTCOME] },
            Workload::Guarded(rules) => {
                let mut text = String::from("package bench\n\ndefault outcome := 0\n");
                for rule in 0..rules {
                    let _ = writeln!(text, "outcome := 1 if {{ input.key == {rule}; input.size > {} }}", rule % 10);
                }
                Module { texts: vec![text], entry_points: &[] }
            }
            Workload::Written(rules) => {
                let rule = |rule: usize| {
                    let (least, clause) = (rule % 10, rule % 100);
                    format!(
                        "outcome := [1, \"r{rule}\", sprintf(\"the size is %v\", [input.size]), \"{clause}\"] if {{ \
                         input.key == {rule}; input.size > {least} }}\n"
                    )
                };
                // A module has no room for all.
                let starts = (0..rules).step_by(RULES_OF_A_MODULE);
                let module = |start| {
                    let rules: String = (start..rules.min(start + RULES_OF_A_MODULE)).map(rule).collect();
                    format!("package bench\n\n{rules}")
                };
                let mut texts: Vec<String> = starts.map(module).collect();
                texts.push("package bench\n\ndefault outcome := [0]\n".to_owned());
                Module { texts, entry_points: &[] }
            }
        })
    }

    fn load(module: &Module) -> Self {
        let mut engine = regorus::Engine::new();
        for (at, text) in module.texts.iter().enumerate() {
            engine.add_policy(format!("bench{at}.rego"), text.clone()).expect("it parses");
        }
        if module.entry_points.is_empty() {
            return Self::Interpreter(Box::new(engine));
        }
        let policy = engine.compile_with_entrypoint(&Rc::from(OUTCOME)).expect("it compiles");
        Self::Program(Compiler::compile_from_policy(&policy, module.entry_points).expect("it compiles"))
    }

    fn session(&self) -> Runner {
        match self {
            Self::Program(program) => {
                let mut machine = RegoVM::new();
                machine.load_program(Arc::clone(program));
                Runner::Machine(Box::new(machine))
            }
            Self::Interpreter(engine) => Runner::Interpreter(engine.clone()),
        }
    }
}

impl Runner {
    fn run(&mut self, entry_point: usize, facts: &Value) -> Value {
        match self {
            Self::Machine(machine) => {
                machine.set_input(facts.clone());
                machine.execute_entry_point_by_index(entry_point).expect("it evaluates")
            }
            Self::Interpreter(engine) => {
                engine.set_input(facts.clone());
                engine.eval_rule(OUTCOME.to_owned()).expect("it evaluates")
            }
        }
    }
}

impl Session for Runner {
    type Facts = Value;

    fn read(&mut self, json: &[u8]) -> Value {
        Value::from_json_str(std::str::from_utf8(json).expect("it is UTF-8")).expect("it is JSON")
    }

    fn decide(&mut self, facts: &Value) -> Outcome {
        let place = self.run(0, facts);
        // The first of a list, where the rule is written out.
        let first = place.as_array().ok().and_then(|told| told.first().cloned());
        let place = first.unwrap_or(place);
        Outcome::at(place.as_i64().expect("a whole number"))
    }

    fn applied(&mut self, facts: &Value) -> Applied {
        let rules = self.run(1, facts);
        let mut applied = Applied::default();
        for rule in rules.as_set().expect("a set") {
            applied.add_named(rule.as_string().expect("a name"));
        }
        applied
    }

    fn named(&mut self, facts: &Value, mut each: impl FnMut(&str)) -> Outcome {
        let told = self.run(2, facts);
        let told = told.as_array().expect("a list");
        let (outcome, rules) = (&told[0], &told[1]);
        rules.as_set().expect("a set").iter().for_each(|rule| each(rule.as_string().expect("a name")));
        Outcome::at(outcome.as_i64().expect("a whole number"))
    }
}
