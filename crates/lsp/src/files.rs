//! The files of a workspace, as they are on the disk or in the editor, to one check of all of them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use walkdir::WalkDir;
use zhun::source::{FileId, SourceFile};
use zhun::syntax::{MAX_FILE_BYTES, Parsed, decode, file_too_large, parse};
use zhun_lint::Options;

use crate::look::Look;
use crate::place::Columns;

/// What stands for itself in the path of a URI.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path that a URI of a file names.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    // A host before the path is this machine.
    let path = rest.get(rest.find('/')?..)?;
    Some(PathBuf::from(percent_decode_str(path).decode_utf8().ok()?.into_owned()))
}

/// What a file, or a buffer that has none yet, is known by. Other views of a file, such as an older version of it, are
/// none of the workspace.
pub fn key_of(uri: &Uri) -> Option<PathBuf> {
    path_of(uri).or_else(|| uri.as_str().starts_with("untitled:").then(|| PathBuf::from(uri.as_str())))
}

/// The URI of a path.
pub fn uri_of(path: &Path) -> Option<Uri> {
    Uri::from_str(&format!("file://{}", utf8_percent_encode(path.to_str()?, PLAIN))).ok()
}

/// A file as it is. Its number stays while it is there, so that others come and go without it being read again.
pub struct Entry {
    pub uri: Uri,
    pub id: FileId,
    pub source: SourceFile,
    pub parsed: Arc<Parsed>,
    is_open: bool,
}

/// All files, in the order of their paths.
#[derive(Default)]
pub struct Files {
    entries: BTreeMap<PathBuf, Entry>,
    /// Numbers that nothing has any more.
    free: Vec<FileId>,
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

    /// Forgets a folder, but for what is open.
    pub fn leave(&mut self, folder: &Path) {
        let gone = self.entries.iter().filter(|(path, entry)| path.starts_with(folder) && !entry.is_open);
        let gone: Vec<PathBuf> = gone.map(|(path, _)| path.clone()).collect();
        gone.iter().for_each(|path| self.forget(path));
    }

    /// Reads a file again, or forgets it where it is gone. What is open is the editor's.
    pub fn read(&mut self, path: &Path) {
        if self.entries.get(path).is_some_and(|entry| entry.is_open) {
            return;
        }
        let Ok((bytes, length)) = bytes_of(path) else { return self.forget(path) };
        let name = path.to_string_lossy();
        if length > MAX_FILE_BYTES as u64 {
            let told = |source: &SourceFile| unreadable(source, file_too_large(source.id(), length));
            return self.put(path.to_owned(), None, "".into(), false, told);
        }
        match decode(FileId(0), &name, bytes) {
            Ok(text) => self.put(path.to_owned(), None, text.into(), false, parse),
            Err(broken) => {
                let told = |source: &SourceFile| {
                    let mut diagnostic = broken.diagnostic.clone();
                    diagnostic.span.file = source.id();
                    let mut parsed = unreadable(source, diagnostic);
                    // What could be read of it still declares what others use.
                    parsed.file = parse(source).file;
                    parsed.file.incomplete = true;
                    parsed
                };
                self.put(path.to_owned(), None, broken.source.text().into(), false, told);
            }
        }
    }

    fn forget(&mut self, path: &Path) {
        self.free.extend(self.entries.remove(path).map(|entry| entry.id));
    }

    /// Takes the text of a file that an editor has open.
    pub fn open(&mut self, uri: &Uri, text: String) {
        if let Some(key) = key_of(uri) {
            self.put(key, Some(uri.clone()), text.into(), true, parse);
        }
    }

    /// Takes what was typed in a file that is open.
    pub fn change(&mut self, uri: &Uri, changes: Vec<TextDocumentContentChangeEvent>, columns: Columns) {
        let Some(entry) = key_of(uri).and_then(|key| self.entries.get(&key)) else { return };
        let mut source = entry.source.clone();
        for change in changes {
            let text = match change.range {
                Some(range) => {
                    let (start, end) = (columns.offset(&source, range.start), columns.offset(&source, range.end));
                    let mut text = source.text().to_owned();
                    text.replace_range(start as usize..end.max(start) as usize, &change.text);
                    text
                }
                None => change.text,
            };
            source = SourceFile::new(source.id(), source.name(), text);
        }
        self.open(uri, source.text().to_owned());
    }

    /// Goes back to what is on the disk.
    pub fn close(&mut self, uri: &Uri) {
        let Some(key) = key_of(uri) else { return };
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.is_open = false;
        }
        self.read(&key);
    }

    fn put(
        &mut self,
        key: PathBuf,
        uri: Option<Uri>,
        text: Arc<str>,
        is_open: bool,
        parse: impl Fn(&SourceFile) -> Parsed,
    ) {
        let known = self.entries.remove(&key);
        let Some(uri) = uri.or_else(|| known.as_ref().map(|entry| entry.uri.clone())).or_else(|| uri_of(&key)) else {
            return self.free.extend(known.map(|entry| entry.id));
        };
        let next = FileId(u32::try_from(self.entries.len() + self.free.len()).unwrap_or(u32::MAX));
        let id = known.as_ref().map(|entry| entry.id).or_else(|| self.free.pop()).unwrap_or(next);
        let source = SourceFile::new(id, key.to_string_lossy(), text);
        let parsed = Arc::new(parse(&source));
        self.entries.insert(key, Entry { uri, id, source, parsed, is_open });
    }

    /// Checks everything. Only what changed was read again.
    pub fn look(&self, lints: &Options, before: Option<&Look>) -> Look {
        Look::of(self.entries.values(), self.entries.len() + self.free.len(), lints, before)
    }
}

/// The bytes of a file with its length; no bytes where there are too many.
fn bytes_of(path: &Path) -> std::io::Result<(Vec<u8>, u64)> {
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    if length <= MAX_FILE_BYTES as u64 {
        file.take(MAX_FILE_BYTES as u64).read_to_end(&mut bytes)?;
    }
    Ok((bytes, length))
}

/// A file of which nothing is known but why.
fn unreadable(source: &SourceFile, diagnostic: zhun::diagnostic::Diagnostic) -> Parsed {
    let file = zhun::syntax::ast::File { id: source.id(), policy: None, items: Vec::new(), incomplete: true };
    Parsed { file, diagnostics: vec![diagnostic] }
}
