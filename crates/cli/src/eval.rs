//! `zhun eval`: facts to verdicts, one or a stream of them.

mod batch;
mod columns;
mod input;
mod records;
mod settings;
mod stream;
mod tally;

use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use zhun::Ask;
use zhun::eval::Status as Ended;
use zhun::explain::human::Form;
use zhun::facts::{FactProblem, Read, Reader};

use crate::failure::{Failure, Status, say};
use crate::help::{examples, word};
use crate::policies::{BROKEN, PolicyArgs};
use crate::screen::{self, Colour, Screen};
use columns::{Column, Columns};
use input::{Input, InputFormat};

/// What `zhun eval` is told.
#[derive(Debug, clap::Args)]
#[command(about = say!("cli.help.eval"), after_help = after_help())]
pub struct Args {
    #[arg(value_name = word("cli.name.name"), help = say!("cli.help.eval.name"))]
    name: String,
    #[arg(value_name = word("cli.name.facts"), help = say!("cli.help.eval.facts"))]
    facts: PathBuf,
    #[command(flatten)]
    policies: PolicyArgs,
    #[command(flatten)]
    settings: settings::Settings,
    #[arg(long, value_enum, value_name = word("cli.name.format"), help = say!("cli.help.eval.input"))]
    input: Option<InputFormat>,
    #[arg(long, value_enum, default_value_t, value_name = word("cli.name.format"), help = say!("cli.help.eval.format"))]
    format: Format,
    #[arg(long, value_enum, value_name = word("cli.name.column"), value_delimiter = ',', help = say!("cli.help.eval.columns"))]
    columns: Vec<Column>,
    #[arg(long, help = say!("cli.help.eval.explain"))]
    explain: bool,
    #[arg(long, help = say!("cli.help.eval.summary"))]
    summary: bool,
    #[arg(long, value_name = word("cli.name.line"), value_parser = settings::line, default_value_t = 1, help = say!("cli.help.eval.from-line"))]
    from_line: u32,
    #[arg(long, value_name = word("cli.name.number"), value_parser = settings::jobs, help = say!("cli.help.eval.jobs"))]
    jobs: Option<NonZero<usize>>,
}

fn after_help() -> String {
    [
        examples(
            53,
            &[
                ("zhun eval douyin.alliance.admission shop.json", String::new()),
                ("zhun eval admission shop.yaml --today 2022-11-01 --explain", String::new()),
                ("zhun eval admission shops.csv --format json", say!("cli.example.eval.csv")),
                ("zhun eval admission shops.ndjson.gz --summary", say!("cli.example.eval.ndjson")),
                ("zhun eval admission shops.ndjson --format csv --columns line,outcome,messages", String::new()),
                ("cat shops.ndjson | zhun eval admission - --input ndjson", String::new()),
                ("zhun eval admission shop.json --param score_to_enter=4.2 --locale en", String::new()),
            ],
        ),
        say!("cli.help.eval.exit"),
    ]
    .join("\n\n")
}

/// How to write verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    #[default]
    #[value(help = say!("cli.help.eval.format.human"))]
    Human,
    #[value(help = say!("cli.help.eval.format.json"))]
    Json,
    #[value(help = say!("cli.help.eval.format.csv"))]
    Csv,
}

/// Everything that answering needs besides facts.
struct Desk<'a> {
    ask: &'a Ask,
    reader: Reader<'a>,
    format: Format,
    explain: bool,
    columns: Columns,
    /// Whether a stream is summed up.
    summary: bool,
    /// The first line of a stream that is answered.
    from_line: u32,
    /// On how many cores a stream is answered.
    cores: usize,
    /// Whether what is written is coloured.
    colour: bool,
    /// What to call the input in messages.
    name: String,
}

/// On how many cores a stream is answered: as many as were asked for, where there are so many.
fn cores(asked: Option<NonZero<usize>>) -> usize {
    let all = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    asked.unwrap_or(all).min(all).get()
}

