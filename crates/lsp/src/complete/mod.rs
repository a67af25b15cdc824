//! What may stand at a place: fields, words of the enum that is due, outcomes, units, clauses, else every name that the
//! policy knows and the words of the language. It goes by the text before the place, so that it works while one types.

mod chain;

use lsp_types::{CompletionItem, CompletionItemKind};
use zhun::model::{Type, TypeKind};
use zhun::source::SourceFile;
use zhun::syntax::ast::{self, ItemKind};

use crate::index::{self, Kind};
use crate::lex;
use crate::look::Look;
use crate::types::type_name;

use chain::Before;

/// The words of the language, as they begin clauses, declarations and parts of expressions.
pub const WORDS: [&str; 82] = [
    "absent",
    "and",
    "avg",
    "because",
    "bool",
    "calendar",
    "choose",
    "cite",
    "clause",
    "count",
    "covers",
    "date",
    "datetime",
    "decimal",
    "decision",
    "default",
    "define",
    "distinct",
    "duration",
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
    "for",
    "from",
    "given",
    "holiday",
    "if",
    "in",
    "int",
    "interpretation",
    "is",
    "left out because",
    "list of",
    "max",
    "min",
    "needs",
    "no",
    "not",
    "not_in_force",
    "now",
    "oblige",
    "obliges",
    "optional",
    "or",
    "otherwise",
    "outcomes",
    "param",
    "params",
    "policy",
    "present",
    "published",
    "record",
    "require",
    "reserved",
    "round",
    "rule",
    "sample",
    "source",
    "sum",
    "text",
    "then",
    "through",
    "title",
    "today",
    "true",
    "undetermined",
    "unit",
    "url",
    "use",
    "weekend",
    "when",
    "where",
    "with",
    "without",
    "workday",
];

/// What may stand after a number.
const UNITS: [&str; 7] = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];

