//! Counts the instructions of every hot path and holds them to `crates/bench/instructions.txt`:
//!
//! ```sh
//! cargo build --release -p zhun-bench --bins && target/release/gate           # compare
//! cargo build --release -p zhun-bench --bins && target/release/gate --update  # take today's counts, on purpose
//! ```
//!
//! A path is run N times and 2 N times under valgrind's callgrind; the difference is what N runs cost, without what
//! comes before them. Counts repeat from run to run, unlike times. They depend on the compiler: where the base line
//! was made by another one, differences are told and nothing fails.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path as File, PathBuf};
use std::process::{Command, ExitCode};

use zhun_bench::hot::{PATHS, Path};

/// How many hundredths of the base line a path may cost more.
const TOLERANCE: u64 = 5;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run(std::env::args().any(|arg| arg == "--update")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(update: bool) -> Result<bool, Failure> {
    let file = File::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt");
    let compiler = compiler()?;
    let base = if update { BaseLine::default() } else { BaseLine::read(&file)? };
    let is_comparable = base.compiler == compiler;
    let mut text = format!("# Instructions of one run of each hot path; made by `gate --update`.\n{compiler}\n");
    let mut holds = true;
    for path in &PATHS {
        let count = count(path)?;
        let _ = writeln!(text, "{:<20}{count:>12}", path.name);
        let Some(before) = base.counts.get(path.name) else {
            println!("{:<20}{count:>12}", path.name);
            holds &= update;
            continue;
        };
        let change = i128::from(count) * 1000 / i128::from(*before).max(1) - 1000;
        let is_worse = count * 100 > before * (100 + TOLERANCE);
        let is_better = count * 100 < before * (100 - TOLERANCE);
        let word = match (is_worse, is_better) {
            (true, _) => "  more than it may be",
            (_, true) => "  less: take it with --update",
            _ => "",
        };
        println!("{:<20}{count:>12}  {:+}.{}%{word}", path.name, change / 10, change.abs() % 10);
        holds &= !is_worse;
    }
    if update {
        std::fs::write(&file, text)?;
        return Ok(true);
    }
    if !is_comparable {
        println!("the base line was made by {}, this is {compiler}: nothing is held to it", base.compiler);
        return Ok(true);
    }
    if !holds {
        println!("where that is meant: target/release/gate --update, and say why in the commit");
    }
    Ok(holds)
}

/// What was counted before.
#[derive(Default)]
struct BaseLine {
    compiler: String,
    counts: BTreeMap<String, u64>,
}

impl BaseLine {
    fn read(file: &File) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let compiler = lines.next().unwrap_or_default().to_owned();
        let mut counts = BTreeMap::new();
        for line in lines {
            let (name, count) = line.split_once(' ').ok_or_else(|| format!("{}: {line}", file.display()))?;
            counts.insert(name.to_owned(), count.trim().parse()?);
        }
        Ok(Self { compiler, counts })
    }
}

fn compiler() -> Result<String, Failure> {
    let out = Command::new("rustc").arg("--version").output()?;
    Ok(String::from_utf8(out.stdout)?.trim().to_owned())
}

/// Instructions of one run.
fn count(path: &Path) -> Result<u64, Failure> {
    let (once, twice) = (instructions(path, path.times)?, instructions(path, path.times * 2)?);
    Ok(twice.saturating_sub(once) / u64::try_from(path.times)?)
}

fn instructions(path: &Path, times: usize) -> Result<u64, Failure> {
    let hot: PathBuf = std::env::current_exe()?.with_file_name("hot");
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(hot)
        .args([path.name, &times.to_string()])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&out.stderr);
    let found = said.lines().find_map(|line| line.split_once("Collected :")).ok_or_else(|| said.to_string())?;
    Ok(found.1.trim().parse()?)
}
