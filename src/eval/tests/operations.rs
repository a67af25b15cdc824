//! Each operation on known, absent, unknown and failed operands.

use super::build::*;
use super::request;
use crate::check::checked::*;
use crate::eval::{Json, Request, Status, value, value_cell};
use crate::model::*;

/// The value of an expression, with facts `a` and `b` of one type.
fn eval(ty: &Type, a: Cell, b: Cell, result: Type, body: impl Fn(Expr, Expr) -> Expr) -> (Status, Cell) {
    let mut build = Build::default();
    let (x, y) = (build.fact("a", ty.clone()), build.fact("b", ty.clone()));
    let id = build.define("v", &[], result, body(x, y));
    value_cell(&build.compile(), id, &build.facts(vec![a, b]), &request())
}

fn sum(a: Cell, b: Cell) -> (Status, Cell) {
    eval(&int(), a, b, int(), add)
}

#[test]
fn arithmetic_is_unknown_where_an_operand_is() {
    assert_eq!(sum(known(1), known(2)), (Status::Decided, known(3)));
    assert_eq!(sum(known(1), Cell::Unknown), (Status::Undetermined, Cell::Unknown));
    assert_eq!(sum(Cell::Absent, known(1)).1, Cell::Unknown);
    assert_eq!(sum(known(i64::MAX), known(1)), (Status::Error, Cell::Unknown));
}

#[test]
fn decimals_keep_their_digits_and_do_not_divide_by_zero() {
    let divide =
        |a, b| eval(&decimal(), a, b, decimal(), |a, b| arithmetic(Arithmetic::DecimalDivide, a, b, decimal()));
    assert_eq!(divide(dec("10"), dec("4")), (Status::Decided, dec("2.5")));
    assert_eq!(divide(dec("10"), dec("0")).0, Status::Error);
    assert_eq!(divide(dec("10"), Cell::Unknown).0, Status::Undetermined);
}

#[test]
fn equality_knows_absent_where_the_type_does() {
    let equal = |ty: &Type, a, b| eval(ty, a, b, bool_(), |a, b| compare(Comparison::Equal, a, b)).1;
    let optional = Type::optional(TypeKind::Int);
    assert_eq!(equal(&optional, Cell::Absent, Cell::Absent), flag(true));
    assert_eq!(equal(&optional, Cell::Absent, known(1)), flag(false));
    assert_eq!(equal(&int(), Cell::Absent, known(1)), Cell::Unknown);
    assert_eq!(equal(&optional, Cell::Unknown, Cell::Absent), Cell::Unknown);
}

#[test]
fn default_is_unknown_where_either_operand_is() {
    let optional = Type::optional(TypeKind::Int);
    let default =
        |a, b| eval(&optional, a, b, int(), |a, b| expr(ExprKind::Default(Box::new(a), Box::new(b)), int())).1;
    assert_eq!(default(known(1), known(2)), known(1));
    assert_eq!(default(Cell::Absent, known(2)), known(2));
    assert_eq!(default(known(1), Cell::Unknown), Cell::Unknown);
    assert_eq!(default(Cell::Unknown, known(2)), Cell::Unknown);
}

#[test]
fn a_list_may_hold_a_value_whatever_its_unknown_items_are() {
    let within =
        |a, items| eval(&int(), a, items, bool_(), |a, b| expr(ExprKind::InList(Box::new(a), Box::new(b)), bool_())).1;
    assert_eq!(within(known(1), list(vec![Cell::Unknown, known(1)])), flag(true));
    assert_eq!(within(known(1), list(vec![Cell::Unknown, known(2)])), Cell::Unknown);
    assert_eq!(within(known(1), list(vec![known(2)])), flag(false));
    assert_eq!(within(known(1), Cell::Unknown), Cell::Unknown);
}

fn aggregate(which: Aggregate, items: Vec<Cell>, ty: Type) -> (Status, Cell) {
    eval(&list_of(int()), list(items), Cell::Unknown, ty.clone(), |a, _| {
        let keep = less(lit(0), local(0, int()));
        let value = (which != Aggregate::Count).then(|| Box::new(local(0, int())));
        expr(ExprKind::Aggregate(which, over(0, a, Some(keep)), value), ty.clone())
    })
}

#[test]
fn aggregates_know_the_empty_list_and_the_unknown_item() {
    let some = || vec![known(1), known(-5), known(4)];
    assert_eq!(aggregate(Aggregate::Count, some(), int()).1, known(2));
    assert_eq!(aggregate(Aggregate::Sum, some(), int()).1, known(5));
    assert_eq!(aggregate(Aggregate::Average, some(), decimal()).1, dec("2.5"));
    assert_eq!(aggregate(Aggregate::Least, some(), int()).1, known(1));
    assert_eq!(aggregate(Aggregate::Greatest, some(), int()).1, known(4));
    assert_eq!(aggregate(Aggregate::Sum, vec![], int()), (Status::Decided, known(0)));
    assert_eq!(aggregate(Aggregate::Average, vec![known(-1)], decimal()), (Status::Decided, Cell::Absent));
    assert_eq!(aggregate(Aggregate::Count, vec![known(1), Cell::Unknown], int()).0, Status::Undetermined);
    assert_eq!(aggregate(Aggregate::Sum, vec![known(i64::MAX), known(1)], int()).0, Status::Error);
}

