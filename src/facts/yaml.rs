//! The text of YAML to the entries of one input, by the core schema of YAML 1.2: `on`, `no` and dates stay text. It never
//! follows an alias, so that no input can grow while it is read.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::input::{Entry, Input, Node};
use super::limits;
use super::place::{At, Fault};
use super::problem::{ProblemKind, Slip, Within, YamlFeature};
use super::reading::Reading;

/// Reads a mapping of facts. Values that `reading` does not want are skipped.
pub(super) fn entries(text: &str, reading: &mut Reading<'_>) -> Result<(), Fault> {
    let mut yaml = Yaml { text, events: Parser::new_from_str(text) };
    let (event, at) = yaml.document()?;
    if !matches!(event, Event::MappingStart(..)) {
        return Err(match yaml.value(event, at, 0)?.input {
            Input::Null => Fault { kind: ProblemKind::Syntax(Slip::Empty), at: At::LineColumn(1, 1) },
            input => Fault { kind: ProblemKind::NotAnObject { found: input.found() }, at },
        });
    }
    check_tag(&event, at)?;
    while let Some((key, at)) = yaml.key()? {
        let (event, value_at) = yaml.next()?;
        if reading.wants(&key) {
            let node = yaml.value(event, value_at, 1)?;
            reading.entry(&key, at, Some(&node));
        } else {
            yaml.skip(&event, value_at, 1)?;
            reading.entry(&key, at, None);
        }
    }
    yaml.end()
}

struct Yaml<'a> {
    text: &'a str,
    events: Parser<'a, StrInput<'a>>,
}

impl<'a> Yaml<'a> {
    fn next(&mut self) -> Result<(Event<'a>, At), Fault> {
        match self.events.next_event() {
            Some(Ok((event, Span { start, .. }))) => Ok((event, place(&start))),
            Some(Err(error)) => Err(self.fault(&error)),
            None => Err(Fault { kind: ProblemKind::Syntax(Slip::Truncated(Within::Value)), at: At::Nowhere }),
        }
    }

