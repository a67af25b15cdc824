//! A host that embeds the engine: several threads decide while the rules are replaced under them.
//!
//! `cargo run --example embed`, or with a policy file of your own that declares `fair.admission`:
//! `cargo run --example embed -- rules.policy`

#![expect(clippy::print_stdout, reason = "it shows what it does")]

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Serialize;
use zhun::diagnostic::Locale;
use zhun::explain::human::Form;
use zhun::model::Date;
use zhun::{Engine, Options};

/// The engine never asks for the time. A host would say what day it is.
const TODAY: Date = Date::constant(2022, 11, 1);

/// What the program knows of a merchant. Any type that serialises to an object will do.
#[derive(Serialize)]
struct Merchant {
    score: Option<f64>,
    closures: u32,
}

const MERCHANTS: [Merchant; 3] = [
    Merchant { score: Some(4.6), closures: 0 },
    Merchant { score: Some(3.7), closures: 1 },
    Merchant { score: None, closures: 3 },
];

const RULES: &str = r#"
policy fair

source handbook { title "The handbook of the fair" published 2022-10-10 }

facts {
    score: optional decimal in 0..5
    closures: int >= 0
}

param score_to_enter: decimal = 4.0

decision admission {
    title    "Admission to the fair"
    outcomes permit < deny < barred
    default  permit because "every condition is met"

    rule enough_score {
        require score is present and score >= score_to_enter
        else    deny
        because "a score of {score} is below {score_to_enter}"
        cite    handbook "1.2"
    }

    rule closed_for_good {
        when    closures >= 3
        then    barred
        because "closed {closures} times"
        cite    handbook "3"
    }
}
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => RULES.to_owned(),
    };
    let engine = Engine::new([("rules.policy", &text)])?;

    println!("in force: the rules as they were loaded");
    decide_all(&engine)?;

    // A set of rules that does not check changes nothing.
    let broken = text.replace("score >= score_to_enter", "score >= score_to_entre");
    match engine.replace([("rules.policy", &broken)]) {
        Ok(_) => println!("\nthe broken rules were taken, which must not happen"),
        Err(diagnostics) => println!("\nrefused, the old rules stay in force:\n{diagnostics}"),
    }
    decide_all(&engine)?;

    // One that does is seen by every thread at once; each decision is made by one set of rules from start to end.
    println!("\nfour threads decide while the score to enter falls to 3.5");
    let mended = text.replace("decimal = 4.0", "decimal = 3.5");
    let (denied, permitted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| count(&engine, &denied, &permitted))).collect();
        engine.replace([("rules.policy", &mended)])?;
        for worker in workers {
            worker.join().map_err(|_| "a thread panicked")?.map_err(|error| error.to_string())?;
        }
        Ok(())
    })?;
    let decided = denied.load(Ordering::Relaxed) + permitted.load(Ordering::Relaxed);
    println!("{decided} decisions about a score of 3.7, each a whole one: deny before, permit after");

    println!("\nin force: the mended rules");
    decide_all(&engine)
}

/// Decides about every merchant and says why.
fn decide_all(engine: &Engine) -> Result<(), Box<dyn Error>> {
    let ask = engine.query("fair.admission")?.ask(&Options::on(TODAY))?;
    for merchant in &MERCHANTS {
        let facts = ask.facts(merchant).map_err(|problems| format!("{problems:?}"))?;
        let explained = ask.explain(&facts);
        for line in ask.lines(&explained, Form::Short, Locale::English) {
            println!("  {line}");
        }
    }
    Ok(())
}

/// Decides about one merchant many times, each time by the rules in force, and counts what came out.
fn count(engine: &Engine, denied: &AtomicUsize, permitted: &AtomicUsize) -> Result<(), String> {
    let merchant = Merchant { score: Some(3.7), closures: 1 };
    for _ in 0..1_000 {
        let verdict =
            engine.decide("fair.admission", &merchant, &Options::on(TODAY)).map_err(|error| error.to_string())?;
        match verdict.outcome.as_deref() {
            Some("deny") => denied.fetch_add(1, Ordering::Relaxed),
            Some("permit") => permitted.fetch_add(1, Ordering::Relaxed),
            other => return Err(format!("an outcome that neither set of rules gives: {other:?}")),
        };
    }
    Ok(())
}
