//! The examples of the shipped policies and of the documentation hold.

use std::fs;
use std::path::Path;

use crate::support::policies::{failure, load, policy};
use crate::support::{blocks, files};
use zhun::compile::compile;

#[test]
fn the_shipped_examples_hold() {
    let checked = load("policies");
    let program = compile(&checked);
    assert!(!checked.examples.is_empty());
    let failures: Vec<String> = checked.examples.iter().filter_map(|example| failure(&program, example)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_examples_of_the_documentation_hold() {
    let mut failures: Vec<String> = Vec::new();
    for path in files(Path::new("docs"), "md").iter().filter(|path| !path.starts_with("docs/diagnostics")) {
        for block in blocks(&fs::read_to_string(path).unwrap()).iter().filter(|block| block.info == "policy") {
            let checked = policy(&block.text);
            let program = compile(&checked);
            let found = checked.examples.iter().filter_map(|example| failure(&program, example));
            failures.extend(found.map(|failure| format!("{}:{}: {failure}", path.display(), block.line)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
