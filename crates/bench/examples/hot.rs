//! One workload over and over, for a profiler: `hot w1|w1-json|w1-verdict|w3|w3-json TIMES`.

use std::hint::black_box;

use zhun::{Ask, Engine, Options};
use zhun_bench::hand;

fn ask(policy: &str, query: &str) -> Ask {
    let engine = Engine::new([("bench.policy", policy)]).expect("the policy checks");
    engine
        .query(query)
        .expect("it is there")
        .ask(&Options::on(jiff::civil::date(2022, 11, 1)))
        .expect("the options fit")
}

fn main() {
    let mut args = std::env::args().skip(1);
    let which = args.next().unwrap_or_default();
    let times: u64 = args.next().and_then(|times| times.parse().ok()).unwrap_or(1_000_000);
    let (ask, json) = if which.starts_with("w1") {
        (ask(include_str!("../policies/admission.policy"), "admission"), hand::SHOP.to_owned())
    } else {
        (ask(include_str!("../policies/basket.policy"), "creation"), hand::basket_json())
    };
    let reader = ask.reader();
    let mut room = zhun::facts::Room::default();
    reader.json_into(json.as_bytes(), &mut room).expect("the facts fit");
    for _ in 0..times {
        if which.ends_with("json") {
            reader.json_into(black_box(json.as_bytes()), &mut room).expect("the facts fit");
        }
        if which.ends_with("verdict") {
            black_box(ask.answer(black_box(room.facts())));
        } else if !which.ends_with("read-json") {
            black_box(ask.outcome(black_box(room.facts())));
        }
    }
}
