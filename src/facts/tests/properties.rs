use proptest::prelude::*;

use super::{all, named, options, schema};
use crate::facts::{ReadOptions, Reader, parse_cell, read_json};
use crate::model::{Cell, Date, Decimal, Duration, Value};

/// Pieces that bring a reader further than random bytes do.
const PIECES: [&str; 45] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "\n",
    "  ",
    "- ",
    "\"",
    "\\u",
    "\\",
    "'",
    "&a ",
    "*a",
    "!t ",
    "| ",
    "? ",
    "#",
    "---\n",
    "<<",
    "closures",
    "\"closures\"",
    "\"gate\"",
    "gate",
    "\"linked_shops\"",
    "gate.kind",
    "levels",
    "1",
    "-0.5e9",
    "1e400",
    "null",
    "~",
    "true",
    "\"2022-10-10\"",
    "体验分",
    "：",
    "\t",
    "\r\n",
    "0x",
    ".inf",
    "%",
    "\u{feff}",
    "\u{0}",
];

fn pieces() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len()).prop_map(|i| PIECES[i]);
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn read_all(bytes: &[u8]) {
    let schema = schema();
    let strict = ReadOptions { strict: true, ..options() };
    let plain = options();
    for (reach, options) in [(all(&schema), &plain), (named(&schema, &["levels"]), &plain), (Vec::new(), &strict)] {
        let reader = Reader::new(&schema, &reach, options);
        let _ = reader.json(bytes);
        let _ = reader.yaml(bytes);
        if let Ok(records) = reader.csv(bytes) {
            records.for_each(drop);
        }
        reader.ndjson(bytes).for_each(drop);
    }
    let text = String::from_utf8_lossy(bytes);
    for def in schema.facts.values() {
        let field = &def.field;
        let _ = parse_cell(&schema.types, &field.ty, field.constraint.as_ref(), &text, &plain.time_zone);
    }
}

fn read_one(name: &str, json: &str) -> Cell {
    let schema = schema();
    let reach = named(&schema, &[name]);
    let read = read_json(&schema, &reach, format!("{{\"{name}\": {json}}}").as_bytes(), &options());
    read.map(|read| read.facts.get(reach[0]).clone()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_all(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(text in pieces()) {
        read_all(text.as_bytes());
    }

    #[test]
    fn whole_numbers_are_read_back(n in 0..i64::MAX) {
        prop_assert_eq!(read_one("closures", &n.to_string()), Cell::Known(Value::Int(n)));
        prop_assert_eq!(read_one("closures", &format!("{n}.00")), Cell::Known(Value::Int(n)));
    }

    #[test]
    fn the_digits_of_a_decimal_survive(whole in 0..5_u8, fraction in "[0-9]{1,27}") {
        let digits = format!("{whole}.{fraction}");
        for json in [digits.clone(), format!("\"{digits}\"")] {
            let Cell::Known(Value::Decimal(number)) = read_one("experience_score", &json) else { panic!("{json}") };
            prop_assert_eq!(number.to_string(), digits.clone());
            prop_assert_eq!(number, Decimal::parse(&digits).unwrap());
        }
    }

    #[test]
    fn floats_of_the_host_are_their_shortest_digits(n in 0..500_000_u32) {
        let schema = schema();
        let reach = named(&schema, &["experience_score"]);
        let input = std::collections::BTreeMap::from([("experience_score", f64::from(n) / 100_000.0)]);
        let read = Reader::new(&schema, &reach, &options()).value(&input).unwrap();
        let expected = Decimal::parse(&format!("{n}e-5")).unwrap();
        prop_assert_eq!(read.facts.get(reach[0]), &Cell::Known(Value::Decimal(expected)));
    }

    #[test]
    fn dates_are_read_back(year in 0..=9999_i16, month in 1..=12_i8, day in 1..=31_i8) {
        if let Ok(date) = Date::new(year, month, day) {
            prop_assert_eq!(read_one("joined_on", &format!("\"{date}\"")), Cell::Known(Value::Date(date)));
        }
    }

    #[test]
    fn date_times_are_read_back(seconds in -50_000_000_000_i64..200_000_000_000) {
        let zone = options().time_zone;
        let instant = jiff::Timestamp::from_second(seconds).unwrap();
        let local = zone.to_datetime(instant);
        for text in [local.to_string(), instant.to_string()] {
            prop_assert_eq!(read_one("paid_at", &format!("\"{text}\"")), Cell::Known(Value::DateTime(local)));
        }
    }

    #[test]
    fn durations_are_read_back(seconds in -1_000_000_000_i64..1_000_000_000) {
        let duration = Duration::from_seconds(seconds);
        prop_assert_eq!(read_one("waited", &format!("\"{duration}\"")), Cell::Known(Value::Duration(duration)));
        prop_assert_eq!(read_one("waited", &format!("\"{seconds} seconds\"")), Cell::Known(Value::Duration(duration)));
    }
}

/// A good input with a few bytes changed, of which most are still nearly JSON.
fn damaged() -> impl Strategy<Value = String> {
    let whole = r#"{"closures": 2, "extra": [{"a": null}], "experience_score": 4.60, "joined_on": "2022-01-05",
        "gate": {"kind": "spend", "spend_min": 10.5, "password": null}, "linked_shops": [{"severe_penalty": false}, {}]}"#;
    let change = (0..whole.len(), 0..PIECES.len(), any::<bool>());
    proptest::collection::vec(change, 0..3).prop_map(move |changes| {
        let mut text = whole.to_owned();
        for (at, piece, keeps) in changes {
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let end = text[at..].char_indices().nth(1).map_or(text.len(), |(length, _)| at + length);
            text.replace_range(at..if keeps { at } else { end }, PIECES[piece]);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The direct reading says what the thorough one says, whatever its room held before.
    #[test]
    fn one_pass_reads_what_the_other_reads(
        inputs in proptest::collection::vec(prop_oneof![4 => damaged(), 1 => pieces()], 1..4),
        strict in any::<bool>(),
        absent in any::<bool>(),
    ) {
        let schema = schema();
        let missing = if absent { crate::facts::Missing::Absent } else { crate::facts::Missing::Unknown };
        let options = ReadOptions { strict, missing, ..options() };
        let reader = Reader::new(&schema, &all(&schema), &options);
        let mut room = reader.room();
        for text in &inputs {
            let thorough = reader.thorough(text.as_bytes());
            prop_assert_eq!(&reader.json(text.as_bytes()), &thorough, "{}", text);
            let filled = room.json(text.as_bytes()).cloned();
            prop_assert_eq!(filled, thorough.map(|read| read.facts), "{}", text);
        }
    }
}
