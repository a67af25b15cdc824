//! Numbers that proptest draws to policies and facts. A number that runs short counts as 0, which always stands for
//! the simplest choice, so that a shrunk list of numbers is a smaller policy.

mod expr;
pub mod facts;
pub mod policy;
pub mod reveal;
mod scope;

/// Choices, one number after the other.
pub struct Choices<'n> {
    numbers: &'n [u16],
}

impl<'n> Choices<'n> {
    pub fn new(numbers: &'n [u16]) -> Self {
        Self { numbers }
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        let (first, rest) = self.numbers.split_first().map_or((0, self.numbers), |(first, rest)| (*first, rest));
        self.numbers = rest;
        // The high end of the draw decides, so that halving a number while shrinking makes the choice simpler.
        usize::from(first) * n.max(1) / 65_536
    }

    /// One of some.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// True once in `n` times; false where the numbers have run short.
    pub fn chance(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }
}
