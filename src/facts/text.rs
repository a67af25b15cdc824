//! Bytes to text: UTF-8 only, without its byte order mark. It replaces nothing.

use super::place::At;
use super::problem::{FactProblem, ProblemKind};
use super::report::whole;

/// The text of an input.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Vec<FactProblem>> {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    std::str::from_utf8(bytes).map(without_mark).map_err(|error| {
        let offset = error.valid_up_to();
        let before = bytes.get(..offset).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default();
        whole(before, At::Offset(offset), ProblemKind::NotUtf8 { offset, utf16 })
    })
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
