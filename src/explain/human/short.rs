//! The short form: what came out, why, what rests on what, and what is still unknown, in a few lines.
//! It never leaves out a rule that fired without saying how many there are.

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::msg;
use crate::eval::{CiteReport, Element, Json, OpenRule, Reason, Status, ValueVerdict, Verdict};
use crate::explain::{Explanation, Node, RuleExplanation};

use super::cause;
use super::legend::{Legend, plain};
use super::line::{Line, Role};

/// How many lines a verdict takes: what would be longer is told more tightly.
const LINES: usize = 9;
/// How many reasons are told with their causes.
const REASONS: usize = 3;
/// How many further reasons are named.
const FURTHER: usize = 5;
/// How many elements of a list are shown.
const ELEMENTS: usize = 3;
/// How many facts that are needed, and how many rules that turn on them, are named.
pub(super) const NEEDS: usize = 6;
/// How many causes a reason shows.
const CAUSES: usize = 4;

pub(super) fn verdict(verdict: &Verdict, explanation: &Explanation, legend: &Legend<'_>) -> Vec<Line> {
    let opening = opening(verdict, explanation, legend);
    let mut closing = closing(verdict, NEEDS, legend);
    let mut between = reasons(verdict, explanation, legend, FURTHER, false);
    if opening.len() + between.len() + closing.len() > LINES {
        let told = verdict.reasons.len().min(REASONS);
        // Two lines for each reason that is told, and one that says how many there are besides.
        let room = LINES.saturating_sub(opening.len() + closing.len() + 2 * told + 1);
        between = reasons(verdict, explanation, legend, room.min(FURTHER), true);
    }
    let over = (opening.len() + between.len() + closing.len()).saturating_sub(LINES);
    if over > 0 {
        // Open rules give way: what is needed stands above them already. One line says how many there are besides.
        let open = verdict.open.len().min(NEEDS).saturating_sub(over + 1);
        closing = self::closing(verdict, open, legend);
    }
    opening.into_iter().chain(between).chain(closing).collect()
}

/// The rules that fired: the first ones with their causes, `further` ones by name, the rest by their number.
fn reasons(
    verdict: &Verdict,
    explanation: &Explanation,
    legend: &Legend<'_>,
    further: usize,
    tight: bool,
) -> Vec<Line> {
    let names = name_column(&verdict.reasons);
    let mut lines = Vec::new();
    for (i, reason) in verdict.reasons.iter().enumerate().take(REASONS + further) {
        let rule = reason.rule.as_deref().and_then(|name| explanation.rules.iter().find(|r| r.rule == name));
        if i < REASONS {
            lines.extend(told(reason, rule, verdict, names, legend, tight));
        } else {
            lines.push(headline(reason, verdict, names, legend));
        }
    }
    if let Some(rest) = verdict.reasons.len().checked_sub(REASONS + further).filter(|n| *n > 0) {
        let mut line = Line::indented(1);
        let more = if rest == 1 { msg!("verdict.one-more-reason") } else { msg!("verdict.more-reasons", n = rest) };
        line.push(Role::Dim, legend.say(&more));
        lines.push(line);
    }
    lines
}

/// What came out or may come out, and what went wrong.
pub(super) fn opening(verdict: &Verdict, explanation: &Explanation, legend: &Legend<'_>) -> Vec<Line> {
    let mut lines = vec![super::verdict_head(verdict, explanation, legend)];
    if verdict.status == Status::Undetermined || verdict.status == Status::Error {
        lines.extend(possible(&verdict.possible, legend));
    }
    lines.extend(super::problems(&verdict.errors, &[], legend));
    lines
}

/// What must be done, what is missing, and what went wrong without harm.
/// Of the rules that are open, the first `open` are told.
pub(super) fn closing(verdict: &Verdict, open: usize, legend: &Legend<'_>) -> Vec<Line> {
    let mut lines = obligations(verdict, legend);
    lines.extend(missing(verdict, open, legend));
    lines.extend(super::problems(&[], &verdict.warnings, legend));
    lines
}

/// A reason's message by itself.
pub(super) fn message(reason: &Reason) -> Line {
    let mut line = Line::indented(1);
    line.push(Role::Quote, &reason.message);
    line
}

pub(super) fn value(value: &ValueVerdict, explanation: &Explanation, legend: &Legend<'_>) -> Vec<Line> {
    let mut lines = vec![super::value_head(value, explanation, legend)];
    lines.extend(super::problems(&value.errors, &[], legend));
    if !value.facts.is_empty() {
        let mut line = Line::indented(1);
        line.push(Role::Dim, format!("{} ", legend.say(&msg!("verdict.from"))));
        line.append(facts(&value.facts, legend));
        lines.push(line);
    }
    lines.extend(value.cite.as_ref().map(|cite| citation(cite, 1, legend)));
    lines.extend(needed(&value.needs, legend));
    lines.extend(super::problems(&[], &value.warnings, legend));
    lines
}

