//! Full-width punctuation and the ASCII that was meant. It knows single characters and the operators made of two.

/// What a full-width character stands for outside texts and comments; none where it is no punctuation of ours.
pub(super) fn narrow(c: char) -> Option<&'static str> {
    Some(match c {
        '，' | '、' | '；' | '﹐' | '､' => ",",
        '：' | '﹕' => ":",
        '．' | '。' | '｡' => ".",
        '（' | '﹙' => "(",
        '）' | '﹚' => ")",
        '［' | '【' | '〔' => "[",
        '］' | '】' | '〕' => "]",
        '｛' => "{",
        '｝' => "}",
        '＜' | '﹤' | '〈' | '《' => "<",
        '＞' | '﹥' | '〉' | '》' => ">",
        '＝' | '﹦' => "=",
        '＋' => "+",
        '－' | '−' | '–' | '—' => "-",
        '＊' | '×' => "*",
        '／' | '÷' => "/",
        '％' | '﹪' => "%",
        '！' | '﹗' => "!",
        '＆' => "&",
        '｜' => "|",
        _ => return None,
    })
}

/// What two characters, at least one of them full-width, stand for together.
pub(super) fn pair(first: char, second: char) -> Option<&'static str> {
    let one = |c: char| match c {
        '<' => Some("<"),
        '>' => Some(">"),
        '=' => Some("="),
        '!' => Some("!"),
        '.' => Some("."),
        '&' => Some("&"),
        '|' => Some("|"),
        _ => narrow(c),
    };
    if first.is_ascii() && second.is_ascii() {
        return None;
    }
    Some(match (one(first)?, one(second)?) {
        (">", "=") | ("=", ">") => ">=",
        ("<", "=") | ("=", "<") => "<=",
        ("!", "=") | ("<", ">") => "!=",
        ("=", "=") => "=",
        (".", ".") => "..",
        ("&", "&") => "and",
        ("|", "|") => "or",
        _ => return None,
    })
}

/// Whether a character may begin a text by mistake, and which may end it.
pub(super) fn closing_quotes(opening: char) -> Option<&'static [char]> {
    Some(match opening {
        '“' | '”' | '„' | '＂' => &['”', '“', '＂', '"'],
        '‘' | '’' => &['’', '‘'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

/// The ASCII digit that a full-width one stands for.
pub(super) fn digit(c: char) -> Option<char> {
    let value = u32::from(c).checked_sub(u32::from('０')).filter(|value| *value < 10)?;
    char::from_digit(value, 10)
}
