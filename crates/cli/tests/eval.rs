//! `zhun eval`: formats of facts, streams, settings, and facts of the wrong shape.

use crate::support::{ALLIANCE, Folder, GOOD, facts};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(json).collect()
}

#[test]
fn a_verdict_as_json_keeps_its_keys_and_digits() {
    let run = Folder::alliance().eval(
        "admission",
        &facts(r#"{"experience_score": 3.70}"#).replace("3.7", "3.70"),
        &["--format", "json"],
    );
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("\"experience_score\": 3.70"), "{}", run.out);
    let keys =
        ["decision", "status", "outcome", "possible", "reasons", "obligations", "needs", "open", "warnings", "as_of"];
    let places: Vec<usize> = keys.iter().map(|key| run.out.find(&format!("\n  \"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{}", run.out);
    let verdict = json(&run.out);
    assert_eq!(verdict["decision"], "douyin.alliance.admission");
    assert_eq!((&verdict["outcome"], &verdict["as_of"]), (&"deny".into(), &"2022-11-01".into()));
}

#[test]
fn the_explanation_stands_beside_the_verdict() {
    let run = Folder::alliance().eval("admission", GOOD, &["--format", "json", "--explain"]);
    let verdict = json(&run.out);
    assert_eq!(verdict["outcome"], "permit");
    assert_eq!(verdict["explanation"]["rules"].as_array().map(Vec::len), Some(4));
}

#[test]
fn formats_by_ending() {
    let folder = Folder::alliance()
        .with("shop.json", GOOD)
        .with(
            "shop.yaml",
            "experience_score: 4.6\nclosures: 0\nshop_status: normal\njoined_on: 2022-01-05\nlinked_shops: []\n",
        )
        .with("shop.toml", "");
    for file in ["shop.json", "shop.yaml"] {
        let run = folder.run(&["eval", "admission", file, "--today", "2022-11-01", "--format", "json"]);
        assert_eq!(json(&run.out)["outcome"], "permit", "{file}: {}", run.err);
    }
    let run = folder.run(&["eval", "admission", "shop.toml"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("--input"), "{}", run.err);
    let run = folder.run(&["eval", "admission", "no.json"]);
    assert_eq!(run.status, 2);
}

#[test]
fn a_bad_line_of_a_stream_costs_only_itself() {
    let good = GOOD.replace('\n', " ");
    let deep = "[".repeat(1_000_000);
    let input = format!("{good}\nnot json\n\n{{\"closures\": 3}}\n{{\"closures\": -1}}\n{deep}\n{good}\n");
    let run =
        Folder::alliance().run_with(&["eval", "admission", "-", "--today", "2022-11-01", "--format", "json"], input);
    let verdicts = lines(&run.out);
    let said: Vec<(Option<u64>, &str)> =
        verdicts.iter().map(|v| (v["line"].as_u64(), v["status"].as_str().unwrap())).collect();
    assert_eq!(
        said,
        [
            (None, "decided"),
            (Some(2), "error"),
            (None, "decided"),
            (Some(5), "error"),
            (Some(6), "error"),
            (None, "decided")
        ]
    );
    assert!(verdicts[3]["errors"][0]["path"] == "closures", "{}", verdicts[3]);
    assert_eq!(run.status, 1);
}

#[test]
fn a_stream_for_people_has_a_line_a_case() {
    let input = "{\"closures\": 3}\n{\"closures\": true}\n{}\n";
    let run = Folder::alliance().run_with(&["eval", "admission", "-", "--today", "2022-11-01"], input);
    insta::assert_snapshot!(run.out);
    assert_eq!(run.status, 1);
}

/// Shops of which some are refused for a reason or two, some lack a fact, and some lines are broken; long enough for
/// many blocks.
fn many_shops(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        let line = match at % 7 {
            1 => facts(&format!(r#"{{"closures": {}}}"#, at % 5)),
            2 => facts(r#"{"shop_status": "suspended", "experience_score": 3.4999999999999999999}"#),
            3 => facts(r#"{"experience_score": null, "joined_on": "2022-10-20"}"#),
            4 => r#"{"closures": 1}"#.to_owned(),
            5 if at % 3 == 0 => r#"{"closures": "many""#.to_owned(),
            6 => facts(r#"{"penalties": [{"rule": "other_rule", "on": "2022-10-01"}], "shop_opened": "yes"}"#),
            _ => facts("{}"),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[test]
fn all_cores_say_what_one_says() {
    let text = many_shops(3_000);
    let folder = Folder::alliance().with("shops.ndjson", &text);
    for format in ["human", "json"] {
        let settings = ["--today", "2022-11-01", "--format", format];
        let all = folder.run(&[&["eval", "admission", "shops.ndjson"][..], &settings].concat());
        let one = folder.run_with(&[&["eval", "admission", "-", "--input", "ndjson"][..], &settings].concat(), &text);
        assert_eq!(all.status, 1);
        assert_eq!(all.out.lines().count(), 3_000);
        assert!(all.out == one.out, "{format}: the answers differ");
        assert_eq!(all.err, one.err);
        for jobs in ["1", "2", "18446744073709551615"] {
            let args = ["eval", "admission", "shops.ndjson", "--jobs", jobs];
            let some = folder.run(&[&args[..], &settings].concat());
            assert!((some.status, &some.out, &some.err) == (1, &all.out, &all.err), "{format}: {jobs} jobs differ");
        }
    }
    assert_eq!(folder.run(&["eval", "admission", "shops.ndjson", "--jobs", "0"]).status, 2);
}

#[test]
fn a_stream_goes_on_from_a_line() {
    let text = many_shops(30);
    let folder = Folder::alliance().with("shops.ndjson", &text);
    let args = ["eval", "admission", "shops.ndjson", "--today", "2022-11-01"];
    let whole = folder.run(&args);
    let rest = folder.run(&[&args[..], &["--from-line", "21"]].concat());
    let expected: Vec<&str> = whole.out.lines().skip(20).collect();
    assert_eq!(rest.out.lines().collect::<Vec<_>>(), expected);
    assert!(rest.out.starts_with("21: "), "{}", rest.out);
}

#[test]
fn a_stream_is_summed_up() {
    let folder = Folder::alliance().with("shops.ndjson", many_shops(70));
    let run = folder.run(&["eval", "admission", "shops.ndjson", "--today", "2022-11-01", "--summary"]);
    assert_eq!(run.out.lines().count(), 70);
    let (counts, slowest) = run.err.split_once("slowest lines: ").unwrap();
    insta::assert_snapshot!(counts);
    assert_eq!(slowest.matches("µs").count(), 5, "{slowest}");
}

#[test]
fn a_csv_file_gives_a_verdict_a_record() {
    let csv = "experience_score,closures,shop_status,joined_on,linked_shops\n4.6,0,normal,2022-01-05,[]\n3.7,0,normal,2022-01-05,[]\n,0,normal,2022-10-20,[]\nhigh,0,normal,2022-01-05,[]\n";
    let run = Folder::alliance().with("shops.csv", csv).run(&[
        "eval",
        "admission",
        "shops.csv",
        "--today",
        "2022-11-01",
        "--format",
        "json",
    ]);
    let outcomes: Vec<Value> = lines(&run.out).into_iter().map(|verdict| verdict["outcome"].clone()).collect();
    assert_eq!(outcomes, [Value::from("permit"), "deny".into(), "permit".into(), Value::Null], "{}", run.out);
    assert_eq!(run.status, 1);
}

#[test]
fn standard_input_is_one_object_or_many() {
    let folder = Folder::alliance();
    let one = folder.run_with(&["eval", "admission", "-", "--today", "2022-11-01"], GOOD);
    assert!(one.out.starts_with("permit"), "{}{}", one.out, one.err);
    let many =
        folder.run_with(&["eval", "admission", "-", "--today", "2022-11-01"], "{\"closures\": 3}\n{\"closures\": 4}\n");
    assert_eq!(many.out.lines().count(), 2, "{}", many.out);
}

#[test]
fn facts_of_the_wrong_shape() {
    let deep = format!("{{\"closures\": {}", "[".repeat(1_000_000));
    for (facts, words) in [
        ("", ""),
        ("[1, 2]", ""),
        (r#"{"closures": 1, "closures": 2}"#, "closures"),
        (r#"{"shop_status": "nrmal"}"#, "shop_status"),
        (r#"{"closures": [1]}"#, "closures"),
        (r#"{"linked_shops": {"severe_penalty": true}}"#, "linked_shops"),
        (r#"{"linked_shops": [{"severe_penalty": 1}]}"#, "linked_shops[0].severe_penalty"),
        (r#"{"experience_score": 5.1}"#, "experience_score"),
        (r#"{"closures": 1e400}"#, "closures"),
        (deep.as_str(), ""),
    ] {
        let run = Folder::alliance().eval("admission", facts, &[]);
        assert_eq!(run.status, 1, "{facts:.60}");
        assert!(run.err.contains("error:") && run.err.contains(words), "{facts:.60}: {}", run.err);
        let run = Folder::alliance().eval("admission", facts, &["--format", "json"]);
        assert_eq!((run.status, &json(&run.out)["status"]), (1, &"error".into()), "{facts:.60}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let run =
        Folder::alliance().eval("admission", r#"{"closures": -1, "shop_status": 3, "joined_on": "2022-1-5"}"#, &[]);
    insta::assert_snapshot!(run.err);
}

#[test]
fn a_misspelt_fact_gets_a_hint() {
    let run = Folder::alliance().eval("admission", r#"{"closure": 3}"#, &[]);
    assert_eq!(run.status, 0);
    assert!(run.err.contains("`closure`") && run.err.contains("`closures`"), "{}", run.err);
}

#[test]
fn settings() {
    let folder = Folder::alliance();
    let low = facts(r#"{"experience_score": 3.7}"#);
    let run = folder.eval("admission", &low, &["--param", "score_to_enter=3.5"]);
    assert!(run.out.starts_with("permit"), "{}", run.out);
    let run = folder
        .run_with(&["eval", "chances_left", "-", "--today", "2021-06-01", "--format", "json"], r#"{"closures": 1}"#);
    assert_eq!(json(&run.out)["result"], 1, "the chances of that day");
    let run = folder.eval("admission", r#"{"closures": 0}"#, &["--missing", "absent"]);
    assert_eq!(run.status, 1, "required facts must come");
    let run = folder.run_with(
        &["eval", "chances_left", "-", "--now", "2022-11-01T10:00", "--format", "json"],
        r#"{"closures": 1}"#,
    );
    assert_eq!(json(&run.out)["as_of"], "2022-11-01");
}

#[test]
fn used_wrongly() {
    let folder = Folder::alliance();
    for (args, words) in [
        ("--param score_to_entre=1", "score_to_enter"),
        ("--param score_to_enter=high", "score_to_enter"),
        ("--param nothing", "name=value"),
        ("--today 2022-1-5", "2022-11-01"),
        ("--today 2022-02-30", "2022-11-01"),
        ("--now 10:00", "2022-11-01T10:00"),
        ("--time-zone Mars/Base", "time zone"),
        ("--now 2022-11-02T10:00", "different days"),
    ] {
        let mut all = vec!["eval", "admission", "-"];
        if !args.contains("--today") {
            all.extend(["--today", "2022-11-01"]);
        }
        all.extend(args.split(' '));
        let run = folder.run_with(&all, GOOD);
        assert_eq!(run.status, 2, "{args}: {}{}", run.out, run.err);
        assert!(run.err.contains(words), "{args}: {}", run.err);
    }
    let run = folder.eval("admision", GOOD, &[]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("`douyin.alliance.admission`"), "{}", run.err);
}

#[test]
fn broken_policies_are_told_and_nothing_is_decided() {
    let folder = Folder::new().with("policies/a.policy", ALLIANCE.replace("closures < chances", "closures < chnces"));
    let run = folder.eval("admission", GOOD, &[]);
    assert_eq!((run.status, run.out.as_str()), (1, ""));
    assert!(run.err.contains("`chnces`"), "{}", run.err);
}

#[test]
fn other_policies_by_option() {
    let folder = Folder::new().with("rules/alliance.policy", ALLIANCE);
    let run = folder.run_with(&["eval", "admission", "-", "-p", "rules", "--today", "2022-11-01"], GOOD);
    assert_eq!(run.status, 0, "{}", run.err);
}

/// Facts of so many shops, a line each.
fn shops(count: usize) -> String {
    (0..count).map(|at| facts(&format!(r#"{{"closures": {}}}"#, at % 4)) + "\n").collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_facts_are_read_by_their_ending() {
    let plain = shops(500);
    let (start, end) = plain.split_at(plain.len() / 2);
    // Two files, one behind the other, are one.
    let gzipped = [gzip(start.as_bytes()), gzip(end.as_bytes())].concat();
    let pack = |text: &str| zstd::encode_all(text.as_bytes(), 3).unwrap();
    let zstandard = [pack(start), pack(end)].concat();
    let folder = Folder::alliance()
        .with("shops.ndjson", &plain)
        .with("shops.ndjson.gz", gzipped)
        .with("shops.NDJSON.ZST", zstandard)
        .with("shop.json.gz", gzip(GOOD.as_bytes()));
    let run = |file: &str| folder.run(&["eval", "admission", file, "--today", "2022-11-01", "--format", "json"]);
    let expected = run("shops.ndjson");
    assert_eq!(expected.out.lines().count(), 500);
    for file in ["shops.ndjson.gz", "shops.NDJSON.ZST"] {
        let found = run(file);
        assert_eq!((found.status, &found.out), (0, &expected.out), "{file}: {}", found.err);
    }
    assert_eq!(json(&run("shop.json.gz").out)["outcome"], "permit");
}

#[test]
fn a_stream_that_breaks_off_is_answered_up_to_there() {
    let gzipped = gzip(shops(20_000).as_bytes());
    let folder = Folder::alliance()
        .with("shops.ndjson.gz", &gzipped[..gzipped.len() * 2 / 3])
        .with("noise.ndjson.gz", b"this is no archive");
    let run = |file: &str| folder.run(&["eval", "admission", file, "--today", "2022-11-01", "--summary"]);
    let found = run("shops.ndjson.gz");
    let answered = found.out.lines().count();
    assert_eq!(found.status, 2);
    assert!(answered > 100, "{answered}");
    assert!(found.err.contains(&format!("after line {answered}: ")), "{}", found.err);
    assert!(found.err.contains(&format!("--from-line {}", answered + 1)), "{}", found.err);
    assert!(found.err.contains(&format!("{answered} lines, 0 of them")), "{}", found.err);
    let found = run("noise.ndjson.gz");
    assert_eq!((found.status, found.out.as_str()), (2, ""));
    assert!(found.err.contains("cannot read `noise.ndjson.gz`"), "{}", found.err);
}

/// The shops of [`shops`] as CSV, some of them with line breaks and quotes in a cell that nothing reads.
fn shops_as_csv(number: usize) -> String {
    let mut csv = String::from("owner");
    let rows: Vec<Value> = shops(number).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<String> = rows[0].as_object().unwrap().keys().cloned().collect();
    names.iter().for_each(|name| csv.push_str(&format!(",{name}")));
    csv.push_str("\r\n");
    for (at, row) in rows.iter().enumerate() {
        csv.push_str(if at % 3 == 0 { "\"a \"\"b\"\",\r\n\nc\"" } else { "a\"b" });
        for name in &names {
            let cell = match &row[name] {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                value => value.to_string(),
            };
            csv.push_str(&format!(",\"{}\"", cell.replace('"', "\"\"")));
        }
        csv.push_str("\r\n");
    }
    csv
}

#[test]
fn records_are_answered_on_all_cores_as_lines_are() {
    let csv = shops_as_csv(6_000);
    let half = gzip(csv.as_bytes());
    let folder = Folder::alliance()
        .with("shops.ndjson", shops(6_000))
        .with("shops.csv", &csv)
        .with("shops.csv.gz", &half[..half.len() / 2]);
    let run = |args: &[&str]| folder.run(&[&["eval", "admission"], args, &["--today", "2022-11-01"]].concat());
    let records = run(&["shops.csv", "--format", "json"]);
    assert_eq!(records.out, run(&["shops.ndjson", "--format", "json"]).out);
    assert_eq!((records.status, records.out.lines().count()), (0, 6_000));
    // Those who write to standard input may wait.
    let args = ["eval", "admission", "-", "--input", "csv", "--format", "json", "--today", "2022-11-01"];
    assert_eq!(folder.run_with(&args, csv.as_bytes()).out, records.out);
    // Each is named by the line on which it starts, also where a run goes on in the middle.
    let numbered = run(&["shops.csv"]).out;
    let first: Vec<&str> = numbered.lines().take(4).filter_map(|line| line.split(':').next()).collect();
    assert_eq!(first, ["2", "5", "6", "7"]);
    for (at, line) in numbered.lines().enumerate().step_by(997) {
        let rest = run(&["shops.csv", "--from-line", line.split(':').next().unwrap()]);
        assert!(rest.out.lines().eq(numbered.lines().skip(at)), "{line}");
    }
    // What can still be read of a file is answered.
    let broken = run(&["shops.csv.gz", "--summary"]);
    let answered = broken.out.lines().count();
    assert!(broken.status == 2 && answered > 1_000, "{answered}: {}", broken.err);
    assert!(numbered.starts_with(&broken.out));
    let next = numbered.lines().nth(answered).and_then(|line| line.split(':').next()).unwrap();
    assert!(broken.err.contains(&format!("--from-line {next}`")), "{next}: {}", broken.err);
    let empty = Folder::alliance().with("none.csv", "").run(&["eval", "admission", "none.csv"]);
    assert!(empty.status == 1 && empty.err.contains("names the columns"), "{}", empty.err);
}

#[test]
fn verdicts_as_rows() {
    let shops = shops(4) + &facts(r#"{"closures": "x"}"#) + "\n";
    let folder = Folder::alliance().with("shops.ndjson", &shops).with("shop.json", GOOD);
    let run = |args: &[&str]| folder.run(&[&["eval"], args, &["--today", "2022-11-01", "--format", "csv"]].concat());
    let found = run(&["admission", "shops.ndjson"]);
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(found.out.as_bytes()).records().collect::<Result<_, _>>().unwrap();
    assert_eq!(found.status, 1);
    assert!(found.out.starts_with("line,status,outcome,rules,messages,needs,errors\n"), "{}", found.out);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0].iter().take(4).collect::<Vec<_>>(), ["1", "decided", "permit", ""]);
    assert_eq!(&rows[3][2], "barred");
    assert!(rows[4][1] == *"error" && rows[4][6].contains("`closures`"), "{:?}", rows[4]);
    let found = run(&["admission", "shop.json", "--columns", "as_of,outcome,line"]);
    assert_eq!((found.status, found.out.as_str()), (0, "as_of,outcome,line\n2022-11-01,permit,\n"));
    for (args, said) in [
        (&["admission", "shop.json", "--columns", "outcom"][..], "outcome"),
        (&["admission", "shop.json", "--columns", "result"], "has no `result`"),
        (&["chances_left", "shop.json", "--columns", "outcome"], "has no `outcome`"),
        (&["admission", "shop.json", "--explain"], "--format json"),
    ] {
        let found = run(args);
        assert_eq!((found.status, found.out.as_str()), (2, ""), "{args:?}");
        assert!(found.err.contains(said), "{}", found.err);
    }
    let found = folder.run(&["eval", "admission", "shop.json", "--columns", "outcome"]);
    assert!(found.status == 2 && found.err.contains("--format csv"), "{}", found.err);
}
