//! Names to what they mean, as the checker finds it out: for editors, which ask for it. It decides nothing itself.

use std::collections::HashMap;

use super::Checker;
use super::checked::{CalendarId, DefineId, SourceId};
use super::scope::Symbol;
use super::types::record_in;
use crate::model::{DecisionId, EnumId, FactId, ParamId, RecordId, Type, TypeKind};
use crate::source::{FileId, Span};
use crate::syntax::ast;

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// A policy, by its place among them.
    Policy(u32),
    /// A fact, which several policies may declare.
    Fact(FactId),
    /// A parameter.
    Param(ParamId),
    /// A define.
    Define(DefineId),
    /// A decision.
    Decision(DecisionId),
    /// A calendar.
    Calendar(CalendarId),
    /// An enum.
    Enum(EnumId),
    /// A record.
    Record(RecordId),
    /// A field of a record, by index.
    Field(RecordId, u16),
    /// A word of an enum, by index.
    Word(EnumId, u16),
    /// A group of an enum, by index.
    Group(EnumId, u16),
    /// An outcome of a decision, by index.
    Outcome(DecisionId, u8),
    /// A rule, by the place of its name.
    Rule(Span),
    /// A duty of a decision, by the place of its name in the first rule that has it.
    Duty(Span),
    /// A source.
    Source(SourceId),
    /// A clause of a source, by index.
    Clause(SourceId, u32),
    /// A sample, by the place of its name.
    Sample(Span),
    /// A variable or a parameter of a define, by the place of its name.
    Local(Span),
}

impl Meaning {
    /// What the name of a type means, where the policy declares it.
    pub(super) fn of_type(kind: &TypeKind) -> Option<Self> {
        match kind {
            TypeKind::Enum(id) => Some(Self::Enum(*id)),
            TypeKind::Record(id) => Some(Self::Record(*id)),
            _ => None,
        }
    }
}

/// A name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Where it stands.
    pub span: Span,
    /// What it means there.
    pub meaning: Meaning,
    /// Whether it is declared there.
    pub declares: bool,
}

/// The names in some texts, by place. A name that a `use` brings may mean a value and a type; it is here twice.
#[derive(Debug, Default)]
pub struct Names {
    all: Vec<Named>,
    /// Enums and records that are one, because a fact has them in several policies.
    same_enums: HashMap<EnumId, EnumId>,
    same_records: HashMap<RecordId, RecordId>,
}

impl Names {
    /// All names, by place.
    pub fn iter(&self) -> impl Iterator<Item = &Named> {
        self.all.iter()
    }

    /// The names of a file.
    #[must_use]
    pub fn of_file(&self, file: FileId) -> &[Named] {
        let start = self.all.partition_point(|named| named.span.file < file);
        let end = self.all.partition_point(|named| named.span.file <= file);
        self.all.get(start..end).unwrap_or_default()
    }

    /// What the name at a byte means, the value before the type; a byte just behind a name belongs to it.
    pub fn at(&self, file: FileId, offset: u32) -> impl Iterator<Item = &Named> {
        self.of_file(file).iter().filter(move |named| named.span.start <= offset && offset <= named.span.end)
    }

    /// The places where something is named, by place.
    pub fn places(&self, meaning: Meaning) -> impl Iterator<Item = &Named> {
        self.all.iter().filter(move |named| named.meaning == meaning)
    }

    /// The enum that stands for all that are one with an enum.
    #[must_use]
    pub fn same_enum(&self, mut id: EnumId) -> EnumId {
        while let Some(other) = self.same_enums.get(&id) {
            id = *other;
        }
        id
    }

    /// The record that stands for all that are one with a record.
    #[must_use]
    pub fn same_record(&self, mut id: RecordId) -> RecordId {
        while let Some(other) = self.same_records.get(&id) {
            id = *other;
        }
        id
    }

    /// Puts the names in order.
    pub(super) fn finish(mut self) -> Self {
        let mut all = std::mem::take(&mut self.all);
        for named in &mut all {
            named.meaning = match named.meaning {
                Meaning::Field(id, index) => Meaning::Field(self.same_record(id), index),
                Meaning::Word(id, index) => Meaning::Word(self.same_enum(id), index),
                Meaning::Group(id, index) => Meaning::Group(self.same_enum(id), index),
                meaning => meaning,
            };
        }
        all.sort_unstable_by_key(|named| (named.span, named.meaning, !named.declares));
        all.dedup_by_key(|named| (named.span, named.meaning));
        self.all = all;
        self
    }
}

impl Symbol {
    fn meaning(self) -> Meaning {
        match self {
            Self::Fact(id) => Meaning::Fact(id),
            Self::Param(id) => Meaning::Param(id),
            Self::Define(id) => Meaning::Define(id),
            Self::Decision(id) => Meaning::Decision(id),
            Self::Calendar(id) => Meaning::Calendar(id),
        }
    }
}

