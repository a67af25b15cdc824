//! A name or a citation to what there is to know of it, in Markdown.

use zhun::diagnostic::{Locale, Message};
use zhun::model::Date;
use zhun::source::{SourceFile, Span};
use zhun::syntax::ast::{Cite, Dated, ItemKind, ParamValue};

use crate::index::{self, Decl, Kind};
use crate::look::Look;
use crate::types::{type_name, type_of};

/// So many lines of a declaration are shown.
const LINES: usize = 12;

/// What there is to know of what stands at a byte.
pub fn hover(look: &Look, file: &SourceFile, offset: u32, today: Date, locale: Locale) -> Option<(String, Span)> {
    let tree = look.tree(file.id())?;
    if let Some(cite) = index::cite_at(tree, offset) {
        return Some((clauses(look, file, cite, locale)?, cite.span));
    }
    let (meaning, span) = look.meaning_at(file, offset)?;
    // A fact of several policies is shown as the one here declares it.
    let decls = look.decls(meaning);
    let decl = decls.iter().find(|decl| decl.name.span.file == file.id()).or(decls.first())?;
    Some((declaration(look, decl, today, locale), span))
}

/// The page and the clauses that a citation names.
fn clauses(look: &Look, file: &SourceFile, cite: &Cite, locale: Locale) -> Option<String> {
    let decls = index::meanings(look, file, &cite.source.text);
    let decl = decls.iter().find(|decl| decl.kind == Kind::Source)?;
    let source = look.checked.sources.values().find(|source| source.span == decl.name.span)?;
    let mut text = format!("**{}**", source.title.plain);
    if let Some(day) = source.published {
        text.push_str(&format!("  \n{}", say("lsp.published", &[("day", &day.to_string())], locale)));
    }
    if let Some(url) = &source.url {
        text.push_str(&format!("  \n<{url}>"));
    }
    let wanted = cite.at.value.split([',', '，', '、', ';', '；']).map(str::trim);
    for clause in wanted.filter_map(|at| source.clause(at)) {
        text.push_str(&format!("\n\n{} {}", clause.at, clause.gist.plain));
        if let Some(other) = clause.gist.other.get("en") {
            text.push_str(&format!("  \n*{other}*"));
        }
    }
    Some(text)
}

fn declaration(look: &Look, decl: &Decl<'_>, today: Date, locale: Locale) -> String {
    let written = look.diagnostics.sources.slice(decl.span);
    let mut lines: Vec<&str> = written.lines().take(LINES).collect();
    if written.lines().count() > LINES {
        lines.push("…");
    }
    let mut text = format!("```zhun\n{}\n```", lines.join("\n"));
    if let Some(doc) = decl.doc {
        text.push_str(&format!("\n\n{doc}"));
    }
    let value = (decl.kind == Kind::Param).then(|| value_on(look, decl, today, locale)).flatten();
    if let Some(value) = value {
        text.push_str(&format!("\n\n{value}"));
    }
    if let Some(ty) = inferred(look, decl) {
        text.push_str(&format!("\n\n{}", say("lsp.inferred", &[("type", &ty)], locale)));
    }
    if decl.kind == Kind::Fact {
        let places = look.trees().flat_map(index::outline).filter(|other| other.kind == Kind::Fact);
        let policies: Vec<String> =
            places.filter(|other| other.name.text == decl.name.text).map(|d| d.policy).collect();
        if policies.len() > 1 {
            text.push_str(&format!("\n\n{}", say("lsp.fact-of", &[("policies", &policies.join(", "))], locale)));
        }
    }
    text
}

/// The type of a define that does not say it.
fn inferred(look: &Look, decl: &Decl<'_>) -> Option<String> {
    let define = look.checked.defines.values().find(|define| define.span == decl.name.span)?;
    let items = &look.tree(decl.name.span.file)?.items;
    let is_written = items.iter().any(|item| match &item.kind {
        ItemKind::Define(written) => written.name.span == decl.name.span && written.ty.is_some(),
        _ => false,
    });
    (!is_written).then(|| type_of(define).map(|ty| type_name(&look.checked, ty))).flatten()
}

/// The value of a parameter on a day, as it is written.
fn value_on(look: &Look, decl: &Decl<'_>, today: Date, locale: Locale) -> Option<String> {
    let items = look.trees().flat_map(|tree| &tree.items);
    let param = items.filter_map(|item| match &item.kind {
        ItemKind::Param(param) => Some(param),
        _ => None,
    });
    let param = param.into_iter().find(|param| param.name.span == decl.name.span)?;
    let day = today.to_string();
    let value = match &param.value {
        ParamValue::Host => return Some(say("lsp.value-of-host", &[], locale)),
        ParamValue::Fixed(value) => value,
        ParamValue::History(history) => {
            let holds = |dated: &&Dated| {
                dated.period.from.is_none_or(|from| from <= today)
                    && dated.period.through.is_none_or(|end| today <= end)
            };
            let Some(dated) = history.iter().find(holds) else {
                return Some(say("lsp.no-value-today", &[("day", &day)], locale));
            };
            &dated.value
        }
    };
    let value = look.diagnostics.sources.slice(value.span);
    Some(say("lsp.value-today", &[("value", value), ("day", &day)], locale))
}

/// A text of the catalogue.
pub fn say(key: &'static str, args: &[(&'static str, &str)], locale: Locale) -> String {
    args.iter().fold(Message::new(key), |message, (name, value)| message.with(name, value)).text(locale)
}
