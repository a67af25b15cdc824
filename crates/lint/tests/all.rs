//! Each lint where it fires and beside it where it does not; what `zhun.toml` may say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use zhun::diagnostic::{Code, Diagnostics};
use zhun_lint::{Config, Level, Levels, Options, check_texts};

/// A policy with these facts, other items and rules; everything in it is used or cited as far as the test says.
fn policy(facts: &str, items: &str, rules: &str) -> String {
    format!(
        "policy shop.fair\nfacts {{ {facts} }}\n{items}\ndecision admission {{\n    outcomes permit < deny < barred\n    \
         default permit because \"fine\"\n    reserve\n}}\n"
    )
    .replace("    reserve\n", rules)
}

/// `rule name { condition because "…" }`
fn rule(name: &str, condition: &str, because: &str) -> String {
    format!("    rule {name} {{ {condition} because \"{because}\" interpretation \"a reading\" }}\n")
}

fn lint(text: &str) -> Diagnostics {
    let options = Options { today: Some("2026-01-01".parse().unwrap()), ..Options::default() };
    check_texts([("fair.policy", text)], &options)
}

/// What is said of each rule condition, beside a rule that keeps `barred` reachable; `a` and `b` are facts.
fn of_conditions(conditions: &[&str]) -> String {
    let mut said = String::new();
    for condition in conditions {
        let facts = "a: int in 0..10, b: decimal in 0..5, c: enum { x, y, z }, d: date, e: optional int >= 0, f: bool";
        let rules = rule("looked_at", condition, "{a} {b} {c} {d} {e} {f}")
            + &rule("other", "when f and c is z and d = 2022-01-01 and a > 9 then barred", "{a} {b} {d} {e}");
        let found = lint(&policy(facts, "", &rules));
        let lines =
            found.items.iter().map(|it| format!("    {}: {}", it.code.name(), it.message.text(Default::default())));
        let lines: Vec<String> = lines.collect();
        said.push_str(&format!(
            "{condition}\n{}\n",
            if lines.is_empty() { "    -".to_owned() } else { lines.join("\n") }
        ));
    }
    said
}

#[test]
fn conditions_that_nothing_meets() {
    insta::assert_snapshot!(of_conditions(&[
        "when a > 3 and a < 3 then deny",
        "when a > 3 and a < 4 then deny",
        "when b > 3 and b < 4 then deny",
        "when a > 10 then deny",
        "when a > 3 and not (a >= 3) then deny",
        "when c is x and c is y then deny",
        "when c is x or c is y then deny",
        "when f and not f then deny",
        "when f then deny except when f",
        "when a > 3 then deny except when a > 2",
        "when a > 3 then deny except when a > 4",
        "require a <= 10 else deny",
        "require a + 1 > 0 else deny",
        "when e is absent and e > 3 then deny",
        "when e is present and e < 0 then deny",
        "when d > 2022-01-01 and d < 2022-01-02 then deny",
        "when (a > 3 or f) and a < 2 and not f then deny",
        "when (a > 3 or f) and a < 2 then deny",
    ]));
}

#[test]
fn comparisons_that_bounds_settle() {
    insta::assert_snapshot!(of_conditions(&[
        "when f or a > 10 then deny",
        "when f and a >= 0 then deny",
        "when f and a in 0..10 then deny",
        "when f and a in 0..9 then deny",
        "when f or (c is not x and 2 * a > 20) then deny",
        "when f or 2 * a >= 20 then deny",
        "when f or a - 10 > 0 then deny",
        "when f or b > 5.0 then deny",
        "when f and max(a, 3) > 10 then deny",
        "when f and (e default 3) < 0 then deny",
        "when f or 1 > 2 then deny",
    ]));
}

