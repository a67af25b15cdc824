//! The compiled engine against a naive evaluator, on random policies and facts; and what must hold of every verdict.
//!
//! `cargo oracle` compares ten million pairs of a policy and facts, in a release build on all cores; the plain tests a few.
//! `ZHUN_ORACLE_CASES` sets how many policies are tried (each with several sets of facts), `ZHUN_ORACLE_SEED` which ones.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestError, TestRunner};
use zhun::check::check;
use zhun::check::checked::{Checked, Query};
use zhun::compile::{Program, compile};
use zhun::eval::{Answer, Outcome, Plan, Status, Verdict, decide, evaluate, value, value_cell};
use zhun::explain::explain;
use zhun::model::{Cell, DecisionId};
use zhun::source::Sources;
use zhun::syntax::parse;

use crate::support::operations::is_certain;
use crate::support::oracle::Oracle;
use crate::support::random::facts::{Known, World, json, world};
use crate::support::random::reveal::{reveal, reveal_all, unknowns};
use crate::support::random::{Choices, policy::policy};
use crate::support::setting;

/// How many sets of facts each policy is tried with.
const WORLDS: usize = 6;

/// The policy, or none where it does not check.
fn checked(text: &str) -> Result<Checked, String> {
    let mut sources = Sources::new();
    sources.add("random.policy", text);
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut found: Vec<_> = parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()).collect();
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let (checked, more) = check(sources, &files);
    found.extend(more);
    let error = found.into_iter().find(|d| d.severity() == zhun::diagnostic::Severity::Error);
    match error {
        None => Ok(checked),
        Some(d) => {
            Err(format!("{} {} in {}", d.code.name(), d.message.text(Default::default()), checked.texts.slice(d.span)))
        }
    }
}

/// How much is tried.
struct Extent {
    seed: u64,
    policies: u32,
    /// Sets of facts for each policy.
    worlds: usize,
}

