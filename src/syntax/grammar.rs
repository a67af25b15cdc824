//! The parser that pest makes of `grammar/zhun.pest`. Its `Rule` never leaves `syntax`.

use pest_derive::Parser;

/// The generated parser.
#[derive(Parser)]
#[grammar = "../grammar/zhun.pest"]
pub(super) struct Grammar;