/// What is said of two rules, the first of which gives `deny` and the second `barred`.
fn of_pairs(pairs: &[[&str; 2]]) -> String {
    let mut said = String::new();
    for [first, second] in pairs {
        let rules = rule("first", first, "{a} {b} {c}") + &rule("second", second, "{a} {b} {c}");
        let found = lint(&policy("a: int in 0..10, b: decimal in 0..5, c: enum { x, y, z }", "", &rules));
        let codes: Vec<&str> = found.items.iter().map(|it| it.code.name()).collect();
        said.push_str(&format!("{first} | {second}\n    {}\n", codes.join(", ")));
    }
    said
}

#[test]
fn rules_that_never_decide() {
    insta::assert_snapshot!(of_pairs(&[
        ["when a > 3 then deny", "when a > 2 then barred"],
        ["when a > 2 then deny", "when a > 3 then barred"],
        ["when a > 3 then deny", "require a <= 3 else barred"],
        ["when a > 3 then deny", "when 3 < a then barred"],
        ["when a > 3 and b > 2 then deny", "when b > 1 then barred"],
        ["when a > 3 and b > 2 then deny", "when b > 1 or c is x then barred"],
        ["when a > 3 and b > 2 then deny", "when b > 1 then barred except when c is x"],
        ["when a > 3 and c is y then deny", "when a > 1 then barred except when c is x"],
        ["when c is x then deny", "when c is not y then barred"],
        ["when a > 3 then deny effective from 2022-01-01", "when a > 2 then barred effective from 2023-01-01"],
        ["when a > 3 then deny effective from 2023-01-01", "when a > 2 then barred effective from 2022-01-01"],
        ["when a > 3 then deny effective through 2022-01-01", "when a > 3 then barred effective from 2023-01-01"],
    ]));
}

/// The rules of a decision of many that never decide.
fn never_decide_among(many: usize, more: &str) -> Vec<String> {
    let rules: String = (0..many)
        .map(|n| rule(&format!("r{n}"), &format!("when key = {n} and a > 3 then deny"), "{key} {a}"))
        .collect();
    let found = lint(&policy("key: int, a: int in 0..10, c: enum { x, y, z }", "", &(rules + more)));
    assert!(found.items.iter().all(|it| it.code == Code::NeverDecides), "{found}");
    found.items.iter().map(|it| it.message.text(Default::default())).collect()
}

#[test]
fn rules_that_never_decide_among_many() {
    let beside = |conditions: &[&str]| {
        let more = conditions.iter().enumerate();
        let more: String = more.map(|(n, condition)| rule(&format!("more{n}"), condition, "{key} {a} {c}")).collect();
        (never_decide_among(180, &more).len(), never_decide_among(300, &more).join("; "))
    };
    let one = |by: &str| (1, format!("`r7` never decides: whenever it fires, `{by}` fires too and is stronger"));
    assert_eq!(beside(&["when key = 7 and a > 2 then barred"]), one("more0"));
    assert_eq!(beside(&["when 7 = key and not (a < 2) then barred"]), one("more0"));
    assert_eq!(beside(&["require key != 7 or a < 2 else barred"]), one("more0"));
    assert_eq!(beside(&["when key = 7 and a > 4 then barred"]), (0, String::new()));
    // Without a guard a rule is held against all.
    let (few, many) = beside(&["when a > 2 then barred"]);
    assert_eq!((few, many.matches("never decides").count()), (180, 300));
    let words = [
        "when c is x and a > 3 then deny",
        "when (c is x or c is y) and a > 2 then barred",
        "when c is not z and a > 1 then barred",
    ];
    assert_eq!(beside(&words).0, 1);
    assert_eq!(beside(&words).1.matches("`more0` never decides").count(), 1);
}

/// Everything that is said of a policy, drawn.
fn drawn(text: &str) -> String {
    lint(text).render()
}

