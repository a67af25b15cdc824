//! The workloads of docs/performance.md, hand-written Rust beside the engine in one run:
//! `cargo bench -p zhun-bench --bench workloads`.
//!
//! Every figure goes round a number of inputs that differ, so that no branch, text or length can be learnt by heart.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use zhun::Ask;
use zhun::eval::Answer;
use zhun::facts::Facts;
use zhun_bench::{GuardedBy, hand};

/// How many inputs there are of each kind.
const INPUTS: usize = 64;

/// Times work on one input after the other.
fn each<T, R>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, inputs: &[T], mut work: impl FnMut(&T) -> R) {
    let mut round = inputs.iter().cycle();
    group.bench_function(name, |b| b.iter(|| round.next().map(|input| black_box(work(black_box(input))))));
}

/// The engine on facts that are ready, and from JSON.
fn engine(group: &mut BenchmarkGroup<'_, WallTime>, ask: &Ask, inputs: &[String]) -> Vec<Facts> {
    let facts: Vec<Facts> = inputs.iter().map(|json| ask.facts_from_json(json.as_bytes()).expect("they fit")).collect();
    each(group, "zhun/ready", &facts, |facts| ask.outcome(facts));
    let reader = ask.reader();
    let mut room = reader.room();
    each(group, "zhun/json", inputs, |json| ask.outcome(room.json(json.as_bytes()).expect("they fit")));
    facts
}

fn bench_admission(c: &mut Criterion) {
    let mut group = c.benchmark_group("w1");
    let today = hand::day("2022-11-01").expect("a date");
    let inputs: Vec<String> = (0..INPUTS).map(hand::shop_json).collect();
    let ready = |json: &String| {
        let shop: hand::Shop<'_> = serde_json::from_str(json).expect("it fits");
        hand::Ready::of(&shop).expect("it fits")
    };
    let shops: Vec<hand::Ready> = inputs.iter().map(ready).collect();
    each(&mut group, "hand/ready", &shops, |shop| hand::admission(shop, today));
    each(&mut group, "hand/json", &inputs, |json| hand::admission(&ready(json), today));
    let ask = zhun_bench::ask(hand::ADMISSION, "admission");
    let facts = engine(&mut group, &ask, &inputs);
    let permitted = |facts: &&Facts| matches!(ask.answer(facts), Answer::Verdict(verdict) if verdict.outcome.as_deref() == Some("permit"));
    let (permits, refusals): (Vec<&Facts>, Vec<&Facts>) = facts.iter().partition(permitted);
    each(&mut group, "zhun/verdict_permit", &permits, |facts| ask.answer(facts));
    each(&mut group, "zhun/verdict_deny", &refusals, |facts| ask.answer(facts));
    group.finish();
}

fn bench_basket(c: &mut Criterion) {
    let mut group = c.benchmark_group("w3");
    let inputs: Vec<String> = (0..INPUTS).map(hand::basket_json).collect();
    let read = |json: &String| -> hand::Basket { serde_json::from_str(json).expect("it fits") };
    let baskets: Vec<hand::Basket> = inputs.iter().map(read).collect();
    each(&mut group, "hand/ready", &baskets, hand::basket);
    each(&mut group, "hand/json", &inputs, |json| hand::basket(&read(json)));
    engine(&mut group, &zhun_bench::ask(hand::BASKET, "creation"), &inputs);
    group.finish();
}

/// One rule that applies, among few and among many.
fn bench_rules(c: &mut Criterion) {
    let mut group = c.benchmark_group("rules");
    for (name, by) in [("value", GuardedBy::Value), ("range", GuardedBy::Range)] {
        for rules in [10, 10_000] {
            let ask = zhun_bench::ask(&zhun_bench::guarded(rules, by), "d");
            let read = |at| ask.facts_from_json(zhun_bench::key_json(at, rules).as_bytes()).expect("they fit");
            let facts: Vec<Facts> = (0..INPUTS).map(read).collect();
            each(&mut group, &format!("{name}/{rules}"), &facts, |facts| ask.outcome(facts));
        }
    }
    group.finish();
}

criterion_group!(benches, bench_admission, bench_basket, bench_rules);
criterion_main!(benches);
