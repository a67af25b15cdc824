//! Choices to policy text over fixed facts. Guards are put where they are due, so that nearly all of it checks.

use super::Choices;
use super::expr::Writer;
use super::scope::{Name, SCALARS, Scope, Ty};

/// Types, facts, parameters and a calendar: what every random policy has.
const HEAD: &str = r#"policy random

enum colour { red "红", green, blue = "BLUE" }
enum level { L1 < L2 < L3 }
enum kind { service { late, fake }, quality { label, weight } }

record inner { deep: int, odd: optional date, kind: kind }
record gate { open: bool, least: optional decimal, level: level, inner: inner, spare: optional inner, tags: list of text }
record pair {
    left: int, right: optional int, flag: bool, mark: optional colour, amount: decimal, on: date, length: duration
}

facts {
    b1: bool
    b2: bool
    b3: optional bool
    n1: int in 0..20
    n2: int
    n3: optional int
    d1: decimal
    d2: optional decimal in 0..5  unit "分"
    t1: text
    t2: optional text
    c1: colour
    c2: optional colour
    l1: level
    k1: kind
    on1: date
    on2: optional date
    at1: datetime
    span1: duration
    gate1: gate
    gate2: optional gate
    pairs: list of pair
    gates: list of gate
    more: optional list of pair
    numbers: list of int
    holes: list of optional int
    tags: list of text
}

param p1: int = 3
param p2: decimal { 5 from 2021-01-01 through 2022-12-31, 6.5 from 2023-01-01 }
param p3: int
param p4: bool
param p5: optional int

calendar cal { weekend saturday, sunday  holiday 2022-11-03 through 2022-11-04  workday 2022-11-05  covers 2022-10-01 through 2022-12-31 }

"#;

const FACTS: [(&str, Ty, bool); 31] = [
    ("b1", Ty::Bool, false),
    ("n1", Ty::Int, false),
    ("d1", Ty::Decimal, false),
    ("pairs", Ty::Pairs, false),
    ("gate1", Ty::Gate, false),
    ("n3", Ty::Int, true),
    ("c1", Ty::Colour, false),
    ("on1", Ty::Date, false),
    ("b2", Ty::Bool, false),
    ("b3", Ty::Bool, true),
    ("n2", Ty::Int, false),
    ("d2", Ty::Decimal, true),
    ("t1", Ty::Text, false),
    ("t2", Ty::Text, true),
    ("c2", Ty::Colour, true),
    ("l1", Ty::Level, false),
    ("k1", Ty::Kind, false),
    ("on2", Ty::Date, true),
    ("at1", Ty::DateTime, false),
    ("span1", Ty::Duration, false),
    ("gate2", Ty::Gate, true),
    ("gates", Ty::Gates, false),
    ("more", Ty::Pairs, true),
    ("numbers", Ty::Ints, false),
    ("holes", Ty::MaybeInts, false),
    ("tags", Ty::Texts, false),
    ("p1", Ty::Int, false),
    ("p2", Ty::Decimal, false),
    ("p3", Ty::Int, false),
    ("p4", Ty::Bool, false),
    ("p5", Ty::Int, true),
];

/// A random policy: defines, a decision `first`, a decision `last` that may read it.
pub fn policy(choices: &mut Choices<'_>) -> String {
    let mut scope = Scope::default();
    // What was added last is the simplest choice.
    FACTS.iter().rev().for_each(|(name, ty, optional)| scope.add(name, *ty, *optional));
    let mut writer = Writer { choices, functions: Vec::new(), text: HEAD.to_owned() };
    writer.decision("first", &["fine", "warned", "closed"], &scope, false);
    scope.add("first", Ty::Standing, false);
    let defines = writer.choices.below(5);
    for at in 0..defines {
        writer.define(at, &mut scope);
    }
    writer.decision("last", &["permit", "hold", "deny", "barred"], &scope, true);
    writer.text
}

