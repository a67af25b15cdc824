//! How bad each lint is held to be.

use std::collections::BTreeMap;

use zhun::diagnostic::{Code, Diagnostic, Severity};

/// How bad a lint is held to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is not reported.
    Off,
    /// The policies can be used.
    Warning,
    /// They cannot.
    Error,
}

/// The levels that someone chose; every other lint is a warning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    chosen: BTreeMap<Code, Level>,
}

impl Levels {
    /// The lints: all that is a warning where nobody says otherwise. What is an error stays one.
    pub fn lints() -> impl Iterator<Item = Code> {
        Code::ALL.iter().copied().filter(|code| code.severity() == Severity::Warning)
    }

    /// Chooses the level of a lint. An error of the language stays one, whatever is chosen.
    pub fn set(&mut self, code: Code, level: Level) {
        if code.severity() == Severity::Warning {
            self.chosen.insert(code, level);
        }
    }

    /// The level of a code.
    #[must_use]
    pub fn of(&self, code: Code) -> Level {
        match (code.severity(), self.chosen.get(&code)) {
            (Severity::Error, _) => Level::Error,
            (Severity::Warning, level) => level.copied().unwrap_or(Level::Warning),
        }
    }

    /// Diagnostics as bad as was chosen, without those that are off.
    #[must_use]
    pub fn apply(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let leveled = |found: Diagnostic| match self.of(found.code) {
            Level::Off => None,
            Level::Warning => Some(found.with_severity(Severity::Warning)),
            Level::Error => Some(found.with_severity(Severity::Error)),
        };
        found.into_iter().filter_map(leveled).collect()
    }
}
