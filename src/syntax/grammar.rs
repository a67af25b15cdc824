//! The parser that pest makes of `grammar/zhun.pest`. Its `Rule` never leaves `syntax`.

use pest_derive::Parser;

/// A character that no rule reads and that no guard excludes; a scan leaves none in a text. With it in a place, pest tells
/// of every rule that could have stood there.
pub(super) const NOTHING: char = '\u{1}';

/// The generated parser.
#[derive(Parser)]
#[grammar = "../grammar/zhun.pest"]
pub(super) struct Grammar;
