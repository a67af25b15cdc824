//! Mechanical mends, made: on every policy of the documentation and of the cases, good or bad.

use zhun::{check_texts, fix_texts};

/// Every block of policy text under a folder of pages.
fn blocks(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            blocks(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            let text = std::fs::read_to_string(&path).unwrap();
            let fenced = text.split("```policy").skip(1).filter_map(|rest| rest.split_once('\n')?.1.split_once("```"));
            found.extend(fenced.map(|(block, _)| (path.display().to_string(), block.to_owned())));
        }
    }
}

#[test]
fn no_mend_is_left_and_none_makes_it_worse() {
    let mut found = Vec::new();
    blocks("docs".as_ref(), &mut found);
    blocks("tests/cases".as_ref(), &mut found);
    assert!(found.len() > 150, "{}", found.len());
    let mut made = 0;
    for (name, block) in found {
        let before = check_texts([(name.as_str(), &block)]);
        let fixed = fix_texts([(name.as_str(), block.as_str())]);
        let left = fixed.diagnostics.items.iter().filter(|left| left.fix.as_ref().is_some_and(|fix| !fix.guess));
        assert_eq!(left.count(), 0, "{name}:\n{block}\n{}", fixed.diagnostics.render());
        if before.items.iter().all(|found| found.fix.as_ref().is_none_or(|fix| fix.guess)) {
            assert!(fixed.changed.is_empty() && fixed.fixes == 0, "{name}");
            assert_eq!(fixed.diagnostics.items, before.items, "{name}");
        }
        made += fixed.fixes;
    }
    assert!(made > 40, "{made}");
}
