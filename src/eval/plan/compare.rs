//! Comparisons as the set of orders that make them true.

use std::cmp::Ordering;

use super::Orders;
use crate::compile::Comparison;

impl Orders {
    pub(super) fn of(by: Comparison) -> Self {
        Self(match by {
            Comparison::Less => 1,
            Comparison::Equal => 2,
            Comparison::LessOrEqual => 3,
            Comparison::Greater => 4,
            Comparison::NotEqual => 5,
            Comparison::GreaterOrEqual => 6,
        })
    }

    /// Those that are left.
    pub(super) fn not(self) -> Self {
        Self(7 ^ self.0)
    }

    #[inline]
    pub(super) fn accept(self, order: Ordering) -> bool {
        let place = match order {
            Ordering::Less => 0,
            Ordering::Equal => 1,
            Ordering::Greater => 2,
        };
        self.0 >> place & 1 == 1
    }

    /// Whether only equal values make it true (true), or only different ones (false); none for an order.
    pub(super) fn equality(self) -> Option<bool> {
        match self.0 {
            2 => Some(true),
            5 => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::flipped;
    use super::*;

    const ALL: [Comparison; 6] = [
        Comparison::Less,
        Comparison::Equal,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::NotEqual,
        Comparison::GreaterOrEqual,
    ];

    #[test]
    fn the_others_are_what_is_left() {
        for by in ALL {
            for (a, b) in [(1, 2), (2, 2), (2, 1)] {
                let orders = Orders::of(by);
                assert_ne!(orders.accept(a.cmp(&b)), orders.not().accept(a.cmp(&b)), "{by:?}");
            }
        }
    }

    #[test]
    fn flipping_exchanges_the_sides() {
        for by in ALL {
            for (a, b) in [(1, 2), (2, 2), (2, 1)] {
                assert_eq!(Orders::of(by).accept(a.cmp(&b)), Orders::of(flipped(by)).accept(b.cmp(&a)), "{by:?}");
            }
        }
    }
}
