//! A place to what may stand there. What the grammar would read there says which kinds of things; the names, the words
//! of the enum that is due, and what is shown of them come from what is declared. It goes by the text before the place,
//! so that it works while one types.

mod before;
mod call;
mod chain;
mod due;
mod names;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, TextEdit};
use zhun::diagnostic::Locale;
use zhun::model::{Type, TypeKind};
use zhun::source::SourceFile;
use zhun::syntax::next::{Next, next, next_in_text};

use crate::index::{self, Kind};
use crate::lex;
use crate::look::Look;
use crate::place::Columns;
use crate::words::{TYPES, UNITS};

use before::{Before, Brace};
use names::{Offer, Rank};

pub use call::signature;
pub use chain::{Of, variable_at};

/// What may stand at a byte, each with the edit that puts it there.
pub fn complete(look: &Look, file: &SourceFile, offset: u32, columns: Columns, locale: Locale) -> Vec<CompletionItem> {
    let before = file.text().get(..offset as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let (start, mut items) = match cited(line) {
        Some((source, start)) => (offset as usize - line.len() + start, clauses(look, file, source)),
        None => {
            // The word that is being typed.
            let typed: usize = line.chars().rev().take_while(|c| lex::is_part(*c)).map(char::len_utf8).sum();
            let start = before.len() - typed;
            if before.get(start..).is_some_and(|typed| typed.starts_with(|c: char| c.is_ascii_digit())) {
                return Vec::new();
            }
            (start, named(look, file, start, offset as usize, locale))
        }
    };
    let range = columns.range(file, file.span(start, offset as usize));
    for item in &mut items {
        item.text_edit = Some(CompletionTextEdit::Edit(TextEdit { range, new_text: item.label.clone() }));
    }
    items
}

/// Whether something is one of a few that are due at its place, such as a word of an enum behind `is`. Only those are
/// offered to someone who typed a space or a quote: Enter takes the first of them, and was more likely meant as Enter.
pub fn is_particular(item: &CompletionItem) -> bool {
    use CompletionItemKind as Kind;
    matches!(
        item.kind,
        Some(Kind::ENUM_MEMBER | Kind::FILE | Kind::REFERENCE | Kind::METHOD | Kind::EVENT | Kind::MODULE)
    )
}

/// What may stand where a word begins that goes up to another byte.
fn named(look: &Look, file: &SourceFile, start: usize, end: usize, locale: Locale) -> Vec<CompletionItem> {
    let text = file.text().get(..start).unwrap_or_default();
    let slot = lex::slot(text);
    if slot.is_none() && lex::is_said(text) {
        return Vec::new();
    }
    let (item, nexts) = match slot {
        Some(slot) => (0, next_in_text(text.get(slot..).unwrap_or_default())),
        None => next(text).map_or((0, None), |(item, nexts)| (item, Some(nexts))),
    };
    let before = Before::new(look, file, text, item);
    let mut offer = Offer::new(&before, locale);
    let last = before.back(1);
    if slot.is_some() && !before.is_message() {
        return Vec::new();
    }
    if before.mark(last) == Some(".") && before.mark(before.back(2)) != Some(".") {
        offer.behind_dot();
        return offer.items();
    }
    // Behind a number or a name without a space comes nothing.
    if text.len() == end && text.ends_with(lex::is_part) {
        return Vec::new();
    }
    let nexts = nexts.unwrap_or_default();
    let has = |next: &Next| nexts.contains(next);
    if has(&Next::Name) {
        offer.names();
    }
    if has(&Next::Type) {
        TYPES.iter().for_each(|ty| offer.add(Rank::Name, ty, CompletionItemKind::STRUCT, String::new()));
        offer.known(|kind| matches!(kind, Kind::Enum | Kind::Record), None);
    }
    if has(&Next::Unit) && !before.is_line_start() {
        units(&mut offer);
    }
    if has(&Next::Operand) {
        operands(&mut offer, file.text().get(end..).unwrap_or_default(), slot.is_some());
    }
    keywords(&mut offer, &nexts);
    offer.items()
}

/// What may stand where an expression, or an operand of one, begins.
fn operands(offer: &mut Offer<'_>, behind: &str, in_text: bool) {
    let before = offer.before;
    let due = before.due(before.len()).or_else(|| right_side(before, behind));
    let has_words = due.as_ref().is_some_and(|due| offer.words_of(due, before.is_tested_list()));
    if before.is_value() {
        return;
    }
    let due = due.filter(|_| has_words);
    if let Some(variable) = before.shown_variable().filter(|_| in_text) {
        offer.variable(variable, due.as_ref());
    }
    offer.variables(due.as_ref());
    let is_value = |kind| matches!(kind, Kind::Fact | Kind::Param | Kind::Define | Kind::Decision | Kind::Calendar);
    offer.known(is_value, due.as_ref());
    if due.is_none() {
        offer.functions();
    }
}

/// The type of what is compared, where that stands behind the place.
fn right_side(before: &Before<'_>, behind: &str) -> Option<Type> {
    let line = behind.trim_start_matches(lex::is_part).lines().next().unwrap_or_default();
    let rest = line.trim_start();
    let operator = ["!=", "<=", ">=", "≠", "≤", "≥", "=", "<", ">"].iter().find(|mark| rest.starts_with(**mark))?;
    let rest = rest.get(operator.len()..)?.trim_start();
    let is_chain = |c: char| lex::is_part(c) || c == '.';
    let chain = rest.get(..rest.find(|c| !is_chain(c)).unwrap_or(rest.len()))?;
    before.with(chain)
}

/// The words of the language.
fn keywords(offer: &mut Offer<'_>, nexts: &[Next]) {
    let before = offer.before;
    let due = before.due(before.len());
    let kind = due.as_ref().map(|due| &due.kind);
    let is_value = nexts.contains(&Next::Operand) && before.is_value();
    let is_word = nexts.contains(&Next::Operand) && matches!(kind, Some(TypeKind::Enum(_) | TypeKind::Outcome(_)));
    for next in nexts {
        match next {
            Next::Keyword(word) => {
                let fits = match word.as_str() {
                    "true" | "false" => !is_word && (!is_value || kind.is_none_or(|kind| *kind == TypeKind::Bool)),
                    "absent" | "present" if is_word || is_value || before.tests() => {
                        due.as_ref().is_none_or(|due| due.optional)
                    }
                    "choose" | "if" if nexts.contains(&Next::Operand) => !is_value && !before.is_tested_list(),
                    "every" | "exists" | "no" | "not" | "today" | "now" if nexts.contains(&Next::Operand) => {
                        !is_value && !is_word
                    }
                    _ => true,
                };
                if fits {
                    offer.word(Rank::Word, word);
                }
            }
            Next::Item(word) if before.is_line_start() && (*word != "policy" || before.len() == 0) => {
                offer.word(Rank::Item, word);
            }
            _ => {}
        }
    }
}

/// The units of time, where a whole number stands before.
fn units(offer: &mut Offer<'_>) {
    let before = offer.before;
    let (is_whole, is_one) = match before.token(before.back(1)) {
        Some((lex::Kind::Number, number)) => (number.chars().all(|c| c.is_ascii_digit() || c == '_'), number == "1"),
        _ => (before.type_before(before.len()).is_some_and(|ty| ty.kind == TypeKind::Int), false),
    };
    for unit in UNITS.iter().filter(|_| is_whole) {
        let unit = if is_one { unit.trim_end_matches('s') } else { unit };
        let said = crate::words::unit(unit, offer.locale).unwrap_or_default();
        offer.add(Rank::Due, unit, CompletionItemKind::UNIT, said);
    }
}

impl Before<'_> {
    /// Whether the text that is open is a message.
    fn is_message(&self) -> bool {
        let Some(at) = self.before_text() else { return false };
        let because = |at: Option<usize>| {
            self.word(at) == Some("because") && self.word(at.and_then(|at| at.checked_sub(1))) != Some("out")
        };
        because(Some(at)) || (self.word(Some(at)).is_some_and(|word| word.len() == 2) && because(at.checked_sub(1)))
    }

    /// Whether the tokens end in the list of an `in [`, where a value begins.
    fn is_tested_list(&self) -> bool {
        let open = self.enclosing(self.len()).filter(|open| self.mark(Some(*open)) == Some("["));
        matches!(self.mark(self.back(1)), Some("[" | ","))
            && open.is_some_and(|open| self.word(open.checked_sub(1)) == Some("in"))
    }

    /// Whether the tokens end in `is` or `is not`.
    fn tests(&self) -> bool {
        let last = self.word(self.back(1));
        last == Some("is") || last == Some("not") && self.word(self.back(2)) == Some("is")
    }

    /// Whether a value is written out where the tokens end, so that no name can stand there.
    fn is_value(&self) -> bool {
        match self.head() {
            Some("sample" | "param") => true,
            Some("example") => {
                let mut at = self.len();
                let mut open = std::iter::from_fn(|| {
                    at = self.enclosing(at)?;
                    Some(at)
                });
                self.word(self.back(1)) == Some("expect")
                    || open.any(|at| {
                        self.mark(Some(at)) == Some("{") && matches!(self.brace(at), Brace::Facts | Brace::Params)
                    })
            }
            _ => false,
        }
    }

    /// The type of a name with fields that stands behind the place.
    fn with(&self, chain: &str) -> Option<Type> {
        let mut parts = chain.split('.');
        let name = parts.next().filter(|name| !name.is_empty())?;
        let variable = self.variables().into_iter().find(|at| self.word(Some(*at)) == Some(name));
        let ty = variable.map_or_else(|| self.type_of_name(name), |at| self.variable_type(at))?;
        parts.try_fold(ty, |ty, field| self.field_type(ty, field))
    }
}

