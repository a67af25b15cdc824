//! The shipped case files against the JSON Schema that docs/cases.md points to, by as much of JSON Schema as it uses.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::files;

/// What does not fit, each with its path. A keyword that is not known here is a problem too, so that none is passed over.
fn misfits(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    let none = serde_json::Map::new();
    let object = value.as_object();
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" => {}
            "$ref" => {
                let target = root.pointer(wanted.as_str().unwrap().trim_start_matches('#')).unwrap();
                found.extend(misfits(root, target, value, path));
            }
            "type" => {
                let of = |name: &str| match name {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "null" => value.is_null(),
                    _ => panic!("type {name}"),
                };
                let fits = match wanted {
                    Value::Array(names) => names.iter().any(|name| of(name.as_str().unwrap())),
                    name => of(name.as_str().unwrap()),
                };
                if !fits {
                    found.push(format!("{path}: not of type {wanted}"));
                }
            }
            "enum" => {
                if !wanted.as_array().unwrap().contains(value) {
                    found.push(format!("{path}: not one of {wanted}"));
                }
            }
            "minimum" => {
                if value.as_i64() < wanted.as_i64() {
                    found.push(format!("{path}: below {wanted}"));
                }
            }
            "required" => {
                let names = wanted.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                let missing = names.filter(|name| object.is_some_and(|object| !object.contains_key(*name)));
                found.extend(missing.map(|name| format!("{path}: no {name}")));
            }
            "not" => {
                if misfits(root, wanted, value, path).is_empty() {
                    found.push(format!("{path}: fits what it must not"));
                }
            }
            "properties" => {
                for (name, schema) in wanted.as_object().unwrap() {
                    if let Some(value) = object.and_then(|object| object.get(name)) {
                        found.extend(misfits(root, schema, value, &format!("{path}.{name}")));
                    }
                }
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
                for (name, value) in object.unwrap_or(&none).iter().filter(|(name, _)| !known.contains_key(*name)) {
                    match wanted {
                        Value::Bool(false) => found.push(format!("{path}: {name} is not a key of it")),
                        wanted => found.extend(misfits(root, wanted, value, &format!("{path}.{name}"))),
                    }
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(misfits(root, wanted, item, &format!("{path}[{at}]")));
                }
            }
            _ => found.push(format!("{path}: the schema says {keyword}, which this test does not know")),
        }
    }
    found
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn shipped_cases_fit_their_schema() {
    let schema = read(Path::new("policies/cases/cases.schema.json"));
    let mut count = 0;
    for path in files(Path::new("policies/cases"), "json") {
        if !path.to_string_lossy().ends_with(".schema.json") {
            let problems = misfits(&schema, &schema, &read(&path), "");
            assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
            count += 1;
        }
    }
    assert_eq!(count, 5);
}

#[test]
fn a_case_that_does_not_fit_is_found() {
    let schema = read(Path::new("policies/cases/cases.schema.json"));
    let bad = |text: &str| misfits(&schema, &schema, &serde_json::from_str(text).unwrap(), "");
    assert_eq!(bad(r#"{"cases": [{"name": "a", "query": "q"}]}"#), Vec::<String>::new());
    for text in [
        "{}",
        r#"{"cases": [{"name": "a"}]}"#,
        r#"{"cases": [{"name": "a", "query": "q", "expects": {}}]}"#,
        r#"{"cases": [{"name": "a", "query": "q", "base": "b", "facts": {}}]}"#,
        r#"{"cases": [{"name": "a", "query": "q", "expect": {"status": "fine"}}]}"#,
        r#"{"cases": [{"name": "a", "query": "q", "expect": {"reason_count": -1}}]}"#,
    ] {
        assert_eq!(bad(text).len(), 1, "{text}: {:?}", bad(text));
    }
}
