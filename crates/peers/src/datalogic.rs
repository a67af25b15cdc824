//! JSONLogic, by `datalogic-rs`. Numbers are floats; dates are texts in JSON and become date-times in the rule.

use datalogic_rs::bumpalo::Bump;
use datalogic_rs::{EvalInput, Logic, ParsedData};

use crate::{Applied, Engine, Expressions, Outcome, Session, Workload, list_of};

const RULES: [&str; 9] = [
    r#"{">=": [{"var": "closures"}, 3]}"#,
    r#"{"and": [{"!==": [{"var": "experience_score"}, null]}, {"<": [{"var": "experience_score"}, 4.0]}]}"#,
    r#"{"and": [{"===": [{"var": "experience_score"}, null]}, {"or": [{"===": [{"var": "joined_on"}, null]}, {">": [{"-": [{"datetime": "2022-11-01T00:00:00Z"}, {"datetime": {"cat": [{"var": "joined_on"}, "T00:00:00Z"]}}]}, {"timestamp": "60d"}]}]}]}"#,
    r#"{"!": [{"var": "shop_opened"}]}"#,
    r#"{"!": [{"var": "account_can_log_in"}]}"#,
    r#"{"!==": [{"var": "shop_status"}, "normal"]}"#,
    r#"{"!": [{"var": "brand_documents.uploaded"}]}"#,
    r#"{"!": [{"var": "brand_documents.authentic"}]}"#,
    r#"{"!": [{"var": "brand_documents.compliant"}]}"#,
];

/// Of two loops, the inner one reaches what is outside of both, but not the element of the outer one; so the sellers with
/// a relation are collected, and the product's is looked for among them.
const BASKET: &str = r#"{"if": [{"all": [{"var": "room.products"}, {"or": [
    {"===": [{"var": "seller_id"}, {"val": [[2], "promoter", "id"]}]},
    {"var": "has_commission"},
    {"in": [{"var": "seller_id"}, {"map": [{"filter": [{"val": [[2], "v_tasks"]}, {"and": [
        {"===": [{"var": "creator_id"}, {"val": [[4], "room", "host_id"]}]},
        {"===": [{"var": "created_by"}, "creator"]}]}]}, {"var": "seller_id"}]}]}]}]}, 0, 1]}"#;

/// Compiled logic.
pub struct Datalogic {
    engine: datalogic_rs::Engine,
    outcomes: Vec<Logic>,
    applied: Option<Logic>,
    named: Option<Logic>,
}

/// An arena that is used again.
pub struct Arena<'e> {
    datalogic: &'e Datalogic,
    arena: Bump,
}

impl Engine for Datalogic {
    const NAME: &'static str = "datalogic-rs 5.4";
    type Text = Expressions;
    type Session<'e> = Arena<'e>;

