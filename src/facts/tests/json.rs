use super::{all, named, options, schema, table};
use crate::facts::{Missing, ReadOptions, Reader, limits, read_json};
use crate::model::{Cell, Decimal, Value};

fn json(inputs: &[&str], options: &ReadOptions) -> String {
    let schema = schema();
    table(&schema, inputs, |input| read_json(&schema, &all(&schema), input.as_bytes(), options))
}

#[test]
fn reads_every_type() {
    let out = json(
        &[
            "{}",
            r#"{"experience_score": 4.60, "closures": 3, "open": true, "owner": "王\u4e94\n", "joined_on": "2022-10-10"}"#,
            r#"{"experience_score": null, "closures": 3e0, "paid_at": "2022-10-10T10:01", "waited": "5 hours"}"#,
            r#"{"experience_score": "4.0", "closures": 3.0, "paid_at": "2022-10-10T10:01:02.5Z", "waited": "PT5H"}"#,
            r#"{"paid_at": "2022-10-10 10:01:00+09:00", "shop_status": "SELF-EMPLOYED", "violation": "labelling"}"#,
            r#"{"linked_shops": [{"severe_penalty": true, "share": 0.5}, {}], "gate": {"kind": "normal"}, "levels": []}"#,
            r#"{"gate": null, "another": {"deep": [1, 2, {"a": null}]}}"#,
            "\u{feff} {\"closures\":\n1 }\r\n",
        ],
        &options(),
    );
    insta::assert_snapshot!(out);
}

#[test]
fn names_every_slip_of_the_text() {
    let out = json(
        &[
            "",
            "   \n",
            "[]",
            "\"a：1\"",
            "{\"closures\": 3,}",
            "{\"levels\": [1, 2,]}",
            "{'closures': 3}",
            "{closures: 3}",
            "{\"closures\"： 3}",
            "{\"closures\": 3，\"open\": true}",
            "{“closures”: 3}",
            "{\"closures\":\u{3000}3}",
            "{\"closures\": 3} // three",
            "{\"closures\": 3 # three\n}",
            "{\"closures\" 3}",
            "{\"closures\": 3 \"open\": true}",
            "{\"levels\": [1 2]}",
            "{\"closures\": 03}",
            "{\"closures\": +3}",
            "{\"closures\": 3.}",
            "{\"closures\": -}",
            "{\"open\": True}",
            "{\"open\": NaN}",
            "{\"open\": -Infinity}",
            "{\"open\": undefined}",
            "{\"open\": 好}",
            "{\"open\": nul}",
            "{\"open\": tru",
            "{\"open\": }",
            "{\"owner\": \"a\nb\"}",
            "{\"owner\": \"\\q\"}",
            "{\"owner\": \"\\ud800\"}",
            "{\"owner\": \"a",
            "{\"open\": true",
            "{\"levels\": [1",
            "{\"体验分\": [\n  1, x]}",
            "{} {}",
            "{\"open\":",
            "{",
        ],
        &options(),
    );
    insta::assert_snapshot!(out);
}

#[test]
fn says_where_utf8_ends() {
    let schema = schema();
    for (bytes, offset) in [(&b"{\"owner\": \"\xB0\xA1\"}"[..], 11), (&b"\xFF\xFE{\0}\0"[..], 0)] {
        let problems = read_json(&schema, &all(&schema), bytes, &options()).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].column, Some(offset + 1));
        assert_eq!(problems[0].kind.name(), "not-utf8");
    }
}

#[test]
fn reads_only_what_is_reached_unless_strict() {
    let schema = schema();
    let reach = named(&schema, &["closures"]);
    let input = br#"{"closures": 1, "open": "perhaps", "gate": {"kind": "normal"}}"#;
    let read = read_json(&schema, &reach, input, &options()).unwrap();
    assert_eq!(*read.facts.get(reach[0]), Cell::Known(Value::Int(1)));
    assert_eq!(*read.facts.get(named(&schema, &["gate"])[0]), Cell::Unknown);
    let strict = ReadOptions { strict: true, ..options() };
    let problems = read_json(&schema, &reach, input, &strict).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].path, "open");
    // What is missing outside the reach is nobody's business, strict or not.
    let strict = ReadOptions { strict: true, missing: Missing::Absent, ..options() };
    assert!(read_json(&schema, &reach, br#"{"closures": 1}"#, &strict).is_ok());
}

#[test]
fn missing_facts_are_unknown_or_absent() {
    let absent = ReadOptions { missing: Missing::Absent, ..options() };
    let schema = schema();
    let reach = named(&schema, &["experience_score", "closures", "gate", "linked_shops"]);
    let out = table(
        &schema,
        &[
            "{}",
            r#"{"closures": 1, "linked_shops": [{"severe_penalty": true}], "experience_scor": 4}"#,
            r#"{"closure": 1, "linked_shops": [{"severePenalty": true}], "gate": {"kind": "normal"}}"#,
        ],
        |input| read_json(&schema, &reach, input.as_bytes(), &absent)
    );
    insta::assert_snapshot!(out);
}

#[test]
fn hints_at_near_misses_of_what_is_missing() {
    let schema = schema();
    let reach = named(&schema, &["experience_score", "linked_shops"]);
    let out = table(
        &schema,
        &[
            r#"{"experience_scor": 4}"#,
            r#"{"experienceScore": 4, "closure": 1}"#,
            r#"{"experience_score": 4, "experience_scor": 4}"#,
            r#"{"linked_shops": [{"severe_penalties": true}, {"severe_penalty": true, "severe_penalties": true}]}"#,
            r#"{"quite_another": 1}"#,
        ],
        |input| read_json(&schema, &reach, input.as_bytes(), &options())
    );
    insta::assert_snapshot!(out);
}

#[test]
fn nesting_has_a_limit_wherever_it_is() {
    let schema = schema();
    let reach = named(&schema, &["levels"]);
    let reader = Reader::new(&schema, &reach, &options());
    for key in ["levels", "open", "unknown_key"] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = |depth: usize| {
                format!("{{\"{key}\": {}1{}}}", open.repeat(depth), close.repeat(depth))
            };
            let kinds = |depth| reader.json(nested(depth).as_bytes()).err().map(|problems| problems[0].kind.name());
            assert_eq!(kinds(1_000_000), Some("too-deep"), "{key}");
            assert_eq!(kinds(limits::DEPTH), Some("too-deep"), "{key}");
            assert_ne!(kinds(limits::DEPTH - 1), Some("too-deep"), "{key}");
        }
    }
    assert_eq!(reader.json("[".repeat(1_000_000).as_bytes()).unwrap_err()[0].kind.name(), "too-deep");
}

