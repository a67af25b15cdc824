//! A night's merchants as NDJSON, the whole admission of the alliance, verdicts with reasons as JSON: hand-written serde on
//! one core, the engine on one core, and the command line on one and on all, with the memory of each: `stream 1000000`.
//!
//! All write the same bytes, which is checked.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use zhun_bench::night;

const POLICY: &str = include_str!("../../../../policies/douyin/alliance.policy");
const TODAY: &str = "2022-11-01";

type Failed = Box<dyn Error>;

/// The user and system time of this process and of children that ended, in hundredths of a second, and the most memory
/// that this process had, in kB.
fn used() -> (u64, u64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = fields.get(11..15).unwrap_or_default().iter().filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    (ticks, peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0))
}

fn each_line(from: &Path, mut work: impl FnMut(&[u8], u32) -> Result<(), Failed>) -> Result<(), Failed> {
    let mut lines = BufReader::with_capacity(64 * 1024, File::open(from)?);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        work(line.trim_ascii(), number)?;
    }
    Ok(())
}

fn by_hand(from: &Path, to: &Path) -> Result<(), Failed> {
    let mut out = BufWriter::with_capacity(64 * 1024, File::create(to)?);
    let mut text = Vec::new();
    each_line(from, |line, _| {
        text.clear();
        night::answer(line, TODAY, &mut text)?;
        text.push(b'\n');
        Ok(out.write_all(&text)?)
    })?;
    Ok(out.flush()?)
}

fn by_engine(from: &Path, to: &Path) -> Result<(), Failed> {
    let ask = zhun_bench::ask(POLICY, "admission");
    let reader = ask.reader();
    let mut room = reader.room();
    let mut out = BufWriter::with_capacity(64 * 1024, File::create(to)?);
    let mut text = Vec::new();
    each_line(from, |line, number| {
        text.clear();
        let facts = room.line(number, line).map_err(|problems| format!("{problems:?}"))?;
        ask.answer_json(facts, &mut text);
        text.push(b'\n');
        Ok(out.write_all(&text)?)
    })?;
    Ok(out.flush()?)
}

fn by_command_on_one(from: &Path, to: &Path) -> Result<(), Failed> {
    by_command_with(&["--jobs", "1"], from, to)
}

fn by_command(from: &Path, to: &Path) -> Result<(), Failed> {
    by_command_with(&[], from, to)
}

fn by_command_with(more: &[&str], from: &Path, to: &Path) -> Result<(), Failed> {
    let zhun = std::env::current_exe()?.with_file_name("zhun");
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/douyin");
    let run = Command::new(zhun)
        .args(["eval", "douyin.alliance.admission"])
        .arg(from)
        .args(["--policies", policies, "--today", TODAY, "--format", "json"])
        .args(more)
        .stdout(Stdio::from(File::create(to)?))
        .status()?;
    if run.success() { Ok(()) } else { Err("the command failed".into()) }
}

type Way = fn(&Path, &Path) -> Result<(), Failed>;

const WAYS: [(&str, Way); 4] = [
    ("hand-written serde", by_hand),
    ("engine, one core", by_engine),
    ("zhun eval --jobs 1", by_command_on_one),
    ("zhun eval, all cores", by_command),
];

fn main() -> Result<(), Failed> {
    let mut args = std::env::args().skip(1);
    let merchants: usize = args.next().and_then(|merchants| merchants.parse().ok()).unwrap_or(1_000_000);
    if let Some(way) = args.next().and_then(|way| way.parse::<usize>().ok()).and_then(|at| WAYS.get(at)) {
        // One way in a process of its own, so that its memory is its own.
        let paths: Vec<String> = args.collect();
        let [from, to] = paths.as_slice() else { return Err("two paths are due".into()) };
        way.1(from.as_ref(), to.as_ref())?;
        println!("{}", used().1);
        return Ok(());
    }
    let folder = std::env::temp_dir().join(format!("zhun-stream-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let input = folder.join("shops.ndjson");
    let mut out = BufWriter::new(File::create(&input)?);
    for at in 0..merchants {
        writeln!(out, "{}", night::shop_json(at))?;
    }
    drop(out);
    println!("{merchants} merchants, {} MB", std::fs::metadata(&input)?.len() / 1_000_000);
    println!("{:<22}{:>9}{:>9}{:>16}{:>16}{:>9}", "", "wall", "CPU", "records/s", "records/CPU s", "peak");
    let mut first: Option<Vec<u8>> = None;
    for (at, (name, _)) in WAYS.iter().enumerate() {
        let to = folder.join(format!("{at}.ndjson"));
        let (before, start) = (used().0, Instant::now());
        let run = Command::new(std::env::current_exe()?)
            .arg(merchants.to_string())
            .arg(at.to_string())
            .args([&input, &to])
            .output()?;
        let wall = start.elapsed().as_secs_f64();
        let cpu = (used().0 - before) as f64 / 100.0;
        if !run.status.success() {
            return Err(String::from_utf8_lossy(&run.stderr).into_owned().into());
        }
        let peak = String::from_utf8_lossy(&run.stdout).trim().parse::<f64>().unwrap_or(0.0) / 1000.0;
        let peak = if at >= 2 { String::from("-") } else { format!("{peak:.0} MB") };
        let each = |seconds: f64| merchants as f64 / seconds.max(1e-9);
        println!("{name:<22}{wall:>7.2} s{cpu:>7.2} s{:>16.0}{:>16.0}{peak:>9}", each(wall), each(cpu));
        let written = std::fs::read(&to)?;
        match &first {
            None => first = Some(written),
            Some(first) if *first != written => {
                let differ = first.split(|b| *b == b'\n').zip(written.split(|b| *b == b'\n')).find(|(a, b)| a != b);
                let text =
                    differ.map(|(a, b)| format!("{}\n{}", String::from_utf8_lossy(a), String::from_utf8_lossy(b)));
                return Err(format!("{name} writes something else:\n{}", text.unwrap_or_default()).into());
            }
            Some(_) => {}
        }
    }
    println!("all wrote the same");
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
