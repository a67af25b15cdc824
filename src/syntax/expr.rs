//! The flat pairs of an expression to its tree, by the one table of precedence. It lets no tree grow deeper than the
//! limit, so that every later stage may walk it by recursion.

use std::sync::OnceLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::ast::{ArithmeticOp, CompareOp, Expr, ExprKind, QuantifierKind, UnaryOp, Within};
use super::build::{Builder, Pair, child};
use super::grammar::Rule;
use super::{MAX_DEPTH, scan};
use crate::diagnostic::{Code, Diagnostic, Edit, msg};
use crate::source::Span;

/// A tree in the making.
pub(super) struct Built {
    pub expr: Expr,
    /// How deep it is.
    pub depth: usize,
    /// Whether it stands without parentheses, so that its operator meets those around it.
    pub bare: bool,
}

impl Built {
    pub fn leaf(kind: ExprKind, span: Span) -> Self {
        Self { expr: Expr { kind, span }, depth: 1, bare: true }
    }
}

/// The table of precedence, loosest first.
fn precedence() -> &'static PrattParser<Rule> {
    static TABLE: OnceLock<PrattParser<Rule>> = OnceLock::new();
    let left = |rule| Op::infix(rule, Assoc::Left);
    TABLE.get_or_init(|| {
        PrattParser::new()
            .op(left(Rule::op_or) | left(Rule::double_bar))
            .op(left(Rule::op_and) | left(Rule::double_amp))
            .op(Op::prefix(Rule::op_not) | Op::prefix(Rule::bang))
            .op(left(Rule::eq)
                | left(Rule::ne)
                | left(Rule::le)
                | left(Rule::ge)
                | left(Rule::lt)
                | left(Rule::gt)
                | left(Rule::double_eq)
                | left(Rule::foreign_ne)
                | left(Rule::foreign_ge)
                | left(Rule::foreign_le)
                | Op::postfix(Rule::is_op)
                | Op::postfix(Rule::in_op))
            .op(left(Rule::op_default))
            .op(left(Rule::plus) | left(Rule::minus))
            .op(left(Rule::star) | left(Rule::slash))
            .op(Op::prefix(Rule::negate))
            .op(Op::postfix(Rule::field))
    })
}

