//! Types to how authors write them.

use zhun::check::checked::{Checked, Define};
use zhun::model::{Type, TypeKind};

/// A type as a policy writes it; an outcome has no such name and is told in words.
pub fn type_name(checked: &Checked, ty: &Type) -> String {
    let types = &checked.schema.types;
    let name = match &ty.kind {
        TypeKind::Bool => "bool".to_owned(),
        TypeKind::Int => "int".to_owned(),
        TypeKind::Decimal => "decimal".to_owned(),
        TypeKind::Text => "text".to_owned(),
        TypeKind::Date => "date".to_owned(),
        TypeKind::DateTime => "datetime".to_owned(),
        TypeKind::Duration => "duration".to_owned(),
        TypeKind::Enum(id) => types.enums.get(*id).map(|def| def.name.to_string()).unwrap_or_default(),
        TypeKind::Record(id) => types.records.get(*id).map(|def| def.name.to_string()).unwrap_or_default(),
        TypeKind::List(element) => format!("list of {}", type_name(checked, element)),
        TypeKind::Outcome(id) => {
            format!("outcome of {}", checked.decisions.get(*id).map(|decision| &*decision.name).unwrap_or_default())
        }
    };
    if ty.optional { format!("optional {name}") } else { name }
}

/// The type of a define; none where what it stands for was reported.
pub fn type_of(define: &Define) -> Option<&Type> {
    (define.body.span != define.span).then_some(&define.ty)
}
