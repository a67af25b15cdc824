//! The `zhun.toml` of a workspace to what is asked of the lints, and to what is wrong with it.

use std::path::{Path, PathBuf};

use lsp_types::{Diagnostic, DiagnosticSeverity, Position, Range};
use zhun::diagnostic::Locale;
use zhun_lint::{Config, Options};

use crate::files::uri_of;
use crate::hover;

/// What the folders of a workspace ask for.
#[derive(Default)]
pub struct Settings {
    folders: Vec<PathBuf>,
    /// What is asked of the lints, but for the day.
    pub options: Options,
    /// What is wrong with the file, and its URI.
    pub problem: Option<(String, Diagnostic)>,
}

impl Settings {
    /// Those of some folders: the `zhun.toml` in the first of them or the nearest above it.
    pub fn of(folders: Vec<PathBuf>, locale: Locale) -> Self {
        let mut settings = Self { folders, ..Self::default() };
        settings.read(locale);
        settings
    }

    /// Takes note of a folder that came.
    pub fn join(&mut self, folder: &Path) {
        self.folders.push(folder.to_owned());
    }

    /// Takes note of a folder that went.
    pub fn leave(&mut self, folder: &Path) {
        self.folders.retain(|known| known != folder);
    }

    /// Reads the file again. One that is wrong changes nothing, and its problem is told.
    pub fn read(&mut self, locale: Locale) {
        self.problem = None;
        let near =
            |folder: &PathBuf| folder.ancestors().map(|above| above.join(Config::FILE)).find(|path| path.is_file());
        let Some(path) = self.folders.first().and_then(near) else {
            self.options = Options::default();
            return;
        };
        match std::fs::read_to_string(&path).map(|text| Config::parse(&text)) {
            Ok(Ok(config)) => self.options = config.options(None),
            Ok(Err(error)) => {
                let help = error.help.text(locale);
                let advice = hover::say("lsp.advice", &[("advice", &help)], locale);
                self.tell(&path, error.line, format!("{}\n{advice}", error.message.text(locale)));
            }
            Err(error) => self.tell(&path, 1, error.to_string()),
        }
    }

    fn tell(&mut self, path: &Path, line: usize, message: String) {
        let line = u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX);
        let range = Range { start: Position::new(line, 0), end: Position::new(line.saturating_add(1), 0) };
        let severity = Some(DiagnosticSeverity::ERROR);
        let diagnostic =
            Diagnostic { range, severity, source: Some("zhun".to_owned()), message, ..Diagnostic::default() };
        self.problem = uri_of(path).map(|uri| (uri.to_string(), diagnostic));
    }
}