impl Builder<'_> {
    /// The tree of an `expr`.
    pub fn expr(self, pair: &Pair<'_>) -> Expr {
        self.built(pair).expr
    }

    /// The first `expr` among the children of a pair.
    pub fn expr_in(self, pair: &Pair<'_>) -> Option<Expr> {
        child(pair, Rule::expr).map(|expr| self.expr(&expr))
    }

    /// The tree of an `expr`, an `operation` or a `sum`, with its depth.
    pub fn built(self, pair: &Pair<'_>) -> Built {
        match pair.as_rule() {
            Rule::expr => match pair.clone().into_inner().next() {
                Some(inner) => self.built(&inner),
                None => Built::leaf(ExprKind::Error, self.span(pair)),
            },
            Rule::if_expr => self.if_expr(pair),
            Rule::quantifier => self.quantifier(pair),
            _ => precedence()
                .map_primary(|primary| self.primary(&primary))
                .map_prefix(|op, operand| self.prefix(&op, operand))
                .map_postfix(|operand, op| self.postfix(operand, &op))
                .map_infix(|left, op, right| self.infix(left, &op, right))
                .parse(pair.clone().into_inner()),
        }
    }

    /// A node over others. Where it would be too deep, an error stands in its place.
    pub fn node(self, kind: ExprKind, span: Span, depth_of_parts: usize) -> Built {
        let depth = depth_of_parts + 1;
        if depth <= MAX_DEPTH {
            return Built { expr: Expr { kind, span }, depth, bare: true };
        }
        self.reader.lose();
        if !self.reader.deep.replace(true) {
            self.reader.report(scan::too_deep(self.reader.file, span.start as usize, 1));
        }
        Built::leaf(ExprKind::Error, span)
    }

    fn prefix(self, op: &Pair<'_>, operand: Built) -> Built {
        let span = self.span(op).to(operand.expr.span);
        let unary = match op.as_rule() {
            Rule::negate => UnaryOp::Negate,
            Rule::bang => {
                self.foreign(op, "not", "not ");
                UnaryOp::Not
            }
            _ => UnaryOp::Not,
        };
        self.node(ExprKind::Unary(unary, Box::new(operand.expr)), span, operand.depth)
    }

    fn postfix(self, operand: Built, op: &Pair<'_>) -> Built {
        let span = operand.expr.span.to(self.span(op));
        match op.as_rule() {
            Rule::field => {
                let Some(field) = self.named(op) else { return operand };
                let kind = ExprKind::Field { record: Box::new(operand.expr), field };
                self.node(kind, span, operand.depth)
            }
            Rule::is_op => {
                let chained = self.refuse_chain(&operand, op);
                let kind = self.is(operand.expr, op);
                let kind = if chained { ExprKind::Error } else { kind };
                self.node(kind, span, operand.depth)
            }
            _ => {
                let chained = self.refuse_chain(&operand, op);
                let (within, depth) = self.within(op);
                let negated = child(op, Rule::kw_not).is_some();
                let kind = ExprKind::In { value: Box::new(operand.expr), negated, within };
                let kind = if chained { ExprKind::Error } else { kind };
                self.node(kind, span, operand.depth.max(depth))
            }
        }
    }

    fn is(self, value: Expr, op: &Pair<'_>) -> ExprKind {
        let negated = child(op, Rule::kw_not).is_some();
        let value = Box::new(value);
        match self.named(op) {
            Some(word) => ExprKind::Is { value, negated, word },
            None => {
                let present = child(op, Rule::kw_present).is_some();
                ExprKind::IsPresent { value, present: present != negated }
            }
        }
    }

    fn within(self, op: &Pair<'_>) -> (Within, usize) {
        let mut sums = op.clone().into_inner().filter(|p| p.as_rule() == Rule::sum).map(|p| self.built(&p));
        let first = sums.next().unwrap_or_else(|| Built::leaf(ExprKind::Error, self.span(op)));
        match sums.next() {
            Some(last) => {
                let depth = first.depth.max(last.depth);
                (Within::Range(Box::new(first.expr), Box::new(last.expr)), depth)
            }
            None => (Within::List(Box::new(first.expr)), first.depth),
        }
    }

    fn infix(self, left: Built, op: &Pair<'_>, right: Built) -> Built {
        match op.as_rule() {
            Rule::op_or => self.join(left, op, right),
            Rule::op_and => self.join(left, op, right),
            Rule::double_bar => {
                self.foreign(op, "or", self.spaced(op, "or"));
                self.join(left, op, right)
            }
            Rule::double_amp => {
                self.foreign(op, "and", self.spaced(op, "and"));
                self.join(left, op, right)
            }
            Rule::op_default => {
                let span = left.expr.span.to(right.expr.span);
                let depth = left.depth.max(right.depth);
                self.node(ExprKind::Default(Box::new(left.expr), Box::new(right.expr)), span, depth)
            }
            Rule::plus => self.arithmetic(left, ArithmeticOp::Add, op, right),
            Rule::minus => self.arithmetic(left, ArithmeticOp::Subtract, op, right),
            Rule::star => self.arithmetic(left, ArithmeticOp::Multiply, op, right),
            Rule::slash => self.arithmetic(left, ArithmeticOp::Divide, op, right),
            _ => self.compare(left, op, right),
        }
    }

    fn arithmetic(self, left: Built, operator: ArithmeticOp, op: &Pair<'_>, right: Built) -> Built {
        let span = left.expr.span.to(right.expr.span);
        let depth = left.depth.max(right.depth);
        let (left, right) = (Box::new(left.expr), Box::new(right.expr));
        self.node(ExprKind::Arithmetic { op: operator, op_span: self.span(op), left, right }, span, depth)
    }

    fn compare(self, left: Built, op: &Pair<'_>, right: Built) -> Built {
        let chained = self.refuse_chain(&left, op);
        if !chained {
            self.refuse_foreign_comparison(op);
        }
        let operator = match op.as_rule() {
            Rule::eq | Rule::double_eq => CompareOp::Equal,
            Rule::ne | Rule::foreign_ne => CompareOp::NotEqual,
            Rule::lt => CompareOp::Less,
            Rule::le | Rule::foreign_le => CompareOp::LessOrEqual,
            Rule::gt => CompareOp::Greater,
            _ => CompareOp::GreaterOrEqual,
        };
        let span = left.expr.span.to(right.expr.span);
        let depth = left.depth.max(right.depth);
        let (left, right) = (Box::new(left.expr), Box::new(right.expr));
        let kind = ExprKind::Compare { op: operator, op_span: self.span(op), left, right };
        // A chain was reported: what it means is not known, so nothing more is said about it.
        self.node(if chained { ExprKind::Error } else { kind }, span, depth)
    }

    /// `a and b`, `a or b`: a bare chain on the left takes the right in, so that chains are not deep.
    fn join(self, left: Built, op: &Pair<'_>, right: Built) -> Built {
        let or = matches!(op.as_rule(), Rule::op_or | Rule::double_bar);
        if or {
            self.refuse_mixed(&left, &right);
        }
        let span = left.expr.span.to(right.expr.span);
        let depth = left.depth.max(right.depth + 1);
        let (mut parts, depth) = match left.expr {
            Expr { kind: ExprKind::And(parts), .. } if left.bare && !or => (parts, depth),
            Expr { kind: ExprKind::Or(parts), .. } if left.bare && or => (parts, depth),
            expr => (vec![expr], left.depth.max(right.depth) + 1),
        };
        parts.push(right.expr);
        let kind = if or { ExprKind::Or(parts) } else { ExprKind::And(parts) };
        self.node(kind, span, depth - 1)
    }

    fn refuse_mixed(self, left: &Built, right: &Built) {
        let mixed: Vec<Span> = [left, right]
            .into_iter()
            .filter(|side| side.bare && matches!(side.expr.kind, ExprKind::And(_)))
            .map(|side| side.expr.span)
            .collect();
        let Some(first) = mixed.first().copied() else { return };
        let edits = mixed
            .iter()
            .flat_map(|span| {
                let edit = |span, text: &str| Edit { span, text: text.to_owned() };
                [edit(span.at_start(), "("), edit(span.at_end(), ")")]
            })
            .collect();
        self.reader.report(
            Diagnostic::new(Code::MixedAndOr, left.expr.span.to(right.expr.span), msg!("mixed-and-or"))
                .label(msg!("mixed-and-or.label"))
                .help(msg!("mixed-and-or.help"))
                .fix_all(msg!("mixed-and-or.fix", group = self.reader.file.slice(first)), edits),
        );
    }

    /// Reports `a < b < c`; says whether it did.
    fn refuse_chain(self, left: &Built, op: &Pair<'_>) -> bool {
        let middle = match &left.expr.kind {
            _ if !left.bare => return false,
            ExprKind::Compare { right, .. } => Some(right.span),
            ExprKind::Is { .. } | ExprKind::IsPresent { .. } | ExprKind::In { .. } => None,
            _ => return false,
        };
        let span = self.span(op);
        let diagnostic = Diagnostic::new(Code::ComparisonChain, span, msg!("comparison-chain"))
            .label(msg!("comparison-chain.label"))
            .also(left.expr.span, msg!("comparison-chain.first"))
            .help(msg!("comparison-chain.help"));
        let is_compare = !matches!(op.as_rule(), Rule::is_op | Rule::in_op);
        self.reader.report(match middle.filter(|_| is_compare) {
            Some(middle) => {
                let text = self.reader.file.slice(middle);
                let insert = format!(" and {text}");
                diagnostic.fix(msg!("comparison-chain.fix", middle = text), middle.at_end(), insert)
            }
            None => diagnostic,
        });
        true
    }

    fn refuse_foreign_comparison(self, op: &Pair<'_>) {
        match op.as_rule() {
            Rule::double_eq => {
                let span = self.span(op);
                self.reader.report(
                    Diagnostic::new(Code::DoubleEquals, span, msg!("double-equals", found = op.as_str()))
                        .label(msg!("double-equals.label"))
                        .help(msg!("double-equals.help"))
                        .fix(msg!("double-equals.fix", found = op.as_str()), span, "="),
                );
            }
            Rule::foreign_ne => self.foreign(op, "!=", "!="),
            Rule::foreign_ge => self.foreign(op, ">=", ">="),
            Rule::foreign_le => self.foreign(op, "<=", "<="),
            _ => {}
        }
    }

    fn foreign(self, op: &Pair<'_>, meant: &str, replacement: impl Into<String>) {
        let span = self.span(op);
        self.reader.report(
            Diagnostic::new(Code::ForeignOperator, span, msg!("foreign-operator", found = op.as_str(), meant = meant))
                .label(msg!("foreign-operator.label", meant = meant))
                .help(msg!("foreign-operator.help", meant = meant))
                .fix(msg!("foreign-operator.fix", found = op.as_str(), meant = meant), span, replacement),
        );
    }

    /// A word in the place of a sign, with spaces where the sign had none.
    fn spaced(self, op: &Pair<'_>, word: &str) -> String {
        let span = self.span(op).range();
        let text = self.reader.file.text();
        let open = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let before = if open(text.get(..span.start).and_then(|t| t.chars().next_back())) { " " } else { "" };
        let after = if open(text.get(span.end..).and_then(|t| t.chars().next())) { " " } else { "" };
        format!("{before}{word}{after}")
    }

    /// `if c then a else if d then b else e`: a chain in the text, a tree that leans right.
    fn if_expr(self, pair: &Pair<'_>) -> Built {
        let mut starts = Vec::new();
        let mut parts = Vec::new();
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::kw_if => starts.push(self.span(&part)),
                Rule::expr => parts.push(self.built(&part)),
                _ => {}
            }
        }
        let end = self.span(pair);
        let mut tree = parts.pop().unwrap_or_else(|| Built::leaf(ExprKind::Error, end));
        while let (Some(then), Some(condition), Some(start)) = (parts.pop(), parts.pop(), starts.pop()) {
            let depth = tree.depth.max(then.depth).max(condition.depth);
            let kind = ExprKind::If {
                condition: Box::new(condition.expr),
                then: Box::new(then.expr),
                otherwise: Box::new(tree.expr),
            };
            tree = self.node(kind, start.to(end.at_end()), depth);
        }
        tree
    }

    fn quantifier(self, pair: &Pair<'_>) -> Built {
        let span = self.span(pair);
        let kind = match pair.clone().into_inner().next().map(|p| p.as_rule()) {
            Some(Rule::kw_every) => QuantifierKind::Every,
            Some(Rule::kw_exists) => QuantifierKind::Exists,
            _ => QuantifierKind::No,
        };
        let failed = || Built::leaf(ExprKind::Error, span);
        let (Some(variable), Some(list), Some(body)) =
            (self.named(pair), child(pair, Rule::sum), child(pair, Rule::expr))
        else {
            return failed();
        };
        let (list, body) = (self.built(&list), self.built(&body));
        let filter = child(pair, Rule::filter).and_then(|filter| self.filter(&filter));
        let depth = list.depth.max(body.depth).max(filter.as_ref().map_or(0, |filter| filter.depth));
        let over = super::ast::Over { variable, list: list.expr, filter: filter.map(|filter| filter.expr) };
        self.node(ExprKind::Quantifier { kind, over: Box::new(over), body: Box::new(body.expr) }, span, depth)
    }
}
