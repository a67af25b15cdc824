//! `zhun check` with a `zhun.toml`: the nearest one counts, and what is wrong with it is said.

use crate::support::Folder;

const POLICY: &str = "policy p\nfacts { idle: bool, closures: int >= 0 }\ndecision d {\n    outcomes permit < deny\n    \
                      default permit because \"fine\"\n    rule closed {\n        when    closures > 3\n        then    \
                      deny\n        because \"{closures}\"\n        interpretation \"i\"\n    }\n}\n";

#[test]
fn a_warning_can_be_turned_off_or_made_an_error() {
    let folder = Folder::new().with("policies/a.policy", POLICY);
    let run = folder.run(&["check"]);
    assert_eq!((run.status, run.out.lines().last()), (0, Some("1 warning in 1 file")), "{}", run.out);
    let folder = folder.with("zhun.toml", "[lints]\nunused-fact = \"error\"\n");
    let run = folder.run(&["check"]);
    assert!(run.status == 1 && run.out.starts_with("error[unused-fact]"), "{}", run.out);
    let sarif = folder.run(&["check", "--format", "sarif"]);
    assert!(sarif.status == 1 && sarif.out.contains("\"level\": \"error\""), "{}", sarif.out);
    let folder = folder.with("off.toml", "[lints]\nunused-fact = \"off\"\n");
    let run = folder.run(&["check", "--config", "off.toml"]);
    assert_eq!((run.status, run.out.as_str()), (0, "no problems in 1 file\n"));
}

#[test]
fn a_config_that_is_wrong_is_an_error_of_use() {
    let folder = Folder::new().with("policies/a.policy", POLICY).with("zhun.toml", "[lints]\nunused-facts = \"off\"\n");
    let run = folder.run(&["check"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("zhun.toml:2: there is no lint `unused-facts`"), "{}", run.err);
    assert!(run.err.contains("did you mean `unused-fact`?"), "{}", run.err);
    assert_eq!(folder.run(&["check", "--config", "none.toml"]).status, 2);
}

#[test]
fn a_waiver_counts_for_checks_and_for_mends() {
    let waived = POLICY
        .replace("facts { idle: bool,", "facts {\n    // allow unused-fact: kept for the log\n    idle: bool\n   ");
    let waived =
        waived.replace("        because", "        // allow hidden-character: as the page has it\n        because");
    let waived = waived.replace("\"{closures}\"", "\"{closures}\u{200b}\"");
    let folder =
        Folder::new().with("policies/a.policy", &waived).with("zhun.toml", "[lints]\nunused-fact = \"error\"\n");
    let run = folder.run(&["check"]);
    assert_eq!((run.status, run.out.as_str()), (0, "no problems in 1 file\n"));
    assert_eq!(folder.run(&["check", "--fix"]).status, 0);
    assert_eq!(std::fs::read_to_string(folder.path().join("policies/a.policy")).unwrap(), waived);
    let folder = folder.with("policies/a.policy", waived.replace(": as the page has it", ""));
    let run = folder.run(&["check", "--fix"]);
    assert!(run.out.contains("warning[bad-waiver]") && run.status == 0, "{}", run.out);
    assert!(!std::fs::read_to_string(folder.path().join("policies/a.policy")).unwrap().contains('\u{200b}'));
}
