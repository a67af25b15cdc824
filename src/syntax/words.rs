//! The words of the language: which characters make a name, which words are reserved.

/// Words that are reserved everywhere, in alphabetical order.
pub const RESERVED: [&str; 20] = [
    "absent", "and", "default", "else", "every", "exists", "false", "for", "if", "in", "is", "no", "not", "now", "or",
    "present", "then", "today", "true", "where",
];

/// Whether a word is reserved everywhere.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// Whether a text is a word, reserved or not.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

/// Whether a character may begin a name.
pub(super) fn is_name_start(c: char) -> bool {
    c == '_' || if c.is_ascii() { c.is_ascii_alphabetic() } else { pest::unicode::XID_START(c) }
}

/// Whether a character may stand in a name.
pub(super) fn is_name_char(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { pest::unicode::XID_CONTINUE(c) }
}
