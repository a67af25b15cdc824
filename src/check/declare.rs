//! Enters every name of every policy, and brings the used ones over. It looks at no type and no expression.

use std::sync::Arc;

use super::checked::{self, Expr, ExprKind, Frame, Source, Template};
use super::report::{did_you_mean, duplicate, repeated};
use super::scope::{Entry, Scope, Symbol};
use super::{Checker, Declared, Meaning};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{
    Calendar, DateSpan, EnumDef, EnumShape, FactDef, Field, Localised, ParamDef, RecordDef, Type, TypeKind, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, Name};

impl<'a> Checker<'a> {
    /// Enters all names, then the used ones.
    pub(super) fn declare(&mut self, files: &[&'a ast::File]) {
        for file in files {
            if let Some(policy) = self.policy_of(file) {
                for item in &file.items {
                    self.declare_item(&policy, item);
                }
            }
        }
        let mut uses = Vec::new();
        for file in files {
            let Some(policy) = &file.policy else { continue };
            for item in &file.items {
                if let ItemKind::Use(used) = &item.kind {
                    self.bring(&policy.text(), used);
                    uses.push((policy.text(), used));
                }
            }
        }
        self.check_circular_use(&uses);
    }

    fn policy_of(&mut self, file: &ast::File) -> Option<Arc<str>> {
        let Some(name) = &file.policy else {
            // Where the first item could not be read, that item may be the header.
            if !file.incomplete {
                let start = Span::new(file.id, 0, 0);
                self.report(
                    Diagnostic::new(Code::MissingPolicy, start, msg!("missing-policy"))
                        .label(msg!("missing-policy.label"))
                        .help(msg!("missing-policy.help")),
                );
            }
            return None;
        };
        self.spans.headers.insert(file.id, name.span);
        let policy: Arc<str> = name.text().into();
        let entry = self.scopes.policies.entry(policy.clone());
        let index = u32::try_from(entry.index()).unwrap_or(u32::MAX);
        entry.or_default().incomplete |= file.incomplete;
        let whole = Name { text: name.text(), span: name.span };
        self.note_declared(&whole, Meaning::Policy(index));
        Some(policy)
    }

    fn declare_item(&mut self, policy: &Arc<str>, item: &'a ast::Item) {
        let doc = item.doc.as_deref();
        match &item.kind {
            ItemKind::Policy(name) => {
                let first = self.spans.headers.get(&item.span.file).copied();
                self.report(repeated("policy", name.span, first.unwrap_or(name.span.at_start())));
            }
            ItemKind::Use(_) => {}
            ItemKind::Source(decl) => self.declare_source(policy, decl),
            ItemKind::Facts(fields) => fields.iter().for_each(|field| self.declare_fact(policy, field)),
            ItemKind::Enum(decl) => {
                let id = self.out.schema.types.enums.push(empty_enum(&decl.name.text));
                self.enter_type(policy, &decl.name, TypeKind::Enum(id));
                self.items.enums.push(Declared { policy: policy.clone(), id, item: decl, doc });
            }
            ItemKind::Record(decl) => {
                let id = self.out.schema.types.records.push(empty_record(&decl.name.text));
                self.spans.records.insert(id, decl.name.span);
                self.enter_type(policy, &decl.name, TypeKind::Record(id));
                self.items.records.push(Declared { policy: policy.clone(), id, item: decl, doc });
            }
            ItemKind::Param(decl) => {
                let id = self.out.schema.params.push(empty_param(policy, &decl.name.text, doc));
                self.enter_value(policy, &decl.name, Symbol::Param(id));
                self.items.params.push(Declared { policy: policy.clone(), id, item: decl, doc });
            }
            ItemKind::Define(decl) => {
                let id = self.out.defines.push(empty_define(policy, &decl.name));
                self.enter_value(policy, &decl.name, Symbol::Define(id));
                self.items.defines.push(Declared { policy: policy.clone(), id, item: decl, doc });
            }
            ItemKind::Decision(decl) => {
                let id = self.out.decisions.push(empty_decision(policy, &decl.name));
                self.enter_value(policy, &decl.name, Symbol::Decision(id));
                self.items.decisions.push(Declared { policy: policy.clone(), id, item: decl, doc });
            }
            ItemKind::Calendar(decl) => {
                let id = self.out.calendars.push(empty_calendar(policy, &decl.name.text));
                self.enter_value(policy, &decl.name, Symbol::Calendar(id));
                self.items.calendars.push(Declared { policy: policy.clone(), id, item: decl, doc });
            }
            ItemKind::Sample(decl) => {
                self.note_declared(&decl.name, Meaning::Sample(decl.name.span));
                let scope = self.scopes.policies.entry(policy.clone()).or_default();
                let entry = Entry { item: decl, span: decl.name.span, own: true };
                if let Some(first) = enter(&mut scope.samples, &decl.name, entry) {
                    self.report(duplicate(&decl.name, first));
                }
            }
            ItemKind::Example(decl) => {
                self.items.examples.push(Declared { policy: policy.clone(), id: (), item: decl, doc });
            }
        }
    }

    fn declare_source(&mut self, policy: &Arc<str>, decl: &'a ast::Source) {
        let id = self.out.sources.push(Source {
            policy: policy.clone(),
            name: decl.name.text.as_str().into(),
            title: Localised::default(),
            published: None,
            url: None,
            clauses: Vec::new(),
            span: decl.name.span,
        });
        self.note_declared(&decl.name, Meaning::Source(id));
        let scope = self.scopes.policies.entry(policy.clone()).or_default();
        if let Some(first) = enter(&mut scope.sources, &decl.name, Entry { item: id, span: decl.name.span, own: true })
        {
            self.report(duplicate(&decl.name, first));
        }
        self.items.sources.push(Declared { policy: policy.clone(), id, item: decl, doc: None });
    }

    fn declare_fact(&mut self, policy: &Arc<str>, field: &'a ast::FieldDecl) {
        let name = &field.name.text;
        let id = match self.scopes.facts.get(name) {
            Some(id) => *id,
            None => {
                let id = self.out.schema.facts.push(FactDef { field: empty_field(name), policies: Vec::new() });
                self.scopes.facts.insert(name.clone(), id);
                self.spans.facts.insert(id, field.name.span);
                id
            }
        };
        if self.enter_value(policy, &field.name, Symbol::Fact(id)) {
            self.items.facts.push(Declared { policy: policy.clone(), id, item: field, doc: field.doc.as_deref() });
        }
    }

    /// Whether the name was new.
    fn enter_value(&mut self, policy: &Arc<str>, name: &Name, symbol: Symbol) -> bool {
        self.note_declared_symbol(name, symbol);
        let scope = self.scopes.policies.entry(policy.clone()).or_default();
        let first = enter(&mut scope.values, name, Entry { item: symbol, span: name.span, own: true });
        if let Some(first) = first {
            self.report(duplicate(name, first));
        }
        first.is_none()
    }

    fn enter_type(&mut self, policy: &Arc<str>, name: &Name, kind: TypeKind) {
        if let Some(meaning) = Meaning::of_type(&kind) {
            self.note_declared(name, meaning);
        }
        let scope = self.scopes.policies.entry(policy.clone()).or_default();
        if let Some(first) = enter(&mut scope.types, name, Entry { item: kind, span: name.span, own: true }) {
            self.report(duplicate(name, first));
        }
    }

    /// Brings the names of a `use` into the policy that says it.
    fn bring(&mut self, policy: &str, used: &ast::Use) {
        let from = used.policy.text();
        let policies = &self.scopes.policies;
        let (Some(to), Some(index)) = (policies.get_index_of(policy), policies.get_index_of(from.as_str())) else {
            let diagnostic =
                Diagnostic::new(Code::UnknownPolicy, used.policy.span, msg!("unknown-policy", name = &from))
                    .label(msg!("unknown-policy.label"));
            let names = policies.keys().map(|name| &**name).collect::<Vec<_>>();
            let (diagnostic, found) = did_you_mean(diagnostic, &from, used.policy.span, names);
            self.report(if found { diagnostic } else { diagnostic.help(msg!("unknown-policy.help")) });
            return;
        };
        self.scopes.uses.entry((to, index)).or_insert(used.policy.span);
        self.note(used.policy.span, &from, Meaning::Policy(u32::try_from(index).unwrap_or(u32::MAX)));
        if to == index {
            // A circle of one, reported as such.
            return;
        }
        for name in &used.names {
            self.bring_name(policy, &from, name);
        }
    }

    fn bring_name(&mut self, policy: &str, from: &str, name: &Name) {
        let Some(there) = self.scopes.get(from).filter(|_| !self.is_full()) else { return };
        let value = there.values.get(&name.text).filter(|entry| entry.own).map(|entry| entry.item);
        let kind = there.types.get(&name.text).filter(|entry| entry.own).map(|entry| entry.item.clone());
        if value.is_none() && kind.is_none() {
            if there.incomplete {
                return;
            }
            let mut candidates = own_names(there);
            candidates.sort_unstable();
            let diagnostic = Diagnostic::new(
                Code::UnknownName,
                name.span,
                msg!("unknown-name.used", name = &name.text, policy = from),
            );
            let owner = self.scopes.owner(&name.text, policy).map(str::to_owned);
            let (diagnostic, found) = did_you_mean(diagnostic, &name.text, name.span, candidates);
            self.report(match owner {
                Some(owner) => diagnostic.help(msg!("unknown-name.use.help", name = &name.text, policy = owner)),
                None if found => diagnostic,
                None => diagnostic.help(msg!("unknown-name.used.help", policy = from)),
            });
            return;
        }
        if let Some(symbol) = value {
            self.note_symbol(name.span, &name.text, symbol);
        }
        if let Some(meaning) = kind.as_ref().and_then(Meaning::of_type) {
            self.note(name.span, &name.text, meaning);
        }
        let mut clash = None;
        if let Some(here) = self.scopes.policies.get_mut(policy) {
            if let Some(item) = value {
                let known = here.values.get(&name.text).filter(|entry| entry.item != item).map(|entry| entry.span);
                clash = clash.or(known);
                here.values.entry(name.text.clone()).or_insert(Entry { item, span: name.span, own: false });
            }
            if let Some(item) = kind {
                let known = here.types.get(&name.text).filter(|entry| entry.item != item).map(|entry| entry.span);
                clash = clash.or(known);
                here.types.entry(name.text.clone()).or_insert(Entry { item, span: name.span, own: false });
            }
        }
        if let Some(first) = clash {
            self.report(
                Diagnostic::new(Code::DuplicateName, name.span, msg!("duplicate-name", name = &name.text))
                    .label(msg!("duplicate-name.used.label"))
                    .also(first, msg!("duplicate-name.used.first", name = &name.text))
                    .help(msg!("duplicate-name.help")),
            );
        }
    }

    /// Reports each circle of policies that use each other, once.
    fn check_circular_use(&mut self, uses: &[(String, &ast::Use)]) {
        let count = self.scopes.policies.len();
        let mut edges = vec![Vec::new(); count];
        let mut pairs: Vec<_> = self.scopes.uses.keys().copied().collect();
        pairs.sort_unstable();
        for (from, to) in pairs {
            if let Some(edges) = edges.get_mut(from) {
                edges.push(to);
            }
        }
        for circle in super::order::circles(&edges) {
            let names: Vec<_> = circle
                .iter()
                .filter_map(|i| self.scopes.policies.get_index(*i))
                .map(|(name, _)| name.clone())
                .collect();
            let mut places = uses.iter().filter(|(policy, used)| {
                names.iter().any(|name| **name == **policy) && names.iter().any(|name| **name == used.policy.text())
            });
            let Some((_, first)) = places.next() else { continue };
            let path =
                names.iter().chain(names.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
            if names.len() == 1 {
                for used in std::iter::once(*first).chain(places.map(|(_, used)| *used)) {
                    let name = used.policy.text();
                    self.report(
                        Diagnostic::new(Code::CircularUse, used.policy.span, msg!("circular-use.self", policy = name))
                            .help(msg!("circular-use.self.help")),
                    );
                }
                continue;
            }
            let mut diagnostic =
                Diagnostic::new(Code::CircularUse, first.policy.span, msg!("circular-use", path = path))
                    .label(msg!("circular-use.label"))
                    .help(msg!("circular-use.help"));
            for (_, used) in places {
                diagnostic = diagnostic.also(used.policy.span, msg!("circular-use.also"));
            }
            self.report(diagnostic);
        }
    }
}

fn own_names<'n>(scope: &'n Scope<'_>) -> Vec<&'n str> {
    let values = scope.values.iter().filter(|(_, entry)| entry.own).map(|(name, _)| name.as_str());
    let types = scope.types.iter().filter(|(_, entry)| entry.own).map(|(name, _)| name.as_str());
    values.chain(types).collect()
}

/// Enters a name; gives the place of the first one where it is taken.
fn enter<T>(map: &mut indexmap::IndexMap<String, Entry<T>>, name: &Name, entry: Entry<T>) -> Option<Span> {
    match map.entry(name.text.clone()) {
        indexmap::map::Entry::Occupied(taken) => Some(taken.get().span),
        indexmap::map::Entry::Vacant(free) => {
            free.insert(entry);
            None
        }
    }
}

fn empty_enum(name: &str) -> EnumDef {
    EnumDef { name: name.into(), shape: EnumShape::Set, words: Vec::new(), groups: Vec::new() }
}

fn empty_record(name: &str) -> RecordDef {
    RecordDef { name: name.into(), fields: Vec::new() }
}

fn empty_field(name: &str) -> Field {
    Field { name: name.into(), ty: TypeKind::Bool.into(), constraint: None, unit: None, title: None, doc: None }
}

fn empty_param(policy: &Arc<str>, name: &str, doc: Option<&str>) -> ParamDef {
    ParamDef {
        policy: policy.clone(),
        name: name.into(),
        ty: TypeKind::Bool.into(),
        constraint: None,
        history: Vec::new(),
        unit: None,
        title: None,
        doc: doc.map(Into::into),
    }
}

fn empty_calendar(policy: &Arc<str>, name: &str) -> Calendar {
    Calendar {
        policy: policy.clone(),
        name: name.into(),
        weekend: Vec::new(),
        holidays: Vec::new(),
        workdays: Vec::new(),
        covers: DateSpan::ALWAYS,
    }
}

fn empty_define(policy: &Arc<str>, name: &Name) -> checked::Define {
    let ty = Type::required(TypeKind::Bool);
    checked::Define {
        policy: policy.clone(),
        name: name.text.as_str().into(),
        params: 0,
        frame: Frame::default(),
        ty: ty.clone(),
        body: Expr { kind: ExprKind::Literal(Value::Bool(false)), ty, span: name.span },
        title: None,
        unit: None,
        cites: Vec::new(),
        interpretations: Vec::new(),
        doc: None,
        span: name.span,
    }
}

fn empty_decision(policy: &Arc<str>, name: &Name) -> checked::Decision {
    checked::Decision {
        policy: policy.clone(),
        name: name.text.as_str().into(),
        title: None,
        outcomes: Vec::new(),
        default_because: Localised::plain(Template::default()),
        default_frame: Frame::default(),
        default_cites: Vec::new(),
        default_interpretations: Vec::new(),
        effective: DateSpan::ALWAYS,
        rules: Vec::new(),
        doc: None,
        span: name.span,
    }
}
