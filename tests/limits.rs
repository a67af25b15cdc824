//! Policies that nobody writes by hand: too deep, too many, too long. Each is checked in no time, on the stack of a
//! small thread, and what cannot be kept gets a diagnostic.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{checked, codes};
use zhun::check::{MAX_DIAGNOSTICS, MAX_EVALUATION_DEPTH, MAX_RECORD_DEPTH};

/// A debug build on a busy machine; what these texts took without their limits is counted in hours.
const PATIENCE: Duration = Duration::from_secs(300);

/// The codes that some files get, each once.
fn said(files: &[String]) -> Vec<&'static str> {
    let files = files.to_vec();
    let work = move || {
        let start = Instant::now();
        let (_, diagnostics) = checked(files.iter().map(|text| ("limit.policy".to_owned(), text.as_str())));
        assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
        assert!(diagnostics.items.len() <= MAX_DIAGNOSTICS + 400);
        let mut said = codes(&diagnostics);
        said.sort_unstable();
        said.dedup();
        said
    };
    thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(work).unwrap().join().unwrap()
}

fn one(items: impl FnOnce(&mut String)) -> Vec<&'static str> {
    let mut text = "policy limit\n".to_owned();
    items(&mut text);
    said(&[text])
}

#[test]
fn chains_of_defines() {
    let chain = |count: usize| {
        move |text: &mut String| {
            let _ = writeln!(text, "define d0 = 1");
            for i in 1..=count {
                let _ = writeln!(text, "define d{i} = d{} + 1", i - 1);
            }
        }
    };
    assert_eq!(one(chain(MAX_EVALUATION_DEPTH / 2 - 2)), Vec::<&str>::new());
    assert_eq!(one(chain(300)), ["too-deep"]);
    assert_eq!(one(chain(4_000)), ["too-deep"]);
}

#[test]
fn chains_against_the_order_of_the_text_through_names_that_are_words() {
    let chain = one(|text| {
        let count = 2_000;
        let _ = writeln!(text, "enum e {{ {} }}", (0..=count).map(|i| format!("d{i}")).collect::<Vec<_>>().join(", "));
        for i in (1..=count).rev() {
            let _ = writeln!(text, "define d{i}: int = d{} + 1", i - 1);
        }
        let _ = writeln!(text, "define d0: int = 1");
    });
    assert_eq!(chain, ["too-deep"]);
}

#[test]
fn guards_that_double() {
    let doubled = one(|text| {
        let _ = writeln!(text, "facts {{ x: optional int }}\ndefine d0 = x is present");
        for i in 1..=100 {
            let _ = writeln!(text, "define d{i} = d{} and d{}", i - 1, i - 1);
        }
        let _ = writeln!(text, "define fine = d100 and x > 3");
    });
    assert!(doubled.is_empty(), "{doubled:?}");
}

