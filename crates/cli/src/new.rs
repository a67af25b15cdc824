//! `zhun new`: a name to a folder with a first policy, examples and facts that hold. It never writes over anything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::screen::{Colour, Screen};

/// What `zhun new` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.new"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.name"), help = say!("cli.help.new.name"))]
    name: String,
}

fn after_help() -> String {
    [
        examples(
            28,
            &[
                ("zhun new promotion", say!("cli.example.new.plain")),
                ("zhun new mall.promotion", say!("cli.example.new.dotted")),
            ],
        ),
        say!("cli.help.new.exit"),
    ]
    .join("\n\n")
}

const POLICY: &str = include_str!("new/first.policy");
const FACTS: &str = include_str!("new/shop.json");
/// What stands for the name in the policy.
const NAME: &str = "NAME";

pub fn run(args: &Args, colour: Colour) -> Result<Status, Failure> {
    let name = args.name.as_str();
    let policy = POLICY.replacen(NAME, name, 1);
    // A line break or a space would make it another policy.
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    if !is_name || zhun::check_texts([("first.policy", &policy)]).has_errors() {
        return Err(Failure::usage(say!("cli.new.bad-name", name = name)).help(say!("cli.new.bad-name.help")));
    }
    let folder = PathBuf::from(name.rsplit('.').next().unwrap_or(name));
    match fs::create_dir(&folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let failure = Failure::usage(say!("cli.new.exists", folder = folder.display()));
            return Err(failure.help(say!("cli.new.exists.help")));
        }
        Err(error) => return Err(unwritable(&folder, &error)),
    }
    let policies = folder.join("policies");
    let facts = folder.join("facts");
    let file = policies.join(&folder).with_extension("policy");
    for (path, text) in [(&file, policy.as_str()), (&facts.join("shop.json"), FACTS)] {
        let beside = path.parent().unwrap_or(&folder);
        fs::create_dir_all(beside).map_err(|error| unwritable(beside, &error))?;
        fs::write(path, text).map_err(|error| unwritable(path, &error))?;
    }
    let mut screen = Screen::new(colour);
    screen.say(&say!("cli.new.done", folder = folder.display(), file = file.display()))?;
    screen.say("")?;
    screen.say(&say!("cli.new.next"))?;
    for command in ["zhun check", "zhun test", "zhun eval entry facts/shop.json", "zhun watch"] {
        let command =
            if command == "zhun check" { format!("cd {} && {command}", folder.display()) } else { command.into() };
        screen.say(&format!("  {command}"))?;
    }
    screen.flush()?;
    Ok(Status::Fine)
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(say!("cli.new.unwritable", path = path.display(), error = error))
        .help(say!("cli.new.unwritable.help"))
}
