//! A flow of tokens to lines, with columns made even and wide lines broken. It changes no token.

use unicode_width::UnicodeWidthStr;

use super::comments::{Piece, Pieces};
use super::flow::Entry;

/// How many columns at most stand between the first column of a row and the second for the sake of other rows.
const GAP: usize = 32;

/// The text of a flow.
pub(super) fn print(flow: &mut [Entry], pieces: &Pieces, width: usize) -> String {
    loop {
        tie(flow, pieces);
        let lines = lines(flow, pieces, width);
        let mut changed = false;
        for line in lines.iter().filter(|line| line.text.width() > width) {
            changed |= break_up(flow, line, width);
        }
        if !changed {
            return text(lines);
        }
    }
}

/// Breaks lines where the entry breaks that they are tied to, and joins what needs no line of its own then.
fn tie(flow: &mut [Entry], pieces: &Pieces) {
    for index in 0..flow.len() {
        let tied = flow[index].brk.tied;
        if tied.and_then(|tied| flow.get(tied)).is_some_and(|entry| entry.broken) {
            flow[index].broken = true;
        }
        let commented = |entry: &Entry| pieces.get(&entry.at).is_some_and(|piece| !piece.before.is_empty());
        if flow[index].brk.joins && index > 0 && !commented(&flow[index]) {
            let before = &flow[index - 1];
            let ends = pieces.get(&before.at).is_some_and(|piece| piece.behind.is_some());
            if before.closes && before.broken && !ends {
                flow[index].broken = false;
                flow[index].brk.auto = false;
            }
        }
    }
}

/// Breaks a line at its outermost places; false where there is none.
fn break_up(flow: &mut [Entry], line: &Line, width: usize) -> bool {
    let entries = line.entries.clone().and_then(|entries| flow.get_mut(entries));
    let Some(entries) = entries else { return false };
    let free = |entry: &Entry| entry.brk.auto && !entry.broken;
    let Some(level) = entries.iter().skip(1).filter(|entry| free(entry)).map(|entry| entry.brk.level).min() else {
        return false;
    };
    let here = |entry: &Entry| free(entry) && entry.brk.level == level;
    if entries.iter().skip(1).any(|entry| here(entry) && entry.brk.fill) {
        fill(entries, line, level, width);
        return true;
    }
    for entry in entries.iter_mut().skip(1).filter(|entry| here(entry)) {
        entry.broken = true;
    }
    true
}

/// Breaks a line at as few places of a level as it takes.
fn fill(entries: &mut [Entry], line: &Line, level: usize, width: usize) {
    let column = |at: usize| line.text.get(..at).map_or(0, UnicodeWidthStr::width);
    let indent = column(line.text.len() - line.text.trim_start().len());
    let goes_on = entries.first().is_some_and(|entry| entry.brk.fill);
    let chosen = |entry: &Entry| entry.brk.auto && !entry.broken && entry.brk.fill && entry.brk.level == level;
    let places: Vec<usize> = (1..entries.len()).filter(|index| chosen(&entries[*index])).collect();
    // How far the text that is left stands too far to the right.
    let mut shift = 0;
    let mut ends = places.iter().skip(1).map(|next| line.starts[*next]).chain([line.text.len()]);
    for (number, place) in places.iter().enumerate() {
        let end = ends.next().map_or(0, column).saturating_sub(1);
        let last = number + 1 == places.len();
        if end + usize::from(last) > width + shift {
            let by = if goes_on { 0 } else { entries[*place].brk.by };
            shift = column(line.starts[*place]).saturating_sub(indent + by);
            entries[*place].broken = true;
        }
    }
    // A line whose last part alone is too wide.
    if let Some(first) = places.first().filter(|_| shift == 0) {
        entries[*first].broken = true;
    }
}

/// A line that is being made.
#[derive(Default)]
struct Line {
    text: String,
    /// The comment at its end, which takes no part in its width.
    behind: Option<String>,
    /// Its tokens; none where it is a comment or empty.
    entries: Option<std::ops::Range<usize>>,
    /// Where each of its tokens begins, in bytes.
    starts: Vec<usize>,
    /// The table of which it is a row.
    row: Option<usize>,
    /// Where the second column of its table begins, in bytes.
    cell: Option<usize>,
}

impl Line {
    fn of(indent: usize, text: &str) -> Self {
        Self { text: format!("{:indent$}{text}", ""), ..Self::default() }
    }

