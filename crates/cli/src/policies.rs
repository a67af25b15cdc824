//! Paths to policy texts, in a fixed order. It reads `.policy` files and no others.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};
use zhun::Policies;
use zhun::diagnostic::{Diagnostics, RenderOptions};

use crate::failure::{Failure, Status, say};
use crate::help::word;
use crate::screen::{self, Colour};

/// Where policies are looked for when nothing is said.
const DEFAULT: &str = "policies";
/// One byte more than the engine reads of a file: enough for it to see that the file is too large.
const MOST_BYTES: u64 = zhun::syntax::MAX_FILE_BYTES as u64 + 1;

/// `-p/--policies`
#[derive(Debug, Clone, clap::Args)]
pub struct PolicyArgs {
    #[arg(short, long = "policies", value_name = word("cli.name.path"), help = say!("cli.help.policies"))]
    pub policies: Vec<PathBuf>,
}

impl PolicyArgs {
    /// These paths and those given besides.
    pub fn with(&self, paths: &[PathBuf]) -> Self {
        Self { policies: self.policies.iter().chain(paths).cloned().collect() }
    }

    /// The paths, or the default.
    pub fn paths(&self) -> Vec<PathBuf> {
        if self.policies.is_empty() { vec![PathBuf::from(DEFAULT)] } else { self.policies.clone() }
    }

    /// The texts of all policy files, sorted within each folder.
    pub fn read(&self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let mut seen = HashSet::new();
        let mut texts = Vec::new();
        for path in self.paths() {
            for file in files(&path)? {
                // A file that was named twice, or through a link, is one file.
                let canonical = file.canonicalize().unwrap_or_else(|_| file.clone());
                if seen.insert(canonical) {
                    let bytes = read(&file)?;
                    texts.push((file.display().to_string(), bytes));
                }
            }
        }
        Ok(texts)
    }

    /// Policies that check, or none where they do not, which has then been said.
    pub fn load(&self, colour: Colour) -> Result<Option<Arc<Policies>>, Failure> {
        match Policies::load(self.read()?) {
            Ok(policies) => Ok(Some(Arc::new(policies))),
            Err(diagnostics) => {
                screen::note(&drawn(&diagnostics, colour.on(&std::io::stderr())));
                screen::note(&format!("{}\n", counts(&diagnostics)));
                Ok(None)
            }
        }
    }
}

/// What a command that needs policies ends with where they do not check.
pub const BROKEN: Status = Status::Errors;

/// Diagnostics with source excerpts.
pub fn drawn(diagnostics: &Diagnostics, colour: bool) -> String {
    let options = RenderOptions { locale: crate::locale::words(), colour, ..RenderOptions::default() };
    let mut text = zhun::diagnostic::render(diagnostics, &options);
    text.push('\n');
    text
}

/// `2 errors, 1 warning`
pub fn counts(diagnostics: &Diagnostics) -> String {
    let all = diagnostics.items.len();
    let errors = diagnostics.items.iter().filter(|d| d.severity() == zhun::diagnostic::Severity::Error).count();
    let count = |one: String, many: String, n: usize| match n {
        0 => None,
        1 => Some(one),
        _ => Some(many),
    };
    let errors_text = count(say!("cli.one-error"), say!("cli.errors", n = errors), errors);
    let warnings = all - errors;
    let warnings_text = count(say!("cli.one-warning"), say!("cli.warnings", n = warnings), warnings);
    match (errors_text, warnings_text) {
        (Some(errors), Some(warnings)) => say!("cli.errors-and-warnings", errors = errors, warnings = warnings),
        (errors, warnings) => errors.or(warnings).unwrap_or_default(),
    }
}

/// The policy files of a path.
fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let Ok(data) = path.metadata() else {
        let missing = Failure::usage(say!("cli.no-such-path", path = path.display()));
        let help = if path == Path::new(DEFAULT) { say!("cli.no-default.help") } else { say!("cli.no-such-path.help") };
        return Err(missing.help(help));
    };
    if !data.is_dir() {
        if is_policy(path) {
            return Ok(vec![path.to_owned()]);
        }
        let failure = Failure::usage(say!("cli.not-a-policy", path = path.display()));
        return Err(failure.help(say!("cli.not-a-policy.help")));
    }
    let mut found = Vec::new();
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_policy(entry.path()) => found.push(entry.into_path()),
            Ok(_) => {}
            // A link back to a folder that is being walked adds nothing.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => return Err(Failure::unreadable(error.path().unwrap_or(path), &error)),
        }
    }
    if found.is_empty() {
        let failure = Failure::usage(say!("cli.no-policies", path = path.display()));
        return Err(failure.help(say!("cli.not-a-policy.help")));
    }
    Ok(found)
}

/// Whether a path is that of a policy file, by its ending.
pub fn is_policy(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "policy")
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Failure::unreadable(path, &error))?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| Failure::unreadable(path, &error))?;
    Ok(bytes)
}
