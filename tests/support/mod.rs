//! What several tests share: policies in Markdown, checked as a host would check them.
#![allow(dead_code, reason = "each test uses some of it")]

use std::fs;
use std::path::{Path, PathBuf};

pub mod kleene;
pub mod operations;
pub mod oracle;
pub mod policies;
pub mod random;

use zhun::check::check;
use zhun::check::checked::Checked;
use zhun::diagnostic::Diagnostics;
use zhun::source::Sources;
use zhun::syntax::parse;

/// A fenced block of a Markdown page.
#[derive(Debug, Clone)]
pub struct Block {
    /// What stands behind the opening fence: `policy`, `policy fails unknown-name`, `json`.
    pub info: String,
    /// What stands inside.
    pub text: String,
    /// The heading above it, without `#`.
    pub section: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
}

/// The fenced blocks of a page.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut section = String::new();
    let mut open: Option<Block> = None;
    for (line, number) in page.split_inclusive('\n').zip(1..) {
        match &mut open {
            Some(block) if line.trim_end() == "```" => {
                found.push(block.clone());
                open = None;
            }
            Some(block) => block.text.push_str(line),
            None => {
                if let Some(info) = line.strip_prefix("```") {
                    let info = info.trim().to_owned();
                    open = Some(Block { info, text: String::new(), section: section.clone(), line: number });
                } else if line.starts_with('#') {
                    section = line.trim_start_matches('#').trim().to_owned();
                }
            }
        }
    }
    assert!(open.is_none(), "a fence is not closed:\n{page}");
    found
}

/// The files of a folder and those below it that end so, sorted.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    let mut entries: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

/// Some texts, read and checked; all that is wrong with them.
pub fn checked<'t>(texts: impl IntoIterator<Item = (String, &'t str)>) -> (Checked, Diagnostics) {
    let mut sources = Sources::new();
    for (name, text) in texts {
        sources.add(name, text);
    }
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut diagnostics: Vec<_> = parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let (checked, more) = check(sources.clone(), &files);
    diagnostics.extend(more);
    (checked, Diagnostics::new(sources, diagnostics))
}

/// The same, of blocks that stand for one file each.
pub fn diagnose<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Diagnostics {
    let texts = blocks.into_iter().zip(1..).map(|(block, n)| (format!("{n}.policy"), block.text.as_str()));
    checked(texts.collect::<Vec<_>>()).1
}

/// The same, with what looks wrong to the lints on a day that lies behind the periods of the examples.
pub fn linted<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Diagnostics {
    let texts = blocks.into_iter().zip(1..).map(|(block, n)| (format!("{n}.policy"), block.text.as_str()));
    let options = zhun_lint::Options { today: Some("2026-01-01".parse().unwrap()), ..zhun_lint::Options::default() };
    zhun_lint::check_texts(texts, &options)
}

/// The codes that some diagnostics have, in their order.
pub fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics.items.iter().map(|diagnostic| diagnostic.code.name()).collect()
}

/// What a variable of the environment says, or else the default.
pub fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}
