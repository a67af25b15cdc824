//! Written types to types: enums, records, facts, bounds. It reports circles of records and facts of two types.

use std::collections::HashSet;
use std::sync::Arc;

use super::checked::Clause;
use super::report::{Seen, did_you_mean, duplicate_member, repeated};
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{
    Constraint, EnumDef, EnumId, EnumShape, Field, Group, Id, Localised, RecordDef, RecordId, Type, TypeKind, Value,
    Word,
};
use crate::source::Span;
use crate::syntax::ast::{self, TypeExprKind};

/// The types that every policy knows.
const BASIC: [(&str, TypeKind); 7] = [
    ("bool", TypeKind::Bool),
    ("int", TypeKind::Int),
    ("decimal", TypeKind::Decimal),
    ("text", TypeKind::Text),
    ("date", TypeKind::Date),
    ("datetime", TypeKind::DateTime),
    ("duration", TypeKind::Duration),
];

impl<'a> Checker<'a> {
    /// Resolves enums, records, facts and sources; params, defines and decisions have passes of their own.
    pub(super) fn resolve_types(&mut self) {
        for declared in std::mem::take(&mut self.items.enums) {
            let def = self.enum_def(&declared.item.name.text, &declared.item.body);
            self.out.schema.types.enums[declared.id] = def;
            self.note_words(declared.id, &declared.item.body);
        }
        for declared in std::mem::take(&mut self.items.records) {
            let fields = self.fields(&declared.policy, &declared.item.fields);
            self.out.schema.types.records[declared.id] =
                RecordDef { name: declared.item.name.text.as_str().into(), fields };
            self.note_fields(declared.id, &declared.item.fields);
        }
        self.check_record_circles();
        self.check_record_depth();
        for declared in std::mem::take(&mut self.items.facts) {
            self.resolve_fact(&declared.policy, declared.id, declared.item);
        }
        // Once more for the records that stand inline in facts.
        self.check_record_depth();
        for declared in std::mem::take(&mut self.items.sources) {
            let decl = declared.item;
            let title = self.once("title", &decl.title, |text| text.plain.span).map(localised);
            if title.is_none() {
                self.report(super::report::missing(
                    "title",
                    msg!("owner.source", name = decl.name.text),
                    decl.name.span,
                    msg!("missing-clause.source-title"),
                ));
            }
            let published = self.once("published", &decl.published, |(_, span)| *span).map(|(date, _)| *date);
            let url = self.once("url", &decl.url, |text| text.span).map(|text| text.value.as_str().into());
            let clauses = self.page_clauses(decl);
            let source = &mut self.out.sources[declared.id];
            source.clauses = clauses;
            source.title = title.unwrap_or_default();
            source.published = published;
            source.url = url;
            decl.clauses.iter().for_each(|clause| self.note_clauses(declared.id, &clause.at, true));
        }
    }

    fn page_clauses(&mut self, decl: &ast::Source) -> Vec<Clause> {
        let number =
            |clause: &ast::PageClause| ast::Name { text: clause.at.value.trim().to_owned(), span: clause.at.span };
        let numbers: Vec<ast::Name> = decl.clauses.iter().map(number).collect();
        let mut seen = Seen::default();
        let mut clauses = Vec::with_capacity(numbers.len());
        for (clause, number) in decl.clauses.iter().zip(&numbers) {
            if let Some(first) = seen.before(&number.text, number.span) {
                self.report(duplicate_member(number, first));
                continue;
            }
            clauses.push(Clause {
                at: number.text.as_str().into(),
                gist: localised(&clause.gist),
                left_out: clause.left_out.as_ref().map(localised),
                span: number.span,
            });
        }
        clauses
    }

