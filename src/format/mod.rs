//! A policy text to the same text in the one layout. It never changes what a text means: it reads its own output again
//! and refuses one that says something else, or that has lost a comment.
//!
//! The tokens are laid out, not the tree, so that comments stay between the tokens where they stood and nothing that
//! the tree does not hold can get lost. Where a line may break, the author's break is kept; a line that is too wide
//! gets more of them.

mod arrange;
mod comments;
mod flow;
mod print;
mod same;

use crate::source::SourceFile;
use crate::syntax::outline::{Node, outline};
use crate::syntax::{Parsed, parse};

/// How wide a line may be where it can be broken, in display columns.
pub const WIDTH: usize = 100;

/// How often a text is laid out at most. A block that gets lines because it is too wide gets columns the next time.
const ROUNDS: usize = 6;

/// Why a text was not laid out.
#[derive(Debug, Clone)]
pub enum Refused {
    /// It has errors that stand in the way of reading it.
    Unreadable(Box<Parsed>),
    /// The layout would have meant something else, or would not have been the layout of itself. This is a fault of the
    /// formatter.
    Changed,
}

/// Lays a file out.
///
/// # Errors
/// Where it cannot be read, or where what came out would not mean the same.
pub fn format(file: &SourceFile) -> Result<String, Refused> {
    let parsed = parse(file);
    if !parsed.is_whole() {
        return Err(Refused::Unreadable(Box::new(parsed)));
    }
    let laid_out = settled(file).ok_or(Refused::Changed)?;
    let kept = same::tree(&parsed, &parse(&laid_out)) && same::comments(file, &laid_out);
    if kept { Ok(laid_out.text().to_owned()) } else { Err(Refused::Changed) }
}

/// The layout that is its own layout.
fn settled(file: &SourceFile) -> Option<SourceFile> {
    let mut laid_out = file.clone();
    for _ in 0..ROUNDS {
        let text = lay_out(laid_out.text(), outline(&laid_out)?);
        if text == laid_out.text() {
            return Some(laid_out);
        }
        laid_out = SourceFile::new(file.id(), file.name(), text);
    }
    None
}

fn lay_out(text: &str, items: Vec<Node>) -> String {
    let mut pieces = comments::pieces(text, &items);
    let items = arrange::arranged(items, &mut pieces);
    let mut flow = flow::flow(&items, &pieces);
    print::print(&mut flow, &pieces, WIDTH)
}
