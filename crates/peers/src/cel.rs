//! Common Expression Language, by the `cel` crate. Dates are texts in JSON and become timestamps in the rule.

use std::sync::Arc;

use cel::{Context, Env, Program, Value};

use crate::{Applied, Engine, Expressions, Outcome, Session, Workload, guarded_in_words, list_of, written_in_words};

const RULES: [&str; 9] = [
    "closures >= 3",
    "experience_score != null && experience_score < 4.0",
    "experience_score == null && (joined_on == null || timestamp('2022-11-01T00:00:00Z') - timestamp(joined_on + 'T00:00:00Z') > duration('1440h'))",
    "!shop_opened",
    "!account_can_log_in",
    "shop_status != 'normal'",
    "!brand_documents.uploaded",
    "!brand_documents.authentic",
    "!brand_documents.compliant",
];

const BASKET: &str = "room.products.all(p, p.seller_id == promoter.id || p.has_commission || v_tasks.exists(t, \
    t.seller_id == p.seller_id && t.creator_id == room.host_id && t.created_by == 'creator')) ? 0 : 1";

/// Programs.
pub struct Cel {
    env: Arc<Env>,
    outcomes: Vec<Program>,
    applied: Option<Program>,
    named: Option<Program>,
}

impl Engine for Cel {
    const NAME: &'static str = "cel 0.15";
    type Text = Expressions;
    type Session<'e> = &'e Cel;

    fn text(of: Workload) -> Option<Expressions> {
        Some(match of {
            Workload::Admission => {
                let denied = RULES[1..].join(") || (");
                let outcome = format!("{} ? 2 : ({denied}) ? 1 : 0", RULES[0]);
                let named = |condition: &str, name: &str| format!("({condition}) ? '{name}' : ''");
                Expressions {
                    applied: Some(format!("[{}]", RULES.join(", "))),
                    named: Some(format!("[{outcome}, [{}].filter(name, name != '')]", list_of(&RULES, named))),
                    outcomes: vec![outcome],
                }
            }
            Workload::Basket => Expressions::of(vec![BASKET.to_owned()]),
            Workload::Guarded(rules) => guarded_in_words(rules, "&&"),
            Workload::Written(rules) => written_in_words(rules, "&&"),
        })
    }

    fn load(text: &Expressions) -> Self {
        let env = Env::stdlib();
        let compile = |text: &String| env.compile(text).expect("it compiles");
        let (applied, named) = (text.applied.as_ref().map(compile), text.named.as_ref().map(compile));
        Self { outcomes: text.outcomes.iter().map(compile).collect(), applied, named, env: Arc::new(env) }
    }

    fn session(&self) -> &Self {
        self
    }
}

impl Session for &Cel {
    type Facts = Context<'static, 'static>;

    fn read(&mut self, json: &[u8]) -> Self::Facts {
        let facts: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(json).expect("it is JSON");
        let mut context = Context::with_env(Arc::clone(&self.env));
        for (name, value) in facts {
            context.add_variable_from_value(name, cel::to_value(value).expect("it fits"));
        }
        context
    }

    fn decide(&mut self, facts: &Self::Facts) -> Outcome {
        for program in &self.outcomes {
            let place = match program.execute(facts) {
                // The first of a list, where the rule is written out.
                Ok(Value::List(told)) => told.first().cloned(),
                other => other.ok(),
            };
            match place {
                Some(Value::Int(0)) => {}
                Some(Value::Int(place)) => return Outcome::at(place),
                other => panic!("{other:?} is no outcome"),
            }
        }
        Outcome::Permit
    }

    fn applied(&mut self, facts: &Self::Facts) -> Applied {
        match self.applied.as_ref().map(|program| program.execute(facts)) {
            Some(Ok(Value::List(rules))) => rules.iter().map(|rule| matches!(rule, Value::Bool(true))).collect(),
            other => panic!("{other:?} is no list"),
        }
    }

    fn named(&mut self, facts: &Self::Facts, mut each: impl FnMut(&str)) -> Outcome {
        let Some(Ok(Value::List(told))) = self.named.as_ref().map(|program| program.execute(facts)) else {
            panic!("it is no list")
        };
        let [Value::Int(outcome), Value::List(rules)] = &told[..] else { panic!("it has two parts") };
        for rule in rules.iter() {
            match rule {
                Value::String(name) => each(name),
                other => panic!("{other:?} is no name"),
            }
        }
        Outcome::at(*outcome)
    }
}
