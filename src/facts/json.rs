//! The text of JSON to the entries of one input. It never turns a number into a float, and never builds what nobody reads.

use std::borrow::Cow;

use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};

use super::input::{Entry, Input, Node};
use super::limits;
use super::place::{At, Fault};
use super::problem::{NumberLimit, ProblemKind, Slip, Within};
use super::reading::Reading;

/// Reads an object of facts. Values that `reading` does not want are checked for syntax and skipped.
pub(super) fn entries(text: &str, reading: &mut Reading<'_>) -> Result<(), Fault> {
    let mut json = Json::new(text);
    let peek = json.first()?;
    if peek != Peek::Object {
        let at = At::Offset(json.parser.current_index());
        let node = json.value(peek, 0)?;
        json.end()?;
        return Err(Fault { kind: ProblemKind::NotAnObject { found: node.input.found() }, at });
    }
    let mut next = json.key(true)?;
    while let Some((key, at)) = next {
        let peek = json.peek()?;
        if reading.wants(&key) {
            let node = json.value(peek, 1)?;
            reading.entry(&key, at, Some(&node));
        } else {
            json.skip(peek, 1)?;
            reading.entry(&key, at, None);
        }
        next = json.key(false)?;
    }
    json.end()
}

/// Reads any value as a tree.
pub(super) fn tree(text: &str) -> Result<Node<'_>, Fault> {
    let mut json = Json::new(text);
    let peek = json.first()?;
    let node = json.value(peek, 0)?;
    json.end()?;
    Ok(node)
}

struct Json<'a> {
    text: &'a str,
    parser: Jiter<'a>,
}

