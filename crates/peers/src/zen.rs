//! The expression language of ZEN. Numbers are decimals; dates are texts in JSON and become dates in the rule.

use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, Isolate, Scope, Variable};

use crate::{Applied, Engine, Expressions, Outcome, Session, Workload, guarded_in_words, list_of, written_in_words};

const RULES: [&str; 9] = [
    "closures >= 3",
    "experience_score != null and experience_score < 4.0",
    "experience_score == null and (joined_on == null or d('2022-11-01').diff(d(joined_on), 'day') > 60)",
    "not shop_opened",
    "not account_can_log_in",
    "shop_status != 'normal'",
    "not brand_documents.uploaded",
    "not brand_documents.authentic",
    "not brand_documents.compliant",
];

const BASKET: &str = "all(room.products as p, p.seller_id == promoter.id or p.has_commission or some(v_tasks as t, \
    t.seller_id == p.seller_id and t.creator_id == room.host_id and t.created_by == 'creator')) ? 0 : 1";

/// Compiled expressions.
pub struct Zen {
    outcomes: Vec<Expression<Standard>>,
    applied: Option<Expression<Standard>>,
    named: Option<Expression<Standard>>,
}

/// A machine that runs them.
pub struct Machine<'e> {
    zen: &'e Zen,
    vm: VM,
}

impl Engine for Zen {
    const NAME: &'static str = "zen-expression 2.1";
    type Text = Expressions;
    type Session<'e> = Machine<'e>;

    fn text(of: Workload) -> Option<Expressions> {
        Some(match of {
            Workload::Admission => {
                let denied = RULES[1..].join(") or (");
                let outcome = format!("{} ? 2 : (({denied}) ? 1 : 0)", RULES[0]);
                let named = |condition: &str, name: &str| format!("({condition}) ? '{name}' : null");
                Expressions {
                    applied: Some(format!("[{}]", RULES.join(", "))),
                    named: Some(format!("[{outcome}, filter([{}], # != null)]", list_of(&RULES, named))),
                    outcomes: vec![outcome],
                }
            }
            Workload::Basket => Expressions::of(vec![BASKET.to_owned()]),
            Workload::Guarded(rules) => guarded_in_words(rules, "and"),
            Workload::Written(rules) => written_in_words(rules, "and"),
        })
    }

    fn load(text: &Expressions) -> Self {
        let mut isolate = Isolate::new();
        let mut compile = |text: &String| isolate.compile_standard(text).expect("it compiles");
        Self {
            outcomes: text.outcomes.iter().map(&mut compile).collect(),
            applied: text.applied.as_ref().map(&mut compile),
            named: text.named.as_ref().map(&mut compile),
        }
    }

    fn session(&self) -> Machine<'_> {
        Machine { zen: self, vm: VM::new() }
    }
}

impl Session for Machine<'_> {
    type Facts = Scope;

    fn read(&mut self, json: &[u8]) -> Scope {
        let facts: Variable = serde_json::from_slice(json).expect("it is JSON");
        Scope::new(facts)
    }

    fn decide(&mut self, facts: &Scope) -> Outcome {
        for expression in &self.zen.outcomes {
            let place = expression.evaluate_with_scope(facts, &mut self.vm).expect("it evaluates");
            // The first of a list, where the rule is written out.
            let first = match &place {
                Variable::Array(told) => told.borrow().first().cloned(),
                _ => None,
            };
            let Variable::Number(place) = first.unwrap_or(place) else { panic!("it is no outcome") };
            if !place.is_zero() {
                return Outcome::at(place.try_into().expect("a whole number"));
            }
        }
        Outcome::Permit
    }

    fn applied(&mut self, facts: &Scope) -> Applied {
        let expression = self.zen.applied.as_ref().expect("the admission has it");
        match expression.evaluate_with_scope(facts, &mut self.vm) {
            Ok(Variable::Array(rules)) => {
                rules.borrow().iter().map(|rule| matches!(rule, Variable::Bool(true))).collect()
            }
            other => panic!("{other:?} is no list"),
        }
    }

    fn named(&mut self, facts: &Scope, mut each: impl FnMut(&str)) -> Outcome {
        let expression = self.zen.named.as_ref().expect("the admission has it");
        let Ok(Variable::Array(told)) = expression.evaluate_with_scope(facts, &mut self.vm) else {
            panic!("it is no list")
        };
        let told = told.borrow();
        let [Variable::Number(outcome), Variable::Array(rules)] = &told[..] else { panic!("it has two parts") };
        rules.borrow().iter().for_each(|rule| each(rule.as_str().expect("a name")));
        Outcome::at((*outcome).try_into().expect("a whole number"))
    }
}
