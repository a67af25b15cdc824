//! How deep an evaluation goes, through all defines and decisions that it enters.

use super::checked::{DefineId, Expr, ExprKind};
use super::{Checker, checked};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::DecisionId;
use crate::source::Span;

/// How many operations may be nested, counted through defines and decisions, so that an evaluation fits the stack of
/// a small thread.
pub const MAX_EVALUATION_DEPTH: usize = 512;

impl Checker<'_> {
    /// Whether a define is not too deep. Those that it uses have been looked at before.
    pub(super) fn check_define_depth(&mut self, id: DefineId) -> bool {
        let define = &self.out.defines[id];
        let (depth, span) = (self.depth_of(&define.body), define.span);
        self.depths.defines.insert(id, depth);
        self.check_depth(depth, span)
    }

    /// The same of a decision.
    pub(super) fn check_decision_depth(&mut self, id: DecisionId) -> bool {
        let decision = &self.out.decisions[id];
        let rules = decision.rules.iter();
        let deepest = rules.flat_map(checked::Rule::expressions).map(|e| self.depth_of(e)).max().unwrap_or(0);
        let span = decision.span;
        self.depths.decisions.insert(id, deepest);
        self.check_depth(deepest, span)
    }

    fn check_depth(&mut self, depth: usize, span: Span) -> bool {
        if depth > MAX_EVALUATION_DEPTH {
            self.report(
                Diagnostic::new(Code::TooDeep, span, msg!("too-deep.evaluation", limit = MAX_EVALUATION_DEPTH))
                    .help(msg!("too-deep.evaluation.help")),
            );
        }
        depth <= MAX_EVALUATION_DEPTH
    }

    fn depth_of(&self, expr: &Expr) -> usize {
        let entered = match &expr.kind {
            ExprKind::Define(id) | ExprKind::Call(id, _) => self.depths.defines.get(id).copied().unwrap_or(0),
            ExprKind::Decision(id) => self.depths.decisions.get(id).copied().unwrap_or(0),
            _ => 0,
        };
        let mut deepest = entered;
        expr.each_child(&mut |child| deepest = deepest.max(self.depth_of(child)));
        deepest + 1
    }
}
