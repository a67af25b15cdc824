//! Loading on all cores and in parts: what one file after the other, each read anew, would give.

use zhun::source::{SourceFile, Sources};
use zhun::syntax::{parse, parse_all};
use zhun::{Engine, Options, Policies};

/// The shipped policies, with their paths.
fn shipped() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = walk("policies".as_ref())
        .into_iter()
        .filter(|path| path.ends_with(".policy"))
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    files
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path.display().to_string()] }).collect()
}

fn assert_same(sources: &Sources) {
    let files: Vec<&SourceFile> = sources.iter().collect();
    let together = parse_all(&files);
    assert_eq!(together.len(), files.len());
    for (file, found) in files.iter().zip(together) {
        let alone = parse(file);
        assert_eq!(found.diagnostics, alone.diagnostics, "{}", file.name());
        assert_eq!(format!("{:?}", found.file), format!("{:?}", alone.file), "{}", file.name());
    }
}

#[test]
fn files_are_read_together_as_they_are_alone() {
    let mut sources = Sources::new();
    for (name, text) in shipped() {
        sources.add(name, text);
    }
    assert_same(&sources);
}

#[test]
fn a_large_file_is_read_in_pieces_as_it_is_in_one() {
    let whole: String = shipped().into_iter().map(|(_, text)| text).collect();
    // Slips of many kinds all over the file, more of them than are told.
    for (slip, by, every) in
        [("because", "becuase", 7), ("{", "｛", 11), ("\"", "", 5), ("rule ", "rul ", 3), ("}", "", 13)]
    {
        let mut seen = 0;
        let damaged: String = whole
            .split_inclusive(slip)
            .map(|part| {
                seen += 1;
                if seen % every == 0 { part.replace(slip, by) } else { part.to_owned() }
            })
            .collect();
        let mut sources = Sources::new();
        sources.add("damaged.policy", damaged);
        sources.add("empty.policy", "");
        sources.add("good.policy", whole.as_str());
        assert_same(&sources);
    }
}

#[test]
fn a_reload_gives_what_a_load_gives() {
    let mut files = shipped();
    let engine = Engine::new(files.clone()).unwrap();
    let ask = |engine: &Engine, score: &str| {
        let ask = engine.query("douyin.alliance.admission").unwrap();
        let ask = ask.ask(&Options::on("2022-11-01".parse().unwrap())).unwrap();
        let facts = ask.facts_from_json(format!(r#"{{"experience_score": {score}}}"#).as_bytes()).unwrap();
        serde_json::to_string(&ask.answer(&facts)).unwrap()
    };
    let at = files.iter().position(|(name, _)| name.ends_with("douyin/alliance.policy")).unwrap();
    let old = files[at].1.clone();
    assert!(old.contains("= 4.0"));
    files[at].1 = old.replace("= 4.0", "= 4.5");
    let before = ask(&engine, "4.2");
    assert!(engine.replace(files.clone()).unwrap().items.is_empty());
    let anew = Engine::new(files.clone()).unwrap();
    assert_ne!(ask(&engine, "4.2"), before);
    assert_eq!(ask(&engine, "4.2"), ask(&anew, "4.2"));

    // What does not check leaves the old ones in force, and is told as a load tells it.
    let good = files[at].1.clone();
    files[at].1 = good.replace("outcomes", "outcome");
    let told = engine.replace(files.clone()).unwrap_err();
    let plain = |found: &zhun::diagnostic::Diagnostics| format!("{:?}", found.items);
    assert_eq!(plain(&told), plain(&Policies::load(files.clone()).unwrap_err()));
    assert_eq!(ask(&engine, "4.2"), ask(&anew, "4.2"));

    // Files in another order, one of them gone: places and names are those of the new set.
    files[at].1 = old.replace("= 4.0", "= 4.0x");
    files.rotate_left(3);
    files.retain(|(name, _)| !name.contains("examples"));
    assert_eq!(plain(&engine.replace(files.clone()).unwrap_err()), plain(&Policies::load(files).unwrap_err()));
}
