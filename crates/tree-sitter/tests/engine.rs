//! The engine's tree as a shape. It says of every node what tests/tree.rs says of the one of tree-sitter.

mod expr;

use zhun::source::Span;
use zhun::syntax::ast::*;

use crate::shape::Shape;
use expr::expr;

/// The shape of a file.
pub fn shape(file: &File, length: usize) -> Shape {
    let mut parts: Vec<Shape> = file.policy.iter().filter_map(policy).collect();
    parts.extend(file.items.iter().filter_map(item));
    Shape::new("source_file", 0..length, parts)
}

fn leaf(what: &str, span: Span) -> Shape {
    Shape::leaf(what, span.range())
}

fn name(name: &Name) -> Shape {
    leaf("identifier", name.span)
}

fn text(text: &Text) -> Shape {
    leaf("text", text.span)
}

fn dotted(what: &str, dotted: &DottedName) -> Shape {
    Shape::new(what, dotted.span.range(), dotted.parts.iter().map(name).collect())
}

fn policy(name: &DottedName) -> Option<Shape> {
    Shape::group("policy_item", vec![dotted("dotted_name", name)])
}

fn localised(of: &Localised<Text>) -> Vec<Shape> {
    let other = of.other.iter().flat_map(|(language, version)| [leaf("language", language.span), text(version)]);
    std::iter::once(text(&of.plain)).chain(other).collect()
}

/// The clauses of one kind that hold such texts.
fn clauses<'t>(what: &'t str, texts: &'t [Localised<Text>]) -> impl Iterator<Item = Shape> + 't {
    texts.iter().filter_map(move |of| Shape::group(what, localised(of)))
}

fn item(item: &Item) -> Option<Shape> {
    let (what, parts) = match &item.kind {
        ItemKind::Policy(name) => return policy(name),
        ItemKind::Use(of) => {
            let names = of.names.iter().map(name);
            ("use_item", std::iter::once(dotted("dotted_name", &of.policy)).chain(names).collect())
        }
        ItemKind::Source(of) => ("source_item", source(of)),
        ItemKind::Facts(of) => ("facts_item", of.iter().map(field).collect()),
        ItemKind::Enum(of) => ("enum_item", vec![name(&of.name), enum_body(&of.body)]),
        ItemKind::Record(of) => {
            ("record_item", std::iter::once(name(&of.name)).chain(of.fields.iter().map(field)).collect())
        }
        ItemKind::Param(of) => ("param_item", param(of)),
        ItemKind::Define(of) => ("define_item", define(of)),
        ItemKind::Decision(of) => ("decision_item", decision(of)),
        ItemKind::Calendar(of) => ("calendar_item", calendar(of)),
        ItemKind::Sample(of) => ("sample_item", std::iter::once(name(&of.name)).chain(entries(&of.facts)).collect()),
        ItemKind::Example(of) => ("example_item", example(of)),
    };
    Some(Shape::new(what, item.span.range(), parts))
}

fn source(of: &Source) -> Vec<Shape> {
    let mut parts = vec![name(&of.name)];
    parts.extend(clauses("title_clause", &of.title));
    parts.extend(of.published.iter().map(|(_, span)| leaf("published_clause", *span)));
    parts.extend(of.url.iter().map(text));
    for clause in &of.clauses {
        let left_out = clause.left_out.as_ref().and_then(|why| Shape::group("left_out", localised(why)));
        let inside = std::iter::once(text(&clause.at)).chain(localised(&clause.gist)).chain(left_out);
        parts.extend(Shape::group("page_clause", inside.collect()));
    }
    parts
}

fn field(of: &FieldDecl) -> Shape {
    let mut parts = vec![name(&of.name), type_expr(&of.ty)];
    parts.extend(of.constraint.as_ref().map(constraint));
    parts.extend(clauses("unit_clause", &of.unit));
    parts.extend(clauses("title_clause", &of.title));
    Shape::new("field", of.span.range(), parts)
}