impl Checker<'_> {
    /// Notes where something is named. The place may have parentheses around the name.
    pub(super) fn note(&mut self, span: Span, name: &str, meaning: Meaning) {
        self.note_at(span, name, meaning, false);
    }

    /// Notes where something is declared.
    pub(super) fn note_declared(&mut self, name: &ast::Name, meaning: Meaning) {
        self.note_at(name.span, &name.text, meaning, true);
    }

    /// Notes what a name among the values means.
    pub(super) fn note_symbol(&mut self, span: Span, name: &str, symbol: Symbol) {
        self.note(span, name, symbol.meaning());
    }

    /// Notes what declares a name among the values.
    pub(super) fn note_declared_symbol(&mut self, name: &ast::Name, symbol: Symbol) {
        self.note_declared(name, symbol.meaning());
    }

    /// Notes a word or a group of an enum, where it has it.
    pub(super) fn note_word(&mut self, id: EnumId, name: &str, span: Span, declares: bool) {
        if self.names.is_none() {
            return;
        }
        let Some(def) = self.out.schema.types.enums.get(id) else { return };
        let word = def.words.iter().position(|word| *word.name == *name);
        let group = || def.groups.iter().position(|group| *group.name == *name);
        let meaning = match word {
            Some(word) => u16::try_from(word).ok().map(|word| Meaning::Word(id, word)),
            None => group().and_then(|group| u16::try_from(group).ok()).map(|group| Meaning::Group(id, group)),
        };
        if let Some(meaning) = meaning {
            self.note_at(span, name, meaning, declares);
        }
    }

    /// Notes the words that an enum declares.
    pub(super) fn note_words(&mut self, id: EnumId, body: &ast::EnumBody) {
        if self.names.is_none() {
            return;
        }
        for word in &body.words {
            self.note_word(id, &word.name.text, word.name.span, true);
            word.group.iter().for_each(|group| self.note_words(id, group));
        }
    }

    /// Notes an outcome of a decision, where it has it.
    pub(super) fn note_outcome(&mut self, id: DecisionId, name: &str, span: Span, declares: bool) {
        if self.names.is_none() {
            return;
        }
        let outcomes = self.out.decisions.get(id).map(|decision| &decision.outcomes);
        let index = outcomes.and_then(|outcomes| outcomes.iter().position(|outcome| *outcome.name == *name));
        if let Some(index) = index.and_then(|index| u8::try_from(index).ok()) {
            self.note_at(span, name, Meaning::Outcome(id, index), declares);
        }
    }

    /// Notes a word of what is compared with, an enum or an outcome.
    pub(super) fn note_kind_word(&mut self, kind: &TypeKind, name: &str, span: Span) {
        match kind {
            TypeKind::Enum(id) => self.note_word(*id, name, span, false),
            TypeKind::Outcome(id) => self.note_outcome(*id, name, span, false),
            _ => {}
        }
    }

    /// Notes a field of a record, where it has it.
    pub(super) fn note_field(&mut self, id: RecordId, name: &ast::Name, declares: bool) {
        if self.names.is_none() {
            return;
        }
        let fields = self.out.schema.types.records.get(id).map(|record| &record.fields);
        let index = fields.and_then(|fields| fields.iter().position(|field| *field.name == name.text));
        if let Some(index) = index.and_then(|index| u16::try_from(index).ok()) {
            self.note_at(name.span, &name.text, Meaning::Field(id, index), declares);
        }
    }

    /// Notes the fields that a record declares.
    pub(super) fn note_fields(&mut self, id: RecordId, written: &[ast::FieldDecl]) {
        written.iter().for_each(|field| self.note_field(id, &field.name, true));
    }

    /// Notes the fields that a path names, from one of a record on.
    pub(super) fn note_path(&mut self, mut id: RecordId, path: &[ast::Name]) {
        if self.names.is_none() {
            return;
        }
        for name in path {
            self.note_field(id, name, false);
            let mut fields = self.out.schema.types.records.get(id).into_iter().flat_map(|record| &record.fields);
            let field = fields.find(|field| *field.name == name.text);
            let Some(inner) = field.and_then(|field| record_in(&field.ty)) else { return };
            id = inner;
        }
    }

    /// Notes a fact, or a parameter, and the fields of it that a path names.
    pub(super) fn note_whole_path(&mut self, ty: &Type, symbol: Symbol, path: &[ast::Name]) {
        let Some((name, rest)) = path.split_first() else { return };
        self.note_symbol(name.span, &name.text, symbol);
        if let Some(id) = record_in(ty) {
            self.note_path(id, rest);
        }
    }

    /// Notes what a need names: a path or a parameter.
    pub(super) fn note_need(&mut self, policy: &str, need: &ast::Need) {
        if self.names.is_none() {
            return;
        }
        let written = self.out.texts.slice(need.span).to_owned();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut path = Vec::new();
        let mut end = 0;
        for word in written.split(|c| !is_part(c)) {
            let start = need.span.start as usize + end;
            end += word.len()
                + written.get(end + word.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            if word.starts_with(|c: char| is_part(c) && !c.is_ascii_digit()) {
                let span = Span::new(need.span.file, start, start + word.len());
                path.push(ast::Name { text: word.to_owned(), span });
            }
        }
        let (symbol, path) = match (need.text.strip_prefix("param "), path.as_slice()) {
            (Some(name), [_, rest @ ..]) => (self.scopes.value(policy, name), rest),
            (None, [name, ..]) => (self.scopes.facts.get(&name.text).map(|id| Symbol::Fact(*id)), path.as_slice()),
            _ => return,
        };
        match symbol {
            Some(symbol @ Symbol::Fact(id)) => {
                let ty = self.out.schema.facts[id].field.ty.clone();
                self.note_whole_path(&ty, symbol, path);
            }
            Some(symbol @ Symbol::Param(_)) => {
                path.iter().take(1).for_each(|name| self.note_symbol(name.span, &name.text, symbol));
            }
            _ => {}
        }
    }

    /// Notes the clauses of a source that a text names, one or several.
    pub(super) fn note_clauses(&mut self, id: SourceId, text: &ast::Text, declares: bool) {
        if self.names.is_none() {
            return;
        }
        let written = self.out.texts.slice(text.span);
        let inside = written.strip_prefix('"').and_then(|written| written.strip_suffix('"'));
        // Where something is escaped, places in the text are not those of what it says.
        let Some(inside) = inside.filter(|inside| *inside == text.value) else { return };
        let Some(source) = self.out.sources.get(id) else { return };
        let mut found = Vec::new();
        let mut start = text.span.start as usize + 1;
        let parts: Vec<&str> =
            if declares { vec![inside] } else { inside.split([',', '，', '、', ';', '；']).collect() };
        for part in parts {
            let at = part.trim();
            let first = start + (part.len() - part.trim_start().len());
            if let Some(index) = source.clauses.iter().position(|clause| *clause.at == *at) {
                let span = Span::new(text.span.file, first, first + at.len());
                found.push((span, Meaning::Clause(id, u32::try_from(index).unwrap_or(u32::MAX))));
            }
            let rest = inside.get(start + part.len() - (text.span.start as usize + 1)..).unwrap_or_default();
            start += part.len() + rest.chars().next().map_or(0, char::len_utf8);
        }
        let named = found.into_iter().map(|(span, meaning)| Named { span, meaning, declares });
        self.names.iter_mut().for_each(|names| names.all.extend(named.clone()));
    }

    /// Notes a duty of a decision.
    pub(super) fn note_duty(&mut self, id: DecisionId, name: &ast::Name, declares: bool) {
        if self.names.is_none() {
            return;
        }
        let rules = self.written.get(&id).into_iter().flat_map(|decision| &decision.rules);
        let first = rules.flat_map(|rule| &rule.obliges).find(|duty| duty.name.text == name.text);
        if let Some(first) = first.map(|duty| duty.name.span) {
            self.note_at(name.span, &name.text, Meaning::Duty(first), declares);
        }
    }

    /// Notes that two types are one, because they are those of one fact.
    pub(super) fn note_same(&mut self, first: &Type, other: &Type) {
        match (&first.kind, &other.kind) {
            (TypeKind::List(first), TypeKind::List(other)) => self.note_same(first, other),
            (TypeKind::Enum(first), TypeKind::Enum(other)) => {
                let Some(names) = &mut self.names else { return };
                let (first, other) = (names.same_enum(*first), names.same_enum(*other));
                if first != other {
                    names.same_enums.insert(other, first);
                }
            }
            (TypeKind::Record(first), TypeKind::Record(other)) => {
                let Some(names) = &mut self.names else { return };
                let (first, other) = (names.same_record(*first), names.same_record(*other));
                if first == other {
                    return;
                }
                names.same_records.insert(other, first);
                let records = &self.out.schema.types.records;
                let pairs = records[first].fields.iter().zip(&records[other].fields);
                let pairs: Vec<_> = pairs.map(|(a, b)| (a.ty.clone(), b.ty.clone())).collect();
                pairs.iter().for_each(|(a, b)| self.note_same(a, b));
            }
            _ => {}
        }
    }

    fn note_at(&mut self, span: Span, name: &str, meaning: Meaning, declares: bool) {
        let Some(names) = &mut self.names else { return };
        let written = self.out.texts.slice(span);
        let before = written.len() - written.trim_start_matches(|c: char| c == '(' || c.is_whitespace()).len();
        let start = span.start as usize + before;
        let span = Span::new(span.file, start, start + name.len());
        if self.out.texts.slice(span) == name {
            names.all.push(Named { span, meaning, declares });
        }
    }
}
