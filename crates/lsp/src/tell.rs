//! What is wrong, as the engine has it, to diagnostics of the protocol; and which of them an editor does not know yet.

use std::collections::BTreeMap;

use lsp_server::{Connection, Message, Notification};
use lsp_types::notification::{self as told, Notification as _};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString,
    PublishDiagnosticsParams, Uri,
};
use zhun::diagnostic::{Code, Locale, Severity};
use zhun::source::SourceFile;

use crate::Failed;
use crate::desk::Desk;
use crate::hover;

impl Desk {
    /// Tells what is wrong with each file for which that is not what was told last: first of the one that was edited,
    /// which someone looks at, before the others are so much as put into words.
    pub fn publish(&mut self, edited: Option<&str>, connection: &Connection) -> Result<(), Failed> {
        let mut before = std::mem::take(&mut self.published);
        let mut found: BTreeMap<String, Vec<&zhun::diagnostic::Diagnostic>> = BTreeMap::new();
        for diagnostic in &self.look.diagnostics.items {
            if let Some(uri) = self.look.uri(diagnostic.span.file) {
                found.entry(uri.to_string()).or_default().push(diagnostic);
            }
        }
        for uri in before.keys().chain(self.settings.problem.as_ref().map(|(uri, _)| uri)) {
            found.entry(uri.clone()).or_default();
        }
        let first = edited.and_then(|uri| found.remove_entry(uri));
        let mut now = BTreeMap::new();
        for (uri, of_file) in first.into_iter().chain(found) {
            let told = of_file.iter().filter_map(|one| Some(self.diagnostic(one, self.look.source(one.span.file)?)));
            let problem = self.settings.problem.iter().filter(|(of, _)| *of == uri).map(|(_, problem)| problem.clone());
            let diagnostics: Vec<Diagnostic> = told.chain(problem).collect();
            if before.remove(&uri).unwrap_or_default() != diagnostics
                && let Ok(uri) = uri.parse::<Uri>()
            {
                let params = PublishDiagnosticsParams { uri, diagnostics: diagnostics.clone(), version: None };
                let method = told::PublishDiagnostics::METHOD.to_owned();
                connection.sender.send(Message::Notification(Notification::new(method, params)))?;
            }
            if !diagnostics.is_empty() {
                now.insert(uri, diagnostics);
            }
        }
        self.published = now;
        Ok(())
    }

    /// A diagnostic of the protocol.
    pub fn diagnostic(&self, found: &zhun::diagnostic::Diagnostic, file: &SourceFile) -> Diagnostic {
        let mut message = found.message.text(self.locale);
        for advice in found.advice(self.locale) {
            message.push('\n');
            message.push_str(&hover::say("lsp.advice", &[("advice", &advice)], self.locale));
        }
        let related = found.labels.iter().filter_map(|label| {
            Some(DiagnosticRelatedInformation {
                location: self.location(label.span)?,
                message: label.message.text(self.locale),
            })
        });
        let related: Vec<_> = related.collect();
        Diagnostic {
            range: self.columns.range(file, found.span),
            severity: Some(match found.severity() {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
            }),
            code: Some(NumberOrString::String(found.code.name().to_owned())),
            code_description: self.page(found.code),
            tags: tags(found.code),
            source: Some("zhun".to_owned()),
            message,
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    /// Where the page of a code is, if the editor said where pages are.
    fn page(&self, code: Code) -> Option<CodeDescription> {
        let folder = self.pages.as_ref()?.trim_end_matches('/');
        let language = match self.locale {
            Locale::English => "",
            Locale::Chinese => "zh/",
        };
        let href = format!("{folder}/{language}{}.md", code.name()).parse().ok()?;
        Some(CodeDescription { href })
    }
}

/// What could be left out is shown faintly. Nothing in the language is there only for old texts.
fn tags(code: Code) -> Option<Vec<DiagnosticTag>> {
    let unnecessary = matches!(
        code,
        Code::NeedlessGuard
            | Code::UnreachableOutcome
            | Code::NeverFires
            | Code::UnusedFact
            | Code::UnusedWaiver
            | Code::UnusedParam
            | Code::UnusedDefine
            | Code::UnusedSource
    );
    unnecessary.then(|| vec![DiagnosticTag::UNNECESSARY])
}
