//! The language of a run: what `--locale` says, else what the environment says. It is told once, before anything is said.

use std::ffi::{OsStr, OsString};
use std::sync::OnceLock;

use zhun::diagnostic::Locale;
use zhun::facts::FactProblem;

static RUN: OnceLock<Locale> = OnceLock::new();

/// The language of this run; English until it is told.
pub fn words() -> Locale {
    RUN.get().copied().unwrap_or_default()
}

/// Problems of facts in the language of this run.
pub fn problems(problems: &[FactProblem]) -> Vec<FactProblem> {
    problems.iter().map(|problem| problem.clone().in_locale(words())).collect()
}

/// Tells the language of this run. It has to be known before the command line is parsed, since help texts and
/// complaints about the command line itself are in it too; so the option is looked for by hand here.
pub fn settle(args: &[OsString]) {
    let said = option(args).map(OsStr::to_os_string).or_else(environment);
    let locale = said.as_deref().and_then(OsStr::to_str).map(Locale::from_tag).unwrap_or_default();
    // Only the first word counts; nothing else tells it.
    let _ = RUN.set(locale);
}

/// What the last `--locale` says.
fn option(args: &[OsString]) -> Option<&OsStr> {
    let mut said = None;
    let mut args = args.iter().take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        if arg == "--locale" {
            said = args.next().map(OsString::as_os_str);
        } else if let Some(value) = arg.to_str().and_then(|arg| arg.strip_prefix("--locale=")) {
            said = Some(OsStr::new(value));
        }
    }
    said
}

/// The first of the variables that is not empty, as POSIX orders them.
fn environment() -> Option<OsString> {
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(std::env::var_os).find(|value| !value.is_empty())
}
