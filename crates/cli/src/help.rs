//! Pieces of the command line's description: names of values, and examples in columns. The words come from the
//! catalogue, in the language of the run.

pub mod fold;
pub mod words;

use zhun::diagnostic::phrase;

use crate::failure::say;
use crate::locale;

/// The name of a value, as it stands in `--format <FORMAT>`.
pub fn word(key: &str) -> &'static str {
    phrase(key, locale::words()).unwrap_or_default()
}

/// What to type, and behind so many columns what comes of it, under a heading.
pub fn examples(columns: usize, examples: &[(&str, String)]) -> String {
    format!("{}\n{}", say!("cli.help.examples"), rows(columns, examples))
}

/// Rows of two columns, the first of them so wide.
pub fn rows(columns: usize, rows: &[(&str, String)]) -> String {
    let rows: Vec<String> =
        rows.iter().map(|(code, text)| format!("  {code:<columns$}{text}").trim_end().to_owned()).collect();
    rows.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    const CATALOGUE: &str = include_str!("../../../src/diagnostic/messages.en.txt");

    /// A text that stands in the English catalogue stands in the Chinese one, as the tests of both hold.
    fn lacking(command: &clap::Command) -> Vec<String> {
        let known = |text: &str| CATALOGUE.contains(&format!(" = {}\n", text.replace('\n', "{nl}")));
        let mut lacking = Vec::new();
        let mut need = |what: String, text: Option<String>| {
            if !text.as_deref().is_some_and(known) {
                lacking.push(format!("{} {what}: {text:?}", command.get_name()));
            }
        };
        need("about".into(), command.get_about().map(ToString::to_string));
        for arg in command.get_arguments().filter(|arg| !["help", "version"].contains(&arg.get_id().as_str())) {
            need(arg.get_id().to_string(), arg.get_help().map(ToString::to_string));
            if !arg.get_action().takes_values() {
                continue;
            }
            for name in arg.get_value_names().unwrap_or_default() {
                need(format!("{} takes", arg.get_id()), Some(name.to_string()));
            }
            // The names of shells need no words.
            for value in arg.get_possible_values().iter().filter(|_| arg.get_id() != "shell") {
                need(format!("{}={}", arg.get_id(), value.get_name()), value.get_help().map(ToString::to_string));
            }
        }
        lacking
    }

    #[test]
    fn everything_is_described_by_the_catalogue() {
        let mut command = crate::Cli::command();
        command.build();
        let ours = command.get_subcommands().filter(|command| command.get_name() != "help");
        let lacking: Vec<String> = ours.chain([&command]).flat_map(lacking).collect();
        assert!(lacking.is_empty(), "the catalogue lacks:\n{}", lacking.join("\n"));
    }
}