    fn resolve_fact(&mut self, policy: &Arc<str>, id: crate::model::FactId, decl: &'a ast::FieldDecl) {
        let field = self.field(policy, decl);
        let fact = &self.out.schema.facts[id];
        if fact.policies.is_empty() {
            self.out.schema.facts[id].field = field;
        } else if self.same_field(&fact.field, &field, &mut HashSet::new()) {
            let first = fact.field.ty.clone();
            self.note_same(&first, &field.ty);
        } else {
            let first = self.spans.facts.get(&id).copied().unwrap_or(decl.name.span);
            let other = fact.policies.first().map(ToString::to_string).unwrap_or_default();
            self.report(
                Diagnostic::new(
                    Code::FactTypeConflict,
                    decl.span,
                    msg!("fact-type-conflict", name = &decl.name.text, policy = policy, other = other),
                )
                .label(msg!("fact-type-conflict.label"))
                .also(first, msg!("fact-type-conflict.first"))
                .help(msg!("fact-type-conflict.help", name = &decl.name.text, other = other)),
            );
        }
        self.out.schema.facts[id].policies.push(policy.clone());
    }

    /// The type that was written; none where it was reported.
    pub(super) fn resolve(&mut self, policy: &str, written: &'a ast::TypeExpr, owner: &str) -> Option<Type> {
        match &written.kind {
            TypeExprKind::Name(name) => self.named_type(policy, name, written.span).map(Type::required),
            TypeExprKind::Optional(inner) => {
                let inner = self.resolve(policy, inner, owner)?;
                Some(Type::optional(inner.kind))
            }
            TypeExprKind::List(inner) => {
                let inner = self.resolve(policy, inner, owner)?;
                Some(TypeKind::List(Box::new(inner)).into())
            }
            TypeExprKind::Enum(body) => {
                let def = self.enum_def(owner, body);
                let id = self.out.schema.types.enums.push(def);
                self.note_words(id, body);
                Some(TypeKind::Enum(id).into())
            }
            TypeExprKind::Record(written_fields) => {
                let fields = self.fields(policy, written_fields);
                let id = self.out.schema.types.records.push(RecordDef { name: owner.into(), fields });
                self.spans.records.insert(id, written.span);
                self.note_fields(id, written_fields);
                Some(TypeKind::Record(id).into())
            }
        }
    }

    fn named_type(&mut self, policy: &str, name: &str, span: Span) -> Option<TypeKind> {
        let scope = self.scopes.get(policy)?;
        if let Some(entry) = scope.types.get(name) {
            let kind = entry.item.clone();
            if let Some(meaning) = Meaning::of_type(&kind) {
                self.note(span, name, meaning);
            }
            return Some(kind);
        }
        if self.is_full() {
            return None;
        }
        if let Some((_, kind)) = BASIC.iter().find(|(basic, _)| *basic == name) {
            return Some(kind.clone());
        }
        let foreign = match name {
            "boolean" => Some("bool"),
            "integer" | "number" | "long" => Some("int"),
            "string" | "str" | "String" => Some("text"),
            "float" | "double" | "money" | "numeric" => Some("decimal"),
            "timestamp" | "time" => Some("datetime"),
            _ => None,
        };
        let diagnostic = Diagnostic::new(Code::UnknownName, span, msg!("unknown-name.type", name = name));
        if let Some(near) = foreign {
            self.report(diagnostic.help(msg!("did-you-mean.help", name = near)).fix(
                msg!("did-you-mean.fix", name = near),
                span,
                near,
            ));
            return None;
        }
        let candidates = BASIC.iter().map(|(name, _)| *name).chain(scope.types.keys().map(String::as_str));
        let (diagnostic, found) = did_you_mean(diagnostic, name, span, candidates.collect::<Vec<_>>());
        let owner = self.scopes.owner(name, policy).map(str::to_owned);
        if found {
            self.report(diagnostic);
        } else if let Some(owner) = owner {
            self.report(diagnostic.help(msg!("unknown-name.use.help", name = name, policy = owner)));
        } else if !self.scopes.is_incomplete(policy) {
            self.report(diagnostic.help(msg!("unknown-name.type.help")));
        }
        None
    }

