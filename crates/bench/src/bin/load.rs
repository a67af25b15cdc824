//! How long generated rules take to load, by stage, and how much the process grows by it (with what the
//! allocator keeps of what was freed): `load 10000`.

use std::time::Instant;

use zhun::Engine;
use zhun::check::check;
use zhun::compile::compile;
use zhun::source::SourceFile;
use zhun::syntax::{parse, parse_all};
use zhun_bench::{generated, generated_files};

/// The resident memory of this process in kB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn main() {
    let rules: usize = std::env::args().nth(1).and_then(|rules| rules.parse().ok()).unwrap_or(10_000);
    let sources = generated(rules);
    let bytes: usize = sources.iter().map(|file| file.text().len()).sum();
    println!("{rules} rules, {} kB", bytes / 1000);
    let tell = |stage: &str, start: Instant| {
        let took = start.elapsed();
        let each = took.as_secs_f64() * 1e6 / rules as f64;
        println!("  {stage:<28}{:>9.1} ms  {each:>6.2} µs a rule", took.as_secs_f64() * 1e3);
    };
    // First, while nothing that was freed can be used again.
    let texts: Vec<(String, String)> =
        sources.iter().map(|file| (file.name().to_owned(), file.text().to_owned())).collect();
    let (before, start) = (resident(), Instant::now());
    let engine = Engine::new(texts).expect("it checks");
    tell("load, all of it", start);
    println!(
        "  resident memory              {:>8.2} kB a rule",
        resident().saturating_sub(before) as f64 / rules as f64
    );
    drop(engine);

    let files: Vec<&SourceFile> = sources.iter().collect();
    let start = Instant::now();
    let alone: Vec<_> = files.iter().map(|file| parse(file)).collect();
    tell("parse on one core", start);
    drop(alone);
    let start = Instant::now();
    let trees: Vec<_> = parse_all(&files).into_iter().map(|parsed| parsed.file).collect();
    tell("parse on all cores", start);
    let start = Instant::now();
    let (checked, found) = check(sources.clone(), &trees);
    assert!(found.is_empty(), "{:?}", found.first());
    tell("check", start);
    let start = Instant::now();
    let program = compile(&checked);
    tell("compile", start);
    drop((program, checked, trees));

    let mut files = generated_files(rules, 100);
    let start = Instant::now();
    let engine = Engine::new(files.clone()).expect("it checks");
    tell("load of a hundred files", start);
    if let Some((_, text)) = files.get_mut(50) {
        *text = text.replace("closed {closures} times", "was closed {closures} times");
    }
    let start = Instant::now();
    engine.replace(files).expect("it checks");
    tell("reload after an edit to one", start);
}
