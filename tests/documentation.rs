//! What the documentation says is true: its policies check as it says they do, every diagnostic has its page, and the
//! catalogue of messages and the engine agree on every key.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::policies::failure;
use crate::support::{Block, blocks, checked, codes, diagnose, files, linted};
use zhun::compile::compile;
use zhun::diagnostic::{Code, Diagnostics, Locale, RenderOptions, phrase, render};

/// Codes of texts that no page can hold.
const WITHOUT_EXAMPLE: [Code; 3] = [Code::FileTooLarge, Code::ItemTooLong, Code::NotUtf8];

/// Keys that are put together while a diagnostic is made, so that no scan finds them.
const COMPOSED: [&str; 2] = ["syntax.", "syntax-error.expected."];

/// The headings of a page: what fails, the same mended, what is near.
fn headings(locale: Locale) -> [&'static str; 3] {
    match locale {
        Locale::English => ["Fails", "Fixed", "See also"],
        Locale::Chinese => ["出错的写法", "改正后", "参见"],
    }
}

/// The examples of a page under the first or the second of its headings.
fn page_blocks(code: Code, locale: Locale, heading: usize) -> Vec<Block> {
    let section = headings(locale)[heading];
    blocks(code.page_in(locale)).into_iter().filter(|block| block.section == section).collect()
}

/// What is said of the examples of a page: by the checker, and on the page of a lint by the lints as well.
fn said_of(code: Code, blocks: &[Block]) -> Diagnostics {
    if FIRST_LINT <= code { linted(blocks) } else { diagnose(blocks) }
}

/// Codes from this one on are found by lints.
const FIRST_LINT: Code = Code::NeverFires;

/// Every code that has examples, in every language.
fn pages_with_examples() -> impl Iterator<Item = (Code, Locale)> {
    let codes = Code::ALL.iter().filter(|code| !WITHOUT_EXAMPLE.contains(code));
    codes.flat_map(|code| Locale::ALL.iter().map(|locale| (*code, *locale)))
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let names: BTreeSet<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    for folder in ["docs/diagnostics", "docs/diagnostics/zh"] {
        let pages: BTreeSet<String> = files(Path::new(folder), "md")
            .iter()
            .filter(|path| path.parent() == Some(Path::new(folder)))
            .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(pages, names, "{folder}");
    }
    for (code, locale) in Code::ALL.iter().flat_map(|code| Locale::ALL.iter().map(move |locale| (code, *locale))) {
        let page = code.page_in(locale);
        assert!(page.starts_with(&format!("# {}\n\n", code.name())), "{} begins with another heading", code.name());
        let sections: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        if WITHOUT_EXAMPLE.contains(code) {
            assert_eq!(sections, [headings(locale)[2]], "{}", code.name());
        } else {
            assert_eq!(sections, headings(locale), "{}", code.name());
            assert!(blocks(page).iter().all(|block| block.info == "policy"), "{}", code.name());
        }
    }
}

