//! Lints: what checks but is probably not meant.
//!
//! The checker of the engine says what is wrong with a policy; a lint says what looks wrong. Every lint is a code of the
//! engine's table with a page of its own, a warning unless a [`Config`] says otherwise, and silent where it cannot be
//! sure. Of texts with errors only the errors are told, since much that seems unused or unsaid is what could not be read.
//!
//! ```
//! let text = r#"
//! policy shop.fair
//! facts { score: decimal in 0..5 }
//! decision admission {
//!     outcomes permit < deny
//!     default  permit because "fine"
//!     rule too_good { when score > 5 then deny because "{score}" interpretation "none" }
//! }
//! "#;
//! let found = zhun_lint::check_texts([("fair.policy", text)], &zhun_lint::Options::default());
//! assert_eq!(found.items.iter().map(|found| found.code.name()).collect::<Vec<_>>(), ["never-fires"]);
//! ```

mod bounds;
mod config;
mod known;
mod levels;
mod lists;
mod messages;
mod names;
mod pairs;
mod periods;
mod rules;
mod unused;
mod waivers;
mod written;

use std::borrow::Borrow;
use std::sync::Arc;

use zhun::check::checked::Checked;
use zhun::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use zhun::model::Date;
use zhun::syntax::ast;
use zhun::{Examined, examine_texts};

pub use config::{Config, ConfigError};
pub use levels::{Level, Levels};
use waivers::Waivers;

/// `msg!("key", name = value, …)`: a text of the catalogue. A test holds all keys to the catalogue.
macro_rules! msg {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        zhun::diagnostic::Message::new($key)$(.with(stringify!($name), &$value))*
    };
}
pub(crate) use msg;

/// What is asked of the lints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// How bad each is.
    pub levels: Levels,
    /// The languages that every message must have besides its own; where it is not said, those that any message of its
    /// policy has.
    pub languages: Option<Vec<String>>,
    /// The day on which parameters should have values; without one, nobody looks.
    pub today: Option<Date>,
}

/// All that is wrong with some texts, and all that looks wrong.
#[must_use]
pub fn check_texts<N, T>(texts: impl IntoIterator<Item = (N, T)>, options: &Options) -> Diagnostics
where
    N: Into<Arc<str>>,
    T: AsRef<[u8]>,
{
    judge(examine_texts(texts), options)
}

/// All that is wrong with texts that were examined, and all that looks wrong.
#[must_use]
pub fn judge(examined: Examined, options: &Options) -> Diagnostics {
    let Examined { files, checked, diagnostics } = examined;
    let found = lint(diagnostics.items, &checked, &files, options);
    Diagnostics::new(diagnostics.sources, found)
}

/// What a check found, and where there is no error what looks wrong besides, as bad as the options say; without what
/// a waiver covers, `// allow unused-fact: kept for the log`.
#[must_use]
pub fn lint<F: Borrow<ast::File>>(
    mut found: Vec<Diagnostic>,
    checked: &Checked,
    files: &[F],
    options: &Options,
) -> Vec<Diagnostic> {
    let mut waivers = Waivers::of(checked.texts.iter());
    if found.iter().any(|found| found.severity() == Severity::Error) {
        return options.levels.apply(waivers.apply(found));
    }
    let files: Vec<&ast::File> = files.iter().map(Borrow::borrow).collect();
    found.extend(rules::look(checked));
    found.extend(bounds::look(checked, &files));
    found.extend(unused::look(checked, &files));
    found.extend(lists::look(checked));
    found.extend(messages::look(checked, &files, options.languages.as_deref()));
    found.extend(names::look(&checked.texts, &files));
    found.extend(options.today.map(|today| periods::look(checked, &files, today)).unwrap_or_default());
    let mut found = waivers.apply(found);
    // A lint that was not asked for says nothing of its waivers.
    let looked_at = unused::looked_at(&files);
    found.extend(waivers.complaints(|at, code| match code {
        Code::NoValueToday => options.today.is_some(),
        Code::EmptyListUntested => !checked.examples.is_empty(),
        code if unused::is_one(code) => looked_at.contains(&at.file),
        _ => true,
    }));
    options.levels.apply(found)
}
