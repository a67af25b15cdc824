//! Defines and decisions in the order of their dependencies, and the circles among them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::checked::{Cite, DefineId};
use super::expr::Body;
use super::report::{Seen, did_you_mean, duplicate_member, words};
use super::scope::Symbol;
use super::types::localised;
use super::walk::each_free_name;
use super::{Checker, Declared, Meaning};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{DecisionId, Id, Localised, Type};
use crate::source::Span;
use crate::syntax::ast;

/// Something whose body is typed: the numbers of defines come first, then those of decisions.
type Node = usize;

/// What each body depends on, by the names in it.
#[derive(Default)]
struct Written {
    /// By names that mean nothing else.
    sure: Vec<Vec<Node>>,
    /// By names that may also be words.
    possible: Vec<Vec<Node>>,
}

impl<'a> Checker<'a> {
    /// Types the bodies of all defines and decisions.
    pub(super) fn check_bodies(&mut self) {
        let decisions = std::mem::take(&mut self.items.decisions);
        for declared in &decisions {
            self.declare_outcomes(declared);
        }
        let defines = std::mem::take(&mut self.items.defines);
        for declared in &defines {
            self.declare_signature(declared);
        }
        self.written = decisions.iter().map(|declared| (declared.id, declared.item)).collect();
        let Written { sure, possible } = self.written_edges(&defines, &decisions);
        let parts = super::order::components(&sure);
        let mut part_of = vec![0; sure.len()];
        for (part, node) in
            parts.iter().enumerate().flat_map(|(part, nodes)| nodes.iter().map(move |node| (part, node)))
        {
            if let Some(place) = part_of.get_mut(*node) {
                *place = part;
            }
        }
        let mut reported = HashSet::new();
        for component in super::order::components(&possible) {
            // A circle of possible edges may be none: those that are sure tell where to begin.
            let mut within: Vec<_> = component.iter().filter_map(|node| part_of.get(*node)).copied().collect();
            within.sort_unstable();
            within.dedup();
            for nodes in within.into_iter().filter_map(|part| parts.get(part)) {
                let circle = match nodes.as_slice() {
                    [node] => sure.get(*node).is_some_and(|to| to.contains(node)),
                    _ => true,
                };
                if circle {
                    self.report_circle(nodes);
                    reported.extend(nodes.iter().copied());
                }
                for node in nodes {
                    self.check_body(*node, circle, &defines, &decisions);
                }
            }
        }
        self.note_bodies();
        self.check_real_circles(&reported);
        self.check_all_depths();
        self.check_calls();
    }

