//! Bytes of a text to lines and UTF-16 columns from 0, as the protocol counts, and back.

use lsp_types::{Position, Range};
use zhun::source::{SourceFile, Span};

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The position of a byte; an offset past the end counts as the end.
pub fn position(file: &SourceFile, offset: u32) -> Position {
    let line = file.position(offset).line;
    let column = file.line(line).map_or(0, |(start, _)| {
        let end = (offset as usize).min(file.text().len());
        file.text().get(start..end).map_or(0, |before| before.encode_utf16().count())
    });
    Position::new(line.saturating_sub(1), number(column))
}

/// The range of a span.
pub fn range(file: &SourceFile, span: Span) -> Range {
    Range::new(position(file, span.start), position(file, span.end))
}

/// The byte of a position; one behind the end of its line counts as that end, one behind the text as the text's.
pub fn offset(file: &SourceFile, position: Position) -> u32 {
    let Some((start, line)) = file.line(position.line.saturating_add(1)) else { return number(file.text().len()) };
    let mut units = 0;
    for (at, c) in line.char_indices() {
        if units >= position.character {
            return number(start + at);
        }
        units += number(c.len_utf16());
    }
    number(start + line.len())
}

/// The whole text.
pub fn whole(file: &SourceFile) -> Range {
    Range::new(Position::new(0, 0), position(file, number(file.text().len())))
}
