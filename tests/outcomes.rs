//! What every shipped case gives, for a reviewer to read: a snapshot for each decision and value, with the verdict for
//! people and as JSON. A change of a rule shows as the lines that it changes.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use serde_json::value::RawValue;
use zhun::diagnostic::Locale;
use zhun::explain::human::Form;
use zhun::{CaseFile, CaseResult};

use crate::policies::engine;
use crate::support::files;

/// The name of the case, the verdict for people, and the parts of its JSON, a line each.
fn shown(result: &CaseResult) -> String {
    let mut text = format!("# {}\n", result.name);
    for line in result.lines(Form::Short, Locale::English) {
        let _ = writeln!(text, "{}", line.to_string().trim_end());
    }
    let answer = &result.explained.as_ref().unwrap().answer;
    // What the lines above and the name of the snapshot say already.
    let said = ["decision", "value", "as_of"];
    let json = serde_json::to_string(answer).unwrap();
    // Raw values keep the order of keys and the digits of numbers.
    let parts: IndexMap<String, Box<RawValue>> = serde_json::from_str(&json).unwrap();
    for (key, part) in parts.iter().filter(|(key, _)| !said.contains(&key.as_str())) {
        match serde_json::from_str::<Vec<Box<RawValue>>>(part.get()) {
            Ok(items) if items.is_empty() => {}
            Ok(items) if items.iter().all(|item| item.get().starts_with('{')) => {
                for item in items {
                    let _ = writeln!(text, "  {key}: {item}");
                }
            }
            _ => {
                let _ = writeln!(text, "  {key}: {part}");
            }
        }
    }
    text
}

#[test]
fn of_every_case() {
    let policies = engine().snapshot();
    let mut by_query: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files(Path::new("policies/cases"), "json") {
        if path.to_string_lossy().ends_with(".schema.json") {
            continue;
        }
        let file = CaseFile::read(&fs::read(&path).unwrap()).unwrap();
        for case in &file.cases {
            let result = policies.run_case(&file, case);
            // What a host is answered, by the decision laid out for the request, is what the explanation explains.
            let (ask, explained) = (result.ask().unwrap(), result.explained.as_ref().unwrap());
            let facts = ask.facts_from_json(file.facts(case).unwrap().to_string().as_bytes()).unwrap();
            assert_eq!(ask.answer(&facts), explained.answer, "{}: {}", result.query, result.name);
            let mut json = Vec::new();
            ask.answer_json(&facts, &mut json);
            assert_eq!(json, serde_json::to_vec(&explained.answer).unwrap(), "{}: {}", result.query, result.name);
            by_query.entry(result.query.clone()).or_default().push(shown(&result));
        }
    }
    assert!(by_query.len() > 40, "decisions and values went missing");
    for (query, cases) in by_query {
        insta::with_settings!({ snapshot_path => "snapshots/outcomes", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(query, cases.join("\n"));
        });
    }
}
