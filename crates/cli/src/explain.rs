//! `zhun explain`: a diagnostic's code to its page.

use zhun::diagnostic::{Code, phrase};

use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::screen::{Colour, Screen};

/// What `zhun explain` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.explain"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.code"), help = say!("cli.help.explain.code"))]
    code: Option<String>,
}

fn after_help() -> String {
    examples(
        40,
        &[("zhun explain optional-not-guarded", String::new()), ("zhun explain", say!("cli.example.explain.all"))],
    )
}

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let mut screen = Screen::new(colour);
    match &args.code {
        Some(name) => {
            let code = Code::from_name(name.trim()).ok_or_else(|| unknown(name))?;
            screen.text(code.page_in(crate::locale::words()))?;
        }
        None => {
            let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
            for code in Code::ALL {
                let summary = phrase(&format!("{}.summary", code.name()), crate::locale::words()).unwrap_or_default();
                screen.say(format!("{:<width$}  {summary}", code.name()).trim_end())?;
            }
        }
    }
    screen.flush()?;
    Ok(Status::Fine)
}

/// The codes that share most words and then the longest beginning with what was written.
fn unknown(name: &str) -> Failure {
    let words: Vec<&str> = name.split('-').collect();
    let likeness = |code: &Code| {
        let shared = code.name().split('-').filter(|word| words.contains(word)).count();
        let beginning = code.name().bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        (shared, beginning)
    };
    let mut codes: Vec<Code> = Code::ALL.iter().copied().filter(|code| likeness(code) > (0, 2)).collect();
    codes.sort_by_key(|code| std::cmp::Reverse(likeness(code)));
    let near: Vec<String> = codes.iter().take(3).map(|code| format!("`{}`", code.name())).collect();
    let failure = Failure::usage(say!("cli.explain.unknown", code = name));
    if near.is_empty() {
        failure.help(say!("cli.explain.unknown.help"))
    } else {
        failure.help(say!("cli.explain.near", codes = near.join(", ")))
    }
}
