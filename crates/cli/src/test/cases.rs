//! Files of cases, found beside policies or named, in a fixed order.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;
use zhun::CaseFile;

use crate::failure::{Failure, Status, say};
use crate::policies::PolicyArgs;

/// The folder in which JSON files are cases.
const FOLDER: &str = "cases";

/// The case files below the paths of policies, and those that are named. A schema beside them is none.
pub fn read(policies: &PolicyArgs, named: &[PathBuf]) -> Result<Vec<(String, CaseFile)>, Failure> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for root in policies.paths() {
        let walk = WalkDir::new(&root).follow_links(true).sort_by_file_name();
        // What cannot be read is told when the policies are.
        let files = walk.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        paths.extend(files.map(walkdir::DirEntry::into_path).filter(|path| is_case_file(path)));
    }
    paths.extend(named.iter().cloned());
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).map_err(|error| Failure::unreadable(&path, &error))?;
        match CaseFile::read(&bytes) {
            Ok(file) => files.push((name, file)),
            Err(error) => {
                return Err(Failure::Told {
                    status: Status::Errors,
                    message: format!("{name}: {}", error.message().text(crate::locale::words())),
                    help: Some(say!("cli.cases.help")),
                });
            }
        }
    }
    Ok(files)
}

fn is_case_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == FOLDER);
    folder && name.ends_with(".json") && !name.ends_with(".schema.json")
}