/// `deny  enough_score: 体验分 3.7，未达到 4.0`
pub(super) fn verdict_line(verdict: &Verdict, legend: &Legend<'_>) -> Line {
    let mut line = super::outcome_words(verdict, legend);
    line.push(Role::Plain, "  ");
    if let Some(error) = verdict.errors.first() {
        line.push(Role::Plain, &error.message);
    } else if verdict.status == Status::Undetermined {
        line.push(Role::Dim, legend.say(&msg!("verdict.needed")));
        line.push(
            Role::Plain,
            format!("{}{}", legend.gap(), listed(verdict.needs.iter().map(String::as_str), NEEDS, legend)),
        );
    } else if let Some(reason) = verdict.reasons.first() {
        if let Some(rule) = &reason.rule {
            line.push(Role::Strong, rule);
            line.push(Role::Plain, ": ");
        }
        line.push(Role::Quote, &reason.message);
        if verdict.reasons.len() > 1 {
            let more = legend.say(&msg!("verdict.more", n = verdict.reasons.len() - 1));
            line.push(Role::Dim, format!("  {more}"));
        }
    }
    line
}

pub(super) fn value_line(value: &ValueVerdict, legend: &Legend<'_>) -> Line {
    let mut line = super::result_words(value, None, legend);
    if let Some(error) = value.errors.first() {
        line.push(Role::Plain, format!("  {}", error.message));
    } else if value.status == Status::Undetermined {
        line.push(Role::Dim, format!("  {}{}", legend.say(&msg!("verdict.needed")), legend.gap()));
        line.push(Role::Plain, listed(value.needs.iter().map(String::as_str), NEEDS, legend));
    }
    line
}

/// A reason with what the short form has of it: its message, what it rests on, and its clause. Told tightly, the
/// clause stands beside the message, and of what the reason rests on the first is told with the number of the rest.
fn told(
    reason: &Reason,
    rule: Option<&RuleExplanation>,
    verdict: &Verdict,
    names: usize,
    legend: &Legend<'_>,
    tight: bool,
) -> Vec<Line> {
    let mut lines = vec![headline(reason, verdict, names, legend)];
    let steps = if tight { 0 } else { 2 };
    let mut ground: Vec<Line> =
        reason.cite.iter().chain(&reason.also_cites).map(|cite| citation(cite, steps, legend)).collect();
    if ground.is_empty() {
        ground.extend(reason.interpretations.iter().map(|text| interpretation(text, steps, legend)));
    }
    if tight && let Some(head) = lines.first_mut() {
        for part in ground.drain(..) {
            head.push(Role::Plain, "  ");
            head.append(part);
        }
    }
    match (&reason.elements, rule) {
        (Some(elements), _) if !elements.is_empty() => {
            lines.extend(offenders(elements, reason, rule, legend, tight));
        }
        (_, Some(rule)) => {
            let most = if tight { 1 } else { CAUSES };
            let shown = rule.causes.get(..most).unwrap_or(&rule.causes);
            lines.extend(cause::lines(shown, 2, legend));
            let rest = rule.causes.len().saturating_sub(most);
            if !tight {
                lines.extend(further(rest, 2, legend));
            } else if let Some(line) = lines.last_mut().filter(|_| rest > 0) {
                line.push(Role::Dim, format!("  {}", legend.say(&msg!("verdict.more", n = rest))));
            }
        }
        _ => {}
    }
    lines.extend(ground);
    lines
}

/// The rule and its message; the outcome too, where it is not the one that came out.
fn headline(reason: &Reason, verdict: &Verdict, names: usize, legend: &Legend<'_>) -> Line {
    let mut line = Line::indented(1);
    let edge = line.width();
    if let Some(rule) = &reason.rule {
        line.push(Role::Strong, rule);
        if verdict.outcome.as_deref() != Some(&reason.outcome) {
            line.push(Role::Plain, " → ");
            line.append(legend.outcome(&reason.outcome));
        }
        line.pad_to(edge + names);
        line.push(Role::Plain, "  ");
    }
    // Where each element has a message of its own, the lines below tell them.
    let elements = reason.elements.as_deref().unwrap_or(&[]);
    if elements.len() > 1 && elements.iter().any(|element| element.message.is_some()) {
        let count = reason.element_count.unwrap_or(elements.len());
        line.push(Role::Plain, legend.say(&msg!("verdict.elements", n = count)));
    } else {
        line.push(Role::Quote, &reason.message);
    }
    line
}

