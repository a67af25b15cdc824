//! Checked policies made by hand.

use crate::check::checked::*;
use crate::compile::{Program, compile};
use crate::facts::Facts;
use crate::model::*;
use crate::source::Span;

#[derive(Default)]
pub(crate) struct Build {
    pub(crate) checked: Checked,
}

pub(crate) fn ty(kind: TypeKind) -> Type {
    Type::required(kind)
}

pub(crate) fn int() -> Type {
    ty(TypeKind::Int)
}

pub(crate) fn bool_() -> Type {
    ty(TypeKind::Bool)
}

pub(crate) fn decimal() -> Type {
    ty(TypeKind::Decimal)
}

pub(crate) fn list_of(item: Type) -> Type {
    ty(TypeKind::List(Box::new(item)))
}

pub(crate) fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, span: Span::default() }
}

pub(crate) fn lit(n: i64) -> Expr {
    expr(ExprKind::Literal(Value::Int(n)), int())
}

pub(crate) fn yes(b: bool) -> Expr {
    expr(ExprKind::Literal(Value::Bool(b)), bool_())
}

pub(crate) fn and(parts: Vec<Expr>) -> Expr {
    expr(ExprKind::And(parts), bool_())
}

pub(crate) fn or(parts: Vec<Expr>) -> Expr {
    expr(ExprKind::Or(parts), bool_())
}

pub(crate) fn compare(by: Comparison, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Compare(by, Box::new(a), Box::new(b)), bool_())
}

pub(crate) fn less(a: Expr, b: Expr) -> Expr {
    compare(Comparison::Less, a, b)
}

pub(crate) fn arithmetic(op: Arithmetic, a: Expr, b: Expr, ty: Type) -> Expr {
    expr(ExprKind::Arithmetic(op, Box::new(a), Box::new(b)), ty)
}

pub(crate) fn add(a: Expr, b: Expr) -> Expr {
    arithmetic(Arithmetic::IntAdd, a, b, int())
}

pub(crate) fn local(at: u16, ty: Type) -> Expr {
    expr(ExprKind::Local(LocalId(at)), ty)
}

pub(crate) fn field(record: Expr, at: u16, ty: Type) -> Expr {
    expr(ExprKind::Field(Box::new(record), at), ty)
}

pub(crate) fn over(variable: u16, list: Expr, filter: Option<Expr>) -> Box<Over> {
    Box::new(Over { variable: LocalId(variable), list, filter })
}

pub(crate) fn quantifier(which: Quantifier, over: Box<Over>, body: Expr) -> Expr {
    expr(ExprKind::Quantifier(which, over, Box::new(body)), bool_())
}

pub(crate) fn is_outcome(decision: DecisionId, set: u64) -> Expr {
    let read = expr(ExprKind::Decision(decision), ty(TypeKind::Outcome(decision)));
    expr(ExprKind::IsOutcome(Box::new(read), OutcomeSet(set)), bool_())
}

pub(crate) fn because(pieces: Vec<Piece>) -> Localised<Template> {
    Localised::plain(Template { pieces })
}

pub(crate) fn text(text: &str) -> Piece {
    Piece::Text(text.into())
}

/// A rule whose frame has room for a few variables.
pub(crate) fn rule(name: &str, kind: RuleKind, outcome: u8, condition: Expr) -> Rule {
    Rule {
        name: name.into(),
        title: None,
        kind,
        condition,
        exceptions: Vec::new(),
        outcome,
        because: because(vec![text(name)]),
        cites: Vec::new(),
        interpretations: Vec::new(),
        effective: DateSpan::ALWAYS,
        obligations: Vec::new(),
        frame: Frame { locals: (0..4).map(|i| (format!("v{i}").into(), int())).collect() },
        doc: None,
        span: Span::default(),
    }
}

pub(crate) fn when(name: &str, outcome: u8, condition: Expr) -> Rule {
    rule(name, RuleKind::When, outcome, condition)
}

pub(crate) fn require(name: &str, outcome: u8, condition: Expr) -> Rule {
    rule(name, RuleKind::Require, outcome, condition)
}

impl Build {
    pub(crate) fn field(name: &str, ty: Type) -> Field {
        Field { name: name.into(), ty, constraint: None, unit: None, title: None, doc: None }
    }

