//! One hot path over and over, for a profiler: `hot w1-json 10000`. Without a name it lists them.

use std::process::ExitCode;

use zhun_bench::hot::PATHS;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (name, times) = (args.next().unwrap_or_default(), args.next().and_then(|times| times.parse().ok()));
    let Some(path) = PATHS.iter().find(|path| path.name == name) else {
        PATHS.iter().for_each(|path| println!("{}", path.name));
        return ExitCode::from(2);
    };
    path.run(times.unwrap_or(path.times));
    ExitCode::SUCCESS
}
