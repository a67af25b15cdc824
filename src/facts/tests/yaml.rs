use super::{all, named, options, schema, table};
use crate::facts::{limits, read_yaml};

fn yaml(inputs: &[&str]) -> String {
    let schema = schema();
    table(&schema, inputs, |input| read_yaml(&schema, &all(&schema), input.as_bytes(), &options()))
}

#[test]
fn reads_by_the_core_schema() {
    let out = yaml(&[
        "{}",
        "# a comment\nexperience_score: 4.60\nclosures: 3\nopen: true\nowner: 王五\njoined_on: 2022-10-10\n",
        "experience_score: ~\nclosures: 0x10\nowner: on\nwaited: 5 hours\n",
        "experience_score: .5\nclosures: +3\nowner: no\ngate:\n",
        "experience_score: 4.\nclosures: 0o17\nowner: \"12\"\n",
        "experience_score: 4.0e0\nclosures: !!int 3\nowner: !!str 12\n",
        "linked_shops:\n  - severe_penalty: false\n    share: 1e-1\n  - {severe_penalty: true}\nlevels: [1, 2]\n",
        "---\nowner: |\n  two\n  lines\n...\n",
        "owner: &name x\n",
        "paid_at: 2022-10-10T10:01:00Z\nshop_status: normal\n",
    ]);
    insta::assert_snapshot!(out);
}

#[test]
fn words_every_problem_of_yaml() {
    let out = yaml(&[
        "",
        "# nothing\n",
        "---\n",
        "- 1\n",
        "closures：3\n",
        "closures：3\nopen: true\n",
        "closures: 3\nclosures: 4\n",
        "closures: 3\n  open: true\n",
        "levels: [1, 2\n",
        "\tclosures: 3\n",
        "owner: 'x\n",
        "closures: .nan\n",
        "experience_score: -.inf\n",
        "owner: 007\n",
        "owner: yes\nopen: yes\n",
        "gate: *g\n",
        "gate: &g {kind: normal}\nlinked_shops: [*g]\n",
        "gate:\n  <<: {kind: normal}\n",
        "joined_on: !date 2022-10-10\n",
        "closures: 1\n---\nclosures: 2\n",
        "? [a]\n: 1\n",
        "closures: 0x\nlevels:\n  - 1\n  - a\n",
    ]);
    insta::assert_snapshot!(out);
}

#[test]
fn nesting_has_a_limit() {
    let schema = schema();
    let reach = named(&schema, &["levels"]);
    for key in ["levels", "other"] {
        for open in ["[", "{a: ", "- ", "? "] {
            let input = format!("{key}:\n  {}", open.repeat(limits::DEPTH * 50));
            let problems = read_yaml(&schema, &reach, input.as_bytes(), &options()).unwrap_err();
            assert_eq!(problems.len(), 1);
            assert!(matches!(problems[0].kind.name(), "too-deep" | "syntax" | "yaml-feature"), "{open} {}", problems[0]);
        }
    }
}

#[test]
fn what_is_not_reached_may_be_any_yaml() {
    let schema = schema();
    let reach = named(&schema, &["closures"]);
    let input = "base: &b {a: [1, 2]}\nother: {<<: *b, c: !x 1, [1]: 2}\nclosures: 2\n";
    assert!(read_yaml(&schema, &reach, input.as_bytes(), &options()).is_ok());
}
