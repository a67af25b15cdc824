//! What may stand at a place: words of the enum that a comparison asks for, outcomes, clauses, else every name that the
//! policy knows and the words of the language. It goes by the text before the place, so that it works while one types.

use lsp_types::{CompletionItem, CompletionItemKind};
use zhun::model::{EnumId, Type, TypeKind};
use zhun::source::SourceFile;
use zhun::syntax::ast::{self, ItemKind};

use crate::files::Look;
use crate::index::{self, Kind};

/// The words of the language, as they begin clauses, declarations and parts of expressions.
const WORDS: [&str; 58] = [
    "absent",
    "and",
    "because",
    "calendar",
    "choose",
    "cite",
    "clause",
    "count",
    "date",
    "datetime",
    "decimal",
    "decision",
    "default",
    "define",
    "deny",
    "effective",
    "else",
    "enum",
    "every",
    "example",
    "except when",
    "exists",
    "expect",
    "facts",
    "false",
    "from",
    "given",
    "if",
    "in",
    "int",
    "interpretation",
    "is",
    "list of",
    "max",
    "min",
    "no",
    "not",
    "now",
    "oblige",
    "optional",
    "or",
    "otherwise",
    "outcomes",
    "param",
    "policy",
    "present",
    "record",
    "require",
    "round",
    "rule",
    "sample",
    "source",
    "sum",
    "then",
    "through",
    "today",
    "true",
    "when",
];

