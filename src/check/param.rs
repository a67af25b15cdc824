//! Params: types, values, histories.

use std::sync::Arc;

use super::Checker;
use super::types::localised;
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::{Cell, Constraint, DateSpan, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ParamValue};

impl Checker<'_> {
    pub(super) fn check_params(&mut self) {
        for declared in std::mem::take(&mut self.items.params) {
            let decl = declared.item;
            let unit = self.once("unit", &decl.unit, |text| text.plain.span).map(localised);
            let title = self.once("title", &decl.title, |text| text.plain.span).map(localised);
            let param = &mut self.out.schema.params[declared.id];
            param.unit = unit;
            param.title = title;
            let Some(ty) = self.resolve(&declared.policy, &decl.ty, &decl.name.text) else {
                self.out.schema.params[declared.id].ty = self.broken_type(&decl.name.text);
                continue;
            };
            let constraint =
                decl.constraint.as_ref().and_then(|written| self.constraint(&declared.policy, &ty, written));
            let history = match &decl.value {
                ParamValue::Host => Vec::new(),
                ParamValue::Fixed(value) => self
                    .constant(&declared.policy, value, &ty, constraint.as_ref())
                    .map(|cell| vec![(DateSpan::ALWAYS, cell)])
                    .unwrap_or_default(),
                ParamValue::History(dated) if dated.is_empty() => {
                    self.report(
                        Diagnostic::new(
                            Code::BadHistory,
                            decl.name.span,
                            msg!("bad-history.empty", name = &decl.name.text),
                        )
                        .help(msg!("bad-history.empty.help")),
                    );
                    Vec::new()
                }
                ParamValue::History(dated) => self.history(&declared.policy, dated, &ty, constraint.as_ref()),
            };
            let param = &mut self.out.schema.params[declared.id];
            param.ty = ty;
            param.constraint = constraint;
            param.history = history;
        }
    }

    fn history(
        &mut self,
        policy: &Arc<str>,
        dated: &[ast::Dated],
        ty: &Type,
        constraint: Option<&Constraint>,
    ) -> Vec<(DateSpan, Cell)> {
        let mut history = Vec::with_capacity(dated.len());
        let mut spans = Vec::with_capacity(dated.len());
        for entry in dated {
            let span = self.period(&entry.period);
            if !span.is_empty() {
                spans.push((span, entry.span));
            }
            if let Some(cell) = self.constant(policy, &entry.value, ty, constraint) {
                history.push((span, cell));
            }
        }
        self.check_overlaps(spans);
        history.sort_by_key(|(span, _)| span.from);
        history
    }

    /// Reports each span that shares a day with one before it.
    fn check_overlaps(&mut self, mut spans: Vec<(DateSpan, Span)>) {
        spans.sort_by_key(|(span, place)| (span.from, *place));
        let mut longest: Option<(DateSpan, Span)> = None;
        for (span, place) in spans {
            if let Some((reaching, first)) = longest
                && !span.and(reaching).is_empty()
            {
                let (first, again) = (first.min(place), first.max(place));
                self.report(
                    Diagnostic::new(Code::BadHistory, again, msg!("bad-history"))
                        .label(msg!("bad-history.label"))
                        .also(first, msg!("bad-history.first"))
                        .help(msg!("bad-history.help")),
                );
            }
            // No end reaches further than any.
            let reaches = |span: DateSpan| (span.through.is_none(), span.through);
            if longest.is_none_or(|(reaching, _)| reaches(span) > reaches(reaching)) {
                longest = Some((span, place));
            }
        }
    }

    /// A written period; reports one that ends before it starts.
    pub(super) fn period(&mut self, written: &ast::Period) -> DateSpan {
        let span = DateSpan { from: written.from, through: written.through };
        if span.is_empty() {
            self.report(
                Diagnostic::new(Code::BadPeriod, written.span, msg!("bad-period")).help(msg!("bad-period.help")),
            );
        }
        span
    }
}