    fn check_body(
        &mut self,
        node: Node,
        in_circle: bool,
        defines: &[Declared<'a, DefineId, ast::Define>],
        decisions: &[Declared<'a, DecisionId, ast::Decision>],
    ) {
        match defines.get(node) {
            // A define in a circle has no type of its own; what uses it stays silent.
            Some(declared) if in_circle => {
                self.typed.insert(declared.id, false);
            }
            Some(declared) => self.check_define(declared),
            None => {
                if let Some(declared) =
                    decisions.get(node - defines.len()).filter(|declared| !self.is_kept(declared.id))
                {
                    self.check_decision(declared);
                }
            }
        }
    }

    /// What each body depends on, by the names in it. A name that is also a word of an enum or an outcome is only
    /// possibly meant: types tell. Circles that this misses are found afterwards.
    fn written_edges(
        &self,
        defines: &[Declared<'a, DefineId, ast::Define>],
        decisions: &[Declared<'a, DecisionId, ast::Decision>],
    ) -> Written {
        let nodes: HashMap<Symbol, Node> = defines
            .iter()
            .map(|declared| Symbol::Define(declared.id))
            .chain(decisions.iter().map(|declared| Symbol::Decision(declared.id)))
            .zip(0..)
            .collect();
        let words: HashSet<&str> = {
            let enums = self.out.schema.types.enums.values().flat_map(|def| def.words.iter().map(|word| &*word.name));
            let outcomes = self.out.decisions.values().flat_map(|d| d.outcomes.iter().map(|outcome| &*outcome.name));
            enums.chain(outcomes).collect()
        };
        let mut edges = Written::default();
        let mut collect = |policy: &str, bound: Vec<&'a str>, bodies: Vec<&'a ast::Expr>| {
            let (mut sure, mut possible) = (Vec::new(), Vec::new());
            let mut bound = bound;
            for body in bodies {
                each_free_name(body, &mut bound, &mut |name| {
                    let symbol = self.scopes.value(policy, name);
                    let Some(node) = symbol.and_then(|symbol| nodes.get(&symbol)).copied() else { return };
                    possible.push(node);
                    if !words.contains(name) {
                        sure.push(node);
                    }
                });
            }
            for (to, all) in [(sure, &mut edges.sure), (possible, &mut edges.possible)] {
                let mut to = to;
                to.sort_unstable();
                to.dedup();
                all.push(to);
            }
        };
        for declared in defines {
            let params = declared.item.params.iter().flatten().map(|param| param.name.text.as_str()).collect();
            collect(&declared.policy, params, vec![&declared.item.value]);
        }
        for declared in decisions {
            collect(&declared.policy, Vec::new(), super::decision::written_expressions(declared.item));
        }
        edges
    }

    fn report_circle(&mut self, nodes: &[Node]) {
        let named: Vec<_> = nodes.iter().map(|node| self.node_name(*node)).collect();
        let Some((first, span)) = named.first().cloned() else { return };
        let path = named.iter().map(|(name, _)| format!("`{name}`")).chain([format!("`{first}`")]);
        let path = path.collect::<Vec<_>>().join(" → ");
        let mut diagnostic = Diagnostic::new(Code::CircularDefinition, span, msg!("circular-definition", path = path))
            .label(msg!("circular-definition.label"))
            .help(msg!("circular-definition.help"));
        for (name, span) in named.iter().skip(1) {
            diagnostic = diagnostic.also(*span, msg!("circular-definition.also", name = name));
        }
        self.report(diagnostic);
    }

    fn node_name(&self, node: Node) -> (Arc<str>, Span) {
        let defines = self.out.defines.len();
        if node < defines {
            let define = &self.out.defines[DefineId::from_index(node)];
            (define.name.clone(), define.span)
        } else {
            let decision = &self.out.decisions[DecisionId::from_index(node - defines)];
            (decision.name.clone(), decision.span)
        }
    }

    /// Circles among what the bodies really refer to.
    // INVARIANT: evaluation relies on there being none.
    fn check_real_circles(&mut self, reported: &HashSet<Node>) {
        for circle in super::order::circles(&self.references()) {
            if !circle.iter().any(|node| reported.contains(node)) {
                self.report_circle(&circle);
            }
        }
    }

    /// Parameters and the written type: what callers need to know.
    fn declare_signature(&mut self, declared: &Declared<'a, DefineId, ast::Define>) {
        let decl = declared.item;
        let mut locals: Vec<(Arc<str>, Type)> = Vec::new();
        let params = decl.params.as_deref().unwrap_or_default();
        let mut seen = Seen::default();
        for param in params {
            if let Some(first) = seen.before(&param.name.text, param.name.span) {
                self.report(duplicate_member(&param.name, first));
            }
            match self.resolve(&declared.policy, &param.ty, &param.name.text) {
                Some(ty) => locals.push((param.name.text.as_str().into(), ty)),
                None => {
                    self.typed.insert(declared.id, false);
                }
            }
        }
        let ty = decl.ty.as_ref().map(|ty| self.resolve(&declared.policy, ty, &decl.name.text));
        match ty {
            Some(Some(ty)) => {
                self.out.defines[declared.id].ty = ty;
                self.signed.insert(declared.id);
            }
            Some(None) => {
                self.typed.insert(declared.id, false);
            }
            None => {}
        }
        let title = self.once("title", &decl.title, |text| text.plain.span).map(localised);
        let unit = self.once("unit", &decl.unit, |text| text.plain.span).map(localised);
        let cites = self.cites(&declared.policy, &decl.cites);
        let define = &mut self.out.defines[declared.id];
        define.params = locals.len();
        define.frame.locals = locals;
        define.title = title;
        define.unit = unit;
        define.cites = cites;
        define.interpretations = decl.interpretations.iter().map(localised).collect::<Vec<Localised>>();
        define.doc = declared.doc.map(Into::into);
    }

    fn check_define(&mut self, declared: &Declared<'a, DefineId, ast::Define>) {
        let id = declared.id;
        if self.typed.get(&id) == Some(&false) {
            return;
        }
        let decl = declared.item;
        let params = self.out.defines[id].frame.locals.clone();
        let due = decl.ty.is_some().then(|| self.out.defines[id].ty.clone());
        let mut body = Body::new(self, declared.policy.clone());
        for (param, (_, ty)) in decl.params.iter().flatten().zip(params) {
            body.bind(&param.name, ty);
        }
        let typed = match &due {
            Some(ty) => body.typed(&decl.value, ty),
            None => body.untyped(&decl.value),
        };
        let frame = std::mem::take(&mut body.frame);
        let Some(typed) = typed else {
            // A written type serves those who use it all the same.
            self.typed.insert(id, due.is_some());
            return;
        };
        let define = &mut self.out.defines[id];
        define.ty = due.unwrap_or_else(|| typed.ty.clone());
        define.body = typed;
        define.frame = frame;
        let fine = self.check_define_depth(id);
        self.typed.insert(id, fine);
        if fine {
            self.remember_what_it_tells(id);
        }
    }

    /// Citations, each of a source that there is.
    pub(super) fn cites(&mut self, policy: &str, written: &[ast::Cite]) -> Vec<Cite> {
        let mut cites = Vec::with_capacity(written.len());
        for cite in written {
            let Some(scope) = self.scopes.get(policy).filter(|_| !self.is_full()) else { continue };
            let name = &cite.source;
            if let Some(entry) = scope.sources.get(&name.text) {
                let made = Cite { source: entry.item, at: cite.at.value.as_str().into() };
                self.note(name.span, &name.text, Meaning::Source(made.source));
                self.note_clauses(made.source, &cite.at, false);
                self.check_clauses(&made, &cite.at);
                cites.push(made);
                continue;
            }
            let diagnostic =
                Diagnostic::new(Code::UnknownName, name.span, msg!("unknown-name.source", name = &name.text));
            let names: Vec<_> = scope.sources.keys().map(String::as_str).collect();
            let (diagnostic, found) = did_you_mean(diagnostic, &name.text, name.span, names);
            if found || !scope.incomplete {
                self.report(diagnostic.help(msg!("unknown-name.source.help", name = &name.text)));
            }
        }
        cites
    }

    /// Whether the page has the clauses that are cited, where the policy lists them.
    fn check_clauses(&mut self, cite: &Cite, written: &ast::Text) {
        let source = &self.out.sources[cite.source];
        if source.clauses.is_empty() {
            return;
        }
        let name = source.name.clone();
        let problems: Vec<_> = if cite.clauses().next().is_none() {
            vec![msg!("unknown-clause.none", source = name)]
        } else {
            let unknown = cite.clauses().filter(|at| source.clause(at).is_none());
            unknown.map(|at| msg!("unknown-clause", at = at, source = name)).collect()
        };
        let clauses = words(source.clauses.iter().map(|clause| &*clause.at), 30);
        let listed = source.span;
        for problem in problems {
            self.report(
                Diagnostic::new(Code::UnknownClause, written.span, problem)
                    .help(msg!("unknown-clause.help", clauses = clauses))
                    .also(listed, msg!("unknown-clause.also", source = name)),
            );
        }
    }
}
