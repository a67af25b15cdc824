//! Message templates to texts, their expressions evaluated without a trace. What fails in a message prints as unknown.

use super::Request;
use super::machine::Machine;
use super::tracer::Untraced;
use super::words::Words;
use crate::compile::{LocalId, Message, MessagePiece, Program};
use crate::facts::Facts;
use crate::model::Cell;

/// Fills in messages of one evaluation.
pub(super) struct Messages<'p> {
    machine: Machine<'p, Untraced>,
    words: Words<'p>,
}

impl<'p> Messages<'p> {
    pub(super) fn new(program: &'p Program, facts: &'p Facts, request: &'p Request) -> Self {
        Self {
            machine: Machine::new(program, facts, request, Untraced::default()),
            words: Words::of_messages(program, request.locale.as_deref()),
        }
    }

    /// A message of a frame with so many slots.
    pub(super) fn plain(&mut self, slots: usize, message: &Message) -> String {
        let words = self.words;
        self.machine.in_frame(slots, [], |machine| fill(machine, words, message))
    }

    /// A message about one element.
    pub(super) fn with(&mut self, slots: usize, message: &Message, variable: LocalId, element: Cell) -> String {
        let words = self.words;
        self.machine.in_frame(slots, [], |machine| {
            machine.bind(variable, element, ());
            fill(machine, words, message)
        })
    }

    /// A message for each element.
    pub(super) fn each(
        &mut self,
        slots: usize,
        message: &Message,
        variable: LocalId,
        elements: &[Cell],
    ) -> Vec<String> {
        elements.iter().map(|element| self.with(slots, message, variable, element.clone())).collect()
    }

    /// The messages of elements as one.
    pub(super) fn join(&self, messages: &[String], count: usize) -> String {
        self.words.join(messages, count)
    }
}

fn fill(machine: &mut Machine<'_, Untraced>, words: Words<'_>, message: &Message) -> String {
    let mut text = String::new();
    for piece in &message.pieces {
        match piece {
            MessagePiece::Text(plain) => text.push_str(plain),
            MessagePiece::Term(term) => {
                let (cell, ()) = machine.eval(*term);
                words.push_cell(machine.program.type_of(*term), &cell, &mut text);
            }
        }
    }
    text
}
