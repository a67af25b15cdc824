//! Rules to the pairs that are worth holding against each other, so many as are looked at in near-linear time.

use std::collections::HashMap;

use zhun::check::checked::{Comparison, Expr, ExprKind, Rule, RuleKind};

use crate::known::Key;

/// In a decision of up to so many rules, each is held against each other.
const MAX_PAIRED: usize = 200;
/// Of more rules than this with one guard, none is held against others for its sake.
const MAX_SHARED: usize = 100;

/// Which rules may fire wherever another one does.
pub struct Pairs {
    /// The rules, where there are few.
    all: Vec<usize>,
    /// The rules by a value that one of their guards asks for.
    by_guard: HashMap<Asked, Vec<usize>>,
    /// Those without a guard.
    open: Vec<usize>,
    guards: Vec<Vec<Guard>>,
}

/// The values one of which something must have for a rule to fire.
type Guard = Vec<Asked>;

/// A value that something must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asked {
    Value(Key, Key),
    Word(Key, u16),
}

impl Pairs {
    pub fn of(rules: &[Rule]) -> Self {
        let mut pairs = Self { all: Vec::new(), by_guard: HashMap::new(), open: Vec::new(), guards: Vec::new() };
        if rules.len() <= MAX_PAIRED {
            pairs.all = (0..rules.len()).collect();
            return pairs;
        }
        pairs.guards = rules.iter().map(guards).collect();
        let mut shared: HashMap<Asked, usize> = HashMap::new();
        for asked in pairs.guards.iter().flatten().flatten() {
            *shared.entry(*asked).or_default() += 1;
        }
        for (at, guards) in pairs.guards.iter().enumerate() {
            // All of its guards must hold where it fires, so the rarest finds it.
            let rarest = guards.iter().min_by_key(|guard| guard.iter().map(|asked| shared[asked]).max());
            match rarest {
                Some(guard) => guard.iter().for_each(|asked| pairs.by_guard.entry(*asked).or_default().push(at)),
                None => pairs.open.push(at),
            }
        }
        pairs
    }

    /// The rules that may fire wherever one does, in no order.
    pub fn beside(&self, rule: usize) -> impl Iterator<Item = usize> {
        let guards = self.guards.get(rule).into_iter().flatten();
        // What fires for all the values of a guard does so for its first.
        let guarded = guards.filter_map(|guard| self.by_guard.get(guard.first()?));
        let few = guarded.chain([&self.open]).filter(|rules| rules.len() <= MAX_SHARED);
        self.all.iter().chain(few.flatten()).copied()
    }
}

fn guards(rule: &Rule) -> Vec<Guard> {
    let mut found = Vec::new();
    collect(&rule.condition, rule.kind == RuleKind::When, &mut found);
    found
}

/// What must be so for a condition to hold, or not to.
fn collect(expr: &Expr, holds: bool, found: &mut Vec<Guard>) {
    match &expr.kind {
        ExprKind::Not(inner) => collect(inner, !holds, found),
        ExprKind::And(all) if holds => all.iter().for_each(|part| collect(part, true, found)),
        ExprKind::Or(all) if !holds => all.iter().for_each(|part| collect(part, false, found)),
        ExprKind::Compare(comparison, a, b) => {
            let equal = if holds { Comparison::Equal } else { Comparison::NotEqual };
            let is_literal = |expr: &Expr| matches!(expr.kind, ExprKind::Literal(_));
            match (is_literal(a), is_literal(b)) {
                _ if *comparison != equal => {}
                (false, true) => found.push(vec![Asked::Value(Key::of(a), Key::of(b))]),
                (true, false) => found.push(vec![Asked::Value(Key::of(b), Key::of(a))]),
                _ => {}
            }
        }
        ExprKind::IsWord(value, words) if holds => {
            let value = Key::of(value);
            found.push(words.iter().map(|word| Asked::Word(value, word)).collect());
        }
        _ => {}
    }
}
