//! `zhun watch`: each save to what is wrong now. It ends when it is told to, and never for a mistake in a file.

mod frame;
mod saves;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Instant;

use jiff::ZonedDateTime;
use zhun::Engine;
use zhun::diagnostic::Diagnostics;
use zhun::explain::human::Form;

use crate::config::ConfigArgs;
use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::policies::{self, PolicyArgs};
use crate::screen::{Colour, Screen};
use crate::test::{self, cases};
use frame::{Frame, State};
use saves::Saves;

/// What `zhun watch` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.watch"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.path"), help = say!("cli.help.paths"))]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policies: PolicyArgs,
    #[command(flatten)]
    config: ConfigArgs,
}

fn after_help() -> String {
    [
        examples(
            28,
            &[
                ("zhun watch", say!("cli.example.watch.default")),
                ("zhun watch rules/", say!("cli.example.watch.paths")),
            ],
        ),
        say!("cli.help.watch.note"),
    ]
    .join("\n\n")
}

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let policies = args.policies.with(&args.paths);
    // What was named must be there at the start; later it may come and go.
    policies.read()?;
    args.config.options()?;
    let mut saves = Saves::of(&policies.paths())?;
    let is_terminal = io::stdout().is_terminal();
    let colour = colour.on(&io::stdout());
    let mut desk = Desk { policies, config: args.config.clone(), engine: None, fine: None, colour };
    loop {
        let frame = desk.look();
        let height =
            if is_terminal { terminal_size::terminal_size().map(|(_, height)| usize::from(height.0)) } else { None };
        let text = frame.drawn(height, colour);
        let mut out = anstream::AutoStream::new(
            io::stdout(),
            if colour { anstream::ColorChoice::AlwaysAnsi } else { anstream::ColorChoice::Never },
        );
        // Clears what is there and what can be scrolled back to, which would be old.
        let clear = if is_terminal { "\x1b[2J\x1b[3J\x1b[H" } else { "" };
        let mut stdout = io::stdout();
        stdout.write_all(clear.as_bytes())?;
        out.write_all(text.as_bytes())?;
        out.flush()?;
        saves.wait()?;
    }
}

/// What is kept from one save to the next.
struct Desk {
    policies: PolicyArgs,
    config: ConfigArgs,
    /// The policies as they last checked, so that the next check takes over what did not change.
    engine: Option<Engine>,
    /// When everything held last.
    fine: Option<String>,
    colour: bool,
}

impl Desk {
    /// Checks and tests.
    fn look(&mut self) -> Frame {
        let start = Instant::now();
        let mut screen = Screen::buffer(self.colour, Vec::new());
        let (state, summary) = match self.report(&mut screen) {
            Ok(found) => found,
            // A file that was taken away, or cannot be read, is told like any other mistake.
            Err(Failure::Told { message, help, .. }) => {
                let help = help.map(|help| format!("  {}\n", crate::screen::titled(&say!("cli.help"), &help)));
                let told = format!("{}\n{}", message, help.unwrap_or_default());
                // Memory takes all that is written to it.
                let _ = screen.text(&told);
                (State::Broken, say!("cli.watch.unreadable"))
            }
            Err(Failure::Closed) => (State::Broken, say!("cli.watch.unreadable")),
        };
        let time = ZonedDateTime::now().strftime("%H:%M:%S").to_string();
        if state == State::Fine {
            self.fine = Some(time.clone());
        }
        Frame {
            time,
            state,
            summary,
            took: start.elapsed(),
            fine: self.fine.clone(),
            body: String::from_utf8_lossy(&screen.into_bytes()).into_owned(),
        }
    }

    fn report(&mut self, screen: &mut Screen) -> Result<(State, String), Failure> {
        let texts = self.policies.read()?;
        let options = self.config.options()?;
        let named = texts.clone();
        // What looks wrong is looked for while the examples run.
        std::thread::scope(|scope| {
            let lints = scope.spawn(|| zhun_lint::check_texts(named.iter().map(|(n, t)| (n.as_str(), t)), &options));
            self.report_with(texts, || lints.join().ok(), screen)
        })
    }

    /// The same, with what a check of the texts finds once it is asked for.
    fn report_with(
        &mut self,
        texts: Vec<(String, Vec<u8>)>,
        lints: impl FnOnce() -> Option<Diagnostics>,
        screen: &mut Screen,
    ) -> Result<(State, String), Failure> {
        let files = match texts.len() {
            1 => say!("cli.one-file"),
            n => say!("cli.files", n = n),
        };
        let loaded = match &self.engine {
            Some(engine) => engine.replace(texts),
            None => Engine::new(texts).map(|engine| {
                let warnings = engine.snapshot().warnings().clone();
                self.engine = Some(engine);
                warnings
            }),
        };
        let warnings = match loaded {
            Ok(warnings) => warnings,
            Err(found) => {
                screen.text(&policies::drawn(&found, self.colour))?;
                return Ok((State::Broken, say!("cli.check.found", counts = policies::counts(&found), files = files)));
            }
        };
        let Some(engine) = &self.engine else { return Ok((State::Broken, files)) };
        let cases = cases::read(&self.policies, &[])?;
        let mut tested = Screen::buffer(self.colour, Vec::new());
        let ran = test::each(&engine.snapshot(), &cases, Form::Short, &mut tested, |_| {})?;
        let found = lints().unwrap_or(warnings);
        if !found.items.is_empty() {
            screen.text(&policies::drawn(&found, self.colour))?;
        }
        screen.text(&String::from_utf8_lossy(&tested.into_bytes()))?;
        let checked = match found.items.len() {
            0 => say!("cli.check.fine", files = files),
            _ => say!("cli.check.found", counts = policies::counts(&found), files = files),
        };
        let state = if ran.failed > 0 || found.has_errors() { State::Failing } else { State::Fine };
        Ok((state, say!("cli.watch.both", checked = checked, tested = ran.summary())))
    }
}
