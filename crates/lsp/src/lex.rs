//! A text to its words, numbers, texts, comments and marks, whether it can be read as a policy or not. It tells nothing of
//! what they mean.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Comment,
    /// A text in quotes, or a part of one between braces.
    Text,
    /// A number or a date.
    Number,
    Word,
    /// One character of punctuation.
    Mark,
}

/// A token with its bytes. None goes over the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    /// What is written.
    pub fn text(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// The tokens of a text.
pub fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    // How many braces are open in a part of a text that is an expression.
    let mut braces: Option<u32> = None;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let (kind, length) = match c {
            '\n' => {
                braces = None;
                at += 1;
                continue;
            }
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '/' if rest.starts_with("//") => (Kind::Comment, rest.lines().next().unwrap_or_default().trim_end().len()),
            '"' => {
                let (length, opens) = text_part(rest, 1);
                braces = opens.then_some(0);
                (Kind::Text, length)
            }
            '}' if braces == Some(0) => {
                let (length, opens) = text_part(rest, 1);
                braces = opens.then_some(0);
                (Kind::Text, length)
            }
            '{' | '}' => {
                braces = braces.map(|open| if c == '{' { open + 1 } else { open - 1 });
                (Kind::Mark, 1)
            }
            c if c.is_ascii_digit() => (Kind::Number, number(rest)),
            c if is_part(c) => (Kind::Word, rest.find(|c| !is_part(c)).unwrap_or(rest.len())),
            c => (Kind::Mark, c.len_utf8()),
        };
        tokens.push(Token { kind, start: at, end: at + length });
        at += length;
    }
    tokens
}

/// Whether what comes next after a text would be part of a comment or of what a text in quotes says.
pub fn is_said(text: &str) -> bool {
    let Some(last) = lex(text).pop() else { return false };
    let written = last.text(text);
    let behind = text.get(last.end..).unwrap_or_default();
    match last.kind {
        Kind::Comment => !behind.contains('\n'),
        Kind::Text => !behind.contains('\n') && !is_closed(written),
        _ => false,
    }
}

/// Where the expression begins that is open in a text at the end.
pub fn slot(text: &str) -> Option<usize> {
    let mut open = None;
    for token in lex(text).iter().filter(|token| token.kind == Kind::Text) {
        let written = token.text(text);
        let (length, opens) = text_part(written, 1);
        if opens && length == written.len() {
            open = Some(token.end);
        } else if written.starts_with('}') || open.is_some_and(|open| has_line(text, open, token.start)) {
            open = None;
        }
    }
    open.filter(|open| !has_line(text, *open, text.len()))
}

fn has_line(text: &str, start: usize, end: usize) -> bool {
    text.get(start..end).is_some_and(|between| between.contains('\n'))
}

/// Whether a character may stand in a name.
pub fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a text, or a part of one, has its end.
fn is_closed(written: &str) -> bool {
    let (length, opens) = text_part(written, 1);
    let ends = written.get(1..length).is_some_and(|inside| inside.ends_with('"') && !inside.ends_with("\\\""));
    opens || ends
}

/// How long a text is up to its quote, the end of the line, or a brace that opens an expression; whether it is that.
fn text_part(rest: &str, from: usize) -> (usize, bool) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(from) {
        match c {
            '\n' => return (rest.get(..at).unwrap_or_default().trim_end().len().max(1), false),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (at + 1, false),
            '{' => return (at + 1, true),
            _ => {}
        }
    }
    (rest.len(), false)
}

/// How long a number or a date is.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let goes_on = match byte {
            b'0'..=b'9' | b'_' => true,
            b'%' => return at + 1,
            b'.' => digit(at + 1),
            // `2022-10-10T10:01`, but not `5-3`.
            b'-' => (at == 4 || at == 7) && digit(at + 1) && digit(at + 2),
            b'T' | b':' => at >= 10 && digit(at + 1),
            _ => false,
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}
