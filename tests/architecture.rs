//! The library keeps to its stages: a module imports only from those below it, nothing reads a disk, asks for the time
//! or prints, and no file grows without end.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::files;

/// The words of the catalogue, which serves the lines of verdicts too.
const WORDS: &[&str] = &["diagnostic::Locale", "diagnostic::Message", "diagnostic::msg", "diagnostic::phrase"];

/// A module of the library and the modules, or parts of modules, that it may name, besides [`WORDS`] where it may word
/// something. This is the table of `docs/architecture.md`; only `engine` and `lib` see every stage.
const STAGES: [(&str, &[&str], &[&str]); 10] = [
    ("source", &[], &[]),
    ("model", &[], &[]),
    ("diagnostic", &["source"], &[]),
    ("syntax", &["source", "diagnostic", "model"], &[]),
    ("format", &["syntax", "source"], &[]),
    ("check", &["syntax::ast", "model", "diagnostic", "source"], &[]),
    ("compile", &["check::checked", "model", "source"], &[]),
    ("facts", &["model"], WORDS),
    ("eval", &["compile", "facts", "model", "source"], WORDS),
    ("explain", &["compile", "eval", "facts", "model", "source"], WORDS),
];

/// Modules that may see every stage.
const ABOVE_ALL: [&str; 2] = ["engine", "lib"];

/// What the library never names: disks, clocks, the environment, the screen, and numbers that are not exact.
const FORBIDDEN: [&str; 14] = [
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time",
    "SystemTime",
    "Instant::now",
    "Zoned::now",
    "println!",
    "print!",
    "dbg!",
    "unsafe ",
];

/// No file is longer.
const LONGEST: usize = 700;
/// Files that may be longer, each with its reason.
const LONGER: [(&str, usize); 1] = [
    // The tree of a policy file is one vocabulary, mostly documentation, and is read as a whole.
    ("src/syntax/ast.rs", 900),
];

struct SourceText {
    path: PathBuf,
    /// The first part of its path below `src`, without `.rs`.
    module: String,
    /// Its text without comments and without its own tests.
    code: String,
    lines: usize,
}

fn library() -> Vec<SourceText> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let below = path.strip_prefix("src").unwrap();
        let module =
            below.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        SourceText { module, code: code_of(&text), lines: text.lines().count(), path }
    };
    files(Path::new("src"), "rs").into_iter().filter(|path| !is_test(path)).map(read).collect()
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
}

/// The lines that are compiled into the library: without comments, up to `#[cfg(test)] mod tests`.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let tests =
            line.trim() == "#[cfg(test)]" && lines.peek().is_some_and(|next| next.trim().ends_with("mod tests {"));
        if tests {
            break;
        }
        let line = line.split_once("//").map_or(line, |(code, _)| code);
        code.push_str(line);
        code.push('\n');
    }
    code
}

/// The paths below `crate::` that a file names, with those inside braces written out one by one.
fn imports(code: &str) -> BTreeSet<String> {
    let flat: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.match_indices("crate::")
        .filter(|(at, _)| !flat[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '$' || c == '_'))
        .flat_map(|(at, found)| paths(&flat[at + found.len()..]))
        .collect()
}

/// `a::b`, `a::{b, c::d}`: the paths that a text begins with.
fn paths(text: &str) -> Vec<String> {
    if let Some(inside) = text.strip_prefix('{') {
        let mut depth = 1;
        let end = inside.find(|c| {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            depth == 0
        });
        let inside = &inside[..end.unwrap_or(inside.len())];
        let mut depth = 0;
        return inside
            .split(|c| {
                depth += match c {
                    '{' => 1,
                    '}' => -1,
                    _ => 0,
                };
                c == ',' && depth == 0
            })
            .flat_map(|part| paths(part.trim()))
            .collect();
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return Vec::new();
    }
    match rest.strip_prefix("::") {
        Some(rest) => match paths(rest).as_slice() {
            [] => vec![name.to_owned()],
            inner => inner.iter().map(|inner| format!("{name}::{inner}")).collect(),
        },
        None => vec![name.to_owned()],
    }
}

#[test]
fn a_stage_imports_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for file in library() {
        if ABOVE_ALL.contains(&file.module.as_str()) {
            continue;
        }
        let Some((_, allowed, words)) = STAGES.iter().find(|(module, _, _)| *module == file.module) else {
            wrong.push(format!("{} belongs to no stage", file.path.display()));
            continue;
        };
        for path in imports(&file.code) {
            let within = |module: &str| path == module || path.starts_with(&format!("{module}::"));
            if !within(&file.module) && !allowed.iter().chain(*words).any(|module| within(module)) {
                wrong.push(format!("{} names crate::{path}", file.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_crate_that_one_stage_hides_is_named_nowhere_else() {
    let homes =
        [("pest", "src/syntax"), ("miette", "src/diagnostic"), ("saphyr_parser", "src/facts"), ("csv", "src/facts")];
    for file in library() {
        for (dependency, home) in homes {
            let named = format!("{dependency}::");
            let found = file
                .code
                .match_indices(&named)
                .any(|(at, _)| !file.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
            assert!(!found || file.path.starts_with(home), "{} names {dependency}", file.path.display());
        }
    }
}

#[test]
fn nothing_reads_a_disk_a_clock_or_the_environment_or_prints() {
    for file in library() {
        for word in FORBIDDEN {
            // Reading texts on all cores asks for nothing but cores.
            if word == "std::thread" && file.path.ends_with("src/syntax/many.rs") {
                continue;
            }
            assert!(!file.code.contains(word), "{} has {word}", file.path.display());
        }
    }
}

/// Files with floats, none of which is a number of a policy or of its facts.
const FLOATS: [&str; 5] = [
    // A host's own values may hold floats; they are read by their shortest digits.
    "src/facts/serialize.rs",
    // How alike two names are.
    "src/compile/find.rs",
    "src/engine/options.rs",
    // How strong an outcome is, for its colour.
    "src/explain/human/legend.rs",
    "src/explain/human/line.rs",
];

#[test]
fn numbers_are_exact() {
    for file in library() {
        let inexact =
            file.code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| matches!(word, "f32" | "f64"));
        let exempt = FLOATS.iter().any(|path| file.path == Path::new(path));
        assert!(!inexact || exempt, "{} has floats", file.path.display());
    }
}

#[test]
fn files_stay_short() {
    let library = library();
    let mut lengths: Vec<usize> = library.iter().map(|file| file.lines).collect();
    for file in &library {
        let longer = LONGER.iter().find(|(path, _)| file.path == Path::new(path));
        let limit = longer.map_or(LONGEST, |(_, limit)| *limit);
        assert!(file.lines <= limit, "{} has {} lines", file.path.display(), file.lines);
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 200, "half of the files are longer than {median} lines");
    let most = lengths[lengths.len() * 9 / 10];
    assert!(most <= 400, "one file in ten is longer than {most} lines");
}

#[test]
fn imports_are_found_in_any_form() {
    let code = "use crate::{model::{Value, types::Type}, source::Span};\nlet x = crate::check::checked::Expr::new();";
    let found: Vec<_> = imports(&code_of(code)).into_iter().collect();
    assert_eq!(found, ["check::checked::Expr::new", "model::Value", "model::types::Type", "source::Span"]);
    assert_eq!(code_of("a // crate::b\nc"), "a \nc\n");
}
