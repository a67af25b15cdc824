//! A name or a citation to what there is to know of it, in Markdown.

use zhun::check::Meaning;
use zhun::diagnostic::{Locale, Message};
use zhun::model::{Date, Localised};
use zhun::source::{SourceFile, Span};
use zhun::syntax::ast::{Cite, Dated, ItemKind, ParamValue};

use crate::complete::{Of, variable_at};
use crate::index::{self, Decl, Kind};
use crate::lex::{self, lex};
use crate::look::Look;
use crate::types::{type_name, type_of};
use crate::words;

/// So many lines of a declaration are shown.
const LINES: usize = 12;

/// What there is to know of what stands at a byte.
pub fn hover(look: &Look, file: &SourceFile, offset: u32, today: Date, locale: Locale) -> Option<(String, Span)> {
    let tree = look.tree(file.id())?;
    if let Some(cite) = index::cite_at(tree, offset) {
        return Some((clauses(look, file, cite, locale)?, cite.span));
    }
    let Some((meaning, span)) = look.meaning_at(file, offset) else { return word(file, offset, locale) };
    if let Some(text) = inner(look, meaning, span, locale) {
        return Some((text, span));
    }
    // A fact of several policies is shown as the one here declares it.
    let decls = look.decls(meaning);
    let decl = decls.iter().find(|decl| decl.name.span.file == file.id()).or(decls.first())?;
    Some((declaration(look, decl, today, locale), span))
}

/// What a word of the language does, or a unit of time or a function is.
fn word(file: &SourceFile, offset: u32, locale: Locale) -> Option<(String, Span)> {
    let text = file.text();
    let tokens: Vec<_> = lex(text).into_iter().filter(|token| token.kind != lex::Kind::Comment).collect();
    let is_here = |token: &lex::Token| token.start <= offset as usize && offset as usize <= token.end;
    let at = tokens.iter().position(|token| token.kind == lex::Kind::Word && is_here(token))?;
    let token = tokens.get(at)?;
    let written = token.text(text);
    let near = |at: Option<usize>| at.and_then(|at| tokens.get(at));
    let calls = near(Some(at + 1)).is_some_and(|next| matches!(next.text(text), "(" | "（"));
    let counts = near(at.checked_sub(1)).is_some_and(|last| matches!(last.kind, lex::Kind::Number | lex::Kind::Word));
    let (code, said) = if let Some((call, said)) = words::function(written, locale).filter(|_| calls) {
        (call, said)
    } else if let Some(said) = words::unit(written, locale).filter(|_| counts) {
        (written, said)
    } else {
        let whole = words::whole(written)?;
        (whole, words::said(whole, locale)?)
    };
    Some((format!("```zhun\n{code}\n```\n\n{said}"), file.span(token.start, token.end)))
}

/// What there is to know of a variable, of a word or a group of an enum, of an outcome, of a duty.
fn inner(look: &Look, meaning: Meaning, span: Span, locale: Locale) -> Option<String> {
    let checked = &look.checked;
    let enums = &checked.schema.types.enums;
    let titled = |name: &str, title: Option<&Localised>| match title {
        Some(title) => format!("{name} \"{}\"", title.plain),
        None => name.to_owned(),
    };
    let (code, said) = match meaning {
        Meaning::Local(place) => return variable(look, place, span, locale),
        Meaning::Word(id, at) => {
            let def = enums.get(id)?;
            let word = def.words.get(usize::from(at))?;
            let of = say("lsp.word-of", &[("name", &def.name)], locale);
            (titled(&word.name, word.title.as_ref()), of)
        }
        Meaning::Group(id, at) => {
            let def = enums.get(id)?;
            let group = def.groups.get(usize::from(at))?;
            let words = def.words.get(usize::from(group.start)..usize::from(group.end)).unwrap_or_default();
            let words: Vec<&str> = words.iter().map(|word| &*word.name).collect();
            let of = say("lsp.group-of", &[("name", &def.name), ("words", &words.join(", "))], locale);
            (titled(&group.name, group.title.as_ref()), of)
        }
        Meaning::Outcome(id, at) => {
            let decision = checked.decisions.get(id)?;
            let outcome = decision.outcomes.get(usize::from(at))?;
            let of = say("lsp.outcome-of", &[("name", &decision.name)], locale);
            (titled(&outcome.name, outcome.title.as_ref()), of)
        }
        Meaning::Duty(place) => {
            let name = look.diagnostics.sources.slice(place);
            let duties = checked.decisions.values().filter(|decision| decision.span.file == place.file);
            let duties = duties.flat_map(|decision| &decision.rules).flat_map(|rule| &rule.obligations);
            let duty = duties.into_iter().find(|duty| *duty.name == *name)?;
            (format!("oblige {name}"), duty.text.plain.to_string())
        }
        _ => return None,
    };
    Some(format!("```zhun\n{code}\n```\n\n{said}"))
}

/// The type of a variable, and what it is an element or an argument of.
fn variable(look: &Look, place: Span, span: Span, locale: Locale) -> Option<String> {
    let file = look.source(place.file)?;
    let (ty, of) = variable_at(look, file, place)?;
    let name = look.diagnostics.sources.slice(span);
    let ty = ty.map(|ty| format!(": {}", type_name(&look.checked, &ty))).unwrap_or_default();
    let said = match of {
        Of::List(list) => say("lsp.element", &[("list", &list)], locale),
        Of::Define(define) => say("lsp.argument", &[("name", &define)], locale),
    };
    Some(format!("```zhun\n{name}{ty}\n```\n\n{said}"))
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
