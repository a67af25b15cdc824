//! What clap has to say against a command line, as messages of the catalogue. It never decides what is wrong.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use zhun::diagnostic::{Locale, Message};

/// What is wrong with a command line, and what to do about it.
pub struct Complaint {
    pub message: Message,
    pub help: Message,
}

impl Complaint {
    /// None for what the command line of `zhun` gives no occasion to.
    pub fn of(error: &clap::Error, locale: Locale) -> Option<Self> {
        let message = match error.kind() {
            ErrorKind::UnknownArgument if text(error, ContextKind::InvalidArg)?.starts_with('-') => {
                Message::new("cli.complaint.unknown-option").with("arg", text(error, ContextKind::InvalidArg)?)
            }
            ErrorKind::UnknownArgument => {
                Message::new("cli.complaint.unexpected-argument").with("arg", text(error, ContextKind::InvalidArg)?)
            }
            ErrorKind::InvalidSubcommand => {
                Message::new("cli.complaint.unknown-command").with("name", text(error, ContextKind::InvalidSubcommand)?)
            }
            ErrorKind::MissingRequiredArgument => Message::new("cli.complaint.missing-argument")
                .with("args", quoted(texts(error, ContextKind::InvalidArg)?)),
            ErrorKind::ArgumentConflict => {
                Message::new("cli.complaint.twice").with("arg", text(error, ContextKind::InvalidArg)?)
            }
            ErrorKind::InvalidValue if text(error, ContextKind::InvalidValue)?.is_empty() => {
                Message::new("cli.complaint.missing-value").with("arg", text(error, ContextKind::InvalidArg)?)
            }
            ErrorKind::InvalidValue => of_value("cli.complaint.bad-value", error)?,
            ErrorKind::TooManyValues => of_value("cli.complaint.unexpected-value", error)?,
            ErrorKind::ValueValidation => {
                of_value("cli.complaint.refused-value", error)?.with("why", why(error, locale)?)
            }
            ErrorKind::InvalidUtf8 => Message::new("cli.complaint.not-utf8"),
            _ => return None,
        };
        Some(Self { message, help: help(error) })
    }
}

/// What was meant where that can be guessed, what may be written where that can be listed, else where to read about it.
fn help(error: &clap::Error) -> Message {
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(words) = near.into_iter().find_map(|kind| texts(error, kind)) {
        return Message::new("did-you-mean").with("word", words.join("`, `"));
    }
    if let Some(call) = elsewhere(error) {
        return Message::new("did-you-mean").with("word", call);
    }
    match texts(error, ContextKind::ValidValue) {
        Some(values) if !values.is_empty() => {
            Message::new("cli.complaint.possible-values").with("values", quoted(values))
        }
        _ => Message::new("cli.complaint.more"),
    }
}

/// The call that has an option which stands before its command: `check --fix`. Clap tells it as `'check --fix' exists`.
fn elsewhere(error: &clap::Error) -> Option<String> {
    let ContextValue::StyledStrs(tips) = error.get(ContextKind::Suggested)? else { return None };
    tips.iter().find_map(|tip| Some(tip.to_string().strip_suffix("' exists")?.trim_start_matches('\'').to_owned()))
}

fn of_value(key: &'static str, error: &clap::Error) -> Option<Message> {
    let (arg, value) = (text(error, ContextKind::InvalidArg)?, text(error, ContextKind::InvalidValue)?);
    Some(Message::new(key).with("arg", arg).with("value", value))
}

/// Why a value was refused. Our own parsers say it in the language of the run; that of dates knows English.
fn why(error: &clap::Error, locale: Locale) -> Option<String> {
    let source = std::error::Error::source(error)?;
    Some(match locale {
        Locale::Chinese if source.is::<jiff::Error>() => Message::new("cli.bad-date").text(locale),
        _ => source.to_string(),
    })
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        _ => None,
    }
}

fn texts(error: &clap::Error, kind: ContextKind) -> Option<&[String]> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(std::slice::from_ref(text)),
        ContextValue::Strings(texts) => Some(texts),
        _ => None,
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// The English texts are clap's own sentences, so that a complaint is known to be the one that clap means.
    #[test]
    fn english_complaints_are_those_of_clap() {
        let wrong = [
            "--fix check",
            "check --fomat json",
            "check --zzz",
            "explain a b",
            "chek",
            "eval entry",
            "check --dry-run",
            "check --config a --config b",
            "check --format",
            "check --format xml",
            "check --fix=yes",
            "eval a b --today tomorrow",
            "eval a b --from-line x",
        ];
        for args in wrong {
            let args = ["zhun"].into_iter().chain(args.split(' '));
            let error = crate::Cli::command().try_get_matches_from(args).unwrap_err();
            let ours = Complaint::of(&error, Locale::English).unwrap().message.text(Locale::English);
            let plain = |text: &str| text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ");
            let told = plain(&error.render().to_string());
            assert!(told.starts_with(&format!("error: {}", plain(&ours))), "{ours}\n{told}");
        }
    }
}
