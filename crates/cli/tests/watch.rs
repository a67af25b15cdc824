//! `zhun watch` over a folder that is edited.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::support::{ALLIANCE, Folder};

/// A watch that runs, and the lines that it writes.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Folder) -> Self {
        let mut child = folder.command(&["watch"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (told, lines) = channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        Self { child, lines }
    }

    /// Waits for a line that holds all of some texts.
    fn see(&self, texts: &[&str]) -> String {
        let end = Instant::now() + Duration::from_secs(30);
        let mut seen = Vec::new();
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            let Ok(line) = self.lines.recv_timeout(left) else { break };
            if texts.iter().all(|text| line.contains(text)) {
                return line;
            }
            seen.push(line);
        }
        panic!("{texts:?} was not told, but\n{}", seen.join("\n"));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn each_save_is_checked_and_tested() {
    let folder = Folder::alliance();
    let path = folder.path().join("policies/alliance.policy");
    let watch = Watch::start(&folder);
    let first = watch.see(&["✓"]);
    assert!(first.contains("no problems in 1 file; 3 examples hold"), "{first}");
    // A mistake.
    std::fs::write(&path, ALLIANCE.replacen("facts {", "facts ｛", 1)).unwrap();
    watch.see(&["✗", "error", "in 1 file"]);
    watch.see(&["full-width-punctuation"]);
    watch.see(&["everything held at"]);
    // Mended, as many editors save: another file takes the name.
    let beside = folder.path().join("policies/alliance.tmp");
    std::fs::write(&beside, ALLIANCE).unwrap();
    std::fs::rename(&beside, &path).unwrap();
    watch.see(&["✓", "3 examples hold"]);
    // An example that does not hold.
    std::fs::write(&path, ALLIANCE.replacen("{ closures: 3 }", "{ closures: 1 }", 1)).unwrap();
    watch.see(&["✗", "no problems in 1 file; ", "1 "]);
    // Something that looks wrong.
    std::fs::write(&path, ALLIANCE.replacen("facts {", "param idle: int = 3\n\nfacts {", 1)).unwrap();
    watch.see(&["✓", "1 warning in 1 file; 3 examples hold"]);
    watch.see(&["warning[unused-param]"]);
    // A file that comes, one that goes.
    std::fs::write(&path, ALLIANCE).unwrap();
    watch.see(&["✓"]);
    std::fs::write(folder.path().join("policies/more.policy"), "policy more\n").unwrap();
    watch.see(&["✓", "no problems in 2 files"]);
    std::fs::remove_dir_all(folder.path().join("policies")).unwrap();
    watch.see(&["✗", "cannot be read"]);
}

#[test]
fn what_is_not_there_cannot_be_watched() {
    let run = Folder::new().run(&["watch", "nowhere"]);
    assert!(run.status == 2 && run.err.contains("`nowhere`"), "{}", run.err);
}
