//! Policy text to a tree as it was written, with diagnostics for what could not be read. It never resolves a name.
//!
//! A scan mends the text and cuts it into items, the grammar reads each item, builders make its tree. An item that
//! cannot be read costs one diagnostic and hides no other.

pub mod ast;
mod build;
mod decision;
mod example;
mod expr;
mod grammar;
mod items;
mod literal;
mod many;
pub mod next;
pub mod outline;
mod primary;
mod report;
mod scan;
mod template;
mod words;

use crate::diagnostic::{Code, Diagnostic, Severity, msg};
use crate::source::{FileId, SourceFile, Span};

pub use many::{drop_beside, parse_all};
pub use words::RESERVED;

/// The longest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// The longest item (a decision, a facts block, …) that is read, in bytes.
pub const MAX_ITEM_BYTES: usize = 1024 * 1024;
/// How deep brackets, prefixes and the trees of expressions may nest.
pub const MAX_DEPTH: usize = 128;
/// How many diagnostics of one file are kept; a file with more is no policy.
pub const MAX_DIAGNOSTICS: usize = 200;

/// What reading a file gives: as much of its tree as could be read, and what was wrong.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The tree.
    pub file: ast::File,
    /// What was wrong, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether the whole file was read, without an error.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let error = |diagnostic: &Diagnostic| diagnostic.severity() == Severity::Error;
        !self.file.incomplete && !self.diagnostics.iter().any(error)
    }
}

/// Reads a file.
#[must_use]
pub fn parse(file: &SourceFile) -> Parsed {
    if is_too_large(file) {
        return too_large(file);
    }
    let scanned = scan::scan(file);
    let whole = many::piece(file, &scanned, 0..scanned.segments.len());
    finish(file, whole, scanned.diagnostics)
}

fn is_too_large(file: &SourceFile) -> bool {
    file.text().len() > MAX_FILE_BYTES
}

/// What to say of a file of so many bytes, which are too many.
#[must_use]
pub fn file_too_large(id: FileId, length: u64) -> Diagnostic {
    let what = msg!("file-too-large", length = length, limit = MAX_FILE_BYTES);
    Diagnostic::new(Code::FileTooLarge, Span::new(id, 0, 0), what).help(msg!("file-too-large.help"))
}

fn too_large(file: &SourceFile) -> Parsed {
    let diagnostic = file_too_large(file.id(), file.text().len() as u64);
    let tree = ast::File { id: file.id(), policy: None, items: Vec::new(), incomplete: true };
    Parsed { file: tree, diagnostics: vec![diagnostic] }
}

/// The tree of a file's items, and what was wrong, in order of place.
fn finish(file: &SourceFile, whole: many::Piece, of_scan: Vec<Diagnostic>) -> Parsed {
    let mut tree = ast::File { id: file.id(), policy: None, items: Vec::new(), incomplete: whole.incomplete };
    for item in whole.items {
        match item.kind {
            ast::ItemKind::Policy(name) if tree.policy.is_none() => tree.policy = Some(name),
            _ => tree.items.push(item),
        }
    }
    let mut diagnostics = whole.diagnostics;
    diagnostics.truncate(MAX_DIAGNOSTICS);
    diagnostics.extend(of_scan);
    diagnostics.sort_by_key(|d| (d.span, d.code));
    diagnostics.truncate(MAX_DIAGNOSTICS);
    Parsed { file: tree, diagnostics }
}

/// Why bytes are no text: what to report, and the text with U+FFFD in the place of what is broken, for its excerpt.
#[derive(Debug, Clone)]
pub struct NotUtf8 {
    /// The file as far as it can be shown.
    pub source: SourceFile,
    /// What is wrong with it.
    pub diagnostic: Diagnostic,
}

/// The text of a file's bytes.
///
/// # Errors
/// Where the bytes are not UTF-8.
pub fn decode(id: FileId, name: &str, bytes: Vec<u8>) -> Result<String, Box<NotUtf8>> {
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        // All before the place is text as it stands, so that the place is the same in the lossy text.
        let source = SourceFile::new(id, name, String::from_utf8_lossy(&bytes));
        let byte = bytes.get(place).copied().unwrap_or(0);
        let line = source.position(u32::try_from(place).unwrap_or(u32::MAX)).line;
        let span = Span::new(id, place, place + char::REPLACEMENT_CHARACTER.len_utf8());
        let diagnostic = Diagnostic::new(
            Code::NotUtf8,
            span,
            msg!("not-utf8", byte = format!("{byte:02X}"), offset = place, line = line),
        )
        .label(msg!("not-utf8.label"))
        .help(msg!("not-utf8.help"));
        Box::new(NotUtf8 { source, diagnostic })
    })
}
