//! Policy text to verdicts, through all stages.

use crate::support::policies::policy;
use zhun::check::checked::Query;
use zhun::compile::{Program, compile};
use zhun::eval::{Answer, Request, Status, Verdict};
use zhun::explain::{Explanation, NodeKind, explain};
use zhun::facts::Facts;
use zhun::model::{Cell, Date, Decimal, FactId, Value};

fn day() -> Date {
    "2022-11-01".parse().unwrap()
}

fn fact(program: &Program, name: &str) -> FactId {
    let (id, _) = program.schema().facts.iter().find(|(_, fact)| &*fact.field.name == name).unwrap();
    id
}

fn ask(program: &Program, name: &str, known: Vec<(&str, Cell)>) -> (Answer, Explanation) {
    let mut facts = Facts::unknown(program.schema());
    for (name, cell) in known {
        facts.set(fact(program, name), cell);
    }
    explain(program, program.find(name).unwrap(), &facts, &Request::on(day()))
}

fn verdict(program: &Program, name: &str, known: Vec<(&str, Cell)>) -> Verdict {
    match ask(program, name, known).0 {
        Answer::Verdict(verdict) => verdict,
        Answer::Value(value) => panic!("{value:?}"),
    }
}

fn decimal(text: &str) -> Cell {
    Cell::Known(Value::Decimal(Decimal::parse(text).unwrap()))
}

fn int(n: i64) -> Cell {
    Cell::Known(Value::Int(n))
}

const ALLIANCE: &str = r#"
policy douyin.alliance
source alliance_entry { title "抖音精选联盟入口在哪?怎么开通?" published 2022-10-10 }
facts {
    experience_score: optional decimal in 0..5 unit "分"
    closures: int >= 0
    joined_on: date
}
param score_to_enter: decimal = 4.0
param chances: int = 3
define newly_joined = today - joined_on <= 60 days
decision admission {
    title    "精选联盟准入"
    outcomes permit < deny < barred
    default  permit because "符合全部准入条件"
    rule closures_left {
        require closures < chances
        else    barred
        because "已被关闭 {closures} 次，不能再申请"
        because en "access was closed {closures} times"
        cite    alliance_entry "3, note"
    }
    rule enough_score {
        require experience_score is present and experience_score >= score_to_enter
        else    deny
        except when experience_score is absent and newly_joined
        because "体验分 {experience_score}，未达到 {score_to_enter}"
        cite    alliance_entry "1.2, 2.3"
    }
}
"#;

#[test]
fn the_verdict_of_the_tour_reads_as_promised() {
    let program = compile(&policy(ALLIANCE));
    let known = vec![
        ("experience_score", decimal("3.7")),
        ("closures", int(0)),
        ("joined_on", Cell::Known(Value::Date("2022-01-05".parse().unwrap()))),
    ];
    let verdict = verdict(&program, "admission", known);
    assert_eq!(
        serde_json::to_string(&verdict).unwrap(),
        concat!(
            r#"{"decision":"douyin.alliance.admission","status":"decided","outcome":"deny","possible":["deny"],"#,
            r#""reasons":[{"rule":"enough_score","outcome":"deny","message":"体验分 3.7，未达到 4.0","#,
            r#""facts":{"experience_score":3.7},"cite":{"source":"alliance_entry","#,
            r#""title":"抖音精选联盟入口在哪?怎么开通?","at":"1.2, 2.3"}}],"#,
            r#""obligations":[],"needs":[],"open":[],"warnings":[],"as_of":"2022-11-01"}"#
        )
    );
}

#[test]
fn what_is_missing_is_asked_for() {
    let program = compile(&policy(ALLIANCE));
    let asked = verdict(&program, "admission", vec![("closures", int(1))]);
    assert_eq!((asked.status, asked.possible), (Status::Undetermined, vec!["permit".to_owned(), "deny".to_owned()]));
    assert_eq!(asked.needs, ["experience_score", "joined_on"]);
    // Without a score, only the day of joining is left.
    let asked = verdict(&program, "admission", vec![("closures", int(1)), ("experience_score", Cell::Absent)]);
    assert_eq!(asked.needs, ["joined_on"]);
    // Barred is the strongest: nothing that is missing can change it.
    let barred = verdict(&program, "admission", vec![("closures", int(3))]);
    assert_eq!(barred.outcome.as_deref(), Some("barred"));
    assert_eq!(barred.open[0].needs, ["experience_score", "joined_on"]);
}

#[test]
fn an_explanation_of_the_tour() {
    let program = compile(&policy(ALLIANCE));
    let known = vec![("experience_score", Cell::Absent), ("closures", int(0))];
    let (_, explanation) = ask(&program, "admission", known);
    let rule = &explanation.rules[1];
    let exception = &rule.exceptions[0];
    assert_eq!((exception.text.as_str(), exception.unknown), ("experience_score is absent and newly_joined", true));
    let shown: Vec<_> =
        exception.children.iter().map(|node| (node.kind, node.text.as_str(), node.value.as_deref())).collect();
    assert_eq!(
        shown,
        [
            (NodeKind::Comparison, "experience_score is absent", Some("true")),
            (NodeKind::Define, "newly_joined", Some("unknown")),
        ]
    );
    // What leaves the rule open is the comparison inside the define, not the part that is settled.
    let causes: Vec<&str> = rule.causes.iter().map(|cause| cause.text.as_str()).collect();
    assert_eq!(causes, ["today - joined_on <= 60 days"]);
}

#[test]
fn the_deepest_policy_fits_a_small_stack() {
    let mut text = String::from("policy p\nfacts { n: int }\ndefine d0 = n\ndefine f0(x: int): int = x\n");
    for i in 1..=240 {
        text.push_str(&format!("define d{i} = d{} + 1\n", i - 1));
        text.push_str(&format!("define f{i}(x: int): int = max(f{}(x), 1)\n", i - 1));
    }
    text.push_str("define by_call = f240(n)\n");
    let program = compile(&policy(&text));
    for name in ["d240", "by_call"] {
        let (answer, explanation) = ask(&program, name, vec![("n", int(1))]);
        assert!(serde_json::to_string(&explanation).unwrap().len() > 1000);
        let Answer::Value(value) = answer else { panic!() };
        assert_eq!(value.status, Status::Decided);
        let (Answer::Value(value), _) = ask(&program, name, vec![]) else { panic!() };
        assert_eq!(value.needs, ["n"]);
        assert!(matches!(program.find(name), Ok(Query::Value(_))));
    }
}
