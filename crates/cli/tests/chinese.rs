//! The command line in Chinese: by `--locale`, or by the environment.

use crate::support::{Folder, facts};

fn chinese(folder: &Folder, args: &[&str], input: &str) -> String {
    let run = folder.run_with(&[args, &["--locale", "zh"]].concat(), input);
    format!("{}{}", run.out, run.err)
}

fn eval(changes: &str, more: &[&str]) -> String {
    let run = Folder::alliance().eval("admission", &facts(changes), &[more, &["--locale", "zh"]].concat());
    assert_eq!(run.err, "");
    run.out
}

const BROKEN: &str = "policy shop.entry\n\nfacts { score: decimal  title \"体验分\" }\n\ndefine good = scor >= 4.0\n";

#[test]
fn a_check_with_errors() {
    let folder = Folder::new().with("policies/entry.policy", BROKEN);
    insta::assert_snapshot!(chinese(&folder, &["check"], ""));
}

#[test]
fn a_check_without_any() {
    insta::assert_snapshot!(chinese(&Folder::alliance(), &["check"], ""));
}

#[test]
fn a_verdict() {
    insta::assert_snapshot!(eval(r#"{"experience_score": 3.7, "closures": 4}"#, &[]));
}

#[test]
fn an_undetermined_verdict() {
    let folder = Folder::alliance();
    let run = folder.eval("admission", r#"{"closures": 0}"#, &["--locale", "zh"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn an_explanation() {
    insta::assert_snapshot!(eval(r#"{"experience_score": 3.7}"#, &["--explain"]));
}

#[test]
fn an_example_that_fails() {
    let example = "\nexample admission \"清退过的店铺\" {\n    today 2022-11-01\n    given { closures: 9 }\n    expect permit\n}\n";
    let folder = Folder::new().with("policies/alliance.policy", format!("{}{example}", crate::support::ALLIANCE));
    insta::assert_snapshot!(chinese(&folder, &["test"], ""));
}

#[test]
fn an_audit() {
    insta::assert_snapshot!(chinese(&Folder::alliance(), &["audit"], ""));
}

#[test]
fn the_page_of_a_code() {
    let folder = Folder::new();
    let page = chinese(&folder, &["explain", "double-equals"], "");
    assert!(page.starts_with("# double-equals\n\n相等只写一个 `=`"), "{page}");
    let all = chinese(&folder, &["explain"], "");
    assert!(all.lines().any(|line| line.starts_with("double-equals") && line.ends_with("相等只写一个 `=`")), "{all}");
}

#[test]
fn a_wrong_use() {
    insta::assert_snapshot!(chinese(&Folder::new(), &["check", "nowhere"], ""));
}

#[test]
fn the_environment_tells_the_language() {
    let folder = Folder::alliance();
    let out = |variables: &[(&str, &str)], args: &[&str]| {
        let output = folder.command(args).envs(variables.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let is_chinese = |text: &str| text.contains("没有问题");
    assert!(is_chinese(&out(&[("LANG", "zh_CN.UTF-8")], &["check"])));
    assert!(is_chinese(&out(&[("LC_ALL", "zh-Hans"), ("LANG", "en_US.UTF-8")], &["check"])));
    assert!(is_chinese(&out(&[("LC_MESSAGES", "zh"), ("LANG", "C")], &["check"])));
    assert!(!is_chinese(&out(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], &["check"])));
    assert!(!is_chinese(&out(&[("LANG", "de_DE.UTF-8")], &["check"])));
    // What is asked for wins.
    assert!(!is_chinese(&out(&[("LANG", "zh_CN.UTF-8")], &["check", "--locale", "en"])));
    assert!(!is_chinese(&out(&[("LANG", "zh_CN.UTF-8")], &["--locale=en", "check"])));
}

#[test]
fn facts_of_another_shape() {
    let run = Folder::alliance().eval(
        "admission",
        r#"{"experience_score": "4.6", "closures": 0.5, "shop_status": "norml", "joined_on": "2022-02-30"}"#,
        &["--locale", "zh"],
    );
    insta::assert_snapshot!(run.err);
}

#[test]
fn an_unknown_name() {
    let run = Folder::alliance().eval("admision", "{}", &["--locale", "zh"]);
    insta::assert_snapshot!(run.err);
}