pub fn run(args: &Args, texts: Option<&str>, colour: Colour) -> Result<Status, Failure> {
    let options = args.settings.options(texts)?;
    if args.format == Format::Csv && args.explain {
        return Err(Failure::usage(say!("cli.csv-explains")).help(say!("cli.csv-explains.help")));
    }
    if args.format != Format::Csv && !args.columns.is_empty() {
        return Err(Failure::usage(say!("cli.columns-of-csv")).help(say!("cli.columns-of-csv.help")));
    }
    // A file that cannot be read is said before policies are loaded.
    let input = Input::open(&args.facts, args.input)?;
    let Some(policies) = args.policies.load(colour)? else { return Ok(BROKEN) };
    let query = policies.query(&args.name).map_err(unknown_name)?;
    let ask = query.ask(&options).map_err(|error| {
        Failure::usage(error.message().text(crate::locale::words())).help(say!("cli.list-params", name = query.name()))
    })?;
    let mut screen = Screen::new(colour);
    let desk = Desk {
        ask: &ask,
        reader: ask.reader(),
        format: args.format,
        explain: args.explain,
        columns: Columns::new(&args.columns, query.name(), query.is_decision())?,
        summary: args.summary,
        from_line: args.from_line,
        cores: cores(args.jobs),
        colour: screen.has_colour(),
        name: input.name(),
    };
    if desk.format == Format::Csv {
        screen.bytes(&desk.columns.header())?;
    }
    let status = match input.read()? {
        input::Facts::Json(bytes) => desk.one(desk.reader.json(&bytes), &mut screen)?,
        input::Facts::Yaml(bytes) => desk.one(desk.reader.yaml(&bytes), &mut screen)?,
        input::Facts::Csv(records) => desk.csv(*records, &mut screen)?,
        input::Facts::Ndjson(lines) => desk.ndjson(lines, &mut screen)?,
    };
    screen.flush()?;
    Ok(status)
}

fn unknown_name(error: zhun::UnknownQuery) -> Failure {
    Failure::usage(error.message().text(crate::locale::words())).help(say!("cli.list-names"))
}

impl Desk<'_> {
    /// One verdict.
    fn one(&self, read: Result<Read, Vec<FactProblem>>, screen: &mut Screen) -> Result<Status, Failure> {
        let read = match read {
            Ok(read) => read,
            Err(problems) => {
                self.refuse(&problems, screen)?;
                return Ok(Status::Errors);
            }
        };
        self.hint(&read.hints);
        let ended = match (self.format, self.explain) {
            (Format::Json, false) => {
                let answer = self.ask.answer(&read.facts);
                screen.pretty_json(&answer)?;
                answer.status()
            }
            (Format::Json, true) => {
                let explained = self.ask.explain(&read.facts);
                screen.pretty_json(&explained)?;
                explained.answer.status()
            }
            (Format::Csv, _) => {
                let answer = self.ask.answer(&read.facts);
                screen.bytes(&self.columns.answer(None, &answer))?;
                answer.status()
            }
            (Format::Human, full) => {
                let explained = self.ask.explain(&read.facts);
                let form = if full { Form::Full } else { Form::Short };
                screen.lines(&self.ask.lines(&explained, form, crate::locale::words()), 0)?;
                explained.answer.status()
            }
        };
        Ok(Status::errors_if(ended == Ended::Error))
    }

    /// Facts of the wrong shape: to a program on standard output, to people on standard error.
    fn refuse(&self, problems: &[FactProblem], screen: &mut Screen) -> Result<(), Failure> {
        let problems = &crate::locale::problems(problems);
        match self.format {
            Format::Json => {
                screen.pretty_json(&stream::Refused { line: None, status: Ended::Error, errors: problems })?;
            }
            Format::Csv => screen.bytes(&self.columns.refused(None, problems))?,
            Format::Human => {
                for problem in problems {
                    screen::note(&format!("{}\n", screen::titled(&say!("cli.error"), &self.located(problem))));
                    self.note_help(problem);
                }
            }
        }
        Ok(())
    }

    /// What may have been meant otherwise.
    fn hint(&self, hints: &[FactProblem]) {
        for hint in &crate::locale::problems(hints) {
            screen::note(&format!("{}\n", screen::titled(&say!("cli.hint"), &self.located(hint))));
            self.note_help(hint);
        }
    }

    fn located(&self, problem: &FactProblem) -> String {
        let place = match (problem.line, problem.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", self.name),
            (Some(line), None) => format!("{}:{line}", self.name),
            (None, _) => self.name.clone(),
        };
        format!("{place}: {}", problem.statement())
    }

    fn note_help(&self, problem: &FactProblem) {
        if let Some(help) = &problem.help {
            screen::note(&format!("  {}\n", screen::titled(&say!("cli.help"), help)));
        }
    }
}
