//! A set of mostly few things: they are looked through, which costs less than to hash them, until they are many.

use std::hash::Hash;

use rustc_hash::FxHashSet as HashSet;

/// So many are looked through.
const FEW: usize = 16;

/// A set that keeps the order in which things came.
#[derive(Debug)]
pub(super) struct Few<T> {
    items: Vec<T>,
    /// The same, once they are many.
    many: HashSet<T>,
}

impl<T: Copy + Eq + Hash> Few<T> {
    pub(super) fn new() -> Self {
        Self { items: Vec::new(), many: HashSet::default() }
    }

    /// Adds something; whether it is new.
    pub(super) fn insert(&mut self, item: T) -> bool {
        if self.items.len() < FEW {
            if self.items.contains(&item) {
                return false;
            }
        } else {
            if self.many.is_empty() {
                self.many.extend(self.items.iter().copied());
            }
            if !self.many.insert(item) {
                return false;
            }
        }
        self.items.push(item);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_new_once() {
        let mut set = Few::new();
        for round in 0..3 {
            for n in 0..100_u32 {
                assert_eq!(set.insert(n), round == 0, "{n}");
            }
        }
        assert!(set.items.iter().copied().eq(0..100));
    }
}