    fn text(of: Workload) -> Option<Expressions> {
        Some(match of {
            Workload::Admission => {
                let outcome = format!(r#"{{"if": [{}, 2, {{"or": [{}]}}, 1, 0]}}"#, RULES[0], RULES[1..].join(", "));
                let named = |condition: &str, name: &str| format!(r#"{{"if": [{condition}, "{name}", null]}}"#);
                Expressions {
                    applied: Some(format!("[{}]", RULES.join(", "))),
                    named: Some(format!(r#"[{outcome}, {{"filter": [[{}], {{"var": ""}}]}}]"#, list_of(&RULES, named))),
                    outcomes: vec![outcome],
                }
            }
            Workload::Basket => Expressions::of(vec![BASKET.to_owned()]),
            Workload::Guarded(rules) => {
                let rule = |rule: usize| {
                    let least = rule % 10;
                    format!(
                        r#"{{"if": [{{"and": [{{"===": [{{"var": "key"}}, {rule}]}}, {{">": [{{"var": "size"}}, {least}]}}]}}, 1, 0]}}"#
                    )
                };
                Expressions::of((0..rules).map(rule).collect())
            }
            Workload::Written(rules) => {
                let rule = |rule: usize| {
                    let (least, clause) = (rule % 10, rule % 100);
                    format!(
                        r#"{{"if": [{{"and": [{{"===": [{{"var": "key"}}, {rule}]}}, {{">": [{{"var": "size"}}, {least}]}}]}}, [1, "r{rule}", {{"cat": ["the size is ", {{"var": "size"}}]}}, "{clause}"], [0]]}}"#
                    )
                };
                Expressions::of((0..rules).map(rule).collect())
            }
        })
    }

    fn load(text: &Expressions) -> Self {
        let engine = datalogic_rs::Engine::new();
        let compile = |text: &String| engine.compile(text).expect("it compiles");
        let (applied, named) = (text.applied.as_ref().map(compile), text.named.as_ref().map(compile));
        Self { outcomes: text.outcomes.iter().map(compile).collect(), applied, named, engine }
    }

    fn session(&self) -> Arena<'_> {
        Arena { datalogic: self, arena: Bump::new() }
    }
}

impl Arena<'_> {
    fn outcome<'a>(&'a self, facts: impl EvalInput<'a>) -> Outcome {
        let facts = facts.into_arena_value(&self.arena).expect("it is JSON");
        for logic in &self.datalogic.outcomes {
            let place = self.datalogic.engine.evaluate(logic, facts, &self.arena).expect("it evaluates");
            // The first of a list, where the rule is written out.
            let place = place.as_array().and_then(|told| told.first()).unwrap_or(place);
            match place.as_i64().expect("a whole number") {
                0 => {}
                place => return Outcome::at(place),
            }
        }
        Outcome::Permit
    }

    fn rules<'a>(&'a self, facts: impl EvalInput<'a>) -> Applied {
        let logic = self.datalogic.applied.as_ref().expect("the admission has it");
        let rules = self.datalogic.engine.evaluate(logic, facts, &self.arena).expect("it evaluates");
        rules.as_array().expect("a list").iter().map(|rule| rule.as_bool() == Some(true)).collect()
    }

    fn names<'a>(&'a self, facts: impl EvalInput<'a>, mut each: impl FnMut(&str)) -> Outcome {
        let logic = self.datalogic.named.as_ref().expect("the admission has it");
        let told = self.datalogic.engine.evaluate(logic, facts, &self.arena).expect("it evaluates");
        let [outcome, rules] = told.as_array().expect("a list") else { panic!("it has two parts") };
        rules.as_array().expect("a list").iter().for_each(|rule| each(rule.as_str().expect("a name")));
        Outcome::at(outcome.as_i64().expect("a whole number"))
    }
}

fn text(json: &[u8]) -> &str {
    std::str::from_utf8(json).expect("it is UTF-8")
}

impl Session for Arena<'_> {
    type Facts = ParsedData;

    fn read(&mut self, json: &[u8]) -> ParsedData {
        ParsedData::from_json(text(json)).expect("it is JSON")
    }

    fn decide(&mut self, facts: &ParsedData) -> Outcome {
        self.arena.reset();
        self.outcome(facts.value())
    }

    fn decide_json(&mut self, json: &[u8]) -> Outcome {
        self.arena.reset();
        self.outcome(text(json))
    }

    fn applied(&mut self, facts: &ParsedData) -> Applied {
        self.arena.reset();
        self.rules(facts.value())
    }

    fn applied_json(&mut self, json: &[u8]) -> Applied {
        self.arena.reset();
        self.rules(text(json))
    }

    fn named(&mut self, facts: &ParsedData, each: impl FnMut(&str)) -> Outcome {
        self.arena.reset();
        self.names(facts.value(), each)
    }

    fn named_json(&mut self, json: &[u8], each: impl FnMut(&str)) -> Outcome {
        self.arena.reset();
        self.names(text(json), each)
    }
}
