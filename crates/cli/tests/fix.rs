//! `zhun check --fix`: what is mended, what is left to a person, and what stays as it is.

use crate::support::Folder;

const SLIPS: &str = "policy p\n\nfacts {\n    score： int ≥ 0\n    fans: int <= 1,000\n    since: date\n}\n\
                     define good = score == 3 and fans > 1万 or since = 2022-1-5\ndefine better = scor > 4\n";
const MENDED: &str = "policy p\n\nfacts {\n    score: int ≥ 0\n    fans: int <= 1_000\n    since: date\n}\n\
                      define good = (score = 3 and fans > 10_000) or since = 2022-01-05\ndefine better = scor > 4\n";

fn read(folder: &Folder) -> String {
    std::fs::read_to_string(folder.path().join("policies/a.policy")).unwrap()
}

#[test]
fn mechanical_mends_are_made() {
    let folder = Folder::new().with("policies/a.policy", SLIPS).with("policies/b.policy", "policy q\n");
    let run = folder.run(&["check", "--fix"]);
    assert_eq!(read(&folder), MENDED, "{}\n{}", run.out, run.err);
    // A name is a guess: the error is still told, with its mend.
    assert_eq!(run.status, 1);
    assert!(run.out.contains("did you mean `score`") && run.out.contains("1 error in 2 files"), "{}", run.out);
    assert!(run.err.contains("mended: 6 in 1 file\n") && run.err.contains("left to you"), "{}", run.err);
    let again = folder.run(&["check", "--fix"]);
    assert!(again.err.contains("mended: 0 in 0 files\n"), "{}", again.err);
}

#[test]
fn a_dry_run_changes_nothing() {
    let folder = Folder::new().with("policies/a.policy", SLIPS);
    let run = folder.run(&["check", "--fix", "--dry-run"]);
    assert_eq!((run.status, read(&folder).as_str()), (1, SLIPS));
    insta::assert_snapshot!(format!("{}{}", run.out, run.err));
    assert_eq!(folder.run(&["check", "--dry-run"]).status, 2);
    let broken = Folder::new().with("policies/a.policy", b"policy p\n\xff\n");
    assert_eq!(broken.run(&["check", "--fix"]).status, 1);
    assert_eq!(std::fs::read(broken.path().join("policies/a.policy")).unwrap(), b"policy p\n\xff\n");
}
