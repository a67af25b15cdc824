//! A condition that settled a rule to the comparison that held: `experience_score 3.7  <  score_to_enter 4.0`.
//! It turns an operator round, which the author's text and the value determine; it never compares anything.

use crate::diagnostic::msg;
use crate::explain::{Node, NodeKind};

use super::legend::Legend;
use super::line::{Line, Role, cut};

/// How many facts beneath a computed operand are named.
const LEAVES: usize = 4;
/// The columns that an author's text may take in a line.
const TEXT_COLUMNS: usize = 60;

/// A comparison in columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cause {
    name: Line,
    value: Line,
    operator: String,
    right: Line,
}

/// The lines of some causes, their columns aligned.
pub(super) fn lines(causes: &[Node], steps: usize, legend: &Legend<'_>) -> Vec<Line> {
    let mut rows: Vec<Cause> = Vec::new();
    for cause in causes.iter().map(|node| cause(node, legend)) {
        if !rows.contains(&cause) {
            rows.push(cause);
        }
    }
    let column = |width: fn(&Cause) -> usize| rows.iter().map(width).max().unwrap_or(0);
    let names = column(|row| row.name.width());
    let values = column(|row| row.value.width());
    rows.into_iter().map(|row| row.draw(steps, names, values)).collect()
}

impl Cause {
    fn draw(self, steps: usize, names: usize, values: usize) -> Line {
        let mut line = Line::indented(steps);
        let edge = line.width() + names;
        line.append(self.name);
        if self.value.width() > 0 {
            line.pad_to(edge + 2);
            line.append(self.value);
        }
        if !self.operator.is_empty() {
            line.pad_to(if values > 0 { edge + 2 + values } else { edge });
            line.push(Role::Plain, format!("  {}", self.operator));
        }
        if self.right.width() > 0 {
            line.push(Role::Plain, "  ");
            line.append(self.right);
        }
        line
    }
}

fn cause(node: &Node, legend: &Legend<'_>) -> Cause {
    let held = node.value.as_deref();
    let split = if node.kind == NodeKind::Comparison { operator(node) } else { None };
    let Some((left, operator, right)) = split else {
        // A bare condition, such as a fact that is a bool.
        return Cause {
            name: name(node, legend),
            value: value(node, legend),
            operator: String::new(),
            right: leaves(&[node], legend),
        };
    };
    let operator = if held == Some("false") { opposite(operator) } else { operator.to_owned() };
    let mut shown = Line::default();
    if let Some(right) = right {
        if right.kind != NodeKind::Constant || is_clock(right) {
            shown.append(name(right, legend));
            shown.push(Role::Plain, " ");
        }
        shown.append(value(right, legend));
    }
    if node.unknown {
        gap(&mut shown);
        shown.push(Role::Unknown, format!("({})", legend.say(&msg!("verdict.unknown"))));
    }
    let others: Vec<&Node> = match right {
        Some(right) => vec![left, right],
        None => node.children.iter().collect(),
    };
    let worked_out_from = leaves(&others, legend);
    if worked_out_from.width() > 0 {
        gap(&mut shown);
        shown.append(worked_out_from);
    }
    let (name, value) = if left.kind == NodeKind::Constant && !is_clock(left) {
        (value(left, legend), Line::default())
    } else if operator.starts_with("is absent") {
        (name(left, legend), Line::default())
    } else {
        (name(left, legend), value(left, legend))
    };
    Cause { name, value, operator, right: shown }
}

/// Two blanks between parts of a line.
fn gap(line: &mut Line) {
    if line.width() > 0 {
        line.push(Role::Plain, "  ");
    }
}

/// `left op right` by the author's text: the operator is what stands between the texts of the operands.
fn operator(node: &Node) -> Option<(&Node, &str, Option<&Node>)> {
    let left = node.children.first()?;
    let rest = node.text.strip_prefix(left.text.as_str())?;
    if !rest.starts_with(' ') {
        return None;
    }
    if let [_, right] = node.children.as_slice()
        && let Some(operator) = rest.strip_suffix(right.text.as_str())
        && operator.ends_with(' ')
    {
        return Some((left, operator.trim(), Some(right)));
    }
    Some((left, rest.trim(), None))
}

