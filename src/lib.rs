//! Zhun.

pub mod check;
pub mod compile;
pub mod diagnostic;
pub mod eval;
pub mod explain;
pub mod facts;
pub mod model;
pub mod source;
pub mod syntax;
