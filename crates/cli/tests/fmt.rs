//! `zhun fmt`: what is written, what is only told, and what is left alone.

use crate::support::Folder;

const MESSY: &str = "policy p\nfacts {score:int ≥ 0 title \"分\"}\ndefine good=score≥3 // 够了\n";
const NEAT: &str = "policy p\nfacts { score: int >= 0 title \"分\" }\ndefine good = score >= 3  // 够了\n";

fn read(folder: &Folder, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn files_are_written_once() {
    let folder = Folder::new().with("policies/a.policy", MESSY).with("policies/b.policy", NEAT);
    let run = folder.run(&["fmt"]);
    assert_eq!((run.status, run.out.as_str()), (0, "policies/a.policy\n"), "{}", run.err);
    assert_eq!(run.err, "laid out anew: 1 of 2 files\n");
    assert_eq!(read(&folder, "policies/a.policy"), NEAT);
    assert_eq!(read(&folder, "policies/b.policy"), NEAT);
    let again = folder.run(&["fmt"]);
    assert_eq!((again.status, again.out.as_str()), (0, ""), "{}", again.err);
    let left: Vec<_> = std::fs::read_dir(folder.path().join("policies")).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing else was left behind");
}

#[test]
fn a_check_changes_nothing() {
    let folder = Folder::new().with("policies/a.policy", MESSY);
    let run = folder.run(&["fmt", "--check"]);
    assert_eq!((run.status, run.out.as_str()), (1, "policies/a.policy\n"));
    assert_eq!(run.err, "would be laid out anew: 1 of 1 file\n");
    assert_eq!(read(&folder, "policies/a.policy"), MESSY);
    assert_eq!(Folder::new().with("policies/a.policy", NEAT).run(&["fmt", "--check"]).status, 0);
}

#[test]
fn a_difference_is_shown() {
    let folder = Folder::new().with("policies/a.policy", MESSY);
    let run = folder.run(&["fmt", "--diff"]);
    assert_eq!(run.status, 0, "{}", run.err);
    insta::assert_snapshot!(run.out);
    assert_eq!(read(&folder, "policies/a.policy"), MESSY);
    assert_eq!(folder.run(&["fmt", "--diff", "--check"]).status, 1);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new();
    let run = folder.run_with(&["fmt", "-"], MESSY);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, NEAT, ""));
    let run = folder.run_with(&["fmt", "-", "--check"], MESSY);
    assert_eq!((run.status, run.out.as_str()), (1, "standard input\n"));
    let run = folder.run_with(&["fmt", "-", "--diff"], MESSY);
    assert!(run.status == 0 && run.out.starts_with("--- standard input\n+++ standard input\n"), "{}", run.out);
    let run = folder.run_with(&["fmt", "-"], "policy p decision");
    assert!(run.status == 1 && run.out.is_empty() && run.err.contains("standard input:1:"), "{}", run.err);
}

#[test]
fn a_file_with_errors_is_left_alone() {
    let broken = "policy p\ndefine x=(1\n";
    let folder = Folder::new().with("policies/a.policy", broken).with("policies/b.policy", MESSY);
    let run = folder.run(&["fmt"]);
    assert_eq!((run.status, run.out.as_str()), (1, "policies/b.policy\n"));
    assert!(run.err.contains("unclosed-bracket") && run.err.contains("a.policy:2:"), "{}", run.err);
    assert!(run.err.ends_with("laid out anew: 1 of 2 files; left as they are for their errors: 1\n"), "{}", run.err);
    assert_eq!(read(&folder, "policies/a.policy"), broken);
    assert_eq!(read(&folder, "policies/b.policy"), NEAT);
}

#[test]
fn wrong_use() {
    let folder = Folder::alliance();
    for args in [&["fmt", "nowhere"][..], &["fmt", "-", "policies"], &["fmt", "--wrong"]] {
        let run = folder.run(args);
        assert!(run.status == 2 && run.out.is_empty() && !run.err.is_empty(), "{args:?}: {}", run.err);
    }
}