/// What may stand at a byte.
pub fn complete(look: &Look, file: &SourceFile, offset: u32) -> Vec<CompletionItem> {
    let before = file.text().get(..offset as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    // The word that is being typed.
    let typed: usize = line.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
    let left = line.get(..line.len() - typed).unwrap_or_default().trim_end();
    if let Some(cited) = cited(left) {
        return clauses(look, file, cited);
    }
    if let Some(subject) = compared(left)
        && let Some(words) = words_of(look, file, subject)
    {
        return words;
    }
    if left.ends_with("then") || left.ends_with("else") {
        return outcomes(look, file, offset);
    }
    if left.ends_with("cite") {
        return named(look, file, |kind| kind == Kind::Source);
    }
    let mut items = named(look, file, |kind| matches!(kind, Kind::Fact | Kind::Param | Kind::Define | Kind::Decision));
    items
        .extend(WORDS.iter().filter(|word| **word != "deny").map(|word| item(word, CompletionItemKind::KEYWORD, None)));
    items
}

fn item(label: &str, kind: CompletionItemKind, detail: Option<String>) -> CompletionItem {
    CompletionItem { label: label.to_owned(), kind: Some(kind), detail, ..CompletionItem::default() }
}

/// The name before `is` or `in [`, of which words come next.
fn compared(left: &str) -> Option<&str> {
    let open =
        left.rsplit_once('[').filter(|(before, inside)| !inside.contains(']') && before.trim_end().ends_with("in"));
    let left = open.map_or(left, |(before, _)| before).trim_end();
    let subject =
        left.strip_suffix(" is").or_else(|| left.strip_suffix(" in")).or_else(|| left.strip_suffix(" is not"))?;
    let subject = subject.trim_end();
    let start = subject.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    subject.get(start..).filter(|name| !name.is_empty())
}

/// The words of the enum, or the outcomes of the decision, that something is one of.
fn words_of(look: &Look, file: &SourceFile, subject: &str) -> Option<Vec<CompletionItem>> {
    // A type may have the name of a fact.
    let is_value = |decl: &index::Decl<'_>| !matches!(decl.kind, Kind::Enum | Kind::Record | Kind::Word);
    let decl = index::meanings(look, file, subject).into_iter().find(is_value)?;
    let schema = &look.checked.schema;
    let ty: Option<&Type> = match decl.kind {
        Kind::Fact => schema.facts.values().find(|fact| *fact.field.name == *subject).map(|fact| &fact.field.ty),
        Kind::Param => {
            schema.params.values().find(|param| *param.name == *subject && *param.policy == *decl.policy).map(|p| &p.ty)
        }
        Kind::Field => {
            let mut fields = schema.types.records.values().flat_map(|record| &record.fields);
            fields.find(|field| *field.name == *subject && enum_of(&field.ty).is_some()).map(|field| &field.ty)
        }
        Kind::Define => {
            let mut defines = look.checked.defines.values();
            defines.find(|define| define.span == decl.name.span).map(|define| &define.ty)
        }
        Kind::Decision => {
            let decision = look.checked.decisions.values().find(|decision| decision.span == decl.name.span)?;
            let outcome = |outcome: &zhun::check::checked::Outcome| {
                let title = outcome.title.as_ref().map(|title| title.plain.to_string());
                item(&outcome.name, CompletionItemKind::ENUM_MEMBER, title)
            };
            return Some(decision.outcomes.iter().map(outcome).collect());
        }
        _ => None,
    };
    let def = schema.types.enums.get(enum_of(ty?)?)?;
    let word = |word: &zhun::model::Word| {
        let title = word.title.as_ref().map(|title| title.plain.to_string());
        item(&word.name, CompletionItemKind::ENUM_MEMBER, title)
    };
    Some(def.words.iter().map(word).collect())
}

fn enum_of(ty: &Type) -> Option<EnumId> {
    match ty.kind {
        TypeKind::Enum(id) => Some(id),
        _ => None,
    }
}

/// The source of a citation whose clause is being typed.
fn cited(left: &str) -> Option<&str> {
    let (before, inside) = left.rsplit_once('"')?;
    // A quote that is open is an odd one.
    if inside.contains('"') || before.matches('"').count() % 2 == 1 {
        return None;
    }
    let (_, source) = before.rsplit_once("cite")?;
    Some(source.trim()).filter(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

fn clauses(look: &Look, file: &SourceFile, source: &str) -> Vec<CompletionItem> {
    let decls = index::meanings(look, file, source);
    let decl = decls.iter().find(|decl| decl.kind == Kind::Source);
    let source = decl.and_then(|decl| look.checked.sources.values().find(|source| source.span == decl.name.span));
    let clause = |clause: &zhun::check::checked::Clause| {
        item(&clause.at, CompletionItemKind::REFERENCE, Some(clause.gist.plain.to_string()))
    };
    source.map(|source| source.clauses.iter().map(clause).collect()).unwrap_or_default()
}

/// The outcomes of the decision that a byte stands in, but for the default.
fn outcomes(look: &Look, file: &SourceFile, offset: u32) -> Vec<CompletionItem> {
    let tree = look.trees().find(|tree| tree.id == file.id());
    let decisions = tree.into_iter().flat_map(|tree| &tree.items).filter_map(|item| match &item.kind {
        ItemKind::Decision(decision) => Some((item.span, decision)),
        _ => None,
    });
    // While a rule does not parse, its decision ends before it.
    let around = decisions.rev().find(|(span, _)| span.start <= offset);
    let words =
        around.into_iter().flat_map(|(_, decision)| decision.outcomes.iter().flat_map(|all| &all.words).skip(1));
    let outcome = |word: &ast::OutcomeDecl| {
        item(
            &word.name.text,
            CompletionItemKind::ENUM_MEMBER,
            word.title.as_ref().map(|title| title.plain.value.clone()),
        )
    };
    words.map(outcome).collect()
}

/// The names that a policy knows, of some kinds.
fn named(look: &Look, file: &SourceFile, wanted: impl Fn(Kind) -> bool) -> Vec<CompletionItem> {
    let mut items: Vec<CompletionItem> = Vec::new();
    for decl in look.trees().flat_map(index::outline).filter(|decl| wanted(decl.kind)) {
        let name = &decl.name.text;
        let known = items.iter().any(|item| item.label == *name);
        if !known && index::meanings(look, file, name).iter().any(|meaning| wanted(meaning.kind)) {
            let kind = match decl.kind {
                Kind::Define => CompletionItemKind::FUNCTION,
                Kind::Param => CompletionItemKind::CONSTANT,
                Kind::Decision => CompletionItemKind::CLASS,
                Kind::Source => CompletionItemKind::FILE,
                _ => CompletionItemKind::FIELD,
            };
            let title = look.checked.schema.facts.values().find(|fact| *fact.field.name == **name);
            let title = title.and_then(|fact| fact.field.title.as_ref()).map(|title| title.plain.to_string());
            items.push(item(name, kind, title));
        }
    }
    items
}
