//! Benchmarks of the stages: `cargo bench -p zhun-bench`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use zhun::check::check;
use zhun::compile::{Program, Query, compile};
use zhun::eval::{Request, decide, evaluate};
use zhun::explain::explain;
use zhun::facts::{ReadOptions, Reader};
use zhun::model::DecisionId;
use zhun::source::Sources;
use zhun::syntax::parse;
use zhun_bench::{SHOP, checked, generated, parsed, room, shipped};

/// The texts that are loaded, each under a name.
fn texts() -> [(&'static str, Sources); 2] {
    [("shipped", shipped()), ("1000_rules", generated(1000))]
}

fn bench_parse(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    for (name, sources) in texts() {
        let bytes: usize = sources.iter().map(|file| file.text().len()).sum();
        group.throughput(Throughput::Bytes(u64::try_from(bytes).unwrap_or(u64::MAX)));
        group.bench_function(name, |b| b.iter(|| sources.iter().for_each(|file| drop(black_box(parse(file))))));
    }
    group.finish();
}

fn bench_check(c: &mut Criterion) {
    let mut group = c.benchmark_group("check");
    for (name, sources) in texts() {
        let files = parsed(&sources);
        group.bench_function(name, |b| b.iter(|| black_box(check(sources.clone(), &files))));
    }
    group.finish();
}

fn bench_compile(c: &mut Criterion) {
    let mut group = c.benchmark_group("compile");
    for (name, sources) in texts() {
        let checked = checked(&sources);
        group.bench_function(name, |b| b.iter(|| black_box(compile(&checked))));
    }
    group.finish();
}

fn decision(program: &Program, name: &str) -> DecisionId {
    let found = program.decisions().find(|(_, decision)| *decision.name == *name);
    found.map(|(id, _)| id).expect("the shipped policies have this decision")
}

fn bench_evaluate(c: &mut Criterion) {
    let mut group = c.benchmark_group("evaluate");
    let program = compile(&checked(&shipped()));
    let request = Request::on(jiff::civil::date(2022, 11, 1));
    let options = ReadOptions::default();
    for (name, json) in [("admission", SHOP.to_owned()), ("creation", room(50))] {
        let id = decision(&program, name);
        let reach = &program.reach(Query::Decision(id)).facts;
        let reader = Reader::new(program.schema(), reach, &options);
        let facts = reader.json(json.as_bytes()).expect("the facts fit").facts;
        group.bench_function(format!("{name}/outcome"), |b| {
            b.iter(|| black_box(decide(&program, id, black_box(&facts), &request)));
        });
        group.bench_function(format!("{name}/verdict"), |b| {
            b.iter(|| black_box(evaluate(&program, id, black_box(&facts), &request)));
        });
        group.bench_function(format!("{name}/explanation"), |b| {
            b.iter(|| black_box(explain(&program, Query::Decision(id), black_box(&facts), &request)));
        });
        group.bench_function(format!("{name}/verdict_from_json"), |b| {
            b.iter(|| {
                let facts = reader.json(black_box(json.as_bytes())).expect("the facts fit").facts;
                black_box(evaluate(&program, id, &facts, &request))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, bench_parse, bench_check, bench_compile, bench_evaluate);
criterion_main!(benches);
