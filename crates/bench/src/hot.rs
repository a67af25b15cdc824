//! The hot paths: what is done once for each decision, or once for each load. Each runs so many times, and nothing else,
//! so that a profiler or a count of instructions sees only it.

use std::hint::black_box;

use zhun::check::check;
use zhun::compile::compile;
use zhun::facts::Facts;
use zhun::syntax::parse;
use zhun::{Ask, Engine, Options};

use crate::{GuardedBy, ask, checked, generated, guarded, hand, key_json, parsed};

/// A hot path.
pub struct Path {
    /// What it is called.
    pub name: &'static str,
    /// How often it is run to be counted.
    pub times: usize,
    run: fn(usize),
}

impl Path {
    /// Runs it so many times, after what it needs was made ready.
    pub fn run(&self, times: usize) {
        (self.run)(times);
    }
}

/// Every hot path.
pub const PATHS: [Path; 18] = [
    Path { name: "w1-ready", times: 6400, run: w1_ready },
    Path { name: "w1-json", times: 6400, run: w1_json },
    Path { name: "w1-verdict", times: 1280, run: w1_verdict },
    Path { name: "w1-stream", times: 1280, run: w1_stream },
    Path { name: "w1-explain", times: 640, run: w1_explain },
    Path { name: "w3-ready", times: 640, run: w3_ready },
    Path { name: "w3-json", times: 640, run: w3_json },
    Path { name: "w3-verdict", times: 128, run: w3_verdict },
    Path { name: "one-rule-of-10", times: 6400, run: one_rule_of_ten },
    Path { name: "one-rule-of-1000", times: 6400, run: one_rule_of_many },
    Path { name: "one-range-of-1000", times: 6400, run: one_range_of_many },
    Path { name: "one-verdict-of-1000", times: 12800, run: one_verdict_of_many },
    Path { name: "parse-1000-rules", times: 1, run: parse_rules },
    Path { name: "check-1000-rules", times: 2, run: check_rules },
    Path { name: "compile-1000-rules", times: 4, run: compile_rules },
    Path { name: "load-alliance", times: 2, run: load },
    // Not ours: what the engine is compared with.
    Path { name: "w1-hand-json", times: 6400, run: w1_hand_json },
    Path { name: "w3-hand-json", times: 640, run: w3_hand_json },
];

/// How many inputs there are of each kind.
const INPUTS: usize = 64;

fn texts(json: fn(usize) -> String) -> Vec<String> {
    (0..INPUTS).map(json).collect()
}

fn ready(ask: &Ask, texts: &[String]) -> Vec<Facts> {
    texts.iter().map(|json| ask.facts_from_json(json.as_bytes()).expect("they fit")).collect()
}

/// Does something with one input after the other.
fn each<T, R>(inputs: &[T], times: usize, mut work: impl FnMut(&T) -> R) {
    inputs.iter().cycle().take(times).for_each(|input| drop(black_box(work(black_box(input)))));
}

fn outcomes(ask: &Ask, json: fn(usize) -> String, times: usize) {
    each(&ready(ask, &texts(json)), times, |facts| ask.outcome(facts));
}

fn outcomes_from_json(ask: &Ask, json: fn(usize) -> String, times: usize) {
    let reader = ask.reader();
    let mut room = reader.room();
    each(&texts(json), times, |json| ask.outcome(room.json(json.as_bytes()).expect("they fit")));
}

fn admission() -> Ask {
    ask(hand::ADMISSION, "admission")
}

fn basket() -> Ask {
    ask(hand::BASKET, "creation")
}

fn w1_ready(times: usize) {
    outcomes(&admission(), hand::shop_json, times);
}

fn w1_json(times: usize) {
    outcomes_from_json(&admission(), hand::shop_json, times);
}

fn w1_verdict(times: usize) {
    let ask = admission();
    each(&ready(&ask, &texts(hand::shop_json)), times, |facts| ask.answer(facts));
}

fn w1_stream(times: usize) {
    let ask = admission();
    let reader = ask.reader();
    let mut room = reader.room();
    let mut out = Vec::new();
    each(&texts(hand::shop_json), times, |json| {
        out.clear();
        ask.answer_json(room.json(json.as_bytes()).expect("they fit"), &mut out);
    });
}

fn w1_explain(times: usize) {
    let ask = admission();
    each(&ready(&ask, &texts(hand::shop_json)), times, |facts| ask.explain(facts));
}

fn w3_ready(times: usize) {
    outcomes(&basket(), hand::basket_json, times);
}

fn w3_json(times: usize) {
    outcomes_from_json(&basket(), hand::basket_json, times);
}

fn w3_verdict(times: usize) {
    let ask = basket();
    each(&ready(&ask, &texts(hand::basket_json)), times, |facts| ask.answer(facts));
}

fn one_rule_of_ten(times: usize) {
    outcomes(&ask(&guarded(10, GuardedBy::Value), "d"), |at| key_json(at, 10), times);
}

fn one_rule_of_many(times: usize) {
    outcomes(&ask(&guarded(1000, GuardedBy::Value), "d"), |at| key_json(at, 1000), times);
}

fn one_range_of_many(times: usize) {
    outcomes(&ask(&guarded(1000, GuardedBy::Range), "d"), |at| key_json(at, 1000), times);
}

fn one_verdict_of_many(times: usize) {
    let ask = ask(&guarded(1000, GuardedBy::Value), "d");
    each(&ready(&ask, &texts(|at| key_json(at, 1000))), times, |facts| ask.answer(facts));
}

fn parse_rules(times: usize) {
    let sources = generated(1000);
    each(&[()], times, |()| sources.iter().map(parse).count());
}

fn check_rules(times: usize) {
    let sources = generated(1000);
    let files = parsed(&sources);
    each(&[()], times, |()| check(sources.clone(), &files));
}

fn compile_rules(times: usize) {
    let checked = checked(&generated(1000));
    each(&[()], times, |()| compile(&checked));
}

fn load(times: usize) {
    let text = include_str!("../../../policies/douyin/alliance.policy");
    each(&[()], times, |()| Engine::new([("alliance.policy", text)]).expect("it checks"));
}

fn w1_hand_json(times: usize) {
    let today = hand::day("2022-11-01").expect("a date");
    each(&texts(hand::shop_json), times, |json| {
        let shop: hand::Shop<'_> = serde_json::from_str(json).expect("it fits");
        hand::admission(&hand::Ready::of(&shop).expect("it fits"), today)
    });
}

fn w3_hand_json(times: usize) {
    each(&texts(hand::basket_json), times, |json| {
        let basket: hand::Basket = serde_json::from_str(json).expect("it fits");
        hand::basket(&basket)
    });
}

/// The options that every path is asked with.
#[must_use]
pub fn day() -> Options {
    Options::on(jiff::civil::date(2022, 11, 1))
}