impl<'a> Json<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, parser: Jiter::new(text.as_bytes()) }
    }

    fn first(&mut self) -> Result<Peek, Fault> {
        if self.text.trim_ascii().is_empty() {
            return Err(Fault { kind: ProblemKind::Syntax(Slip::Empty), at: At::Offset(0) });
        }
        self.peek()
    }

    fn peek(&mut self) -> Result<Peek, Fault> {
        let peeked = self.parser.peek();
        peeked.map_err(|error| self.fault(&error))
    }

    fn end(&mut self) -> Result<(), Fault> {
        let ended = self.parser.finish();
        ended.map_err(|error| self.fault(&error))
    }

    /// The next key of an object with its place; none at the object's end.
    fn key(&mut self, first: bool) -> Result<Option<(Cow<'a, str>, At)>, Fault> {
        let start = self.key_start();
        let read = if first { self.parser.known_object() } else { self.parser.next_key() };
        match read {
            Ok(Some(key)) => Ok(Some((borrowed(self.text, start, key), At::Offset(start)))),
            Ok(None) => Ok(None),
            Err(error) => Err(self.fault(&error)),
        }
    }

    /// Where the next key starts, if there is one: after `{` or `,` and the space around it.
    fn key_start(&self) -> usize {
        let start = self.parser.current_index();
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        start + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'{' | b',')).count()
    }

    /// Reads the value that starts with `peek`, inside `depth` lists and objects.
    fn value(&mut self, peek: Peek, depth: usize) -> Result<Node<'a>, Fault> {
        let start = self.parser.current_index();
        let input = match peek {
            Peek::Array => Input::List(self.list(depth)?),
            Peek::Object => Input::Object(self.object(depth)?),
            Peek::String => match self.parser.known_str() {
                Ok(found) => Input::Text(borrowed(self.text, start, found)),
                Err(error) => return Err(self.fault(&error)),
            },
            Peek::Null => {
                let read = self.parser.known_null();
                read.map(|()| Input::Null).map_err(|error| self.word_fault(start, &error))?
            }
            Peek::True | Peek::False => {
                let read = self.parser.known_bool(peek);
                read.map(Input::Bool).map_err(|error| self.word_fault(start, &error))?
            }
            _ => Input::Number(self.number(peek, start)?),
        };
        Ok(Node { at: At::Offset(start), input })
    }

    fn number(&mut self, peek: Peek, start: usize) -> Result<Cow<'a, str>, Fault> {
        if !peek.is_num() || matches!(peek, Peek::NaN | Peek::Infinity) {
            return Err(self.no_value(start));
        }
        let read = self.parser.known_number_bytes(peek).map(<[u8]>::len);
        let length = read.map_err(|error| self.fault(&error))?;
        Ok(Cow::Borrowed(self.text.get(start..start + length).unwrap_or_default()))
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node<'a>>, Fault> {
        self.check_depth(depth)?;
        let mut items = Vec::new();
        let mut step = self.parser.known_array();
        loop {
            match step {
                Ok(Some(peek)) => items.push(self.value(peek, depth + 1)?),
                Ok(None) => return Ok(items),
                Err(error) => return Err(self.fault(&error)),
            }
            step = self.parser.array_step();
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Entry<'a>>, Fault> {
        self.check_depth(depth)?;
        let mut entries = Vec::new();
        let mut next = self.key(true)?;
        while let Some((key, at)) = next {
            let peek = self.peek()?;
            entries.push(Entry { key, at, node: self.value(peek, depth + 1)? });
            next = self.key(false)?;
        }
        Ok(entries)
    }

    /// Checks the syntax of a value without building it.
    fn skip(&mut self, peek: Peek, depth: usize) -> Result<(), Fault> {
        match peek {
            Peek::Array => {
                self.check_depth(depth)?;
                let mut step = self.parser.known_array();
                loop {
                    match step {
                        Ok(Some(peek)) => self.skip(peek, depth + 1)?,
                        Ok(None) => return Ok(()),
                        Err(error) => return Err(self.fault(&error)),
                    }
                    step = self.parser.array_step();
                }
            }
            Peek::Object => {
                self.check_depth(depth)?;
                let mut more = self.key(true)?.is_some();
                while more {
                    let peek = self.peek()?;
                    self.skip(peek, depth + 1)?;
                    more = self.key(false)?.is_some();
                }
                Ok(())
            }
            _ => self.value(peek, depth).map(drop),
        }
    }

    fn check_depth(&self, depth: usize) -> Result<(), Fault> {
        if depth < limits::DEPTH {
            return Ok(());
        }
        Err(Fault { kind: ProblemKind::TooDeep, at: At::Offset(self.parser.current_index()) })
    }

    /// The slip at the place where a value is due and none starts.
    fn no_value(&self, start: usize) -> Fault {
        let found = self.char_at(start);
        let slip = match found {
            None => Slip::Truncated(Within::Value),
            Some(c) if c.is_alphabetic() => Slip::BareWord(self.word_at(start)),
            Some('+' | '.') => Slip::BadNumber,
            Some(',' | ']' | '}') => Slip::NoValue(found.unwrap_or(',')),
            Some(c) => common_slip(c).unwrap_or(Slip::NoValue(c)),
        };
        Fault { kind: ProblemKind::Syntax(slip), at: At::Offset(start) }
    }

    fn word_fault(&self, start: usize, error: &JiterError) -> Fault {
        if self.text.get(start..).is_some_and(|rest| rest.chars().all(char::is_alphabetic)) {
            return self.fault(error);
        }
        Fault { kind: ProblemKind::Syntax(Slip::BareWord(self.word_at(start))), at: At::Offset(start) }
    }

    fn char_at(&self, offset: usize) -> Option<char> {
        self.text.get(offset..).and_then(|rest| rest.chars().next())
    }

    fn word_at(&self, start: usize) -> String {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(limits::QUOTED_CHARACTERS).collect()
    }

    /// The word or the character at an offset.
    fn shown_at(&self, offset: usize) -> String {
        let word = self.word_at(offset);
        if word.is_empty() { self.char_at(offset).map(String::from).unwrap_or_default() } else { word }
    }

    /// What the parser found, in our terms.
    fn fault(&self, error: &JiterError) -> Fault {
        let offset = error.index;
        let found = self.char_at(offset);
        let common = found.and_then(common_slip);
        let JiterErrorType::JsonError(error) = &error.error_type else { return self.no_value(offset) };
        let slip = match error {
            JsonErrorType::EofWhileParsingList => Slip::Truncated(Within::List),
            JsonErrorType::EofWhileParsingObject => Slip::Truncated(Within::Object),
            JsonErrorType::EofWhileParsingString => Slip::Truncated(Within::Text),
            JsonErrorType::EofWhileParsingValue => Slip::Truncated(Within::Value),
            JsonErrorType::TrailingComma => Slip::TrailingComma,
            JsonErrorType::KeyMustBeAString => common.unwrap_or_else(|| match found {
                Some(c) if c.is_alphanumeric() || c == '_' => Slip::BareKey(self.word_at(offset)),
                Some(c) => Slip::NoValue(c),
                None => Slip::Truncated(Within::Object),
            }),
            JsonErrorType::ExpectedColon => common.unwrap_or_else(|| Slip::NoColon(self.shown_at(offset))),
            JsonErrorType::ExpectedListCommaOrEnd => {
                common.unwrap_or_else(|| Slip::NoComma { within: Within::List, found: self.shown_at(offset) })
            }
            JsonErrorType::ExpectedObjectCommaOrEnd => {
                common.unwrap_or_else(|| Slip::NoComma { within: Within::Object, found: self.shown_at(offset) })
            }
            JsonErrorType::TrailingCharacters => common.unwrap_or(Slip::ExtraText),
            JsonErrorType::ExpectedSomeIdent | JsonErrorType::ExpectedSomeValue => return self.no_value(offset),
            JsonErrorType::InvalidNumber | JsonErrorType::FloatExpectingInt => Slip::BadNumber,
            JsonErrorType::NumberOutOfRange => return self.endless_number(offset),
            JsonErrorType::InvalidEscape
            | JsonErrorType::InvalidUnicodeCodePoint
            | JsonErrorType::LoneLeadingSurrogateInHexEscape
            | JsonErrorType::UnexpectedEndOfHexEscape => Slip::BadEscape,
            JsonErrorType::ControlCharacterWhileParsingString => Slip::ControlCharacter,
            JsonErrorType::RecursionLimitExceeded => {
                return Fault { kind: ProblemKind::TooDeep, at: At::Offset(offset) };
            }
            JsonErrorType::DuplicateKey(_) | JsonErrorType::InternalError(_) => Slip::NoValue(found.unwrap_or(' ')),
        };
        Fault { kind: ProblemKind::Syntax(slip), at: At::Offset(offset) }
    }

    /// A number of so many digits that the parser did not even look for its end.
    fn endless_number(&self, offset: usize) -> Fault {
        let before = self.text.get(..offset).unwrap_or_default();
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').len();
        let digits = self.text.get(start..).unwrap_or_default().chars().take(limits::QUOTED_CHARACTERS + 1).collect();
        let kind = ProblemKind::NumberDoesNotFit { digits, limit: NumberLimit::Size };
        Fault { kind, at: At::Offset(start) }
    }
}

/// A text as a part of the input where it has no escapes, since then it stands there as it is.
fn borrowed<'a>(text: &'a str, quote: usize, found: &str) -> Cow<'a, str> {
    match text.get(quote + 1..quote + 1 + found.len()) {
        Some(raw) if raw == found => Cow::Borrowed(raw),
        _ => Cow::Owned(found.to_owned()),
    }
}

/// The slips that are common wherever JSON expects something else.
fn common_slip(found: char) -> Option<Slip> {
    let full_width = |due| Some(Slip::FullWidth { found, due });
    match found {
        '\'' => Some(Slip::SingleQuote),
        '/' | '#' => Some(Slip::Comment),
        '，' | '、' => full_width(','),
        '：' => full_width(':'),
        '“' | '”' | '„' | '＂' | '‘' | '’' | '「' | '」' => full_width('"'),
        '｛' => full_width('{'),
        '｝' => full_width('}'),
        '［' | '【' => full_width('['),
        '］' | '】' => full_width(']'),
        '\u{3000}' | '\u{a0}' => full_width(' '),
        '－' => full_width('-'),
        '０'..='９' => full_width(
            char::from_u32(found as u32 - '０' as u32 + '0' as u32).unwrap_or('0'),
        ),
        _ => None,
    }
}
