//! `zhun explain`: a diagnostic's code to its page.

use zhun::diagnostic::{Code, Locale, phrase};

use crate::failure::{Failure, Status, say};
use crate::screen::{Colour, Screen};

/// Explain a diagnostic: what it means, an example that fails, the same one mended
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The code that a diagnostic shows; without it, all codes are listed
    code: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  zhun explain optional-not-guarded
  zhun explain                            all codes";

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let mut screen = Screen::new(colour);
    match &args.code {
        Some(name) => {
            let code = Code::from_name(name.trim()).ok_or_else(|| unknown(name))?;
            screen.text(code.page())?;
        }
        None => {
            let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
            for code in Code::ALL {
                let summary = phrase(&format!("{}.summary", code.name()), Locale::English).unwrap_or_default();
                screen.say(format!("{:<width$}  {summary}", code.name()).trim_end())?;
            }
        }
    }
    screen.flush()?;
    Ok(Status::Fine)
}

/// The nearest code shares the longest beginning with what was written, or a word of it.
fn unknown(name: &str) -> Failure {
    let shares_word = |code: &&Code| name.split('-').any(|word| word.len() > 2 && code.name().split('-').any(|w| w == word));
    let near: Vec<String> = Code::ALL.iter().filter(shares_word).take(5).map(|code| format!("`{}`", code.name())).collect();
    let failure = Failure::usage(say!("cli.explain.unknown", code = name));
    if near.is_empty() {
        failure.help(say!("cli.explain.unknown.help"))
    } else {
        failure.help(say!("cli.explain.near", codes = near.join(", ")))
    }
}
