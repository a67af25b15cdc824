//! Bytes of a text to lines and columns from 0, as the protocol counts, and back.

use lsp_types::{InitializeParams, Position, PositionEncodingKind, Range};
use zhun::source::{SourceFile, Span};

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What columns count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    Bytes,
    Utf16,
}

impl Columns {
    /// What an editor likes best of what there is; UTF-16 where it does not say, as the protocol has it.
    pub fn wanted(params: &InitializeParams) -> Self {
        let general = params.capabilities.general.as_ref();
        let known = general.and_then(|general| general.position_encodings.as_ref());
        let known = known.into_iter().flatten().find_map(|kind| match kind {
            kind if *kind == PositionEncodingKind::UTF8 => Some(Self::Bytes),
            kind if *kind == PositionEncodingKind::UTF16 => Some(Self::Utf16),
            _ => None,
        });
        known.unwrap_or(Self::Utf16)
    }

    /// What the protocol calls it.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Bytes => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn of(self, c: char) -> u32 {
        number(match self {
            Self::Bytes => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
        })
    }

    /// How many columns a text takes.
    pub fn width(self, text: &str) -> u32 {
        match self {
            Self::Bytes => number(text.len()),
            Self::Utf16 => number(text.encode_utf16().count()),
        }
    }

    /// The position of a byte; an offset past the end counts as the end.
    pub fn position(self, file: &SourceFile, offset: u32) -> Position {
        let line = file.position(offset).line;
        let column = file.line(line).map_or(0, |(start, _)| {
            let end = (offset as usize).min(file.text().len());
            file.text().get(start..end).map_or(0, |before| self.width(before))
        });
        Position::new(line.saturating_sub(1), column)
    }

    /// The range of a span.
    pub fn range(self, file: &SourceFile, span: Span) -> Range {
        Range::new(self.position(file, span.start), self.position(file, span.end))
    }

    /// The byte of a position; one behind the end of its line counts as that end, one behind the text as the text's.
    pub fn offset(self, file: &SourceFile, position: Position) -> u32 {
        let Some((start, line)) = file.line(position.line.saturating_add(1)) else { return number(file.text().len()) };
        let mut columns = 0;
        for (at, c) in line.char_indices() {
            if columns >= position.character {
                return number(start + at);
            }
            columns += self.of(c);
        }
        number(start + line.len())
    }

    /// The whole text.
    pub fn whole(self, file: &SourceFile) -> Range {
        Range::new(Position::new(0, 0), self.position(file, number(file.text().len())))
    }
}
