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

/// What a command line is told, in lines that are 100 columns wide.
fn told(args: &[&str]) -> (i32, String, String) {
    let folder = Folder::new();
    let output = folder.command(args).env("LANG", "zh_CN.UTF-8").env("COLUMNS", "100").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn help(args: &[&str]) -> String {
    let (status, out, err) = told(args);
    assert_eq!((status, err.as_str()), (0, ""), "{args:?}");
    out
}

#[test]
fn the_help_of_zhun() {
    insta::assert_snapshot!(help(&["--help"]));
}

#[test]
fn the_help_of_check() {
    insta::assert_snapshot!(help(&["check", "--help"]));
}

#[test]
fn the_help_of_eval() {
    insta::assert_snapshot!(help(&["eval", "--help"]));
}

#[test]
fn the_short_help_of_eval() {
    insta::assert_snapshot!(help(&["eval", "-h"]));
}

#[test]
fn wrong_command_lines() {
    let wrong = [
        &["check", "--fomat", "json"][..],
        &["chek"],
        &["eval", "entry"],
        &["check", "--format", "xml"],
        &["check", "--format"],
        &["eval", "entry", "shop.json", "--today", "tomorrow"],
        &["check", "--today", "2022-13-01"],
        &["eval", "entry", "shop.json", "--from-line", "one"],
        &["check", "--dry-run"],
        &["check", "--fix=yes"],
        &["check", "--config", "a.toml", "--config", "b.toml"],
        &["explain", "double-equals", "syntax-error"],
        &["--fix", "check"],
    ];
    let mut all = String::new();
    for args in wrong {
        let (status, out, err) = told(args);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}");
        all += &format!("$ zhun {}\n{err}\n", args.join(" "));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn no_command_shows_the_help_as_a_mistake() {
    let (status, out, err) = told(&[]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("用法：zhun [选项] <命令>"), "{err}");
}

#[test]
fn no_help_has_an_english_word_of_clap_or_a_line_that_is_too_wide() {
    let commands = ["new", "check", "eval", "test", "watch", "audit", "fmt", "list", "explain", "lsp", "completions"];
    for command in commands.into_iter().chain(["help"]) {
        let help = help(&["help", command]);
        for word in ["Usage", "Options", "OPTIONS", "Arguments", "Print", "ossible values", "default:", "COMMAND"] {
            assert!(!help.contains(word), "{command} says {word}:\n{help}");
        }
        for line in help.lines() {
            let columns: usize = line.chars().map(|c| if c < '\u{2e80}' { 1 } else { 2 }).sum();
            assert!(columns <= 100, "{command} has a line of {columns} columns: {line}");
        }
    }
}

#[test]
fn scripts_for_shells_describe_in_chinese() {
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        let script = help(&["completions", shell]);
        assert!(script.contains("显示版本") && script.contains("显示本帮助"), "{shell}");
        assert!(!script.contains("Print version") && !script.contains("Print help"), "{shell}");
    }
}

#[test]
fn the_help_is_english_where_english_is_asked_for() {
    assert!(help(&["--locale", "en", "check", "--help"]).contains("Usage: zhun check [OPTIONS] [PATH]..."));
}
