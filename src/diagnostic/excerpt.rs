//! The lines around the labels of a diagnostic, made fit to be drawn: long lines are cut, characters that do not show
//! are spelt out. It never holds more of a file than is drawn.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use crate::source::{FileId, SourceFile, Sources, Span};

/// Columns of a line that are drawn at the most.
const LONGEST: usize = 200;
/// Lines of a label that are drawn at the most; a longer one shows its first line.
const MOST_LINES: u32 = 5;

/// A stretch of a file with the lines before and after it.
struct Block {
    file: FileId,
    /// First and last line, from 1.
    first: u32,
    last: u32,
    /// Spans that lie in it.
    spans: Vec<Span>,
}

/// Some lines of one or more files as one text.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    text: String,
    rows: Vec<Row>,
}

/// A line of the excerpt.
#[derive(Debug)]
struct Row {
    file: FileId,
    /// Its number in its file, from 1.
    line: u32,
    /// Which block it belongs to.
    block: usize,
    /// Its bytes in the excerpt, with the line break.
    start: usize,
    end: usize,
    /// What stands where: byte in the file, byte in the excerpt, for every character drawn; then the end.
    places: Vec<(usize, usize)>,
    /// `file:line:column` of the label that begins here, by its byte in the excerpt.
    names: Vec<(usize, String)>,
}

impl Excerpt {
    /// The lines around some spans; those around the first come first.
    pub fn new(sources: &Sources, spans: &[Span]) -> Self {
        let mut excerpt = Self::default();
        for (number, block) in blocks(sources, spans).iter().enumerate() {
            if let Some(file) = sources.get(block.file) {
                for line in block.first..=block.last {
                    excerpt.row(file, number, line, &block.spans);
                }
            }
        }
        excerpt
    }

    fn row(&mut self, file: &SourceFile, block: usize, line: u32, spans: &[Span]) {
        let Some((offset, text)) = file.line(line) else { return };
        let here = |span: &&Span| file.position(span.start).line == line;
        let anchor = spans.iter().filter(here).map(|span| (span.start as usize).saturating_sub(offset)).min();
        let (from, to) = window(text, anchor.unwrap_or(0));
        let start = self.text.len();
        let mut places = Vec::new();
        if from > 0 {
            self.text.push('…');
        }
        for (at, c) in text.char_indices().filter(|(at, _)| (from..to).contains(at)) {
            places.push((offset + at, self.text.len()));
            push_visible(&mut self.text, c);
        }
        places.push((offset + to, self.text.len()));
        if to < text.len() {
            self.text.push('…');
        }
        self.text.push('\n');
        let mut row = Row { file: file.id(), line, block, start, end: self.text.len(), places, names: Vec::new() };
        for span in spans.iter().filter(here) {
            let position = file.position(span.start);
            row.names.push((row.place(span.start as usize), format!("{}:{position}", file.name())));
        }
        self.rows.push(row);
    }

    /// Where a span of a file stands in the excerpt.
    pub fn place(&self, sources: &Sources, span: Span) -> Option<SourceSpan> {
        let file = sources.get(span.file)?;
        let span = shown(file, span);
        let row = |line: u32| self.rows.iter().find(|row| row.file == span.file && row.line == line);
        let first = row(file.position(span.start).line)?;
        let last = row(file.position(span.end).line).unwrap_or(first);
        let start = first.place(span.start as usize);
        let end = last.place(span.end as usize).max(start);
        Some((start, end - start).into())
    }
}

