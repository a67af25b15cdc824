//! Names that look like others, and characters that do not show.

use std::collections::HashMap;

use unicode_security::{RestrictionLevel, RestrictionLevelDetection, skeleton};
use zhun::diagnostic::{Code, Diagnostic};
use zhun::source::{FileId, Sources};
use zhun::syntax::ast::{self, EnumBody, FieldDecl, ItemKind, Name, TypeExprKind};

use crate::msg;
use crate::written::{each_field, each_item, element, policy};

/// Names of one place that can be mixed up.
type Scope<'f> = Vec<&'f Name>;

/// What is wrong with the names of some policies, and with their texts.
pub fn look(texts: &Sources, files: &[&ast::File]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for scope in scopes(files) {
        let mut seen: HashMap<String, &Name> = HashMap::new();
        for name in scope {
            found.extend(mixed(name));
            let looks: String = skeleton(&name.text).collect();
            let first = *seen.entry(looks).or_insert(name);
            if first.text != name.text {
                found.push(
                    Diagnostic::new(
                        Code::LookAlikeName,
                        name.span,
                        msg!("look-alike-name", name = name.text, other = first.text, differs = differs(name, first)),
                    )
                    .also(first.span, msg!("look-alike-name.first", name = first.text))
                    .help(msg!("look-alike-name.help")),
                );
            }
        }
    }
    for file in texts.iter() {
        found.extend(hidden(file.id(), file.text()));
    }
    found
}

/// The first character in which two names differ, by its number: it cannot be seen.
fn differs(name: &Name, other: &Name) -> String {
    let mut others = other.text.chars();
    let first = name.text.chars().find(|c| others.next() != Some(*c)).or_else(|| name.text.chars().last());
    first.map(|c| format!("U+{:04X}", u32::from(c))).unwrap_or_default()
}

/// A name whose letters are of scripts that are not written together.
fn mixed(name: &Name) -> Option<Diagnostic> {
    let wide = name.text.chars().any(|c| ('\u{ff01}'..='\u{ff5e}').contains(&c));
    // The standard calls rare Chinese characters unfit for names, which people's and shops' names do not care for.
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let common: String = name.text.chars().map(|c| if is_han(c) { '一' } else { c }).collect();
    if name.text.is_ascii() || !(wide || common.detect_restriction_level() > RestrictionLevel::HighlyRestrictive) {
        return None;
    }
    let odd: Vec<String> =
        name.text.chars().filter(|c| !c.is_ascii()).map(|c| format!("{c} (U+{:04X})", u32::from(c))).collect();
    let message = msg!("mixed-scripts", name = name.text);
    Some(Diagnostic::new(Code::MixedScripts, name.span, message).help(msg!("mixed-scripts.help", odd = odd.join(", "))))
}

/// The names of each place.
fn scopes<'f>(files: &[&'f ast::File]) -> Vec<Scope<'f>> {
    let mut policies: Vec<(String, Scope<'f>)> = Vec::new();
    let mut scopes = Vec::new();
    for file in files {
        let policy = policy(file);
        let at = policies.iter().position(|(known, _)| *known == policy).unwrap_or_else(|| {
            policies.push((policy, Vec::new()));
            policies.len() - 1
        });
        for item in each_item(file) {
            let names = &mut policies[at].1;
            match &item.kind {
                ItemKind::Facts(fields) => {
                    names.extend(fields.iter().map(|field| &field.name));
                    inline(fields, &mut scopes);
                }
                ItemKind::Record(record) => {
                    names.push(&record.name);
                    scopes.push(record.fields.iter().map(|field| &field.name).collect());
                    inline(&record.fields, &mut scopes);
                }
                ItemKind::Enum(it) => {
                    names.push(&it.name);
                    scopes.push(words(&it.body));
                }
                ItemKind::Decision(decision) => {
                    names.push(&decision.name);
                    scopes.push(decision.rules.iter().map(|rule| &rule.name).collect());
                    let outcomes = decision.outcomes.iter().flat_map(|outcomes| &outcomes.words);
                    scopes.push(outcomes.map(|word| &word.name).collect());
                }
                ItemKind::Source(source) => names.push(&source.name),
                ItemKind::Param(param) => names.push(&param.name),
                ItemKind::Define(define) => names.push(&define.name),
                ItemKind::Calendar(calendar) => names.push(&calendar.name),
                ItemKind::Sample(sample) => names.push(&sample.name),
                ItemKind::Policy(_) | ItemKind::Use(_) | ItemKind::Example(_) => {}
            }
        }
    }
    scopes.extend(policies.into_iter().map(|(_, names)| names));
    scopes
}

/// The names in types that are written in place.
fn inline<'f>(fields: &'f [FieldDecl], scopes: &mut Vec<Scope<'f>>) {
    each_field(fields, &mut |field| match &element(&field.ty).kind {
        TypeExprKind::Enum(body) => scopes.push(words(body)),
        TypeExprKind::Record(inner) => scopes.push(inner.iter().map(|field| &field.name).collect()),
        _ => {}
    });
}

fn words(body: &EnumBody) -> Scope<'_> {
    let mut all = Vec::new();
    for word in &body.words {
        all.push(&word.name);
        all.extend(word.group.iter().flat_map(words));
    }
    all
}

/// Characters in texts and comments that take no room, or that only steer the direction of writing.
fn hidden(file: FileId, text: &str) -> Vec<Diagnostic> {
    let is_hidden = |c: char| {
        matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'
                ..='\u{2064}' | '\u{feff}'
        )
    };
    let places = text.char_indices().filter(|(at, c)| is_hidden(*c) && !(*at == 0 && *c == '\u{feff}'));
    places
        .map(|(at, c)| {
            let span = zhun::source::Span::new(file, at, at + c.len_utf8());
            let code = format!("U+{:04X}", u32::from(c));
            Diagnostic::new(Code::HiddenCharacter, span, msg!("hidden-character", code = code))
                .help(msg!("hidden-character.help"))
                .fix(msg!("hidden-character.fix", code = code), span, "")
        })
        .collect()
}