/// The operator that holds where this one does not.
fn opposite(operator: &str) -> String {
    let turned = match operator {
        "=" => "!=",
        "!=" | "≠" => "=",
        "<" => ">=",
        "<=" | "≤" => ">",
        ">" => "<=",
        ">=" | "≥" => "<",
        _ => "",
    };
    if !turned.is_empty() {
        return turned.to_owned();
    }
    const TURNS: &[(&str, &str)] = &[
        ("is present", "is absent"),
        ("is absent", "is present"),
        ("is not present", "is absent"),
        ("is not absent", "is present"),
    ];
    if let Some((_, turned)) = TURNS.iter().find(|(from, _)| *from == operator) {
        return (*turned).to_owned();
    }
    const PREFIXES: &[(&str, &str)] = &[("is not ", "is "), ("is ", "is not "), ("not in ", "in "), ("in ", "not in ")];
    PREFIXES
        .iter()
        .find_map(|(from, to)| operator.strip_prefix(from).map(|rest| format!("{to}{rest}")))
        .or_else(|| (operator == "in").then(|| "not in".to_owned()))
        .or_else(|| (operator == "not in").then(|| "in".to_owned()))
        .unwrap_or_else(|| format!("not {operator}"))
}

/// `today` and `now` are constants of an evaluation, but not of the policy: their values are news.
pub(super) fn is_clock(node: &Node) -> bool {
    matches!(node.text.as_str(), "today" | "now")
}

/// The name with the title beside it.
pub(super) fn name(node: &Node, legend: &Legend<'_>) -> Line {
    let shown = node.path.as_deref().unwrap_or(&node.text);
    let mut line = Line::of(Role::Path, cut(shown, TEXT_COLUMNS));
    if let Some(title) = legend.title_of(node) {
        line.push(Role::Dim, format!(" {title}"));
    }
    line
}

/// The value with its unit, and since when it holds.
pub(super) fn value(node: &Node, legend: &Legend<'_>) -> Line {
    let mut line = match (&node.value, &node.error) {
        (_, Some(error)) => Line::of(Role::Bad, error),
        (Some(value), None) if node.unknown => Line::of(Role::Unknown, value),
        (Some(value), None) => Line::of(Role::Value, value),
        (None, None) => Line::of(Role::Dim, legend.say(&msg!("verdict.not-needed"))),
    };
    let is_number = node.value.as_deref().is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit() || c == '-'));
    if is_number && let Some(unit) = legend.counted_in(node) {
        line.push(Role::Dim, format!(" {unit}"));
    }
    if let Some(since) = &node.since {
        line.push(Role::Dim, format!(" ({})", legend.say(&msg!("verdict.since", day = since))));
    }
    line
}

/// What the operands were worked out from: `where joined_on 2022-09-01`.
fn leaves(operands: &[&Node], legend: &Legend<'_>) -> Line {
    let mut found: Vec<&Node> = Vec::new();
    for operand in operands {
        operand.children.iter().for_each(|child| collect_leaves(child, &mut found));
    }
    let mut line = Line::default();
    for (i, leaf) in found.iter().take(LEAVES).enumerate() {
        let before =
            if i == 0 { format!("{} ", legend.say(&msg!("verdict.where"))) } else { legend.comma().to_owned() };
        line.push(Role::Dim, before);
        line.append(name(leaf, legend));
        line.push(Role::Plain, " ");
        line.append(value(leaf, legend));
    }
    if found.len() > LEAVES {
        line.push(Role::Dim, ", …");
    }
    line
}

fn collect_leaves<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    if node.value.is_none() || found.len() > LEAVES {
        return;
    }
    let named = matches!(node.kind, NodeKind::Fact | NodeKind::Param) || is_clock(node);
    if named && !found.iter().any(|n| n.text == node.text && n.path == node.path) {
        found.push(node);
    }
    if !named {
        node.children.iter().for_each(|child| collect_leaves(child, found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_that_did_not_hold_is_turned_round() {
        assert_eq!(opposite(">="), "<");
        assert_eq!(opposite("≤"), ">");
        assert_eq!(opposite("is normal"), "is not normal");
        assert_eq!(opposite("is not normal"), "is normal");
        assert_eq!(opposite("is present"), "is absent");
        assert_eq!(opposite("in 0..5"), "not in 0..5");
        assert_eq!(opposite("not in"), "in");
    }
}
