//! Policies to a list of what can be asked, with what it reads and what it rests on. It never shows a condition.

use serde::Serialize;

use crate::compile::{Cite, Query, Source, SourceId};
use crate::eval::Words;
use crate::model::{Cell, Constraint, DateSpan, Field, Localised, ParamDef, Schema, Type, TypeKind, Value, Word};
use crate::source::Span;

use super::policies::Policies;

/// A decision or a value that can be asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryInfo {
    /// Its full name.
    pub name: String,
    /// Its policy.
    pub policy: String,
    /// What people call it.
    pub title: Option<String>,
    /// Its documentation.
    pub doc: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub kind: QueryKind,
    /// The facts that it reads.
    pub facts: Vec<FactInfo>,
    /// The parameters that it reads.
    pub params: Vec<ParamInfo>,
    /// The pages that it rests on.
    pub sources: Vec<SourceInfo>,
}

/// What kind of thing can be asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QueryKind {
    /// A decision.
    Decision {
        /// What can come out, weakest first.
        outcomes: Vec<String>,
    },
    /// A value.
    Value {
        /// Its type.
        #[serde(rename = "type")]
        ty: String,
        /// What it is counted in.
        unit: Option<String>,
    },
}

/// A fact that is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactInfo {
    /// Its name.
    pub name: String,
    /// Its type, as a policy writes it.
    #[serde(rename = "type")]
    pub ty: String,
    /// What it is counted in.
    pub unit: Option<String>,
    /// What people call it.
    pub title: Option<String>,
    /// Its documentation.
    pub doc: Option<String>,
}

/// A parameter that is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParamInfo {
    /// Its full name.
    pub name: String,
    /// Its type, as a policy writes it.
    #[serde(rename = "type")]
    pub ty: String,
    /// Its values with the days on which they hold, oldest first; none where the host supplies it.
    pub values: Vec<String>,
    /// What it is counted in.
    pub unit: Option<String>,
    /// What people call it.
    pub title: Option<String>,
}

/// A page that is cited.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceInfo {
    /// Its name.
    pub source: String,
    /// Its title.
    pub title: String,
    /// When it was published.
    pub published: Option<String>,
    /// Where.
    pub url: Option<String>,
}

pub(super) fn queries(policies: &Policies) -> Vec<QueryInfo> {
    let decisions = policies.program.decisions().map(|(id, decision)| (decision.span, Query::Decision(id)));
    let values = policies.program.values().map(|(id, define)| (define.span, Query::Value(id)));
    let mut all: Vec<(Span, Query)> = decisions.chain(values).collect();
    all.sort_by_key(|(span, _)| *span);
    all.into_iter().map(|(_, query)| info(policies, query)).collect()
}

fn info(policies: &Policies, query: Query) -> QueryInfo {
    let program = &policies.program;
    // Values are shown as in English, which is nearest to how policies write them.
    let words = Words::of_explanations(program, Some("en"));
    let schema = program.schema();
    let text = |text: &Localised| text.plain.to_string();
    let (policy, title, doc, kind, cites) = match query {
        Query::Decision(id) => {
            let decision = program.decision(id);
            let outcomes = decision.outcomes.iter().map(|outcome| outcome.name.to_string()).collect();
            let cites: Vec<&Cite> = decision.rules.iter().flat_map(|rule| &rule.cites).collect();
            (&decision.policy, &decision.title, &decision.doc, QueryKind::Decision { outcomes }, cites)
        }
        Query::Value(id) => {
            let define = program.define(id);
            let kind = QueryKind::Value {
                ty: type_text(schema, words, &define.ty, None),
                unit: define.unit.as_ref().map(text),
            };
            (&define.policy, &define.title, &define.doc, kind, define.cites.iter().collect())
        }
    };
    let reach = program.reach(query);
    QueryInfo {
        name: policies.name_of(query),
        policy: policy.to_string(),
        title: title.as_ref().map(text),
        doc: doc.as_deref().map(str::to_owned),
        kind,
        facts: reach
            .facts
            .iter()
            .filter_map(|id| schema.facts.get(*id))
            .map(|f| fact(schema, words, &f.field))
            .collect(),
        params: reach.params.iter().filter_map(|id| schema.params.get(*id)).map(|p| param(schema, words, p)).collect(),
        sources: sources(policies, &cites),
    }
}

