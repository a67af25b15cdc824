//! The policies of this repository: shipped, in the documentation, in the cases of the engine's tests.

use std::fs;
use std::path::{Path, PathBuf};

use crate::random::policy::policy;

/// A policy and where it stands.
pub struct Policy {
    pub place: String,
    pub text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder and those below it that end so, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

/// All files that end in `.policy`, but those of tests of other tools.
pub fn shipped() -> Vec<Policy> {
    let folders = ["policies", "tests/syntax", "tests/format", "crates/bench", "crates/cli"];
    let paths = folders.iter().flat_map(|folder| files(&root().join(folder), "policy"));
    paths
        .map(|path| Policy {
            place: path.strip_prefix(root()).expect("below the root").display().to_string(),
            text: fs::read_to_string(&path).expect("a text"),
        })
        .collect()
}

/// Every policy on the pages of some folders, whatever is to be said of it.
pub fn on_pages() -> Vec<Policy> {
    let folders = ["docs", "tests/cases", "policies"];
    let paths = folders.iter().flat_map(|folder| files(&root().join(folder), "md"));
    paths
        .flat_map(|path| {
            let page = fs::read_to_string(&path).expect("a text");
            let place = path.strip_prefix(root()).expect("below the root").display().to_string();
            blocks(&page)
                .into_iter()
                .map(move |(line, text)| Policy { place: format!("{place}:{line}"), text })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The fenced blocks of a page that hold whole policies, with the lines on which they begin.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((fence, line)) = lines.next() {
        let Some(info) = fence.strip_prefix("```") else { continue };
        let inside = lines.by_ref().map(|(line, _)| line).take_while(|line| line.trim_end() != "```");
        let text: String = inside.flat_map(|line| [line, "\n"]).collect();
        let words: Vec<_> = info.split_whitespace().collect();
        if words.first() == Some(&"policy") && words.get(1) != Some(&"fragment") {
            found.push((line, text));
        }
    }
    found
}

/// The texts of the corpus of `tree-sitter test`.
pub fn corpus() -> Vec<Policy> {
    let paths = files(&root().join("editors/tree-sitter-zhun/test/corpus"), "txt");
    paths
        .iter()
        .flat_map(|path| {
            let page = fs::read_to_string(path).expect("a text");
            let cases = page.split("==================\n").skip(1).collect::<Vec<_>>();
            let case = |case: &[&str]| Policy {
                place: case[0].to_owned(),
                text: case[1].split("\n---\n").next().expect("a text").to_owned(),
            };
            cases.chunks(2).map(case).collect::<Vec<_>>()
        })
        .collect()
}

/// A random policy, as the engine's tests draw them.
pub fn random(numbers: &[u16]) -> String {
    policy(&mut crate::random::Choices::new(numbers))
}
