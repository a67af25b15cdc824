//! The words that clap writes by itself, such as headings, to those of a language. What it writes of ours is left alone.

use zhun::diagnostic::{Locale, phrase};

/// Keys whose English text is what clap writes. A text that holds another comes before it.
const OF_CLAP: [&str; 14] = [
    "cli.clap.usage",
    "cli.clap.commands",
    "cli.clap.arguments",
    "cli.clap.options",
    "cli.clap.possible-values",
    "cli.clap.possible-values-inline",
    "cli.clap.default",
    "cli.clap.options-tag",
    "cli.clap.command-name",
    "cli.clap.help-long",
    "cli.clap.help-short",
    "cli.clap.help-command",
    "cli.clap.help-argument",
    "cli.clap.version",
];

/// A text of clap, which may be styled, with its words in a language.
pub fn translate(text: &str, locale: Locale) -> String {
    let mut text = text.to_owned();
    for key in OF_CLAP {
        if let (Some(from), Some(to)) = (phrase(key, Locale::English), phrase(key, locale)) {
            text = text.replace(from, to);
        }
    }
    // A full-width colon brings its own gap.
    text.replace("： ", "：").replace("：\u{1b}[0m ", "：\u{1b}[0m")
}

/// A command whose descriptions by clap are in a language, for scripts that hold them one by one.
pub fn described(mut command: clap::Command, locale: Locale) -> clap::Command {
    // Only then are clap's own options and its command there.
    command.build();
    describe(command, locale)
}

fn describe(command: clap::Command, locale: Locale) -> clap::Command {
    let about = command.get_about().map(|about| translate(&about.to_string(), locale));
    let command = command.about(about.unwrap_or_default());
    let command = command.mut_args(|arg| match arg.get_help().map(|help| translate(&help.to_string(), locale)) {
        Some(help) => arg.help(help),
        None => arg,
    });
    command.mut_subcommands(|command| describe(command, locale))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn clap_still_writes_every_word() {
        let mut told = String::new();
        for args in [&["zhun", "--help"][..], &["zhun", "-h"], &["zhun", "eval", "--help"], &["zhun", "help", "help"]] {
            told += &crate::Cli::command().term_width(0).try_get_matches_from(args).unwrap_err().render().to_string();
        }
        for key in OF_CLAP {
            let word = phrase(key, Locale::English).unwrap();
            assert!(told.contains(word), "{key}: {word}");
        }
    }
}
