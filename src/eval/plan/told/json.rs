//! How a rule is told, and facts, to its reason as JSON: the same bytes as of the value, without making it.

use super::{About, Each, Listener, Place, Told};
use crate::eval::json::{write_cell, write_json, write_plain};
use crate::model::{Cell, Schema};

impl Told {
    /// Adds the reason; whether that could be done, else nothing was added and it must be traced.
    pub(in crate::eval::plan) fn write(&self, about: About<'_>, out: &mut Vec<u8>) -> bool {
        let run = self.run(about);
        let settling = self.settling(&run);
        let (cells, all) = settling.as_ref().map_or((&[][..], &[][..]), |(cells, all)| (cells, all));
        let elements = Self::listed(cells, all);
        if elements.is_empty() && self.each.as_ref().is_some_and(|each| each.has_message) {
            return false;
        }
        let (message, parts) = self.message(&run, about, &elements, all.len());
        let schema = about.program.schema();
        out.extend_from_slice(&self.head);
        out.extend_from_slice(br#""message":"#);
        write_json(&message, out);
        out.extend_from_slice(br#","facts":{"#);
        self.besides(&run, &elements, &mut Written { schema, element: None, is_first: true, out });
        out.push(b'}');
        if let Some(each) = &self.each {
            out.extend_from_slice(br#","elements":["#);
            for (at, (index, cell)) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                let number = *index;
                out.extend_from_slice(br#"{"index":"#);
                write_plain(format_args!("{number}"), out);
                out.extend_from_slice(br#","facts":{"#);
                let mut written = Written { schema, element: Some((each, number)), is_first: true, out };
                self.element(&run, each, cell, &mut written);
                if written.is_first && each.is_plain(cell) {
                    out.extend_from_slice(&each.key);
                    write_plain(format_args!("{number}"), out);
                    out.extend_from_slice(br#"]":"#);
                    write_cell(schema, &each.item, cell, out);
                }
                out.push(b'}');
                if let Some(part) = parts.get(at).and_then(|part| message.get(part.clone())) {
                    out.extend_from_slice(br#","message":"#);
                    write_json(part, out);
                }
                out.push(b'}');
            }
            out.extend_from_slice(br#"],"element_count":"#);
            write_plain(format_args!("{}", all.len()), out);
        }
        out.extend_from_slice(&self.tail);
        true
    }

    /// Adds the duties, after a comma where there are others already.
    pub(in crate::eval::plan) fn write_obligations(&self, is_first: &mut bool, out: &mut Vec<u8>) {
        if self.obligations_json.is_empty() {
            return;
        }
        if !std::mem::take(is_first) {
            out.push(b',');
        }
        out.extend_from_slice(&self.obligations_json);
    }
}

/// Facts as they are written.
struct Written<'w> {
    schema: &'w Schema,
    element: Option<(&'w Each, usize)>,
    is_first: bool,
    out: &'w mut Vec<u8>,
}

impl Listener for Written<'_> {
    fn read(&mut self, place: &Place, cell: &Cell) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(b',');
        }
        if let Some((each, index)) = self.element {
            self.out.extend_from_slice(&each.key);
            write_plain(format_args!("{index}"), self.out);
        }
        self.out.extend_from_slice(&place.key);
        write_cell(self.schema, &place.kind, cell, self.out);
    }
}
