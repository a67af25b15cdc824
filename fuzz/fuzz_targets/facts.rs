//! Any bytes as facts of the shipped policies, in every format: problems, never a panic.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zhun::check::check;
use zhun::facts::{ReadOptions, Reader};
use zhun::model::Schema;
use zhun::source::Sources;
use zhun::syntax::parse;

/// The facts of the shipped policies.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut sources = Sources::new();
    sources.add("alliance.policy", include_str!("../../policies/douyin/alliance.policy"));
    sources.add("conduct.policy", include_str!("../../policies/douyin/conduct.policy"));
    sources.add("live.policy", include_str!("../../policies/alimama/live.policy"));
    let files: Vec<_> = sources.iter().map(|file| parse(file).file).collect();
    check(sources, &files).0.schema
});

fuzz_target!(|bytes: &[u8]| {
    let reach: Vec<_> = SCHEMA.facts.ids().collect();
    let options = ReadOptions::default();
    let reader = Reader::new(&SCHEMA, &reach, &options);
    let problems = [reader.json(bytes).err(), reader.yaml(bytes).err()];
    problems.into_iter().flatten().flatten().for_each(|problem| drop(problem.to_string()));
    match reader.csv(bytes) {
        Ok(records) => records.for_each(drop),
        Err(problems) => problems.iter().for_each(|problem| drop(problem.to_string())),
    }
});
