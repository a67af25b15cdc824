//! Many facts to many verdicts, one a line in input order. A bad line costs its own verdict and no other.

use serde::Serialize;
use zhun::diagnostic::Locale;
use zhun::eval::Status as Ended;
use zhun::explain::human::Form;
use zhun::facts::{FactProblem, LineRead};

use crate::failure::{Failure, Status, say};
use crate::screen::Screen;

use super::input::Lines;
use super::{Desk, Format};

/// What stands in place of a verdict where the facts have the wrong shape.
#[derive(Serialize)]
pub struct Refused<'p> {
    /// The line of a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Always `error`.
    pub status: Ended,
    /// What is wrong with them.
    pub errors: &'p [FactProblem],
}

impl Desk<'_> {
    /// A verdict for every line.
    pub fn ndjson(&self, mut lines: Lines, screen: &mut Screen) -> Result<Status, Failure> {
        let mut bad = false;
        let mut buffer = Vec::new();
        while let Some(number) = lines.next(&mut buffer)? {
            bad |= self.answer(self.reader.line(number, buffer.trim_ascii()), screen)?;
            if lines.is_live() {
                screen.flush()?;
            }
        }
        Ok(Status::errors_if(bad))
    }

    /// A verdict for every record.
    pub fn csv(&self, bytes: &[u8], screen: &mut Screen) -> Result<Status, Failure> {
        let records = match self.reader.csv(bytes) {
            Ok(records) => records,
            Err(problems) => {
                self.refuse(&problems, screen)?;
                return Ok(Status::Errors);
            }
        };
        self.hint(records.hints());
        let mut bad = false;
        for record in records {
            bad |= self.answer(record, screen)?;
        }
        Ok(Status::errors_if(bad))
    }

    /// Writes one verdict; whether its facts had the wrong shape.
    fn answer(&self, read: LineRead, screen: &mut Screen) -> Result<bool, Failure> {
        let facts = match read.read {
            Ok(read) => read.facts,
            Err(problems) => {
                self.refuse_line(read.line, &problems, screen)?;
                return Ok(true);
            }
        };
        match (self.format, self.explain) {
            (Format::Json, false) => screen.json(&self.ask.answer(&facts))?,
            (Format::Json, true) => screen.json(&self.ask.explain(&facts))?,
            (Format::Human, false) => {
                let answer = self.ask.answer(&facts);
                screen.text(&format!("{}: ", read.line))?;
                screen.line(&self.ask.line(&answer, Locale::English))?;
            }
            (Format::Human, true) => {
                let explained = self.ask.explain(&facts);
                screen.say(&format!("{}:", read.line))?;
                screen.lines(&self.ask.lines(&explained, Form::Full, Locale::English), 1)?;
            }
        }
        Ok(false)
    }

    fn refuse_line(&self, line: u32, problems: &[FactProblem], screen: &mut Screen) -> Result<(), Failure> {
        if self.format == Format::Json {
            screen.json(&Refused { line: Some(line), status: Ended::Error, errors: problems })?;
            return Ok(());
        }
        let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
        screen.say(&format!("{line}: {} {}", say!("cli.error"), words.join("; ")))?;
        Ok(())
    }
}
