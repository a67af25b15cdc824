//! The files of a workspace, as they are on the disk or in the editor, to one check of all of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use walkdir::WalkDir;
use zhun::check::check;
use zhun::check::checked::Checked;
use zhun::diagnostic::Diagnostics;
use zhun::source::{FileId, SourceFile, Sources};
use zhun::syntax::{MAX_FILE_BYTES, Parsed, ast, decode, parse};

/// What stands for itself in the path of a URI.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path that a URI of a file names.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    // A host before the path is this machine.
    let path = rest.get(rest.find('/')?..)?;
    Some(PathBuf::from(percent_decode_str(path).decode_utf8().ok()?.into_owned()))
}

fn uri_of(path: &Path) -> Option<Uri> {
    Uri::from_str(&format!("file://{}", utf8_percent_encode(path.to_str()?, PLAIN))).ok()
}

/// A file as it is.
struct Entry {
    uri: Uri,
    text: Arc<str>,
    is_open: bool,
    /// What it was read to, under the number that it had then.
    parsed: Option<(FileId, Arc<Parsed>)>,
}

/// All files.
#[derive(Default)]
pub struct Files {
    entries: BTreeMap<PathBuf, Entry>,
}

/// All files, checked together.
pub struct Look {
    /// What is wrong with them.
    pub diagnostics: Diagnostics,
    /// What they say, as far as it could be made out.
    pub checked: Checked,
    /// The URIs and trees, by the numbers of files.
    pub files: Vec<(Uri, Arc<Parsed>)>,
}

impl Look {
    /// The file of a URI.
    pub fn file(&self, uri: &Uri) -> Option<&SourceFile> {
        let wanted = path_of(uri);
        let at =
            self.files.iter().position(|(known, _)| known == uri || (wanted.is_some() && path_of(known) == wanted))?;
        self.diagnostics.sources.get(FileId(u32::try_from(at).ok()?))
    }

    /// The URI of a file.
    pub fn uri(&self, id: FileId) -> Option<&Uri> {
        self.files.get(id.0 as usize).map(|(uri, _)| uri)
    }

    /// The trees of all files.
    pub fn trees(&self) -> impl Iterator<Item = &ast::File> {
        self.files.iter().map(|(_, parsed)| &parsed.file)
    }
}

impl Files {
    /// The policies in a folder and below.
    pub fn find(&mut self, folder: &Path) {
        let hidden = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| name.starts_with('.'));
        let walk = WalkDir::new(folder).sort_by_file_name();
        let walk = walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name()));
        for entry in walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
            if entry.path().extension().is_some_and(|ending| ending == "policy") {
                self.read(entry.path());
            }
        }
    }

    /// Reads a file again, or forgets it where it is gone. What is open is the editor's.
    pub fn read(&mut self, path: &Path) {
        if self.entries.get(path).is_some_and(|entry| entry.is_open) {
            return;
        }
        // What is too large is said to be so by what was read of it.
        let small = std::fs::metadata(path).is_ok_and(|data| data.len() <= 2 * MAX_FILE_BYTES as u64);
        let bytes = if small { std::fs::read(path).ok() } else { None };
        match bytes.and_then(|bytes| decode(FileId(0), &path.to_string_lossy(), bytes).ok()) {
            Some(text) => self.put(path.to_owned(), None, text.into(), false),
            None => drop(self.entries.remove(path)),
        }
    }

    /// Takes the text of a file that an editor has open.
    pub fn open(&mut self, uri: &Uri, text: String) {
        if let Some(path) = path_of(uri) {
            self.put(path, Some(uri.clone()), text.into(), true);
        }
    }

    /// Goes back to what is on the disk.
    pub fn close(&mut self, uri: &Uri) {
        if let Some(path) = path_of(uri) {
            if let Some(entry) = self.entries.get_mut(&path) {
                entry.is_open = false;
            }
            self.read(&path);
        }
    }

    fn put(&mut self, path: PathBuf, uri: Option<Uri>, text: Arc<str>, is_open: bool) {
        let known = self.entries.get(&path);
        let kept = known.filter(|entry| entry.text == text).and_then(|entry| entry.parsed.clone());
        let uri = uri.or_else(|| known.map(|entry| entry.uri.clone())).or_else(|| uri_of(&path));
        if let Some(uri) = uri {
            self.entries.insert(path, Entry { uri, text, is_open, parsed: kept });
        }
    }

    /// Checks everything. What has the text that it had is not read again.
    pub fn look(&mut self) -> Look {
        let mut sources = Sources::new();
        let mut files = Vec::new();
        let mut found = Vec::new();
        for (path, entry) in &mut self.entries {
            let id = sources.add(path.to_string_lossy(), Arc::clone(&entry.text));
            let known = entry.parsed.take().filter(|(number, _)| *number == id);
            let parsed = match (known, sources.get(id)) {
                (Some((_, parsed)), _) => parsed,
                (None, Some(file)) => Arc::new(parse(file)),
                (None, None) => continue,
            };
            found.extend(parsed.diagnostics.iter().cloned());
            entry.parsed = Some((id, Arc::clone(&parsed)));
            files.push((entry.uri.clone(), parsed));
        }
        let trees: Vec<&ast::File> = files.iter().map(|(_, parsed)| &parsed.file).collect();
        let (checked, more) = check(sources.clone(), &trees);
        found.extend(more);
        Look { diagnostics: Diagnostics::new(sources, found), checked, files }
    }
}
