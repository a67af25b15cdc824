//! Runs the binary over small folders.

#![allow(dead_code, reason = "each test uses what it needs of this")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The policy that most tests ask.
pub const ALLIANCE: &str = include_str!("../policies/alliance.policy");

/// Facts under which everything is fine.
pub const GOOD: &str = r#"{"experience_score": 4.6, "closures": 0, "shop_status": "normal",
    "joined_on": "2022-01-05", "linked_shops": []}"#;

/// A folder of its own for a test.
pub struct Folder(TempDir);

/// What a run gave.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with the alliance policy in `policies`.
    pub fn alliance() -> Self {
        Self::new().with("policies/alliance.policy", ALLIANCE)
    }

    /// Writes a file.
    pub fn with(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The binary, to be run in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhun"));
        command.args(args).current_dir(self.path()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        // The language of the machine that tests run on does not matter.
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C.UTF-8");
        command
    }

    /// Runs the binary.
    pub fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "")
    }

    /// Runs the binary with something on standard input.
    pub fn run_with(&self, args: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut child =
            self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // From a thread, since the binary may write before it has read everything. It may also stop reading.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let run = Run {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }

    /// Runs `eval` on the alliance policy at a fixed day, with facts as JSON.
    pub fn eval(&self, name: &str, facts: &str, more: &[&str]) -> Run {
        let args = [&["eval", name, "-", "--today", "2022-11-01", "--input", "json"][..], more].concat();
        self.run_with(&args, facts)
    }
}

/// The good facts with others in their place.
pub fn facts(changes: &str) -> String {
    let mut facts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(GOOD).unwrap();
    let changes: serde_json::Map<String, serde_json::Value> = serde_json::from_str(changes).unwrap();
    facts.extend(changes);
    serde_json::to_string(&facts).unwrap()
}

/// The path of the binary's own sources.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
