//! Rules to verdicts.

use super::build::*;
use super::{request, today};
use crate::check::checked::*;
use crate::eval::{Request, Status, Verdict, decide, evaluate};
use crate::explain::{NodeKind, RuleState, explain};
use crate::model::*;

fn json(verdict: &Verdict) -> serde_json::Value {
    serde_json::to_value(verdict).unwrap()
}

/// Three bool facts, a rule each: weak (1), middle (2), strong (3).
fn three() -> (Build, DecisionId) {
    let mut build = Build::default();
    let facts = ["a", "b", "c"].map(|name| build.fact(name, bool_()));
    let [a, b, c] = facts;
    let rules = vec![when("weak", 1, a), when("middle", 2, b), when("strong", 3, c)];
    let id = build.decision("d", &["none", "low", "mid", "high"], rules);
    (build, id)
}

#[test]
fn the_strongest_wins_and_the_weaker_stay_open() {
    let (build, id) = three();
    let program = build.compile();
    let facts = build.facts(vec![Cell::Unknown, flag(true), flag(false)]);
    let verdict = evaluate(&program, id, &facts, &request());
    assert_eq!((verdict.status, verdict.outcome.as_deref()), (Status::Decided, Some("mid")));
    assert_eq!(verdict.possible, ["mid"]);
    assert!(verdict.needs.is_empty());
    assert_eq!(verdict.open.len(), 1);
    assert_eq!((verdict.open[0].rule.as_str(), verdict.open[0].needs.as_slice()), ("weak", &["a".to_owned()][..]));
    let bare = decide(&program, id, &facts, &request());
    assert_eq!((bare.outcome, bare.possible), (Some(2), OutcomeSet::one(2)));
    assert_eq!(bare.fired.iter().collect::<Vec<_>>(), [1]);
}

#[test]
fn what_may_be_stronger_leaves_it_undetermined() {
    let (build, id) = three();
    let facts = build.facts(vec![flag(true), Cell::Unknown, flag(false)]);
    let verdict = evaluate(&build.compile(), id, &facts, &request());
    assert_eq!((verdict.status, verdict.outcome.as_deref()), (Status::Undetermined, None));
    assert_eq!(verdict.possible, ["low", "mid"]);
    assert_eq!(verdict.needs, ["b"]);
    assert_eq!(verdict.reasons.len(), 1);
}

#[test]
fn a_default_has_a_reason_of_its_own() {
    let (build, id) = three();
    let facts = build.facts(vec![flag(false), flag(false), flag(false)]);
    let verdict = evaluate(&build.compile(), id, &facts, &request());
    assert_eq!(
        json(&verdict)["reasons"],
        serde_json::json!([{"rule": null, "outcome": "none", "message": "fine", "facts": {}, "cite": null}])
    );
}

#[test]
fn exceptions_come_first() {
    let mut build = Build::default();
    let (a, b) = (build.fact("a", bool_()), build.fact("b", bool_()));
    let mut guarded = when("r", 1, a);
    guarded.exceptions.push(b);
    let id = build.decision("d", &["fine", "bad"], vec![guarded]);
    let program = build.compile();
    let status = |a: Cell, b: Cell| {
        let outcome = decide(&program, id, &build.facts(vec![a, b]), &request());
        (outcome.status, outcome.outcome)
    };
    assert_eq!(status(flag(true), flag(true)), (Status::Decided, Some(0)));
    assert_eq!(status(flag(true), flag(false)), (Status::Decided, Some(1)));
    assert_eq!(status(flag(false), Cell::Unknown), (Status::Decided, Some(0)));
    assert_eq!(status(Cell::Unknown, flag(true)), (Status::Decided, Some(0)));
    assert_eq!(status(flag(true), Cell::Unknown).0, Status::Undetermined);
}

