//! What an editor shows beside the text: types, colours, lenses, pages of diagnostics.

use std::fmt::Write;
use std::time::Duration;

use lsp_server::Message;
use serde_json::{Value, json};

use crate::support::{Editor, under};

const RULES: &str = "policy rules\n\nenum kind { one, two }\nrecord item { price: decimal, kind: kind }\n\
    source page { title \"P\" }\nfacts {\n    /// 评分。\n    score: optional decimal, items: list of item, kind: kind }\n\
    param least: decimal = 4.0\n\
    define low(s: decimal, by: decimal) = s < least - by // 𠮷\n\
    define best = max(i in items: i.price)\ndefine kinds = [i in items: i.kind]\ndefine typed: bool = kind is one\n\
    define read = d\ndefine broken = nothing\n\
    decision d {\n    outcomes permit < deny\n    default permit because \"fine\"\n    rule r {\n\
    \u{20}       when score is present and low(score, 0.5) then deny because \"{score} 分\" cite page \"1\"\n    }\n}\n";

#[test]
fn types_that_are_not_written_are_shown() {
    let editor = Editor::new(&[("rules.policy", RULES)], json!({}));
    let document = json!({ "uri": editor.uri("rules.policy") });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = editor.ask("textDocument/inlayHint", json!({ "textDocument": document, "range": range }));
    let mut seen = String::new();
    for hint in hints.as_array().unwrap() {
        let line = RULES.lines().nth(hint["position"]["line"].as_u64().unwrap() as usize).unwrap();
        let (before, after) = line.split_at(hint["position"]["character"].as_u64().unwrap() as usize);
        let _ = writeln!(seen, "{before}[{}]{after}", hint["label"].as_str().unwrap());
    }
    for words in ["best", "low(", "typed"] {
        let hover = editor.ask("textDocument/hover", editor.at("rules.policy", RULES, words));
        let _ = writeln!(seen, "---- {words}\n{}", hover["contents"]["value"].as_str().unwrap());
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn every_token_has_its_colour() {
    let editor = Editor::new(&[], json!({}));
    editor.open("rules.policy", RULES);
    let tokens = editor
        .ask("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": editor.uri("rules.policy") } }));
    let types = [
        "namespace",
        "type",
        "enum",
        "struct",
        "enumMember",
        "property",
        "variable",
        "parameter",
        "function",
        "class",
        "method",
        "event",
        "keyword",
        "string",
        "number",
        "comment",
    ];
    let (mut line, mut column) = (0, 0);
    let mut seen = String::new();
    for token in tokens["data"].as_array().unwrap().chunks(5) {
        let number = |at: usize| token[at].as_u64().unwrap();
        if number(0) > 0 {
            (line, column) = (line + number(0), 0);
            seen.push('\n');
        }
        column += number(1);
        let place = |column: u64| json!({ "line": line, "character": column });
        let word = under(RULES, &json!({ "start": place(column), "end": place(column + number(2)) }));
        let declared = if number(4) & 1 == 1 { "*" } else { "" };
        let _ = write!(seen, "{word}:{}{declared} ", types[number(3) as usize]);
    }
    insta::assert_snapshot!(seen.trim_start().replace(" \n", "\n"));
}

const SHOP: &str = "policy shop\nfacts { open: bool }\nsource page { title \"报名规则\" }\n\
    decision entry {\n    outcomes permit < deny\n    default permit because \"可以报名\"\n\
    rule closed { require open else deny because \"没有营业\" cite page \"1\" }\n}\n\
    example entry \"an open shop\" { given { open: true } expect permit }\n\
    example entry \"a closed shop\" { given { open: false } expect permit }\n";

fn lenses(editor: &Editor) -> Vec<Value> {
    let document = json!({ "textDocument": { "uri": editor.uri("shop.policy") } });
    let lenses = editor.ask("textDocument/codeLens", document);
    lenses.as_array().unwrap().iter().map(|lens| editor.ask("codeLens/resolve", lens.clone())).collect()
}

#[test]
fn examples_show_what_comes_out_of_them() {
    let editor = Editor::new(&[("shop.policy", SHOP), ("broken.policy", "policy broken\nfacts {")], json!({}));
    let mut seen = String::new();
    let mut draw = |lenses: &[Value]| {
        for lens in lenses {
            let _ = writeln!(seen, "{} | {}", under(SHOP, &lens["range"]), lens["command"]["title"].as_str().unwrap());
        }
    };
    let all = lenses(&editor);
    draw(&all);
    let command = &all[1]["command"];
    let run = json!({ "command": command["command"], "arguments": command["arguments"] });
    let answer = editor.ask("workspace/executeCommand", run);
    assert_eq!(answer["passed"], false);
    let shown = loop {
        match editor.connection.receiver.recv_timeout(Duration::from_secs(20)).unwrap() {
            Message::Notification(told) if told.method == "window/showMessage" => break told.params,
            _ => {}
        }
    };
    assert_eq!(shown["type"], 2);
    // An edit is seen at once; what does not check is not run.
    let text = SHOP.replace("require open", "require not open");
    editor.open("shop.policy", &text);
    draw(&lenses(&editor));
    editor.open("shop.policy", &text.replace("bool", "boo"));
    draw(&lenses(&editor));
    let _ = write!(seen, "----\n{}", shown["message"].as_str().unwrap());
    insta::assert_snapshot!(seen);
    let nothing = json!({ "command": "zhun.runExample", "arguments": [{ "uri": "untitled:1", "position": 3 }] });
    assert_eq!(editor.ask("workspace/executeCommand", nothing), Value::Null);
}

#[test]
fn diagnostics_have_pages_and_what_can_be_left_out_is_faint() {
    let editor = Editor::new(&[], json!({ "pages": "https://rules.example.com/diagnostics/", "locale": "zh" }));
    editor.open("a.policy", "policy a\nfacts { x: int }\ndefine y = x is present and z\n");
    let told = editor.told("a.policy");
    let mut seen = String::new();
    for found in told.as_array().unwrap() {
        let _ = writeln!(seen, "{} {} {}", found["code"], found["codeDescription"]["href"], found["tags"]);
    }
    insta::assert_snapshot!(seen);
}