#[test]
fn the_failing_text_of_a_page_raises_exactly_its_code() {
    let mut wrong = Vec::new();
    for (code, locale) in pages_with_examples() {
        let found = said_of(code, &page_blocks(code, locale, 0));
        if codes(&found).iter().any(|name| *name != code.name()) || found.items.is_empty() {
            wrong.push(format!("==== {} {locale:?}\n{found}", code.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_mended_text_of_a_page_has_no_problem() {
    let mut wrong = Vec::new();
    for (code, locale) in pages_with_examples() {
        let fixed = page_blocks(code, locale, 1);
        let found = said_of(code, &fixed);
        if fixed.is_empty() || !found.items.is_empty() {
            wrong.push(format!("==== {} {locale:?}\n{found}", code.name()));
        } else {
            wrong.extend(fixed.iter().filter(|_| fixed.len() == 1).flat_map(failing_examples));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_diagnostic_of_a_page_gives_advice() {
    for (code, locale) in pages_with_examples() {
        let found = said_of(code, &page_blocks(code, locale, 0));
        for diagnostic in &found.items {
            let one = Diagnostics::new(found.sources.clone(), vec![diagnostic.clone()]);
            let one = render(&one, &RenderOptions { locale, ..RenderOptions::default() });
            let help = if locale == Locale::Chinese { "  怎么办：" } else { "  help: " };
            assert!(one.contains(help), "no help:\n{one}");
            assert!(!one.contains(&format!("{help}…")), "an unfilled message:\n{one}");
        }
    }
}

#[test]
fn links_of_pages_lead_somewhere() {
    for path in files(Path::new("docs"), "md") {
        let text = fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(path.parent().unwrap().join(target).exists(), "{} links to {target}", path.display());
        }
        if path.starts_with("docs/diagnostics") {
            let also = text.split("## See also").nth(1).or_else(|| text.split("## 参见").nth(1)).unwrap_or_default();
            let named = also.lines().filter_map(|line| line.strip_prefix("- [`").or_else(|| line.strip_prefix("- `")));
            for name in named.filter_map(|rest| rest.split('`').next()) {
                assert!(Code::from_name(name).is_some(), "{} points to `{name}`", path.display());
            }
        }
    }
}

/// What is wrong with the examples of a policy.
fn failing_examples(block: &Block) -> Vec<String> {
    let (whole, _) = checked([("page.policy".to_owned(), block.text.as_str())]);
    let program = compile(&whole);
    whole.examples.iter().filter_map(|example| failure(&program, example)).collect()
}

#[test]
fn policies_in_the_documentation_are_as_it_says() {
    let mut wrong = Vec::new();
    for path in files(Path::new("docs"), "md") {
        if path.starts_with("docs/diagnostics") {
            continue;
        }
        for block in blocks(&fs::read_to_string(&path).unwrap()) {
            let due: &[&str] = match block.info.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["policy"] => &[],
                ["policy", "fails", code] => &[Code::from_name(code).expect("a code").name()],
                _ => continue,
            };
            let found = diagnose([&block]);
            let mut said = codes(&found);
            said.dedup();
            if said != due {
                wrong.push(format!("==== {}:{} should have {due:?}\n{found}", path.display(), block.line));
            } else if due.is_empty() {
                let failures = failing_examples(&block);
                wrong.extend(
                    failures.iter().map(|failure| format!("==== {}:{}: {failure}", path.display(), block.line)),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// ---- The catalogue.

const CATALOGUE: &str = include_str!("../src/diagnostic/messages.en.txt");

fn catalogue() -> BTreeMap<&'static str, &'static str> {
    let keys = CATALOGUE.lines().filter(|line| !line.starts_with(['#', ' '])).filter_map(|line| line.split_once('='));
    let mut all = BTreeMap::new();
    for (key, _) in keys {
        let key = key.trim();
        let text = phrase(key, Locale::English).expect("a key that the catalogue itself reads");
        assert!(all.insert(key, text).is_none(), "{key} stands twice in the catalogue");
    }
    all
}

/// What is written in the sources of the library and of the command line.
fn sources() -> Vec<(String, String)> {
    let mut all = files(Path::new("src"), "rs");
    all.extend(files(Path::new("crates"), "rs"));
    all.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

/// A call of `msg!` with a key that is written out: the key and the names of its arguments.
struct Call {
    place: String,
    key: String,
    args: BTreeSet<String>,
    /// Whether more arguments follow by `.with(…)`.
    goes_on: bool,
}

fn calls() -> Vec<Call> {
    let mut found = Vec::new();
    for (name, text) in sources() {
        for (at, _) in text.match_indices("msg!(") {
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            if line.trim_start().starts_with("//") {
                continue;
            }
            let inside = inside_parentheses(&text[at + 4..]);
            let Some(rest) = inside.trim_start().strip_prefix('"') else { continue };
            let Some((key, rest)) = rest.split_once('"') else { continue };
            let mut args: BTreeSet<String> = BTreeSet::new();
            for piece in at_top_level(rest, ',').filter_map(|piece| piece.split_once('=')) {
                args.insert(piece.0.trim().to_owned());
            }
            let after = &text[at + 4 + inside.len() + 2..];
            let goes_on = after.trim_start().starts_with(".with");
            let line = text[..at].matches('\n').count() + 1;
            found.push(Call { place: format!("{name}:{line}"), key: key.to_owned(), args, goes_on });
        }
    }
    found
}

/// What stands between the parenthesis that `text` begins with and the one that closes it; texts may hold others.
fn inside_parentheses(text: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (i, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return &text[1..i];
                }
            }
            _ => {}
        }
    }
    panic!("never closed: {}", text.lines().next().unwrap_or_default());
}

fn at_top_level(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut depth, mut quoted) = (0, false);
    text.split(move |c: char| {
        match c {
            '"' => quoted = !quoted,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        c == separator && depth == 0 && !quoted
    })
}

fn placeholders(text: &str) -> BTreeSet<String> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.filter(|name| !matches!(*name, "lb" | "rb" | "nl")).map(str::to_owned).collect()
}

#[test]
fn every_key_that_the_engine_uses_is_in_the_catalogue() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for call in calls() {
        let Some(text) = catalogue.get(call.key.as_str()) else {
            wrong.push(format!("{}: no text for {}", call.place, call.key));
            continue;
        };
        let due = placeholders(text);
        if !call.goes_on && !due.is_subset(&call.args) {
            wrong.push(format!("{}: {} needs {due:?}, is given {:?}", call.place, call.key, call.args));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_key_of_the_catalogue_is_used() {
    let sources = sources();
    let used = |key: &str| {
        let quoted = format!("\"{key}\"");
        sources.iter().any(|(_, text)| text.contains(&quoted))
            // `@key` names a phrase inside another.
            || sources.iter().any(|(_, text)| text.contains(&format!("\"@{key}\"")))
            || COMPOSED.iter().any(|prefix| key.starts_with(prefix))
            || key.strip_suffix(".summary").is_some_and(|code| Code::from_name(code).is_some())
    };
    let idle: Vec<_> = catalogue().into_keys().filter(|key| !used(key)).collect();
    assert!(idle.is_empty(), "nothing says these:\n{}", idle.join("\n"));
}

#[test]
fn every_code_has_a_summary() {
    let catalogue = catalogue();
    for code in Code::ALL {
        let key = format!("{}.summary", code.name());
        let summary = catalogue.get(key.as_str()).unwrap_or_else(|| panic!("{key} is missing"));
        assert!(!summary.contains('{'), "{key} is one sentence without arguments: {summary}");
    }
}

/// Keys of what a command line's help says: titles, names of values, and whole sentences at its end.
const OF_HELP: [&str; 3] = ["cli.help.", "cli.name.", "cli.clap."];

#[test]
fn messages_keep_to_one_style() {
    let of_help = |key: &str| OF_HELP.iter().any(|prefix| key.starts_with(prefix));
    for (key, text) in catalogue().into_iter().filter(|(key, _)| !of_help(key)) {
        assert!(!text.ends_with(['.', '!']), "{key} ends with a full stop: {text}");
        let first = text.chars().next().unwrap_or_else(|| panic!("{key} is empty"));
        let name = ["UTF-8", "ASCII", "JSON"].iter().any(|name| text.starts_with(name));
        assert!(
            !first.is_uppercase() || name || key.starts_with("facts.month."),
            "{key} begins with a capital: {text}"
        );
    }
}

// ---- The two languages.

const CHINESE: &str = include_str!("../src/diagnostic/messages.zh.txt");

/// The keys of a catalogue, in order.
fn keys(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| !line.starts_with(['#', ' ']));
    lines.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim()).collect()
}

#[test]
fn both_catalogues_have_the_same_keys_in_the_same_order() {
    let (english, chinese) = (keys(CATALOGUE), keys(CHINESE));
    let lacking: Vec<_> = english.iter().filter(|key| !chinese.contains(key)).collect();
    assert!(lacking.is_empty(), "Chinese lacks {lacking:?}");
    let more: Vec<_> = chinese.iter().filter(|key| !english.contains(key)).collect();
    assert!(more.is_empty(), "English lacks {more:?}");
    for (english, chinese) in english.iter().zip(&chinese) {
        assert_eq!(english, chinese, "both catalogues keep one order, so that they can be read side by side");
    }
    assert_eq!(english.len(), chinese.len(), "a key stands twice in the Chinese catalogue");
}

#[test]
fn both_catalogues_have_the_same_placeholders() {
    for (key, english) in catalogue() {
        let chinese = phrase(key, Locale::Chinese).unwrap_or_else(|| panic!("Chinese lacks {key}"));
        assert_eq!(placeholders(chinese), placeholders(english), "{key}\n{english}\n{chinese}");
    }
}

/// A text without what stands in backticks and braces.
fn without_code(text: &str) -> String {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join("码");
    let mut plain = String::new();
    for (number, part) in outside.split('{').enumerate() {
        plain.push_str(if number == 0 { part } else { part.split_once('}').map_or(part, |(_, rest)| rest) });
    }
    plain
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn chinese_texts_are_chinese() {
    for key in keys(CHINESE) {
        let text = phrase(key, Locale::Chinese).unwrap_or_else(|| panic!("Chinese lacks {key}"));
        let plain = without_code(text);
        assert!(!text.ends_with(['。', '.', '！', '!']), "{key} ends with a full stop: {text}");
        // An English sentence has words in a row; Chinese ones only name a word of English here and there.
        let english = plain.split(|c: char| !c.is_ascii_alphabetic() && c != ' ').map(str::trim);
        let longest = english.map(|run| run.split_whitespace().count()).max().unwrap_or(0);
        assert!(longest <= 3, "{key} has an English sentence: {text}");
        let letters: Vec<char> = plain.chars().collect();
        for pair in letters.windows(2) {
            if let [before, after] = pair {
                let sign = matches!(after, ',' | ';' | '?' | '!' | ':' | '(' | ')');
                assert!(!(is_chinese(*before) && sign), "{key} has the half-width `{after}`: {text}");
            }
        }
    }
}

#[test]
fn tags_of_languages_are_read_as_systems_write_them() {
    for tag in ["zh", "zh_CN.UTF-8", "zh-Hans", "zh_TW", "ZH"] {
        assert_eq!(Locale::from_tag(tag), Locale::Chinese, "{tag}");
    }
    for tag in ["en", "C", "C.UTF-8", "POSIX", "", "zhx", "de_DE@euro"] {
        assert_eq!(Locale::from_tag(tag), Locale::English, "{tag}");
    }
}

#[test]
fn chinese_pages_have_the_examples_of_the_english_ones() {
    for (code, _) in pages_with_examples() {
        let texts = |locale| blocks(code.page_in(locale)).into_iter().map(|block| without_comments(&block.text));
        let (english, chinese) = (texts(Locale::English), texts(Locale::Chinese));
        assert_eq!(english.collect::<Vec<_>>(), chinese.collect::<Vec<_>>(), "{}", code.name());
    }
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default().trim_end());
    lines.collect::<Vec<_>>().join("\n")
}
