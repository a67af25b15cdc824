//! What is told of the place that the cursor is at.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::support::{Editor, under};

const TEXT: &str = "policy a\n\
    enum kind { normal \"普通\", special \"特殊\" { rare, odd } }\n\
    record item { kind: kind, price: decimal }\n\
    facts { items: list of item, 评分: decimal, opened: date }\n\
    define dear(one: item, least: decimal) = one.price > max(least, 1)\n\
    define old = today - opened > 2 months and today - opened > 60 days\n\
    source page { title \"P\" clause \"1\" \"one\" }\n\
    decision d {\n    outcomes permit < deny \"不能\"\n    default permit because \"评分 {评分}\"\n\
    rule many {\n        when exists 项 in items: 项.kind is special and dear(项, 评分)\n        then deny\n\
    \u{20}       because \"商品 {项.price} 超出 {评分}\"\n        cite page \"1\"\n        oblige pay \"付款\"\n    }\n}\n\
    sample some { items: [{ kind: rare, price: 2 }], 评分: 1 }\n\
    example d \"x\" { given some with { items: [{ kind: odd, price: 3 }] } expect deny because many obliges pay }\n";

/// Where some words begin, or where a `|` among them is.
fn at(editor: &Editor, words: &str) -> Value {
    let (before, behind) = words.split_once('|').unwrap_or(("", words));
    let start = TEXT.find(&format!("{before}{behind}")).unwrap_or_else(|| panic!("no {words}")) + before.len();
    let line = TEXT[..start].matches('\n').count();
    let column = TEXT[..start].rsplit('\n').next().unwrap().encode_utf16().count();
    json!({ "textDocument": { "uri": editor.uri("a.policy") }, "position": { "line": line, "character": column } })
}

#[test]
fn hovers_tell_of_variables_words_units_and_keywords() {
    let mut seen = String::new();
    for (locale, all) in [("en", true), ("zh", false)] {
        let editor = Editor::new(&[("a.policy", TEXT)], json!({ "locale": locale }));
        let places = [
            "exists |项 in",
            "{|项.price",
            "|one.price",
            "|special and",
            "|odd, price",
            "|permit because",
            "|deny because",
            "|months",
            "days",
            "exists",
            "oblige |pay",
            "obliges |pay",
            "|because \"商品",
            "|outcomes",
            "max",
            "list |of",
            "default",
            "商品",
        ];
        for words in places.iter().filter(|words| all || words.is_ascii()) {
            let hover = editor.ask("textDocument/hover", at(&editor, words));
            let over = if hover.is_null() { String::new() } else { under(TEXT, &hover["range"]) };
            let _ = writeln!(seen, "---- {words}, over `{over}`");
            let _ = writeln!(seen, "{}", hover["contents"]["value"].as_str().unwrap_or("nothing"));
        }
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn all_places_of_a_name_are_marked() {
    let editor = Editor::new(&[("a.policy", TEXT)], json!({}));
    let mut seen = String::new();
    for words in ["{|评分}", "评分: decimal", "项.kind", "rare, price", "d {", "pay \"", "price > ", "when", "many"]
    {
        let found = editor.ask("textDocument/documentHighlight", at(&editor, words));
        let _ = writeln!(seen, "{words}");
        for found in found.as_array().unwrap() {
            let line = found["range"]["start"]["line"].as_u64().unwrap() as usize;
            let kind = ["", "text", "read", "write"][found["kind"].as_u64().unwrap() as usize];
            let written = TEXT.lines().nth(line).unwrap().trim();
            let column = found["range"]["start"]["character"].as_u64().unwrap();
            let _ = writeln!(seen, "  {kind} {line}:{column} `{}` in {written}", under(TEXT, &found["range"]));
        }
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn names_in_messages_lead_to_what_they_mean() {
    let editor = Editor::new(&[("a.policy", TEXT)], json!({}));
    let mut seen = String::new();
    for words in ["超出 {|评分", "商品 {|项", "项.|price}", "\"评分 {|评分"] {
        let found = editor.ask("textDocument/definition", at(&editor, words));
        let range = &found[0]["range"];
        let line = TEXT.lines().nth(range["start"]["line"].as_u64().unwrap() as usize).unwrap().trim();
        let mut place = at(&editor, words);
        place["context"] = json!({ "includeDeclaration": false });
        let references = editor.ask("textDocument/references", place);
        let count = references.as_array().unwrap().len();
        let _ = writeln!(seen, "{words}: `{}` in {line}, {count} references", under(TEXT, range));
    }
    for (words, new) in [("odd, price", "strange"), ("kind: rare, |", ""), ("{|评分}", "得分")] {
        let words = if new.is_empty() { "{ kind: |rare" } else { words };
        let new = if new.is_empty() { "scarce" } else { new };
        let _ = writeln!(seen, "{words} → {new}");
        seen.push_str(&editor.renamed(&[("a.policy", TEXT)], at(&editor, words), new));
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn calls_show_what_they_take() {
    let editor = Editor::new(&[("a.policy", TEXT)], json!({}));
    let mut seen = String::new();
    for words in ["dear(|项, 评", "dear(项, |评", "max(|least", "max(least, |1", "dear(|one: item", "|today - opened"]
    {
        let found = editor.ask("textDocument/signatureHelp", at(&editor, words));
        let signature = &found["signatures"][0];
        let _ = writeln!(seen, "{words}: {} {}", signature["label"], signature["activeParameter"]);
        for parameter in signature["parameters"].as_array().into_iter().flatten() {
            let label: Vec<u16> = signature["label"].as_str().unwrap().encode_utf16().collect();
            let place = |n: usize| parameter["label"][n].as_u64().unwrap() as usize;
            let _ = writeln!(seen, "  {}", String::from_utf16_lossy(&label[place(0)..place(1)]));
        }
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn selections_grow_by_what_belongs_together() {
    let editor = Editor::new(&[("a.policy", TEXT)], json!({}));
    let mut seen = String::new();
    for (n, words) in ["|special and", "|2 months", "普通"].iter().enumerate() {
        if n == 2 {
            editor.open("a.policy", &format!("{TEXT}define x = = 1\n"));
        }
        let place = at(&editor, words);
        let params = json!({ "textDocument": place["textDocument"], "positions": [place["position"]] });
        let mut range = editor.ask("textDocument/selectionRange", params)[0].take();
        let _ = writeln!(seen, "{words}");
        while !range.is_null() {
            let written = under(&format!("{TEXT}define x = = 1\n"), &range["range"]);
            let short: String = written.replace('\n', " ").chars().take(60).collect();
            let _ = writeln!(seen, "  {short}");
            range = range["parent"].take();
        }
    }
    insta::assert_snapshot!(seen);
}
