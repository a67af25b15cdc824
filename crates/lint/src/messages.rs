//! Messages that leave something out.

use std::collections::{BTreeSet, HashMap, HashSet};

use zhun::check::checked::{Checked, Expr, ExprKind, Rule, Template};
use zhun::diagnostic::{Code, Diagnostic};
use zhun::model::TypeKind;
use zhun::source::Span;
use zhun::syntax::ast::{self, ItemKind};

use crate::known::{Key, Known};
use crate::msg;
use crate::written::{each_item, policy};

/// What is wrong with the messages of some policies. `languages` are those that each message must have; where none are
/// given, those that any message of its policy has.
pub fn look(checked: &Checked, files: &[&ast::File], languages: Option<&[String]>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut by_policy: Vec<(String, Vec<&ast::Decision>)> = Vec::new();
    for file in files {
        let name = policy(file);
        let decisions = each_item(file).filter_map(|item| match &item.kind {
            ItemKind::Decision(decision) => Some(decision),
            _ => None,
        });
        match by_policy.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.extend(decisions),
            None => by_policy.push((name, decisions.collect())),
        }
    }
    let rules = checked.decisions.values().flat_map(|decision| &decision.rules);
    let rules: HashMap<Span, &Rule> = rules.map(|rule| (rule.span, rule)).collect();
    for (_, decisions) in &by_policy {
        let written: BTreeSet<String> = match languages {
            Some(languages) => languages.iter().cloned().collect(),
            None => decisions.iter().flat_map(|decision| messages(decision)).flat_map(|it| it.languages).collect(),
        };
        for message in decisions.iter().flat_map(|decision| messages(decision)) {
            for language in written.iter().filter(|language| !message.languages.contains(*language)) {
                let text = msg!("missing-language", language = language);
                let help = msg!("missing-language.help", written = message.advice(language));
                found.push(Diagnostic::new(Code::MissingLanguage, message.span, text).help(help));
            }
        }
        for rule in decisions.iter().flat_map(|decision| &decision.rules) {
            if let Some(whole) = rules.get(&rule.name.span) {
                values(checked, whole, rule, &mut found);
            }
        }
    }
    found
}

/// A text that people read.
struct Message {
    span: Span,
    languages: Vec<String>,
    is_because: bool,
}

impl Message {
    /// What would have to be written.
    fn advice(&self, language: &str) -> String {
        if self.is_because { format!("because {language} \"…\"") } else { format!("{language} \"…\"") }
    }
}

/// The texts of a decision that go out with verdicts.
fn messages(decision: &ast::Decision) -> Vec<Message> {
    let languages = |other: &[(ast::Name, _)]| other.iter().map(|(name, _)| name.text.clone()).collect();
    let text = |text: &ast::Localised<ast::Text>| Message {
        span: text.plain.span,
        languages: text.other.iter().map(|(name, _)| name.text.clone()).collect(),
        is_because: false,
    };
    let mut all: Vec<Message> = decision.title.iter().map(text).collect();
    all.extend(
        decision.outcomes.iter().flat_map(|outcomes| &outcomes.words).filter_map(|word| word.title.as_ref()).map(text),
    );
    for because in decision.default.iter().filter_map(|default| default.because.as_ref()) {
        let languages = languages(&because.other);
        all.push(Message { span: because.plain.span, languages, is_because: true });
    }
    for rule in &decision.rules {
        all.extend(rule.title.iter().map(text));
        if let Some(plain) = rule.because.iter().find(|because| because.language.is_none()) {
            let languages = rule.because.iter().filter_map(|it| it.language.as_ref()).map(|name| name.text.clone());
            all.push(Message { span: plain.template.span, languages: languages.collect(), is_because: true });
        }
        all.extend(rule.obliges.iter().map(|oblige| text(&oblige.text)));
    }
    all
}

/// Reports a message without any value though its rule compares one, and versions that say other values.
fn values(checked: &Checked, rule: &Rule, written: &ast::Rule, found: &mut Vec<Diagnostic>) {
    let Some(plain) = written.because.iter().find(|because| because.language.is_none()) else { return };
    if rule.because.plain.expressions().next().is_none() {
        // What can be only one number where the rule fires, such as coupons that are used up, needs no saying.
        let fired = Known::fired(checked, rule);
        let is_open = |value: &&Expr| fired.as_ref().is_ok_and(|fired| !fired.is_settled(value));
        let compared = rule.conditions().find_map(compared).filter(is_open);
        if let Some(value) = compared.map(|value| checked.texts.slice(value.span)) {
            found.push(
                Diagnostic::new(
                    Code::MessageWithoutValue,
                    plain.template.span,
                    msg!("message-without-value", rule = rule.name, value = value),
                )
                .help(msg!("message-without-value.help", value = value)),
            );
        }
        return;
    }
    for (language, version) in &rule.because.other {
        let said = |template: &Template| -> Vec<(Key, Span)> {
            template.expressions().map(|expr| (Key::of(expr), expr.span)).collect()
        };
        let has: HashSet<Key> = said(version).into_iter().map(|(key, _)| key).collect();
        let Some((_, span)) = said(&rule.because.plain).into_iter().find(|(key, _)| !has.contains(key)) else {
            continue;
        };
        let value = checked.texts.slice(span);
        let is_this = |because: &&ast::Because| because.language.as_ref().is_some_and(|name| *name.text == **language);
        if let Some(at) = written.because.iter().find(is_this) {
            found.push(
                Diagnostic::new(
                    Code::MessageWithoutValue,
                    at.template.span,
                    msg!("message-without-value.version", language = language, value = value),
                )
                .help(msg!("message-without-value.help", value = value)),
            );
        }
    }
}

/// The first value of a condition that is held against another by its size. It is what a reader wants to know.
fn compared(expr: &Expr) -> Option<&Expr> {
    let sized = |expr: &Expr| {
        matches!(
            expr.ty.kind,
            TypeKind::Int | TypeKind::Decimal | TypeKind::Date | TypeKind::DateTime | TypeKind::Duration
        )
    };
    match &expr.kind {
        ExprKind::Compare(_, a, _) if sized(a) => named(a),
        ExprKind::InRange(a, ..) if sized(a) => named(a),
        // A variable of theirs is not seen in a message unless it is the outermost.
        ExprKind::Quantifier(..) | ExprKind::Aggregate(..) | ExprKind::Collect(..) => None,
        _ => {
            let mut found = None;
            expr.each_child(&mut |child| found = found.or_else(|| compared(child)));
            found
        }
    }
}

/// A value that has a name.
fn named(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Fact(_) | ExprKind::Define(_) | ExprKind::Field(..) => Some(expr),
        ExprKind::ToDecimal(inner) => named(inner),
        _ => None,
    }
}
