//! An editor in memory: what it asks and what it is told, drawn on the text.

use std::cell::Cell;
use std::fmt::Write;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};
use tempfile::TempDir;
use zhun::diagnostic::Locale;

/// An editor with a folder.
pub struct Editor {
    pub folder: TempDir,
    pub connection: Connection,
    server: Option<JoinHandle<()>>,
    next: Cell<i32>,
}

impl Editor {
    /// Opens a folder with some files.
    pub fn new(files: &[(&str, &str)], options: Value) -> Self {
        Self::with(files, options, json!({}))
    }

    /// Opens a folder with what the editor says that it can do.
    pub fn with(files: &[(&str, &str)], options: Value, capabilities: Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let (server, connection) = Connection::memory();
        let day = zhun::model::Date::constant(2022, 11, 1);
        let server = std::thread::spawn(move || zhun_lsp::run(&server, Locale::English, move || day).unwrap());
        let editor = Self { folder, connection, server: Some(server), next: Cell::new(0) };
        let root = editor.uri("").trim_end_matches('/').to_owned();
        let params = json!({ "processId": null, "capabilities": capabilities, "initializationOptions": options,
            "workspaceFolders": [{ "uri": root, "name": "w" }] });
        editor.ask("initialize", params);
        editor.tell("initialized", json!({}));
        editor
    }

    pub fn uri(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        format!("file://{}", path.display().to_string().replace('促', "%E4%BF%83"))
    }

    pub fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Message::Notification(Notification::new(method.to_owned(), params))).unwrap();
    }

    /// Asks, and passes over what is told meanwhile.
    pub fn ask(&self, method: &str, params: Value) -> Value {
        self.answer(method, params)["result"].take()
    }

    /// Asks, and gives the whole answer.
    pub fn answer(&self, method: &str, params: Value) -> Value {
        self.next.set(self.next.get() + 1);
        let request = Request::new(self.next.get().into(), method.to_owned(), params);
        self.connection.sender.send(Message::Request(request)).unwrap();
        loop {
            match self.connection.receiver.recv_timeout(Duration::from_secs(20)).unwrap() {
                Message::Response(response) => {
                    return serde_json::to_value(response).unwrap();
                }
                Message::Notification(_) | Message::Request(_) => {}
            }
        }
    }

    /// What is told next of a file.
    pub fn told(&self, name: &str) -> Value {
        self.told_of(&self.uri(name))
    }

    /// What is told next of a text.
    pub fn told_of(&self, uri: &str) -> Value {
        loop {
            match self.connection.receiver.recv_timeout(Duration::from_secs(20)).unwrap() {
                Message::Notification(told) if told.params["uri"] == uri => {
                    return told.params["diagnostics"].clone();
                }
                _ => {}
            }
        }
    }

    pub fn open(&self, name: &str, text: &str) {
        let document = json!({ "uri": self.uri(name), "languageId": "zhun", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn change(&self, name: &str, text: &str) {
        let document = json!({ "uri": self.uri(name), "version": 2 });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
    }

    /// The texts after the edits of a renaming, of each file the lines that are others; or why there are none.
    pub fn renamed(&self, texts: &[(&str, &str)], mut at: Value, name: &str) -> String {
        at["newName"] = json!(name);
        let answer = self.answer("textDocument/rename", at);
        if let Some(refused) = answer["error"]["message"].as_str() {
            return format!("{refused}\n");
        }
        let mut out = String::new();
        for (file, text) in texts {
            let Some(edits) = answer["result"]["changes"][self.uri(file)].as_array() else { continue };
            let new = edited(text, edits);
            let changed = text.lines().zip(new.lines()).filter(|(old, new)| old != new);
            changed.for_each(|(_, new)| writeln!(out, "{file}: {}", new.trim()).unwrap());
        }
        out
    }

    /// A place in a text: where the `nth` of some words begins.
    pub fn at(&self, name: &str, text: &str, words: &str) -> Value {
        let before = &text[..text.find(words).unwrap_or_else(|| panic!("no {words}"))];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap().encode_utf16().count();
        json!({ "textDocument": { "uri": self.uri(name) }, "position": { "line": line, "character": column } })
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        if let Some(server) = self.server.take() {
            server.join().unwrap();
        }
    }
}

/// The byte of a position.
pub fn byte(text: &str, position: &Value) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut left = position["character"].as_u64().unwrap() as usize;
    let mut at = start;
    for c in text[start..].chars().take_while(|c| *c != '\n') {
        if left == 0 {
            break;
        }
        left -= c.len_utf16();
        at += c.len_utf8();
    }
    at
}

/// The words under a range.
pub fn under(text: &str, range: &Value) -> String {
    text[byte(text, &range["start"])..byte(text, &range["end"])].to_owned()
}

pub fn drawn(text: &str, diagnostics: &Value) -> String {
    let mut out = String::new();
    for found in diagnostics.as_array().unwrap() {
        let place = under(text, &found["range"]);
        let _ =
            writeln!(out, "{} at `{place}`: {}", found["code"].as_str().unwrap(), found["message"].as_str().unwrap());
    }
    out
}

/// A text after some edits.
pub fn edited(text: &str, edits: &[Value]) -> String {
    let mut edits: Vec<_> = edits
        .iter()
        .map(|edit| {
            let (start, end) = (byte(text, &edit["range"]["start"]), byte(text, &edit["range"]["end"]));
            (start..end, edit["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort_by_key(|(range, _)| range.start);
    let mut new = text.to_owned();
    edits.into_iter().rev().for_each(|(range, text)| new.replace_range(range, text));
    new
}

/// The policies that are shipped, each with a name of its own and its text.
pub fn shipped() -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "policy") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let texts = paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap()));
    texts.enumerate().map(|(n, (name, text))| (format!("{n:03}-{name}"), text)).collect()
}
