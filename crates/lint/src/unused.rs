//! What is declared and never used.

use std::collections::{HashMap, HashSet};

use zhun::check::checked::{Checked, Cite, DefineId, Expr, ExprKind, Query, SourceId};
use zhun::diagnostic::{Code, Diagnostic, Message};
use zhun::model::{FactId, ParamId};
use zhun::source::{FileId, Span};
use zhun::syntax::ast::{self, ItemKind};

use crate::msg;
use crate::written::{each_item, policy};

/// What the decisions and the defines of some policies use.
#[derive(Default)]
struct Used {
    facts: HashSet<FactId>,
    params: HashSet<ParamId>,
    defines: HashSet<DefineId>,
    sources: HashSet<SourceId>,
    clauses: HashSet<(SourceId, String)>,
}

impl Used {
    fn of(checked: &Checked) -> Self {
        let mut used = Self::default();
        for (_, define) in checked.defines.iter() {
            used.expr(&define.body);
            used.cite(&define.cites);
        }
        for (_, decision) in checked.decisions.iter() {
            let messages =
                std::iter::once(&decision.default_because.plain).chain(decision.default_because.other.values());
            messages.flat_map(|message| message.expressions()).for_each(|expr| used.expr(expr));
            used.cite(&decision.default_cites);
            for rule in &decision.rules {
                rule.expressions().for_each(|expr| used.expr(expr));
                used.cite(&rule.cites);
            }
        }
        for example in &checked.examples {
            if let Query::Value(id) = example.query {
                used.defines.insert(id);
            }
        }
        used
    }

    fn expr(&mut self, expr: &Expr) {
        expr.each(&mut |part| match &part.kind {
            ExprKind::Fact(id) => drop(self.facts.insert(*id)),
            ExprKind::Param(id) => drop(self.params.insert(*id)),
            ExprKind::Define(id) | ExprKind::Call(id, _) => drop(self.defines.insert(*id)),
            _ => {}
        });
    }

    fn cite(&mut self, cites: &[Cite]) {
        for cite in cites {
            self.sources.insert(cite.source);
            self.clauses.extend(cite.clauses().map(|at| (cite.source, at.to_owned())));
        }
    }
}

/// What is declared and never used, in policies that decide something or that others use: of a policy that does neither,
/// nobody here can tell what it is for.
pub fn look(checked: &Checked, files: &[&ast::File]) -> Vec<Diagnostic> {
    let used = Used::of(checked);
    let live = live_policies(files);
    let facts: HashMap<&str, FactId> = checked.schema.facts.iter().map(|(id, it)| (&*it.field.name, id)).collect();
    let params = checked.schema.params.iter().map(|(id, it)| ((&*it.policy, &*it.name), id));
    let params: HashMap<(&str, &str), ParamId> = params.collect();
    let defines: HashMap<Span, DefineId> = checked.defines.iter().map(|(id, it)| (it.span, id)).collect();
    let mut found = Vec::new();
    for file in files {
        let policy = policy(file);
        if !live.contains(&policy) {
            continue;
        }
        let mut report = |code: Code, span: Span, message: Message, help: Message| {
            found.push(Diagnostic::new(code, span, message).help(help));
        };
        for item in each_item(file) {
            match &item.kind {
                ItemKind::Facts(fields) => {
                    for name in fields.iter().map(|field| &field.name) {
                        if facts.get(&*name.text).is_some_and(|id| !used.facts.contains(id)) {
                            report(
                                Code::UnusedFact,
                                name.span,
                                msg!("unused-fact", name = name.text),
                                msg!("unused-fact.help"),
                            );
                        }
                    }
                }
                ItemKind::Param(param) => {
                    let id = params.get(&(policy.as_str(), &*param.name.text));
                    if id.is_some_and(|id| !used.params.contains(id)) {
                        report(
                            Code::UnusedParam,
                            param.name.span,
                            msg!("unused-param", name = param.name.text),
                            msg!("unused-param.help"),
                        );
                    }
                }
                ItemKind::Define(define) => {
                    let id = defines.get(&define.name.span);
                    // A value may be there for hosts to ask for: it has a title for those who read it, or an example, where
                    // examples are looked at.
                    let is_titled = !define.title.is_empty() || checked.examples.is_empty();
                    let is_value = define.params.is_none() && is_titled;
                    if id.is_some_and(|id| !used.defines.contains(id)) && !is_value {
                        report(
                            Code::UnusedDefine,
                            define.name.span,
                            msg!("unused-define", name = define.name.text),
                            msg!("unused-define.help", name = define.name.text),
                        );
                    }
                }
                ItemKind::Source(source) => {
                    let Some((id, _)) = checked.sources.iter().find(|(_, it)| it.span == source.name.span) else {
                        continue;
                    };
                    if !used.sources.contains(&id) {
                        report(
                            Code::UnusedSource,
                            source.name.span,
                            msg!("unused-source", name = source.name.text),
                            msg!("unused-source.help", name = source.name.text),
                        );
                        continue;
                    }
                    let is_cited = |clause: &&ast::PageClause| {
                        clause.left_out.is_none() && !used.clauses.contains(&(id, clause.at.value.clone()))
                    };
                    for clause in source.clauses.iter().filter(is_cited) {
                        let message = msg!("unused-clause", clause = clause.at.value, source = source.name.text);
                        report(Code::UnusedClause, clause.at.span, message, msg!("unused-clause.help"));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// The files whose policies are looked at.
pub fn looked_at(files: &[&ast::File]) -> HashSet<FileId> {
    let live = live_policies(files);
    files.iter().filter(|file| live.contains(&policy(file))).map(|file| file.id).collect()
}

/// Whether a lint is one of these.
pub fn is_one(code: Code) -> bool {
    use Code::{UnusedClause, UnusedDefine, UnusedFact, UnusedParam, UnusedSource};
    matches!(code, UnusedFact | UnusedParam | UnusedDefine | UnusedSource | UnusedClause)
}

/// The policies that decide something, and those that others use.
fn live_policies(files: &[&ast::File]) -> HashSet<String> {
    let mut live = HashSet::new();
    for file in files {
        for item in each_item(file) {
            match &item.kind {
                ItemKind::Decision(_) => drop(live.insert(policy(file))),
                ItemKind::Use(used) => drop(live.insert(used.policy.text())),
                _ => {}
            }
        }
    }
    live
}