/// Tries a property on random policies and worlds; what fails is shown as policy text and facts.
pub fn try_worlds(property: impl Fn(&Checked, &Arc<Program>, &World, &mut Choices<'_>) -> Result<(), String>) {
    // The same policies each time, so that a change is judged by what it changed.
    let seed = setting::<u64>("ZHUN_ORACLE_SEED", 1);
    try_worlds_of(&Extent { seed, policies: setting("ZHUN_ORACLE_CASES", 60), worlds: WORLDS }, property);
}

fn try_worlds_of(
    extent: &Extent,
    property: impl Fn(&Checked, &Arc<Program>, &World, &mut Choices<'_>) -> Result<(), String>,
) {
    let config = ProptestConfig {
        cases: extent.policies,
        max_global_rejects: extent.policies,
        max_shrink_iters: 500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(extent.seed),
        ..ProptestConfig::default()
    };
    let numbers = (vec(any::<u16>(), 0..700), vec(any::<u16>(), extent.worlds * 120));
    let outcome = TestRunner::new(config).run(&numbers, |(for_policy, for_facts)| {
        let text = policy(&mut Choices::new(&for_policy));
        let checked = checked(&text).map_err(|problem| {
            if std::env::var_os("ZHUN_ORACLE_SHOW").is_some() {
                eprintln!("refused: {problem}");
            }
            TestCaseError::reject(problem)
        })?;
        let program = Arc::new(compile(&checked));
        for numbers in for_facts.chunks(120) {
            let mut choices = Choices::new(numbers);
            let world = world(&checked.schema, &mut choices);
            let tried = catch_unwind(AssertUnwindSafe(|| property(&checked, &program, &world, &mut choices)));
            let tried = tried.unwrap_or_else(|_| Err("it panicked".to_owned()));
            tried.map_err(|problem| {
                let policy = text.split_once("decision first").map_or("", |(_, rest)| rest);
                let facts = json(&checked.schema, &world.facts);
                TestCaseError::fail(format!(
                    "{problem}\n\npolicy: decision first{policy}\nfacts: {facts}\nrequest: {:?}\n",
                    world.request
                ))
            })?;
        }
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

fn decisions(program: &Program) -> impl Iterator<Item = (DecisionId, &str)> {
    program.decisions().map(|(id, decision)| (id, &*decision.name))
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, engine: T, oracle: T) -> Result<(), String> {
    if engine == oracle { Ok(()) } else { Err(format!("{what}: the engine has {engine:?}, the oracle {oracle:?}")) }
}

/// Whether the engine may say that something open is so because of a failure: only where one had a part in it, and it
/// must where nothing is unknown that a host could supply.
fn same_blame(what: &str, status: Status, needs: &[String], failed: bool) -> Result<(), String> {
    match status {
        Status::Error if !failed => Err(format!("{what}: the engine blames a failure, but there is none")),
        Status::Undetermined if failed && needs.is_empty() => Err(format!("{what}: the engine hides a failure")),
        Status::Undetermined | Status::Error => Ok(()),
        status => Err(format!("{what}: the engine has {status:?}, the oracle leaves it open")),
    }
}

#[test]
fn oracle_and_engine_agree_on_decisions() {
    try_worlds(|checked, program, world, _| agree_on_decisions(checked, program, world));
}

fn agree_on_decisions(checked: &Checked, program: &Arc<Program>, world: &World) -> Result<(), String> {
    let oracle = Oracle { checked, facts: &world.facts, request: &world.request };
    for (id, name) in decisions(program) {
        let judged = oracle.decision(id);
        let decision = &checked.decisions[id];
        let bare = decide(program, id, &world.facts, &world.request);
        let verdict = evaluate(program, id, &world.facts, &world.request);
        let plan = Plan::new(program, id, &world.request);
        same(&format!("{name}: planned outcome"), &plan.decide(&world.facts), &bare)?;
        same(&format!("{name}: planned verdict"), &plan.evaluate(&world.facts), &verdict)?;
        let mut json = Vec::new();
        same(&format!("{name}: planned status"), plan.write_json(&world.facts, &mut json), verdict.status)?;
        let expected = serde_json::to_string(&verdict).map_err(|error| error.to_string())?;
        same(&format!("{name}: planned JSON"), String::from_utf8_lossy(&json), expected.into())?;
        same(&format!("{name}: possible"), bare.possible, judged.possible)?;
        let fired = judged.fires.iter().enumerate().filter(|(_, fires)| **fires == Some(true)).map(|(at, _)| at);
        same(&format!("{name}: fired"), bare.fired.iter().collect::<Vec<_>>(), fired.collect())?;
        let open = judged.fires.iter().zip(&decision.rules).filter(|(fires, _)| fires.is_none());
        let open: Vec<&str> = open.map(|(_, rule)| &*rule.name).collect();
        same(&format!("{name}: open"), verdict.open.iter().map(|open| &*open.rule).collect(), open)?;
        match (judged.in_force, judged.possible.len()) {
            (false, _) => same(&format!("{name}: status"), bare.status, Status::NotInForce)?,
            (true, 1) => same(&format!("{name}: status"), bare.status, Status::Decided)?,
            (true, _) => same_blame(name, verdict.status, &verdict.needs, judged.failed)?,
        }
        same_verdict(program, id, &bare, &verdict)?;
    }
    Ok(())
}

/// The bare outcome and the verdict with reasons must tell the same.
fn same_verdict(program: &Program, id: DecisionId, bare: &Outcome, verdict: &Verdict) -> Result<(), String> {
    let decision = program.decision(id);
    let name = |outcome: u8| decision.outcome_name(outcome).to_owned();
    same("status", bare.status, verdict.status)?;
    same("outcome", bare.outcome.map(name), verdict.outcome.clone())?;
    same("possible", bare.possible.iter().map(name).collect(), verdict.possible.clone())?;
    let mut fired: Vec<_> = bare.fired.iter().map(|at| &decision.rules[at]).collect();
    fired.sort_by_key(|rule| std::cmp::Reverse(rule.outcome));
    let reasons: Vec<&str> = verdict.reasons.iter().filter_map(|reason| reason.rule.as_deref()).collect();
    same("reasons", reasons, fired.iter().map(|rule| &*rule.name).collect())?;
    let duties: Vec<&str> = verdict.obligations.iter().map(|due| &*due.rule).collect();
    let due = fired.iter().flat_map(|rule| rule.obligations.iter().map(move |_| &*rule.name));
    same("obligations", duties, due.collect())
}

#[test]
fn oracle_and_engine_agree_on_values() {
    try_worlds(|checked, program, world, _| agree_on_values(checked, program, world));
}

fn agree_on_values(checked: &Checked, program: &Arc<Program>, world: &World) -> Result<(), String> {
    let oracle = Oracle { checked, facts: &world.facts, request: &world.request };
    for (id, define) in program.values() {
        let seen = oracle.define(id, Vec::new());
        let (status, cell) = value_cell(program, id, &world.facts, &world.request);
        let verdict = value(program, id, &world.facts, &world.request);
        same(&format!("{}: status with facts", define.name), verdict.status, status)?;
        if is_certain(&seen.cell) {
            same(&define.name, (status, cell), (Status::Decided, seen.cell))?;
        } else {
            same_blame(&define.name, status, &verdict.needs, seen.failed)?;
            same(&format!("{}: certain", define.name), is_certain(&cell), false)?;
        }
    }
    Ok(())
}

/// `cargo oracle`: other random policies and facts each time that `ZHUN_ORACLE_SEED` is another, on all cores.
#[test]
#[ignore = "takes ten minutes with optimisation: cargo oracle"]
fn ten_million_pairs() {
    const EACH: usize = 60;
    let pairs: u32 = setting("ZHUN_ORACLE_PAIRS", 10_000_000);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    // Slices of 120,000 pairs, each from a seed of its own, so that what fails is found again in no time.
    let slices = pairs.div_ceil(120_000);
    let (first, tried) = (setting::<u64>("ZHUN_ORACLE_SEED", 1) << 32, AtomicU64::new(0));
    let next = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let slice = next.fetch_add(1, Ordering::Relaxed);
                    if slice >= slices {
                        return;
                    }
                    let seed = first + u64::from(slice);
                    try_worlds_of(&Extent { seed, policies: 2_000, worlds: EACH }, |checked, program, world, _| {
                        tried.fetch_add(1, Ordering::Relaxed);
                        agree_on_decisions(checked, program, world)?;
                        agree_on_values(checked, program, world)
                    });
                    println!("seed {seed}: {} pairs so far", tried.load(Ordering::Relaxed));
                }
            });
        }
    });
}

