//! Policy texts to checked policies, and examples to whether they hold.

use std::fs;
use std::path::{Path, PathBuf};

use zhun::check::check;
use zhun::check::checked::{Checked, Example, Expected, Query};
use zhun::compile::Program;
use zhun::diagnostic::Diagnostics;
use zhun::eval::{Request, Status, decide, evaluate, value, value_cell};
use zhun::facts::Facts;
use zhun::source::Sources;
use zhun::syntax::parse;

/// All `.policy` files of a folder, in order.
pub fn policy_files(folder: &Path, found: &mut Vec<PathBuf>) {
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

/// The policies of a folder. They must check without an error.
pub fn load(folder: &str) -> Checked {
    let mut paths = Vec::new();
    policy_files(Path::new(folder), &mut paths);
    let mut sources = Sources::new();
    for path in &paths {
        sources.add(path.display().to_string(), fs::read_to_string(path).unwrap());
    }
    checked(sources)
}

/// One policy text. It must check without an error.
pub fn policy(text: &str) -> Checked {
    let mut sources = Sources::new();
    sources.add("test.policy", text);
    checked(sources)
}

fn checked(sources: Sources) -> Checked {
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut items: Vec<_> = parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let (checked, more) = check(sources.clone(), &files);
    items.extend(more);
    let diagnostics = Diagnostics::new(sources, items);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    checked
}

/// The facts of an example.
pub fn facts(program: &Program, example: &Example) -> Facts {
    let mut facts = Facts::unknown(program.schema());
    for (id, cell) in &example.facts {
        facts.set(*id, cell.clone());
    }
    facts
}

/// The request of an example.
pub fn request(example: &Example) -> Request {
    let mut request = match (example.now, example.today) {
        (Some(now), _) => Request::at(now),
        (None, Some(today)) => Request::on(today),
        (None, None) => Request::on(jiff::civil::date(2000, 1, 1)),
    };
    request.params = example.params.clone();
    request
}

/// What is wrong with an example; none where it holds.
pub fn failure(program: &Program, example: &Example) -> Option<String> {
    let (facts, request) = (facts(program, example), request(example));
    let place = program.texts().locate(example.span);
    let wrong = match example.query {
        Query::Decision(id) => {
            let bare = decide(program, id, &facts, &request);
            let verdict = evaluate(program, id, &facts, &request);
            let mut parts = vec![
                bare.status == verdict.status,
                bare.outcome.map(|outcome| program.decision(id).outcome_name(outcome).to_owned()) == verdict.outcome,
            ];
            match &example.expect {
                Expected::Outcome { outcome, because } => {
                    parts.push(bare.outcome == Some(*outcome));
                    if let Some(rules) = because {
                        let of = |at: &usize| program.decision(id).rules[*at].outcome == *outcome;
                        parts.push(bare.fired.iter().filter(of).collect::<Vec<_>>() == *rules);
                    }
                }
                Expected::Undetermined { needs } => {
                    parts.push(verdict.status == Status::Undetermined);
                    if let Some(needs) = needs {
                        parts.push(sorted(needs.iter().map(|need| need.to_string())) == sorted(verdict.needs.clone()));
                    }
                }
                Expected::NotInForce => parts.push(verdict.status == Status::NotInForce),
                Expected::Error => parts.push(verdict.status == Status::Error),
                Expected::Value(_) => parts.push(false),
            }
            if let Some(obliges) = &example.obliges {
                let due = sorted(verdict.obligations.iter().map(|due| due.name.clone()));
                parts.push(due == sorted(obliges.iter().map(|name| name.to_string())));
            }
            parts.contains(&false).then(|| format!("{verdict:#?}"))
        }
        Query::Value(id) => {
            let (status, cell) = value_cell(program, id, &facts, &request);
            let holds = match &example.expect {
                Expected::Value(expected) => status == Status::Decided && cell == *expected,
                Expected::Undetermined { .. } => status == Status::Undetermined,
                Expected::Error => status == Status::Error,
                Expected::Outcome { .. } | Expected::NotInForce => false,
            };
            (!holds).then(|| format!("{:#?}", value(program, id, &facts, &request)))
        }
    };
    wrong.map(|wrong| format!("{place}: {}: {:?}, but {wrong}", example.title, example.expect))
}

fn sorted(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort();
    names.dedup();
    names
}