#[test]
fn what_is_never_used() {
    let rules = rule("closed", "when closures > most then barred", "{closures}")
        .replace("interpretation \"a reading\"", "cite handbook \"1, 2\"")
        + &rule("often", "when closures = 2 then deny", "twice");
    let items = "source handbook { title \"h\" clause \"1\" \"a\" clause \"2\" \"b\" clause \"3\" \"c\" clause \"4\" \"d\" \
                 left out because \"not ours\" }\nsource other { title \"o\" }\nparam most: int = 3\nparam least: int = 1\n\
                 define half(n: int) = n / 2\ndefine asked = closures > 1\ndefine unasked = closures > 2\n\
                 example asked \"yes\" { given { closures: 3 } expect true }";
    insta::assert_snapshot!(drawn(&policy("closures: int >= 0, idle: bool", items, &rules)));
}

#[test]
fn a_library_is_not_looked_at_until_it_is_used() {
    let library = "policy shop.shared\nfacts { idle: bool }\nparam least: int = 1\n";
    assert!(lint(library).items.is_empty());
    let rules =
        rule("low", "when score < least then deny", "{score}") + &rule("none", "when score < 0 then barred", "{score}");
    let user = policy("score: int", "use shop.shared.{least}", &rules);
    let found = check_texts([("a.policy", library.to_owned()), ("b.policy", user)], &Options::default());
    assert_eq!(found.items.iter().map(|it| it.code).collect::<Vec<_>>(), [Code::UnusedFact]);
}

#[test]
fn lists_that_no_example_leaves_empty() {
    let rules = rule("all", "require every p in shop.products: p > 3 else deny", "some")
        + &rule("many", "when count(shop.products) > 9 then barred", "{count(shop.products)}");
    let facts = "shop: { products: list of int }";
    let of = |examples: &str| {
        let found = lint(&policy(facts, examples, &rules));
        found.items.iter().map(|it| it.code).collect::<Vec<_>>()
    };
    assert_eq!(of(""), [], "without examples nothing is said");
    let full = "example admission \"full\" { given { shop: { products: [4] } } expect permit }\n";
    assert_eq!(of(full), [Code::EmptyListUntested]);
    let empty = "example admission \"empty\" { given { shop: { products: [] } } expect permit }\n";
    assert_eq!(of(&format!("{full}{empty}")), []);
}

#[test]
fn messages_that_leave_something_out() {
    let rules = "    rule low { when score < 3 then deny because \"too low\" because en \"too low\" interpretation \"i\" }\n    \
                 rule closed { when closures > 3 then barred because \"{closures} 次\" because en \"often\" interpretation \"i\" }\n    \
                 rule none { when closures = 3 then deny because \"三次\" because en \"three\" interpretation \"i\" oblige wait \"等\" }\n";
    insta::assert_snapshot!(drawn(&policy("score: int in 0..5, closures: int >= 0", "", rules)));
}

#[test]
fn bounds_that_look_wrong() {
    let facts =
        "a: int in 3..3, b: int in 0..1, c: decimal in 0..1 unit \"%\", d: decimal in 0..100, e: decimal in 0..1";
    let rules = rule("one", "when a + b > 3 and c > 0.5 then deny", "{a} {b} {c}")
        + &rule("two", "when d > 5% or e > 5% then barred", "{d} {e}");
    insta::assert_snapshot!(drawn(&policy(facts, "", &rules)));
}

#[test]
fn params_without_a_value_today() {
    let items = "param ended: int { 3 from 2021-01-01 through 2022-12-31 }\nparam begins: int { 3 from 2030-01-01 }\n\
                 param gap: int { 3 from 2021-01-01 through 2022-12-31, 4 from 2030-01-01 }\n\
                 param past: int { 3 from 2021-01-01 through 2022-12-31 }\nparam on: int { 3 from 2021-01-01 }\n\
                 define limit = begins + gap";
    let rules = rule("one", "when a > ended or a > limit or a > on then deny", "{a}")
        + &rule("two", "when a > past then barred effective through 2022-12-31", "{a}");
    insta::assert_snapshot!(drawn(&policy("a: int", items, &rules)));
}

