//! Files come, go and change: on the disk, in the editor, or only in a buffer.

use std::time::{Duration, Instant};

use lsp_server::Message;
use serde_json::{Value, json};

use crate::part;
use crate::support::{Editor, drawn};

#[test]
fn bytes_that_are_no_text_and_files_that_are_too_large_are_told() {
    let editor = Editor::new(&[("shop.policy", "policy shop\n")], json!({}));
    let gbk = [b"policy a\nfacts { x: int title \"".as_slice(), &[0xC6, 0xC0, 0xB7, 0xD6], b"\" }\n"].concat();
    std::fs::write(editor.folder.path().join("a.policy"), gbk).unwrap();
    let large = std::fs::File::create(editor.folder.path().join("large.policy")).unwrap();
    large.set_len(200 << 20).unwrap();
    let change = |name: &str| json!({ "uri": editor.uri(name), "type": 1 });
    let changes = json!({ "changes": [change("a.policy"), change("large.policy")] });
    editor.tell("workspace/didChangeWatchedFiles", changes);
    let told = editor.told("a.policy");
    let mut seen = format!("{} {}\n", told[0]["code"], told[0]["message"]);
    let told = editor.told("large.policy");
    seen.push_str(&format!("{} {}\n", told[0]["code"], told[0]["message"]));
    // What was mended is told of no more.
    std::fs::write(editor.folder.path().join("a.policy"), "policy a\n").unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change("a.policy")] }));
    assert_eq!(editor.told("a.policy"), json!([]));
    insta::assert_snapshot!(seen);
}

#[test]
fn a_buffer_without_a_file_is_told_of() {
    let editor = Editor::new(&[("shop.policy", "policy shop\nfacts { open: bool }\n")], json!({}));
    let text = "policy new\nuse shop.{opn}\n";
    let open = |uri: &str| {
        let document = json!({ "uri": uri, "languageId": "zhun", "version": 1, "text": text });
        editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    };
    // An older version of a file is none of the workspace.
    open("git:/shop.policy");
    open("untitled:Untitled-1");
    let told = editor.told_of("untitled:Untitled-1");
    assert_eq!(
        drawn(text, &told),
        "unknown-name at `opn`: policy `shop` declares no `opn`\nhelp: did you mean `open`?\n"
    );
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": "untitled:Untitled-1" } }));
    assert_eq!(editor.told_of("untitled:Untitled-1"), json!([]));
}

#[test]
fn the_editor_is_asked_to_watch_policies() {
    let can = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let editor = Editor::with(&[], json!({}), can);
    let Message::Request(asked) = editor.connection.receiver.recv_timeout(Duration::from_secs(20)).unwrap() else {
        panic!("nothing was asked")
    };
    assert_eq!(asked.method, "client/registerCapability");
    insta::assert_snapshot!(serde_json::to_string_pretty(&asked.params).unwrap());
}

#[test]
fn folders_come_and_go() {
    let editor = Editor::new(&[("shop.policy", "policy shop\nuse more.{x}\n")], json!({}));
    assert_eq!(editor.told("shop.policy")[0]["code"], "unknown-policy");
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("more.policy"), "policy more\nfacts { x: int }\n").unwrap();
    let folder = json!({ "uri": format!("file://{}", other.path().display()), "name": "more" });
    let event = json!({ "event": { "added": [folder], "removed": [] } });
    editor.tell("workspace/didChangeWorkspaceFolders", event);
    assert_eq!(editor.told("shop.policy"), json!([]));
    let event = json!({ "event": { "added": [], "removed": [folder] } });
    editor.tell("workspace/didChangeWorkspaceFolders", event);
    assert_eq!(editor.told("shop.policy")[0]["code"], "unknown-policy");
}

