//! Rules that can do nothing, and conditions that are settled before any fact is known.

use std::collections::{HashMap, HashSet};

use zhun::check::checked::{Checked, Decision, Expr, ExprKind, Rule};
use zhun::diagnostic::{Code, Diagnostic};
use zhun::source::Span;

use crate::known::{Clash, Key, Known};
use crate::msg;
use crate::pairs::Pairs;

/// What is wrong with the rules and the values of some policies.
pub fn look(checked: &Checked) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, define) in checked.defines.iter() {
        settled(checked, &define.body, &mut found);
    }
    for (_, decision) in checked.decisions.iter() {
        decide(checked, decision, &mut found);
    }
    found
}

fn decide(checked: &Checked, decision: &Decision, found: &mut Vec<Diagnostic>) {
    let mut known: Vec<Option<Known<'_>>> = Vec::with_capacity(decision.rules.len());
    for rule in &decision.rules {
        match Known::fired(checked, rule) {
            Ok(fired) => {
                rule.conditions().for_each(|condition| settled(checked, condition, found));
                known.push(Some(fired));
            }
            Err(clash) => {
                found.push(never_fires(checked, rule, clash));
                known.push(None);
            }
        }
    }
    let keys: Vec<Key> = decision.rules.iter().map(Key::of_rule).collect();
    same_conditions(decision, &keys, found);
    let reads: Vec<HashSet<Key>> = decision.rules.iter().map(reads).collect();
    let pairs = Pairs::of(&decision.rules);
    for (at, (rule, fired)) in decision.rules.iter().zip(&known).enumerate() {
        let Some(fired) = fired else { continue };
        let stronger = |its: &usize| {
            let other = &decision.rules[*its];
            // One condition given twice is reported as that; what nothing in common is read for settles nothing.
            other.outcome > rule.outcome
                && keys[*its] != keys[at]
                && !reads[at].is_disjoint(&reads[*its])
                && other.effective.covers(rule.effective)
                && fired.fires(other) == Some(true)
        };
        if let Some(other) = pairs.beside(at).filter(stronger).min() {
            found.push(never_decides(decision, rule, &decision.rules[other]));
        }
    }
}

/// What the conditions of a rule read.
fn reads(rule: &Rule) -> HashSet<Key> {
    let mut read = HashSet::new();
    for condition in rule.conditions() {
        condition.each(&mut |part| {
            let is_read = matches!(
                part.kind,
                ExprKind::Fact(_)
                    | ExprKind::Param(_)
                    | ExprKind::Define(_)
                    | ExprKind::Decision(_)
                    | ExprKind::Call(..)
            );
            if is_read {
                read.insert(Key::of(part));
            }
        });
    }
    read
}

fn never_fires(checked: &Checked, rule: &Rule, clash: Clash) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::NeverFires, rule.span, msg!("never-fires", rule = rule.name));
    let second = checked.texts.slice(clash.second);
    if clash.first == clash.second || clash.first.file != clash.second.file {
        return diagnostic.also(clash.second, msg!("never-fires.alone")).help(msg!("never-fires.help"));
    }
    let first = checked.texts.slice(clash.first);
    diagnostic.also(clash.first, msg!("never-fires.first")).also(clash.second, msg!("never-fires.second")).help(msg!(
        "never-fires.pair.help",
        first = one_line(first),
        second = one_line(second)
    ))
}

/// A piece of text on one line, as short as a message can hold.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Reports rules that fire whenever another one before them does.
fn same_conditions(decision: &Decision, keys: &[Key], found: &mut Vec<Diagnostic>) {
    let mut before: HashMap<&Key, Vec<&Rule>> = HashMap::new();
    for (rule, key) in decision.rules.iter().zip(keys) {
        let same = before.entry(key).or_default();
        if let Some(other) = same.iter().find(|other| !other.effective.and(rule.effective).is_empty()) {
            let message = msg!("same-condition", rule = rule.name, other = other.name);
            found.push(
                Diagnostic::new(Code::SameCondition, rule.span, message)
                    .label(msg!("same-condition.label"))
                    .also(other.span, msg!("same-condition.first"))
                    .help(msg!("same-condition.help")),
            );
        }
        same.push(rule);
    }
}

fn never_decides(decision: &Decision, rule: &Rule, other: &Rule) -> Diagnostic {
    let outcome = |rule: &Rule| decision.outcomes.get(usize::from(rule.outcome)).map(|o| o.name.to_string());
    Diagnostic::new(Code::NeverDecides, rule.span, msg!("never-decides", rule = rule.name, other = other.name))
        .label(msg!("never-decides.label", outcome = outcome(rule).unwrap_or_default()))
        .also(other.span, msg!("never-decides.other", outcome = outcome(other).unwrap_or_default()))
        .help(msg!("never-decides.help"))
}

/// Reports every comparison in an expression that is settled, outermost only.
fn settled(checked: &Checked, expr: &Expr, found: &mut Vec<Diagnostic>) {
    let is_comparison = matches!(expr.kind, ExprKind::Compare(..) | ExprKind::InRange(..) | ExprKind::IsWord(..));
    if is_comparison && let Some(holds) = Known::new(checked).truth(expr) {
        found.push(settled_at(checked, expr, expr.span, holds));
        return;
    }
    expr.each_child(&mut |child| settled(checked, child, found));
}

fn settled_at(checked: &Checked, expr: &Expr, span: Span, holds: bool) -> Diagnostic {
    let text = one_line(checked.texts.slice(span));
    let message =
        if holds { msg!("settled-by-bounds.true", text = text) } else { msg!("settled-by-bounds.false", text = text) };
    let mut diagnostic = Diagnostic::new(Code::SettledByBounds, span, message);
    let mut said = HashSet::new();
    expr.each(&mut |part| {
        if let Some((name, bounds)) = crate::bounds::of(checked, part).filter(|(name, _)| said.insert(name.clone())) {
            diagnostic.help.push(msg!("settled-by-bounds.bounds", name = name, bounds = bounds));
        }
    });
    diagnostic.help(msg!("settled-by-bounds.help"))
}