#[test]
fn out_of_force_means_no_outcome_or_no_rule() {
    let (mut build, id) = three();
    let later = DateSpan { from: Some(today().tomorrow().unwrap()), through: None };
    build.checked.decisions[id].rules[2].effective = later;
    let facts = build.facts(vec![flag(false), flag(false), flag(true)]);
    let verdict = evaluate(&build.compile(), id, &facts, &request());
    assert_eq!(verdict.outcome.as_deref(), Some("none"));
    build.checked.decisions[id].effective = later;
    let program = build.compile();
    let verdict = evaluate(&program, id, &facts, &request());
    assert_eq!((verdict.status, verdict.outcome.as_deref()), (Status::NotInForce, None));
    assert!(verdict.possible.is_empty() && verdict.reasons.is_empty());
    assert!(program.reach(Query::Decision(id)).uses_today);
}

#[test]
fn a_decision_that_is_read_compares_by_what_is_possible() {
    let (mut build, read) = three();
    let top = build.decision("top", &["fine", "bad"], vec![when("is_high", 1, is_outcome(read, 0b1000))]);
    let program = build.compile();
    let verdict = |cells| evaluate(&program, top, &build.facts(cells), &request());
    // `high` is impossible, whatever the others are.
    assert_eq!(verdict(vec![Cell::Unknown, Cell::Unknown, flag(false)]).outcome.as_deref(), Some("fine"));
    assert_eq!(verdict(vec![Cell::Unknown, Cell::Unknown, flag(true)]).outcome.as_deref(), Some("bad"));
    // Of the rules that are open, only `strong` could change the answer.
    assert_eq!(verdict(vec![]).needs, ["c"]);
    let fired = verdict(vec![flag(true), flag(true), flag(true)]);
    assert_eq!(json(&fired)["reasons"][0]["facts"], serde_json::json!({"c": true}));
}

/// `every p in products: p.has_commission`, with each offender named.
fn products() -> (Build, DecisionId) {
    let mut build = Build::default();
    let product = build.record("product", &[("id", ty(TypeKind::Text)), ("ok", bool_())]);
    let products = build.fact("products", list_of(product.clone()));
    let body = field(local(0, product.clone()), 1, bool_());
    let mut rule = require("all_ok", 1, quantifier(Quantifier::Every, over(0, products, None), body));
    let id = Piece::Expr(field(local(0, product), 0, ty(TypeKind::Text)));
    rule.because = because(vec![text("商品 "), id.clone(), text(" 未设佣金")]);
    rule.because.other.insert("en".into(), Template { pieces: vec![text("product "), id] });
    rule.obligations.push(Obligation { name: "mend".into(), text: Localised::plain("补设佣金".into()) });
    let id = build.decision("d", &["fine", "refused"], vec![rule]);
    (build, id)
}

fn product(id: &str, ok: Cell) -> Cell {
    record(vec![Cell::Known(Value::Text(id.into())), ok])
}

#[test]
fn an_outermost_quantifier_names_its_elements() {
    let (build, id) = products();
    let program = build.compile();
    let items = vec![product("x", flag(true)), product("y", flag(false)), product("z", flag(false))];
    let facts = build.facts(vec![list(items)]);
    let verdict = evaluate(&program, id, &facts, &request());
    assert_eq!(
        json(&verdict)["reasons"][0],
        serde_json::json!({
            "rule": "all_ok", "outcome": "refused",
            "message": "商品 y 未设佣金；商品 z 未设佣金",
            "facts": {},
            "elements": [
                {"index": 1, "facts": {"products[1].ok": false}, "message": "商品 y 未设佣金"},
                {"index": 2, "facts": {"products[2].ok": false}, "message": "商品 z 未设佣金"},
            ],
            "element_count": 2, "cite": null,
        })
    );
    assert_eq!(verdict.obligations[0].text, "补设佣金");
    let english = Request { locale: Some("en".into()), ..request() };
    assert_eq!(evaluate(&program, id, &facts, &english).reasons[0].message, "product y; product z");
}