    /// How wide its two columns are, where it has them.
    fn columns(&self) -> Option<(usize, usize)> {
        let (head, rest) = self.text.split_at_checked(self.cell?)?;
        Some((head.width(), rest.width()))
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

fn lines(flow: &[Entry], pieces: &Pieces, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut indents: Vec<usize> = Vec::with_capacity(flow.len());
    let empty = Piece::default();
    for (index, entry) in flow.iter().enumerate() {
        let piece = pieces.get(&entry.at).unwrap_or(&empty);
        if entry.broken || index == 0 {
            let anchor = entry.brk.anchor.and_then(|anchor| indents.get(anchor)).copied();
            let begins = entry.brk.anchor.and_then(|anchor| flow.get(anchor)).is_some_and(|anchor| anchor.broken);
            let by = if entry.brk.below && begins { 0 } else { entry.brk.by };
            let indent = anchor.unwrap_or(0) + by;
            begin(&mut lines, entry, piece, indent);
            lines.push(Line { entries: Some(index..index), row: entry.row, ..Line::of(indent, "") });
            indents.push(indent);
        } else {
            indents.push(indents.last().copied().unwrap_or(0));
        }
        let Some(line) = lines.last_mut() else { continue };
        if !entry.broken && index > 0 {
            let comma = if entry.comma { "," } else { "" };
            // A word that was padded has its spaces already.
            let space = if line.text.ends_with(' ') { 0 } else { entry.space };
            line.text.push_str(&format!("{comma}{:space$}", ""));
            // Rows that go over lines have no columns.
            if line.row.is_some() && line.row == entry.cell {
                line.cell = Some(line.text.len());
            }
        }
        line.starts.push(line.text.len());
        line.text.push_str(&piece.text);
        let next_on_line = flow.get(index + 1).is_some_and(|next| !next.broken);
        let begins_line = line.starts.len() == 1;
        if next_on_line && begins_line && piece.text.len() < entry.pad {
            line.text.push_str(&" ".repeat(entry.pad - piece.text.len()));
        }
        line.behind.clone_from(&piece.behind);
        if let Some(entries) = &mut line.entries {
            entries.end = index + 1;
        }
    }
    align(&mut lines, width);
    lines
}

/// Ends a line, and writes what stands between it and the next.
fn begin(lines: &mut Vec<Line>, entry: &Entry, piece: &Piece, indent: usize) {
    let opened = |lines: &[Line]| {
        lines
            .last()
            .is_none_or(|line| line.is_blank() || line.entries.is_some() && line.text.ends_with(['{', '[', '(']))
    };
    let comments = if entry.closes { indent + 4 } else { indent };
    for comment in &piece.before {
        if comment.blank && entry.brk.blank && !opened(lines) {
            lines.push(Line::default());
        }
        lines.push(Line::of(comments, &comment.text));
    }
    if piece.blank && entry.brk.blank && !entry.closes && !opened(lines) {
        lines.push(Line::default());
    }
}

/// Makes the columns of each table even, as far as its rows follow each other.
fn align(lines: &mut [Line], width: usize) {
    let mut from = 0;
    while from < lines.len() {
        let Some(table) = lines[from].row else {
            from += 1;
            continue;
        };
        let belongs = |line: &Line| line.row == Some(table) || line.entries.is_none() && !line.is_blank();
        let rows = lines[from..].iter().take_while(|line| belongs(line)).count();
        even(&mut lines[from..from + rows], width);
        from += rows;
    }
}

/// Puts the second columns of rows below each other. A row that has no room so, or would leave a gap that the eye does
/// not cross, begins columns of its own.
fn even(rows: &mut [Line], width: usize) {
    let mut from = 0;
    let mut section = Section::default();
    for at in 0..rows.len() {
        let Some((head, rest)) = rows[at].columns() else { continue };
        let longer = section.with(head, rest);
        if longer.widest + longer.rest > width || longer.widest - longer.narrowest > GAP {
            shift(&mut rows[from..at], section.widest);
            (from, section) = (at, Section::default().with(head, rest));
        } else {
            section = longer;
        }
    }
    shift(&mut rows[from..], section.widest);
}

/// How wide the columns of rows below each other are.
#[derive(Clone, Copy)]
struct Section {
    narrowest: usize,
    widest: usize,
    rest: usize,
}

impl Default for Section {
    fn default() -> Self {
        Self { narrowest: usize::MAX, widest: 0, rest: 0 }
    }
}

impl Section {
    fn with(self, head: usize, rest: usize) -> Self {
        Self { narrowest: self.narrowest.min(head), widest: self.widest.max(head), rest: self.rest.max(rest) }
    }
}

/// Moves the second columns to one place.
fn shift(rows: &mut [Line], to: usize) {
    for row in rows {
        if let (Some(cell), Some((head, _))) = (row.cell, row.columns()) {
            row.text.insert_str(cell, &" ".repeat(to.saturating_sub(head)));
        }
    }
}

fn text(lines: Vec<Line>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.text.trim_end());
        if let Some(comment) = line.behind {
            text.push_str("  ");
            text.push_str(&comment);
        }
        text.push('\n');
    }
    // The end of the file is a token without a text, and an empty line before it is nothing.
    let end = text.trim_end_matches('\n').len();
    text.truncate(end);
    if end > 0 {
        text.push('\n');
    }
    text
}