    pub(crate) fn fact(&mut self, name: &str, ty: Type) -> Expr {
        let field = Self::field(name, ty.clone());
        let id = self.checked.schema.facts.push(FactDef { field, policies: vec!["p".into()] });
        expr(ExprKind::Fact(id), ty)
    }

    pub(crate) fn record(&mut self, name: &str, fields: &[(&str, Type)]) -> Type {
        let fields = fields.iter().map(|(name, ty)| Self::field(name, ty.clone())).collect();
        ty(TypeKind::Record(self.checked.schema.types.records.push(RecordDef { name: name.into(), fields })))
    }

    pub(crate) fn words(&mut self, name: &str, words: &[(&str, Option<&str>, Option<&str>)]) -> Type {
        let words = words
            .iter()
            .map(|(name, title, spelling)| Word {
                name: (*name).into(),
                title: title.map(|title| Localised::plain(title.into())),
                spelling: spelling.map(Into::into),
            })
            .collect();
        let shape = EnumShape::Order;
        ty(TypeKind::Enum(self.checked.schema.types.enums.push(EnumDef {
            name: name.into(),
            shape,
            words,
            groups: Vec::new(),
        })))
    }

    pub(crate) fn param(&mut self, name: &str, ty: Type, history: Vec<(DateSpan, Cell)>) -> Expr {
        let id = self.checked.schema.params.push(ParamDef {
            policy: "p".into(),
            name: name.into(),
            ty: ty.clone(),
            constraint: None,
            history,
            unit: None,
            title: None,
            doc: None,
        });
        expr(ExprKind::Param(id), ty)
    }

    pub(crate) fn define(&mut self, name: &str, params: &[Type], ty: Type, body: Expr) -> DefineId {
        let mut locals: Vec<_> = params.iter().map(|ty| ("x".into(), ty.clone())).collect();
        locals.extend((0..4).map(|i| (format!("v{i}").into(), int())));
        self.checked.defines.push(Define {
            policy: "p".into(),
            name: name.into(),
            params: params.len(),
            frame: Frame { locals },
            ty,
            body,
            title: None,
            unit: None,
            cites: Vec::new(),
            interpretations: Vec::new(),
            doc: None,
            span: Span::default(),
        })
    }

    pub(crate) fn decision(&mut self, name: &str, outcomes: &[&str], rules: Vec<Rule>) -> DecisionId {
        let outcomes =
            outcomes.iter().map(|name| Outcome { name: (*name).into(), title: None, reserved: false }).collect();
        self.checked.decisions.push(Decision {
            policy: "p".into(),
            name: name.into(),
            title: None,
            outcomes,
            default_because: because(vec![text("fine")]),
            default_frame: Frame::default(),
            default_cites: Vec::new(),
            default_interpretations: Vec::new(),
            effective: DateSpan::ALWAYS,
            rules,
            doc: None,
            span: Span::default(),
        })
    }

    /// The expression as if the author had written it so.
    pub(crate) fn spelled(&mut self, text: &str, mut expr: Expr) -> Expr {
        let file = self.checked.texts.add("p.policy", text);
        expr.span = Span::new(file, 0, text.len());
        expr
    }

    pub(crate) fn compile(&self) -> Program {
        compile(&self.checked)
    }

    /// Facts in the order in which they were declared; the rest is unknown.
    pub(crate) fn facts(&self, cells: Vec<Cell>) -> Facts {
        let mut facts = Facts::unknown(&self.checked.schema);
        for (id, cell) in self.checked.schema.facts.ids().zip(cells) {
            facts.set(id, cell);
        }
        facts
    }
}

pub(crate) fn known(n: i64) -> Cell {
    Cell::Known(Value::Int(n))
}

pub(crate) fn flag(b: bool) -> Cell {
    Cell::Known(Value::Bool(b))
}

pub(crate) fn dec(text: &str) -> Cell {
    Cell::Known(Value::Decimal(Decimal::parse(text).unwrap()))
}

pub(crate) fn record(cells: Vec<Cell>) -> Cell {
    Cell::Known(Value::Record(cells.into()))
}

pub(crate) fn list(cells: Vec<Cell>) -> Cell {
    Cell::Known(Value::List(cells.into()))
}
