//! All tests of the command line that are not beside their code, in one program: linking is what they cost most.

mod check;
mod chinese;
mod commands;
mod eval;
mod fix;
mod fmt;
mod lints;
mod pages;
mod reviews;
mod support;
mod verdicts;
mod watch;
