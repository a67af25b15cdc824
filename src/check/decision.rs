//! Decisions and their rules.

use indexmap::IndexMap;

use super::checked::{Expr, ExprKind, Frame, LocalId, Obligation, Outcome, Piece, Rule, RuleKind, Template};
use super::expr::Body;
use super::report::{Seen, duplicate_member, missing, repeated};
use super::types::localised;
use super::{Checker, Declared, Meaning};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{DateSpan, DecisionId, Localised, OutcomeSet, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ConditionKind};

type Decl<'a> = Declared<'a, DecisionId, ast::Decision>;

/// All expressions of a decision as they were written, those of its messages too.
pub(super) fn written_expressions(decl: &ast::Decision) -> Vec<&ast::Expr> {
    let mut all = Vec::new();
    fn template<'t>(template: &'t ast::Template, all: &mut Vec<&'t ast::Expr>) {
        all.extend(template.pieces.iter().filter_map(|piece| match piece {
            ast::Piece::Expr(expr) => Some(expr),
            ast::Piece::Text(_) => None,
        }));
    }
    for because in decl.default.iter().filter_map(|default| default.because.as_ref()) {
        template(&because.plain, &mut all);
        because.other.iter().for_each(|(_, other)| template(other, &mut all));
    }
    for rule in &decl.rules {
        all.extend(rule.conditions.iter().map(|condition| &condition.expr));
        all.extend(rule.exceptions.iter().map(|exception| &exception.expr));
        rule.because.iter().for_each(|because| template(&because.template, &mut all));
    }
    all
}

impl<'a> Checker<'a> {
    /// Outcomes and period: what readers of the decision need to know.
    pub(super) fn declare_outcomes(&mut self, declared: &Decl<'a>) {
        let decl = declared.item;
        let owner = || msg!("owner.decision", name = decl.name.text);
        let written = self.once("outcomes", &decl.outcomes, |outcomes| outcomes.span);
        let Some(written) = written else {
            if !self.scopes.is_incomplete(&declared.policy) {
                self.report(missing("outcomes", owner(), decl.name.span, msg!("missing-clause.outcomes")));
            }
            return;
        };
        let mut outcomes = Vec::with_capacity(written.words.len());
        let mut seen = Seen::default();
        for word in &written.words {
            if let Some(first) = seen.before(&word.name.text, word.name.span) {
                self.report(duplicate_member(&word.name, first));
                continue;
            }
            outcomes.push(Outcome {
                name: word.name.text.as_str().into(),
                title: word.title.as_ref().map(localised),
                reserved: word.reserved,
            });
        }
        if outcomes.len() > OutcomeSet::LIMIT {
            self.report(
                Diagnostic::new(
                    Code::TooManyOutcomes,
                    written.span,
                    msg!("too-many-outcomes", count = outcomes.len(), limit = OutcomeSet::LIMIT),
                )
                .help(msg!("too-many-outcomes.help")),
            );
            outcomes.truncate(OutcomeSet::LIMIT);
        }
        let effective = self.effective(&decl.effective);
        if let Some(period) = decl.effective.first() {
            self.spans.effective.insert(declared.id, period.span);
        }
        let decision = &mut self.out.decisions[declared.id];
        decision.outcomes = outcomes;
        decision.effective = effective;
        for word in &written.words {
            self.note_outcome(declared.id, &word.name.text, word.name.span, true);
        }
    }

    fn effective(&mut self, written: &[ast::Period]) -> DateSpan {
        match self.once("effective", written, |period| period.span) {
            Some(period) => self.period(period),
            None => DateSpan::ALWAYS,
        }
    }

