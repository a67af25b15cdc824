//! Policy text to a tree as it was written, with diagnostics for what could not be read. It never resolves a name.

pub mod ast;
