//! The full form: every rule, fired or not, and every part of its condition with the value that it had.
//! It never hides a part: what was not evaluated stands there too, dim.

use crate::diagnostic::msg;
use crate::eval::{EvalErrorReport, ValueVerdict, Verdict};
use crate::explain::{Explanation, Node, NodeKind, RuleExplanation, RuleState};

use super::cause;
use super::legend::Legend;
use super::line::{Line, Role, cut};
use super::short;

/// The columns within which values are aligned; a longer text has its value right after it.
const ALIGN: usize = 64;
/// The columns that an author's text may take.
const TEXT_COLUMNS: usize = 76;
/// How many elements of one list are shown. The JSON form has them all.
const ELEMENTS: usize = 50;

pub(super) fn verdict(verdict: &Verdict, explanation: &Explanation, legend: &Legend<'_>) -> Vec<Line> {
    let mut lines = short::opening(verdict, explanation, legend);
    for rule in &explanation.rules {
        lines.push(Line::default());
        lines.extend(drawn_rule(rule, verdict, legend));
    }
    let default = verdict.reasons.iter().find(|reason| reason.rule.is_none());
    let mut closing: Vec<Line> = Vec::new();
    if let Some(default) = default {
        closing.push(short::message(default));
        closing.extend(default.cite.iter().chain(&default.also_cites).map(|cite| short::citation(cite, 2, legend)));
        closing.extend(default.interpretations.iter().map(|text| short::interpretation(text, 2, legend)));
    }
    closing.extend(short::closing(verdict, verdict.open.len(), legend));
    if !closing.is_empty() {
        lines.push(Line::default());
        lines.extend(closing);
    }
    lines
}

pub(super) fn value(value: &ValueVerdict, explanation: &Explanation, legend: &Legend<'_>) -> Vec<Line> {
    let mut lines = short::value(value, explanation, legend);
    if let Some(node) = &explanation.value {
        lines.push(Line::default());
        let mut tree = Tree::new(legend);
        tree.add(node, 1, None);
        lines.extend(tree.draw());
    }
    lines
}

fn drawn_rule(rule: &RuleExplanation, verdict: &Verdict, legend: &Legend<'_>) -> Vec<Line> {
    let mut lines = vec![rule_head(rule, legend)];
    let reason = verdict.reasons.iter().find(|reason| reason.rule.as_deref() == Some(&rule.rule));
    if let Some(reason) = reason {
        let mut line = Line::indented(2);
        line.push(Role::Quote, &reason.message);
        lines.push(line);
    }
    let mut tree = Tree::new(legend);
    for exception in &rule.exceptions {
        tree.add(exception, 2, Some("except when"));
    }
    if let Some(condition) = &rule.condition {
        tree.add(condition, 2, Some(rule.kind));
    }
    lines.extend(tree.draw());
    lines.extend(rule.cites.iter().map(|cite| short::citation(cite, 2, legend)));
    lines.extend(rule.interpretations.iter().map(|text| short::interpretation(text, 2, legend)));
    let place = format!("{}.{}", verdict.decision, rule.rule);
    let within: Vec<EvalErrorReport> =
        verdict.errors.iter().chain(&verdict.warnings).filter(|e| e.within == place).cloned().collect();
    lines.extend(super::problems(&[], &within, legend));
    lines
}

/// `● enough_score → deny  fired  policies/alliance.policy:30:5`
fn rule_head(rule: &RuleExplanation, legend: &Legend<'_>) -> Line {
    let (mark, role, words) = match rule.state {
        RuleState::Fired => ("●", Role::Bad, msg!("verdict.state.fired")),
        RuleState::Satisfied => ("○", Role::Good, msg!("verdict.state.satisfied")),
        RuleState::Excepted => ("◌", Role::Good, msg!("verdict.state.excepted")),
        RuleState::Unknown => ("?", Role::Unknown, msg!("verdict.state.unknown")),
        RuleState::NotInForce => ("-", Role::Dim, msg!("verdict.state.not-in-force")),
    };
    let mut line = Line::of(role, mark);
    line.push(Role::Plain, " ");
    line.push(Role::Strong, &rule.rule);
    if let Some(title) = &rule.title {
        line.push(Role::Plain, format!(" {title}"));
    }
    line.push(Role::Plain, " → ");
    line.append(legend.outcome(&rule.outcome));
    line.push(role, format!("  {}", legend.say(&words)));
    line.push(Role::Dim, format!("  {}", rule.at));
    line
}

/// Rows of a tree before their values are aligned.
struct Tree<'l> {
    rows: Vec<(Line, Line)>,
    legend: &'l Legend<'l>,
}

impl<'l> Tree<'l> {
    fn new(legend: &'l Legend<'l>) -> Self {
        Self { rows: Vec::new(), legend }
    }

    fn add(&mut self, node: &Node, steps: usize, lead: Option<&str>) {
        let skipped = node.value.is_none() && node.error.is_none() && node.children.iter().all(|c| c.value.is_none());
        self.rows.push((self.label(node, steps, lead, skipped), self.value(node)));
        // A part of a condition that was passed over says nothing by its own parts.
        if skipped {
            return;
        }
        let mut elements = 0;
        for child in &node.children {
            if child.kind == NodeKind::Element {
                elements += 1;
                if elements > ELEMENTS {
                    continue;
                }
            }
            if child.kind != NodeKind::Constant || cause::is_clock(child) {
                self.add(child, steps + 1, None);
            }
        }
        if elements > ELEMENTS {
            let mut line = Line::indented(steps + 1);
            line.push(Role::Dim, self.legend.say(&msg!("verdict.more", n = elements - ELEMENTS)));
            self.rows.push((line, Line::default()));
        }
    }

    fn label(&self, node: &Node, steps: usize, lead: Option<&str>, skipped: bool) -> Line {
        let mut line = Line::indented(steps);
        if let Some(lead) = lead {
            line.push(Role::Dim, format!("{lead} "));
        }
        if let Some(index) = node.index {
            line.push(Role::Dim, format!("[{index}] "));
        }
        let role = match node.kind {
            _ if skipped => Role::Dim,
            NodeKind::Fact | NodeKind::Param => Role::Path,
            _ => Role::Plain,
        };
        line.push(role, cut(&node.text, TEXT_COLUMNS));
        if let Some(path) = node.path.as_deref().filter(|path| *path != node.text) {
            line.push(Role::Dim, format!(" {path}"));
        }
        if let Some(title) = self.legend.title_of(node) {
            line.push(Role::Dim, format!(" {title}"));
        }
        line
    }

    fn value(&self, node: &Node) -> Line {
        let mut line = match node.value.as_deref() {
            Some("true") if node.error.is_none() => Line::of(Role::Good, "true"),
            Some("false") if node.error.is_none() => Line::of(Role::Bad, "false"),
            _ => cause::value(node, self.legend),
        };
        if let Some(count) = node.elements {
            let text = self.legend.say(&msg!("verdict.elements-of", n = count.settled, of = count.of));
            line.push(Role::Dim, format!("  {text}"));
        }
        line
    }

    fn draw(self) -> Vec<Line> {
        let column = self.rows.iter().map(|(label, _)| label.width()).filter(|w| *w <= ALIGN).max().unwrap_or(0);
        let join = |(mut label, value): (Line, Line)| {
            if value.width() > 0 {
                label.pad_to(column);
                label.push(Role::Plain, "  ");
                label.append(value);
            }
            label
        };
        self.rows.into_iter().map(join).collect()
    }
}
