//! Names to numbers, for names that are known beforehand and asked for in every input.

/// A table of names. It is only ever asked for one name, so that its order shows nowhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    /// A power of two of them.
    buckets: Vec<Vec<(Box<str>, u32)>>,
}

impl Keys {
    pub(super) fn new<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> Self {
        let mut buckets = vec![Vec::new(); (names.len() * 2).next_power_of_two()];
        for (number, name) in (0..).zip(names) {
            let at = place(name, buckets.len());
            if let Some(bucket) = buckets.get_mut(at) {
                bucket.push((name.into(), number));
            }
        }
        Self { buckets }
    }

    pub(super) fn get(&self, name: &str) -> Option<u32> {
        let bucket = self.buckets.get(place(name, self.buckets.len()))?;
        bucket.iter().find(|(known, _)| **known == *name).map(|(_, number)| *number)
    }
}

/// Where a name belongs: by its length and the bytes in which names of one schema differ most. Names are few and given
/// by the author, so that no input can crowd a bucket.
fn place(name: &str, buckets: usize) -> usize {
    let bytes = name.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let (first, middle, last) = (byte(0), byte(bytes.len() / 2), byte(bytes.len().saturating_sub(1)));
    let mixed = bytes.len() ^ first.wrapping_mul(0x9E5) ^ middle.wrapping_mul(0x2F1D) ^ last.wrapping_mul(0x3B);
    (mixed ^ (mixed >> 7)) & buckets.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_number() {
        let names: Vec<String> = (0..200).map(|n| format!("fact_{n}")).chain(["".into(), "分".into()]).collect();
        let keys = Keys::new(names.iter().map(String::as_str));
        for (number, name) in (0..).zip(&names) {
            assert_eq!(keys.get(name), Some(number));
        }
        assert_eq!(keys.get("fact_200"), None);
        assert_eq!(Keys::default().get("fact_1"), None);
    }
}