#[test]
fn many_elements_are_counted_and_twenty_listed() {
    let (build, id) = products();
    let program = build.compile();
    let facts = build.facts(vec![list((0..50).map(|i| product(&i.to_string(), flag(false))).collect())]);
    let verdict = evaluate(&program, id, &facts, &request());
    let reason = &verdict.reasons[0];
    assert_eq!((reason.elements.as_ref().unwrap().len(), reason.element_count), (20, Some(50)));
    assert!(reason.message.ends_with("…等 50 项"), "{}", reason.message);
    let (_, explanation) = explain(&program, Query::Decision(id), &facts, &request());
    let condition = explanation.rules[0].condition.as_ref().unwrap();
    assert_eq!(condition.elements.unwrap().settled, 50);
    assert_eq!(condition.children.iter().filter(|node| node.kind == NodeKind::Element).count(), 20);
}

#[test]
fn messages_print_bare_values() {
    let mut build = Build::default();
    let level = build.words("level", &[("low", Some("低"), None), ("high", None, Some("HIGH"))]);
    let level_fact = build.fact("level", level.clone());
    let others = build.fact("others", list_of(level.clone()));
    let optional = build.fact("score", Type::optional(TypeKind::Decimal));
    let lost = build.fact("lost", int());
    let wait = expr(ExprKind::Literal(Value::Duration(Duration::from_seconds(93_600))), ty(TypeKind::Duration));
    let mut rule = when("r", 1, expr(ExprKind::IsWord(Box::new(level_fact.clone()), WordSet::from_iter([1])), bool_()));
    let values = [level_fact, others, optional, lost, yes(true), wait];
    rule.because = because(values.into_iter().flat_map(|value| [text("|"), Piece::Expr(value)]).collect());
    let id = build.decision("d", &["fine", "bad"], vec![rule]);
    let program = build.compile();
    let word = |at| Cell::Known(Value::Word(at));
    let facts = build.facts(vec![word(1), list(vec![word(0), word(1)]), Cell::Absent]);
    let verdict = evaluate(&program, id, &facts, &request());
    assert_eq!(verdict.reasons[0].message, "|high|低、high|无|未知|是|1 天 2 小时");
    assert_eq!(json(&verdict)["reasons"][0]["facts"], serde_json::json!({"level": "HIGH"}));
    let english = Request { locale: Some("en".into()), ..request() };
    let verdict = evaluate(&program, id, &facts, &english);
    assert_eq!(verdict.reasons[0].message, "|high|低, high|none|unknown|yes|1 day 2 hours");
}

#[test]
fn an_explanation_shows_what_was_and_was_not_looked_at() {
    let mut build = Build::default();
    let (a, b) = (build.fact("a", int()), build.fact("b", int()));
    let a = build.spelled("a", a);
    let left = less(a, lit(3));
    let left = build.spelled("a  <\n 3", left);
    let right = less(b, lit(3));
    let right = build.spelled("b < 3", right);
    let both = and(vec![left, right]);
    let both = build.spelled("a < 3 and b < 3", both);
    let id = build.decision("d", &["fine", "bad"], vec![require("both_small", 1, both)]);
    let program = build.compile();
    let (_, explanation) = explain(&program, Query::Decision(id), &build.facts(vec![known(5)]), &request());
    let rule = &explanation.rules[0];
    assert_eq!(rule.state, RuleState::Fired);
    let condition = rule.condition.as_ref().unwrap();
    assert_eq!((condition.kind, condition.value.as_deref()), (NodeKind::Logic, Some("false")));
    let [left, right] = condition.children.as_slice() else { panic!("{condition:?}") };
    assert_eq!((left.text.as_str(), left.value.as_deref()), ("a < 3", Some("false")));
    assert_eq!((left.children[0].path.as_deref(), left.children[0].value.as_deref()), (Some("a"), Some("5")));
    assert_eq!((right.text.as_str(), right.value.as_deref(), right.unknown), ("b < 3", None, false));
    assert_eq!(rule.causes.iter().map(|cause| cause.text.as_str()).collect::<Vec<_>>(), ["a < 3"]);
}
