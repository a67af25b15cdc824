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
    let mut json = Vec::new();
    assert_eq!(ask.answer_json(&facts, &mut json), bare.status);
    assert_eq!(String::from_utf8(json).unwrap(), serde_json::to_string(&answer).unwrap());
    bare.outcome
}

fn decision(facts: &str, outcomes: &str, rules: &str) -> String {
    format!(
        "policy plan\nsource page {{ title \"t\" published 2022-10-10 }}\n{facts}\ndecision d {{\n         outcomes {outcomes}\ndefault a because \"none\"\n{rules}}}\n"
    )
}

#[test]
fn many_rules_guarded_by_ranges_of_one_fact() {
    for (ty, low, high, value) in [
        ("int", "key >= {n}", "key < {m}", "{n}"),
        ("decimal", "{n}.5 < key", "key <= {m}.5", "{n}.75"),
        ("optional decimal", "key is present and key >= {n}", "key <= {n}.5", "{n}.25"),
        ("date", "key >= 2000-01-01 + {n} days", "key < 2000-01-01 + {m} days", "\"{d}\""),
    ] {
        let facts = format!("facts {{ key: {ty}, size: int, open: bool }}");
        let fill = |text: &str, n: i64| {
            let day = jiff::civil::date(2000, 1, 1) + jiff::Span::new().days(n);
            text.replace("{n}", &n.to_string()).replace("{m}", &(n + 1).to_string()).replace("{d}", &day.to_string())
        };
        let mut rules = String::new();
        for n in 0..300 {
            let (low, high) = (fill(low, n), fill(high, n));
            let rule = match n % 10 {
                // The fact does not guard these.
                3 => format!("when size > {} then c", n * 100),
                7 => format!("when ({low} and {high}) or open then b"),
                // These must fail to fire.
                9 => format!("require not ({low} and {high} and size > {n}) else b"),
                _ => format!("when {low} and {high} and size > {n} then b"),
            };
            let _ = writeln!(rules, "rule r{n} {{ {rule} because \"{{size}}\" cite page \"1\" }}");
        }
        let ask = ask(&decision(&facts, "a < b < c", &rules));
        for n in [0, 3, 7, 9, 150, 151, 158, 159, 299, 300, 1000] {
            for (size, open) in [(0, false), (200, false), (301, false), (99_999, false), (0, true)] {
                let facts = format!(r#"{{"key": {}, "size": {size}, "open": {open}}}"#, fill(value, n));
                let guarded = n < 300 && n % 10 != 3 && (n % 10 == 7 || size > n);
                let expected = if size > 300 { 2 } else { u8::from(open || guarded) };
                assert_eq!(outcome(&ask, &facts), Some(expected), "{ty} {facts}");
            }
        }
        assert_eq!(outcome(&ask, r#"{"size": 200, "open": false}"#), None, "{ty}");
        assert_eq!(outcome(&ask, r#"{"size": 99999, "open": false}"#), Some(2));
        if ty.starts_with("optional") {
            assert_eq!(outcome(&ask, r#"{"key": null, "size": 200, "open": false}"#), Some(0));
        }
    }
}

#[test]
fn partnerships_are_found_by_what_they_must_equal() {
    let facts = "record product { id: int, seller: text }\nrecord task { seller: text, creator: text, on: date, open: bool }\n\
                 facts { products: list of product, tasks: list of task, creator: text, day: date }\n\
                 define partner(s: text): bool = exists t in tasks where t.creator = creator: t.seller = s and t.open\n\
                 define untouched(s: text): bool = no t in tasks: s = t.seller and day = t.on";
    let rules = "rule r { require every p in products: partner(p.seller) else b because \"{p.id}\" cite page \"1\" }\n\
                 rule q { when exists p in products: not untouched(p.seller) then c because \"{p.id}\" cite page \"1\" }\n";
    let ask = ask(&decision(facts, "a < b < c", rules));
    let tasks = |of: &dyn Fn(usize) -> String| (0..60).map(of).collect::<Vec<_>>().join(", ");
    let task = |n: usize, creator: &str, open: &str| {
        format!(r#"{{"seller": "s{n}", "creator": {creator}, "on": "2022-01-01", "open": {open}}}"#)
    };
    let products = |last: &str| {
        let all = (0..40).map(|n| format!(r#"{{"id": {n}, "seller": "s{n}"}}"#));
        all.chain([format!(r#"{{"id": 40, "seller": {last}}}"#)]).collect::<Vec<_>>().join(", ")
    };
    let facts = |products: &str, tasks: &str, day: &str| {
        format!(r#"{{"products": [{products}], "tasks": [{tasks}], "creator": "c", "day": "{day}"}}"#)
    };
    let good = tasks(&|n| task(n, "\"c\"", "true"));
    let on = "2022-01-01";
    let (s1, s99) = (products("\"s1\""), products("\"s99\""));
    assert_eq!(outcome(&ask, &facts(&s1, &good, "2022-01-02")), Some(0));
    assert_eq!(outcome(&ask, &facts(&s99, &good, "2022-01-02")), Some(1));
    assert_eq!(outcome(&ask, &facts(&s1, &good, on)), Some(2));
    // Another creator's, a closed one.
    let other = tasks(&|n| task(n, if n == 39 { "\"d\"" } else { "\"c\"" }, "true"));
    assert_eq!(outcome(&ask, &facts(&s1, &other, "2022-01-02")), Some(1));
    let closed = tasks(&|n| task(n, "\"c\"", if n == 39 { "false" } else { "true" }));
    assert_eq!(outcome(&ask, &facts(&s1, &closed, "2022-01-02")), Some(1));
    // A field that must be equal is unknown somewhere; one that need not be is.
    let unknown = tasks(&|n| task(n, "\"c\"", "true").replace(r#""seller": "s50", "#, ""));
    assert_eq!(outcome(&ask, &facts(&s99, &unknown, "2022-01-02")), None);
    assert_eq!(outcome(&ask, &facts(&s1, &unknown, "2022-01-02")), Some(0));
    let unknown = tasks(&|n| {
        task(n, "\"c\"", "true").replace(r#", "open": true"#, if n == 30 { "" } else { r#", "open": true"# })
    });
    assert_eq!(outcome(&ask, &facts(&s1, &unknown, "2022-01-02")), None);
    assert_eq!(outcome(&ask, &facts(&s99, &unknown, "2022-01-02")), Some(1));
    // What they are compared with is unknown.
    let without = products("\"s1\"").replace(r#""id": 20, "seller": "s20""#, r#""id": 20"#);
    assert_eq!(outcome(&ask, &facts(&without, &good, "2022-01-02")), None);
    assert_eq!(outcome(&ask, &facts(&s1, &good, on).replace(r#""creator": "c", "day""#, r#""day""#)), Some(2));
}

#[test]
fn requirements_are_guarded_by_what_they_fail_of() {
    let mut rules = String::new();
    for n in 0..100 {
        let _ = writeln!(
            rules,
            "rule r{n} {{ require key < {n} or key > {n} + 2 or size < {n} else b because \"{{size}}\" cite page \"1\" }}"
        );
    }
    let ask = ask(&decision("facts { key: int, size: int }", "a < b", &rules));
    for (key, size, expected) in
        [(0, 0, 1), (50, 48, 1), (50, 47, 0), (101, 98, 0), (101, 99, 1), (102, 100, 0), (-1, 100, 0)]
    {
        assert_eq!(outcome(&ask, &format!(r#"{{"key": {key}, "size": {size}}}"#)), Some(expected), "{key} {size}");
    }
    assert_eq!(outcome(&ask, r#"{"size": 0}"#), None);
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
