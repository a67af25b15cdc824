//! The values, the types and the schema that every later stage speaks of. It knows neither policy text nor evaluation.

mod calendar;
mod decimal;
mod duration;
mod schema;
pub(crate) mod table;
mod types;
mod value;

pub use calendar::{Calendar, CalendarError, DateSpan};
pub use decimal::{Decimal, DecimalError};
pub use duration::{Duration, DurationError, DurationUnit};
pub use schema::{Constraint, FactDef, FactId, ParamDef, ParamId, Schema};
pub use table::{Id, Table};
pub use types::{
    DecisionId, EnumDef, EnumId, EnumShape, Field, Group, Localised, RecordDef, RecordId, Type, TypeKind, Types, Word,
};
pub use value::{Cell, OutcomeSet, Value};

/// A calendar date, without a time of day or a zone.
pub use jiff::civil::Date;
/// A date with a time of day, in the engine's time zone.
pub use jiff::civil::DateTime;
