//! What lints say of rules and comparisons is so, on random policies and facts; and the shipped policies have none.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use zhun::check::checked::{Checked, Expr, ExprKind};
use zhun::compile::Program;
use zhun::diagnostic::{Code, Diagnostic};
use zhun::eval::{Status, decide};
use zhun::source::Span;
use zhun::syntax::{ast, parse};
use zhun_lint::{Options, lint};

use crate::oracle::try_worlds;
use crate::support::oracle::Oracle;
use crate::support::random::facts::World;

/// What was found in a policy.
type Linted = (Arc<Program>, Rc<[Diagnostic]>);

/// What was found in the policy that was tried last.
#[derive(Default)]
struct Last(RefCell<Option<Linted>>);

impl Last {
    /// What lints find; many sets of facts are tried with one policy.
    fn lints(&self, checked: &Checked, program: &Arc<Program>) -> Rc<[Diagnostic]> {
        let mut last = self.0.borrow_mut();
        if let Some((of, found)) = &*last
            && Arc::ptr_eq(of, program)
        {
            return Rc::clone(found);
        }
        let files: Vec<ast::File> = checked.texts.iter().map(|file| parse(file).file).collect();
        let found: Rc<[Diagnostic]> = lint(Vec::new(), checked, &files, &Options::default()).into();
        *last = Some((Arc::clone(program), Rc::clone(&found)));
        found
    }
}

#[test]
fn what_lints_say_is_so() {
    let said = Cell::new(0);
    let last = Last::default();
    try_worlds(|checked, program, world, _| {
        for found in last.lints(checked, program).iter() {
            let held = match found.code {
                Code::NeverFires => never_fires(checked, program, world, found.span),
                Code::NeverDecides => never_decides(checked, program, world, found.span),
                Code::SameCondition => same_condition(checked, program, world, found),
                Code::SettledByBounds => settled(checked, world, found),
                _ => continue,
            };
            said.set(said.get() + 1);
            held.map_err(|problem| format!("{}: {problem}", found.message.text(Default::default())))?;
        }
        Ok(())
    });
    assert!(said.get() > 100, "only {} were tried", said.get());
}

/// Whether the rule at a place fired, of each decision that has it: whether it gave the outcome besides.
fn fired(checked: &Checked, program: &Arc<Program>, world: &World, rule: Span) -> (bool, bool) {
    for (id, decision) in checked.decisions.iter() {
        let Some(at) = decision.rules.iter().position(|other| other.span == rule) else { continue };
        let outcome = decide(program, id, &world.facts, &world.request);
        let has_fired = outcome.fired.iter().any(|fired| fired == at);
        let decided = outcome.status == Status::Decided && outcome.outcome == Some(decision.rules[at].outcome);
        return (has_fired, has_fired && decided);
    }
    (false, false)
}

fn never_fires(checked: &Checked, program: &Arc<Program>, world: &World, rule: Span) -> Result<(), String> {
    if fired(checked, program, world, rule).0 { Err("it fires".to_owned()) } else { Ok(()) }
}

fn never_decides(checked: &Checked, program: &Arc<Program>, world: &World, rule: Span) -> Result<(), String> {
    if fired(checked, program, world, rule).1 { Err("it decides".to_owned()) } else { Ok(()) }
}

fn same_condition(checked: &Checked, program: &Arc<Program>, world: &World, found: &Diagnostic) -> Result<(), String> {
    let rules = [found.span, found.labels[0].span];
    let is_on = |span: Span| {
        let mut rules = checked.decisions.values().flat_map(|decision| &decision.rules);
        rules.any(|rule| rule.span == span && rule.effective.contains(world.request.today))
    };
    if !rules.iter().all(|span| is_on(*span)) {
        return Ok(());
    }
    let [one, other] = rules.map(|span| fired(checked, program, world, span).0);
    if one == other { Ok(()) } else { Err("one fires, the other does not".to_owned()) }
}

/// A comparison outside of quantifiers, which the oracle can be asked for alone.
fn settled(checked: &Checked, world: &World, found: &Diagnostic) -> Result<(), String> {
    let oracle = Oracle { checked, facts: &world.facts, request: &world.request };
    let holds = found.message.key == "settled-by-bounds.true";
    let mut wrong = false;
    let mut ask = |expr: &Expr, locals: usize| {
        expr.each(&mut |part| {
            let is_comparison =
                matches!(part.kind, ExprKind::Compare(..) | ExprKind::InRange(..) | ExprKind::IsWord(..));
            let mut is_free = true;
            part.each(&mut |inner| is_free &= !matches!(inner.kind, ExprKind::Local(_)));
            if is_comparison && is_free && part.span == found.span {
                wrong |= oracle.condition(part, locals) == Some(!holds);
            }
        });
    };
    for define in checked.defines.values().filter(|define| define.params == 0) {
        ask(&define.body, define.frame.locals.len());
    }
    for rule in checked.decisions.values().flat_map(|decision| &decision.rules) {
        rule.conditions().for_each(|condition| ask(condition, rule.frame.locals.len()));
    }
    if wrong { Err("it is otherwise".to_owned()) } else { Ok(()) }
}

#[test]
fn the_shipped_policies_have_none() {
    let files = crate::support::files(Path::new("policies"), "policy");
    let texts: Vec<(String, Vec<u8>)> =
        files.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
    let options = Options { today: Some("2026-11-27".parse().unwrap()), ..Options::default() };
    let found = zhun_lint::check_texts(texts, &options);
    assert!(found.items.is_empty(), "{found}");
    // Alone, a policy is no worse than with the others, as far as it checks at all.
    for path in files {
        let text = std::fs::read(&path).unwrap();
        let found = zhun_lint::check_texts([(path.display().to_string(), text)], &options);
        assert!(found.has_errors() || found.items.is_empty(), "{found}");
    }
}
