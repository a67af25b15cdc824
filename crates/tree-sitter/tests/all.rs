//! The tree-sitter grammar against the engine's, and its queries.

mod agreement;
mod engine;
mod queries;
#[path = "../../../tests/support/random/mod.rs"]
#[allow(dead_code, reason = "only policies are drawn here, no facts")]
mod random;
mod shape;
mod texts;
mod tree;
