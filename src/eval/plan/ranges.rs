//! Ranges of numbers or dates to the rules whose range a value lies in, by binary search.

use std::cmp::Ordering;

use super::Orders;
use crate::model::{Date, Decimal, Value};

/// A number or a date. One index holds only one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Int(i64),
    Decimal(Decimal),
    Date(Date),
}

impl Key {
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(n) => Some(Self::Int(*n)),
            Value::Decimal(n) => Some(Self::Decimal(*n)),
            Value::Date(date) => Some(Self::Date(*date)),
            _ => None,
        }
    }

    /// A whole number in the same order, where there is one.
    fn whole(self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(n),
            Self::Date(date) => {
                Some((i64::from(date.year()) * 16 + i64::from(date.month())) * 32 + i64::from(date.day()))
            }
            Self::Decimal(_) => None,
        }
    }
}

/// A range; an end that is none is open, an end that is there belongs to it where it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Range {
    low: Option<(Key, bool)>,
    high: Option<(Key, bool)>,
}

impl Range {
    /// The values that a comparison with `key` is true of; none where they are no range.
    pub(super) fn of(orders: Orders, key: Key) -> Option<Self> {
        let accepts = |order| orders.accept(order);
        let (less, equal, greater) = (accepts(Ordering::Less), accepts(Ordering::Equal), accepts(Ordering::Greater));
        match (less, greater) {
            (true, true) => None,
            (true, false) => Some(Self { low: None, high: Some((key, equal)) }),
            (false, true) => Some(Self { low: Some((key, equal)), high: None }),
            (false, false) => equal.then_some(Self { low: Some((key, true)), high: Some((key, true)) }),
        }
    }

    /// What both hold.
    pub(super) fn and(self, other: Self) -> Self {
        // Of two equal ends the one that leaves more out is the narrower.
        let low = match (self.low, other.low) {
            (Some(a), Some(b)) => Some(if (a.0, !a.1) >= (b.0, !b.1) { a } else { b }),
            (a, b) => a.or(b),
        };
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(if a <= b { a } else { b }),
            (a, b) => a.or(b),
        };
        Self { low, high }
    }

    /// The one value that it holds.
    pub(super) fn point(self) -> Option<Key> {
        match (self.low, self.high) {
            (Some((low, true)), Some((high, true))) if low == high => Some(low),
            _ => None,
        }
    }
}

/// The rules of ranges. Between two ends, and on each of them, they are the same.
#[derive(Debug)]
pub(super) struct Ranges {
    ends: Ends,
    /// Before the first end, on it, between it and the second, and so on.
    rules: Vec<Vec<u32>>,
}

/// The ends of ranges, in order; whole numbers where they all are, which are found faster.
#[derive(Debug)]
enum Ends {
    Whole(Vec<i64>),
    Any(Vec<Key>),
}

/// The lists of rules may be so many times as long together as there are rules: ranges that overlap much are no help.
const OVERLAP: usize = 8;

impl Ranges {
    /// None where the ranges overlap so much that an index would be large and of little use.
    pub(super) fn of(ranges: &[(u32, Range)]) -> Option<Self> {
        let ends = ranges.iter().flat_map(|(_, range)| [range.low, range.high]).flatten().map(|(key, _)| key);
        let mut ends: Vec<Key> = ends.collect();
        ends.sort_unstable();
        ends.dedup();
        let mut rules = vec![Vec::new(); ends.len() * 2 + 1];
        let place = |key| ends.binary_search(&key).map_or(0, |at| at * 2 + 1);
        let mut room = ranges.len() * OVERLAP + 64;
        for (rule, range) in ranges {
            let first = range.low.map_or(0, |(key, belongs)| place(key) + usize::from(!belongs));
            let end = range.high.map_or(rules.len(), |(key, belongs)| place(key) + usize::from(belongs));
            room = room.checked_sub(end.saturating_sub(first))?;
            // A range without any value has no place.
            for rules in rules.get_mut(first..end).unwrap_or_default() {
                rules.push(*rule);
            }
        }
        let whole: Option<Vec<i64>> = ends.iter().map(|key| key.whole()).collect();
        Some(Self { ends: whole.map_or(Ends::Any(ends), Ends::Whole), rules })
    }

    /// The rules of every stretch.
    pub(super) fn lists(&self) -> &[Vec<u32>] {
        &self.rules
    }

    /// The rules whose range a value lies in.
    pub(super) fn get(&self, key: Key) -> Option<&Vec<u32>> {
        let found = match &self.ends {
            Ends::Whole(ends) => ends.binary_search(&key.whole()?),
            Ends::Any(ends) => ends.binary_search(&key),
        };
        let place = match found {
            Ok(at) => at * 2 + 1,
            Err(at) => at * 2,
        };
        self.rules.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Comparison;

    fn range(by: Comparison, n: i64) -> Option<Range> {
        Range::of(Orders::of(by), Key::Int(n))
    }

    #[test]
    fn a_value_finds_the_ranges_that_it_lies_in() {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        assert_eq!(range(NotEqual, 3), None);
        let tests: Vec<Vec<(Comparison, i64)>> = vec![
            vec![(Less, 3)],
            vec![(LessOrEqual, 3)],
            vec![(Equal, 3)],
            vec![(Greater, 3)],
            vec![(GreaterOrEqual, 3)],
            vec![(GreaterOrEqual, 3), (Less, 5)],
            vec![(Greater, 3), (GreaterOrEqual, 3), (LessOrEqual, 5), (Less, 6)],
            // No value at all.
            vec![(Greater, 5), (Less, 3)],
            vec![(Greater, 4), (Less, 4)],
            vec![(Equal, 4), (Greater, 4)],
        ];
        let ranges: Vec<(u32, Range)> = (0..)
            .zip(&tests)
            .map(|(rule, tests)| {
                let parts = tests.iter().filter_map(|(by, n)| range(*by, *n));
                (rule, parts.fold(Range::default(), Range::and))
            })
            .collect();
        let index = Ranges::of(&ranges).unwrap();
        for value in 0..9_i64 {
            let expected: Vec<u32> = (0..)
                .zip(&tests)
                .filter(|(_, tests)| tests.iter().all(|(by, n)| Orders::of(*by).accept(value.cmp(n))))
                .map(|(rule, _)| rule)
                .collect();
            assert_eq!(index.get(Key::Int(value)), Some(&expected), "{value}");
        }
        assert_eq!(ranges[2].1.point(), Some(Key::Int(3)));
        assert_eq!(ranges[5].1.point(), None);
    }

    #[test]
    fn ranges_that_overlap_much_have_no_index() {
        let nested = |count: u32| -> Vec<(u32, Range)> {
            (0..count).map(|n| (n, range(Comparison::Less, i64::from(n)).unwrap())).collect()
        };
        assert!(Ranges::of(&nested(10)).is_some());
        assert!(Ranges::of(&nested(1000)).is_none());
    }
}
