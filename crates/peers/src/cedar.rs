//! Cedar, strictly validated against a schema, as are its requests. It has no floats and no quantifiers over records:
//! scores are hundredths and dates days instead of its own decimals and date-times, and W3 cannot be expressed.

use std::fmt::Write;
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicyId, PolicySet, Request, Response, Schema, ValidationMode,
    Validator,
};
use zhun_bench::hand;

use crate::{Applied, Engine, Outcome, RULES, Session, Workload};

/// Policies and their schema.
pub struct Cedar {
    policies: PolicySet,
    schema: Schema,
}

/// Policies and a schema as texts.
pub struct Text {
    policies: String,
    schema: &'static str,
}

/// What every request of a run shares.
pub struct Asking<'e> {
    cedar: &'e Cedar,
    authorizer: Authorizer,
    entities: Entities,
    principal: EntityUid,
    action: EntityUid,
    resource: EntityUid,
    /// The policies of [`RULES`], which Cedar numbers as they are written.
    rules: [PolicyId; RULES.len()],
}

impl Engine for Cedar {
    const NAME: &'static str = "cedar-policy 4.14";
    type Text = Text;
    type Session<'e> = Asking<'e>;

    fn text(of: Workload) -> Option<Text> {
        match of {
            Workload::Admission => Some(Text {
                policies: include_str!("../policies/admission.cedar").to_owned(),
                schema: include_str!("../policies/admission.cedarschema"),
            }),
            Workload::Basket => None,
            Workload::Guarded(rules) => {
                let mut policies = String::from("permit (principal, action, resource);\n");
                for rule in 0..rules {
                    let _ = writeln!(
                        policies,
                        "forbid (principal, action, resource) when {{ context.key == {rule} && context.size > {} }};",
                        rule % 10
                    );
                }
                Some(Text { policies, schema: include_str!("../policies/guarded.cedarschema") })
            }
            // A message is a text, so the host has to put the value into it.
            Workload::Written(rules) => {
                let mut policies = String::from("permit (principal, action, resource);\n");
                for rule in 0..rules {
                    let (least, clause) = (rule % 10, rule % 100);
                    let _ = writeln!(
                        policies,
                        "@id(\"r{rule}\") @message(\"the size is {{size}}\") @clause(\"{clause}\") \
                         forbid (principal, action, resource) when {{ context.key == {rule} && context.size > {least} }};"
                    );
                }
                Some(Text { policies, schema: include_str!("../policies/guarded.cedarschema") })
            }
        }
    }

    fn load(text: &Text) -> Self {
        let schema = Schema::from_str(text.schema).expect("it is a schema");
        let policies = PolicySet::from_str(&text.policies).expect("they parse");
        let validator = Validator::new(schema.clone());
        let found = validator.validate(&policies, ValidationMode::Strict);
        assert!(found.validation_passed(), "{found}");
        Self { policies, schema }
    }

    fn session(&self) -> Asking<'_> {
        let entity = |text| EntityUid::from_str(text).expect("an entity");
        Asking {
            cedar: self,
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
            principal: entity(r#"Shop::"shop""#),
            action: entity(r#"Action::"ask""#),
            resource: entity(r#"Alliance::"alliance""#),
            rules: std::array::from_fn(|rule| PolicyId::new(format!("policy{rule}"))),
        }
    }

    fn json(json: String) -> String {
        let mut facts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&json).expect("it is JSON");
        if facts.contains_key("key") {
            return json;
        }
        let shop: hand::Shop<'_> = serde_json::from_str(&json).expect("it fits");
        let shop = hand::Ready::of(&shop).expect("it fits");
        for (name, value) in [("experience_score", shop.experience_score), ("joined_on", shop.joined_on)] {
            match value {
                Some(value) => facts.insert(name.to_owned(), value.into()),
                None => facts.remove(name),
            };
        }
        facts.insert("today".to_owned(), hand::day("2022-11-01").expect("a date").into());
        serde_json::to_string(&facts).expect("it is JSON")
    }
}

impl Asking<'_> {
    fn response(&self, request: &Request) -> Response {
        self.authorizer.is_authorized(request, &self.cedar.policies, &self.entities)
    }
}

impl Session for Asking<'_> {
    type Facts = Request;

    fn read(&mut self, json: &[u8]) -> Request {
        let json = std::str::from_utf8(json).expect("it is UTF-8");
        let context = Context::from_json_str(json, None).expect("it is JSON");
        let (principal, action, resource) = (self.principal.clone(), self.action.clone(), self.resource.clone());
        Request::new(principal, action, resource, context, Some(&self.cedar.schema)).expect("it fits the schema")
    }

    fn decide(&mut self, facts: &Request) -> Outcome {
        let response = self.response(facts);
        if response.decision() == Decision::Allow {
            Outcome::Permit
        } else if response.diagnostics().reason().any(|policy| *policy == self.rules[0]) {
            Outcome::Barred
        } else {
            Outcome::Deny
        }
    }

    fn applied(&mut self, facts: &Request) -> Applied {
        let response = self.response(facts);
        let mut applied = Applied::default();
        if response.decision() == Decision::Deny {
            let rules = response.diagnostics().reason();
            rules.filter_map(|rule| self.rules.iter().position(|id| id == rule)).for_each(|rule| applied.add(rule));
        }
        applied
    }

    fn named(&mut self, facts: &Request, mut each: impl FnMut(&str)) -> Outcome {
        let response = self.response(facts);
        if response.decision() == Decision::Allow {
            return Outcome::Permit;
        }
        let mut outcome = Outcome::Deny;
        for rule in response.diagnostics().reason() {
            let name = self.cedar.policies.annotation(rule, "id").expect("it is named");
            if name == RULES[0] {
                outcome = Outcome::Barred;
            }
            each(name);
        }
        outcome
    }
}