impl Writer<'_, '_> {
    fn define(&mut self, at: usize, scope: &mut Scope) {
        let ty = self.choices.one(&SCALARS);
        match self.pick(5) {
            0 | 1 => {
                let body = self.expr(ty, scope, 3);
                self.text.push_str(&format!("define v{at}: {} = {body}\n", ty.name()));
                scope.add(&format!("v{at}"), ty, false);
            }
            2 => {
                let params =
                    [(Ty::Int, false), (Ty::Pair, false), (Ty::Int, true), (Ty::Gate, false), (Ty::Bool, false)];
                let params: Vec<(Ty, bool)> = (0..=self.pick(3)).map(|_| self.choices.one(&params)).collect();
                let mut inner = scope.clone();
                let mut head = Vec::new();
                for (place, (ty, optional)) in params.iter().enumerate() {
                    inner.add(&format!("a{place}"), *ty, *optional);
                    head.push(format!("a{place}: {}{}", if *optional { "optional " } else { "" }, ty.name()));
                }
                let body = self.expr(ty, &inner, 3);
                self.text.push_str(&format!("define f{at}({}): {} = {body}\n", head.join(", "), ty.name()));
                self.functions.push((format!("f{at}"), params, ty));
            }
            3 => {
                let (list, of) = self.list(scope, 2);
                let (text, ty) = match (self.pick(3), of) {
                    (1, Ty::Pairs) => {
                        let inner = scope.with("q", Ty::Pair, false);
                        let filter = self.expr(Ty::Bool, &inner, 1);
                        let value = self.expr(Ty::Int, &inner, 1);
                        (format!("[q in {list} where {filter}: {value}]"), Ty::Ints)
                    }
                    (2, Ty::Pairs) => (format!("distinct([q in {list}: q.left])"), Ty::Ints),
                    _ => (format!("[q in {list}: q]"), of),
                };
                self.text.push_str(&format!("define v{at} = {text}\n"));
                scope.add(&format!("v{at}"), ty, false);
            }
            _ => {
                let names = scope.optional();
                let Name { text, ty, .. } = self.choices.one(&names);
                self.text.push_str(&format!("define v{at} = {text}\n"));
                scope.add(&format!("v{at}"), ty, true);
            }
        }
    }

    fn decision(&mut self, name: &str, outcomes: &[&str], scope: &Scope, dated: bool) {
        let period = if dated { self.period() } else { "" };
        self.text.push_str(&format!(
            "decision {name} {{ outcomes {} {period} default {} because \"ok\"\n",
            outcomes.join(" < "),
            outcomes[0]
        ));
        for at in 0..=self.pick(5) {
            let outcome = outcomes[1 + self.pick(outcomes.len() - 1)];
            let (exceptions, inner) = self.exceptions(scope);
            let condition =
                if self.choices.chance(3) { self.quantifier(&inner, 3) } else { self.expr(Ty::Bool, &inner, 4) };
            let head = if self.choices.chance(2) {
                format!("require {condition} else")
            } else {
                format!("when {condition} then")
            };
            let period = self.period();
            let duty = if self.choices.chance(4) { format!("oblige o{at} \"duty\"") } else { String::new() };
            let message = if self.choices.chance(2) { "{n3} {gate2.spare.odd} {numbers} {c1} {d2}" } else { "why" };
            self.text.push_str(&format!("    rule r{at} {{ {head} {outcome} {exceptions} {period} because \"{message}\" interpretation \"so\" {duty} }}\n"));
        }
        self.text.push_str("}\n");
    }

    fn exceptions(&mut self, scope: &Scope) -> (String, Scope) {
        match self.pick(5) {
            3 => (format!("except when {}", self.expr(Ty::Bool, scope, 2)), scope.clone()),
            4 => {
                let name = {
                    let names = scope.optional();
                    self.choices.one(&names).text
                };
                let second = format!("except when {}", self.expr(Ty::Bool, scope, 1));
                (format!("except when {name} is absent {second}"), scope.given(&name, true))
            }
            _ => (String::new(), scope.clone()),
        }
    }

    fn period(&mut self) -> &'static str {
        match self.pick(12) {
            9 => "effective from 2022-01-01",
            10 => "effective through 2022-12-31",
            11 => "effective from 2022-11-02 through 2023-06-15",
            _ => "",
        }
    }
}
