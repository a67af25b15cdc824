//! Both grammars read the same: whatever the engine reads without an error, tree-sitter reads to the same tree, and
//! where the engine finds an error of syntax, tree-sitter finds one as well.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use zhun::diagnostic::Code;
use zhun::source::Sources;
use zhun::syntax::{Parsed, parse};

use crate::shape::Shape;
use crate::texts::{on_pages, random, shipped};
use crate::{engine, tree};

fn parsed(text: &str) -> Parsed {
    let mut sources = Sources::new();
    sources.add("test.policy", text);
    sources.iter().map(parse).next().expect("one file")
}

/// What is wrong with how tree-sitter reads a text that the engine reads.
fn difference(text: &str, parsed: &Parsed) -> Option<String> {
    let tree = tree::parse(text);
    let errors = tree::errors(tree.root_node());
    if !errors.is_empty() {
        return Some(errors.join("\n"));
    }
    let (engine, ours) = (engine::shape(&parsed.file, text.len()), tree::shape(&tree, text));
    (engine != ours).then(|| first_difference(&engine, &ours, text))
}

fn first_difference(engine: &Shape, ours: &Shape, text: &str) -> String {
    let (engine, ours) = (engine.drawn(text), ours.drawn(text));
    let same = engine.lines().zip(ours.lines()).take_while(|(one, other)| one == other).count();
    let near = |drawn: &str| drawn.lines().skip(same.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
    format!("the engine reads\n{}\ntree-sitter reads\n{}", near(&engine), near(&ours))
}

#[test]
fn what_the_engine_reads_is_read_to_the_same_tree() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for policy in shipped().into_iter().chain(on_pages()) {
        let parsed = parsed(&policy.text);
        if !parsed.is_whole() {
            continue;
        }
        read += 1;
        wrong.extend(difference(&policy.text, &parsed).map(|problem| format!("==== {}\n{problem}", policy.place)));
    }
    assert!(read > 300, "only {read} policies were found");
    assert!(wrong.is_empty(), "{} of {read}:\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn random_policies_are_read_to_the_same_tree(numbers in vec(any::<u16>(), 0..700)) {
        let text = random(&numbers);
        prop_assert_eq!(difference(&text, &parsed(&text)), None, "{}", text);
    }
}
