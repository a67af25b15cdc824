//! One workload over and over, for a profiler: `hot w1|w1-json|w1-verdict|w3|w3-json|w1-hand-json|w3-hand-json TIMES`.

use std::hint::black_box;

use zhun::facts::Facts;
use zhun_bench::{ask, hand};

fn main() {
    let mut args = std::env::args().skip(1);
    let which = args.next().unwrap_or_default();
    let times: usize = args.next().and_then(|times| times.parse().ok()).unwrap_or(1_000_000);
    let is_admission = which.starts_with("w1");
    let json: fn(usize) -> String = if is_admission { hand::shop_json } else { hand::basket_json };
    let inputs: Vec<String> = (0..64).map(json).collect();
    let ask = if is_admission { ask(hand::ADMISSION, "admission") } else { ask(hand::BASKET, "creation") };
    let facts: Vec<Facts> = inputs.iter().map(|json| ask.facts_from_json(json.as_bytes()).expect("they fit")).collect();
    let reader = ask.reader();
    let mut room = reader.room();
    let today = hand::day("2022-11-01").expect("a date");
    for (json, facts) in inputs.iter().zip(&facts).cycle().take(times) {
        let (json, facts) = (black_box(json), black_box(facts));
        match which.as_str() {
            "w1-hand-json" => {
                let shop: hand::Shop<'_> = serde_json::from_str(json).expect("it fits");
                black_box(hand::admission(&hand::Ready::of(&shop).expect("it fits"), today));
            }
            "w3-hand-json" => {
                let basket: hand::Basket = serde_json::from_str(json).expect("it fits");
                black_box(hand::basket(&basket));
            }
            "w1-json" | "w3-json" => drop(black_box(ask.outcome(room.json(json.as_bytes()).expect("they fit")))),
            "w1-verdict" => drop(black_box(ask.answer(facts))),
            _ => drop(black_box(ask.outcome(facts))),
        }
    }
}