fn type_expr(of: &TypeExpr) -> Shape {
    let (what, parts) = match &of.kind {
        TypeExprKind::Name(_) => ("type_name", vec![leaf("identifier", of.span)]),
        TypeExprKind::Optional(inner) => ("optional_type", vec![type_expr(inner)]),
        TypeExprKind::List(inner) => ("list_type", vec![type_expr(inner)]),
        TypeExprKind::Enum(body) => ("inline_enum", vec![enum_body(body)]),
        TypeExprKind::Record(fields) => ("inline_record", fields.iter().map(field).collect()),
    };
    Shape::new(what, of.span.range(), parts)
}

fn constraint(of: &Constraint) -> Shape {
    let what = match (&of.least, &of.greatest) {
        (Some(_), Some(_)) => "constraint in",
        (Some(_), None) => "constraint >=",
        _ => "constraint <=",
    };
    Shape::new(what, of.span.range(), of.least.iter().chain(&of.greatest).map(expr).collect())
}

fn enum_body(of: &EnumBody) -> Shape {
    let words = of.words.iter().filter_map(|word| {
        let mut parts = vec![name(&word.name)];
        parts.extend(word.title.iter().flat_map(localised));
        parts.extend(word.spelling.as_ref().map(text));
        parts.extend(word.group.as_ref().map(enum_body));
        Shape::group("enum_word", parts)
    });
    let less = of.less.iter().map(|span| leaf("<", *span));
    Shape::new("enum_body", of.span.range(), words.chain(less).collect())
}

fn param(of: &Param) -> Vec<Shape> {
    let mut parts = vec![name(&of.name), type_expr(&of.ty)];
    parts.extend(of.constraint.as_ref().map(constraint));
    parts.extend(clauses("unit_clause", &of.unit));
    parts.extend(clauses("title_clause", &of.title));
    match &of.value {
        ParamValue::Host => {}
        ParamValue::Fixed(value) => parts.push(expr(value)),
        ParamValue::History(history) => parts.extend(
            history
                .iter()
                .map(|dated| Shape::new("dated", dated.span.range(), vec![expr(&dated.value), period(&dated.period)])),
        ),
    }
    parts
}

fn period(of: &Period) -> Shape {
    let what = match (of.from, of.through) {
        (Some(_), Some(_)) => "period from through",
        (Some(_), None) => "period from",
        _ => "period through",
    };
    leaf(what, of.span)
}

fn define(of: &Define) -> Vec<Shape> {
    let mut parts = vec![name(&of.name), expr(&of.value)];
    let parameters = of.params.iter().flatten();
    parts.extend(parameters.filter_map(|p| Shape::group("parameter", vec![name(&p.name), type_expr(&p.ty)])));
    parts.extend(of.ty.as_ref().map(type_expr));
    parts.extend(clauses("title_clause", &of.title));
    parts.extend(clauses("unit_clause", &of.unit));
    parts.extend(of.cites.iter().map(cite));
    parts.extend(clauses("interpretation_clause", &of.interpretations));
    parts
}

fn cite(of: &Cite) -> Shape {
    Shape::new("cite_clause", of.span.range(), vec![name(&of.source), text(&of.at)])
}

fn decision(of: &Decision) -> Vec<Shape> {
    let mut parts = vec![name(&of.name)];
    parts.extend(clauses("title_clause", &of.title));
    parts.extend(of.outcomes.iter().map(|outcomes| {
        let words = outcomes.words.iter().filter_map(|word| {
            let what = if word.reserved { "outcome reserved" } else { "outcome" };
            Shape::group(what, std::iter::once(name(&word.name)).chain(word.title.iter().flat_map(localised)).collect())
        });
        Shape::new("outcomes_clause", outcomes.span.range(), words.collect())
    }));
    parts.extend(of.default.iter().map(default_clause));
    parts.extend(of.effective.iter().map(period));
    parts.extend(of.rules.iter().map(rule));
    parts
}

fn default_clause(of: &DefaultClause) -> Shape {
    let mut parts = vec![name(&of.outcome)];
    if let Some(because) = &of.because {
        parts.push(template(&because.plain));
        parts.extend(
            because.other.iter().flat_map(|(language, other)| [leaf("language", language.span), template(other)]),
        );
    }
    parts.extend(of.cites.iter().map(cite));
    parts.extend(clauses("interpretation_clause", &of.interpretations));
    Shape::new("default_clause", of.span.range(), parts)
}