    /// The rules, the default and the rest.
    pub(super) fn check_decision(&mut self, declared: &Decl<'a>) {
        let decl = declared.item;
        let title = self.once("title", &decl.title, |text| text.plain.span).map(localised);
        let (because, frame) = self.check_default(declared);
        let mut rules: Vec<Rule> = Vec::with_capacity(decl.rules.len());
        let mut given = OutcomeSet::default();
        // What a rule was meant to give is not known where its word was reported.
        let mut refused = false;
        let mut seen = Seen::default();
        for rule in &decl.rules {
            if let Some(first) = seen.before(&rule.name.text, rule.name.span) {
                self.report(duplicate_member(&rule.name, first));
            }
            let outcome = self.rule_outcome(declared, rule);
            match outcome {
                Some(outcome) => given = given.with(outcome),
                None => refused = true,
            }
            if let Some(rule) = self.check_rule(declared, rule, outcome) {
                rules.push(rule);
            }
        }
        if !refused {
            self.check_outcomes_given(declared, given);
        }
        let (cites, interpretations) = match decl.default.first() {
            Some(default) => {
                (self.cites(&declared.policy, &default.cites), default.interpretations.iter().map(localised).collect())
            }
            None => Default::default(),
        };
        let decision = &mut self.out.decisions[declared.id];
        decision.title = title;
        decision.default_cites = cites;
        decision.default_interpretations = interpretations;
        decision.default_because = because;
        decision.default_frame = frame;
        decision.rules = rules;
        decision.doc = declared.doc.map(Into::into);
        self.check_decision_depth(declared.id);
    }

    fn check_default(&mut self, declared: &Decl<'a>) -> (Localised<Template>, Frame) {
        let decl = declared.item;
        let none = (Localised::plain(Template::default()), Frame::default());
        let Some(default) = self.once("default", &decl.default, |default| default.span) else {
            if !self.scopes.is_incomplete(&declared.policy) {
                let owner = msg!("owner.decision", name = decl.name.text);
                self.report(missing("default", owner, decl.name.span, msg!("missing-clause.default")));
            }
            return none;
        };
        let outcomes = &self.out.decisions[declared.id].outcomes;
        match outcomes.iter().position(|outcome| *outcome.name == default.outcome.text) {
            // Outcomes that are missing altogether are reported as such.
            None if outcomes.is_empty() => {}
            None => {
                let diagnostic = self.unknown_outcome(declared.id, &default.outcome.text, default.outcome.span);
                self.report(diagnostic);
            }
            Some(0) => self.note_outcome(declared.id, &default.outcome.text, default.outcome.span, false),
            Some(_) => {
                let weakest = outcomes.first().map(|outcome| outcome.name.to_string()).unwrap_or_default();
                let name = &default.outcome.text;
                self.report(
                    Diagnostic::new(
                        Code::DefaultNotWeakest,
                        default.outcome.span,
                        msg!("default-not-weakest", name = name, weakest = weakest),
                    )
                    .help(msg!("default-not-weakest.help", name = name, weakest = weakest)),
                );
            }
        }
        let Some(because) = &default.because else {
            let owner = msg!("owner.default", name = decl.name.text);
            self.report(missing("because", owner, default.span, msg!("missing-clause.default-because")));
            return none;
        };
        let versions = std::iter::once((None, &because.plain))
            .chain(because.other.iter().map(|(language, template)| (Some(language), template)));
        let mut body = Body::new(self, declared.policy.clone());
        body.in_message();
        let templates = messages(&mut body, versions);
        (templates, std::mem::take(&mut body.frame))
    }

    fn rule_outcome(&mut self, declared: &Decl<'a>, rule: &ast::Rule) -> Option<u8> {
        let condition = rule.conditions.first()?;
        let Some(word) = &condition.outcome else {
            let write = match condition.kind {
                ConditionKind::Require => msg!("missing-clause.else"),
                ConditionKind::When => msg!("missing-clause.then"),
            };
            let clause = if condition.kind == ConditionKind::Require { "else" } else { "then" };
            self.report(missing(clause, msg!("owner.rule", name = rule.name.text), condition.span, write));
            return None;
        };
        self.note_outcome(declared.id, &word.text, word.span, false);
        let decision = &self.out.decisions[declared.id];
        if decision.outcomes.is_empty() {
            return None;
        }
        let Some(index) = decision.outcomes.iter().position(|outcome| *outcome.name == word.text) else {
            let diagnostic = self.unknown_outcome(declared.id, &word.text, word.span);
            self.report(diagnostic);
            return None;
        };
        let reserved = decision.outcomes.get(index).is_some_and(|outcome| outcome.reserved);
        // A default that is not the weakest is reported as such; which word was meant is not known.
        let default = declared.item.default.first().map(|default| &default.outcome.text);
        if default.map_or(index == 0, |default| *default == word.text) {
            self.report(
                Diagnostic::new(Code::RuleGivesDefault, word.span, msg!("rule-gives-default", word = word.text))
                    .help(msg!("rule-gives-default.help")),
            );
            return None;
        }
        if index == 0 {
            return None;
        }
        if reserved {
            let written = declared.item.outcomes.first().map(|all| all.words.iter()).into_iter().flatten();
            let place = written.map(|other| &other.name).find(|name| name.text == word.text).map(|name| name.span);
            let mut diagnostic = Diagnostic::new(
                Code::ReservedOutcomeGiven,
                word.span,
                msg!("reserved-outcome-given", word = word.text),
            )
            .help(msg!("reserved-outcome-given.help", word = word.text));
            if let Some(place) = place {
                diagnostic = diagnostic.also(place, msg!("reserved-outcome-given.declared"));
            }
            self.report(diagnostic);
        }
        u8::try_from(index).ok()
    }

