//! Kleene's logic, and what unknown conditions turn on.

use super::build::*;
use super::request;
use crate::check::checked::*;
use crate::eval::{Status, decide, evaluate, value_cell};
use crate::model::*;

const TRUTHS: [Option<bool>; 3] = [Some(true), Some(false), None];

fn cell(truth: Option<bool>) -> Cell {
    truth.map_or(Cell::Unknown, flag)
}

/// What a condition over two bool facts comes to.
fn condition(a: Option<bool>, b: Option<bool>, make: impl Fn(Expr, Expr) -> Expr) -> Cell {
    let mut build = Build::default();
    let (x, y) = (build.fact("a", bool_()), build.fact("b", bool_()));
    let id = build.define("v", &[], bool_(), make(x, y));
    value_cell(&build.compile(), id, &build.facts(vec![cell(a), cell(b)]), &request()).1
}

/// What every way of revealing the unknown agrees on.
fn agreed(a: Option<bool>, b: Option<bool>, of: impl Fn(bool, bool) -> bool) -> Cell {
    let ways = |t: Option<bool>| t.map_or(vec![true, false], |b| vec![b]);
    let all: Vec<bool> =
        ways(a).into_iter().flat_map(|a| ways(b).into_iter().map(move |b| (a, b))).map(|(a, b)| of(a, b)).collect();
    if all.iter().all(|b| *b) {
        flag(true)
    } else if all.iter().any(|b| *b) {
        Cell::Unknown
    } else {
        flag(false)
    }
}

#[test]
fn logic_is_strong_kleene() {
    for a in TRUTHS {
        for b in TRUTHS {
            assert_eq!(condition(a, b, |a, b| and(vec![a, b])), agreed(a, b, |a, b| a && b), "{a:?} and {b:?}");
            assert_eq!(condition(a, b, |a, b| or(vec![a, b])), agreed(a, b, |a, b| a || b), "{a:?} or {b:?}");
            let not = |a: Expr| expr(ExprKind::Not(Box::new(a)), bool_());
            assert_eq!(condition(a, b, |a, _| not(a)), agreed(a, Some(true), |a, _| !a), "not {a:?}");
        }
    }
}

#[test]
fn quantifiers_are_the_long_and_and_or() {
    let quantified = |which, a, b, filtered: bool| {
        let mut build = Build::default();
        let pair = build.record("pair", &[("w", bool_()), ("c", bool_())]);
        let l = build.fact("l", list_of(pair.clone()));
        let part = |at| field(local(0, pair.clone()), at, bool_());
        let filter = filtered.then(|| part(0));
        let id = build.define("v", &[], bool_(), quantifier(which, over(0, l, filter), part(1)));
        let item = |t| record(vec![cell(t), cell(t)]);
        let cells = if filtered { vec![record(vec![cell(a), cell(b)])] } else { vec![item(a), item(b)] };
        value_cell(&build.compile(), id, &build.facts(vec![list(cells)]), &request()).1
    };
    for a in TRUTHS {
        for b in TRUTHS {
            assert_eq!(quantified(Quantifier::Every, a, b, false), agreed(a, b, |a, b| a && b));
            assert_eq!(quantified(Quantifier::Exists, a, b, false), agreed(a, b, |a, b| a || b));
            assert_eq!(quantified(Quantifier::No, a, b, false), agreed(a, b, |a, b| !(a || b)));
            assert_eq!(quantified(Quantifier::Every, a, b, true), agreed(a, b, |w, c| !w || c));
            assert_eq!(quantified(Quantifier::Exists, a, b, true), agreed(a, b, |w, c| w && c));
            assert_eq!(quantified(Quantifier::No, a, b, true), agreed(a, b, |w, c| !(w && c)));
        }
    }
}

/// A decision with one rule: its needs and whether it was decided.
fn needs(build: &mut Build, condition: Expr, cells: Vec<Cell>) -> (Status, Vec<String>) {
    let id = build.decision("d", &["fine", "bad"], vec![when("r", 1, condition)]);
    let program = build.compile();
    let facts = build.facts(cells);
    let verdict = evaluate(&program, id, &facts, &request());
    assert_eq!(decide(&program, id, &facts, &request()).status, verdict.status);
    (verdict.status, verdict.needs)
}

#[test]
fn needs_leave_out_what_is_settled() {
    let mut build = Build::default();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| build.fact(name, bool_()));
    // b is settled: a is false, so `a and b` is false; c and d are open.
    let condition = or(vec![and(vec![a, b]), and(vec![c, d])]);
    let found = needs(&mut build, condition, vec![flag(false), Cell::Unknown, Cell::Unknown, Cell::Unknown]);
    assert_eq!(found, (Status::Undetermined, vec!["c".to_owned(), "d".to_owned()]));
}

