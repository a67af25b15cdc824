//! Zhun.

pub mod check;
pub mod diagnostic;
pub mod model;
pub mod source;
pub mod syntax;
