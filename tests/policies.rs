//! The shipped policies hold: they check without a word.

use std::fs;
use std::path::{Path, PathBuf};

use zhun::check::check;
use zhun::diagnostic::Diagnostics;
use zhun::source::Sources;
use zhun::syntax::parse;

fn policy_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            policy_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "policy") {
            found.push(path);
        }
    }
}

#[test]
fn the_shipped_policies_check_without_a_word() {
    let mut paths = Vec::new();
    policy_files(Path::new("policies"), &mut paths);
    let mut sources = Sources::new();
    for path in &paths {
        sources.add(path.display().to_string(), fs::read_to_string(path).unwrap());
    }
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut diagnostics: Vec<_> = parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let (_, more) = check(sources.clone(), &files);
    diagnostics.extend(more);
    let diagnostics = Diagnostics::new(sources, diagnostics);
    let plain: Vec<_> = diagnostics
        .items
        .iter()
        .map(|d| format!("{} {} {}", diagnostics.sources.locate(d.span), d.code.name(), d.message.text(Default::default())))
        .collect();
    assert!(plain.is_empty(), "{}", plain.join("\n"));
}
