//! Values to the bare words that messages print in their place, in the policy's own language or in another.

use std::fmt::Write;

use crate::compile::Program;
use crate::model::{Cell, Duration, DurationUnit, Localised, OutcomeSet, Type, TypeKind, Value};

/// The few words that values need in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Chinese,
    English,
}

/// How values print.
#[derive(Debug, Clone, Copy)]
pub struct Words<'p> {
    program: &'p Program,
    locale: Option<&'p str>,
    language: Language,
    /// Whether truth, absence and lack of knowledge print as policies write them.
    as_written: bool,
}

/// The most items of a list that an explanation prints.
const ITEMS: usize = 20;

impl<'p> Words<'p> {
    /// The words of messages: without a locale, those of the policy's own language, which is Chinese.
    #[must_use]
    pub fn of_messages(program: &'p Program, locale: Option<&'p str>) -> Self {
        let language = match locale {
            None => Language::Chinese,
            Some(locale) if locale.starts_with("zh") => Language::Chinese,
            Some(_) => Language::English,
        };
        Self { program, locale, language, as_written: false }
    }

    /// The words of explanations, which stand beside the policy's text: `true`, `absent`, `unknown`.
    #[must_use]
    pub fn of_explanations(program: &'p Program, locale: Option<&'p str>) -> Self {
        Self { as_written: true, ..Self::of_messages(program, locale) }
    }

    /// Chinese first, English second.
    fn pick(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self.language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    /// Joins the messages of elements, with how many there are if not all are among them.
    #[must_use]
    pub fn join(self, messages: &[String], count: usize) -> String {
        let mut text = messages.join(self.between());
        self.push_rest(messages.len(), count, &mut text);
        text
    }

    /// What stands between the messages of elements.
    pub(super) fn between(self) -> &'static str {
        self.pick("；", "; ")
    }

    /// Adds how many elements there are, if not all are told.
    pub(super) fn push_rest(self, told: usize, count: usize, text: &mut String) {
        if count > told {
            text.push_str(&match self.language {
                Language::Chinese => format!("…等 {count} 项"),
                Language::English => format!(" … {count} in all"),
            });
        }
    }

    /// Adds a cell of a type.
    pub(super) fn push_cell(self, ty: &Type, cell: &Cell, text: &mut String) {
        // Memory takes all that is written to it.
        let _ = match cell {
            Cell::Known(Value::Int(n)) => write!(text, "{n}"),
            Cell::Known(Value::Decimal(n)) => write!(text, "{n}"),
            Cell::Known(Value::Date(date)) => write!(text, "{date}"),
            Cell::Known(Value::Text(plain)) => text.write_str(plain),
            cell => text.write_str(&self.cell(ty, cell)),
        };
    }

    /// A cell of a type.
    #[must_use]
    pub fn cell(self, ty: &Type, cell: &Cell) -> String {
        match cell {
            Cell::Unknown => self.unknown().to_owned(),
            Cell::Absent if self.as_written => "absent".to_owned(),
            Cell::Absent => self.pick("无", "none").to_owned(),
            Cell::Known(value) => self.value(&ty.kind, value),
        }
    }

    fn unknown(self) -> &'static str {
        if self.as_written { "unknown" } else { self.pick("未知", "unknown") }
    }

    fn value(self, kind: &TypeKind, value: &Value) -> String {
        match (value, kind) {
            (Value::Bool(b), _) if self.as_written => b.to_string(),
            (Value::Bool(true), _) => self.pick("是", "yes").to_owned(),
            (Value::Bool(false), _) => self.pick("否", "no").to_owned(),
            (Value::Int(n), _) => n.to_string(),
            (Value::Decimal(n), _) => n.to_string(),
            (Value::Text(text), _) => text.to_string(),
            (Value::Date(date), _) => date.to_string(),
            (Value::DateTime(at), _) => at.to_string(),
            (Value::Duration(duration), _) => self.duration(*duration),
            (Value::Word(word), TypeKind::Enum(id)) => {
                let words = self.program.schema().types.enums.get(*id).map(|of| &of.words);
                let word = words.and_then(|words| words.get(usize::from(*word)));
                word.map_or_else(String::new, |word| self.titled(word.title.as_ref(), &word.name))
            }
            (Value::Outcome(set), TypeKind::Outcome(id)) => self.outcome(self.program.decision(*id), *set),
            (Value::List(cells), TypeKind::List(item)) => self.list(item, cells),
            (Value::Record(cells), TypeKind::Record(id)) => {
                let fields = self.program.schema().types.records.get(*id).map_or(&[][..], |record| &record.fields);
                let parts: Vec<String> = fields
                    .iter()
                    .zip(cells.iter())
                    .map(|(field, cell)| format!("{}: {}", field.name, self.cell(&field.ty, cell)))
                    .collect();
                format!("{{ {} }}", parts.join(", "))
            }
            (Value::Word(_) | Value::Outcome(_) | Value::List(_) | Value::Record(_), _) => String::new(),
        }
    }

    fn list(self, item: &Type, cells: &[Cell]) -> String {
        let most = if self.as_written { ITEMS } else { cells.len() };
        let items: Vec<String> = cells.iter().take(most).map(|cell| self.cell(item, cell)).collect();
        let mut text = items.join(self.pick("、", ", "));
        if most < cells.len() {
            text.push('…');
        }
        if self.as_written { format!("[{text}]") } else { text }
    }

    fn outcome(self, decision: &crate::compile::Decision, set: OutcomeSet) -> String {
        let names: Vec<String> = set
            .iter()
            .filter_map(|index| decision.outcomes.get(usize::from(index)))
            .map(|outcome| self.titled(outcome.title.as_ref(), &outcome.name))
            .collect();
        match names.as_slice() {
            [name] => name.clone(),
            _ => self.unknown().to_owned(),
        }
    }

    /// A title in the locale, or where there is none the word itself.
    #[must_use]
    pub fn titled(self, title: Option<&Localised>, word: &str) -> String {
        title.map_or_else(|| word.to_owned(), |title| title.in_locale(self.locale).to_string())
    }

    /// `60 天`, `1 天 2 小时`
    fn duration(self, duration: Duration) -> String {
        let named = |(n, unit): (u64, DurationUnit)| {
            let (chinese, english) = match unit {
                DurationUnit::Days => ("天", "day"),
                DurationUnit::Hours => ("小时", "hour"),
                DurationUnit::Minutes => ("分钟", "minute"),
                DurationUnit::Seconds => ("秒", "second"),
            };
            let plural = if self.language == Language::English && n != 1 { "s" } else { "" };
            format!("{n} {}{plural}", self.pick(chinese, english))
        };
        let parts: Vec<String> = duration.parts().into_iter().filter(|(n, _)| *n > 0).map(named).collect();
        let sign = if duration.seconds() < 0 { "-" } else { "" };
        if parts.is_empty() { named((0, DurationUnit::Days)) } else { format!("{sign}{}", parts.join(" ")) }
    }
}