fn fact(schema: &Schema, words: Words<'_>, field: &Field) -> FactInfo {
    FactInfo {
        name: field.name.to_string(),
        ty: type_text(schema, words, &field.ty, field.constraint.as_ref()),
        unit: field.unit.as_ref().map(|unit| unit.plain.to_string()),
        title: field.title.as_ref().map(|title| title.plain.to_string()),
        doc: field.doc.as_deref().map(str::to_owned),
    }
}

fn param(schema: &Schema, words: Words<'_>, param: &ParamDef) -> ParamInfo {
    let value = |(span, cell): &(DateSpan, Cell)| {
        let mut text = words.cell(&param.ty, cell);
        if let Some(from) = span.from {
            text.push_str(&format!(" from {from}"));
        }
        if let Some(through) = span.through {
            text.push_str(&format!(" through {through}"));
        }
        text
    };
    ParamInfo {
        name: format!("{}.{}", param.policy, param.name),
        ty: type_text(schema, words, &param.ty, param.constraint.as_ref()),
        values: param.history.iter().map(value).collect(),
        unit: param.unit.as_ref().map(|unit| unit.plain.to_string()),
        title: param.title.as_ref().map(|title| title.plain.to_string()),
    }
}

fn sources(policies: &Policies, cites: &[&Cite]) -> Vec<SourceInfo> {
    let mut ids: Vec<SourceId> = Vec::new();
    for cite in cites {
        if !ids.contains(&cite.source) {
            ids.push(cite.source);
        }
    }
    let info = |source: &Source| SourceInfo {
        source: source.name.to_string(),
        title: source.title.plain.to_string(),
        published: source.published.map(|day| day.to_string()),
        url: source.url.as_deref().map(str::to_owned),
    };
    ids.into_iter().map(|id| info(policies.program.source(id))).collect()
}

/// A type as a policy writes it; enums are written out, records by their names.
fn type_text(schema: &Schema, words: Words<'_>, ty: &Type, constraint: Option<&Constraint>) -> String {
    let mut text = if ty.optional { "optional ".to_owned() } else { String::new() };
    match &ty.kind {
        TypeKind::Bool => text.push_str("bool"),
        TypeKind::Int => text.push_str("int"),
        TypeKind::Decimal => text.push_str("decimal"),
        TypeKind::Text => text.push_str("text"),
        TypeKind::Date => text.push_str("date"),
        TypeKind::DateTime => text.push_str("datetime"),
        TypeKind::Duration => text.push_str("duration"),
        TypeKind::Enum(id) => {
            let words = schema.types.enums.get(*id).map(|def| def.words.iter().map(Word::input));
            let words = words.map(|words| words.collect::<Vec<_>>().join(", ")).unwrap_or_default();
            text.push_str(&format!("enum {{ {words} }}"));
        }
        TypeKind::Record(id) => {
            let fields = schema.types.records.get(*id).map(|def| def.fields.iter());
            let fields = fields.into_iter().flatten();
            let fields =
                fields.map(|f| format!("{}: {}", f.name, type_text(schema, words, &f.ty, f.constraint.as_ref())));
            text.push_str(&format!("{{ {} }}", fields.collect::<Vec<_>>().join(", ")));
        }
        TypeKind::List(element) => {
            text.push_str("list of ");
            text.push_str(&type_text(schema, words, element, constraint));
            return text;
        }
        TypeKind::Outcome(_) => text.push_str("outcome"),
    }
    if let Some(bounds) = constraint.map(|constraint| bounds(words, &ty.kind, constraint)) {
        text.push_str(&bounds);
    }
    text
}

fn bounds(words: Words<'_>, kind: &TypeKind, constraint: &Constraint) -> String {
    let ty = Type::required(kind.clone());
    let text = |value: &Value| words.cell(&ty, &value.clone().into());
    match (&constraint.least, &constraint.greatest) {
        (Some(least), Some(greatest)) => format!(" in {}..{}", text(least), text(greatest)),
        (Some(least), None) => format!(" >= {}", text(least)),
        (None, Some(greatest)) => format!(" <= {}", text(greatest)),
        (None, None) => String::new(),
    }
}
