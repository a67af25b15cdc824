//! A place within the parentheses of a call to what is called, and which of its arguments is due.

use lsp_types::{Documentation, ParameterInformation, ParameterLabel, SignatureHelp, SignatureInformation};
use zhun::diagnostic::Locale;
use zhun::source::SourceFile;
use zhun::syntax::next::next;

use super::before::Before;
use crate::index::{self, Kind};
use crate::lex;
use crate::look::Look;
use crate::types::type_name;
use crate::words;

/// What is called around a byte.
pub fn signature(look: &Look, file: &SourceFile, offset: u32, locale: Locale) -> Option<SignatureHelp> {
    let text = file.text().get(..offset as usize)?;
    if lex::is_said(text) && lex::slot(text).is_none() {
        return None;
    }
    let before = Before::new(look, file, text, next(text).map_or(0, |(item, _)| item));
    let mut at = before.len();
    let paren = std::iter::from_fn(|| {
        at = before.enclosing(at)?;
        Some(at)
    });
    let (paren, name) = paren.take_while(|at| before.mark(Some(*at)) != Some("{")).find_map(|at| {
        let is_paren = before.mark(Some(at)) == Some("(") && before.word(at.checked_sub(2)) != Some("define");
        Some((at, before.called(at).filter(|_| is_paren)?))
    })?;
    let (label, said) = called(look, file, name, locale)?;
    let params = params(&label);
    let active = before.commas(paren, before.len()).min(params.len().saturating_sub(1));
    let information = SignatureInformation {
        label,
        documentation: said.filter(|said| !said.is_empty()).map(Documentation::String),
        parameters: Some(params),
        active_parameter: u32::try_from(active).ok(),
    };
    Some(SignatureHelp { signatures: vec![information], active_signature: Some(0), active_parameter: None })
}

/// A function as it is called, with what it gives.
fn called(look: &Look, file: &SourceFile, name: &str, locale: Locale) -> Option<(String, Option<String>)> {
    let checked = &look.checked;
    let decls = index::meanings(look, file, name);
    let define = decls.iter().filter(|decl| decl.kind == Kind::Define).find_map(|decl| {
        let define = checked.defines.values().find(|define| define.span == decl.name.span && define.params > 0)?;
        let params = define.frame.locals.iter().take(define.params);
        let params: Vec<String> = params.map(|(name, ty)| format!("{name}: {}", type_name(checked, ty))).collect();
        let label = format!("{name}({}): {}", params.join(", "), type_name(checked, &define.ty));
        Some((label, decl.doc.map(str::to_owned)))
    });
    define.or_else(|| words::function(name, locale).map(|(call, said)| (call.to_owned(), Some(said))))
}

/// The parameters of a signature, by their places in it.
fn params(label: &str) -> Vec<ParameterInformation> {
    let Some((name, rest)) = label.split_once('(') else { return Vec::new() };
    let inner = rest.rsplit_once(')').map_or(rest, |(inner, _)| inner);
    let width = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let mut at = width(name) + 1;
    let param = |written: &str| {
        let start = at;
        at += width(written) + 2;
        ParameterInformation {
            label: ParameterLabel::LabelOffsets([start, start + width(written)]),
            documentation: None,
        }
    };
    inner.split(", ").map(param).collect()
}
