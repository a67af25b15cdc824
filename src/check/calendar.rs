//! Calendars of working days.

use jiff::civil::Weekday;

use super::Checker;
use super::report::{did_you_mean, missing, repeated};
use crate::diagnostic::{Code, Diagnostic, msg};
use crate::model::DateSpan;
use crate::syntax::ast::{self, DayRange};

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

impl Checker<'_> {
    pub(super) fn check_calendars(&mut self) {
        for declared in std::mem::take(&mut self.items.calendars) {
            let decl = declared.item;
            let weekend = decl.weekend.iter().filter_map(|name| self.weekday(name)).collect();
            let mut covers = decl.covers.iter();
            let span = covers.next().map(|range| self.day_range(range));
            if let Some(first) = decl.covers.first() {
                for again in covers {
                    self.report(repeated("covers", again.span, first.span));
                }
            } else {
                self.report(missing(
                    "covers",
                    msg!("owner.calendar", name = decl.name.text),
                    decl.name.span,
                    msg!("missing-clause.covers"),
                ));
            }
            let covers = span.unwrap_or(DateSpan::ALWAYS);
            let holidays = self.days_off(&decl.holidays, covers);
            let workdays = self.days_off(&decl.workdays, covers);
            let calendar = &mut self.out.calendars[declared.id];
            calendar.weekend = weekend;
            calendar.holidays = holidays;
            calendar.workdays = workdays;
            calendar.covers = covers;
        }
    }

    fn weekday(&mut self, name: &ast::Name) -> Option<Weekday> {
        if let Some((_, day)) = DAYS.iter().find(|(word, _)| *word == name.text) {
            return Some(*day);
        }
        let diagnostic = Diagnostic::new(Code::BadCalendar, name.span, msg!("bad-calendar.day", name = &name.text));
        let (diagnostic, _) = did_you_mean(diagnostic, &name.text, name.span, DAYS.map(|(word, _)| word));
        self.report(diagnostic.help(msg!("bad-calendar.day.help")));
        None
    }

    fn days_off(&mut self, ranges: &[DayRange], covers: DateSpan) -> Vec<DateSpan> {
        ranges
            .iter()
            .map(|range| {
                let span = self.day_range(range);
                if !span.is_empty() && !covers.is_empty() && !covers.covers(span) {
                    self.report(
                        Diagnostic::new(Code::BadCalendar, range.span, msg!("bad-calendar.outside"))
                            .help(msg!("bad-calendar.outside.help")),
                    );
                }
                span
            })
            .collect()
    }

    fn day_range(&mut self, range: &DayRange) -> DateSpan {
        self.period(&ast::Period { from: Some(range.first), through: Some(range.last), span: range.span })
    }
}