/// What may stand at a byte.
pub fn complete(look: &Look, file: &SourceFile, offset: u32) -> Vec<CompletionItem> {
    let before = file.text().get(..offset as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    // The word that is being typed.
    let typed: usize = line.chars().rev().take_while(|c| lex::is_part(*c)).map(char::len_utf8).sum();
    let left = line.get(..line.len() - typed).unwrap_or_default().trim_end();
    if let Some(cited) = cited(left) {
        return clauses(look, file, cited);
    }
    if lex::is_said(before) {
        return Vec::new();
    }
    let before = Before::new(look, file, before.get(..before.len() - typed).unwrap_or_default());
    let last = before.len().checked_sub(1);
    if before.mark(last) == Some(".") && before.mark(last.and_then(|last| last.checked_sub(1))) != Some(".") {
        return fields(look, &before);
    }
    if let Some(words) = due(&before).and_then(|ty| words_of(look, &ty)) {
        return words;
    }
    if gives_outcome(&before) {
        return outcomes(look, file, offset);
    }
    match before.token(last) {
        Some((_, "cite")) => return named(look, file, |kind| kind == Kind::Source),
        Some((lex::Kind::Number, number))
            if typed > 0 || file.text().get(..offset as usize).is_some_and(|text| text.ends_with(' ')) =>
        {
            return units(number);
        }
        _ => {}
    }
    let mut items = named(look, file, |kind| matches!(kind, Kind::Fact | Kind::Param | Kind::Define | Kind::Decision));
    items.extend(WORDS.iter().map(|word| item(word, CompletionItemKind::KEYWORD, None)));
    items
}

fn item(label: &str, kind: CompletionItemKind, detail: Option<String>) -> CompletionItem {
    CompletionItem { label: label.to_owned(), kind: Some(kind), detail, ..CompletionItem::default() }
}

/// The fields of the record before a dot.
fn fields(look: &Look, before: &Before<'_>) -> Vec<CompletionItem> {
    let record = before.len().checked_sub(1).and_then(|dot| before.type_before(dot));
    let Some(TypeKind::Record(id)) = record.map(|ty| ty.kind) else { return Vec::new() };
    let fields = look.checked.schema.types.records.get(id).into_iter().flat_map(|record| &record.fields);
    let field = |field: &zhun::model::Field| {
        let title = field.title.as_ref().map(|title| title.plain.to_string());
        let ty = type_name(&look.checked, &field.ty);
        item(&field.name, CompletionItemKind::FIELD, Some(title.map_or(ty.clone(), |title| format!("{ty} {title}"))))
    };
    fields.map(field).collect()
}

/// The units of time, and what else may follow a number.
fn units(number: &str) -> Vec<CompletionItem> {
    // A quantity has a whole number; a date has none.
    let whole = number.chars().all(|c| c.is_ascii_digit() || c == '_');
    let unit = |unit: &str| match number {
        "1" => item(unit.trim_end_matches('s'), CompletionItemKind::UNIT, None),
        _ => item(unit, CompletionItemKind::UNIT, None),
    };
    let units = UNITS.iter().filter(|_| whole).map(|word| unit(word));
    let words = ["and", "or", "then", "else", "from", "through"];
    units.chain(words.iter().map(|word| item(word, CompletionItemKind::KEYWORD, None))).collect()
}

/// The type of what is due: after `is`, in the brackets after `in`, after a comparison, and for a field of a sample.
fn due(before: &Before<'_>) -> Option<Type> {
    let back = |n: usize| before.len().checked_sub(n);
    let skip_not = |at: usize| if before.word(back(at)) == Some("not") { at + 1 } else { at };
    let is = skip_not(1);
    if before.word(back(is)) == Some("is") {
        return before.type_before(back(is)?);
    }
    if matches!(before.mark(back(1)), Some("=" | "<" | ">")) {
        let two = matches!(before.mark(back(2)), Some("!" | "<" | ">"));
        return before.type_before(back(if two { 2 } else { 1 })?);
    }
    if before.mark(back(1)) == Some(":") {
        return before.value_type();
    }
    // The bracket that is open.
    let open = (1..=before.len())
        .find(|at| !matches!(before.token(back(*at)), Some((lex::Kind::Word, _)) | Some((_, ","))))?;
    let is_list = before.mark(back(open)) == Some("[") && before.word(back(open + 1)) == Some("in");
    let end = if before.word(back(open + 2)) == Some("not") { open + 2 } else { open + 1 };
    is_list.then(|| before.type_before(back(end)?)).flatten()
}

/// Whether the word before a place ends the condition of a rule, so that an outcome comes next; in an expression, the
/// same words follow an `if`.
fn gives_outcome(before: &Before<'_>) -> bool {
    let last = before.len().checked_sub(1);
    let word = before.word(last);
    if !matches!(word, Some("then" | "else")) {
        return false;
    }
    let mut open = 0_usize;
    for at in (0..before.len()).rev() {
        match before.word(Some(at)) {
            same if same == word => open += 1,
            Some("if") => open = open.saturating_sub(1),
            Some("when") if before.word(at.checked_sub(1)) != Some("except") => {
                return word == Some("then") && open > 0;
            }
            Some("require") => return word == Some("else") && open > 0,
            Some("rule" | "define") => return false,
            _ => {}
        }
        if open == 0 {
            return false;
        }
    }
    false
}

/// The words of the enum, or the outcomes of the decision, that something is one of.
fn words_of(look: &Look, ty: &Type) -> Option<Vec<CompletionItem>> {
    let word = |name: &str, title: Option<&zhun::model::Localised>| {
        item(name, CompletionItemKind::ENUM_MEMBER, title.map(|title| title.plain.to_string()))
    };
    match ty.kind {
        TypeKind::Enum(id) => {
            let def = look.checked.schema.types.enums.get(id)?;
            Some(def.words.iter().map(|known| word(&known.name, known.title.as_ref())).collect())
        }
        TypeKind::Outcome(id) => {
            let outcomes = &look.checked.decisions.get(id)?.outcomes;
            Some(outcomes.iter().map(|known| word(&known.name, known.title.as_ref())).collect())
        }
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
    let tree = look.tree(file.id());
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
