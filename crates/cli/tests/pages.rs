//! The pages for newcomers print what the command prints: each is played from top to bottom in a folder of its own.
//!
//! A comment on the line before a block says what a reader does with it: `<!-- file PATH -->` saves it,
//! `<!-- append PATH -->` puts it at the end of a file; `<!-- replace PATH: OLD => NEW -->` by itself is an edit that
//! the prose tells. A block `sh` with a `zhun` command is run, and a block `text` that follows it holds its output.
//! With `ZHUN_WRITE_PAGES=1` the pages are brought up to date instead of compared.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Folder;

#[test]
fn the_first_rule() {
    compare("first-rule.md");
}

#[test]
fn the_lottery() {
    compare("examples/lottery.md");
}

#[test]
fn the_basket() {
    compare("examples/basket.md");
}

#[test]
fn the_deposit() {
    compare("examples/deposit.md");
}

fn compare(page: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let mut play = Play { folder: Folder::new(), shown: String::new(), outputs: 0 };
    play.page(&text);
    assert!(play.outputs > 4, "{page} shows {} outputs", play.outputs);
    if std::env::var_os("ZHUN_WRITE_PAGES").is_some() {
        fs::write(&path, &play.shown).unwrap();
    } else {
        assert!(
            play.shown == text,
            "{page} shows other output than this; ZHUN_WRITE_PAGES=1 brings it up to date\n{}",
            play.shown
        );
    }
}

/// A page as it is played.
struct Play {
    folder: Folder,
    /// The page so far, with what really came out.
    shown: String,
    outputs: usize,
}

impl Play {
    fn page(&mut self, text: &str) {
        let mut lines = text.lines();
        let mut save: Option<(&str, bool)> = None;
        let mut output: Option<String> = None;
        while let Some(line) = lines.next() {
            self.say(line);
            if let Some(comment) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
                save = self.comment(comment).or(save);
            }
            let Some(info) = line.strip_prefix("```") else { continue };
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let body = block.join("\n") + "\n";
            let body = match (info, output.take()) {
                ("text", Some(output)) => {
                    self.outputs += 1;
                    output
                }
                _ => body,
            };
            if let Some((path, append)) = save.take() {
                self.save(path, &body, append);
            }
            if info == "sh" {
                output = self.run(body.trim_end());
            }
            self.shown.push_str(&body);
            self.say("```");
        }
    }

    fn say(&mut self, line: &str) {
        self.shown.push_str(line);
        self.shown.push('\n');
    }

    /// Where the next block goes, and whether to its end.
    fn comment<'c>(&self, comment: &'c str) -> Option<(&'c str, bool)> {
        let (verb, rest) = comment.split_once(' ')?;
        match verb {
            "file" => Some((rest, false)),
            "append" => Some((rest, true)),
            "replace" => {
                let (path, edit) = rest.split_once(": ").unwrap();
                let (old, new) = edit.split_once(" => ").unwrap();
                let path = self.folder.path().join(path);
                let text = fs::read_to_string(&path).unwrap();
                assert_eq!(text.matches(old).count(), 1, "`{old}` in {}", path.display());
                fs::write(&path, text.replace(old, new)).unwrap();
                None
            }
            _ => panic!("unknown comment `{comment}`"),
        }
    }

    fn save(&self, path: &str, body: &str, append: bool) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        let before = if append { fs::read_to_string(&path).unwrap() + "\n" } else { String::new() };
        fs::write(&path, before + body).unwrap();
    }

    /// What a `zhun` command prints; nothing for another command, which is the reader's own.
    fn run(&self, command: &str) -> Option<String> {
        let args: Vec<&str> = command.strip_prefix("zhun ")?.split_whitespace().collect();
        let run = self.folder.run(&args);
        Some(format!("{}\n", (run.out + &run.err).trim_end()))
    }
}

/// Every command of `docs/ci.md` that starts with `zhun` holds in a folder that `zhun new` made, as it stands there.
#[test]
fn commands_for_continuous_integration() {
    let page = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/ci.md")).unwrap();
    let hooks =
        fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.pre-commit-hooks.yaml")).unwrap();
    let folder = Folder::new();
    assert_eq!(folder.run(&["new", "promotion"]).status, 0);
    let mut fenced = false;
    let lines = page.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        fenced
    });
    let starts = ["zhun ", "run: zhun ", "- zhun ", "entry: zhun "];
    let commands: Vec<&str> = lines
        .chain(hooks.lines())
        .filter_map(|line| starts.iter().find_map(|start| line.trim().strip_prefix(start)))
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        let (command, to_file) = command.split_once(" > ").unwrap_or((command, ""));
        let args: Vec<&str> = command.split_whitespace().collect();
        let run = folder.command(&args).current_dir(folder.path().join("promotion")).output().unwrap();
        assert!(run.status.success(), "zhun {command}: {}", String::from_utf8_lossy(&run.stderr));
        if !to_file.is_empty() {
            let log: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
            assert_eq!(log["version"], "2.1.0");
        }
    }
    // The hooks that the page names are there.
    for hook in page.lines().filter_map(|line| line.trim().strip_prefix("- id: ")) {
        assert!(hooks.contains(&format!("- id: {hook}\n")), "{hook}");
    }
}
