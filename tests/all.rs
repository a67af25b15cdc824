//! All tests of the engine that are not beside their code, in one program: linking is what they cost most.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod architecture;
mod cases;
mod cases_schema;
mod chinese;
mod documentation;
mod evaluation;
mod examples;
mod fix;
mod format;
mod format_width;
mod limits;
mod lints;
mod loading;
mod mistakes;
mod oracle;
mod outcomes;
mod plan;
mod policies;
mod reload;
mod robust;
mod roundtrip;
mod support;
mod syntax;
