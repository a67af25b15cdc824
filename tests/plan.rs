//! Decisions laid out for a request, where that is more than one small node for a condition: many rules, long chains of
//! defines, and what is too large to be laid out. `tests/oracle.rs` tries the rest at random.

use std::fmt::Write;

use zhun::{Ask, Engine, Options};

fn ask(text: &str) -> Ask {
    let engine = Engine::new([("plan.policy", text)]).unwrap_or_else(|found| panic!("{found:?}"));
    engine.query("d").unwrap().ask(&Options::on("2022-11-01".parse().unwrap())).unwrap()
}

/// Holds the plan's outcome and verdict to what the explanation says, and gives the outcome.
fn outcome(ask: &Ask, facts: &str) -> Option<u8> {
    let facts = ask.facts_from_json(facts.as_bytes()).unwrap();
    let (bare, answer) = (ask.outcome(&facts).unwrap(), ask.answer(&facts));
    assert_eq!(answer, ask.explain(&facts).answer);
    assert_eq!(answer.status(), bare.status);
    bare.outcome
}

fn decision(facts: &str, outcomes: &str, rules: &str) -> String {
    format!(
        "policy plan\nsource page {{ title \"t\" published 2022-10-10 }}\n{facts}\ndecision d {{\n         outcomes {outcomes}\ndefault a because \"none\"\n{rules}}}\n"
    )
}

#[test]
fn many_rules_guarded_by_one_fact() {
    for (ty, guard, value) in
        [("int", "key = {n}", "{n}"), ("text", "key = \"k{n}\"", "\"k{n}\""), ("word", "key in [w{n}, w0]", "\"w{n}\"")]
    {
        let words = (0..400).map(|n| format!("w{n}")).collect::<Vec<_>>().join(", ");
        let facts = format!("enum word {{ {words} }}\nfacts {{ key: {ty}, size: int, open: bool }}");
        let mut rules = String::new();
        for n in 0..300 {
            let guard = guard.replace("{n}", &n.to_string());
            let (condition, gives) = match n % 10 {
                // The fact does not guard these.
                3 => (format!("size > {}", n * 100), "c"),
                7 => (format!("{guard} or open"), "b"),
                _ => (format!("{guard} and size > {n}"), "b"),
            };
            let _ =
                writeln!(rules, "rule r{n} {{ when {condition} then {gives} because \"{{size}}\" cite page \"1\" }}");
        }
        let ask = ask(&decision(&facts, "a < b < c", &rules));
        let key = |n: usize| value.replace("{n}", &n.to_string());
        assert_eq!(outcome(&ask, &format!(r#"{{"key": {}, "size": 200, "open": false}}"#, key(150))), Some(1));
        assert_eq!(outcome(&ask, &format!(r#"{{"key": {}, "size": 100, "open": false}}"#, key(150))), Some(0));
        assert_eq!(outcome(&ask, &format!(r#"{{"key": {}, "size": 301, "open": false}}"#, key(399))), Some(2));
        assert_eq!(outcome(&ask, &format!(r#"{{"key": {}, "size": 0, "open": true}}"#, key(399))), Some(1));
        // Without the fact any of them may fire.
        assert_eq!(outcome(&ask, r#"{"size": 200, "open": false}"#), None);
        assert_eq!(outcome(&ask, r#"{"size": 0, "open": false}"#), None);
        assert_eq!(outcome(&ask, r#"{"size": 99999, "open": false}"#), Some(2));
    }
}

#[test]
fn conditions_that_are_read_twice_are_worked_out_once() {
    let mut facts = "facts { x: int }\ndefine d0 = x > 3\n".to_owned();
    for i in 1..=60 {
        let _ = writeln!(facts, "define d{i} = (d{0} and d{0}) or (d{0} and x > {i})", i - 1);
    }
    let ask = ask(&decision(&facts, "a < b", "rule r { when d60 then b because \"x\" cite page \"1\" }\n"));
    assert_eq!(outcome(&ask, r#"{"x": 4}"#), Some(1));
    assert_eq!(outcome(&ask, r#"{"x": 3}"#), Some(0));
    assert_eq!(outcome(&ask, "{}"), None);
}

#[test]
fn arguments_that_double_are_worked_out_once() {
    for (first, expected) in [("1", 1_u64 << 40), ("x", 1_u64 << 40)] {
        let mut facts = "facts { x: int }\ndefine f0(n: int): int = n\n".to_owned();
        for i in 1..=40 {
            let _ = writeln!(facts, "define f{i}(n: int): int = f{}(n + n)", i - 1);
        }
        let rule = format!("rule r {{ when f40({first}) = {expected} then b because \"x\" cite page \"1\" }}");
        assert_eq!(outcome(&ask(&decision(&facts, "a < b", &rule)), r#"{"x": 1}"#), Some(1));
    }
}

#[test]
fn what_is_too_large_is_answered_all_the_same() {
    let mut facts = "facts { x: int }\ndefine f0(n: int): int = n\n".to_owned();
    for i in 1..=9 {
        let _ = writeln!(facts, "define f{i}(n: int): int = f{0}(n + 1) + f{0}(n + 2)", i - 1);
    }
    let rule = "rule r { when f9(x) > 0 then b because \"x\" cite page \"1\" }\n";
    assert_eq!(outcome(&ask(&decision(&facts, "a < b", rule)), r#"{"x": 1}"#), Some(1));
}
