use super::{all, options, schema, table};
use crate::facts::{ReadOptions, read_json};

/// Every kind of problem that a well-formed input can have, with the words that people read.
#[test]
fn words_every_problem_of_a_value() {
    let schema = schema();
    let inputs = [
        r#"{"closures": 1, "open": true, "closures": 2}"#,
        "{\"linked_shops\": [{\"severe_penalty\": true,\n \"severe_penalty\": false}]}",
        r#"{"closures": "3"}"#,
        r#"{"closures": "many"}"#,
        r#"{"closures": [1]}"#,
        r#"{"closures": null}"#,
        r#"{"closures": 1.5}"#,
        r#"{"closures": 9223372036854775808}"#,
        r#"{"closures": -1}"#,
        r#"{"experience_score": 5.01}"#,
        r#"{"experience_score": 1e400}"#,
        r#"{"experience_score": "1,000"}"#,
        r#"{"experience_score": "5%"}"#,
        r#"{"experience_score": true}"#,
        r#"{"open": "true"}"#,
        r#"{"open": 1}"#,
        r#"{"owner": 12}"#,
        r#"{"joined_on": "2022-1-5"}"#,
        r#"{"joined_on": "2022/01/05"}"#,
        r#"{"joined_on": "2022年1月5日"}"#,
        r#"{"joined_on": "20220105"}"#,
        r#"{"joined_on": 20220105}"#,
        r#"{"joined_on": "2023-02-29"}"#,
        r#"{"joined_on": "2023-13-01"}"#,
        r#"{"joined_on": "2022-10-10T10:01"}"#,
        r#"{"joined_on": "yesterday"}"#,
        r#"{"joined_on": ""}"#,
        r#"{"paid_at": "2022-10-10"}"#,
        r#"{"paid_at": "2022-1-5T10:01"}"#,
        r#"{"paid_at": "2022-10-10T25:00"}"#,
        r#"{"paid_at": "2022-10-10T10:01[Asia/Shanghai]"}"#,
        r#"{"paid_at": "9999-12-31T23:59:00-10:00"}"#,
        r#"{"waited": "soon"}"#,
        r#"{"waited": "2 months"}"#,
        r#"{"waited": "0.5 seconds"}"#,
        r#"{"waited": 5}"#,
        r#"{"shop_status": "nromal"}"#,
        r#"{"shop_status": "self_employed"}"#,
        r#"{"shop_status": "个体"}"#,
        r#"{"shop_status": "open"}"#,
        r#"{"shop_status": 1}"#,
        r#"{"violation": "service"}"#,
        r#"{"linked_shops": {"severe_penalty": true}}"#,
        r#"{"linked_shops": [[]]}"#,
        r#"{"linked_shops": [{"severe_penalty": 1, "share": "x"}, null]}"#,
        r#"{"gate": []}"#,
        r#"{"gate": {"kind": null}}"#,
        r#"{"levels": [0, 5, 11, "x"]}"#,
        r#"{"levels": 5}"#,
    ];
    let out = table(&schema, &inputs, |input| {
        read_json(&schema, &all(&schema), input.as_bytes(), &ReadOptions { strict: true, ..options() })
    });
    insta::assert_snapshot!(out);
}

#[test]
fn a_problem_is_json_too() {
    let schema = schema();
    let problems = read_json(&schema, &all(&schema), b"{\"open\": 1}", &options()).unwrap_err();
    let out = serde_json::to_string_pretty(&problems).unwrap();
    insta::assert_snapshot!(out);
}
