//! One table of what all engines take, in CPU time, by the median of some rounds: `cargo run --release -p zhun-peers`.

use zhun_peers::measure::Figure;
use zhun_peers::{Engine, Visit, visit_all};

/// How many times each figure is taken.
const ROUNDS: usize = 9;

/// How long one round lasts, in nanoseconds of CPU time.
const ROUND: u64 = 100_000_000;

/// The CPU time of this process and its threads in nanoseconds.
fn cpu() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap_or(0)
}

/// Nanoseconds of CPU time that `work` takes for so many times.
fn took(times: u64, work: &mut dyn FnMut()) -> u64 {
    let start = cpu();
    (0..times).for_each(|_| work());
    cpu() - start
}

/// The median of the nanoseconds that `work` takes.
fn median(work: &mut dyn FnMut()) -> f64 {
    let mut times = 1;
    let mut last = took(times, work);
    while last < ROUND / 8 {
        times *= 2;
        last = took(times, work);
    }
    let times = (times * ROUND / last.max(1)).max(1);
    let mut rounds: Vec<u64> = (0..ROUNDS).map(|_| took(times, work)).collect();
    rounds.sort_unstable();
    rounds[ROUNDS / 2] as f64 / times as f64
}

fn written(nanoseconds: f64) -> String {
    match nanoseconds {
        few if few < 1e3 => format!("{few:.0} ns"),
        few if few < 1e5 => format!("{:.1} µs", few / 1e3),
        few if few < 1e6 => format!("{:.0} µs", few / 1e3),
        few if few < 1e7 => format!("{:.1} ms", few / 1e6),
        many => format!("{:.0} ms", many / 1e6),
    }
}

/// Prints a line for each engine.
struct Lines;

impl Visit for Lines {
    fn engine<E: Engine>(&mut self) {
        let cells = Figure::ALL.map(|(figure, _)| figure.of::<E, _>(median).map_or("–".to_owned(), written));
        println!("| {} | {} |", E::NAME, cells.join(" | "));
    }
}

fn main() {
    println!("| | {} |", Figure::ALL.map(|(_, name)| name).join(" | "));
    println!("|---|{}", "---|".repeat(Figure::ALL.len()));
    visit_all(&mut Lines);
}
