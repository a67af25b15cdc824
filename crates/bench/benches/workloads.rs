//! The workloads of docs/performance.md, hand-written Rust beside the engine in one run:
//! `cargo bench -p zhun-bench --bench workloads`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use zhun::{Ask, Engine, Options};
use zhun_bench::hand;

const ADMISSION: &str = include_str!("../policies/admission.policy");
const BASKET: &str = include_str!("../policies/basket.policy");

fn ask(policy: &str, query: &str) -> Ask {
    let engine = Engine::new([("bench.policy", policy)]).expect("the policy checks");
    let options = Options::on(jiff::civil::date(2022, 11, 1));
    engine.query(query).expect("it is there").ask(&options).expect("the options fit")
}

fn bench_admission(c: &mut Criterion) {
    let mut group = c.benchmark_group("w1");
    let today = hand::day("2022-11-01").expect("a date");
    let json = hand::SHOP.as_bytes();
    let shop: hand::Shop<'_> = serde_json::from_slice(json).expect("it fits");
    let ready = hand::Ready::of(&shop).expect("it fits");
    let ask = ask(ADMISSION, "admission");
    let facts = ask.facts_from_json(json).expect("they fit");
    // A shop that is refused for two reasons.
    let refused = hand::SHOP.replace("4.6", "3.9").replace("\"normal\"", "\"suspended\"");
    let refused_facts = ask.facts_from_json(refused.as_bytes()).expect("they fit");

    group.bench_function("hand/ready", |b| b.iter(|| black_box(hand::admission(black_box(&ready), today))));
    group.bench_function("zhun/ready", |b| b.iter(|| black_box(ask.outcome(black_box(&facts)))));
    group.bench_function("hand/json", |b| {
        b.iter(|| {
            let shop: hand::Shop<'_> = serde_json::from_slice(black_box(json)).expect("it fits");
            black_box(hand::admission(&hand::Ready::of(&shop).expect("it fits"), today))
        });
    });
    let reader = ask.reader();
    let mut room = zhun::facts::Room::default();
    group.bench_function("zhun/json", |b| {
        b.iter(|| {
            reader.json_into(black_box(json), &mut room).expect("they fit");
            black_box(ask.outcome(room.facts()))
        });
    });
    group.bench_function("zhun/json_alone", |b| b.iter(|| reader.json_into(black_box(json), &mut room).is_ok()));
    group.bench_function("zhun/verdict_permit", |b| b.iter(|| black_box(ask.answer(black_box(&facts)))));
    group.bench_function("zhun/verdict_deny", |b| b.iter(|| black_box(ask.answer(black_box(&refused_facts)))));
    group.finish();
}

fn bench_basket(c: &mut Criterion) {
    let mut group = c.benchmark_group("w3");
    let json = hand::basket_json();
    let json = json.as_bytes();
    let ready: hand::Basket = serde_json::from_slice(json).expect("it fits");
    let ask = ask(BASKET, "creation");
    let facts = ask.facts_from_json(json).expect("they fit");

    group.bench_function("hand/ready", |b| b.iter(|| black_box(hand::basket(black_box(&ready)))));
    group.bench_function("zhun/ready", |b| b.iter(|| black_box(ask.outcome(black_box(&facts)))));
    group.bench_function("hand/json", |b| {
        b.iter(|| {
            let basket: hand::Basket = serde_json::from_slice(black_box(json)).expect("it fits");
            black_box(hand::basket(&basket))
        });
    });
    let reader = ask.reader();
    let mut room = zhun::facts::Room::default();
    group.bench_function("zhun/json", |b| {
        b.iter(|| {
            reader.json_into(black_box(json), &mut room).expect("they fit");
            black_box(ask.outcome(room.facts()))
        });
    });
    group.finish();
}

criterion_group!(benches, bench_admission, bench_basket);
criterion_main!(benches);
