//! Samples and examples.

use std::sync::Arc;

use super::checked::{Example, Expected, Query};
use super::constant::merge;
use super::report::{Seen, did_you_mean, given_twice, missing, words};
use super::scope::Symbol;
use super::{Checker, Declared, Meaning};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{Cell, DecisionId, FactId, Field, ParamId, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::{self, ExpectKind, Name};

/// Facts of an example, by slot, in the order in which they were set.
type Given = Vec<(FactId, Cell)>;

impl<'a> Checker<'a> {
    pub(super) fn check_examples(&mut self) {
        // Every sample is checked once, used or not.
        let policies: Vec<_> = self
            .scopes
            .policies
            .iter()
            .map(|(policy, scope)| (policy.clone(), scope.samples.values().map(|entry| entry.item).collect::<Vec<_>>()))
            .collect();
        for (policy, samples) in policies {
            for sample in samples {
                let mut given = Given::new();
                self.set_facts(&policy, &sample.facts, &mut given);
            }
        }
        for declared in std::mem::take(&mut self.items.examples) {
            if let Some(example) = self.check_example(&declared) {
                self.out.examples.push(example);
            }
        }
    }

    fn check_example(&mut self, declared: &Declared<'a, (), ast::Example>) -> Option<Example> {
        if self.is_full() {
            return None;
        }
        let decl = declared.item;
        let policy = &declared.policy;
        let query = self.query(policy, &decl.query);
        let today = self.once("today", &decl.today, |(_, span)| *span).map(|(date, _)| *date);
        let now = self.once("now", &decl.now, |(_, span)| *span).map(|(at, _)| *at);
        self.check_days(decl);
        let mut facts = Given::new();
        if let Some(given) = self.once("given", &decl.given, |given| given.span) {
            self.given(policy, given, &mut facts);
        }
        let mut params = Vec::new();
        for block in &decl.params {
            self.set_params(policy, block, &mut params);
        }
        let title: Arc<str> = decl.title.value.as_str().into();
        let Some(expect) = self.once("expect", &decl.expect, |expect| expect.span) else {
            let owner = msg!("owner.example", title = title);
            self.report(missing("expect", owner, decl.title.span, msg!("missing-clause.expect")));
            return None;
        };
        let expected = self.expected(policy, query?, expect)?;
        let obliges = self.once("obliges", &decl.obliges, |(_, span)| *span).map(|(names, _)| names.as_slice());
        let obliges = obliges.map(|names| self.obliges(query?, names));
        let obliges = match obliges {
            Some(names) => Some(names?),
            None => None,
        };
        Some(Example {
            policy: policy.clone(),
            query: query?,
            title,
            today: today.or(now.map(|now| now.date())),
            now,
            facts,
            params,
            expect: expected,
            obliges,
            span: decl.query.span.to(decl.title.span),
            expect_span: expect.span,
        })
    }

    /// A moment has a day of its own, so that a day beside it can only say the same.
    fn check_days(&mut self, decl: &ast::Example) {
        let (Some((today, span)), Some((now, moment))) = (decl.today.first(), decl.now.first()) else { return };
        if *today != now.date() {
            let (today, day) = (today.to_string(), now.date().to_string());
            self.report(
                Diagnostic::new(Code::ExampleDaysDiffer, *span, msg!("example-days-differ", today = today, day = day))
                    .also(*moment, msg!("example-days-differ.now", day = day))
                    .help(msg!("example-days-differ.help", day = day)),
            );
        }
    }

    fn query(&mut self, policy: &str, name: &Name) -> Option<Query> {
        let symbol = self.scopes.value(policy, &name.text);
        if let Some(symbol) = symbol {
            self.note_symbol(name.span, &name.text, symbol);
        }
        match symbol {
            Some(Symbol::Decision(id)) => return Some(Query::Decision(id)),
            Some(Symbol::Define(id)) if self.out.defines[id].params == 0 => {
                return (self.typed.get(&id) == Some(&true)).then_some(Query::Value(id));
            }
            Some(symbol) => {
                let what = match symbol {
                    Symbol::Define(_) => "@kind.function",
                    other => other.what(),
                };
                self.report(
                    Diagnostic::new(
                        Code::NotAValue,
                        name.span,
                        msg!("not-a-value.query", name = name.text, what = what),
                    )
                    .help(msg!("not-a-value.query.help")),
                );
                return None;
            }
            None => {}
        }
        let scope = self.scopes.get(policy)?;
        let diagnostic = Diagnostic::new(Code::UnknownName, name.span, msg!("unknown-name.query", name = name.text));
        let candidates = scope.values.iter().filter(|(_, e)| matches!(e.item, Symbol::Decision(_) | Symbol::Define(_)));
        let candidates: Vec<_> = candidates.map(|(name, _)| name.as_str()).collect();
        let (diagnostic, found) = did_you_mean(diagnostic, &name.text, name.span, candidates);
        if found || !scope.incomplete {
            self.report(diagnostic.help(msg!("not-a-value.query.help")));
        }
        None
    }

    fn given(&mut self, policy: &str, given: &'a ast::Given, facts: &mut Given) {
        if let Some(name) = &given.sample {
            let Some(scope) = self.scopes.get(policy) else { return };
            match scope.samples.get(&name.text).map(|entry| entry.item) {
                Some(sample) => {
                    self.note(name.span, &name.text, Meaning::Sample(sample.name.span));
                    // Its problems were reported where it stands.
                    let before = self.diagnostics.len();
                    self.set_facts(policy, &sample.facts, facts);
                    self.diagnostics.truncate(before);
                }
                None => {
                    let names: Vec<_> = scope.samples.keys().map(String::as_str).collect();
                    let diagnostic =
                        Diagnostic::new(Code::UnknownName, name.span, msg!("unknown-name.sample", name = name.text));
                    let (diagnostic, found) = did_you_mean(diagnostic, &name.text, name.span, names);
                    if found || !scope.incomplete {
                        self.report(diagnostic.help(msg!("unknown-name.sample.help", name = name.text)));
                    }
                }
            }
        }
        self.set_facts(policy, &given.with, facts);
        for path in &given.without {
            self.take_away(path, facts);
        }
    }

    /// Sets facts, each by a path from its name on; what they set of records is laid over what was there.
    fn set_facts(&mut self, policy: &str, written: &[ast::FieldValue], facts: &mut Given) {
        let mut seen = Seen::default();
        for value in written {
            let Some((name, rest)) = value.path.parts.split_first() else { continue };
            if let Some(first) = seen.before(value.path.text(), value.path.span) {
                self.report(given_twice(&value.path.text(), value.path.span, first));
                continue;
            }
            let Some(id) = self.fact(name) else { continue };
            let field = self.out.schema.facts[id].field.clone();
            self.note_whole_path(&field.ty, Symbol::Fact(id), &value.path.parts);
            let Some((_, cell)) =
                self.path_constant(policy, std::slice::from_ref(&field), &value.path.parts, &value.value)
            else {
                continue;
            };
            match facts.iter_mut().find(|(fact, _)| *fact == id) {
                Some((_, place)) if !rest.is_empty() => merge(place, cell),
                Some((_, place)) => *place = cell,
                None => facts.push((id, cell)),
            }
        }
    }

    /// A fact of any policy: facts form one flat input.
    fn fact(&mut self, name: &Name) -> Option<FactId> {
        if let Some(id) = self.scopes.facts.get(&name.text) {
            return Some(*id);
        }
        if self.is_full() {
            return None;
        }
        let names: Vec<_> = self.scopes.facts.keys().map(String::as_str).collect();
        let diagnostic = Diagnostic::new(Code::UnknownName, name.span, msg!("unknown-name.fact", name = name.text));
        let (diagnostic, found) = did_you_mean(diagnostic, &name.text, name.span, names);
        let incomplete = self.scopes.policies.values().any(|scope| scope.incomplete);
        if found || !incomplete {
            self.report(diagnostic.help(msg!("unknown-name.fact.help", name = name.text)));
        }
        None
    }

    /// Makes a fact, or a field of one, unknown.
    fn take_away(&mut self, path: &ast::DottedName, facts: &mut Given) {
        let Some((name, rest)) = path.parts.split_first() else { return };
        let Some(id) = self.fact(name) else { return };
        let mut ty = self.out.schema.facts[id].field.ty.clone();
        self.note_whole_path(&ty, Symbol::Fact(id), &path.parts);
        if rest.is_empty() {
            facts.retain(|(fact, _)| *fact != id);
            return;
        }
        let mut indices = Vec::with_capacity(rest.len());
        let mut before = name;
        for part in rest {
            if self.is_broken(&ty.kind) {
                return;
            }
            let TypeKind::Record(id) = ty.kind else {
                let diagnostic = self.no_fields(before, &ty);
                return self.report(diagnostic);
            };
            let fields = &self.out.schema.types.records[id].fields;
            let Some((index, field)) = fields.iter().enumerate().find(|(_, field)| *field.name == part.text) else {
                let diagnostic = self.unknown_field(part, fields);
                return self.report(diagnostic);
            };
            before = part;
            indices.push(index);
            ty = field.ty.clone();
        }
        if let Some((_, cell)) = facts.iter_mut().find(|(fact, _)| *fact == id) {
            forget(cell, &indices);
        }
    }

    fn set_params(&mut self, policy: &str, written: &[ast::FieldValue], params: &mut Vec<(ParamId, Cell)>) {
        let mut seen = Seen::default();
        for value in written {
            let Some(name) = value.path.parts.first() else { continue };
            if let Some(first) = seen.before(value.path.text(), value.path.span) {
                self.report(given_twice(&value.path.text(), value.path.span, first));
                continue;
            }
            let Some(Symbol::Param(id)) = self.scopes.value(policy, &name.text) else {
                self.report_no_param(policy, name);
                continue;
            };
            let ty = self.out.schema.params[id].ty.clone();
            self.note_whole_path(&ty, Symbol::Param(id), &value.path.parts);
            let param = &self.out.schema.params[id];
            let field = Field {
                name: param.name.clone(),
                ty: param.ty.clone(),
                constraint: param.constraint.clone(),
                unit: None,
                title: None,
                doc: None,
            };
            let set = self.path_constant(policy, std::slice::from_ref(&field), &value.path.parts, &value.value);
            let Some((_, cell)) = set else { continue };
            match params.iter_mut().find(|(param, _)| *param == id) {
                Some((_, place)) => merge(place, cell),
                None => params.push((id, cell)),
            }
        }
    }

    fn report_no_param(&mut self, policy: &str, name: &Name) {
        let Some(scope) = self.scopes.get(policy) else { return };
        let known = scope.values.iter().filter(|(_, entry)| matches!(entry.item, Symbol::Param(_)));
        let names: Vec<_> = known.map(|(name, _)| name.as_str()).collect();
        let diagnostic = Diagnostic::new(Code::UnknownName, name.span, msg!("unknown-name.param", name = name.text));
        let (diagnostic, found) = did_you_mean(diagnostic, &name.text, name.span, names);
        if found || !scope.incomplete {
            self.report(diagnostic.help(msg!("unknown-name.param.help", name = name.text)));
        }
    }

    fn expected(&mut self, policy: &str, query: Query, expect: &ast::Expect) -> Option<Expected> {
        match (&expect.kind, query) {
            (ExpectKind::Undetermined { needs }, _) => Some(Expected::Undetermined {
                needs: match needs {
                    Some(needs) => Some(self.needs(policy, needs)?),
                    None => None,
                },
            }),
            (ExpectKind::NotInForce, Query::Decision(_)) => Some(Expected::NotInForce),
            (ExpectKind::NotInForce, Query::Value(_)) => {
                self.bad_expectation(expect.span, "bad-expectation.not-in-force");
                None
            }
            (ExpectKind::Error, _) => Some(Expected::Error),
            (ExpectKind::Value { value, because }, Query::Decision(id)) => {
                self.expected_outcome(id, value, because.as_deref())
            }
            (ExpectKind::Value { value, because }, Query::Value(id)) => {
                if because.is_some() {
                    self.bad_expectation(expect.span, "bad-expectation.because-value");
                }
                let ty = self.out.defines[id].ty.clone();
                self.constant(policy, value, &ty, None).map(Expected::Value)
            }
        }
    }

    fn bad_expectation(&mut self, span: Span, key: &'static str) {
        let help = match key {
            "bad-expectation.outcome" => msg!("bad-expectation.help"),
            _ => msg!("bad-expectation.value.help"),
        };
        self.report(Diagnostic::new(Code::BadExpectation, span, crate::diagnostic::Message::new(key)).help(help));
    }

    fn expected_outcome(&mut self, id: DecisionId, value: &ast::Expr, because: Option<&[Name]>) -> Option<Expected> {
        let ast::ExprKind::Name(word) = &value.kind else {
            self.bad_expectation(value.span, "bad-expectation.outcome");
            return None;
        };
        let decision = &self.out.decisions[id];
        let Some(outcome) = decision.outcomes.iter().position(|outcome| *outcome.name == **word) else {
            let diagnostic = self.unknown_outcome(id, word, value.span);
            self.report(diagnostic);
            return None;
        };
        self.note_outcome(id, word, value.span, false);
        let outcome = u8::try_from(outcome).ok()?;
        let because = match because {
            Some(names) => Some(self.expected_rules(id, outcome, names)?),
            None => None,
        };
        Some(Expected::Outcome { outcome, because })
    }

    fn expected_rules(&mut self, id: DecisionId, outcome: u8, names: &[Name]) -> Option<Vec<usize>> {
        let mut rules = Vec::with_capacity(names.len());
        let mut whole = true;
        for name in names {
            let written = self.written_rules(id).find(|rule| rule.name.text == name.text).map(|rule| rule.name.span);
            if let Some(rule) = written {
                self.note(name.span, &name.text, Meaning::Rule(rule));
            }
            let decision = &self.out.decisions[id];
            match decision.rules.iter().enumerate().find(|(_, rule)| *rule.name == name.text) {
                Some((index, rule)) if rule.outcome == outcome => rules.push(index),
                Some((_, rule)) => {
                    let due = decision.outcomes.get(usize::from(rule.outcome)).map(|o| o.name.to_string());
                    self.report(
                        Diagnostic::new(
                            Code::BadExpectation,
                            name.span,
                            msg!("bad-expectation.rule-outcome", rule = name.text, outcome = due.unwrap_or_default()),
                        )
                        .help(match decision.outcomes.first().filter(|_| outcome == 0) {
                            Some(default) => msg!("bad-expectation.default.help", word = default.name),
                            None => msg!("bad-expectation.rule-outcome.help"),
                        }),
                    );
                    whole = false;
                }
                // A rule that was reported is not among the checked ones.
                None if self.written_rules(id).any(|rule| rule.name.text == name.text) => whole = false,
                None => {
                    let names: Vec<_> = decision.rules.iter().map(|rule| &*rule.name).collect();
                    let diagnostic = Diagnostic::new(
                        Code::UnknownName,
                        name.span,
                        msg!("unknown-name.rule", name = name.text, decision = decision.name),
                    );
                    let (diagnostic, found) = did_you_mean(diagnostic, &name.text, name.span, names.iter().copied());
                    let diagnostic = diagnostic.help(match names.is_empty() {
                        true => msg!("unknown-name.rule.none.help"),
                        false => msg!("unknown-name.rule.help", names = words(names, 20)),
                    });
                    if found || !self.scopes.policies.values().any(|scope| scope.incomplete) {
                        self.report(diagnostic);
                    }
                    whole = false;
                }
            }
        }
        rules.sort_unstable();
        rules.dedup();
        whole.then_some(rules)
    }

    /// The rules of a decision as they were written.
    fn written_rules(&self, id: DecisionId) -> impl Iterator<Item = &'a ast::Rule> {
        self.written.get(&id).into_iter().flat_map(|decl| &decl.rules)
    }

    fn needs(&mut self, policy: &str, needs: &[ast::Need]) -> Option<Vec<Arc<str>>> {
        let mut all: Vec<Arc<str>> = Vec::with_capacity(needs.len());
        let mut whole = true;
        for need in needs {
            self.note_need(policy, need);
            match self.unknown_need(policy, need) {
                None => all.push(need.text.as_str().into()),
                Some(diagnostic) => {
                    whole = false;
                    self.report(diagnostic);
                }
            }
        }
        whole.then_some(all)
    }

    /// What is wrong with a need; none where a verdict can print it.
    fn unknown_need(&self, policy: &str, need: &ast::Need) -> Option<Diagnostic> {
        let diagnostic = Diagnostic::new(Code::UnknownName, need.span, msg!("unknown-name.need", name = need.text));
        if let Some(name) = need.text.strip_prefix("param ") {
            let params = || self.out.schema.params.values().map(|param| &*param.name);
            let known =
                matches!(self.scopes.value(policy, name), Some(Symbol::Param(_))) || params().any(|p| p == name);
            if !known && self.scopes.facts.contains_key(name) {
                return Some(
                    Diagnostic::new(Code::UnknownName, need.span, msg!("unknown-name.param", name = name))
                        .help(msg!("unknown-name.need.fact.help", name = name)),
                );
            }
            return (!known).then(|| near(diagnostic, name, params()).help(msg!("unknown-name.need.help")));
        }
        if need.text == "now" {
            return None;
        }
        let mut steps = need.text.split('.').map(|step| step.split('[').next().unwrap_or_default());
        let root = steps.next().unwrap_or_default();
        let Some(id) = self.scopes.facts.get(root) else {
            if let Some(Symbol::Param(_)) = self.scopes.value(policy, root) {
                return Some(
                    Diagnostic::new(Code::UnknownName, need.span, msg!("unknown-name.fact", name = root))
                        .help(msg!("unknown-name.need.param.help", name = root)),
                );
            }
            let facts = self.scopes.facts.keys().map(String::as_str);
            return Some(near(diagnostic, root, facts).help(msg!("unknown-name.need.help")));
        };
        let mut ty = &self.out.schema.facts[*id].field.ty;
        let mut before = Name { text: root.to_owned(), span: need.span };
        for step in steps {
            while let TypeKind::List(element) = &ty.kind {
                ty = element;
            }
            if self.is_broken(&ty.kind) {
                return None;
            }
            let TypeKind::Record(id) = ty.kind else { return Some(self.no_fields(&before, ty)) };
            before = Name { text: step.to_owned(), span: need.span };
            let fields = &self.out.schema.types.records[id].fields;
            let Some(field) = fields.iter().find(|field| *field.name == *step) else {
                let diagnostic = Diagnostic::new(Code::UnknownField, need.span, msg!("unknown-field", name = step));
                let names = || fields.iter().map(|field| &*field.name);
                return Some(match fields.is_empty() {
                    true => diagnostic.help(msg!("unknown-field.none.help")),
                    false => {
                        near(diagnostic, step, names()).help(msg!("unknown-field.help", names = words(names(), 12)))
                    }
                });
            };
            ty = &field.ty;
        }
        None
    }

    fn obliges(&mut self, query: Query, names: &[Name]) -> Option<Vec<Arc<str>>> {
        let Query::Decision(id) = query else {
            if let Some(name) = names.first() {
                self.bad_expectation(name.span, "bad-expectation.obliges-value");
            }
            return None;
        };
        let mut all: Vec<Arc<str>> = Vec::with_capacity(names.len());
        let mut whole = true;
        for name in names {
            self.note_duty(id, name, false);
            let duties = self.out.decisions[id].rules.iter().flat_map(|rule| &rule.obligations);
            let known: Vec<_> = duties.map(|duty| duty.name.clone()).collect();
            if known.iter().any(|duty| **duty == name.text) {
                all.push(name.text.as_str().into());
                continue;
            }
            whole = false;
            if self.written_rules(id).flat_map(|rule| &rule.obliges).any(|duty| duty.name.text == name.text) {
                continue;
            }
            let diagnostic =
                Diagnostic::new(Code::UnknownName, name.span, msg!("unknown-name.obligation", name = name.text));
            let (diagnostic, _) = did_you_mean(diagnostic, &name.text, name.span, known.iter().map(|duty| &**duty));
            self.report(diagnostic.help(msg!("unknown-name.obligation.help")));
        }
        whole.then_some(all)
    }
}

/// Makes the field under some indices unknown.
fn forget(cell: &mut Cell, path: &[usize]) {
    let Some((index, rest)) = path.split_first() else {
        *cell = Cell::Unknown;
        return;
    };
    if let Cell::Known(Value::Record(fields)) = cell {
        let mut fields = fields.to_vec();
        if let Some(field) = fields.get_mut(*index) {
            forget(field, rest);
        }
        *cell = Value::Record(fields.into()).into();
    }
}

/// Offers a near name as help only: a path has no place of its own for each of its names.
fn near<'n>(diagnostic: Diagnostic, name: &str, candidates: impl Iterator<Item = &'n str>) -> Diagnostic {
    match super::scope::nearest(name, candidates) {
        Some(near) => diagnostic.help(msg!("did-you-mean.help", name = near)),
        None => diagnostic,
    }
}
