//! Trees to what is declared where, and what stands at a place. Names are looked up as `check` does: those of the policy
//! first, then those that it uses.

use lsp_types::SymbolKind;
use zhun::source::{SourceFile, Span};
use zhun::syntax::ast::{self, ItemKind, Name};

use crate::look::Look;

/// A declaration.
#[derive(Debug, Clone)]
pub struct Decl<'l> {
    /// The policy that declares it.
    pub policy: String,
    pub name: &'l Name,
    pub kind: Kind,
    /// All of it.
    pub span: Span,
    pub doc: Option<&'l str>,
    /// What stands in it.
    pub inner: Vec<Decl<'l>>,
}

/// What is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Source,
    Fact,
    Field,
    Enum,
    Word,
    Record,
    Param,
    Define,
    Decision,
    Rule,
    Calendar,
    Sample,
    Example,
}

impl Kind {
    /// What editors show it as.
    pub fn symbol(self) -> SymbolKind {
        match self {
            Self::Source => SymbolKind::FILE,
            Self::Fact | Self::Field => SymbolKind::FIELD,
            Self::Enum => SymbolKind::ENUM,
            Self::Word => SymbolKind::ENUM_MEMBER,
            Self::Record => SymbolKind::STRUCT,
            Self::Param => SymbolKind::CONSTANT,
            Self::Define => SymbolKind::FUNCTION,
            Self::Decision => SymbolKind::CLASS,
            Self::Rule => SymbolKind::METHOD,
            Self::Calendar | Self::Sample => SymbolKind::OBJECT,
            Self::Example => SymbolKind::EVENT,
        }
    }

    /// Whether another policy can use it.
    pub fn is_used(self) -> bool {
        matches!(
            self,
            Self::Source
                | Self::Fact
                | Self::Enum
                | Self::Record
                | Self::Param
                | Self::Define
                | Self::Decision
                | Self::Calendar
                | Self::Sample
        )
    }

    /// Whether expressions and clauses can name it.
    fn is_named(self) -> bool {
        !matches!(self, Self::Rule | Self::Example)
    }
}

/// What a file declares, in order.
pub fn outline(file: &ast::File) -> Vec<Decl<'_>> {
    let policy = file.policy.as_ref().map(ast::DottedName::text).unwrap_or_default();
    file.items.iter().flat_map(|item| declared(&policy, item)).collect()
}

fn declared<'l>(policy: &str, item: &'l ast::Item) -> Vec<Decl<'l>> {
    let decl = |name: &'l Name, kind, span, doc: Option<&'l str>, inner| {
        vec![Decl { policy: policy.to_owned(), name, kind, span, doc, inner }]
    };
    let doc = item.doc.as_deref();
    let fields = |fields: &'l [ast::FieldDecl], kind| -> Vec<Decl<'l>> {
        let field = |field: &'l ast::FieldDecl| {
            decl(&field.name, kind, field.span, field.doc.as_deref(), inner_fields(policy, &field.ty))
        };
        fields.iter().flat_map(field).collect()
    };
    match &item.kind {
        ItemKind::Policy(_) | ItemKind::Use(_) => Vec::new(),
        ItemKind::Source(it) => decl(&it.name, Kind::Source, item.span, doc, Vec::new()),
        ItemKind::Facts(all) => fields(all, Kind::Fact),
        ItemKind::Enum(it) => decl(&it.name, Kind::Enum, item.span, doc, words(policy, &it.body)),
        ItemKind::Record(it) => decl(&it.name, Kind::Record, item.span, doc, fields(&it.fields, Kind::Field)),
        ItemKind::Param(it) => decl(&it.name, Kind::Param, item.span, doc, Vec::new()),
        ItemKind::Define(it) => decl(&it.name, Kind::Define, item.span, doc, Vec::new()),
        ItemKind::Decision(it) => {
            let rule = |rule: &'l ast::Rule| decl(&rule.name, Kind::Rule, rule.span, rule.doc.as_deref(), Vec::new());
            decl(&it.name, Kind::Decision, item.span, doc, it.rules.iter().flat_map(rule).collect())
        }
        ItemKind::Calendar(it) => decl(&it.name, Kind::Calendar, item.span, doc, Vec::new()),
        ItemKind::Sample(it) => decl(&it.name, Kind::Sample, item.span, doc, Vec::new()),
        ItemKind::Example(it) => decl(&it.query, Kind::Example, item.span, doc, Vec::new()),
    }
}

fn words<'l>(policy: &str, body: &'l ast::EnumBody) -> Vec<Decl<'l>> {
    let word = |word: &'l ast::WordDecl| {
        let inner = word.group.as_ref().map(|group| words(policy, group)).unwrap_or_default();
        let end = word.title.as_ref().map_or(word.name.span, |title| title.plain.span);
        let span = word.name.span.to(end);
        Decl { policy: policy.to_owned(), name: &word.name, kind: Kind::Word, span, doc: None, inner }
    };
    body.words.iter().map(word).collect()
}

