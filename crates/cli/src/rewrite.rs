//! New texts of policy files to the disk, or to what would change. It never leaves a file half written.

use std::fs;
use std::io::Write;
use std::path::Path;

use similar::TextDiff;

use crate::failure::{Failure, say};

/// Puts a text in the place of a file's, all at once, so that nothing is lost where the disk is full.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::usage(say!("cli.rewrite", path = path.display(), error = error));
    // Through a link, the file that it leads to.
    let path = path.canonicalize().map_err(failed)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    let put = || -> std::io::Result<()> {
        let permissions = fs::metadata(&path)?.permissions();
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| fs::set_permissions(&beside, permissions))
            .and_then(|()| fs::rename(&beside, &path));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    };
    put().map_err(failed)
}

/// What changes, as a unified diff.
pub fn difference(name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().header(name, name).to_string()
}
