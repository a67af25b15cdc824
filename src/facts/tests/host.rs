use std::collections::BTreeMap;

use serde::Serialize;

use super::{all, options, schema, shown};
use crate::facts::from_serialize;

fn read<T: Serialize>(value: &T) -> String {
    let schema = schema();
    shown(&schema, &from_serialize(&schema, &all(&schema), value, &options()))
}

#[derive(Serialize)]
struct Shop {
    experience_score: f64,
    closures: u64,
    open: bool,
    owner: char,
    joined_on: String,
    shop_status: Status,
    linked_shops: Vec<Linked>,
    gate: Option<()>,
    levels: (i8, i128),
    another: BTreeMap<u8, [u8; 2]>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Normal,
    Other { share: f32 },
}

#[derive(Serialize)]
struct Linked {
    severe_penalty: bool,
    share: f32,
}

fn shop() -> Shop {
    Shop {
        experience_score: 4.6,
        closures: 3,
        open: true,
        owner: '王',
        joined_on: "2022-10-10".to_owned(),
        shop_status: Status::Normal,
        linked_shops: vec![Linked { severe_penalty: true, share: 0.1 }],
        gate: None,
        levels: (1, 2),
        another: BTreeMap::from([(1, [2, 3])]),
    }
}

#[test]
fn reads_a_value_of_the_host() {
    let out = read(&shop());
    insta::assert_snapshot!(out);
}

#[test]
fn words_what_is_wrong_with_it() {
    let wrong = Shop {
        experience_score: f64::NAN,
        closures: u64::MAX,
        shop_status: Status::Other { share: 0.5 },
        linked_shops: vec![Linked { severe_penalty: true, share: f32::NEG_INFINITY }],
        levels: (0, i128::MAX),
        ..shop()
    };
    let out = read(&wrong);
    insta::assert_snapshot!(out);
    assert!(read(&[1, 2]).contains("not-an-object: expected an object with the facts as its keys, found a list of 2 items"));
    assert!(read(&BTreeMap::from([([1, 2], 3)])).contains("an error: a key of a map is not a text"));
}

#[test]
fn keeps_the_digits_of_raw_json() {
    let raw = |text: &str| serde_json::value::RawValue::from_string(text.to_owned()).unwrap();
    let input = BTreeMap::from([("experience_score", raw("4.60")), ("gate", raw("{\"kind\": \"normal\"}"))]);
    let out = read(&input);
    insta::assert_snapshot!(out);
    let out = read(&serde_json::json!({"experience_score": 0.1, "closures": 2}));
    insta::assert_snapshot!(out);
}

#[test]
fn nesting_has_a_limit() {
    let mut value = serde_json::json!(1);
    for _ in 0..1000 {
        value = serde_json::json!([value]);
    }
    let out = read(&BTreeMap::from([("other", value)]));
    assert!(out.contains("too-deep"), "{out}");
}
