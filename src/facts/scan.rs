//! The plain part of JSON, read where it stands: what it does not know, such as an escape, it gives up on.

/// A place in a text.
pub(super) struct Scan<'b> {
    text: &'b str,
    at: usize,
}

impl<'b> Scan<'b> {
    pub(super) fn new(text: &'b str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is not space; it is not passed.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Whether the next byte that is not space is this one, which is then passed.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Whether nothing but space is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// A string without escapes.
    #[inline]
    pub(super) fn string(&mut self) -> Option<&'b str> {
        if !self.take(b'"') {
            return None;
        }
        let start = self.at;
        let rest = self.text.as_bytes().get(start..)?;
        let length = plain_length(rest);
        self.at = start + length + 1;
        if rest.get(length) == Some(&b'"') { self.text.get(start..start + length) } else { None }
    }

    /// The digits of a number, as JSON allows them.
    #[inline]
    pub(super) fn number(&mut self) -> Option<&'b str> {
        self.peek()?;
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start;
        at += usize::from(bytes.get(at) == Some(&b'-'));
        let whole = digits(bytes, &mut at);
        if whole == 0 || (whole > 1 && bytes.get(at - whole) == Some(&b'0')) {
            return None;
        }
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            if digits(bytes, &mut at) == 0 {
                return None;
            }
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            at += 1;
            at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
            if digits(bytes, &mut at) == 0 {
                return None;
            }
        }
        self.at = at;
        self.text.get(start..at)
    }

    /// `true`, `false` or `null`.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.peek()?;
        let end = self.at + word.len();
        let found = self.text.as_bytes().get(self.at..end)? == word.as_bytes();
        self.at = end;
        found.then_some(())
    }

    /// The next key of an object that was begun, and passes its colon; an inner none at the object's end.
    #[inline]
    pub(super) fn key(&mut self, is_first: bool) -> Option<Option<&'b str>> {
        if !self.entry(is_first)? {
            return Some(None);
        }
        self.name().map(Some)
    }

    /// Whether another key of an object that was begun follows.
    #[inline]
    pub(super) fn entry(&mut self, is_first: bool) -> Option<bool> {
        match self.peek()? {
            b'}' => {
                self.at += 1;
                return Some(false);
            }
            b',' if !is_first => {
                self.at += 1;
                self.peek()?;
            }
            _ if !is_first => return None,
            _ => {}
        }
        Some(true)
    }

    /// A key, and passes its colon.
    #[inline]
    pub(super) fn name(&mut self) -> Option<&'b str> {
        let key = self.string()?;
        self.take(b':').then_some(key)
    }

    /// Whether the next key is this one, a name without anything that JSON escapes; it is then passed with its colon.
    #[inline]
    pub(super) fn is_name(&mut self, name: &str) -> bool {
        let Some((b'"', rest)) = self.text.as_bytes().get(self.at..).and_then(<[u8]>::split_first) else {
            return false;
        };
        if rest.get(..name.len()) != Some(name.as_bytes()) || rest.get(name.len()) != Some(&b'"') {
            return false;
        }
        let start = self.at;
        self.at += name.len() + 2;
        let found = self.take(b':');
        if !found {
            self.at = start;
        }
        found
    }

    /// Whether another item of a list that was begun follows.
    #[inline]
    pub(super) fn item(&mut self, is_first: bool) -> Option<bool> {
        if self.take(b']') {
            return Some(false);
        }
        (is_first || self.take(b',')).then_some(true)
    }

    /// Passes a value of so many levels at the most.
    pub(super) fn skip(&mut self, levels: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            b'[' => {
                let levels = levels.checked_sub(1)?;
                self.at += 1;
                let mut is_first = true;
                while self.item(is_first)? {
                    self.skip(levels)?;
                    is_first = false;
                }
                Some(())
            }
            b'{' => {
                let levels = levels.checked_sub(1)?;
                self.at += 1;
                let mut is_first = true;
                while self.key(is_first)?.is_some() {
                    self.skip(levels)?;
                    is_first = false;
                }
                Some(())
            }
            _ => self.number().map(drop),
        }
    }
}

/// How many bytes of a string come before its quote, a backslash or a control character; eight are looked at together.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // The lowest byte that is zero is marked, and perhaps some above it.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let mut length = 0;
    for chunk in bytes.as_chunks::<8>().0 {
        let word = u64::from_le_bytes(*chunk);
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = quote | backslash | control;
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let rest = bytes.get(length..).unwrap_or_default();
    length + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)).unwrap_or(rest.len())
}

/// Passes digits and gives their number.
#[inline]
fn digits(bytes: &[u8], at: &mut usize) -> usize {
    let start = *at;
    while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
        *at += 1;
    }
    *at - start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<&str> {
        Scan::new(text).number()
    }

    #[test]
    fn numbers_are_those_of_json() {
        for text in ["0", "-0", "10", "-3.50", "1e5", "2E-7", "1.5e+3"] {
            assert_eq!(number(text), Some(text));
        }
        for text in ["", "-", "01", "+1", ".5", "1.", "1e", "1e+", "a", "-01"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn strings_are_plain_ones() {
        assert_eq!(Scan::new(" \"精选\" ").string(), Some("精选"));
        for text in ["\"a", "\"a\\n\"", "\"a\nb\"", "a", ""] {
            assert_eq!(Scan::new(text).string(), None, "{text}");
        }
    }

    #[test]
    fn a_string_ends_where_it_ends() {
        let long = "精选联盟 abcdefghijklmnop 0123456789";
        for end in (0..=long.len()).filter(|end| long.is_char_boundary(*end)) {
            let plain = &long[..end];
            for stop in ['"', '\\', '\u{1f}', '\n'] {
                assert_eq!(plain_length(format!("{plain}{stop}{long}\"").as_bytes()), end, "{plain}");
            }
            assert_eq!(plain_length(plain.as_bytes()), end);
        }
    }

    #[test]
    fn whole_values_are_passed() {
        for text in ["{}", "[]", "[1, [2, {\"a\": null}], \"x\"]", "{\"a\": {\"b\": [true, false]}, \"c\": -1.5}"] {
            let mut scan = Scan::new(text);
            assert_eq!(scan.skip(5), Some(()), "{text}");
            assert!(scan.is_at_end());
        }
        for text in ["{", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "tru", "[1 2]", "[[[[[[]]]]]]"] {
            assert_eq!(Scan::new(text).skip(5), None, "{text}");
        }
    }
}
