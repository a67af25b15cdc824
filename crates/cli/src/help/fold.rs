//! Lines that are too wide to several lines, each under the column where its text begins. Chinese has no spaces to break
//! at, so clap, which knows no other places, leaves it as it is.

use unicode_width::UnicodeWidthChar;

/// What may not begin a line.
const CLOSING: &str = "，。、；：？！）”’》…],.;:)";
/// What may not end one.
const OPENING: &str = "（“‘《[(";

/// A text, which may be styled, in lines of at most so many columns.
pub fn fold(text: &str, columns: usize) -> String {
    text.split_inclusive('\n').map(|line| folded(line, columns)).collect()
}

fn folded(line: &str, columns: usize) -> String {
    let pieces = pieces(line);
    let widths: Vec<usize> = pieces.iter().map(|piece| width(piece)).collect();
    let indent = " ".repeat(indent(line).min(columns / 2));
    let mut folded = String::new();
    let mut at = 0;
    for (piece, width) in pieces.into_iter().zip(widths) {
        // Spaces at the end of a line need no room.
        let needed = width - trailing_spaces(piece);
        if at + needed > columns && at > indent.len() {
            folded.truncate(folded.trim_end_matches(' ').len());
            folded.push('\n');
            folded.push_str(&indent);
            at = indent.len();
        }
        folded.push_str(piece);
        at += width;
    }
    folded
}

/// The column behind the last gap of two spaces or more: where the text of a row begins.
fn indent(line: &str) -> usize {
    let (mut column, mut spaces, mut found) = (0, 0, 0);
    for (c, width) in visible(line).map(|(_, c)| (c, c.width().unwrap_or(0))) {
        if c == ' ' {
            spaces += 1;
        } else {
            if spaces >= 2 {
                found = column;
            }
            spaces = 0;
        }
        column += width;
    }
    found
}

/// A line cut wherever it may break.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in visible(line) {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.push(&line[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&line[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    let wide = |c: char| c.width() == Some(2);
    if after == ' ' || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before == ' ' || wide(before) || wide(after)
}

fn width(text: &str) -> usize {
    visible(text).filter_map(|(_, c)| c.width()).sum()
}

fn trailing_spaces(text: &str) -> usize {
    text.trim_end_matches('\n').chars().rev().take_while(|c| *c == ' ').count()
}

/// The characters that are seen: without those that only style.
fn visible(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut styling = false;
    text.char_indices().filter(move |(_, c)| {
        let hidden = styling || *c == '\u{1b}';
        styling = hidden && *c != 'm';
        !hidden
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_goes_on_under_its_text() {
        let row = "  --format <格式>  用什么格式写出，默认是给人看的 human\n";
        assert_eq!(
            fold(row, 30),
            "  --format <格式>  用什么格式\n               写出，默认是给\n               人看的 human\n"
        );
    }

    #[test]
    fn punctuation_begins_no_line() {
        assert_eq!(fold("一二三四，五六", 8), "一二三\n四，五六");
    }

    #[test]
    fn styles_have_no_width() {
        assert_eq!(fold("\u{1b}[1m一二\u{1b}[0m三四", 8), "\u{1b}[1m一二\u{1b}[0m三四");
    }

    #[test]
    fn what_fits_stays() {
        let text = "Usage: zhun [OPTIONS]\n\n  a  b\n";
        assert_eq!(fold(text, 30), text);
    }
}