impl Row {
    /// Where a byte of the file stands in the excerpt; the nearest end where it was cut away.
    fn place(&self, at: usize) -> usize {
        let index = self.places.partition_point(|(source, _)| *source < at).min(self.places.len().saturating_sub(1));
        self.places.get(index).map_or(self.start, |(_, place)| *place)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |at: usize| self.rows.iter().position(|row| (row.start..row.end).contains(&at));
        let first = holds(span.offset()).ok_or(MietteError::OutOfBounds)?;
        let last = holds((span.offset() + span.len()).saturating_sub(1)).unwrap_or(first).max(first);
        let block = |index: usize| self.rows.get(index).map(|row| row.block);
        if block(first) != block(last) {
            // Lines of two blocks do not stand together.
            return Err(MietteError::OutOfBounds);
        }
        let same = |index: &usize| block(*index) == block(first);
        let top = (0..=first).rev().take_while(same).take(before + 1).last().unwrap_or(first);
        let bottom = (last..self.rows.len()).take_while(same).take(after + 1).last().unwrap_or(last);
        let (Some(top_row), Some(bottom_row)) = (self.rows.get(top), self.rows.get(bottom)) else {
            return Err(MietteError::OutOfBounds);
        };
        let data = self.text.get(top_row.start..bottom_row.end).ok_or(MietteError::OutOfBounds)?;
        let name = self
            .rows
            .get(first)
            .and_then(|row| row.names.iter().find(|(at, _)| *at == span.offset()).or_else(|| row.names.first()));
        Ok(Box::new(MietteSpanContents::new_named(
            name.map(|(_, name)| name.clone()).unwrap_or_default(),
            data.as_bytes(),
            (top_row.start, data.len()).into(),
            top_row.line.saturating_sub(1) as usize,
            0,
            bottom - top + 1,
        )))
    }
}

/// A span as far as it is drawn.
fn shown(file: &SourceFile, span: Span) -> Span {
    let length = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
    let (start, end) = (span.start.min(length), span.end.clamp(span.start.min(length), length));
    let line = file.position(start).line;
    let end = if file.position(end).line - line >= MOST_LINES {
        file.line(line).map_or(start, |(offset, text)| u32::try_from(offset + text.len()).unwrap_or(u32::MAX))
    } else {
        end
    };
    Span { start, end, ..span }
}

/// The stretches of lines around spans, without overlaps: that of the first span, then the others in order of place.
fn blocks(sources: &Sources, spans: &[Span]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut rest: Vec<Block> = spans
        .iter()
        .filter_map(|span| {
            let file = sources.get(span.file)?;
            let span = shown(file, *span);
            let (start, end) = (file.position(span.start).line, file.position(span.end).line);
            Some(Block { file: span.file, first: start.saturating_sub(1).max(1), last: end + 1, spans: vec![span] })
        })
        .collect();
    let primary = rest.first().map(|block| (block.file, block.first));
    rest.sort_by_key(|block| (block.file, block.first));
    for block in rest {
        match blocks.last_mut().filter(|last| last.file == block.file && block.first <= last.last + 1) {
            Some(last) => {
                last.last = last.last.max(block.last);
                last.spans.extend(block.spans);
            }
            None => blocks.push(block),
        }
    }
    let holds = |block: &Block| {
        primary.is_some_and(|(file, line)| block.file == file && (block.first..=block.last).contains(&line))
    };
    blocks.sort_by_key(|block| !holds(block));
    blocks
}

/// Which bytes of a line are drawn, so that a place of it is among them.
fn window(line: &str, anchor: usize) -> (usize, usize) {
    let width = |c: char| c.width().unwrap_or(1);
    // A cheap bound first: a line of a megabyte is not measured as a whole.
    if line.len() <= LONGEST {
        return (0, line.len());
    }
    let mut from = 0;
    let before = line.get(..anchor).unwrap_or("");
    let mut columns = 0;
    for (at, c) in before.char_indices().rev() {
        columns += width(c);
        if columns > LONGEST / 3 {
            from = at;
            break;
        }
    }
    let fits_before = from == 0;
    let mut columns = 0;
    for (at, c) in line.get(from..).unwrap_or("").char_indices() {
        columns += width(c);
        if columns > LONGEST {
            return (from, from + at);
        }
    }
    if fits_before { (0, line.len()) } else { (from, line.len()) }
}

/// Adds a character as it can be seen.
fn push_visible(text: &mut String, c: char) {
    let hidden = c.is_control() && c != '\t'
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}');
    if hidden {
        text.extend(c.escape_unicode());
    } else {
        text.push(c);
    }
}
