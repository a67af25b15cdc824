//! What several tests share.

#![allow(dead_code, reason = "each test uses its part")]

pub mod kleene;
pub mod operations;
pub mod oracle;
pub mod policies;
pub mod random;