#[test]
fn names_that_cannot_be_told_apart() {
    let facts = "score: int, sсore: int, 店铺_status: int, ｓize: int, 评分𠮷: int";
    let rules = rule("one", "when score > 1 or sсore > 1 or ｓize > 2 then deny", "{score} {sсore} {ｓize}")
        + &rule("two", "when 店铺_status > 评分𠮷 then barred", "{店铺_status}\u{200b}");
    insta::assert_snapshot!(drawn(&policy(facts, "// a comment\u{200e}", &rules)));
}

#[test]
fn levels_are_chosen() {
    let text = policy(
        "idle: bool, a: int in 0..3",
        "",
        &(rule("one", "when a > 3 then deny", "{a}") + &rule("two", "when a = 3 then barred", "three")),
    );
    let with = |config: &str| {
        let options = Config::parse(config).unwrap().options(None);
        let found = check_texts([("fair.policy", text.as_str())], &options);
        found
            .items
            .iter()
            .map(|it| format!("{} {}", it.severity().name(), it.code.name()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(with(""), "warning unused-fact, warning never-fires");
    assert_eq!(with("[lints]\nunused-fact = \"off\"\nnever-fires = \"error\""), "error never-fires");
    assert_eq!(Levels::lints().filter(|code| Levels::default().of(*code) != Level::Warning).count(), 0);
}

#[test]
fn languages_are_chosen() {
    let text = policy(
        "a: int in 0..3",
        "",
        &(rule("one", "when a = 2 then deny", "two") + &rule("two", "when a = 3 then barred", "three")),
    );
    let found =
        |config: &str| check_texts([("fair.policy", text.as_str())], &Config::parse(config).unwrap().options(None));
    assert!(found("").items.is_empty());
    let missing = found("[messages]\nlanguages = [\"en\"]");
    assert_eq!(missing.items.len(), 3, "{missing}");
    assert!(missing.items.iter().all(|it| it.code == Code::MissingLanguage));
}

/// What is told of a policy whose facts have this before them, and whose rule has that.
fn of_waivers(before_facts: &str, before_idle: &str, before_rule: &str) -> String {
    let text = format!(
        "policy shop.fair\n{before_facts}\nfacts {{\n    a: int in 0..3\n    {before_idle}\n    idle: bool\n}}\n\
         decision admission {{\n    outcomes permit < deny < barred\n    default  permit because \"fine\"\n\
         {before_rule}\n{}{}}}\n",
        rule("one", "when a > 3 then deny", "{a}"),
        rule("two", "when a = 3 then barred", "three")
    );
    let lines = lint(&text).items.into_iter().map(|it| {
        let at = text.get(it.span.range()).unwrap_or_default().lines().next().unwrap_or_default();
        format!("    {} at `{at}`: {}", it.code.name(), it.message.text(Default::default()))
    });
    let lines: Vec<String> = lines.collect();
    let said = if lines.is_empty() { "    -".to_owned() } else { lines.join("\n") };
    format!("{before_facts} | {} | {before_rule}\n{said}\n", before_idle.replace('\n', "⏎"))
}

#[test]
fn waivers_of_one_place() {
    let log = "// allow unused-fact: kept for the log";
    let kept = "// allow never-fires: the bound will be raised";
    insta::assert_snapshot!(
        [
            ("", "", ""),
            ("", log, kept),
            (log, "", kept),
            ("// allow unused-fact, never-fires: all of it", "", ""),
            (log, log, kept),
            ("", "// allow unused-fact: kept\n\n    // for the log\n    /// Whether it is idle.", kept),
            ("", "//allow unused-fact，unused-param：留给日志", kept),
            ("", "// allow unused-fact", kept),
            ("", "// allow unused-fact:", kept),
            ("", "// allow unused-fact kept for the log", kept),
            ("", "// allow unused-fact kept: for the log", kept),
            ("", "// allow unused-facts: kept", kept),
            ("", "// allow unknown-name: kept", kept),
            ("", "// allow no-such-lint: kept", kept),
            ("", "// allow refunds, returns: the page says so", kept),
            ("", "// allow merchants to see whether it is idle: not yet", kept),
            ("", "/// allow unused-fact: no comment for the lints", kept),
            ("", "x: bool // allow unused-fact: kept", kept),
            ("", "// allow bad-waiver: kept\n    // allow unused-fact", kept),
            (kept, log, ""),
        ]
        .map(|(facts, idle, rule)| of_waivers(facts, idle, rule))
        .join("\n")
    );
}

#[test]
fn waivers_in_the_middle_of_items() {
    let rules = "    rule one {\n        // allow settled-by-bounds: the bound will be raised\n        when a > 3\n            \
                 or a = 2\n        then deny\n        because \"{a}\"\n        interpretation \"i\"\n    }\n    \
                 rule two {\n        when a = 3\n            // allow settled-by-bounds: the same\n            or a > 4\n        \
                 then barred\n        because \"{a}\"\n        interpretation \"i\"\n        // allow never-fires: nothing\n    }\n";
    insta::assert_snapshot!(drawn(&policy("a: int in 0..3", "", rules)));
}

#[test]
fn waivers_stand_above_levels() {
    let text = policy(
        "a: int in 0..3",
        "",
        &("    // allow never-fires: the bound will be raised\n".to_owned()
            + &rule("one", "when a > 3 then deny", "{a}")
            + &rule("two", "when a = 3 then barred", "three")),
    );
    let with = |config: &str| {
        let found = check_texts([("fair.policy", text.as_str())], &Config::parse(config).unwrap().options(None));
        found.items.iter().map(|it| it.code).collect::<Vec<_>>()
    };
    assert_eq!(with("[lints]\nnever-fires = \"error\""), []);
    assert_eq!(with("[lints]\nnever-fires = \"off\""), []);
    // Of a param without a value nobody is told where nobody asks for a day.
    let asks = "// allow no-value-today: set each year";
    assert_eq!(lint(&text.replace("decision", &format!("{asks}\ndecision"))).items.len(), 1);
    let options = Options::default();
    assert!(
        check_texts([("a.policy", text.replace("decision", &format!("{asks}\ndecision")))], &options).items.is_empty()
    );
    // A policy that decides nothing may be used by others that are not here.
    let shared = "policy shop.shared\nfacts {\n    // allow unused-fact: the log reads it\n    idle: bool\n}\n";
    assert!(lint(shared).items.is_empty());
}

#[test]
fn a_warning_of_the_checker_is_waived_beside_errors() {
    let waived = "policy p\nfacts { share: decimal unit \"%\", fee: decimal unit \"元\" }\n\
                  // allow unit-mismatch: both are points by now\ndefine x = share > fee\n";
    let codes = |text: &str| lint(text).items.iter().map(|it| it.code).collect::<Vec<_>>();
    assert_eq!(codes(waived), []);
    assert_eq!(codes(&waived.replace("// allow", "// disallow")), [Code::UnitMismatch]);
    assert_eq!(codes(&format!("{waived}define y = nothing\n")), [Code::UnknownName]);
}

#[test]
fn a_zhun_toml_that_is_wrong_says_where_and_what_to_do() {
    let wrong = [
        "[lints]\nunused-facts = \"off\"",
        "[lints]\n\nunknown-name = \"off\"",
        "[lints]\nunused-fact = \"warn\"",
        "[lints]\nunused-fact = 3",
        "[lints]\nsomething-else = \"off\"",
        "[lint]\nunused-fact = \"off\"",
        "[lints\n",
        "[messages]\nlanguages = [\"english\"]",
        "[messages]\nlanguages = \"en\"",
    ];
    let said: Vec<String> = wrong
        .iter()
        .map(|text| {
            let error = Config::parse(text).unwrap_err();
            let (message, help) = (error.message.text(Default::default()), error.help.text(Default::default()));
            format!("{text}\n  => line {}: {message}\n     help: {help}\n", error.line)
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}