#[test]
fn what_is_typed_comes_in_parts() {
    for (encodings, wide) in
        [(json!(["utf-8", "utf-16"]), false), (json!(["utf-32", "utf-16"]), true), (Value::Null, true)]
    {
        let can =
            if encodings.is_null() { json!({}) } else { json!({ "general": { "positionEncodings": encodings } }) };
        let editor = Editor::with(&[], json!({}), can);
        editor.open("a.policy", "policy a\n// 评𠮷\nfacts { 评𠮷： decimal }\n");
        let told = editor.told("a.policy");
        let start = &told[0]["range"]["start"];
        // 评 is one unit or three bytes, 𠮷 two units or four bytes.
        assert_eq!(*start, json!({ "line": 2, "character": if wide { 11 } else { 15 } }));
        let change = |start: [u32; 2], end: [u32; 2], text: &str| {
            let place = |at: [u32; 2]| json!({ "line": at[0], "character": at[1] });
            json!({ "range": { "start": place(start), "end": place(end) }, "text": text })
        };
        let colon = if wide { 11 } else { 15 };
        let end = colon + if wide { 1 } else { 3 };
        // The second change counts on the first one's text.
        let changes = json!([
            change([2, colon], [2, end], ":"),
            change([2, colon + 2], [2, colon + 9], "int"),
            change([3, 0], [90, 0], "define x = 评𠮷 > y\n")
        ]);
        let document = json!({ "uri": editor.uri("a.policy"), "version": 2 });
        editor.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
        let told = editor.told("a.policy");
        assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
        assert_eq!(told[0]["code"], "unknown-name");
        assert_eq!(told[0]["range"]["start"], json!({ "line": 3, "character": if wide { 17 } else { 21 } }));
        editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri("a.policy") } }));
    }
}

#[test]
fn a_file_that_sorts_first_costs_no_more_than_one_that_sorts_last() {
    let parts: Vec<(String, String)> = (0..100).map(|n| (format!("part{n:02}.policy"), part(n, ""))).collect();
    let mut files: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("shop.policy", "policy shop\nfacts { open: bool, score: optional decimal }\n"));
    let editor = Editor::new(&files, json!({}));
    let took = |name: &str| {
        let start = Instant::now();
        editor.open(name, &format!("policy {name}\nuse shop.{{nothing}}\n").replace(".policy\n", "\n"));
        assert_eq!(editor.told(name)[0]["code"], "unknown-name");
        start.elapsed()
    };
    // The quickest of some, since other things run beside.
    let least = |names: [&str; 4]| names.map(took).into_iter().min().unwrap();
    let last = least(["w.policy", "x.policy", "y.policy", "z.policy"]);
    let first = least(["d.policy", "c.policy", "b.policy", "a.policy"]);
    assert!(first < last * 2, "{first:?} {last:?}");
}

#[test]
fn a_waiver_counts_as_it_is_written() {
    let text = "policy a\nfacts {\n    // allow unused-fact: kept for the log\n    idle: bool\n    closures: int >= 0\n}\n\
                decision d {\n    outcomes permit < deny\n    default permit because \"fine\"\n    rule closed { when \
                closures > 3 then deny because \"{closures}\" interpretation \"i\" }\n}\n";
    let editor = Editor::new(&[("a.policy", text)], json!({}));
    editor.open("a.policy", &text.replace("// allow", "//"));
    assert_eq!(editor.told("a.policy")[0]["code"], "unused-fact");
    editor.change("a.policy", text);
    assert_eq!(editor.told("a.policy"), json!([]));
    editor.change("a.policy", &text.replace(": kept for the log", ""));
    let told = editor.told("a.policy");
    let codes: Vec<_> = told.as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert!(
        codes.len() == 2 && codes.contains(&json!("bad-waiver")) && codes.contains(&json!("unused-fact")),
        "{told}"
    );
}

#[test]
fn lints_go_by_the_config_of_the_folder() {
    let text = "policy a\nfacts { idle: bool, closures: int >= 0 }\ndecision d {\n    outcomes permit < deny\n    default \
                permit because \"fine\"\n    rule closed { when closures > 3 then deny because \"{closures}\" \
                interpretation \"i\" }\n}\n";
    let editor = Editor::new(&[("a.policy", text)], json!({}));
    let told = editor.told("a.policy");
    assert_eq!(
        (&told[0]["code"], &told[0]["severity"], &told[0]["tags"]),
        (&json!("unused-fact"), &json!(2), &json!([1]))
    );
    let config = |text: &str| {
        std::fs::write(editor.folder.path().join("zhun.toml"), text).unwrap();
        let change = json!({ "uri": editor.uri("zhun.toml"), "type": 2 });
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    };
    config("[lints]\nunused-fact = \"error\"\n");
    assert_eq!(editor.told("a.policy")[0]["severity"], 1);
    // What is wrong with the config is told there, and changes nothing.
    config("[lints]\nunused-fact = \"never\"\n");
    let told = editor.told("zhun.toml");
    assert_eq!(told[0]["range"]["start"]["line"], 1);
    assert!(told[0]["message"].as_str().unwrap().contains("cannot be \"never\"\nhelp: "), "{told}");
    config("[lints]\nunused-fact = \"off\"\n");
    assert_eq!(editor.told("a.policy"), json!([]));
    assert_eq!(editor.told("zhun.toml"), json!([]));
}