#[test]
fn lists_are_collected_and_made_distinct() {
    let mut build = Build::default();
    let a = build.fact("a", list_of(int()));
    let twice =
        expr(ExprKind::Collect(over(0, a, None), Box::new(add(local(0, int()), local(0, int())))), list_of(int()));
    let id = build.define("v", &[], list_of(int()), expr(ExprKind::Distinct(Box::new(twice)), list_of(int())));
    let program = build.compile();
    let facts = build.facts(vec![list(vec![known(2), known(1), known(2)])]);
    let verdict = value(&program, id, &facts, &request());
    assert_eq!(verdict.result, Json::List(vec![Json::Number("4".into()), Json::Number("2".into())]));
    assert_eq!(verdict.facts.keys().collect::<Vec<_>>(), ["a[0]", "a[1]", "a[2]"]);
    let facts = build.facts(vec![list(vec![known(2), Cell::Unknown])]);
    assert_eq!(value(&program, id, &facts, &request()).needs, ["a[1]"]);
}

#[test]
fn parameters_come_from_the_host_or_the_day() {
    let mut build = Build::default();
    let from = DateSpan { from: Some(jiff::civil::date(2022, 1, 1)), through: Some(jiff::civil::date(2022, 12, 31)) };
    let fee = build.param("fee", int(), vec![(from, known(5))]);
    let id = build.define("v", &[], int(), fee);
    let program = build.compile();
    let facts = build.facts(vec![]);
    let at = |request: &Request| value_cell(&program, id, &facts, request).1;
    assert_eq!(at(&request()), known(5));
    let late = Request::on(jiff::civil::date(2023, 1, 1));
    assert_eq!(at(&late), Cell::Unknown);
    assert_eq!(value(&program, id, &facts, &late).needs, ["param fee"]);
    assert_eq!(at(&Request { params: vec![(ParamId(0), known(7))], ..late }), known(7));
}

#[test]
fn errors_say_what_happened_and_where() {
    let mut build = Build::default();
    let calendar = build.checked.calendars.push(Calendar {
        policy: "p".into(),
        name: "cn".into(),
        weekend: vec![],
        holidays: vec![],
        workdays: vec![],
        covers: DateSpan { from: Some(jiff::civil::date(2023, 1, 1)), through: Some(jiff::civil::date(2024, 12, 31)) },
    });
    let day = build.fact("day", ty(TypeKind::Date));
    let body = expr(ExprKind::Builtin(Builtin::WorkingDaysAfter(calendar), vec![day, lit(2)]), ty(TypeKind::Date));
    let body = build.spelled("working_days_after(day, 2, cn)", body);
    let id = build.define("due", &[], ty(TypeKind::Date), body);
    let program = build.compile();
    let facts = build.facts(vec![Cell::Known(Value::Date(jiff::civil::date(2024, 12, 30)))]);
    let verdict = value(&program, id, &facts, &request());
    assert_eq!(verdict.status, Status::Error);
    let [error] = verdict.errors.as_slice() else { panic!("{verdict:?}") };
    assert_eq!(error.error, "date-not-covered");
    assert_eq!(error.message, "2025-01-01 is not covered by calendar `cn`, which covers 2023-01-01 through 2024-12-31");
    assert_eq!((error.within.as_str(), error.at.as_str()), ("p.due", "p.policy:1:1"));
}

#[test]
fn a_function_is_evaluated_once_for_the_same_arguments() {
    let mut build = Build::default();
    let a = build.fact("a", int());
    let mut next = build.define("f0", &[int()], int(), add(local(0, int()), lit(1)));
    for i in 1..60 {
        let call = || expr(ExprKind::Call(next, vec![add(local(0, int()), lit(1))]), int());
        let body = expr(ExprKind::Builtin(Builtin::Max, vec![call(), call()]), int());
        next = build.define(&format!("f{i}"), &[int()], int(), body);
    }
    let id = build.define("v", &[], int(), expr(ExprKind::Call(next, vec![a]), int()));
    let program = build.compile();
    assert_eq!(value_cell(&program, id, &build.facts(vec![known(1)]), &request()).1, known(61));
    assert_eq!(value(&program, id, &build.facts(vec![known(1)]), &request()).facts.len(), 1);
    assert_eq!(value(&program, id, &build.facts(vec![]), &request()).needs, ["a"]);
    let (_, explanation) = crate::explain::explain(&program, Query::Value(id), &build.facts(vec![]), &request());
    assert!(serde_json::to_string(&explanation).unwrap().len() < 100_000);
}

#[test]
fn equal_arguments_from_other_places_keep_their_facts_apart() {
    let mut build = Build::default();
    let (a, b) = (build.fact("a", int()), build.fact("b", int()));
    let small = build.define("small", &[int()], bool_(), less(local(0, int()), lit(3)));
    let call = |arg: Expr| expr(ExprKind::Call(small, vec![add(arg, lit(0))]), bool_());
    let decision = build.decision("d", &["no", "yes"], vec![when("by_a", 1, call(a)), when("by_b", 1, call(b))]);
    let program = build.compile();
    let verdict = crate::eval::evaluate(&program, decision, &build.facts(vec![known(1), known(1)]), &request());
    let facts: Vec<Vec<&String>> = verdict.reasons.iter().map(|reason| reason.facts.keys().collect()).collect();
    assert_eq!(facts, [["a"], ["b"]]);
    let verdict = crate::eval::evaluate(&program, decision, &build.facts(vec![]), &request());
    assert_eq!(verdict.needs, ["a", "b"]);
    assert_eq!(verdict.open.iter().map(|open| open.needs.join(",")).collect::<Vec<_>>(), ["a", "b"]);
}