#[test]
fn needs_name_fields_items_and_whole_records() {
    let mut build = Build::default();
    let shop = build.record("shop", &[("severe", bool_()), ("endangered", bool_())]);
    let gate = build.fact("gate", shop.clone());
    let shops = build.fact("shops", list_of(shop.clone()));
    let bad = build.define(
        "bad",
        std::slice::from_ref(&shop),
        bool_(),
        or(vec![field(local(0, shop.clone()), 0, bool_()), field(local(0, shop.clone()), 1, bool_())]),
    );
    let call = |arg| expr(ExprKind::Call(bad, vec![arg]), bool_());
    let condition =
        or(vec![field(gate, 0, bool_()), quantifier(Quantifier::Exists, over(0, shops, None), call(local(0, shop)))]);
    let items =
        list(vec![record(vec![flag(false), Cell::Unknown]), record(vec![flag(false), flag(false)]), Cell::Unknown]);
    let (_, found) = needs(&mut build, condition, vec![Cell::Unknown, items]);
    assert_eq!(found, ["gate", "shops[0].endangered", "shops[2]"]);
}

#[test]
fn needs_follow_the_branches_that_are_possible() {
    let mut build = Build::default();
    let [a, b, c] = ["a", "b", "c"].map(|name| build.fact(name, bool_()));
    let condition = expr(ExprKind::If(Box::new(a), Box::new(b), Box::new(c)), bool_());
    let (_, all) = needs(&mut build, condition.clone(), vec![]);
    assert_eq!(all, ["a", "b", "c"]);
    let (_, one) = needs(&mut build, condition, vec![flag(false)]);
    assert_eq!(one, ["c"]);
}

#[test]
fn needs_see_through_collected_lists() {
    let mut build = Build::default();
    let item = build.record("item", &[("id", int()), ("ok", bool_())]);
    let items = build.fact("items", list_of(item.clone()));
    let keep = less(lit(0), field(local(0, item.clone()), 0, int()));
    let chosen =
        expr(ExprKind::Collect(over(0, items, Some(keep)), Box::new(local(0, item.clone()))), list_of(item.clone()));
    let condition = quantifier(Quantifier::Exists, over(1, chosen, None), field(local(1, item), 1, bool_()));
    let cells = vec![list(vec![record(vec![known(0), Cell::Unknown]), record(vec![known(1), Cell::Unknown])])];
    let (_, found) = needs(&mut build, condition, cells);
    assert_eq!(found, ["items[1].ok"]);
}

#[test]
fn a_failed_term_is_an_error_only_where_it_matters() {
    let mut build = Build::default();
    let (a, n) = (build.fact("a", bool_()), build.fact("n", int()));
    let failing = less(add(n, lit(1)), lit(0));
    let condition = or(vec![a, failing]);
    let at = |a: Cell| vec![a, known(i64::MAX)];
    assert_eq!(needs(&mut build, condition.clone(), at(flag(false))).0, Status::Error);
    let unknown = needs(&mut build, condition.clone(), at(Cell::Unknown));
    assert_eq!(unknown, (Status::Error, vec!["a".to_owned()]));
    assert_eq!(needs(&mut build, condition.clone(), at(flag(true))).0, Status::Decided);

    // A rule that is sure anyway leaves the failure as a warning.
    let (early, late) = (when("sure", 1, yes(true)), when("failed", 1, condition));
    let id = build.decision("e", &["fine", "bad"], vec![early, late]);
    let verdict = evaluate(&build.compile(), id, &build.facts(at(flag(false))), &request());
    assert_eq!(verdict.status, Status::Decided);
    assert_eq!(verdict.warnings.len(), 1);
    assert_eq!(verdict.warnings[0].message, "`9223372036854775807 + 1` does not fit a 64-bit int");
    assert_eq!(verdict.open.len(), 1);
}

#[test]
fn a_failure_behind_an_open_condition_is_not_to_blame() {
    let mut build = Build::default();
    let (a, n) = (build.fact("a", bool_()), build.fact("n", int()));
    let failing = less(add(n, lit(1)), lit(0));
    let arms = vec![(a.clone(), yes(true)), (failing.clone(), yes(false))];
    let choice = |arms| expr(ExprKind::Choose { arms, otherwise: Box::new(yes(true)) }, bool_());
    let at = |a: Cell| vec![a, known(i64::MAX)];
    let seen = needs(&mut build, choice(arms.clone()), at(Cell::Unknown));
    assert_eq!(seen, (Status::Undetermined, vec!["a".to_owned()]));
    assert_eq!(needs(&mut build, choice(arms.clone()), at(flag(false))).0, Status::Error);
    assert_eq!(needs(&mut build, choice(arms), at(flag(true))).0, Status::Decided);
    let arms = vec![(failing, yes(false)), (a, yes(true))];
    assert_eq!(needs(&mut build, choice(arms), at(Cell::Unknown)), (Status::Error, vec!["a".to_owned()]));
}
