//! The names and words that may stand at a place, with what an editor shows of them.

use lsp_types::{CompletionItem, CompletionItemKind};
use zhun::check::checked::Decision;
use zhun::diagnostic::Locale;
use zhun::model::{Localised, RecordId, Type, TypeKind};

use super::before::{Before, Brace};
use crate::index::{self, Decl, Kind};
use crate::types::type_name;
use crate::words::{self, DAYS, FUNCTIONS};

/// What is offered, in order of rank, each label once.
pub struct Offer<'t> {
    pub before: &'t Before<'t>,
    pub locale: Locale,
    items: Vec<CompletionItem>,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    Due,
    Name,
    Function,
    Word,
    Item,
}

fn titled(what: String, title: Option<&Localised>) -> String {
    match title {
        Some(title) if what.is_empty() => title.plain.to_string(),
        Some(title) => format!("{what} {}", title.plain),
        None => what,
    }
}

impl<'t> Offer<'t> {
    pub fn new(before: &'t Before<'t>, locale: Locale) -> Self {
        Self { before, locale, items: Vec::new() }
    }

    /// All of it.
    pub fn items(mut self) -> Vec<CompletionItem> {
        self.items.sort_by(|a, b| a.sort_text.cmp(&b.sort_text));
        self.items
    }

    pub fn add(&mut self, rank: Rank, label: &str, kind: CompletionItemKind, detail: String) {
        if self.items.iter().any(|item| item.label == label) {
            return;
        }
        self.items.push(CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            detail: Some(detail).filter(|detail| !detail.is_empty()),
            sort_text: Some(format!("{}{:04}", rank as u8, self.items.len())),
            ..CompletionItem::default()
        });
    }

    /// A word of the language.
    pub fn word(&mut self, rank: Rank, word: &str) {
        let said = words::said(word, self.locale).unwrap_or_default();
        self.add(rank, word, CompletionItemKind::KEYWORD, said);
    }

    fn type_name(&self, ty: &Type) -> String {
        type_name(&self.before.look.checked, ty)
    }

    /// The words of the enum, or the outcomes of the decision, that something is one of; with groups where a test may
    /// name them. Whether there are any.
    pub fn words_of(&mut self, ty: &Type, groups: bool) -> bool {
        let checked = &self.before.look.checked;
        match ty.kind {
            TypeKind::Enum(id) => {
                let Some(known) = checked.schema.types.enums.get(id) else { return false };
                for word in &known.words {
                    let detail = titled(String::new(), word.title.as_ref());
                    self.add(Rank::Due, &word.name, CompletionItemKind::ENUM_MEMBER, detail);
                }
                for group in known.groups.iter().filter(|_| groups) {
                    let detail = titled(String::new(), group.title.as_ref());
                    self.add(Rank::Due, &group.name, CompletionItemKind::ENUM_MEMBER, detail);
                }
                true
            }
            TypeKind::Outcome(id) => checked.decisions.get(id).is_some_and(|decision| {
                self.outcomes(decision, 0);
                true
            }),
            _ => false,
        }
    }

    fn outcomes(&mut self, decision: &Decision, skip: usize) {
        for outcome in decision.outcomes.iter().skip(skip) {
            let detail = titled(String::new(), outcome.title.as_ref());
            self.add(Rank::Due, &outcome.name, CompletionItemKind::ENUM_MEMBER, detail);
        }
    }

    /// The outcomes of the decision that the place is in, as they are written, from a number on.
    pub fn own_outcomes(&mut self, skip: usize) {
        let before = self.before;
        let Some(start) = (before.first..before.len()).find(|at| before.word(Some(*at)) == Some("outcomes")) else {
            return;
        };
        let known = before.look.checked.decisions.values().find(|decision| {
            decision.span.file == before.file.id() && before.word(Some(before.first + 1)) == Some(&*decision.name)
        });
        let mut names = Vec::new();
        let mut at = start + 1;
        while let Some(name) = before.word(Some(at)) {
            if name != "reserved" || before.word(Some(at + 1)).is_none() {
                names.push(name);
            }
            at += 1;
            while before.token(Some(at)).is_some_and(|(kind, _)| kind == crate::lex::Kind::Text)
                || before.word(Some(at)).is_some_and(|word| word.len() == 2)
            {
                at += 1;
            }
            if before.mark(Some(at)) == Some("<") {
                at += 1;
            } else if name != "reserved" {
                break;
            }
        }
        for name in names.into_iter().skip(skip) {
            let outcomes = known.into_iter().flat_map(|known| &known.outcomes);
            let title = outcomes.into_iter().find(|known| *known.name == *name).and_then(|known| known.title.as_ref());
            self.add(Rank::Due, name, CompletionItemKind::ENUM_MEMBER, titled(String::new(), title));
        }
    }

    /// The fields of a record, or of the records of a list.
    pub fn fields(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::List(element) => self.fields(element),
            TypeKind::Record(id) => self.fields_of(*id),
            _ => {}
        }
    }

    fn fields_of(&mut self, id: RecordId) {
        let records = &self.before.look.checked.schema.types.records;
        for field in records.get(id).into_iter().flat_map(|record| &record.fields) {
            let detail = titled(self.type_name(&field.ty), field.title.as_ref());
            self.add(Rank::Name, &field.name, CompletionItemKind::FIELD, detail);
        }
    }

    /// The names that the policy knows, of some kinds; where a word of an enum is due, only what can be or hold one.
    pub fn known(&mut self, wanted: impl Fn(Kind) -> bool, due: Option<&Type>) {
        for decl in index::visible(self.before.look, self.before.file).iter().filter(|decl| wanted(decl.kind)) {
            self.declared(decl, due);
        }
    }

    fn declared(&mut self, decl: &Decl<'_>, due: Option<&Type>) {
        let look = self.before.look;
        let checked = &look.checked;
        let ty = look.declared_at(decl.name.span).and_then(|meaning| self.before.type_of_meaning(meaning));
        if !fits(ty.as_ref(), due) {
            return;
        }
        let written = ty.as_ref().map(|ty| self.type_name(ty)).unwrap_or_default();
        let name = &*decl.name.text;
        let (kind, detail) = match decl.kind {
            Kind::Fact => {
                let fact = checked.schema.facts.values().find(|fact| *fact.field.name == *name);
                (CompletionItemKind::FIELD, titled(written, fact.and_then(|fact| fact.field.title.as_ref())))
            }
            Kind::Param => {
                let param = checked.schema.params.values().find(|p| *p.name == *name && *p.policy == *decl.policy);
                (CompletionItemKind::CONSTANT, titled(written, param.and_then(|param| param.title.as_ref())))
            }
            Kind::Define => {
                let define = checked.defines.values().find(|define| define.span == decl.name.span);
                let title = define.and_then(|define| define.title.as_ref());
                let params = define.map(|define| self.signature(define)).unwrap_or_default();
                let what = if params.is_empty() { written } else { format!("({}): {written}", params.join(", ")) };
                (CompletionItemKind::FUNCTION, titled(what, title))
            }
            Kind::Decision => {
                let decision = checked.decisions.values().find(|decision| decision.span == decl.name.span);
                let outcomes = decision.into_iter().flat_map(|decision| &decision.outcomes);
                let outcomes: Vec<&str> = outcomes.map(|outcome| &*outcome.name).collect();
                let title = decision.and_then(|decision| decision.title.as_ref());
                (CompletionItemKind::CLASS, titled(outcomes.join(" < "), title))
            }
            Kind::Source => {
                let source = checked.sources.values().find(|source| source.span == decl.name.span);
                (CompletionItemKind::FILE, titled(String::new(), source.map(|source| &source.title)))
            }
            Kind::Enum => (CompletionItemKind::ENUM, words_in(decl)),
            Kind::Record => (CompletionItemKind::STRUCT, words_in(decl)),
            _ => (CompletionItemKind::VALUE, decl.doc.unwrap_or_default().to_owned()),
        };
        self.add(Rank::Name, name, kind, detail);
    }

    /// The parameters of a define as they are written.
    fn signature(&self, define: &zhun::check::checked::Define) -> Vec<String> {
        let params = define.frame.locals.iter().take(define.params);
        params.map(|(name, ty)| format!("{name}: {}", self.type_name(ty))).collect()
    }

    /// The variables that may be used.
    pub fn variables(&mut self, due: Option<&Type>) {
        for at in self.before.variables() {
            self.variable(at, due);
        }
    }

    /// A variable whose token has a number.
    pub fn variable(&mut self, at: usize, due: Option<&Type>) {
        let ty = self.before.variable_type(at);
        if let (Some(name), true) = (self.before.word(Some(at)), fits(ty.as_ref(), due)) {
            let detail = ty.map(|ty| self.type_name(&ty)).unwrap_or_default();
            self.add(Rank::Name, name, CompletionItemKind::VARIABLE, detail);
        }
    }

    /// The functions of the language.
    pub fn functions(&mut self) {
        for (call, key) in FUNCTIONS {
            let name = call.split('(').next().unwrap_or(call);
            let detail = format!("{call}: {}", crate::hover::say(key, &[], self.locale));
            self.add(Rank::Function, name, CompletionItemKind::FUNCTION, detail);
        }
    }

    /// The decision that an example asks for, as it was checked.
    fn asked(&self) -> Option<&'t Decision> {
        let before = self.before;
        match before.type_of_name(before.query()?)?.kind {
            TypeKind::Outcome(id) => before.look.checked.decisions.get(id),
            _ => None,
        }
    }

    /// What may stand where the grammar has a name: whatever stands before it says which.
    pub fn names(&mut self) {
        let before = self.before;
        let last = before.back(1);
        match before.word(last) {
            Some("is") => return self.due_words(),
            Some("not") if before.word(before.back(2)) == Some("is") => return self.due_words(),
            Some("then" | "else") => return self.own_outcomes(1),
            Some("default") => return self.own_outcomes(0),
            Some("cite") => return self.known(|kind| kind == Kind::Source, None),
            Some("oblige") => return self.duties(before.word(Some(before.first + 1))),
            Some("given") => return self.known(|kind| kind == Kind::Sample, None),
            Some("example") => return self.queries(),
            Some("param") => return self.known(|kind| kind == Kind::Param, None),
            Some("expect") => return self.due_words(),
            Some("use") => return self.policies(),
            _ => {}
        }
        let starts = before.is_line_start() || matches!(before.mark(last), Some("," | "{"));
        match before.enclosing(before.len()).map(|brace| (before.brace(brace), brace)) {
            Some((Brace::Other, _)) | None => self.listed(),
            Some(_) if !starts => {}
            Some((Brace::Facts, _)) => self.known(|kind| kind == Kind::Fact, None),
            Some((Brace::Params, _)) => self.known(|kind| kind == Kind::Param, None),
            Some((Brace::Record, brace)) => {
                if let Some(ty) = before.record_of(brace) {
                    self.fields(&ty);
                }
            }
            Some((Brace::Use, brace)) => self.exported(brace),
            Some((Brace::Choose(choose), _)) => {
                let end = (choose + 1..before.len()).find(|at| before.mark(Some(*at)) == Some("{"));
                if let Some(ty) = end.and_then(|end| before.type_before(end)) {
                    self.words_of(&ty, true);
                }
            }
            Some((Brace::Conditions(_) | Brace::History, _)) => {}
        }
    }

    fn due_words(&mut self) {
        if let Some(ty) = self.before.due(self.before.len()) {
            self.words_of(&ty, true);
        }
    }

    /// What goes on a list of names with commas.
    fn listed(&mut self) {
        let before = self.before;
        let from = before.enclosing(before.len()).map_or(before.first, |open| open + 1);
        let is_list = |word: &str| matches!(word, "without" | "needs" | "because" | "obliges" | "weekend");
        let begins = |at: &usize| before.word(Some(*at)).is_some_and(is_list);
        let Some(begin) = (from..before.len()).rev().find(begins) else { return };
        if begin + 1 != before.len() && before.mark(before.back(1)) != Some(",") {
            return;
        }
        match (before.head(), before.word(Some(begin))) {
            (Some("calendar"), Some("weekend")) => {
                DAYS.iter().for_each(|day| self.add(Rank::Name, day, CompletionItemKind::CONSTANT, String::new()));
            }
            (Some("example"), Some("without" | "needs")) => self.known(|kind| kind == Kind::Fact, None),
            (Some("example"), Some("obliges")) => self.duties(before.query()),
            (Some("example"), Some("because")) => {
                for rule in self.asked().into_iter().flat_map(|decision| &decision.rules) {
                    let detail = titled(String::new(), rule.title.as_ref());
                    self.add(Rank::Due, &rule.name, CompletionItemKind::METHOD, detail);
                }
            }
            _ => {}
        }
    }

    /// The duties of a decision.
    fn duties(&mut self, decision: Option<&str>) {
        let known = index::meanings(self.before.look, self.before.file, decision.unwrap_or_default());
        let known = known.iter().find(|decl| decl.kind == Kind::Decision).map(|decl| decl.name.span);
        let decisions = self.before.look.checked.decisions.values();
        let decision = decisions.into_iter().find(|decision| Some(decision.span) == known);
        let rules = decision.into_iter().flat_map(|decision| &decision.rules);
        for duty in rules.flat_map(|rule| &rule.obligations) {
            self.add(Rank::Due, &duty.name, CompletionItemKind::EVENT, duty.text.plain.to_string());
        }
    }

    /// What an example may ask for.
    fn queries(&mut self) {
        let policy = index::policy_of(self.before.look, self.before.file);
        let checked = &self.before.look.checked;
        let functions: Vec<_> = checked.defines.values().filter(|define| define.params > 0).map(|d| d.span).collect();
        for decl in index::visible(self.before.look, self.before.file) {
            let is_value = decl.kind == Kind::Define && !functions.contains(&decl.name.span);
            if decl.policy == policy && (is_value || decl.kind == Kind::Decision) {
                self.declared(&decl, None);
            }
        }
    }

    fn policies(&mut self) {
        let own = index::policy_of(self.before.look, self.before.file);
        for tree in self.before.look.trees() {
            if let Some(name) =
                tree.policy.as_ref().map(zhun::syntax::ast::DottedName::text).filter(|name| *name != own)
            {
                self.add(Rank::Name, &name, CompletionItemKind::MODULE, String::new());
            }
        }
    }

    /// The rest of the name of a policy that is begun, or what a policy declares.
    fn exported(&mut self, brace: usize) {
        let policy = self.dotted(brace - 1);
        for decl in self.before.look.trees().flat_map(index::outline).filter(|decl| decl.policy == policy) {
            if decl.kind.is_used() {
                self.declared(&decl, None);
            }
        }
    }

    /// The words between the head of the item and a token.
    fn dotted(&self, end: usize) -> String {
        (self.before.first + 1..end).filter_map(|at| self.before.token(Some(at))).map(|(_, text)| text).collect()
    }

    /// What may stand behind a dot.
    pub fn behind_dot(&mut self) {
        let before = self.before;
        let Some(dot) = before.back(1) else { return };
        if before.head() == Some("use") {
            let begun = self.dotted(dot);
            for tree in before.look.trees() {
                let name = tree.policy.as_ref().map(zhun::syntax::ast::DottedName::text).unwrap_or_default();
                if let Some(rest) = name.strip_prefix(&begun).and_then(|rest| rest.strip_prefix('.')) {
                    self.add(Rank::Name, rest, CompletionItemKind::MODULE, String::new());
                }
            }
            return;
        }
        // Among the values of a record the path begins with one of its fields.
        let start = before.chain_start(dot);
        let brace = start.and_then(|start| before.enclosing(start)).filter(|at| before.brace(*at) == Brace::Record);
        let opens = start.is_some_and(|start| matches!(before.mark(start.checked_sub(1)), Some("{" | ",")));
        let ty = match (brace, start) {
            (Some(brace), Some(start)) if opens => {
                let path = (start..dot).step_by(2).map(|at| before.word(Some(at)));
                before
                    .record_of(brace)
                    .and_then(|ty| path.into_iter().try_fold(ty, |ty, field| before.field_type(ty, field?)))
            }
            _ => before.type_before(dot),
        };
        if let Some(ty) = ty.filter(|ty| matches!(ty.kind, TypeKind::Record(_))) {
            self.fields(&ty);
        }
    }
}

/// Whether a value can be what is due, or have a field that is.
fn fits(ty: Option<&Type>, due: Option<&Type>) -> bool {
    match (ty.map(|ty| &ty.kind), due.map(|due| &due.kind)) {
        (Some(TypeKind::Record(_)), _) => true,
        (Some(ty), Some(due @ (TypeKind::Enum(_) | TypeKind::Outcome(_)))) => ty == due,
        _ => true,
    }
}

/// What an enum or a record declares, in short.
fn words_in(decl: &Decl<'_>) -> String {
    const SHOWN: usize = 4;
    let mut names: Vec<&str> = decl.inner.iter().map(|inner| &*inner.name.text).take(SHOWN).collect();
    if decl.inner.len() > SHOWN {
        names.push("…");
    }
    names.join(", ")
}
