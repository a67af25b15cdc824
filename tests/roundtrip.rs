//! What the engine prints, it reads back as the same: numbers, days, durations, and whole sets of facts.

use proptest::collection::vec;
use proptest::prelude::*;
use zhun::facts::{ReadOptions, Reader};
use zhun::model::{Date, DateTime, Decimal, Duration};

use crate::support::policies::policy;
use crate::support::random::facts::{json, world};
use crate::support::random::{Choices, policy::policy as random_policy};

/// The text of a decimal of up to 28 digits and 28 places.
fn decimal() -> impl Strategy<Value = String> {
    (any::<bool>(), "[1-9][0-9]{0,27}", 0..29_usize).prop_map(|(negative, digits, places)| {
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let point = if places > 0 { "." } else { "" };
        format!("{}{whole}{point}{fraction}", if negative { "-" } else { "" })
    })
}

fn date() -> impl Strategy<Value = Date> {
    (0..=9999_i16, 1..=12_i8, 1..=31_i8).prop_filter_map("a day of the calendar", |(y, m, d)| Date::new(y, m, d).ok())
}

fn datetime() -> impl Strategy<Value = DateTime> {
    (date(), 0..24_i8, 0..60_i8, 0..60_i8).prop_map(|(day, hour, minute, second)| day.at(hour, minute, second, 0))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn decimals_keep_their_digits(text in decimal()) {
        let number = Decimal::parse(&text).unwrap();
        prop_assert_eq!(number.to_string(), text);
        prop_assert_eq!((-(-number)).to_string(), number.to_string());
    }

    #[test]
    fn what_arithmetic_gives_is_read_back(a in decimal(), b in decimal()) {
        let (a, b) = (Decimal::parse(&a).unwrap(), Decimal::parse(&b).unwrap());
        for result in [a.checked_add(b), a.checked_sub(b), a.checked_mul(b), a.checked_div(b), a.round_half_up(2)].into_iter().flatten() {
            let read = Decimal::parse(&result.to_string());
            prop_assert_eq!(read, Ok(result), "{} and {}", a, b);
            prop_assert_eq!(read.unwrap().to_string(), result.to_string());
        }
    }

    #[test]
    fn durations_are_read_back(seconds in prop_oneof![any::<i64>(), -100_000..100_000_i64]) {
        let duration = Duration::from_seconds(seconds);
        prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
    }

    #[test]
    fn days_and_moments_are_read_back(day in date(), at in datetime()) {
        prop_assert_eq!(day.to_string().parse::<Date>().unwrap(), day);
        prop_assert_eq!(at.to_string().parse::<DateTime>().unwrap(), at);
    }

    #[test]
    fn scalars_are_read_back_as_facts(number in decimal(), day in date(), at in datetime(), seconds in any::<i64>(), n in any::<i64>(), text in ".{0,20}") {
        let policy = policy("policy p facts { a: decimal, b: date, c: datetime, d: duration, e: int, f: text } define v = a");
        let schema = &policy.schema;
        let (number, duration) = (Decimal::parse(&number).unwrap(), Duration::from_seconds(seconds));
        let text = serde_json::to_string(&text).unwrap();
        let input = format!(r#"{{"a": {number}, "b": "{day}", "c": "{at}", "d": "{duration}", "e": {n}, "f": {text}}}"#);
        let reach: Vec<_> = schema.facts.ids().collect();
        let options = ReadOptions::default();
        let reader = Reader::new(schema, &reach, &options);
        let read = reader.json(input.as_bytes());
        let read = read.map_err(|problems| TestCaseError::fail(format!("{input}: {problems:?}")))?;
        prop_assert_eq!(json(schema, &read.facts), input.clone());
        // JSON is YAML.
        let yaml = reader.yaml(input.as_bytes());
        prop_assert_eq!(yaml.map(|read| read.facts), Ok(read.facts));
    }

    #[test]
    fn facts_are_read_back(numbers in vec(any::<u16>(), 0..300)) {
        let schema = policy(&random_policy(&mut Choices::new(&[]))).schema;
        let facts = world(&schema, &mut Choices::new(&numbers)).facts;
        let input = json(&schema, &facts);
        let reach: Vec<_> = schema.facts.ids().collect();
        let options = ReadOptions::default();
        let read = Reader::new(&schema, &reach, &options).json(input.as_bytes());
        prop_assert_eq!(read.map(|read| read.facts), Ok(facts), "{}", input);
    }
}
