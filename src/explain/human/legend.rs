//! What names stand for in a verdict: titles and units of facts and parameters, the scale of outcomes.
//! It never changes a name: titles stand beside names, since the reader has to find them in the policy.

use crate::diagnostic::{Locale, Message};
use crate::eval::Json;
use crate::explain::{Node, NodeKind};
use crate::model::{Field, Localised, ParamDef, Schema, TypeKind};

use super::line::{Line, Role};

/// An outcome of the decision that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeLabel {
    /// Its word.
    pub word: String,
    /// What people read in its place.
    pub title: Option<String>,
}

/// What the lines of a verdict need besides the verdict.
#[derive(Debug, Clone)]
pub struct Legend<'a> {
    /// The facts and parameters.
    pub schema: &'a Schema,
    /// The outcomes of the decision, weakest first; empty for a value.
    pub outcomes: Vec<OutcomeLabel>,
    /// What the value that was asked for is counted in.
    pub unit: Option<String>,
    /// The language of titles and units; none asks for the policy's own.
    pub locale: Option<&'a str>,
    /// Whose words stand around the policy's.
    pub words: Locale,
}

impl Legend<'_> {
    /// The words of a message.
    pub(super) fn say(&self, message: &Message) -> String {
        message.text(self.words)
    }

    /// What stands between a title such as `needed:` and what it is of: a full-width colon brings its own gap.
    pub(super) fn gap(&self) -> &'static str {
        match self.words {
            Locale::English => " ",
            Locale::Chinese => "",
        }
    }

    /// What stands between things in a row.
    pub(super) fn comma(&self) -> &'static str {
        match self.words {
            Locale::English => ", ",
            Locale::Chinese => "、",
        }
    }

    /// An outcome with its title, coloured by its place on the scale.
    pub(super) fn outcome(&self, word: &str) -> Line {
        let role = Role::Outcome(self.strength(word));
        let mut line = Line::of(role, word);
        let title = self.outcomes.iter().find(|o| o.word == word).and_then(|o| o.title.as_deref());
        if let Some(title) = title.filter(|title| *title != word) {
            line.push(role, format!(" {title}"));
        }
        line
    }

    /// 0 for the weakest outcome, 1 for the strongest.
    fn strength(&self, word: &str) -> f32 {
        let last = self.outcomes.len().saturating_sub(1);
        let place = self.outcomes.iter().position(|o| o.word == word).unwrap_or(0);
        let number = |n: usize| u16::try_from(n).map_or(0.0, f32::from);
        if last == 0 { 0.0 } else { number(place) / number(last) }
    }

    /// What people call what a node names.
    pub(super) fn title_of<'n>(&'n self, node: &'n Node) -> Option<&'n str> {
        match node.kind {
            NodeKind::Fact | NodeKind::Param => self.title(node.path.as_deref(), &node.text),
            _ => node.title.as_deref(),
        }
    }

    /// What the value of a node is counted in.
    pub(super) fn counted_in<'n>(&'n self, node: &'n Node) -> Option<&'n str> {
        match node.kind {
            NodeKind::Fact | NodeKind::Param => self.unit_of(node.path.as_deref(), &node.text),
            _ => node.unit.as_deref(),
        }
    }

    /// The title of a fact, of a part of one, or of a parameter.
    pub(super) fn title(&self, path: Option<&str>, text: &str) -> Option<&str> {
        let title = match path {
            Some(path) => self.field(path)?.title.as_ref(),
            None => self.param(text)?.title.as_ref(),
        };
        // A title that only repeats the name says nothing.
        let name = path.unwrap_or(text);
        title.map(|title| self.text(title)).filter(|title| *title != name)
    }

    /// The unit of a fact, of a part of one, or of a parameter.
    pub(super) fn unit_of(&self, path: Option<&str>, text: &str) -> Option<&str> {
        let unit = match path {
            Some(path) => self.field(path)?.unit.as_ref(),
            None => self.param(text)?.unit.as_ref(),
        };
        unit.map(|unit| self.text(unit))
    }

    fn text<'t>(&self, text: &'t Localised) -> &'t str {
        text.in_locale(self.locale)
    }

    /// The fact or field that a path with indices leads to.
    fn field(&self, path: &str) -> Option<&Field> {
        let mut steps = path.split('.').map(|step| step.split('[').next().unwrap_or(step));
        let first = steps.next()?;
        let mut field = &self.schema.facts.iter().find(|(_, fact)| *fact.field.name == *first)?.1.field;
        for step in steps {
            field = self.record_of(&field.ty.kind)?.iter().find(|field| *field.name == *step)?;
        }
        Some(field)
    }

    fn record_of(&self, kind: &TypeKind) -> Option<&[Field]> {
        match kind {
            TypeKind::Record(id) => self.schema.types.records.get(*id).map(|record| record.fields.as_slice()),
            TypeKind::List(element) => self.record_of(&element.kind),
            _ => None,
        }
    }

    fn param(&self, name: &str) -> Option<&ParamDef> {
        self.schema.params.iter().map(|(_, param)| param).find(|param| *param.name == *name)
    }
}

/// A JSON value in one line, texts without quotation marks.
pub(super) fn plain(json: &Json) -> String {
    match json {
        Json::Null => "absent".to_owned(),
        Json::Bool(b) => b.to_string(),
        Json::Number(digits) => digits.clone(),
        Json::Text(text) => text.to_string(),
        Json::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Json::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}
