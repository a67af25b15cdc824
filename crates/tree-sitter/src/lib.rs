//! The tree-sitter grammar of policies, for programs that colour or fold them, and its queries. The engine never reads
//! by it: that it agrees with the engine's own grammar is tested here.

use tree_sitter::Language;
use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_zhun() -> *const ();
}

/// What is coloured as what, in Neovim's captures, which Zed knows as well.
pub const HIGHLIGHTS: &str = include_str!("../../../editors/tree-sitter-zhun/queries/highlights.scm");
/// What can be folded.
pub const FOLDS: &str = include_str!("../../../editors/tree-sitter-zhun/queries/folds.scm");
/// How lines are indented, in Neovim's captures.
pub const INDENTS: &str = include_str!("../../../editors/tree-sitter-zhun/queries/indents.scm");
/// What is coloured as what, in Helix's captures.
pub const HELIX_HIGHLIGHTS: &str = include_str!("../../../editors/tree-sitter-zhun/queries/helix/highlights.scm");
/// How lines are indented, in Helix's captures.
pub const HELIX_INDENTS: &str = include_str!("../../../editors/tree-sitter-zhun/queries/helix/indents.scm");
/// How Zed indents and folds.
pub const ZED_INDENTS: &str = include_str!("../../../editors/tree-sitter-zhun/queries/zed/indents.scm");
/// Which brackets belong together in Zed.
pub const ZED_BRACKETS: &str = include_str!("../../../editors/tree-sitter-zhun/queries/zed/brackets.scm");

/// The language of policies.
#[must_use]
pub fn language() -> Language {
    // SAFETY: the function is the one that `tree-sitter generate` wrote into the parser that build.rs compiles.
    unsafe { LanguageFn::from_raw(tree_sitter_zhun) }.into()
}
