//! The other subcommands, and what holds for all of them.

use std::io::Read;
use std::process::Stdio;

use crate::support::{ALLIANCE, Folder};

#[test]
fn examples_that_hold() {
    let run = Folder::alliance().run(&["test"]);
    assert_eq!((run.status, run.out.as_str()), (0, "3 examples hold\n"), "{}", run.err);
}

#[test]
fn an_example_that_fails_shows_why() {
    let wrong = ALLIANCE
        .replace("expect barred because closures_left", "expect deny because enough_score\n    obliges cut_ties");
    let run = Folder::new().with("policies/alliance.policy", wrong).run(&["test"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}

#[test]
fn coverage_names_what_no_example_reaches() {
    let run = Folder::alliance().run(&["test", "--coverage"]);
    assert_eq!(run.status, 0);
    insta::assert_snapshot!(run.out);
}

#[test]
fn a_list_of_what_can_be_asked() {
    insta::assert_snapshot!(Folder::alliance().run(&["list"]).out);
}

#[test]
fn a_list_for_programs() {
    let run = Folder::alliance().run(&["list", "--format", "json"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&run.out).unwrap();
    let names: Vec<&str> = list.iter().map(|query| query["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"douyin.alliance.admission") && names.contains(&"douyin.alliance.chances_left"));
}

#[test]
fn a_schema_of_the_facts() {
    let run = Folder::alliance().run(&["list", "--schema", "admission"]);
    let schema: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(schema["properties"]["closures"]["minimum"], 0, "{schema}");
}

#[test]
fn pages_of_diagnostics() {
    let folder = Folder::new();
    let run = folder.run(&["explain", "optional-not-guarded"]);
    assert!(run.status == 0 && run.out.contains("optional-not-guarded"), "{}", run.out);
    let run = folder.run(&["explain", "optional-not-garded"]);
    assert!(run.status == 2 && run.err.contains("`optional-not-guarded`"), "{}", run.err);
    assert!(folder.run(&["explain"]).out.lines().count() > 40);
}

#[test]
fn completions_and_help() {
    let folder = Folder::new();
    assert!(folder.run(&["completions", "bash"]).out.contains("zhun"));
    for command in ["check", "eval", "test", "list", "explain", "completions"] {
        let run = folder.run(&[command, "--help"]);
        assert!(run.status == 0 && run.out.contains("Examples:\n  zhun "), "{command}: {}", run.out);
    }
    assert_eq!(folder.run(&["eval"]).status, 2);
    assert_eq!(folder.run(&["frobnicate"]).status, 2);
}

#[test]
fn whoever_reads_the_output_may_stop() {
    let mut input = String::new();
    for _ in 0..20_000 {
        input.push_str("{\"closures\": 3}\n");
    }
    let folder = Folder::alliance().with("shops.ndjson", input);
    for args in [&["eval", "admission", "shops.ndjson", "--format", "json"][..], &["eval", "admission", "shops.ndjson"]]
    {
        let mut child = folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0_u8; 16];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    }
}

#[test]
fn every_text_is_in_the_catalogue() {
    let mut keys = Vec::new();
    for entry in walkdir::WalkDir::new(crate::support::sources()).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            for call in ["say!(\"", "word(\"", "Message::new(\""] {
                keys.extend(text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
            }
        }
    }
    assert!(keys.len() > 40);
    for key in keys.iter().filter(|key| key.starts_with("cli.") && *key != "cli.key") {
        let text = zhun::diagnostic::phrase(key, zhun::diagnostic::Locale::English);
        assert!(text.is_some(), "the catalogue lacks `{key}`");
    }
}

#[test]
fn a_new_folder_holds_at_once() {
    let folder = Folder::new();
    let run = folder.run(&["new", "mall.promotion"]);
    assert_eq!(run.status, 0, "{}", run.err);
    insta::assert_snapshot!(run.out);
    let inside = |args: &[&str]| {
        let output = folder.command(args).current_dir(folder.path().join("promotion")).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(inside(&["check"]), (Some(0), "no problems in 1 file\n".to_owned()));
    assert_eq!(inside(&["test", "--coverage"]).0, Some(0));
    assert_eq!(inside(&["fmt", "--check"]).0, Some(0));
    let (status, verdict) = inside(&["eval", "entry", "facts/shop.json", "--today", "2026-05-02"]);
    assert!(status == Some(0) && verdict.contains("店铺评分 4.2 分，低于 4.5 分"), "{verdict}");
    let again = folder.run(&["new", "promotion"]);
    assert!(again.status == 2 && again.err.contains("`promotion` is there already"), "{}", again.err);
    for name in ["", "Big Sale", "../up", "big-sale", "1st", "a..b", "a\nfacts { x: int }", "a."] {
        let run = Folder::new().run(&["new", name]);
        assert!(run.status == 2 && run.err.contains("is no name of a policy"), "{name}: {}", run.err);
    }
    assert_eq!(Folder::new().run(&["new", "大促"]).status, 0);
}
