//! The examples of the shipped policies hold.

mod support;

use support::policies::{failure, load};
use zhun::compile::compile;

#[test]
fn the_shipped_examples_hold() {
    let checked = load("policies");
    let program = compile(&checked);
    assert!(!checked.examples.is_empty());
    let failures: Vec<String> = checked.examples.iter().filter_map(|example| failure(&program, example)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