    fn fields(&mut self, policy: &str, written: &'a [ast::FieldDecl]) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::with_capacity(written.len());
        let mut seen = Seen::default();
        for decl in written {
            if let Some(first) = seen.before(&decl.name.text, decl.name.span) {
                self.report(duplicate_member(&decl.name, first));
                continue;
            }
            if fields.len() == MAX_MEMBERS {
                self.report(too_many_members(decl.name.span));
                break;
            }
            let field = self.field(policy, decl);
            fields.push(field);
        }
        fields
    }

    fn field(&mut self, policy: &str, decl: &'a ast::FieldDecl) -> Field {
        let ty = self.resolve(policy, &decl.ty, &decl.name.text);
        let constraint = match (&ty, &decl.constraint) {
            (Some(ty), Some(constraint)) => self.constraint(policy, ty, constraint),
            _ => None,
        };
        let ty = ty.unwrap_or_else(|| self.broken_type(&decl.name.text));
        let unit = self.once("unit", &decl.unit, |text| text.plain.span).map(localised);
        let title = self.once("title", &decl.title, |text| text.plain.span).map(localised);
        Field {
            name: decl.name.text.as_str().into(),
            ty,
            constraint,
            unit,
            title,
            doc: decl.doc.as_deref().map(Into::into),
        }
    }

    /// The bounds that were written.
    pub(super) fn constraint(&mut self, policy: &str, ty: &Type, written: &ast::Constraint) -> Option<Constraint> {
        let kind = match &ty.kind {
            TypeKind::List(element) => &element.kind,
            kind => kind,
        };
        if !matches!(kind, TypeKind::Int | TypeKind::Decimal | TypeKind::Date | TypeKind::DateTime | TypeKind::Duration)
        {
            let name = self.type_name(ty);
            self.report(
                Diagnostic::new(Code::BadConstraint, written.span, msg!("bad-constraint.type", ty = name))
                    .help(msg!("bad-constraint.type.help")),
            );
            return None;
        }
        let kind = kind.clone();
        let bound = |checker: &mut Self, expr: Option<&ast::Expr>| -> Option<Value> {
            let cell = checker.constant(policy, expr?, &Type::required(kind.clone()), None)?;
            cell.value().cloned()
        };
        let least = bound(self, written.least.as_ref());
        let greatest = bound(self, written.greatest.as_ref());
        if let (Some(a), Some(b)) = (&least, &greatest)
            && compare(a, b) == Some(std::cmp::Ordering::Greater)
        {
            self.report(
                Diagnostic::new(Code::BadConstraint, written.span, msg!("bad-constraint"))
                    .help(msg!("bad-constraint.help")),
            );
        }
        Some(Constraint { least, greatest })
    }

    fn enum_def(&mut self, name: &str, body: &ast::EnumBody) -> EnumDef {
        let mut def = EnumDef { name: name.into(), shape: EnumShape::Set, words: Vec::new(), groups: Vec::new() };
        let grouped = body.words.iter().any(|word| word.group.is_some());
        if grouped {
            def.shape = EnumShape::Taxonomy;
        } else if !body.less.is_empty() {
            def.shape = EnumShape::Order;
        }
        let ordered_badly = !body.less.is_empty() && (grouped || body.less.len() + 1 != body.words.len());
        if let (true, Some(place)) = (ordered_badly, body.less.first()) {
            self.report(if grouped {
                ordered_groups(*place)
            } else {
                Diagnostic::new(Code::BadEnum, *place, msg!("bad-enum.order", name = name))
                    .help(msg!("bad-enum.order.help"))
            });
        }
        self.enum_words(&mut def, body, &mut Members::default());
        if def.words.is_empty() {
            self.report(
                Diagnostic::new(Code::BadEnum, body.span, msg!("bad-enum.empty", name = name))
                    .help(msg!("bad-enum.empty.help")),
            );
        }
        def
    }