fn name_column(reasons: &[Reason]) -> usize {
    let names = reasons.iter().filter_map(|reason| reason.rule.as_deref());
    names.map(|name| Line::of(Role::Strong, name).width()).max().unwrap_or(0).min(28)
}

/// The first elements that made the rule fire, and how many there are: on a line of its own, or told tightly, beside
/// the first.
fn offenders(
    elements: &[Element],
    reason: &Reason,
    rule: Option<&RuleExplanation>,
    legend: &Legend<'_>,
    tight: bool,
) -> Vec<Line> {
    let indented = |piece: Line| {
        let mut line = Line::indented(2);
        line.append(piece);
        line
    };
    let shown = elements.len().min(if tight { 1 } else { ELEMENTS });
    let mut lines: Vec<Line> = (0..shown).map(|i| indented(offender(elements, i, legend))).collect();
    match (count_of_offenders(elements, reason, rule, shown, legend), lines.last_mut()) {
        (Some(count), Some(line)) if tight => line.push(Role::Dim, format!("  {count}")),
        (Some(count), _) => lines.push(indented(Line::of(Role::Dim, count))),
        (None, _) => {}
    }
    lines
}

/// `[3] 商品 P3 没有佣金  products[3].has_commission false`
fn offender(elements: &[Element], i: usize, legend: &Legend<'_>) -> Line {
    let mut line = Line::default();
    let Some(element) = elements.get(i) else { return line };
    line.push(Role::Dim, format!("[{}] ", element.index));
    if elements.len() > 1
        && let Some(message) = &element.message
    {
        line.push(Role::Quote, message);
        line.push(Role::Plain, "  ");
    }
    line.append(facts(&element.facts, legend));
    line
}

/// How many elements there are besides the `shown` ones, and of how many; nothing where that says nothing new.
fn count_of_offenders(
    elements: &[Element],
    reason: &Reason,
    rule: Option<&RuleExplanation>,
    shown: usize,
    legend: &Legend<'_>,
) -> Option<String> {
    let count = reason.element_count.unwrap_or(elements.len());
    let of = rule.and_then(|rule| rule.condition.as_ref()).and_then(element_total);
    Some(match (count.saturating_sub(shown), of) {
        (0, None) => return None,
        (0, Some(of)) => legend.say(&msg!("verdict.elements-of", n = count, of = of)),
        (rest, None) => legend.say(&msg!("verdict.more", n = rest)),
        (rest, Some(of)) => legend.say(&msg!("verdict.more-of", rest = rest, n = count, of = of)),
    })
}

fn element_total(condition: &Node) -> Option<usize> {
    condition.elements.map(|count| count.of)
}

/// `experience_score 3.7 分, closures 0 次`
fn facts(facts: &IndexMap<String, Json>, legend: &Legend<'_>) -> Line {
    let mut line = Line::default();
    for (i, (path, value)) in facts.iter().enumerate() {
        if i >= NEEDS {
            line.push(
                Role::Dim,
                format!("{}{}", legend.comma(), legend.say(&msg!("verdict.more", n = facts.len() - NEEDS))),
            );
            break;
        }
        line.push(Role::Plain, if i == 0 { "" } else { legend.comma() });
        line.push(Role::Path, path);
        line.push(Role::Value, format!(" {}", plain(value)));
        if let Some(unit) = legend.unit_of(Some(path), path).filter(|_| matches!(value, Json::Number(_))) {
            line.push(Role::Dim, format!(" {unit}"));
        }
    }
    line
}

pub(super) fn citation(cite: &CiteReport, steps: usize, legend: &Legend<'_>) -> Line {
    let mut line = Line::indented(steps);
    line.push(Role::Dim, legend.say(&msg!("verdict.cite", title = &cite.title, at = &cite.at)));
    line
}

pub(super) fn interpretation(text: &str, steps: usize, legend: &Legend<'_>) -> Line {
    let mut line = Line::indented(steps);
    line.push(Role::Dim, legend.say(&msg!("verdict.interpretation", text = text)));
    line
}

fn obligations(verdict: &Verdict, legend: &Legend<'_>) -> Vec<Line> {
    let line = |due: &crate::eval::ObligationDue| {
        let mut line = Line::indented(1);
        line.push(Role::Plain, format!("{} ", legend.say(&msg!("verdict.oblige"))));
        line.push(Role::Strong, &due.name);
        line.push(Role::Quote, format!("  {}", due.text));
        line
    };
    // Two rules may attach the same duty; it is told once.
    let duties: IndexMap<(&str, &str), &crate::eval::ObligationDue> =
        verdict.obligations.iter().map(|due| ((due.name.as_str(), due.text.as_str()), due)).collect();
    duties.into_values().map(line).collect()
}