#[test]
fn many_guards() {
    let count = 1_000;
    let found = one(|text| {
        let facts = (0..count).map(|i| format!("f{i}: optional int")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "facts {{ {facts} }}");
        let arms = (0..count).map(|i| format!("f{i} is absent: {i}")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "define chosen = choose {{ {arms}, otherwise: 1 }}");
        let all = (0..count).map(|i| format!("f{i} is present")).collect::<Vec<_>>().join(" and ");
        let _ = writeln!(text, "define all = {all} and f0 > 1");
        let any = vec!["all"; count].join(" or ");
        let _ = writeln!(text, "define any = ({any}) and f1 > 1");
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn records_that_double() {
    let policy = |name: &str| {
        let mut text = format!("policy {name}\nrecord r0 {{ a: int, b: int }}\n");
        for i in 1..60 {
            let _ = writeln!(text, "record r{i} {{ a: r{}, b: r{} }}", i - 1, i - 1);
        }
        text.push_str("facts { x: r59 }\n");
        text
    };
    assert!(said(&[policy("one"), policy("two")]).is_empty());
}

#[test]
fn chains_of_records() {
    let chain = |count: usize| {
        move |text: &mut String| {
            let _ = writeln!(text, "record r0 {{ a: int }}");
            for i in 1..count {
                let _ = writeln!(text, "record r{i} {{ a: list of r{} }}", i - 1);
            }
            let _ = writeln!(text, "facts {{ x: r{} }}\ndefine first = [r in x.a: r.a]", count - 1);
        }
    };
    assert!(one(chain(MAX_RECORD_DEPTH)).is_empty());
    assert_eq!(one(chain(MAX_RECORD_DEPTH + 1)), ["too-deep"]);
    assert_eq!(one(chain(4_000)), ["too-deep"]);
    let inline = format!("facts {{ x: {}int{} }}\n", "{ a: ".repeat(100), " }".repeat(100));
    assert_eq!(one(|text| text.push_str(&inline)), ["too-deep"]);
}

#[test]
fn types_within_types() {
    let of = |word: &str| one(|text| text.push_str(&format!("facts {{ x: {}int }}\n", word.repeat(50_000))));
    assert_eq!(of("list of "), ["too-deep"]);
    assert_eq!(of("optional "), ["too-deep"]);
}

#[test]
fn deep_expressions() {
    for (before, middle, after) in [
        ("(", "1", ")"),
        ("-", "1", ""),
        ("not ", "true", ""),
        ("if true then 1 else ", "1", ""),
        ("if true then ", "1", " else 1"),
        ("max(1, ", "1", ")"),
        ("[", "1", "]"),
        ("choose { true: ", "1", ", otherwise: 2 }"),
        ("exists x in [1]: ", "true", ""),
        ("1 + (", "1", ")"),
    ] {
        for depth in [20, 120, 200] {
            let deep = format!("define deep = {}{middle}{}\n", before.repeat(depth), after.repeat(depth));
            let found = one(|text| text.push_str(&deep));
            assert!(found.is_empty() || found == ["too-deep"] || found == ["syntax-error"], "{before}: {found:?}");
        }
        let deep = format!("define deep = {}{middle}{}\n", before.repeat(20_000), after.repeat(20_000));
        assert!(!one(|text| text.push_str(&deep)).is_empty());
    }
}

#[test]
#[ignore = "takes a minute without optimisation"]
fn more_variables_than_are_numbered() {
    let found = one(|text| {
        let _ = writeln!(text, "define d = {}", vec!["(no x in []: x)"; 66_000].join("or"));
    });
    // The lists are empty on purpose, to stay below the length of one item.
    assert!(!found.is_empty(), "{found:?}");
    let found = one(|text| {
        let _ = writeln!(text, "facts {{ l: list of bool }}\ndefine d = {}", vec!["(no x in l:x)"; 65_600].join("or"));
    });
    assert_eq!(found, ["item-too-long"]);
}

#[test]
#[ignore = "takes a minute without optimisation"]
fn more_members_than_are_numbered() {
    let names = |count: usize| (0..count).map(|i| format!("w{i}")).collect::<Vec<_>>();
    let found = one(|text| {
        let _ = writeln!(text, "enum e {{ {} }}", names(65_536).join(" "));
    });
    assert_eq!(found, ["item-too-long"]);
    let found = one(|text| {
        let _ = writeln!(text, "record r {{ {} }}", names(65_536).join(":int "));
    });
    assert!(!found.is_empty(), "{found:?}");
}

#[test]
fn many_slips() {
    let found = one(|text| {
        for i in 0..300 {
            let _ = writeln!(text, "define define_number_{i} = defnie_number_{i} + 1");
        }
    });
    assert_eq!(found, ["unknown-name"]);
    let long = "n".repeat(200_000);
    let found = one(|text| {
        let _ = writeln!(text, "define {long} = 1\ndefine other = {long}o");
    });
    assert_eq!(found, ["unknown-name"]);
}

#[test]
fn many_of_one_name() {
    let fields = format!("facts {{ {} }}\n", "a: int ".repeat(4_000));
    assert_eq!(one(|text| text.push_str(&fields)), ["duplicate-name"]);
    let words = format!("enum e {{ {} }}\n", "a ".repeat(4_000));
    assert_eq!(one(|text| text.push_str(&words)), ["duplicate-name"]);
    let values = format!("param p: int {{ {} }}\n", "1 from 2021-01-01 ".repeat(4_000));
    assert_eq!(one(|text| text.push_str(&values)), ["bad-history"]);
}

#[test]
fn long_lists() {
    let found = one(|text| {
        let _ = writeln!(text, "define l = [{}]", vec!["1"; 20_000].join(","));
        let _ = writeln!(text, "define m = [{}]", ["1", "2.5"].repeat(10_000).join(","));
        let _ = writeln!(text, "define n = {}", vec!["1"; 100].join("+"));
        let _ = writeln!(text, "define t = {}", vec!["true"; 10_000].join(" and "));
    });
    assert!(found.is_empty(), "{found:?}");
}