    fn enum_words<'w>(&mut self, def: &mut EnumDef, body: &'w ast::EnumBody, members: &mut Members<'w>) {
        for word in &body.words {
            if let Some(first) = members.names.before(&word.name.text, word.name.span) {
                self.report(duplicate_member(&word.name, first));
                continue;
            }
            let title = word.title.as_ref().map(localised);
            let count = |words: &[Word]| u16::try_from(words.len()).unwrap_or(u16::MAX);
            if let Some(group) = &word.group {
                if let Some(spelling) = &word.spelling {
                    self.report(
                        Diagnostic::new(Code::BadEnum, spelling.span, msg!("bad-enum.group-spelling"))
                            .help(msg!("bad-enum.group-spelling.help")),
                    );
                }
                if let Some(place) = group.less.first() {
                    self.report(ordered_groups(*place));
                }
                if group.words.is_empty() {
                    self.report(
                        Diagnostic::new(Code::BadEnum, word.name.span, msg!("bad-enum.empty", name = &word.name.text))
                            .help(msg!("bad-enum.group-empty.help")),
                    );
                }
                let (place, start) = (def.groups.len(), count(&def.words));
                def.groups.push(Group { name: word.name.text.as_str().into(), title, start, end: start });
                self.enum_words(def, group, members);
                let end = count(&def.words);
                if let Some(group) = def.groups.get_mut(place) {
                    group.end = end;
                }
                continue;
            }
            let spelling = word.spelling.as_ref();
            let input = spelling.map_or(word.name.text.as_str(), |text| text.value.as_str());
            let span = spelling.map_or(word.name.span, |text| text.span);
            if let Some(first) = members.spellings.before(input, span) {
                self.report(
                    Diagnostic::new(Code::BadEnum, span, msg!("bad-enum.spelling", spelling = input))
                        .also(first, msg!("bad-enum.spelling.first"))
                        .help(msg!("bad-enum.spelling.help")),
                );
            }
            if def.words.len() == MAX_MEMBERS {
                self.report(too_many_members(word.name.span));
                return;
            }
            def.words.push(Word {
                name: word.name.text.as_str().into(),
                title,
                spelling: spelling.map(|text| text.value.as_str().into()),
            });
        }
    }

    fn check_record_circles(&mut self) {
        let records = &self.out.schema.types.records;
        let edges: Vec<Vec<usize>> = records
            .values()
            .map(|record| record.fields.iter().filter_map(|field| record_in(&field.ty)).map(Id::index).collect())
            .collect();
        for circle in super::order::circles(&edges) {
            let ids: Vec<_> = circle.into_iter().map(RecordId::from_index).collect();
            let names: Vec<_> = ids.iter().map(|id| format!("`{}`", self.out.schema.types.records[*id].name)).collect();
            let Some(span) = ids.first().and_then(|id| self.spans.records.get(id)).copied() else { continue };
            // Said as of a circle of definitions: back to where it began.
            let path = names.iter().chain(names.first()).map(String::as_str).collect::<Vec<_>>().join(" → ");
            self.report(
                Diagnostic::new(Code::CircularDefinition, span, msg!("circular-definition.record", path = path))
                    .label(msg!("circular-definition.record.label"))
                    .help(msg!("circular-definition.record.help")),
            );
            // A record that holds itself cannot be walked; without its fields everything later can.
            for id in ids {
                self.take_fields(id);
            }
        }
    }

    /// Takes the fields of a record that cannot be walked.
    pub(super) fn take_fields(&mut self, id: RecordId) {
        self.out.schema.types.records[id].fields.clear();
        self.broken_records.insert(id);
    }

    /// Whether two types have the same values: enums and records are compared by what they hold, not by name.
    pub(super) fn same_type(&self, a: &Type, b: &Type) -> bool {
        self.same(a, b, &mut HashSet::new())
    }

    /// `compared` holds the pairs of records that were found the same or are being compared, so that each is looked
    /// at once, however often it occurs.
    fn same(&self, a: &Type, b: &Type, compared: &mut HashSet<(RecordId, RecordId)>) -> bool {
        if a.optional != b.optional {
            return false;
        }
        match (&a.kind, &b.kind) {
            (TypeKind::List(a), TypeKind::List(b)) => self.same(a, b, compared),
            (TypeKind::Enum(a), TypeKind::Enum(b)) => a == b || self.same_enum(*a, *b),
            (TypeKind::Record(a), TypeKind::Record(b)) => {
                let (x, y) = (&self.out.schema.types.records[*a], &self.out.schema.types.records[*b]);
                a == b
                    || !compared.insert((*a, *b))
                    || x.fields.len() == y.fields.len()
                        && x.fields
                            .iter()
                            .zip(&y.fields)
                            .all(|(x, y)| x.name == y.name && self.same_field(x, y, compared))
            }
            (a, b) => a == b,
        }
    }

    fn same_field(&self, a: &Field, b: &Field, compared: &mut HashSet<(RecordId, RecordId)>) -> bool {
        let broken = self.is_broken(&a.ty.kind) || self.is_broken(&b.ty.kind);
        broken || self.same(&a.ty, &b.ty, compared) && a.constraint == b.constraint
    }

    fn same_enum(&self, a: EnumId, b: EnumId) -> bool {
        let (a, b) = (&self.out.schema.types.enums[a], &self.out.schema.types.enums[b]);
        a.shape == b.shape
            && a.words.len() == b.words.len()
            && a.words.iter().zip(&b.words).all(|(a, b)| a.name == b.name && a.input() == b.input())
    }

    /// A type as authors write it.
    pub(super) fn type_name(&self, ty: &Type) -> String {
        let name = self.kind_name(&ty.kind);
        if ty.optional { format!("optional {name}") } else { name }
    }

    /// The same without presence.
    pub(super) fn kind_name(&self, kind: &TypeKind) -> String {
        match kind {
            TypeKind::Enum(id) => self.out.schema.types.enums[*id].name.to_string(),
            TypeKind::Record(id) => self.out.schema.types.records[*id].name.to_string(),
            TypeKind::List(element) => format!("list of {}", self.type_name(element)),
            TypeKind::Outcome(id) => format!("outcome of {}", self.out.decisions[*id].name),
            basic => BASIC.iter().find(|(_, kind)| kind == basic).map_or("value", |(name, _)| name).to_owned(),
        }
    }

    /// The only one of some clauses; reports the ones after it.
    pub(super) fn once<'c, T>(&mut self, clause: &str, all: &'c [T], span: impl Fn(&T) -> Span) -> Option<&'c T> {
        let mut all = all.iter();
        let first = all.next()?;
        for again in all {
            self.report(repeated(clause, span(again), span(first)));
        }
        Some(first)
    }
}

