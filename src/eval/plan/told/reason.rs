//! How a rule is told, and facts, to its reason.

use indexmap::IndexMap;

use super::{About, Each, Listener, Place, Told};
use crate::eval::json::{Json, cell_json};
use crate::eval::{Element, Reason};
use crate::model::{Cell, Schema};

impl Told {
    /// The reason; none where it must be traced after all.
    pub(in crate::eval::plan) fn reason(&self, about: About<'_>) -> Option<Reason> {
        let run = self.run(about);
        let settling = self.settling(&run);
        let (cells, all) = settling.as_ref().map_or((&[][..], &[][..]), |(cells, all)| (cells, all));
        let elements = Self::listed(cells, all);
        if elements.is_empty() && self.each.as_ref().is_some_and(|each| each.has_message) {
            return None;
        }
        let (message, parts) = self.message(&run, about, &elements, all.len());
        let schema = about.program.schema();
        let mut besides = Found { schema, element: None, facts: IndexMap::new() };
        self.besides(&run, &elements, &mut besides);
        let mut reason = Reason { message, facts: besides.facts, ..self.reason.clone() };
        if let Some(each) = &self.each {
            let parts = parts.iter().map(|part| reason.message.get(part.clone()).map(str::to_owned));
            let parts = parts.chain(std::iter::repeat(None));
            let told = elements.iter().zip(parts).map(|((index, cell), message)| {
                let mut found = Found { schema, element: Some((each, *index)), facts: IndexMap::new() };
                self.element(&run, each, cell, &mut found);
                if found.facts.is_empty() && each.is_plain(cell) {
                    found.facts.insert(format!("{}[{index}]", each.text), cell_json(schema, &each.item, cell));
                }
                Element { index: *index, facts: found.facts, message }
            });
            reason.elements = Some(told.collect());
            reason.element_count = Some(all.len());
        }
        Some(reason)
    }
}

/// Facts as they are found.
struct Found<'r> {
    schema: &'r Schema,
    element: Option<(&'r Each, usize)>,
    facts: IndexMap<String, Json>,
}

impl Listener for Found<'_> {
    fn read(&mut self, place: &Place, cell: &Cell) {
        let path = match self.element {
            Some((each, index)) => format!("{}[{index}{}", each.text, place.text),
            None => place.text.clone(),
        };
        self.facts.insert(path, cell_json(self.schema, &place.kind, cell));
    }
}
