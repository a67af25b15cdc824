//! A text of a policy to the same text in the one layout. It decides nothing about the policy but whether it can be
//! read.

use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::format::{self, Refused};
use crate::source::{FileId, Sources};
use crate::syntax;

/// Why a text was not laid out.
#[derive(Debug, Clone)]
pub enum FormatError {
    /// It cannot be read; what is wrong with it.
    Unreadable(Diagnostics),
    /// The layout would have changed what it means or lost a comment, so there is none. This is a fault of the
    /// formatter.
    Changed,
}

/// Lays the text of a policy file out in the one style: `≥` becomes `>=`, clauses come in their order, comments stay.
///
/// # Errors
/// Where the text cannot be read, and where the layout would not mean the same.
pub fn format_text(name: impl Into<Arc<str>>, text: impl AsRef<[u8]>) -> Result<String, FormatError> {
    let name = name.into();
    let mut sources = Sources::new();
    let unreadable = |sources, found| Err(FormatError::Unreadable(Diagnostics::new(sources, found)));
    let text = match syntax::decode(FileId(0), &name, text.as_ref().to_vec()) {
        Ok(text) => text,
        Err(broken) => {
            sources.add(name, broken.source.text());
            return unreadable(sources, vec![broken.diagnostic]);
        }
    };
    let id = sources.add(name, text);
    let Some(file) = sources.get(id) else { return Err(FormatError::Changed) };
    match format::format(file) {
        Ok(text) => Ok(text),
        Err(Refused::Unreadable(parsed)) => unreadable(sources, parsed.diagnostics),
        Err(Refused::Changed) => Err(FormatError::Changed),
    }
}
