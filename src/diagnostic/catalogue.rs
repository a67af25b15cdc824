//! Message keys to words. One file a language; nothing else in the engine holds sentences that people read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Arg, Message};

/// A language of diagnostics and command-line texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// English
    #[default]
    English,
    /// Chinese, in simplified characters
    Chinese,
}

impl Locale {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::English, Self::Chinese];

    /// The language that a tag such as `zh`, `zh-Hans` or `zh_CN.UTF-8` names; English for every other tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        let language = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Chinese } else { Self::English }
    }
}

/// `key = text` lines; a line that starts with white space goes on with the text before it, `#` starts a comment.
const ENGLISH: &str = include_str!("messages.en.txt");
const CHINESE: &str = include_str!("messages.zh.txt");

type Catalogue = HashMap<&'static str, String>;

fn load(text: &'static str) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let mut last: Option<&'static str> = None;
    for line in text.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if line.starts_with(char::is_whitespace) {
            if let Some(entry) = last.and_then(|key| catalogue.get_mut(key)) {
                entry.push(' ');
                entry.push_str(line.trim());
            }
        } else if let Some((key, words)) = line.split_once('=') {
            last = Some(key.trim());
            catalogue.insert(key.trim(), words.trim().to_owned());
        }
    }
    catalogue
}

fn catalogue(locale: Locale) -> &'static Catalogue {
    static IN_ENGLISH: OnceLock<Catalogue> = OnceLock::new();
    static IN_CHINESE: OnceLock<Catalogue> = OnceLock::new();
    match locale {
        Locale::English => IN_ENGLISH.get_or_init(|| load(ENGLISH)),
        Locale::Chinese => IN_CHINESE.get_or_init(|| load(CHINESE)),
    }
}

/// The text of a key, without filling its placeholders: in English where the language lacks it, which the tests rule
/// out; none where English lacks it too.
#[must_use]
pub fn phrase(key: &str, locale: Locale) -> Option<&'static str> {
    catalogue(locale).get(key).or_else(|| catalogue(Locale::English).get(key)).map(String::as_str)
}

/// The text of a message. A key that the catalogue lacks, which the tests rule out, stands for itself.
pub(super) fn fill(message: &Message, locale: Locale) -> String {
    let Some(template) = phrase(message.key, locale) else {
        return message.key.to_owned();
    };
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        if let Some((_, value)) = message.args.iter().find(|(n, _)| *n == name) {
            text.push_str(&filling(value, locale));
        } else {
            text.push_str(match name {
                "lb" => "{",
                "rb" => "}",
                "nl" => "\n",
                _ => "…",
            });
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// What stands in the place of a placeholder.
fn filling(arg: &Arg, locale: Locale) -> Cow<'_, str> {
    match arg {
        Arg::Message(inner) => Cow::Owned(fill(inner, locale)),
        // `@key` is a phrase of the catalogue inside another, such as the name of a kind of thing.
        Arg::Text(value) => match (value.strip_prefix('@').and_then(|key| phrase(key, locale)), locale) {
            (Some(words), _) => Cow::Borrowed(words),
            // Names in a row come as `a`, `b`; Chinese has a comma of its own for them.
            (None, Locale::Chinese) if value.contains("`, ") => Cow::Owned(value.replace("`, ", "`、")),
            (None, _) => Cow::Borrowed(value),
        },
    }
}
