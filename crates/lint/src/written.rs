//! Going through what was written.

use zhun::syntax::ast::{self, FieldDecl, File, Item, TypeExpr, TypeExprKind};

/// The items of a file.
pub fn each_item(file: &File) -> impl Iterator<Item = &Item> {
    file.items.iter()
}

/// The name of a file's policy.
pub fn policy(file: &File) -> String {
    file.policy.as_ref().map(ast::DottedName::text).unwrap_or_default()
}

/// Calls `f` with each field, and with those of records that are written in place.
pub fn each_field<'f>(fields: &'f [FieldDecl], f: &mut dyn FnMut(&'f FieldDecl)) {
    for field in fields {
        f(field);
        if let TypeExprKind::Record(inner) = &element(&field.ty).kind {
            each_field(inner, f);
        }
    }
}

/// A type without `optional` and `list of`.
pub fn element(ty: &TypeExpr) -> &TypeExpr {
    match &ty.kind {
        TypeExprKind::Optional(inner) | TypeExprKind::List(inner) => element(inner),
        TypeExprKind::Name(_) | TypeExprKind::Enum(_) | TypeExprKind::Record(_) => ty,
    }
}