/// The fields and words of a type that is declared where it is used.
fn inner_fields<'l>(policy: &str, ty: &'l ast::TypeExpr) -> Vec<Decl<'l>> {
    match &ty.kind {
        ast::TypeExprKind::Optional(inner) | ast::TypeExprKind::List(inner) => inner_fields(policy, inner),
        ast::TypeExprKind::Enum(body) => words(policy, body),
        ast::TypeExprKind::Record(fields) => {
            let field = |field: &'l ast::FieldDecl| Decl {
                policy: policy.to_owned(),
                name: &field.name,
                kind: Kind::Field,
                span: field.span,
                doc: field.doc.as_deref(),
                inner: inner_fields(policy, &field.ty),
            };
            fields.iter().map(field).collect()
        }
        ast::TypeExprKind::Name(_) => Vec::new(),
    }
}

/// The name around a byte, with its place.
pub fn name_at(file: &SourceFile, offset: u32) -> Option<(&str, Span)> {
    let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
    let (before, after) = file.text().split_at_checked(offset as usize)?;
    let left: usize = before.chars().rev().take_while(is_part).map(char::len_utf8).sum();
    let right: usize = after.chars().take_while(is_part).map(char::len_utf8).sum();
    let (start, end) = (before.len() - left, before.len() + right);
    let name = file.text().get(start..end)?;
    (name.chars().next()?.is_alphabetic() || name.starts_with('_')).then(|| (name, file.span(start, end)))
}

/// The policy of a file.
pub fn policy_of(look: &Look, file: &SourceFile) -> String {
    let tree = look.tree(file.id());
    tree.and_then(|tree| tree.policy.as_ref()).map(ast::DottedName::text).unwrap_or_default()
}

/// What the policy of a file declares, and then what it uses of others.
pub fn visible<'l>(look: &'l Look, file: &SourceFile) -> Vec<Decl<'l>> {
    let policy = policy_of(look, file);
    let of_policy = |tree: &&ast::File| tree.policy.as_ref().map(ast::DottedName::text).unwrap_or_default() == policy;
    let uses = look.trees().filter(of_policy).flat_map(|tree| &tree.items).filter_map(|item| match &item.kind {
        ItemKind::Use(used) => Some((used.policy.text(), used.names.as_slice())),
        _ => None,
    });
    let uses: Vec<(String, &[Name])> = uses.collect();
    let is_used = |decl: &Decl<'_>| {
        let of = |(policy, names): &(String, &[Name])| {
            decl.policy == *policy && names.iter().any(|name| name.text == decl.name.text)
        };
        decl.kind.is_used() && uses.iter().any(of)
    };
    // A file may have no policy while it is begun.
    let own = look.trees().filter(|tree| of_policy(tree) && (!policy.is_empty() || tree.id == file.id()));
    let used = look.trees().filter(|tree| !of_policy(tree)).flat_map(outline).filter(is_used);
    own.flat_map(outline).chain(used).collect()
}

/// What a name in a file may mean, what is nearest first: something of its decision or policy, or of one that it uses.
pub fn meanings<'l>(look: &'l Look, from: &SourceFile, name: &str) -> Vec<Decl<'l>> {
    let Some(here) = look.tree(from.id()) else { return Vec::new() };
    let policy = here.policy.as_ref().map(ast::DottedName::text).unwrap_or_default();
    let uses = |item: &ast::Item| match &item.kind {
        ItemKind::Use(used) => used.names.iter().any(|known| known.text == name).then(|| used.policy.text()),
        _ => None,
    };
    let of_policy = |tree: &&ast::File| tree.policy.as_ref().is_some_and(|known| known.text() == policy);
    let used: Vec<String> =
        look.trees().filter(of_policy).flat_map(|tree| tree.items.iter().filter_map(uses)).collect();
    let mut found = Vec::new();
    for decl in look.trees().flat_map(outline) {
        let own = decl.policy == policy;
        collect(decl, name, own, &used, &mut found);
    }
    // What the policy itself declares comes before what it uses, names before fields and words of the same spelling.
    found.sort_by_key(|decl| {
        let is_inner = matches!(decl.kind, Kind::Field | Kind::Word);
        (decl.policy != policy, is_inner, decl.span)
    });
    found
}

fn collect<'l>(decl: Decl<'l>, name: &str, own: bool, used: &[String], found: &mut Vec<Decl<'l>>) {
    let Decl { inner, .. } = &decl;
    let is_field = matches!(decl.kind, Kind::Field | Kind::Word);
    let (inner, kind) = (inner.clone(), decl.kind);
    if decl.name.text == name && kind.is_named() && (own || is_field || used.contains(&decl.policy)) {
        found.push(decl);
    }
    for decl in inner.into_iter().filter(|decl| decl.kind != Kind::Rule || own) {
        collect(decl, name, own, used, found);
    }
}

/// The citation around a byte.
pub fn cite_at(file: &ast::File, offset: u32) -> Option<&ast::Cite> {
    file.items
        .iter()
        .filter(|item| item.span.start <= offset && offset <= item.span.end)
        .flat_map(|item| -> Box<dyn Iterator<Item = &ast::Cite>> {
            match &item.kind {
                ItemKind::Define(define) => Box::new(define.cites.iter()),
                ItemKind::Decision(decision) => Box::new(
                    decision
                        .rules
                        .iter()
                        .flat_map(|rule| &rule.cites)
                        .chain(decision.default.iter().flat_map(|default| &default.cites)),
                ),
                _ => Box::new(std::iter::empty()),
            }
        })
        .find(|cite| cite.span.start <= offset && offset <= cite.span.end)
}
