//! Problems to a SARIF 2.1.0 log, which code hosts and editors read. It says nothing that the problems do not say.

use serde_json::{Value, json};
use zhun::diagnostic::{Code, JsonDiagnostic, JsonPlace, Severity, phrase};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run.
pub fn log(reports: &[JsonDiagnostic]) -> Value {
    let mut codes: Vec<Code> = reports.iter().filter_map(|report| Code::from_name(report.code)).collect();
    codes.sort();
    codes.dedup();
    let results: Vec<Value> = reports.iter().map(|report| result(report, &codes)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "zhun",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().copied().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    let level = match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let page = code.page_in(crate::locale::words());
    let summary = phrase(&format!("{}.summary", code.name()), crate::locale::words()).unwrap_or(code.name());
    json!({
        "id": code.name(),
        "shortDescription": { "text": summary },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level },
    })
}

fn result(report: &JsonDiagnostic, codes: &[Code]) -> Value {
    let text = std::iter::once(&report.message).chain(&report.help).cloned().collect::<Vec<_>>().join("\n");
    let related: Vec<Value> = report
        .labels
        .iter()
        .filter(|label| label.place != report.place)
        .map(|label| {
            let mut location = location(&label.place);
            location["message"] = json!({ "text": label.message });
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": report.code,
        "ruleIndex": codes.iter().position(|code| code.name() == report.code),
        "level": report.severity,
        "message": { "text": text },
        "locations": [location(&report.place)],
    });
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = fix(report) {
        result["fixes"] = json!([fix]);
    }
    result
}

fn location(place: &JsonPlace) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(place) }, "region": region(place) } })
}

fn region(place: &JsonPlace) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// The mend, its replacements grouped by file.
fn fix(report: &JsonDiagnostic) -> Option<Value> {
    let fix = report.fix.as_ref()?;
    let mut changes: Vec<(&JsonPlace, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let replacement =
            json!({ "deletedRegion": region(&edit.place), "insertedContent": { "text": edit.replacement } });
        match changes.iter_mut().find(|(place, _)| place.file == edit.place.file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((&edit.place, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(place, replacements)| json!({ "artifactLocation": { "uri": uri(place) }, "replacements": replacements }))
        .collect();
    Some(json!({ "description": { "text": fix.message }, "artifactChanges": changes }))
}

/// A path as a URI reference: slashes forward, what a URI may not hold as `%XX`.
fn uri(place: &JsonPlace) -> String {
    encoded(place.file.as_deref().unwrap_or_default())
}

fn encoded(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_become_uris() {
        assert_eq!(super::encoded("a b/准.policy"), "a%20b/%E5%87%86.policy");
    }
}