#[test]
fn numbers_keep_their_digits() {
    let schema = schema();
    let reach = named(&schema, &["experience_score"]);
    let read = |digits: &str| {
        let read = read_json(&schema, &reach, format!("{{\"experience_score\": {digits}}}").as_bytes(), &options());
        read.map(|read| match read.facts.get(reach[0]) {
            Cell::Known(Value::Decimal(number)) => number.to_string(),
            other => format!("{other:?}"),
        })
    };
    for digits in ["4.0", "4.00", "3.4999999999999999999", "0.1", "4.999999999999999999999999999"] {
        assert_eq!(read(digits).unwrap(), digits);
        assert_eq!(read(&format!("\"{digits}\"")).unwrap(), digits);
    }
    assert_eq!(Decimal::parse(&read("40e-1").unwrap()).unwrap(), Decimal::from(4));
    for digits in ["1e400", "0.1e-400", "1.23456789012345678901234567890", &"9".repeat(5000), &"9".repeat(4000)] {
        let problems = read(digits).unwrap_err();
        assert_eq!(problems[0].kind.name(), "number-does-not-fit", "{digits}");
    }
}

#[test]
fn a_long_list_of_problems_is_cut() {
    let schema = schema();
    let input = format!("{{\"levels\": [{}0]}}", "0, ".repeat(1000));
    let problems = read_json(&schema, &all(&schema), input.as_bytes(), &options()).unwrap_err();
    assert_eq!(problems.len(), limits::PROBLEMS + 1);
    assert_eq!(problems.last().unwrap().to_string(), "901 more problems, which are not listed");
    assert_eq!(problems[1].path, "levels[1]");
    assert_eq!((problems[1].line, problems[1].column), (Some(1), Some(16)));
}

#[test]
fn ndjson_goes_on_after_a_bad_line() {
    let schema = schema();
    let reader = Reader::new(&schema, &all(&schema), &options());
    let input = b"\xEF\xBB\xBF{\"closures\": 1}\r\n\n{\"closures\": }\n{\"closures\": -1}\n  \n{\"closures\": 2}";
    let seen: Vec<_> = reader.ndjson(input).map(|line| (line.line, line.read.map(drop))).collect();
    assert_eq!(seen.iter().map(|(line, read)| (*line, read.is_ok())).collect::<Vec<_>>(), [
        (1, true),
        (3, false),
        (4, false),
        (6, true)
    ]);
    let (_, Err(problems)) = &seen[1] else { panic!("line 3 is broken") };
    assert_eq!((problems[0].line, problems[0].column), (Some(3), Some(14)));
}

#[test]
fn reads_a_setting() {
    use crate::facts::parse_cell;
    use crate::model::{Type, TypeKind};
    let schema = schema();
    let zone = options().time_zone;
    let get = |name: &str| schema.facts.values().find(|def| &*def.field.name == name).unwrap().field.clone();
    let parse = |name: &str, text: &str| {
        let field = get(name);
        match parse_cell(&schema.types, &field.ty, field.constraint.as_ref(), text, &zone) {
            Ok(cell) => format!("{name}={text} -> {cell:?}\n"),
            Err(problem) => format!("{name}={text} -> {problem}; {}\n", problem.help.clone().unwrap_or_default()),
        }
    };
    let mut out = String::new();
    for (name, text) in [
        ("closures", "3"),
        ("closures", "-3"),
        ("closures", "three"),
        ("closures", ""),
        ("closures", "absent"),
        ("experience_score", "4.0"),
        ("experience_score", "absent"),
        ("experience_score", ""),
        ("experience_score", "4,5"),
        ("open", "true"),
        ("open", "TRUE"),
        ("owner", "a \"b\""),
        ("owner", "absent"),
        ("note", "absent"),
        ("note", ""),
        ("joined_on", "2022-10-10"),
        ("joined_on", "2022-1-5"),
        ("paid_at", "2022-10-10T10:01Z"),
        ("waited", "5 hours"),
        ("shop_status", "normal"),
        ("levels", "[1, 2]"),
        ("levels", "[1, 20]"),
        ("levels", "1, 2"),
        ("gate", "{\"kind\": \"normal\"}"),
    ] {
        out.push_str(&parse(name, text));
    }
    insta::assert_snapshot!(out);
    assert!(parse_cell(&schema.types, &Type::required(TypeKind::Int), None, "9223372036854775808", &zone).is_err());
}