    /// The first event of the first document.
    fn document(&mut self) -> Result<(Event<'a>, At), Fault> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
                (Event::StreamEnd, at) => return Err(Fault { kind: ProblemKind::Syntax(Slip::Empty), at }),
                other => return Ok(other),
            }
        }
    }

    /// Sees to it that nothing but the end follows.
    fn end(&mut self) -> Result<(), Fault> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentStart(_), at) => return Err(unused(YamlFeature::SecondDocument, at)),
                _ => {}
            }
        }
    }

    /// The next key of a mapping; none at its end.
    fn key(&mut self) -> Result<Option<(Cow<'a, str>, At)>, Fault> {
        match self.next()? {
            (Event::MappingEnd, _) => Ok(None),
            (Event::Scalar(key, ScalarStyle::Plain, ..), at) if key == "<<" => Err(unused(YamlFeature::MergeKey, at)),
            (Event::Scalar(key, ..), at) => Ok(Some((key, at))),
            (Event::Alias(_), at) => Err(unused(YamlFeature::Alias, at)),
            (_, at) => Err(unused(YamlFeature::ComplexKey, at)),
        }
    }

    /// Reads the value that starts with an event, inside `depth` lists and objects.
    fn value(&mut self, event: Event<'a>, at: At, depth: usize) -> Result<Node<'a>, Fault> {
        check_tag(&event, at)?;
        let input = match event {
            Event::Scalar(text, style, _, tag) => scalar(text, style, tag.as_deref()),
            Event::SequenceStart(..) => {
                check_depth(depth, at)?;
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Input::List(items),
                        (event, at) => items.push(self.value(event, at, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                check_depth(depth, at)?;
                let mut entries = Vec::new();
                while let Some((key, key_at)) = self.key()? {
                    let (event, at) = self.next()?;
                    entries.push(Entry { key, at: key_at, node: self.value(event, at, depth + 1)? });
                }
                Input::Object(entries)
            }
            Event::Alias(_) => return Err(unused(YamlFeature::Alias, at)),
            _ => return Err(Fault { kind: ProblemKind::Syntax(Slip::Truncated(Within::Value)), at }),
        };
        Ok(Node { at, input })
    }

    /// Passes over the value that starts with an event. What is not read may use any part of YAML.
    fn skip(&mut self, event: &Event<'a>, at: At, depth: usize) -> Result<(), Fault> {
        let mut open = depth;
        let mut step = (matches!(event, Event::MappingStart(..) | Event::SequenceStart(..)), false, at);
        loop {
            match step {
                (true, _, at) => {
                    check_depth(open, at)?;
                    open += 1;
                }
                (_, true, _) => open = open.saturating_sub(1),
                _ => {}
            }
            if open <= depth {
                return Ok(());
            }
            let (event, at) = self.next()?;
            let opens = matches!(event, Event::MappingStart(..) | Event::SequenceStart(..));
            step = (opens, matches!(event, Event::MappingEnd | Event::SequenceEnd), at);
        }
    }

    fn fault(&self, error: &ScanError) -> Fault {
        let line = error.marker().line();
        // A key without a true colon makes trouble only where the next line starts.
        let near = self.text.lines().skip(line.saturating_sub(2)).take(2);
        let full_width_colon = near.into_iter().any(|line| line.contains('：'));
        let slip = Slip::Yaml { message: error.info().to_owned(), full_width_colon };
        Fault { kind: ProblemKind::Syntax(slip), at: place(error.marker()) }
    }
}

fn place(marker: &Marker) -> At {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    At::LineColumn(number(marker.line()).max(1), number(marker.col()).saturating_add(1))
}

fn unused(feature: YamlFeature, at: At) -> Fault {
    Fault { kind: ProblemKind::YamlFeature(feature), at }
}

fn check_depth(depth: usize, at: At) -> Result<(), Fault> {
    if depth < limits::DEPTH { Ok(()) } else { Err(Fault { kind: ProblemKind::TooDeep, at }) }
}

/// Refuses every tag but those of the core schema.
fn check_tag(event: &Event<'_>, at: At) -> Result<(), Fault> {
    let (Event::Scalar(_, _, _, tag) | Event::SequenceStart(_, tag) | Event::MappingStart(_, tag)) = event else {
        return Ok(());
    };
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() => {
            Err(unused(YamlFeature::Tag(format!("{}{}", tag.handle, tag.suffix)), at))
        }
        _ => Ok(()),
    }
}

/// A scalar by the core schema.
fn scalar<'a>(text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>) -> Input<'a> {
    let is_text = match tag {
        Some(tag) => tag.suffix == "str",
        None => style != ScalarStyle::Plain,
    };
    if is_text {
        return Input::Text(text);
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Input::Null,
        "true" | "True" | "TRUE" => Input::Bool(true),
        "false" | "False" | "FALSE" => Input::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Input::NotFinite(text),
        other if matches!(other.trim_start_matches(['+', '-']), ".inf" | ".Inf" | ".INF") => Input::NotFinite(text),
        other => match number(other) {
            Some(Cow::Owned(digits)) => Input::Number(Cow::Owned(digits)),
            Some(Cow::Borrowed(_)) => Input::Number(text),
            None => Input::Text(text),
        },
    }
}

/// The digits of a number as JSON writes them; borrowed where they already are so.
fn number(text: &str) -> Option<Cow<'_, str>> {
    if let Some(digits) = text.strip_prefix("0x") {
        return u128::from_str_radix(unsigned(digits)?, 16).ok().map(|n| Cow::Owned(n.to_string()));
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return u128::from_str_radix(unsigned(digits)?, 8).ok().map(|n| Cow::Owned(n.to_string()));
    }
    let (minus, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let exponent_at = rest.find(['e', 'E']).unwrap_or(rest.len());
    let (mantissa, exponent) = rest.split_at_checked(exponent_at)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let power = exponent.get(1..).map(|power| power.strip_prefix(['+', '-']).unwrap_or(power));
    if (whole.is_empty() && fraction.is_empty())
        || !all_digits(whole)
        || !all_digits(fraction)
        || power.is_some_and(|power| power.is_empty() || !all_digits(power))
    {
        return None;
    }
    let plain = !text.starts_with('+') && !whole.is_empty() && (fraction.is_empty() != mantissa.contains('.'));
    if plain {
        return Some(Cow::Borrowed(text));
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(Cow::Owned(format!("{minus}{whole}{point}{fraction}{exponent}")))
}

/// Digits without the sign that Rust would take.
fn unsigned(digits: &str) -> Option<&str> {
    (!digits.starts_with('+')).then_some(digits)
}