/// The names and the spellings of an enum's words.
#[derive(Default)]
struct Members<'w> {
    names: Seen<'w>,
    spellings: Seen<'w>,
}

/// How many words an enum, and how many fields a record may have: they are numbered by 16 bits.
const MAX_MEMBERS: usize = 65_535;

/// `<` in an enum with groups.
fn ordered_groups(span: Span) -> Diagnostic {
    Diagnostic::new(Code::BadEnum, span, msg!("bad-enum.group-order")).help(msg!("bad-enum.group-order.help"))
}

fn too_many_members(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ItemTooLong, span, msg!("item-too-long.members", limit = MAX_MEMBERS))
        .label(msg!("item-too-long.members.label"))
        .help(msg!("item-too-long.members.help"))
}

/// The order of two values of one kind; none for kinds without order.
pub(super) fn compare(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The record that a value of a type is or lists.
pub(super) fn record_in(ty: &Type) -> Option<RecordId> {
    match &ty.kind {
        TypeKind::Record(id) => Some(*id),
        TypeKind::List(element) => record_in(element),
        _ => None,
    }
}

/// A written text with its versions.
pub(super) fn localised(text: &ast::Localised<ast::Text>) -> Localised {
    Localised {
        plain: text.plain.value.as_str().into(),
        other: text
            .other
            .iter()
            .map(|(language, text)| (language.text.as_str().into(), text.value.as_str().into()))
            .collect(),
    }
}
