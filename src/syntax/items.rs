//! The declarations of a file to their trees, but for decisions and examples. It leaves meaning to `check`.

use pest::Parser;

use super::ast::{
    Calendar, Constraint, Dated, DayRange, Define, DefineParam, EnumBody, EnumDecl, FieldDecl, Item, ItemKind,
    PageClause, Param, ParamValue, Period, RecordDecl, Source, TypeExpr, TypeExprKind, Use, WordDecl,
};
use super::build::{Builder, Pair, child, children};
use super::grammar::{Grammar, Rule};
use super::report;

impl Builder<'_> {
    /// An item. None where its parts are not what the grammar promises.
    pub fn item(self, pair: &Pair<'_>) -> Option<Item> {
        let item = pair.clone().into_inner().next()?;
        let kind = match item.as_rule() {
            Rule::policy => ItemKind::Policy(self.dotted(&child(&item, Rule::dotted_name)?)),
            Rule::use_names => {
                ItemKind::Use(Use { policy: self.dotted(&child(&item, Rule::dotted_name)?), names: self.names(&item) })
            }
            Rule::source => ItemKind::Source(self.source(&item)?),
            Rule::facts => ItemKind::Facts(self.fields(&child(&item, Rule::fields)?)),
            Rule::enum_decl => ItemKind::Enum(EnumDecl {
                name: self.named(&item)?,
                body: self.enum_body(&child(&item, Rule::enum_body)?)?,
            }),
            Rule::record_decl => ItemKind::Record(RecordDecl {
                name: self.named(&item)?,
                fields: self.fields(&child(&item, Rule::fields)?),
            }),
            Rule::param => ItemKind::Param(self.param(&item)?),
            Rule::define => ItemKind::Define(self.define(&item)?),
            Rule::decision => ItemKind::Decision(self.decision(&item)?),
            Rule::calendar => ItemKind::Calendar(self.calendar(&item)?),
            Rule::sample => ItemKind::Sample(self.sample(&item)?),
            Rule::example => ItemKind::Example(self.example(&item)?),
            _ => return None,
        };
        Some(Item { kind, doc: self.doc(&item), span: self.span(&item) })
    }

    fn source(self, pair: &Pair<'_>) -> Option<Source> {
        let mut source = Source {
            name: self.named(pair)?,
            title: Vec::new(),
            published: Vec::new(),
            url: Vec::new(),
            clauses: Vec::new(),
        };
        for clause in pair.clone().into_inner() {
            match clause.as_rule() {
                Rule::title => source.title.extend(self.localised(&clause)),
                Rule::published => {
                    source.published.extend(self.date_in(&clause).map(|date| (date, self.span(&clause))))
                }
                Rule::url => source.url.extend(self.text_in(&clause)),
                Rule::page_clause => source.clauses.extend(self.page_clause(&clause)),
                _ => {}
            }
        }
        Some(source)
    }

    fn page_clause(self, pair: &Pair<'_>) -> Option<PageClause> {
        Some(PageClause {
            at: self.text_in(pair)?,
            gist: self.localised(pair)?,
            left_out: child(pair, Rule::left_out).and_then(|left_out| self.localised(&left_out)),
        })
    }

    /// The first date of a clause.
    pub fn date_in(self, pair: &Pair<'_>) -> Option<crate::model::Date> {
        child(pair, Rule::date).and_then(|date| child(&date, Rule::date_like)).map(|date| self.date(&date))
    }

    /// The fields of a facts block or a record. One that cannot be read is reported and left out.
    pub fn fields(self, pair: &Pair<'_>) -> Vec<FieldDecl> {
        let mut fields = Vec::new();
        let mut from = None;
        for member in pair.clone().into_inner() {
            match member.as_rule() {
                Rule::field_decl => {
                    from = Some(member.as_span().start());
                    fields.extend(self.field_decl(&member));
                }
                Rule::junk_field => self.junk(from.take(), &member, Rule::strict_fields),
                _ => {}
            }
        }
        fields
    }

    /// Reads what a catch-all swallowed again, together with the member before it, for its error.
    pub fn junk(self, from: Option<usize>, junk: &Pair<'_>, rule: Rule) {
        let end = junk.as_span().end();
        let start = from.unwrap_or(junk.as_span().start());
        let text = self.reader.mended(self.base + start, self.base + end);
        let builder = Self { base: self.base + start, ..self };
        let diagnostic = match Grammar::parse(rule, text) {
            Err(error) => report::syntax_error(builder, rule, text, &error),
            Ok(_) => report::unexpected(self.span(junk), junk.as_str()),
        };
        self.reader.report_syntax(diagnostic);
    }

    fn field_decl(self, pair: &Pair<'_>) -> Option<FieldDecl> {
        let mut field = FieldDecl {
            doc: self.doc(pair),
            name: self.named(pair)?,
            ty: self.type_in(pair)?,
            constraint: child(pair, Rule::constraint).map(|constraint| self.constraint(&constraint)),
            unit: Vec::new(),
            title: Vec::new(),
            span: self.span(pair),
        };
        for clause in pair.clone().into_inner() {
            match clause.as_rule() {
                Rule::unit_clause => field.unit.extend(self.localised(&clause)),
                Rule::title => field.title.extend(self.localised(&clause)),
                _ => {}
            }
        }
        Some(field)
    }

    fn type_in(self, pair: &Pair<'_>) -> Option<TypeExpr> {
        self.type_expr(&child(pair, Rule::type_expr)?)
    }

    fn type_expr(self, pair: &Pair<'_>) -> Option<TypeExpr> {
        let inner = pair.clone().into_inner().next()?;
        let kind = match inner.as_rule() {
            Rule::optional_type => TypeExprKind::Optional(Box::new(self.type_in(&inner)?)),
            Rule::list_type => TypeExprKind::List(Box::new(self.type_in(&inner)?)),
            Rule::inline_enum => TypeExprKind::Enum(self.enum_body(&child(&inner, Rule::enum_body)?)?),
            Rule::fields => TypeExprKind::Record(self.fields(&inner)),
            _ => TypeExprKind::Name(inner.as_str().trim_end().to_owned()),
        };
        Some(TypeExpr { kind, span: self.span(pair) })
    }

    fn constraint(self, pair: &Pair<'_>) -> Constraint {
        let mut bounds = children(pair, Rule::sum).map(|sum| self.built(&sum).expr);
        let (first, second) = (bounds.next(), bounds.next());
        let (least, greatest) = match child(pair, Rule::le) {
            Some(_) => (None, first),
            None => (first, second),
        };
        Constraint { least, greatest, span: self.span(pair) }
    }

    fn enum_body(self, pair: &Pair<'_>) -> Option<EnumBody> {
        let mut body = EnumBody { words: Vec::new(), less: Vec::new(), span: self.span(pair) };
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::enum_word => body.words.push(WordDecl {
                    name: self.named(&part)?,
                    title: self.localised(&part),
                    spelling: child(&part, Rule::spelling).and_then(|spelling| self.text_in(&spelling)),
                    group: match child(&part, Rule::enum_body) {
                        Some(group) => Some(self.enum_body(&group)?),
                        None => None,
                    },
                }),
                Rule::lt => body.less.push(self.span(&part)),
                _ => {}
            }
        }
        Some(body)
    }

    fn param(self, pair: &Pair<'_>) -> Option<Param> {
        let mut param = Param {
            name: self.named(pair)?,
            ty: self.type_in(pair)?,
            constraint: child(pair, Rule::constraint).map(|constraint| self.constraint(&constraint)),
            value: ParamValue::Host,
            unit: Vec::new(),
            title: Vec::new(),
        };
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::fixed => param.value = ParamValue::Fixed(self.expr_in(&part)?),
                Rule::history => {
                    param.value = ParamValue::History(
                        children(&part, Rule::dated).filter_map(|dated| self.dated(&dated)).collect(),
                    );
                }
                Rule::unit_clause => param.unit.extend(self.localised(&part)),
                Rule::title => param.title.extend(self.localised(&part)),
                _ => {}
            }
        }
        Some(param)
    }

    fn dated(self, pair: &Pair<'_>) -> Option<Dated> {
        Some(Dated { value: self.expr_in(pair)?, period: self.period_in(pair)?, span: self.span(pair) })
    }

    /// The `from D through E` of a clause.
    pub fn period_in(self, pair: &Pair<'_>) -> Option<Period> {
        let pair = child(pair, Rule::period)?;
        let mut period = Period { from: None, through: None, span: self.span(&pair) };
        let mut through = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::kw_through => through = true,
                Rule::date => {
                    let date = child(&part, Rule::date_like).map(|date| self.date(&date));
                    if through { period.through = date } else { period.from = date }
                }
                _ => {}
            }
        }
        Some(period)
    }

    fn define(self, pair: &Pair<'_>) -> Option<Define> {
        let params = child(pair, Rule::define_params).map(|params| {
            let params = children(&params, Rule::define_param);
            params.filter_map(|p| Some(DefineParam { name: self.named(&p)?, ty: self.type_in(&p)? })).collect()
        });
        let mut define = Define {
            name: self.named(pair)?,
            params,
            ty: self.type_in(pair),
            value: self.expr_in(pair)?,
            title: Vec::new(),
            unit: Vec::new(),
            cites: Vec::new(),
            interpretations: Vec::new(),
        };
        for clause in pair.clone().into_inner() {
            match clause.as_rule() {
                Rule::title => define.title.extend(self.localised(&clause)),
                Rule::unit_clause => define.unit.extend(self.localised(&clause)),
                Rule::cite => define.cites.extend(self.cite(&clause)),
                Rule::interpretation => define.interpretations.extend(self.localised(&clause)),
                _ => {}
            }
        }
        Some(define)
    }

    fn calendar(self, pair: &Pair<'_>) -> Option<Calendar> {
        let mut calendar = Calendar {
            name: self.named(pair)?,
            weekend: Vec::new(),
            holidays: Vec::new(),
            workdays: Vec::new(),
            covers: Vec::new(),
        };
        for clause in pair.clone().into_inner() {
            match clause.as_rule() {
                Rule::weekend => calendar.weekend.extend(self.names(&clause)),
                Rule::holiday => calendar.holidays.extend(self.day_ranges(&clause)),
                Rule::workday => calendar.workdays.extend(self.day_ranges(&clause)),
                Rule::covers => calendar.covers.extend(self.day_ranges(&clause)),
                _ => {}
            }
        }
        Some(calendar)
    }

    fn day_ranges(self, pair: &Pair<'_>) -> Vec<DayRange> {
        let range = |range: Pair<'_>| {
            let mut dates = children(&range, Rule::date)
                .filter_map(|date| child(&date, Rule::date_like))
                .map(|date| self.date(&date));
            let first = dates.next()?;
            Some(DayRange { first, last: dates.next().unwrap_or(first), span: self.span(&range) })
        };
        children(pair, Rule::day_range).filter_map(range).collect()
    }
}
