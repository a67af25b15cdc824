//! The text of a setting, as in `--param name=value`, to a cell of its type. It reads what a facts file would hold, but
//! without the quotes.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::model::{Cell, Constraint, Type, TypeKind, Types, Value};

use super::input::{Input, Node};
use super::place::At;
use super::problem::{FactProblem, Found, ProblemKind};
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
) -> Result<Cell, Box<FactProblem>> {
    if ty.kind == TypeKind::Text {
        let absent = ty.optional && text == "absent";
        return Ok(if absent { Cell::Absent } else { Cell::Known(Value::Text(text.into())) });
    }
    let expected = || scalar::expected(types, &ty.kind);
    let found = || Found::Cell(text.trim().to_owned());
    match text.trim() {
        "absent" if ty.optional => return Ok(Cell::Absent),
        "absent" => {
            return Err(FactProblem::new("", ProblemKind::NotOptional { expected: expected(), found: found() }).into());
        }
        // An empty text does not mean absent: a shell variable that was not set must not pass for it.
        "" => return Err(FactProblem::new("", ProblemKind::WrongType { expected: expected(), found: found() }).into()),
        _ => {}
    }
    let options = ReadOptions { time_zone: time_zone.clone(), ..ReadOptions::default() };
    let mut typed = Typed::new(types, &options, "");
    let cell = typed.cell(ty, constraint, &Node { at: At::Nowhere, input: Input::Cell(Cow::Borrowed(text)) });
    let problems = typed.report.finish().err();
    problems.into_iter().flatten().next().map_or(Ok(cell), |problem| Err(Box::new(problem)))
}