/// What may still come out.
fn possible(outcomes: &[String], legend: &Legend<'_>) -> Option<Line> {
    if outcomes.is_empty() {
        return None;
    }
    let mut line = Line::indented(1);
    line.push(Role::Plain, legend.say(&msg!("verdict.possible")));
    for (i, outcome) in outcomes.iter().enumerate() {
        line.push(Role::Plain, if i == 0 { legend.gap() } else { legend.comma() });
        line.append(legend.outcome(outcome));
    }
    Some(line)
}

/// What is unknown, and whether it matters.
fn missing(verdict: &Verdict, open: usize, legend: &Legend<'_>) -> Vec<Line> {
    match verdict.status {
        Status::NotInForce => Vec::new(),
        Status::Decided => harmless(&verdict.open, legend).into_iter().collect(),
        Status::Undetermined | Status::Error => {
            let mut lines: Vec<Line> = needed(&verdict.needs, legend).into_iter().collect();
            lines.extend(verdict.open.iter().take(open).map(|rule| open_rule(rule, legend)));
            lines.extend(further(verdict.open.len().saturating_sub(open), 2, legend));
            lines
        }
    }
}

/// `needed: experience_score 体验分, param gmv_target`
fn needed(needs: &[String], legend: &Legend<'_>) -> Option<Line> {
    if needs.is_empty() {
        return None;
    }
    let mut line = Line::indented(1);
    line.push(Role::Unknown, legend.say(&msg!("verdict.needed")));
    for (i, need) in needs.iter().take(NEEDS).enumerate() {
        line.push(Role::Plain, if i == 0 { legend.gap() } else { legend.comma() });
        line.push(Role::Path, need);
        let title = match need.strip_prefix("param ") {
            Some(name) => legend.title(None, name),
            None => legend.title(Some(need), need),
        };
        if let Some(title) = title {
            line.push(Role::Dim, format!(" {title}"));
        }
    }
    if needs.len() > NEEDS {
        line.push(
            Role::Dim,
            format!("{}{}", legend.comma(), legend.say(&msg!("verdict.more", n = needs.len() - NEEDS))),
        );
    }
    Some(line)
}

/// `closures_left → barred  turns on closures`
fn open_rule(rule: &OpenRule, legend: &Legend<'_>) -> Line {
    let mut line = Line::indented(2);
    line.push(Role::Plain, &rule.rule);
    line.push(Role::Plain, " → ");
    line.append(legend.outcome(&rule.outcome));
    let because = if rule.needs.is_empty() {
        msg!("verdict.turns-on-failure")
    } else {
        msg!("verdict.turns-on", needs = listed(rule.needs.iter().map(String::as_str), NEEDS, legend))
    };
    line.push(Role::Dim, format!("  {}", legend.say(&because)));
    line
}

/// What is unknown but cannot change the outcome.
fn harmless(open: &[OpenRule], legend: &Legend<'_>) -> Option<Line> {
    if open.is_empty() {
        return None;
    }
    let needs: IndexSet<&str> = open.iter().flat_map(|rule| rule.needs.iter().map(String::as_str)).collect();
    let rules = listed(open.iter().map(|rule| rule.rule.as_str()), NEEDS, legend);
    let mut line = Line::indented(1);
    line.push(Role::Dim, legend.say(&msg!("verdict.harmless")));
    line.push(Role::Path, format!("{}{}", legend.gap(), listed(needs.into_iter(), NEEDS, legend)));
    line.push(Role::Dim, format!(" ({rules})"));
    Some(line)
}

/// Names with commas, the first few of them.
fn listed<'n>(names: impl ExactSizeIterator<Item = &'n str>, most: usize, legend: &Legend<'_>) -> String {
    let rest = names.len().saturating_sub(most);
    let mut text = names.take(most).collect::<Vec<_>>().join(legend.comma());
    if rest > 0 {
        text.push_str(legend.comma());
        text.push_str(&legend.say(&msg!("verdict.more", n = rest)));
    }
    text
}

fn further(rest: usize, steps: usize, legend: &Legend<'_>) -> Option<Line> {
    if rest == 0 {
        return None;
    }
    let mut line = Line::indented(steps);
    line.push(Role::Dim, legend.say(&msg!("verdict.more", n = rest)));
    Some(line)
}
