//! What may stand where one types.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::support::Editor;

/// What is offered first behind each of some texts, added to one; where a text has a `|`, at its place.
fn offered(before: &str, texts: &[(&str, usize)]) -> String {
    offered_for(before, texts, &json!(null))
}

/// The same, where a sign was typed that asks by itself.
fn offered_for(before: &str, texts: &[(&str, usize)], context: &Value) -> String {
    let editor = Editor::new(&[], json!({}));
    let mut seen = String::new();
    for (more, shown) in texts {
        let (more, behind) = more.split_once('|').unwrap_or((more, ""));
        editor.open("a.policy", &format!("{before}{more}{behind}"));
        let whole = format!("{before}{more}");
        let line = whole.matches('\n').count();
        let column = whole.rsplit('\n').next().unwrap().encode_utf16().count();
        let document = json!({ "uri": editor.uri("a.policy") });
        let place =
            json!({ "textDocument": document, "position": { "line": line, "character": column }, "context": context });
        let items = editor.ask("textDocument/completion", place);
        let items = items.as_array().unwrap().iter().take(*shown);
        let items: Vec<String> = items
            .map(|item| format!("{} {}", item["label"].as_str().unwrap(), item["detail"].as_str().unwrap_or("")))
            .collect();
        let line = whole.rsplit('\n').next().unwrap().trim_start();
        let _ = writeln!(seen, "{line}|{behind} {}", items.join(", "));
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

const SHOPS: &str = "policy shops.entry\nuse other.{region, limit}\n\
    enum kind { normal \"普通\" special \"特殊\" { rare \"稀有\", odd } }\n\
    record gate { kind: kind, least: optional int title \"最少\" }\n\
    facts { shop: gate, gates: list of gate, kind: optional kind, opened: date, score: decimal, ok: bool, n: int, names: list of text }\n\
    param least: kind = rare\nparam days: int = 3\n\
    source page { title \"网页\" clause \"1\" \"one\" clause \"2.1\" \"two\" }\n\
    define capped(gate: gate, kind: kind, most: int): int = most\ndefine is_ok = ok title \"可以\"\n\
    calendar cn { weekend saturday }\n\
    sample good { kind: rare }\n\
    decision d {\n    outcomes permit \"可以\" < deny \"不能\" < barred\n    default permit because \"fine\"\n\
    rule old { when ok then deny because \"x\" cite page \"1\" oblige pay \"付款\" }\n}\n";

#[test]
fn every_place_has_its_names() {
    let seen = offered(
        SHOPS,
        &[
            // Words, on either side and wherever their type is due.
            ("define x = kind = ", 4),
            ("define x = sp| = kind", 4),
            ("define x = gates[0].kind = ", 2),
            ("define x = kind in [normal, ", 5),
            ("define x = kind default ", 3),
            ("define x: kind = ", 3),
            ("define x: kind = if ok then ", 3),
            ("define x: kind = if ok then rare else if ok then odd else ", 3),
            ("define x: kind = choose kind { normal: rare, special: ", 3),
            ("define x: kind = choose { ok: rare, otherwise: ", 3),
            ("define x: list of kind = [rare, ", 3),
            ("define x = capped(shop, ", 3),
            ("define x = choose kind { ", 9),
            ("define x = choose kind { normal: 1, ", 9),
            ("define x = choose kind {\n    normal: 1\n    ", 9),
            ("define x = choose d { ", 9),
            ("define x = choose { ", 3),
            ("param p: kind = ", 9),
            ("param p: kind { ", 9),
            ("param p: kind { rare from 2022-01-01, ", 9),
            ("param p: bool = ", 9),
            ("param p: gate = { ", 9),
            ("param p: gate = { kind: ", 9),
            // Samples and examples.
            ("sample s { ", 3),
            ("sample s { shop: { ", 9),
            ("sample s { shop.", 9),
            ("sample s { shop.kind: ", 9),
            ("sample s { gates: [{ kind: rare }, { ", 9),
            ("sample s { gates: [{ kind: ", 9),
            ("sample s { kind: ", 9),
            ("sample s { ok: ", 9),
            ("sample s { ok: true\n    ", 3),
            ("example ", 9),
            ("example d \"x\" { ", 9),
            ("example d \"x\" { given ", 9),
            ("example d \"x\" { given good ", 3),
            ("example d \"x\" { given good with { ", 3),
            ("example d \"x\" { given good without ", 3),
            ("example d \"x\" { given good without shop.", 3),
            ("example d \"x\" { given good without kind, ", 3),
            ("example d \"x\" { params { ", 3),
            ("example d \"x\" { params { least: ", 3),
            ("example d \"x\" { expect ", 9),
            ("example d \"x\" { expect deny because ", 9),
            ("example d \"x\" { expect undetermined needs ", 3),
            ("example d \"x\" { expect undetermined needs param ", 3),
            ("example d \"x\" { obliges ", 3),
            ("example is_ok \"x\" { expect ", 9),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn every_place_has_its_words() {
    let seen = offered(
        SHOPS,
        &[
            ("", 20),
            ("de", 3),
            ("define x = ok\n", 40),
            ("define x = ok ", 20),
            ("define x = n ", 3),
            ("define x: ", 30),
            ("facts { a: ", 30),
            ("facts { a: list of ", 12),
            ("facts { a: int ", 9),
            ("facts { ", 9),
            ("enum e { ", 9),
            ("record r { a: int, ", 9),
            ("source s { ", 9),
            ("source s { title \"x\" ", 9),
            ("source s { clause \"1\" \"x\" ", 9),
            ("calendar c { ", 9),
            ("calendar c { weekend ", 9),
            ("calendar c { weekend sunday, ", 9),
            ("decision e {\n    ", 9),
            ("decision e {\n    outcomes ", 9),
            ("decision e {\n    outcomes a < b\n    default ", 9),
            ("decision e {\n    effective ", 9),
            ("decision e {\n    rule r {\n        ", 20),
            ("decision e {\n    rule r {\n        require ok\n        el", 3),
            ("decision e {\n    outcomes a < b \"乙\" < c\n    rule r {\n        require ok\n        else ", 9),
            ("decision e {\n    rule r {\n        except ", 9),
            ("decision e {\n    rule r {\n        cite ", 9),
            ("decision e {\n    rule r {\n        cite page ", 9),
            ("decision e {\n    rule r {\n        cite page \"", 9),
            ("decision e {\n    rule r {\n        cite page \"1, ", 9),
            ("decision e {\n    rule r {\n        cite page \"2.", 9),
            ("decision e {\n    rule r {\n        wehn ok\n        then deny\n        ", 20),
            ("decision e {\n    rule r {\n        when kind is is normal and ", 3),
            ("decision e {\n    rule r {\n        when kind is is normal and kind is ", 3),
            ("use ", 9),
            // Nothing, in comments and texts, where a name is declared, and behind a number.
            ("// kind is ", 9),
            ("define x = ok // and ", 9),
            ("define x = name = \"ki", 9),
            ("source s { title \"{", 9),
            ("define ", 9),
            ("decision e { rule ", 9),
            ("define x = every ", 9),
            ("define x = 60d", 9),
            ("define x = 60", 9),
            // Full-width punctuation.
            ("define x： kind = choose ｛ ok： ", 3),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn variables_are_offered_where_they_hold() {
    let rule = "decision e {\n    outcomes a < b\n    default a because \"x\"\n    rule r {\n        ";
    let seen = offered(
        SHOPS,
        &[
            ("define x = every g in ", 2),
            ("define x = every g in gates: ", 2),
            ("define x = every g in gates: g.", 2),
            ("define x = every g in gates where ", 2),
            ("define x = sum(g in gates: ", 2),
            ("define x = [g in gates where g.kind is ", 2),
            ("define x = (every g in gates: g.kind is rare) and ", 2),
            ("define x = if every g in gates: g.kind is rare then ", 2),
            ("define f(one: gate, two: kind) = ", 3),
            ("define f(one: gate, two: kind) = two = ", 3),
            ("define f(one: gate) = one.", 3),
        ],
    );
    let more = offered(
        &format!("{SHOPS}{rule}"),
        &[
            ("when exists g in gates: ", 2),
            ("when exists g in gates: g.kind is rare then b except when ", 2),
            ("when exists g in gates: g.kind is rare then b because \"这是 {", 2),
            ("when exists g in gates: g.kind is rare then b because en \"这是 {g.", 9),
            ("when exists g in gates: g.kind is rare then b because \"{n} 和 {if ok then ", 2),
            ("when exists g in gates: g.kind is rare then b because \"{if ok ", 20),
            ("when exists g in gates: g.kind is rare then b because \"{ok} ", 20),
        ],
    );
    insta::assert_snapshot!(seen + &more);
}

/// Who typed a quote or a space and then presses Enter wants a new line, so that only what is due there is offered.
#[test]
fn a_sign_asks_only_for_what_is_due() {
    let rule = "decision e {\n    outcomes permit < deny\n    default permit because \"fine\"\n    rule r {\n        ";
    let seen = |sign: &str, texts: &[&str]| {
        let texts: Vec<(String, usize)> = texts.iter().map(|text| (format!("{rule}{text}{sign}"), 4)).collect();
        let texts: Vec<(&str, usize)> = texts.iter().map(|(text, shown)| (text.as_str(), *shown)).collect();
        offered_for(SHOPS, &texts, &json!({ "triggerKind": 2, "triggerCharacter": sign }))
    };
    let spaces =
        ["", "when", "when kind is", "when ok then", "when ok then deny", "when score > 4", "cite", "because \"x\""];
    insta::assert_snapshot!(seen(" ", &spaces) + &seen("\"", &["because ", "because \"x", "cite page "]));
}