    fn check_outcomes_given(&mut self, declared: &Decl<'a>, given: OutcomeSet) {
        if self.scopes.is_incomplete(&declared.policy) {
            return;
        }
        let Some(written) = declared.item.outcomes.first().filter(|all| all.words.len() <= OutcomeSet::LIMIT) else {
            return;
        };
        let outcomes = self.out.decisions[declared.id].outcomes.iter().zip(0_u8..).skip(1);
        let default = declared.item.default.first().map(|default| &default.outcome.text);
        let silent = outcomes
            .filter(|(outcome, index)| !outcome.reserved && !given.contains(*index))
            .filter(|(outcome, _)| default.is_none_or(|default| *default != *outcome.name));
        let places = silent.filter_map(|(outcome, _)| {
            written.words.iter().map(|word| &word.name).find(|name| name.text == *outcome.name)
        });
        for name in places.collect::<Vec<_>>() {
            self.report(
                Diagnostic::new(Code::UnreachableOutcome, name.span, msg!("unreachable-outcome", word = name.text))
                    .help(msg!("unreachable-outcome.help", word = name.text))
                    .fix(msg!("unreachable-outcome.fix"), name.span.at_start(), "reserved ")
                    .guessed(),
            );
        }
    }

    fn check_rule(&mut self, declared: &Decl<'a>, rule: &'a ast::Rule, outcome: Option<u8>) -> Option<Rule> {
        self.check_rule_clauses(rule);
        let title = self.once("title", &rule.title, |text| text.plain.span).map(localised);
        let cites = self.cites(&declared.policy, &rule.cites);
        let effective = self.effective(&rule.effective);
        self.note_declared(&rule.name, Meaning::Rule(rule.name.span));
        let mut seen = Seen::default();
        for oblige in &rule.obliges {
            self.note_duty(declared.id, &oblige.name, true);
            if let Some(first) = seen.before(&oblige.name.text, oblige.name.span) {
                self.report(duplicate_member(&oblige.name, first));
            }
        }
        let mut body = Body::new(self, declared.policy.clone());
        body.in_rule();
        let mut exceptions = Vec::with_capacity(rule.exceptions.len());
        let mut whole = true;
        for exception in &rule.exceptions {
            match body.condition(&exception.expr) {
                Some(exception) => {
                    // Exceptions are tested first: where the condition matters, none of them holds.
                    body.assume(&exception, false);
                    exceptions.push(exception);
                }
                None => whole = false,
            }
        }
        let written = rule.conditions.first();
        let typed = written.and_then(|condition| rule_condition(&mut body, &condition.expr));
        body.in_message();
        if let (Some((_, Some(variable))), Some(name)) =
            (&typed, written.and_then(|condition| quantified_variable(&condition.expr)))
        {
            body.show(&name.text, *variable);
        } else if let Some(name) = written.and_then(|condition| quantified_variable(&condition.expr)) {
            // The condition was reported; its variable is not to be reported again.
            let _ = body.bind(name, TypeKind::Bool.into());
            return None;
        }
        let because = messages(&mut body, rule.because.iter().map(|b| (b.language.as_ref(), &b.template)));
        let frame = std::mem::take(&mut body.frame);
        let (condition, _) = typed?;
        if !whole {
            return None;
        }
        Some(Rule {
            name: rule.name.text.as_str().into(),
            title,
            kind: match written?.kind {
                ConditionKind::Require => RuleKind::Require,
                ConditionKind::When => RuleKind::When,
            },
            condition,
            exceptions,
            outcome: outcome?,
            because,
            cites,
            interpretations: rule.interpretations.iter().map(localised).collect::<Vec<Localised>>(),
            effective,
            obligations: rule
                .obliges
                .iter()
                .map(|oblige| Obligation { name: oblige.name.text.as_str().into(), text: localised(&oblige.text) })
                .collect(),
            frame,
            doc: rule.doc.as_deref().map(Into::into),
            span: rule.name.span,
        })
    }

