//! Choices to expressions of a type over the names of a scope. What needs a guard gets one.

use super::Choices;
use super::scope::{Name, Scope, Ty};

/// A function of the policy: name, parameters, result.
pub type Function = (String, Vec<(Ty, bool)>, Ty);

/// Writes a policy, choice after choice.
pub struct Writer<'c, 'n> {
    pub choices: &'c mut Choices<'n>,
    pub functions: Vec<Function>,
    pub text: String,
}

impl Writer<'_, '_> {
    pub fn pick(&mut self, n: usize) -> usize {
        self.choices.below(n)
    }

    pub fn literal(&mut self, ty: Ty) -> String {
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
    pub fn atom(&mut self, ty: Ty, scope: &Scope) -> String {
        let names = scope.present(ty);
        if names.is_empty() || self.choices.chance(3) { self.literal(ty) } else { self.choices.one(&names) }
    }

    pub fn list(&mut self, scope: &Scope, depth: usize) -> (String, Ty) {
        let lists = scope.lists();
        let Name { text, ty, .. } = self.choices.one(&lists);
        let simple = matches!(ty, Ty::Ints | Ty::Texts);
        match self.pick(8) {
            5 if simple => (format!("distinct({text})"), ty),
            6 if depth > 0 => {
                (format!("[{}, {}]", self.expr(Ty::Int, scope, depth - 1), self.atom(Ty::Int, scope)), Ty::Ints)
            }
            7 if ty == Ty::Pairs && depth > 0 => {
                let (over, _, variable) = self.over(scope, Some((text, ty)), depth - 1);
                (format!("[{over}: {}]", variable.text), Ty::Pairs)
            }
            _ => (text, ty),
        }
    }

    /// `v in l` or `v in l where W`; the names that stand after it; the variable with its type.
    pub fn over(&mut self, scope: &Scope, list: Option<(String, Ty)>, depth: usize) -> (String, Scope, Name) {
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

    pub fn quantifier(&mut self, scope: &Scope, depth: usize) -> String {
        let word = self.choices.one(&["every", "exists", "no"]);
        let (over, inner, _) = self.over(scope, None, depth);
        format!("{word} {over}: {}", self.expr(Ty::Bool, &inner, depth.saturating_sub(1)))
    }

    /// A present value of a type. What computes stands in parentheses.
    pub fn expr(&mut self, ty: Ty, scope: &Scope, depth: usize) -> String {
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