#[test]
fn revealing_a_fact_never_changes_what_was_decided() {
    try_worlds(|checked, program, world, choices| {
        let unknown = unknowns(&checked.schema, world);
        if unknown.is_empty() {
            return Ok(());
        }
        let revealed = choices.one(&unknown);
        let more = reveal(&checked.schema, world, &revealed, Known::Partly, choices);
        let all = reveal_all(&checked.schema, world, None, choices);
        for (id, name) in decisions(program) {
            let before = decide(program, id, &world.facts, &world.request);
            for after in [&more, &all] {
                let after = decide(program, id, &after.facts, &after.request);
                let what = format!("{name}, with more known than {} ({before:?} to {after:?})", revealed.name);
                if before.status == Status::Decided {
                    same(&what, after.outcome, before.outcome)?;
                }
                if before.fired.iter().any(|at| !after.fired.contains(at)) {
                    return Err(format!("{what}: a rule that fired no longer does"));
                }
                if after.possible.and(before.possible) != after.possible {
                    return Err(format!("{what}: more is possible"));
                }
            }
        }
        for (id, define) in program.values() {
            let before = value_cell(program, id, &world.facts, &world.request);
            let after = value_cell(program, id, &more.facts, &more.request);
            if before.0 == Status::Decided {
                same(&format!("{} with {}", define.name, revealed.name), after, before)?;
            }
        }
        Ok(())
    });
}

#[test]
fn needs_are_honest() {
    try_worlds(|checked, program, world, choices| {
        let schema = &checked.schema;
        let unknown: Vec<String> = unknowns(schema, world).into_iter().map(|unknown| unknown.name).collect();
        for (id, name) in decisions(program) {
            let verdict = evaluate(program, id, &world.facts, &world.request);
            let named = verdict.needs.iter().chain(verdict.open.iter().flat_map(|open| &open.needs));
            for need in named {
                if !unknown.contains(need) {
                    return Err(format!("{name} needs {need}, which is not unknown"));
                }
            }
            let all = reveal_all(schema, world, None, choices);
            let status = decide(program, id, &all.facts, &all.request).status;
            if status == Status::Undetermined {
                return Err(format!("{name} is undetermined though everything is known"));
            }
            match verdict.status {
                Status::Undetermined if verdict.needs.is_empty() => {
                    return Err(format!("{name} is undetermined and needs nothing"));
                }
                Status::Undetermined => {}
                Status::Error => continue,
                Status::Decided | Status::NotInForce if verdict.needs.is_empty() => continue,
                Status::Decided | Status::NotInForce => return Err(format!("{name} needs something though decided")),
            }
            // Nothing but the needs can settle it.
            let others: Vec<String> = unknown.iter().filter(|name| !verdict.needs.contains(name)).cloned().collect();
            let without = reveal_all(schema, world, Some(&others), choices);
            let still = decide(program, id, &without.facts, &without.request);
            if still.status == Status::Decided {
                return Err(format!("{name} is settled by something else than {:?}", verdict.needs));
            }
        }
        Ok(())
    });
}

#[test]
fn an_explanation_changes_nothing() {
    try_worlds(|_, program, world, _| {
        for (id, name) in decisions(program) {
            let verdict = Answer::Verdict(evaluate(program, id, &world.facts, &world.request));
            let (explained, explanation) = explain(program, Query::Decision(id), &world.facts, &world.request);
            let in_force = !matches!(&verdict, Answer::Verdict(verdict) if verdict.status == Status::NotInForce);
            same(name, explained, verdict)?;
            let rules = if in_force { program.decision(id).rules.len() } else { 0 };
            same("rules", explanation.rules.len(), rules)?;
        }
        for (id, define) in program.values() {
            let answer = Answer::Value(value(program, id, &world.facts, &world.request));
            let (explained, _) = explain(program, Query::Value(id), &world.facts, &world.request);
            same(&define.name, explained, answer)?;
        }
        Ok(())
    });
}

#[test]
fn everything_known_leaves_no_value_undetermined() {
    try_worlds(|checked, program, world, choices| {
        let all = reveal_all(&checked.schema, world, None, choices);
        for (id, define) in program.values() {
            let (status, cell) = value_cell(program, id, &all.facts, &all.request);
            if status == Status::Undetermined {
                return Err(format!("{} is undetermined though everything is known: {cell:?}", define.name));
            }
            same("a decided value is certain", status == Status::Decided, is_certain(&cell) || cell == Cell::Absent)?;
        }
        Ok(())
    });
}
