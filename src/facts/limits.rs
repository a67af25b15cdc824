//! Limits of what is read, so that no input can exhaust the stack, the memory or a reader's patience.

/// How deep lists and objects of an input may be nested.
pub const DEPTH: usize = 128;

/// How many problems of one input are listed; one line more says how many were left out.
pub const PROBLEMS: usize = 100;

/// How many hints are given for one input.
pub const HINTS: usize = 20;

/// How many extra keys of one input are compared with the names of facts that are missing.
pub const EXTRA_KEYS: usize = 1_000;

/// How many characters of a text of the input are repeated in a problem.
pub const QUOTED_CHARACTERS: usize = 60;

/// How many words of an enum, or fields of a record, are listed in a problem.
pub const LISTED_WORDS: usize = 20;
