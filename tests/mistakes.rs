//! `docs/mistakes.md` shows each of the commonest mistakes with what is said of it, in both languages; with
//! `ZHUN_WRITE_PAGES=1` the page is brought up to date instead of compared.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::support::{blocks, diagnose, files};
use zhun::diagnostic::{Locale, RenderOptions, render};

const PAGE: &str = "docs/mistakes.md";

const HEAD: &str = "\
# The commonest mistakes

What people write who meet the language for the first time, coming from spreadsheets, SQL, other languages or a Chinese
keyboard, and what `zhun check` says of it, in English and with `--locale zh`. `zhun check --fix` makes the mends that
are shown as a fix. Each is a case of `tests/cases/first-mistakes`.
";

#[test]
fn the_page_of_mistakes_is_as_the_checker_says() {
    let mut page = HEAD.to_owned();
    for path in files(Path::new("tests/cases/first-mistakes/invalid"), "md") {
        let text = fs::read_to_string(&path).unwrap();
        let found = diagnose(&blocks(&text));
        assert!(found.has_errors(), "{}", path.display());
        let sentence = text.lines().next().unwrap().trim_end_matches('.');
        let _ = write!(page, "\n## {sentence}\n");
        for locale in [Locale::English, Locale::Chinese] {
            let drawn = render(&found, &RenderOptions { locale, ..RenderOptions::default() });
            let drawn: Vec<&str> = drawn.trim_end().lines().map(str::trim_end).collect();
            let _ = write!(page, "\n```text\n{}\n```\n", drawn.join("\n"));
        }
    }
    if std::env::var_os("ZHUN_WRITE_PAGES").is_some() {
        fs::write(PAGE, &page).unwrap();
    }
    assert!(fs::read_to_string(PAGE).unwrap_or_default() == page, "{PAGE} is not as the checker says; write it anew");
    assert!(page.matches("\n## ").count() >= 30);
}
