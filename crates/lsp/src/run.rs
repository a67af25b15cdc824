//! Examples to lenses above them, and to a command that runs one.

use lsp_types::{
    CodeLens, CodeLensParams, Command, ExecuteCommandParams, MessageType, Position, ShowMessageParams, Uri,
};
use serde_json::{Value, json};
use zhun::source::Span;

use crate::able::RUN_EXAMPLE;
use crate::desk::Desk;
use crate::hover;
use crate::lens::{self, Shown};

/// What a lens keeps of its example.
#[derive(serde::Deserialize)]
struct Place {
    uri: Uri,
    position: Position,
}

impl Desk {
    /// A lens for each example; what comes out is worked out when it is looked at.
    pub fn lenses(&self, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
        let uri = &params.text_document.uri;
        let file = self.look.file(uri)?;
        let lens = |span: Span| {
            let range = self.columns.range(file, span);
            CodeLens { range, command: None, data: Some(json!({ "uri": uri, "position": range.start })) }
        };
        Some(lens::examples(self.look.tree(file.id())?).map(lens).collect())
    }

    /// A lens with what came out, which runs its example again.
    pub fn resolved(&self, mut lens: CodeLens) -> CodeLens {
        let place = lens.data.clone().unwrap_or_default();
        let title = match self.example(&place) {
            Some(shown) => shown.title,
            None => hover::say("lsp.example-broken", &[], self.locale),
        };
        lens.command = Some(Command::new(title, RUN_EXAMPLE.to_owned(), Some(vec![place])));
        lens
    }

    /// Runs an example; what came out, and a message that shows it.
    pub fn execute(&self, params: &ExecuteCommandParams) -> Option<(Value, ShowMessageParams)> {
        let place = params.arguments.first().filter(|_| params.command == RUN_EXAMPLE)?;
        let Some(shown) = self.example(place) else {
            let message = hover::say("lsp.example-broken", &[], self.locale);
            return Some((Value::Null, ShowMessageParams { typ: MessageType::WARNING, message }));
        };
        let typ = if shown.passed { MessageType::INFO } else { MessageType::WARNING };
        let message = format!("{}\n{}", shown.title, shown.explained);
        let value = json!({ "passed": shown.passed, "title": shown.title, "explained": shown.explained });
        Some((value, ShowMessageParams { typ, message }))
    }

    fn example(&self, place: &Value) -> Option<Shown> {
        let place: Place = serde_json::from_value(place.clone()).ok()?;
        let file = self.look.file(&place.uri)?;
        let offset = self.columns.offset(file, place.position);
        let mut places = lens::examples(self.look.tree(file.id())?);
        let span = places.find(|span| span.start <= offset && offset <= span.end)?;
        self.runner.run(&self.look, file, span, self.locale)
    }
}
