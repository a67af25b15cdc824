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
    /// Tells what is wrong with each file for which that is not what was told last.
    pub fn publish(&mut self, connection: &Connection) -> Result<(), Failed> {
        let mut now: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for found in &self.look.diagnostics.items {
            if let (Some(uri), Some(file)) = (self.look.uri(found.span.file), self.look.source(found.span.file)) {
                now.entry(uri.to_string()).or_default().push(self.diagnostic(found, file));
            }
        }
        if let Some((uri, problem)) = &self.settings.problem {
            now.entry(uri.clone()).or_default().push(problem.clone());
        }
        let gone = self.published.keys().filter(|uri| !now.contains_key(*uri)).map(|uri| (uri.clone(), Vec::new()));
        let changed = now.iter().filter(|(uri, found)| self.published.get(*uri) != Some(*found));
        let changed = changed.map(|(uri, found)| (uri.clone(), found.clone()));
        for (uri, diagnostics) in gone.chain(changed).collect::<Vec<_>>() {
            let Ok(uri) = uri.parse::<Uri>() else { continue };
            let params = PublishDiagnosticsParams { uri, diagnostics, version: None };
            let method = told::PublishDiagnostics::METHOD.to_owned();
            connection.sender.send(Message::Notification(Notification::new(method, params)))?;
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
