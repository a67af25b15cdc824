//! What cases give now beside what they gave when it was last accepted: one text file for each decision or value.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use similar::{ChangeTag, TextDiff};
use zhun::CaseResult;
use zhun::diagnostic::Locale;
use zhun::explain::human::{Form, Line, Role};

use crate::failure::{Failure, say};
use crate::screen::Screen;

/// The ending of the files, of which none else is ever removed.
const ENDING: &str = "outcomes";

/// What the cases give, by the name of what they ask for.
#[derive(Default)]
pub struct Outcomes(BTreeMap<String, String>);

impl Outcomes {
    /// Adds what a case gave: its outcome, the rules that fired, their messages and what they cite.
    pub fn add(&mut self, result: &CaseResult) {
        let text = self.0.entry(result.query.clone()).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "# {}", result.name);
        // What is kept does not depend on the language of whoever keeps it.
        let lines = result.lines(Form::Short, Locale::English);
        for line in &lines {
            let _ = writeln!(text, "{}", line.to_string().trim_end());
        }
        if lines.is_empty() {
            for difference in &result.differences {
                let _ = writeln!(text, "{}", difference.actual);
            }
        }
    }

    /// Tells what differs from the folder, or writes it there. Whether something differs that was not accepted.
    pub fn compare(&self, folder: &Path, accept: bool, screen: &mut Screen) -> Result<bool, Failure> {
        let before = read(folder)?;
        let mut changed = 0_usize;
        for name in before.keys().filter(|name| !self.0.contains_key(*name)).chain(self.0.keys()) {
            let (old, new) = (before.get(name).map_or("", String::as_str), self.0.get(name).map_or("", String::as_str));
            if old == new {
                continue;
            }
            changed += 1;
            differ(name, old, new, screen)?;
            if accept {
                write(folder, name, new)?;
            }
        }
        let words = match (changed, accept) {
            (0, _) => say!("cli.snapshot.same"),
            (n, true) => say!("cli.snapshot.accepted", n = n, folder = folder.display()),
            (n, false) => say!("cli.snapshot.changed", n = n),
        };
        screen.say(&words)?;
        Ok(changed > 0 && !accept)
    }
}

/// What was accepted, by name.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut found = BTreeMap::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder).map_err(|error| Failure::unreadable(folder, &error))? {
        let path = entry.map_err(|error| Failure::unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|ending| ending == ENDING)
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            let text = fs::read_to_string(&path).map_err(|error| Failure::unreadable(&path, &error))?;
            found.insert(name.to_owned(), text.replace("\r\n", "\n"));
        }
    }
    Ok(found)
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = folder.join(format!("{name}.{ENDING}"));
    let done = if text.is_empty() {
        fs::remove_file(&path)
    } else {
        fs::create_dir_all(folder).and_then(|()| fs::write(&path, text))
    };
    done.map_err(|error| Failure::unreadable(&path, &error))
}

/// The lines that differ, with the case that they belong to.
fn differ(name: &str, old: &str, new: &str, screen: &mut Screen) -> Result<(), Failure> {
    screen.line(&Line::of(Role::Strong, name))?;
    let diff = TextDiff::from_lines(old, new);
    let mut case = "";
    let mut told = "";
    for change in diff.iter_all_changes() {
        let text = change.value().trim_end();
        if text.starts_with("# ") {
            case = text;
        }
        let (mark, role) = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Delete => ("-", Role::Bad),
            ChangeTag::Insert => ("+", Role::Good),
        };
        if text.is_empty() {
            continue;
        }
        if told != case {
            if !told.is_empty() {
                screen.say("")?;
            }
            if text != case {
                screen.line(&Line::of(Role::Dim, format!("  {case}")))?;
            }
        }
        told = case;
        screen.line(&Line::of(role, format!("{mark} {text}")))?;
    }
    screen.say("")?;
    Ok(())
}
