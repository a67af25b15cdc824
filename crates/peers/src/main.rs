//! One table of what all engines take, in CPU time, by the median of rounds that are spread over the run:
//! `cargo run --release -p zhun-peers`.

use std::time::Instant;

use zhun_peers::measure::Figure;
use zhun_peers::{Engine, Visit, visit_all};

/// How often all engines are gone through, so that a busy moment of the machine meets each of them.
const PASSES: usize = 5;

/// How many times each figure is taken in a pass.
const ROUNDS: usize = 3;

/// How long one round lasts, in nanoseconds of CPU time.
const ROUND: u64 = 50_000_000;

/// The CPU time of this process and its threads in nanoseconds.
fn cpu() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap_or(0)
}

/// Nanoseconds of CPU time that `work` takes for so many times.
fn took(times: u64, work: &mut dyn FnMut()) -> (u64, f64) {
    let (start, clock) = (cpu(), Instant::now());
    (0..times).for_each(|_| work());
    (cpu() - start, clock.elapsed().as_nanos() as f64)
}

/// The nanoseconds that `work` takes, once for each round.
fn rounds(work: &mut dyn FnMut()) -> Taken {
    // What is made at the first time is not counted, here and in finding out how often a round has room for it.
    work();
    let mut times = 1;
    let (mut last, _) = took(times, work);
    while last < ROUND / 8 {
        times *= 2;
        (last, _) = took(times, work);
    }
    let times = (times * ROUND / last.max(1)).max(1);
    let each = (0..ROUNDS).map(|_| took(times, work));
    let (cpu, wall) = each.map(|(cpu, wall)| (cpu as f64 / times as f64, wall / times as f64)).unzip();
    Taken { cpu, wall }
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

/// What each round took, in nanoseconds for one time.
#[derive(Default)]
struct Taken {
    /// Of all cores together.
    cpu: Vec<f64>,
    /// By the clock.
    wall: Vec<f64>,
}

/// What each figure of an engine took, round by round.
struct Line {
    name: &'static str,
    taken: [Taken; Figure::ALL.len()],
}

impl Line {
    fn cells(&mut self) -> String {
        let median = |taken: &mut Vec<f64>| {
            taken.sort_unstable_by(f64::total_cmp);
            taken.get(taken.len() / 2).map_or("–".to_owned(), |median| written(*median))
        };
        let cells = self.taken.iter_mut().zip(Figure::ALL).map(|(taken, (figure, _))| {
            let cpu = median(&mut taken.cpu);
            // Only a load works on more than one core.
            if figure.is_load() { format!("{cpu}, wall {}", median(&mut taken.wall)) } else { cpu }
        });
        cells.collect::<Vec<_>>().join(" | ")
    }
}

/// The lines of the table, and the one whose engine is next.
#[derive(Default)]
struct Table {
    lines: Vec<Line>,
    next: usize,
}

impl Visit for Table {
    fn engine<E: Engine>(&mut self) {
        if self.lines.len() == self.next {
            self.lines.push(Line { name: E::NAME, taken: Default::default() });
        }
        for ((figure, _), taken) in Figure::ALL.iter().zip(&mut self.lines[self.next].taken) {
            let more = figure.of::<E, _>(rounds).unwrap_or_default();
            taken.cpu.extend(more.cpu);
            taken.wall.extend(more.wall);
        }
        self.next += 1;
    }
}

fn main() {
    let mut table = Table::default();
    for _ in 0..PASSES {
        table.next = 0;
        visit_all(&mut table);
    }
    println!("| | {} |", Figure::ALL.map(|(_, name)| name).join(" | "));
    println!("|---|{}", "---|".repeat(Figure::ALL.len()));
    for line in &mut table.lines {
        let cells = line.cells();
        println!("| {} | {cells} |", line.name);
    }
}
