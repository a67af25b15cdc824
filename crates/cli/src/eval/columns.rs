//! Answers to records of CSV: one row for each, of the columns that were asked for. What holds several things joins them
//! by `; `.

use zhun::eval::{Answer, Reason, ValueVerdict, Verdict};
use zhun::facts::FactProblem;

use crate::failure::{Failure, say};

use super::tally;

/// A column of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Column {
    #[value(help = say!("cli.help.eval.columns.line"))]
    Line,
    #[value(help = say!("cli.help.eval.columns.name"))]
    Name,
    #[value(help = say!("cli.help.eval.columns.status"))]
    Status,
    #[value(help = say!("cli.help.eval.columns.outcome"))]
    Outcome,
    #[value(help = say!("cli.help.eval.columns.possible"))]
    Possible,
    #[value(help = say!("cli.help.eval.columns.rules"))]
    Rules,
    #[value(help = say!("cli.help.eval.columns.messages"))]
    Messages,
    #[value(help = say!("cli.help.eval.columns.cites"))]
    Cites,
    #[value(help = say!("cli.help.eval.columns.obligations"))]
    Obligations,
    #[value(help = say!("cli.help.eval.columns.result"))]
    Result,
    #[value(help = say!("cli.help.eval.columns.needs"))]
    Needs,
    #[value(help = say!("cli.help.eval.columns.open"))]
    Open,
    #[value(help = say!("cli.help.eval.columns.warnings"))]
    Warnings,
    #[value(help = say!("cli.help.eval.columns.errors"))]
    Errors,
    #[value(help = say!("cli.help.eval.columns.as-of"))]
    AsOf,
}

/// What is written where nothing was asked for.
const OF_DECISIONS: [Column; 7] =
    [Column::Line, Column::Status, Column::Outcome, Column::Rules, Column::Messages, Column::Needs, Column::Errors];
const OF_VALUES: [Column; 5] = [Column::Line, Column::Status, Column::Result, Column::Needs, Column::Errors];

/// The columns of one run.
pub struct Columns {
    columns: Vec<Column>,
    name: String,
}

/// Joins what stands in one cell.
const JOIN: &str = "; ";

impl Columns {
    /// Those that were asked for, or the usual ones of a decision or a value.
    pub fn new(asked: &[Column], name: String, is_decision: bool) -> Result<Self, Failure> {
        let missing = if is_decision {
            &[Column::Result][..]
        } else {
            &[Column::Outcome, Column::Possible, Column::Rules, Column::Messages, Column::Obligations, Column::Open]
        };
        if let Some(column) = asked.iter().find(|column| missing.contains(column)) {
            let failure = Failure::usage(if is_decision {
                say!("cli.no-column-of-decision", column = title(*column), name = &name)
            } else {
                say!("cli.no-column-of-value", column = title(*column), name = &name)
            });
            return Err(failure.help(say!("cli.no-column.help")));
        }
        let usual = if is_decision { &OF_DECISIONS[..] } else { &OF_VALUES };
        let columns = if asked.is_empty() { usual } else { asked };
        Ok(Self { columns: columns.to_vec(), name })
    }

    /// The first row.
    pub fn header(&self) -> Vec<u8> {
        row(self.columns.iter().map(|column| title(*column)))
    }

    /// The row of an answer.
    pub fn answer(&self, line: Option<u32>, answer: &Answer) -> Vec<u8> {
        row(self.columns.iter().map(|column| match column {
            Column::Line => line.map(|line| line.to_string()).unwrap_or_default(),
            Column::Name => self.name.clone(),
            Column::Status => tally::name(answer.status()).to_owned(),
            _ => match answer {
                Answer::Verdict(verdict) => of_verdict(*column, verdict),
                Answer::Value(value) => of_value(*column, value),
            },
        }))
    }

    /// The row of facts of the wrong shape.
    pub fn refused(&self, line: Option<u32>, problems: &[FactProblem]) -> Vec<u8> {
        row(self.columns.iter().map(|column| match column {
            Column::Line => line.map(|line| line.to_string()).unwrap_or_default(),
            Column::Name => self.name.clone(),
            Column::Status => tally::name(zhun::eval::Status::Error).to_owned(),
            Column::Errors => joined(problems.iter().map(ToString::to_string)),
            _ => String::new(),
        }))
    }
}

fn title(column: Column) -> String {
    let value = clap::ValueEnum::to_possible_value(&column);
    value.map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn joined<T: AsRef<str>>(parts: impl Iterator<Item = T>) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push_str(JOIN);
        }
        text.push_str(part.as_ref());
    }
    text
}

fn of_verdict(column: Column, verdict: &Verdict) -> String {
    let reasons = verdict.reasons.iter();
    match column {
        Column::Outcome => verdict.outcome.clone().unwrap_or_default(),
        Column::Possible => joined(verdict.possible.iter()),
        Column::Rules => joined(reasons.filter_map(|reason| reason.rule.as_ref())),
        Column::Messages => joined(reasons.map(|reason| &reason.message)),
        Column::Cites => joined(reasons.flat_map(cites)),
        Column::Obligations => joined(verdict.obligations.iter().map(|due| &due.name)),
        Column::Needs => joined(verdict.needs.iter()),
        Column::Open => joined(verdict.open.iter().map(|open| &open.rule)),
        Column::Warnings => joined(verdict.warnings.iter().map(|error| &error.message)),
        Column::Errors => joined(verdict.errors.iter().map(|error| &error.message)),
        Column::AsOf => verdict.as_of.clone(),
        Column::Line | Column::Name | Column::Status | Column::Result => String::new(),
    }
}

fn cites(reason: &Reason) -> impl Iterator<Item = String> {
    reason.cite.iter().chain(&reason.also_cites).map(|cite| format!("{} {}", cite.source, cite.at))
}

fn of_value(column: Column, value: &ValueVerdict) -> String {
    match column {
        Column::Result => {
            // Digits stay as they are: only a text loses its quotation marks.
            let json = serde_json::to_string(&value.result).unwrap_or_default();
            match serde_json::from_str::<Option<String>>(&json) {
                Ok(text) => text.unwrap_or_default(),
                Err(_) => json,
            }
        }
        Column::Needs => joined(value.needs.iter()),
        Column::Warnings => joined(value.warnings.iter().map(|error| &error.message)),
        Column::Errors => joined(value.errors.iter().map(|error| &error.message)),
        Column::Cites => joined(value.cite.iter().map(|cite| format!("{} {}", cite.source, cite.at))),
        Column::AsOf => value.as_of.clone(),
        _ => String::new(),
    }
}

/// A record with its line break.
fn row(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(512).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells.map(String::into_bytes));
    writer.into_inner().unwrap_or_default()
}
