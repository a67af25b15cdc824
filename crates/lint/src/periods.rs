//! Parameters that have no value on a day though what is in force reads them.

use std::collections::HashSet;

use zhun::check::checked::{Checked, DefineId, Expr, ExprKind};
use zhun::diagnostic::{Code, Diagnostic};
use zhun::model::{Date, ParamDef, ParamId};
use zhun::syntax::ast::{self, ItemKind};

use crate::msg;
use crate::written::{each_item, policy};

/// The parameters without a value on a day that some rule in force that day reads.
pub fn look(checked: &Checked, files: &[&ast::File], today: Date) -> Vec<Diagnostic> {
    let missing: Vec<(ParamId, &ParamDef)> =
        checked.schema.params.iter().filter(|(_, param)| param.is_dated() && param.on(today).is_none()).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let read = read_on(checked, today);
    let mut found = Vec::new();
    for (_, param) in missing.into_iter().filter(|(id, _)| read.contains(id)) {
        let Some(name) = name(files, param) else { continue };
        let ended = param.history.iter().filter_map(|(span, _)| span.through).filter(|end| *end < today).max();
        let begins = param.history.iter().filter_map(|(span, _)| span.from).filter(|from| *from > today).min();
        let message = match (ended, begins) {
            (Some(end), None) => msg!("no-value-today.expired", name = param.name, today = today, end = end),
            (None, Some(begin)) => msg!("no-value-today.future", name = param.name, today = today, begin = begin),
            _ => msg!("no-value-today", name = param.name, today = today),
        };
        found.push(Diagnostic::new(Code::NoValueToday, name.span, message).help(msg!("no-value-today.help")));
    }
    found
}

fn name<'f>(files: &[&'f ast::File], param: &ParamDef) -> Option<&'f ast::Name> {
    let files = files.iter().filter(|file| policy(file) == *param.policy);
    files.flat_map(|file| each_item(file)).find_map(|item| match &item.kind {
        ItemKind::Param(written) if *written.name.text == *param.name => Some(&written.name),
        _ => None,
    })
}

/// The parameters that the rules in force on a day read, through defines and other decisions too.
fn read_on(checked: &Checked, today: Date) -> HashSet<ParamId> {
    let mut reading = Reading { checked, params: HashSet::new(), defines: HashSet::new() };
    for (_, decision) in checked.decisions.iter().filter(|(_, decision)| decision.effective.contains(today)) {
        for rule in decision.rules.iter().filter(|rule| rule.effective.contains(today)) {
            rule.expressions().for_each(|expr| reading.expr(expr));
        }
    }
    reading.params
}

struct Reading<'c> {
    checked: &'c Checked,
    params: HashSet<ParamId>,
    defines: HashSet<DefineId>,
}

impl Reading<'_> {
    fn expr(&mut self, expr: &Expr) {
        let mut defines = Vec::new();
        expr.each(&mut |part| match &part.kind {
            ExprKind::Param(id) => drop(self.params.insert(*id)),
            ExprKind::Define(id) | ExprKind::Call(id, _) => defines.push(*id),
            _ => {}
        });
        for id in defines {
            if self.defines.insert(id) {
                let checked = self.checked;
                self.expr(&checked.defines[id].body);
            }
        }
    }
}