    /// Clauses that a rule must have, and those that it has twice.
    fn check_rule_clauses(&mut self, rule: &ast::Rule) {
        let owner = || msg!("owner.rule", name = rule.name.text);
        if rule.conditions.is_empty() {
            self.report(missing("require", owner(), rule.name.span, msg!("missing-clause.condition")));
        }
        let _ = self.once("require", &rule.conditions, |condition| condition.span);
        let mut because: IndexMap<Option<&str>, Span> = IndexMap::new();
        for clause in &rule.because {
            let language = clause.language.as_ref().map(|name| name.text.as_str());
            match because.get(&language) {
                Some(first) => {
                    let clause_name = language.map_or("because".to_owned(), |language| format!("because {language}"));
                    self.report(repeated(&clause_name, clause.span, *first));
                }
                None => {
                    because.insert(language, clause.span);
                }
            }
        }
        if !because.contains_key(&None) {
            let write = match rule.because.is_empty() {
                true => msg!("missing-clause.because"),
                false => msg!("missing-clause.because-plain"),
            };
            self.report(missing("because", owner(), rule.name.span, write));
        }
        if rule.cites.is_empty() && rule.interpretations.is_empty() {
            self.report(
                Diagnostic::new(Code::UncitedRule, rule.name.span, msg!("uncited-rule", name = rule.name.text))
                    .help(msg!("uncited-rule.help")),
            );
        }
    }
}

/// The condition of a rule, and the variable of its outermost quantifier.
fn rule_condition(body: &mut Body<'_, '_>, expr: &ast::Expr) -> Option<(Expr, Option<LocalId>)> {
    if let ast::ExprKind::Quantifier { kind, over, body: inner } = &expr.kind {
        let (condition, variable) = body.quantifier(*kind, over, inner, expr.span)?;
        return Some((condition, Some(variable)));
    }
    Some((body.condition(expr)?, None))
}

fn quantified_variable(expr: &ast::Expr) -> Option<&ast::Name> {
    match &expr.kind {
        ast::ExprKind::Quantifier { over, .. } => Some(&over.variable),
        _ => None,
    }
}

/// Messages by language; the first without a language is the plain one.
fn messages<'t>(
    body: &mut Body<'_, '_>,
    written: impl Iterator<Item = (Option<&'t ast::Name>, &'t ast::Template)>,
) -> Localised<Template> {
    let mut all = Localised::plain(Template::default());
    let mut plain = false;
    for (language, template) in written {
        let template = message(body, template);
        match language {
            None if plain => {}
            None => {
                all.plain = template;
                plain = true;
            }
            Some(language) => {
                all.other.entry(language.text.as_str().into()).or_insert(template);
            }
        }
    }
    all
}

fn message(body: &mut Body<'_, '_>, template: &ast::Template) -> Template {
    let mut pieces = Vec::with_capacity(template.pieces.len());
    for piece in &template.pieces {
        match piece {
            ast::Piece::Text(text) => pieces.push(Piece::Text(text.as_str().into())),
            ast::Piece::Expr(expr) => {
                if let Some(typed) = body.untyped(expr)
                    && printable(body, &typed)
                {
                    pieces.push(Piece::Expr(typed));
                }
            }
        }
    }
    Template { pieces }
}

/// Reports a record in a message, which has no text of its own.
fn printable(body: &mut Body<'_, '_>, expr: &Expr) -> bool {
    let kind = match &expr.ty.kind {
        TypeKind::List(element) => &element.kind,
        kind => kind,
    };
    let record = matches!(kind, TypeKind::Record(_) | TypeKind::List(_));
    if record && !matches!(expr.kind, ExprKind::Absent) {
        let found = body.checker().type_name(&expr.ty);
        body.checker().report(
            Diagnostic::new(Code::BadOperand, expr.span, msg!("bad-operand.message", kind = found))
                .help(msg!("bad-operand.message.help")),
        );
    }
    !record
}
