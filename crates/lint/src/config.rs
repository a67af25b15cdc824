//! `zhun.toml`: what a team chose.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use zhun::diagnostic::{Code, Message};
use zhun::model::Date;

use crate::levels::{Level, Levels};
use crate::{Options, msg};

/// What a `zhun.toml` says.
///
/// ```
/// let config = zhun_lint::Config::parse("[lints]\nunused-fact = \"off\"\n").expect("a good one");
/// assert_eq!(config.options(None).levels.of(zhun::diagnostic::Code::UnusedFact), zhun_lint::Level::Off);
/// assert_eq!(zhun_lint::Config::parse("[lints]\nunused-facts = \"off\"\n").unwrap_err().line, 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    levels: Levels,
    languages: Option<Vec<String>>,
}

/// What is wrong with a `zhun.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Message,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    lints: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    #[serde(default)]
    messages: Messages,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Messages {
    languages: Option<Vec<Spanned<String>>>,
}

impl Config {
    /// The name of the file.
    pub const FILE: &'static str = "zhun.toml";

    /// Reads the text of a `zhun.toml`.
    ///
    /// # Errors
    /// Where it is no TOML, or names a lint, a level or a setting that there is not.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let line = |at: Range<usize>| text.get(..at.start).unwrap_or(text).matches('\n').count() + 1;
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, line);
            let found = text.lines().nth(line - 1).unwrap_or_default().trim();
            ConfigError {
                line,
                message: msg!("config.malformed", found = found, problem = one_line(error.message())),
                help: msg!("config.malformed.help"),
            }
        })?;
        let mut config = Self::default();
        for (name, level) in &written.lints {
            let code = lint(name.as_ref()).map_err(|(message, help)| ConfigError {
                line: line(name.span()),
                message,
                help,
            })?;
            let chosen = level.as_ref().as_str().and_then(self::level).ok_or_else(|| ConfigError {
                line: line(level.span()),
                message: msg!("config.level", found = level.as_ref(), name = name.as_ref()),
                help: msg!("config.level.help"),
            })?;
            config.levels.set(code, chosen);
        }
        for language in written.messages.languages.iter().flatten() {
            let is_language = language.as_ref().len() == 2 && language.as_ref().bytes().all(|b| b.is_ascii_lowercase());
            if !is_language {
                return Err(ConfigError {
                    line: line(language.span()),
                    message: msg!("config.language", found = language.as_ref()),
                    help: msg!("config.language.help"),
                });
            }
        }
        let languages = written.messages.languages;
        config.languages = languages.map(|all| all.into_iter().map(Spanned::into_inner).collect());
        Ok(config)
    }

    /// What it asks of the lints on a day.
    #[must_use]
    pub fn options(&self, today: Option<Date>) -> Options {
        Options { levels: self.levels.clone(), languages: self.languages.clone(), today }
    }
}

fn level(word: &str) -> Option<Level> {
    match word {
        "off" => Some(Level::Off),
        "warning" => Some(Level::Warning),
        "error" => Some(Level::Error),
        _ => None,
    }
}

/// The lint of a name; where there is none, what is wrong and what to do.
fn lint(name: &str) -> Result<Code, (Message, Message)> {
    if let Some(code) = spelled(name) {
        return Ok(code);
    }
    if Code::from_name(name).is_some() {
        return Err((msg!("config.not-a-lint", name = name), msg!("config.not-a-lint.help")));
    }
    let help = match nearest(name) {
        Some(near) => msg!("did-you-mean", word = near),
        None => msg!("config.unknown-lint.help"),
    };
    Err((msg!("config.unknown-lint", name = name), help))
}

/// The lint that is spelled like this.
pub(crate) fn spelled(name: &str) -> Option<Code> {
    Code::from_name(name).filter(|code| Levels::lints().any(|lint| lint == *code))
}

/// The lint whose name is the nearest to what someone wrote, where one is near.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    Levels::lints()
        .map(|lint| (strsim::damerau_levenshtein(lint.name(), name), lint.name()))
        .filter(|(distance, lint)| *distance * 3 <= lint.len())
        .min()
        .map(|(_, near)| near)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
