//! The shipped policies hold: they check without a word, their examples pass, and they decide every case of
//! `tests/cases_rulebook` as the rulebook does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use zhun::{Engine, Options};

fn policy_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            policy_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "policy") {
            found.push(path);
        }
    }
}

fn engine() -> Engine {
    let mut paths = Vec::new();
    policy_files(Path::new("policies"), &mut paths);
    let texts = paths.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()));
    Engine::new(texts).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render()))
}

#[test]
fn they_check_without_a_word() {
    let engine = engine();
    let snapshot = engine.snapshot();
    assert!(snapshot.warnings().items.is_empty(), "{}", snapshot.warnings().render());
}

#[test]
fn their_examples_pass_and_make_every_rule_fire_and_not_fire() {
    let engine = engine();
    let snapshot = engine.snapshot();
    let failed: Vec<_> = snapshot
        .examples()
        .filter(|result| !result.passed)
        .map(|result| format!("{} {}: expected {}, got {}", result.at, result.title, result.expected, result.actual))
        .collect();
    assert!(failed.is_empty(), "{} examples fail:\n{}", failed.len(), failed.join("\n"));
    assert!(snapshot.example_count() > 150, "the examples went missing");
}

/// Puts a value in at a dotted path, whose numbers are places in lists.
fn set(facts: &mut Value, path: &str, value: Value) {
    let mut place = facts;
    for part in path.split('.') {
        place = match part.parse::<usize>() {
            Ok(index) if place.is_array() => &mut place[index],
            _ => &mut place[part],
        };
    }
    *place = value;
}

fn unset(facts: &mut Value, path: &str) {
    let (parent, name) = path.rsplit_once('.').map_or(("", path), |(parent, name)| (parent, name));
    let mut place = facts;
    for part in parent.split('.').filter(|part| !part.is_empty()) {
        place = match part.parse::<usize>() {
            Ok(index) if place.is_array() => &mut place[index],
            _ => &mut place[part],
        };
    }
    place.as_object_mut().unwrap().remove(name).unwrap_or_else(|| panic!("nothing to take away at {path}"));
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn parts(answer: &Value, list: &str, key: &str) -> Vec<String> {
    let items = answer[list].as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item[key].as_str()).map(str::to_owned).collect()
}

/// What of a case came out otherwise.
fn differences(expect: &Value, answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |key: &str, expected: Value, actual: Value| {
        if expected != actual {
            found.push(format!("    {key}: expected {expected}, got {actual}"));
        }
    };
    let sorted = |list: Vec<String>| json!(list.into_iter().collect::<BTreeSet<_>>());
    for (key, expected) in expect.as_object().unwrap() {
        match key.as_str() {
            "status" | "outcome" | "possible" => compare(key, expected.clone(), answer[key].clone()),
            "value" => compare(key, expected.clone(), answer["result"].clone()),
            "fired" => compare(key, expected.clone(), json!(parts(answer, "reasons", "rule"))),
            "obligations" => compare(key, expected.clone(), json!(parts(answer, "obligations", "name"))),
            "needs" => compare(key, sorted(words(expected)), sorted(words(&answer["needs"]))),
            "open" => compare(key, sorted(words(expected)), sorted(parts(answer, "open", "rule"))),
            "message_contains" => {
                let reasons = answer["reasons"].as_array().unwrap();
                let elements = reasons.iter().filter_map(|reason| reason["elements"].as_array()).flatten();
                let messages: Vec<_> =
                    reasons.iter().chain(elements).filter_map(|part| part["message"].as_str()).collect();
                for piece in words(expected) {
                    if !messages.iter().any(|message| message.contains(&piece)) {
                        compare("message", json!(piece), json!(messages));
                    }
                }
            }
            "element_count" => {
                let counts = answer["reasons"].as_array().unwrap().iter().map(|reason| reason["element_count"].clone());
                let counts: Vec<_> = counts.filter(|count| !count.is_null()).collect();
                compare(key, json!([expected]), json!(counts));
            }
            other => panic!("a case expects `{other}`, which nothing compares"),
        }
    }
    found
}

fn run_cases(part: &str, at_least: usize) {
    let engine = engine();
    let table: Value =
        serde_json::from_str(&fs::read_to_string(format!("tests/cases_rulebook/{part}.json")).unwrap()).unwrap();
    let cases = table["cases"].as_array().unwrap();
    assert!(cases.len() >= at_least, "cases went missing");
    let mut failed = Vec::new();
    for case in cases {
        let mut facts = case["base"].as_str().map_or(json!({}), |base| table["bases"][base].clone());
        assert!(facts.is_object(), "{}: no such base", case["name"]);
        for (path, value) in case["set"].as_object().into_iter().flatten() {
            set(&mut facts, path, value.clone());
        }
        for path in case["unset"].as_array().into_iter().flatten() {
            unset(&mut facts, path.as_str().unwrap());
        }
        let query = case["query"].as_str().unwrap();
        let mut options = Options::on(case["today"].as_str().unwrap_or("2022-11-01").parse().unwrap());
        let policy = query.rsplit_once('.').unwrap().0;
        for (name, value) in case["params"].as_object().into_iter().flatten() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            options = options.param(format!("{policy}.{name}"), value);
        }
        let ask = engine.query(query).unwrap().ask(&options).unwrap_or_else(|error| panic!("{query}: {error}"));
        let facts = match ask.facts_from_json(facts.to_string().as_bytes()) {
            Ok(facts) => facts,
            Err(problems) => {
                let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
                failed.push(format!("{}\n    {}", case["name"], problems.join("\n    ")));
                continue;
            }
        };
        let answer = serde_json::to_value(ask.answer(&facts)).unwrap();
        let different = differences(&case["expect"], &answer);
        if !different.is_empty() {
            failed.push(format!("{}\n{}", case["name"], different.join("\n")));
        }
    }
    assert!(failed.is_empty(), "{} of {} cases differ:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn the_alliance_decides_as_the_rulebook_does() {
    run_cases("A", 116);
}

#[test]
fn conduct_is_judged_as_the_rulebook_does() {
    run_cases("B", 75);
}

#[test]
fn promotion_of_live_rooms_is_judged_as_the_rulebook_does() {
    run_cases("D", 121);
}
