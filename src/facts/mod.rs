//! What a host supplies to typed facts, or to all that is wrong with it, each problem with its path. It never guesses
//! and never lets a number pass through a binary float.

use crate::model::{Cell, FactId, Id, Schema};

/// Facts of one evaluation, by slot. Whatever was not supplied is unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    cells: Vec<Cell>,
}

impl Facts {
    /// All facts of a schema, unknown.
    #[must_use]
    pub fn unknown(schema: &Schema) -> Self {
        Self { cells: vec![Cell::Unknown; schema.facts.len()] }
    }

    /// A fact; unknown where it was never set.
    #[must_use]
    pub fn get(&self, fact: FactId) -> &Cell {
        self.cells.get(fact.index()).unwrap_or(&Cell::Unknown)
    }

    /// Sets a fact. The cell must be of the fact's type, which the readers of this module see to.
    pub fn set(&mut self, fact: FactId, cell: Cell) {
        if self.cells.len() <= fact.index() {
            self.cells.resize(fact.index() + 1, Cell::Unknown);
        }
        if let Some(place) = self.cells.get_mut(fact.index()) {
            *place = cell;
        }
    }
}
