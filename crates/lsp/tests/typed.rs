//! What may stand where one types.

use std::fmt::Write;

use serde_json::json;

use crate::support::Editor;

/// What is offered first behind each of some texts, added to one.
fn offered(before: &str, texts: &[(&str, usize)]) -> String {
    let editor = Editor::new(&[], json!({}));
    let mut seen = String::new();
    for (more, shown) in texts {
        let whole = format!("{before}{more}");
        editor.open("a.policy", &whole);
        let line = whole.matches('\n').count();
        let column = whole.rsplit('\n').next().unwrap().encode_utf16().count();
        let document = json!({ "uri": editor.uri("a.policy") });
        let place = json!({ "textDocument": document, "position": { "line": line, "character": column } });
        let items = editor.ask("textDocument/completion", place);
        let items = items.as_array().unwrap().iter().take(*shown);
        let items: Vec<String> = items
            .map(|item| format!("{} {}", item["label"].as_str().unwrap(), item["detail"].as_str().unwrap_or("")))
            .collect();
        let _ = writeln!(seen, "{}| {}", whole.rsplit('\n').next().unwrap().trim_start(), items.join(", "));
    }
    seen
}

#[test]
fn completions() {
    let text = "policy a\nenum kind { normal \"普通\" special \"特殊\" }\nrecord item { kind: kind }\n\
        facts { kind: kind, items: list of item, score: decimal title \"评分\" }\nparam least: decimal = 4.0\n\
        source page { title \"P\" clause \"1\" \"one\" clause \"2\" \"two\" }\n\
        decision d {\n    outcomes permit < deny \"不能\" < barred\n    default permit because \"fine\"\n\
        rule r {\n        when kind is ";
    let seen = offered(
        text,
        &[
            ("", 9),
            ("not ", 9),
            ("normal then ", 9),
            ("normal then deny because \"x\" cite ", 9),
            ("normal then deny because \"x\" cite page \"", 9),
            ("normal and kind in [normal, ", 9),
            ("normal and every i in items: i.kind is sp", 9),
            ("normal and sc", 6),
            ("normal }\n}\ndefine x = d is ", 9),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn fields_words_and_units() {
    let text = "policy a\nenum kind { normal \"普通\" special \"特殊\" }\n\
        record gate { kind: kind, least: optional int title \"最少\" }\n\
        record shop { name: text, gate: gate, gates: list of gate }\n\
        facts { shop: shop, shops: list of shop, kind: kind, opened: date }\n\
        define gate_of(s: shop) = s.gate\n\
        decision d {\n    outcomes permit < deny \"不能\"\n    default permit because \"fine\"\n\
        rule r {\n        ";
    let seen = offered(
        text,
        &[
            ("when shop.", 9),
            ("when shop.ga", 9),
            ("when shop.gate.", 9),
            ("when shop.gate.kind is ", 9),
            ("when shop.gate.kind = ", 9),
            ("when shop.gate.kind not in [special, ", 9),
            ("when exists s in shops where s.gate.", 9),
            ("when exists s in shops: exists g in s.gates: g.", 9),
            ("when gate_of(shop).", 9),
            ("when shop.name.", 9),
            ("when kind = ", 9),
            ("when opened in 2022-01-01..", 2),
            ("when today - opened <= 60 ", 4),
            ("when today - opened <= 60 d", 4),
            ("when today - opened <= 1 ", 4),
            ("when today - opened <= 1.5 ", 4),
            ("when today - opened <= 60 days then ", 4),
            ("when (if kind is normal then ", 3),
            ("when (if kind is normal then true else ", 3),
            ("when (if kind is normal then true else false) then ", 4),
            ("require (if kind is normal then true else false) else ", 4),
            ("when kind is normal then deny except when (if opened = today then ", 3),
            ("// strengthen", 3),
            ("when kind is normal }\n}\ndefine f(s: shop) = s.gate.", 9),
            ("when kind is normal }\n}\nsample one { kind: ", 9),
            ("when kind is normal }\n}\nexample d \"x\" { given { shop: { gate: { kind: ", 9),
            (
                "when kind is normal }\n}\nexample d \"x\" { given { shops: [{ gate: { kind: normal } }, { gate: { kind: ",
                9,
            ),
            ("when kind is normal then deny because \"", 9),
            ("when kind is normal then deny because \"it is {shop.", 9),
            ("when kind is normal then deny because \"it is {kind} and ", 9),
        ],
    );
    insta::assert_snapshot!(seen);
}
