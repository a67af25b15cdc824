//! Lists of which every element must be so, and that no example leaves empty: `every` holds of an empty list, which
//! surprises.

use std::collections::HashSet;

use zhun::check::checked::{Checked, Expr, ExprKind, Quantifier, Query};
use zhun::diagnostic::{Code, Diagnostic};
use zhun::model::{Cell, FactId, Value};

use crate::msg;

/// A list among the facts: a fact, and the fields that lead to it.
type Path = (FactId, Vec<u16>);

/// Every `every` over a list of the facts that no example shows empty.
pub fn look(checked: &Checked) -> Vec<Diagnostic> {
    if checked.examples.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut reported: HashSet<Path> = HashSet::new();
    for (id, decision) in checked.decisions.iter() {
        // Of a decision without any example, other tools say so.
        if !checked.examples.iter().any(|example| example.query == Query::Decision(id)) {
            continue;
        }
        let conditions = decision.rules.iter().flat_map(|rule| rule.conditions());
        conditions.for_each(|condition| {
            condition.each(&mut |part| {
                let ExprKind::Quantifier(Quantifier::Every, over, _) = &part.kind else { return };
                let Some(path) = path(checked, &over.list, 0) else { return };
                if !is_shown_empty(checked, &path) && reported.insert(path) {
                    let list = checked.texts.slice(over.list.span);
                    found.push(
                        Diagnostic::new(Code::EmptyListUntested, part.span, msg!("empty-list-untested", list = list))
                            .help(msg!("empty-list-untested.help", list = list)),
                    );
                }
            })
        });
    }
    found
}

/// The fact, or the field of one, that an expression reads.
fn path(checked: &Checked, expr: &Expr, depth: usize) -> Option<Path> {
    match &expr.kind {
        ExprKind::Fact(id) => Some((*id, Vec::new())),
        ExprKind::Field(record, index) => {
            let (fact, mut fields) = path(checked, record, depth)?;
            fields.push(*index);
            Some((fact, fields))
        }
        ExprKind::Define(id) if depth < 16 => path(checked, &checked.defines[*id].body, depth + 1),
        _ => None,
    }
}

fn is_shown_empty(checked: &Checked, (fact, fields): &Path) -> bool {
    let given = checked.examples.iter().flat_map(|example| &example.facts).filter(|(id, _)| id == fact);
    given.into_iter().any(|(_, cell)| {
        let mut cell = cell;
        for field in fields {
            match cell {
                Cell::Known(Value::Record(cells)) => match cells.get(usize::from(*field)) {
                    Some(inner) => cell = inner,
                    None => return false,
                },
                _ => return false,
            }
        }
        matches!(cell, Cell::Known(Value::List(elements)) if elements.is_empty())
    })
}
