use super::*;
use crate::source::FileId;

fn scanned(text: &str) -> Scanned {
    scan(&SourceFile::new(FileId(0), "a.policy", text))
}

/// The mended text of every segment.
fn items(text: &str) -> Vec<String> {
    let scanned = scanned(text);
    scanned.segments.iter().map(|s| scanned.text[s.start..s.end].trim().to_owned()).collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    scanned(text).diagnostics.iter().map(|d| d.code.name()).collect()
}

#[test]
fn items_begin_at_their_words() {
    let text = "policy a.b use c.{d} facts { source: text } define x = sample + 1 title \"t\"\nparam p: int";
    assert_eq!(
        items(text),
        ["policy a.b", "use c.{d}", "facts { source: text }", "define x = sample + 1 title \"t\"", "param p: int"]
    );
}

#[test]
fn words_of_items_are_names_elsewhere() {
    assert_eq!(items("define sample = source\nenum record { a }\nparam policy: int").len(), 3);
    assert_eq!(items("define x = y\n    cite source \"1\"").len(), 1);
    assert_eq!(items("define x = record is present and\nsample = 1").len(), 1);
    assert_eq!(items("decision d { rule use { when facts then example } }").len(), 1);
}

#[test]
fn a_missing_bracket_ends_at_the_next_item() {
    let text = "decision d {\n    rule r {\n\ndefine x = max(1\n\ndefine y = 2\n";
    assert_eq!(items(text), ["decision d {     rule r {}}", "define x = max(1)", "define y = 2"]);
    assert_eq!(codes(text), ["unclosed-bracket", "unclosed-bracket", "unclosed-bracket"]);
}

#[test]
fn indentation_tells_which_block_was_forgotten() {
    let text = "decision d {\n    rule a {\n        x\n    rule b {\n        y\n    }\n}\ndefine z = 1";
    let found = scanned(text);
    assert_eq!(found.diagnostics.len(), 1);
    assert_eq!(found.diagnostics[0].span.start as usize, text.find("a {").unwrap() + 2);
    assert_eq!(found.segments.len(), 2);
}

#[test]
fn the_mended_text_keeps_every_place() {
    for text in [
        "define x = max（1，2）＞＝ 4．5 and “a\"b” = \"好”\ndefine y = 1",
        "define x = \"abc\\\ndefine y = 1\n",
        "\u{feff}define x = 1\u{200b}\u{0} // \u{202e}",
        "define x = [1, 2)",
    ] {
        let found = scanned(text);
        assert_eq!(found.text.len(), text.len(), "{text}");
        for segment in &found.segments {
            assert!(text.is_char_boundary(segment.start) && text.is_char_boundary(segment.last));
        }
    }
    assert_eq!(items("define x ＞＝ 「a\"b」"), ["define x >=       \"a'b\""]);
}

#[test]
fn full_width_operators_are_one_problem() {
    assert_eq!(codes("define x = a ＞＝ b"), ["full-width-punctuation"]);
    assert_eq!(codes("define x = a >＝ b"), ["full-width-punctuation"]);
    assert_eq!(codes("define x = a ＝＝ b"), ["full-width-punctuation"]);
    assert_eq!(items("define x = a ＝＝ b"), ["define x = a =      b"]);
    assert_eq!(codes("define x = a ≥ b // ，：\n    title \"（，）\""), [""; 0]);
}

#[test]
fn a_text_ends_on_its_line() {
    let text = "define x = \"abc {\ndefine y = 1";
    assert_eq!(codes(text), ["unclosed-text"]);
    assert_eq!(items(text).len(), 2);
    assert!(scanned(text).segments[0].quiet);
    assert_eq!(items("define x = \"abc"), ["define x = \"abc\""]);
}

#[test]
fn documentation_belongs_to_the_next_token() {
    let text = "/// One\n/// two\n// not this\ndefine x = 1\n//// nor this\nfacts {\n    ///Three\n    a: int }";
    let found = scanned(text);
    let docs: Vec<(&str, &str)> =
        found.docs.iter().map(|(at, doc)| (text[*at..].split([' ', ':']).next().unwrap(), doc.as_str())).collect();
    assert_eq!(docs, [("define", "One\ntwo"), ("a", "Three")]);
}

#[test]
fn unknown_heads_stand_for_themselves() {
    let found = scanned("define x = 1\n\ndesicion d {\n}\n\ndefine y = 2");
    let heads: Vec<Head> = found.segments.iter().map(|s| s.head).collect();
    assert_eq!(heads, [Head::Item, Head::Unknown, Head::Item]);
    assert_eq!(scanned("hello there").segments[0].head, Head::Stray);
    assert!(scanned(" // nothing\n").segments.is_empty());
}
