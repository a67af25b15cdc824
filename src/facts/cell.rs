//! The text of a setting, as in `--param name=value`, to a cell of its type. It reads what a facts file would hold, but
//! without the quotes.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::model::{Cell, Constraint, Type, TypeKind, Types, Value};

use super::input::{Input, Node};
use super::place::At;
use super::problem::{FactProblem, ProblemKind};
use super::typed::Typed;
use super::{ReadOptions, scalar};

/// Reads `3`, `4.0`, `2022-10-10`, `5 hours`, a word of an enum, a list or a record in JSON, or `absent`.
///
/// A text is taken as it stands. A date-time with an offset is converted to the time zone.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse_cell(
    types: &Types,
    ty: &Type,
    constraint: Option<&Constraint>,
    text: &str,
    time_zone: &TimeZone,
) -> Result<Cell, FactProblem> {
    if text.trim() == "absent" && ty.kind != TypeKind::Text {
        let expected = || scalar::expected(types, &ty.kind);
        let refused = || FactProblem::new("", ProblemKind::NotOptional { expected: expected() });
        return if ty.optional { Ok(Cell::Absent) } else { Err(refused()) };
    }
    if ty.kind == TypeKind::Text {
        let absent = ty.optional && text == "absent";
        return Ok(if absent { Cell::Absent } else { Cell::Known(Value::Text(text.into())) });
    }
    let options = ReadOptions { time_zone: time_zone.clone(), ..ReadOptions::default() };
    let mut typed = Typed::new(types, &options, "");
    // An empty text is no way to say `absent` here: a shell variable that was not set must not pass for it.
    let required = Type::required(ty.kind.clone());
    let due = if text.trim().is_empty() { &required } else { ty };
    let cell = typed.cell(due, constraint, &Node { at: At::Nowhere, input: Input::Cell(Cow::Borrowed(text)) });
    match typed.report.finish() {
        Ok(_) => Ok(cell),
        Err(problems) => match problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(cell),
        },
    }
}