/// The source of a citation whose clause is being typed in a line, and where the clause begins in it.
fn cited(line: &str) -> Option<(&str, usize)> {
    let (before, inside) = line.rsplit_once('"')?;
    // A quote that is open is an odd one.
    if before.matches('"').count() % 2 == 1 || lex::is_said(before) {
        return None;
    }
    let (_, source) = before.rsplit_once("cite")?;
    let source = Some(source.trim()).filter(|name| !name.is_empty() && name.chars().all(lex::is_part))?;
    let begun = inside.rfind([',', '，', '、', ';', '；']).map_or(inside, |comma| {
        inside.get(comma..).map_or("", |rest| rest.trim_start_matches([',', '，', '、', ';', '；']))
    });
    Some((source, line.len() - begun.trim_start().len()))
}

fn clauses(look: &Look, file: &SourceFile, source: &str) -> Vec<CompletionItem> {
    let decls = index::meanings(look, file, source);
    let decl = decls.iter().find(|decl| decl.kind == Kind::Source);
    let source = decl.and_then(|decl| look.checked.sources.values().find(|source| source.span == decl.name.span));
    let clause = |clause: &zhun::check::checked::Clause| CompletionItem {
        label: clause.at.to_string(),
        kind: Some(CompletionItemKind::REFERENCE),
        detail: Some(clause.gist.plain.to_string()),
        ..CompletionItem::default()
    };
    source.map(|source| source.clauses.iter().map(clause).collect()).unwrap_or_default()
}
