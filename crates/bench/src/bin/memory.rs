//! How much memory generated rules hold when they are loaded, by what holds it, and how much loading takes at its peak:
//! `memory 10000`.

use peak_alloc::PeakAlloc;
use zhun::Engine;
use zhun::check::check;
use zhun::compile::compile;
use zhun::source::SourceFile;
use zhun::syntax::parse;
use zhun_bench::generated;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What something leaves behind in memory, in bytes a rule.
fn held<T>(what: &str, rules: usize, make: impl FnOnce() -> T) -> T {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let made = make();
    let bytes = |now: usize| now.saturating_sub(before) / rules.max(1);
    println!(
        "  {what:<22}{:>7} bytes a rule, {:>7} at the peak",
        bytes(HEAP.current_usage()),
        bytes(HEAP.peak_usage())
    );
    made
}

fn main() {
    let rules: usize = std::env::args().nth(1).and_then(|rules| rules.parse().ok()).unwrap_or(10_000);
    let texts: Vec<(String, String)> =
        generated(rules).iter().map(|file| (file.name().to_owned(), file.text().to_owned())).collect();
    println!("{rules} rules");
    let engine = held("engine, loaded", rules, || Engine::new(texts).expect("it checks"));
    drop(engine);
    let sources = held("texts", rules, || generated(rules));
    let files: Vec<&SourceFile> = sources.iter().collect();
    let trees: Vec<_> = held("trees", rules, || files.iter().map(|file| parse(file).file).collect());
    let (checked, found) = held("checked", rules, || check(sources.clone(), &trees));
    assert!(found.is_empty(), "{:?}", found.first());
    let program = held("program", rules, || compile(&checked));
    drop((program, checked, trees));
}