fn template(of: &Template) -> Shape {
    let inner = of.pieces.iter().filter_map(|piece| match piece {
        Piece::Expr(inner) => Some(expr(inner)),
        Piece::Text(_) => None,
    });
    Shape::new("template", of.span.range(), inner.collect())
}

fn rule(of: &Rule) -> Shape {
    let mut parts = vec![name(&of.name)];
    parts.extend(clauses("title_clause", &of.title));
    parts.extend(of.conditions.iter().map(|condition| {
        let what = match condition.kind {
            ConditionKind::Require => "require_clause",
            ConditionKind::When => "when_clause",
        };
        let inside = std::iter::once(expr(&condition.expr)).chain(condition.outcome.as_ref().map(name));
        Shape::new(what, condition.span.range(), inside.collect())
    }));
    let exception = |of: &Exception| Shape::new("except_clause", of.span.range(), vec![expr(&of.expr)]);
    parts.extend(of.exceptions.iter().map(exception));
    parts.extend(of.because.iter().map(|because| {
        let language = because.language.as_ref().map(|language| leaf("language", language.span));
        Shape::new(
            "because_clause",
            because.span.range(),
            language.into_iter().chain([template(&because.template)]).collect(),
        )
    }));
    parts.extend(of.cites.iter().map(cite));
    parts.extend(clauses("interpretation_clause", &of.interpretations));
    parts.extend(of.effective.iter().map(period));
    parts.extend(of.obliges.iter().map(|oblige| {
        let inside = std::iter::once(name(&oblige.name)).chain(localised(&oblige.text));
        Shape::new("oblige_clause", oblige.span.range(), inside.collect())
    }));
    Shape::new("rule", of.span.range(), parts)
}

fn calendar(of: &Calendar) -> Vec<Shape> {
    let days =
        |what: &'static str, ranges: &[DayRange]| ranges.iter().map(|range| leaf(what, range.span)).collect::<Vec<_>>();
    let mut parts: Vec<_> = std::iter::once(&of.name).chain(&of.weekend).map(name).collect();
    parts.extend(days("holiday_clause", &of.holidays));
    parts.extend(days("workday_clause", &of.workdays));
    parts.extend(days("covers_clause", &of.covers));
    parts
}

fn entries(values: &[FieldValue]) -> Vec<Shape> {
    let entry = |of: &FieldValue| Shape::group("entry", vec![dotted("path", &of.path), expr(&of.value)]);
    values.iter().filter_map(entry).collect()
}

fn example(of: &Example) -> Vec<Shape> {
    let mut parts = vec![name(&of.query), text(&of.title)];
    parts.extend(of.today.iter().map(|(_, span)| leaf("today_clause", *span)));
    parts.extend(of.now.iter().map(|(_, span)| leaf("now_clause", *span)));
    parts.extend(of.given.iter().map(|given| {
        let mut inside: Vec<_> = given.sample.iter().map(name).collect();
        inside.extend(entries(&given.with));
        inside.extend(given.without.iter().map(|path| dotted("path", path)));
        Shape::new("given_clause", given.span.range(), inside)
    }));
    parts.extend(of.params.iter().filter_map(|params| Shape::group("params_clause", entries(params))));
    parts.extend(of.expect.iter().map(expect));
    parts.extend(
        of.obliges
            .iter()
            .map(|(names, span)| Shape::new("obliges_clause", span.range(), names.iter().map(name).collect())),
    );
    parts
}

fn expect(of: &Expect) -> Shape {
    let (what, parts) = match &of.kind {
        ExpectKind::Undetermined { needs } => {
            ("expect undetermined", needs.iter().flatten().map(|need| leaf("need", need.span)).collect())
        }
        ExpectKind::NotInForce => ("expect not_in_force", Vec::new()),
        ExpectKind::Error => ("expect error", Vec::new()),
        ExpectKind::Value { value, because } => {
            ("expect", std::iter::once(expr(value)).chain(because.iter().flatten().map(name)).collect())
        }
    };
    Shape::new(what, of.span.range(), parts)
}
