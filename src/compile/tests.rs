use super::{FindError, Query};
use crate::eval::tests::build::*;

#[test]
fn queries_are_found_by_full_and_by_unique_short_names() {
    let mut build = Build::default();
    let standing = build.decision("standing", &["kept", "closed"], vec![]);
    let chances = build.define("chances_left", &[], int(), lit(3));
    build.define("helper", &[int()], int(), local(0, int()));
    build.decision("seat", &["a", "b"], vec![]);
    let other = build.decision("seat", &["a", "b"], vec![]);
    build.checked.decisions[other].policy = "q".into();
    let program = build.compile();
    assert_eq!(program.find("p.standing"), Ok(Query::Decision(standing)));
    assert_eq!(program.find("standing"), Ok(Query::Decision(standing)));
    assert_eq!(program.find("chances_left"), Ok(Query::Value(chances)));
    assert_eq!(program.find("helper"), Err(FindError::Unknown { near: vec![] }));
    assert_eq!(program.find("chance_left"), Err(FindError::Unknown { near: vec!["p.chances_left".into()] }));
    let both = vec!["p.seat".to_owned(), "q.seat".to_owned()];
    assert_eq!(program.find("seat"), Err(FindError::Ambiguous { candidates: both }));
}

#[test]
fn a_query_reaches_through_defines_and_decisions() {
    let mut build = Build::default();
    let (a, b, _c) = (build.fact("a", bool_()), build.fact("b", bool_()), build.fact("c", bool_()));
    let limit = build.param("limit", int(), vec![]);
    let inner = build.define("inner", &[], bool_(), and(vec![a, less(limit, lit(3))]));
    let define = |id| expr(crate::check::checked::ExprKind::Define(id), bool_());
    let read = build.decision("read", &["no", "yes"], vec![when("r", 1, define(inner))]);
    let top = build.decision("top", &["no", "yes"], vec![when("r", 1, or(vec![is_outcome(read, 2), b]))]);
    let program = build.compile();
    let reach = program.reach(Query::Decision(top));
    assert_eq!(reach.facts.len(), 2);
    assert_eq!((reach.params.len(), reach.defines.as_slice(), reach.decisions.len()), (1, &[inner][..], 2));
    assert!(!reach.uses_today && !reach.uses_now);
}

#[test]
fn a_program_is_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<super::Program>();
}
