//! Choices to policy text over fixed facts. Guards are put where they are due, so that nearly all of it checks.

use super::Choices;
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

/// A function of the policy: name, parameters, result.
type Function = (String, Vec<(Ty, bool)>, Ty);

struct Writer<'c, 'n> {
    choices: &'c mut Choices<'n>,
    functions: Vec<Function>,
    text: String,
}

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
    fn pick(&mut self, n: usize) -> usize {
        self.choices.below(n)
    }

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
            let message = if self.choices.chance(2) { "{n3} {gate2.spare.odd} {pairs} {c1} {d2}" } else { "why" };
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

    fn literal(&mut self, ty: Ty) -> String {
        let of: &[&str] = match ty {
            Ty::Bool => &["true", "false"],
            Ty::Int => &["1", "0", "3", "10", "-2", "7", "9223372036854775807"],
            Ty::Decimal => &["1.0", "0.0", "4.0", "3.9999999999999999999", "-2.5", "0.1", "12.34"],
            Ty::Text => &["\"a\"", "\"ab\"", "\"\"", "\"中文\""],
            Ty::Date => &["2022-11-01", "2022-10-31", "2024-02-29", "2023-01-31", "today"],
            Ty::DateTime => &["2022-11-01T10:01", "2022-11-01T00:00", "now"],
            Ty::Duration => &["1 day", "60 days", "5 hours", "0 days", "90 minutes", "2 weeks"],
            _ => ty.words(),
        };
        self.choices.one(of).to_owned()
    }

    /// A name of a type, or a literal.
    fn atom(&mut self, ty: Ty, scope: &Scope) -> String {
        let names = scope.present(ty);
        if names.is_empty() || self.choices.chance(3) { self.literal(ty) } else { self.choices.one(&names) }
    }

    fn list(&mut self, scope: &Scope, depth: usize) -> (String, Ty) {
        let lists = scope.lists();
        let Name { text, ty, .. } = self.choices.one(&lists);
        let simple = matches!(ty, Ty::Ints | Ty::Texts);
        match self.pick(8) {
            5 if simple => (format!("distinct({text})"), ty),
            6 if depth > 0 => {
                (format!("[{}, {}]", self.expr(Ty::Int, scope, depth - 1), self.atom(Ty::Int, scope)), Ty::Ints)
            }
            7 if ty == Ty::Pairs && depth > 0 => {
                let (over, _, _) = self.over(scope, Some((text, ty)), depth - 1);
                (format!("[{over}]"), Ty::Pairs)
            }
            _ => (text, ty),
        }
    }

    /// `v in l` or `v in l where W`; the names that stand after it; the variable with its type.
    fn over(&mut self, scope: &Scope, list: Option<(String, Ty)>, depth: usize) -> (String, Scope, Name) {
        let (list, ty) = match list {
            Some(list) => list,
            None => self.list(scope, depth.min(1)),
        };
        let (element, optional) = ty.element().unwrap();
        let variable = format!("e{}", scope.bound);
        let mut inner = scope.with(&variable, element, optional);
        inner.bound += 1;
        let text = match self.pick(3) {
            2 => {
                let names: Vec<Name> =
                    inner.optional().into_iter().filter(|name| name.text.starts_with(&variable)).collect();
                if names.is_empty() || self.choices.chance(2) {
                    format!("{variable} in {list} where {}", self.expr(Ty::Bool, &inner, depth.min(2)))
                } else {
                    let name = self.choices.one(&names);
                    inner = inner.given(&name.text, true);
                    format!("{variable} in {list} where {} is present", name.text)
                }
            }
            _ => format!("{variable} in {list}"),
        };
        (text, inner, Name { text: variable, ty: element, optional })
    }

    fn quantifier(&mut self, scope: &Scope, depth: usize) -> String {
        let word = self.choices.one(&["every", "exists", "no"]);
        let (over, inner, _) = self.over(scope, None, depth);
        format!("{word} {over}: {}", self.expr(Ty::Bool, &inner, depth.saturating_sub(1)))
    }

    /// A present value of a type. What computes stands in parentheses.
    fn expr(&mut self, ty: Ty, scope: &Scope, depth: usize) -> String {
        if depth == 0 {
            return self.atom(ty, scope);
        }
        let general = if ty == Ty::Bool { 3 } else { 2 };
        match self.pick(5) {
            0 if ty != Ty::Bool => self.atom(ty, scope),
            n if n < general || matches!(ty, Ty::Text) && n < 4 => self.special(ty, scope, depth),
            3 => self.guarded(ty, scope, depth),
            _ => self.general(ty, scope, depth),
        }
    }

    /// What exists for every type.
    fn general(&mut self, ty: Ty, scope: &Scope, depth: usize) -> String {
        let sub = depth - 1;
        match self.pick(7) {
            0 | 1 => {
                let condition = self.expr(Ty::Bool, scope, sub);
                let (a, b) = (self.expr(ty, scope, sub), self.expr(ty, scope, sub));
                format!("(if {condition} then {a} else {b})")
            }
            2 => {
                let (c1, c2) = (self.expr(Ty::Bool, scope, sub), self.expr(Ty::Bool, scope, sub));
                let (a, b, c) = (self.expr(ty, scope, sub), self.atom(ty, scope), self.atom(ty, scope));
                format!("(choose {{ {c1}: {a}, {c2}: {b}, otherwise: {c} }})")
            }
            3 => {
                let of = self.choices.one(&[Ty::Colour, Ty::Level, Ty::Kind]);
                let names = scope.present(of);
                let (value, word) = (self.choices.one(&names), self.literal(of));
                let word = if of == Ty::Kind && self.choices.chance(2) { "service".to_owned() } else { word };
                let (a, b) = (self.expr(ty, scope, sub), self.expr(ty, scope, sub));
                format!("(choose {value} {{ {word}: {a}, otherwise: {b} }})")
            }
            4 if !scope.present(Ty::Standing).is_empty() => {
                let (a, b, c) = (self.expr(ty, scope, sub), self.atom(ty, scope), self.atom(ty, scope));
                format!("(choose first {{ fine: {a}, warned: {b}, closed: {c} }})")
            }
            5 => {
                let functions: Vec<Function> = self.functions.iter().filter(|f| f.2 == ty).cloned().collect();
                if functions.is_empty() {
                    return self.special(ty, scope, depth);
                }
                let (name, params, ty_due) = self.choices.one(&functions);
                let mut arguments = Vec::new();
                for (ty, optional) in params {
                    let optionals: Vec<Name> = scope.optional().into_iter().filter(|name| name.ty == ty).collect();
                    let record = matches!(ty, Ty::Pair | Ty::Gate);
                    let present = scope.present(ty);
                    match (record, optional && !optionals.is_empty()) {
                        (_, true) => arguments.push(self.choices.one(&optionals).text),
                        (true, _) if present.is_empty() => return self.special(ty_due, scope, depth),
                        (true, _) => arguments.push(self.choices.one(&present)),
                        (false, _) => arguments.push(self.expr(ty, scope, sub.min(1))),
                    }
                }
                format!("{name}({})", arguments.join(", "))
            }
            _ => self.special(ty, scope, depth),
        }
    }

    /// What makes a present value of one that may be absent.
    fn guarded(&mut self, ty: Ty, scope: &Scope, depth: usize) -> String {
        let sub = depth - 1;
        let names = scope.optional();
        if names.is_empty() {
            return self.special(ty, scope, depth);
        }
        let same: Vec<Name> = names.iter().filter(|name| name.ty == ty).cloned().collect();
        if !same.is_empty() && self.choices.chance(2) {
            let name = self.choices.one(&same).text;
            return format!("({name} default {})", self.expr(ty, scope, sub));
        }
        let name = self.choices.one(&names).text;
        let present = scope.given(&name, true);
        match self.pick(4) {
            0 if ty == Ty::Bool => format!("({name} is present and {})", self.expr(ty, &present, sub)),
            1 if ty == Ty::Bool => format!("({name} is absent or {})", self.expr(ty, &present, sub)),
            2 => {
                let (a, b) = (self.expr(ty, &scope.given(&name, false), sub), self.expr(ty, &present, sub));
                format!("(if {name} is absent then {a} else {b})")
            }
            _ => {
                let (a, b) = (self.expr(ty, &present, sub), self.expr(ty, &scope.given(&name, false), sub));
                format!("(if {name} is present then {a} else {b})")
            }
        }
    }

    /// What exists for one type.
    fn special(&mut self, ty: Ty, scope: &Scope, depth: usize) -> String {
        let sub = depth.saturating_sub(1);
        match ty {
            Ty::Bool => self.condition(scope, sub),
            Ty::Int => self.int(scope, sub),
            Ty::Decimal => self.decimal(scope, sub),
            Ty::Date => {
                let date = self.expr(Ty::Date, scope, sub);
                match self.pick(6) {
                    0 => format!("({date} + {} days)", self.pick(70)),
                    1 => format!("({date} - n1 days)"),
                    2 => format!("({date} + {} months)", self.pick(30)),
                    3 => format!("({date} - n1 years)"),
                    4 => format!("working_days_after({date}, {}, cal)", self.expr(Ty::Int, scope, sub.min(1))),
                    _ => format!("({date} + {})", self.expr(Ty::Duration, scope, sub)),
                }
            }
            Ty::DateTime => {
                let at = self.expr(Ty::DateTime, scope, sub);
                match self.pick(4) {
                    0 => format!("({at} + {})", self.expr(Ty::Duration, scope, sub)),
                    1 => format!("({at} - {})", self.expr(Ty::Duration, scope, sub)),
                    2 => format!("({at} + n1 months)"),
                    _ => at,
                }
            }
            Ty::Duration => {
                let (a, b) = (self.expr(Ty::Duration, scope, sub), self.atom(Ty::Duration, scope));
                match self.pick(7) {
                    0 => format!("({} - {})", self.expr(Ty::Date, scope, sub), self.atom(Ty::Date, scope)),
                    1 => format!("({a} + {b})"),
                    2 => format!("({a} - {b})"),
                    3 => format!("({a} * {})", self.expr(Ty::Int, scope, sub)),
                    4 => "(n1 hours)".to_owned(),
                    5 => self.aggregate("sum", Ty::Duration, scope, sub),
                    _ => format!("({} - {})", self.expr(Ty::DateTime, scope, sub), self.atom(Ty::DateTime, scope)),
                }
            }
            _ => self.atom(ty, scope),
        }
    }

    fn aggregate(&mut self, name: &str, ty: Ty, scope: &Scope, depth: usize) -> String {
        let (over, inner, _) = self.over(scope, None, depth);
        format!("{name}({over}: {})", self.expr(ty, &inner, depth))
    }

    fn int(&mut self, scope: &Scope, sub: usize) -> String {
        let a = self.expr(Ty::Int, scope, sub);
        match self.pick(13) {
            0 => format!("({a} + {})", self.expr(Ty::Int, scope, sub)),
            1 => format!("({a} - {})", self.expr(Ty::Int, scope, sub)),
            2 => format!("({a} * {})", self.expr(Ty::Int, scope, sub)),
            3 => format!("(-{a})"),
            4 => format!("count({})", self.list(scope, sub).0),
            5 => format!("count({})", self.over(scope, None, sub).0),
            6 => self.aggregate("sum", Ty::Int, scope, sub),
            7 => format!("({} default {a})", self.aggregate("min", Ty::Int, scope, sub)),
            8 => format!("max({a}, {})", self.expr(Ty::Int, scope, sub)),
            9 => format!("min({a}, {})", self.expr(Ty::Int, scope, sub)),
            10 => format!("abs({a})"),
            11 => format!("years_between({}, {})", self.expr(Ty::Date, scope, sub), self.atom(Ty::Date, scope)),
            _ => match self.pick(2) {
                0 => format!("length({})", self.expr(Ty::Text, scope, sub)),
                _ => format!("minute_of_day({})", self.expr(Ty::DateTime, scope, sub)),
            },
        }
    }

    fn decimal(&mut self, scope: &Scope, sub: usize) -> String {
        let a = self.expr(Ty::Decimal, scope, sub);
        match self.pick(10) {
            0 => format!("({a} + {})", self.expr(Ty::Decimal, scope, sub)),
            1 => format!("({a} - {})", self.expr(Ty::Int, scope, sub)),
            2 => format!("({a} * {})", self.expr(Ty::Decimal, scope, sub)),
            3 => format!("({a} / {})", self.expr(Ty::Decimal, scope, sub)),
            4 => format!("({} / {})", self.expr(Ty::Int, scope, sub), self.expr(Ty::Int, scope, sub)),
            5 => format!("round({a}, {})", self.pick(4)),
            6 => self.aggregate("sum", Ty::Decimal, scope, sub),
            7 => format!("({} default {a})", self.aggregate("avg", Ty::Int, scope, sub)),
            8 => format!("({} default {a})", self.aggregate("max", Ty::Decimal, scope, sub)),
            _ => format!("max({a}, {})", self.expr(Ty::Decimal, scope, sub)),
        }
    }

    fn condition(&mut self, scope: &Scope, sub: usize) -> String {
        match self.pick(14) {
            0 => self.atom(Ty::Bool, scope),
            1 => format!("({} and {})", self.expr(Ty::Bool, scope, sub), self.expr(Ty::Bool, scope, sub)),
            2 => format!("({} or {})", self.expr(Ty::Bool, scope, sub), self.expr(Ty::Bool, scope, sub)),
            3 => format!("(not {})", self.expr(Ty::Bool, scope, sub)),
            4 | 5 => {
                let ty = self.choices.one(&[Ty::Int, Ty::Decimal, Ty::Date, Ty::Duration, Ty::DateTime]);
                let op = self.choices.one(&["<", "<=", ">", ">=", "=", "!="]);
                format!("({} {op} {})", self.expr(ty, scope, sub), self.expr(ty, scope, sub))
            }
            6 => {
                let ty = self.choices.one(&[Ty::Colour, Ty::Level, Ty::Kind]);
                let names = scope.present(ty);
                let (name, word) = (self.choices.one(&names), self.literal(ty));
                match self.pick(4) {
                    0 => format!("({name} is {word})"),
                    1 => format!("({name} is not {word})"),
                    2 if ty == Ty::Kind => format!("({name} is quality)"),
                    2 if ty == Ty::Level => format!("({name} >= {word})"),
                    2 => format!("({name} in [{word}, {}])", self.atom(ty, scope)),
                    _ => format!("({name} = {})", self.expr(ty, scope, sub)),
                }
            }
            7 | 8 => format!("({})", self.quantifier(scope, sub)),
            9 => {
                let names = scope.optional();
                if names.is_empty() {
                    return self.atom(Ty::Bool, scope);
                }
                let name = self.choices.one(&names).text;
                format!("({name} is {})", self.choices.one(&["present", "absent"]))
            }
            10 if !scope.present(Ty::Standing).is_empty() => self
                .choices
                .one(&["(first is closed)", "(first is not fine)", "(first >= warned)", "(first < closed)"])
                .to_owned(),
            11 => {
                let ty = self.choices.one(&[Ty::Int, Ty::Decimal, Ty::Date]);
                format!("({} in {}..{})", self.expr(ty, scope, sub), self.literal(ty), self.atom(ty, scope))
            }
            12 => {
                let list = self.list(scope, sub);
                match list {
                    (list, Ty::Ints) => format!("({} not in {list})", self.expr(Ty::Int, scope, sub)),
                    (list, Ty::Texts) => format!("({} in {list})", self.expr(Ty::Text, scope, sub)),
                    (list, _) => format!("(count({list}) > {})", self.pick(3)),
                }
            }
            13 => format!("starts_with({}, {})", self.expr(Ty::Text, scope, sub), self.literal(Ty::Text)),
            _ => self.atom(Ty::Bool, scope),
        }
    }
}
