//! Many facts to many verdicts, one a line or record in input order. A bad one costs its own verdict and no other.

use std::time::Instant;

use serde::Serialize;
use zhun::eval::{Answer, Status as Ended};
use zhun::explain::human::Form;
use zhun::facts::{CsvHeader, FactProblem, Facts, Room};

use crate::failure::{Failure, Status, say};
use crate::screen::{self, Screen};

use super::batch::{self, Answered, Block};
use super::input::Lines;
use super::records::{Part, Records};
use super::tally::Tally;
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
    /// A verdict for every line. Where whoever writes the lines may wait for verdicts, each is handed on at once.
    pub fn ndjson(&self, mut lines: Lines, screen: &mut Screen) -> Result<Status, Failure> {
        let mut tally = Tally::default();
        let progress = lines.show_progress();
        let bad = if lines.is_live() {
            self.one_by_one(&mut lines, screen, &mut tally)
        } else {
            batch::on_cores(
                self.cores,
                |used| batch::lines(&mut lines, self.from_line, used),
                |block, text| self.block(block, text),
                screen,
                &mut tally,
            )
        };
        drop(progress);
        self.ended(bad, &tally, screen)
    }

    fn one_by_one(&self, lines: &mut Lines, screen: &mut Screen, tally: &mut Tally) -> Result<bool, Failure> {
        let (mut buffer, mut room) = (Vec::new(), self.reader.room());
        let mut bad = false;
        while let Some((number, place)) = lines.next(&mut buffer)? {
            if number >= self.from_line {
                bad |= self.line(number, buffer.get(place).unwrap_or_default(), &mut room, screen, tally)?;
                screen.flush()?;
            }
            buffer.clear();
        }
        Ok(bad)
    }

    /// A verdict for every record, with the same haste.
    pub fn csv(&self, mut records: Records, screen: &mut Screen) -> Result<Status, Failure> {
        let header = match self.reader.csv_header(&records.header()?) {
            Ok(header) => header,
            Err(problems) => {
                self.refuse(&problems, screen)?;
                return Ok(Status::Errors);
            }
        };
        self.hint(header.hints());
        let mut tally = Tally::default();
        let progress = records.show_progress();
        let bad = if records.is_live() {
            self.part_by_part(&mut records, &header, screen, &mut tally)
        } else {
            let next = |_| batch::records(&mut records, self.from_line);
            batch::on_cores(self.cores, next, |part, text| self.part(part, &header, text), screen, &mut tally)
        };
        drop(progress);
        self.ended(bad, &tally, screen)
    }

    fn part_by_part(
        &self,
        records: &mut Records,
        header: &CsvHeader<'_>,
        screen: &mut Screen,
        tally: &mut Tally,
    ) -> Result<bool, Failure> {
        let mut bad = false;
        while let Some(part) = records.part(0)? {
            bad |= self.records(&part, header, screen, tally)?;
            screen.flush()?;
        }
        Ok(bad)
    }

    /// Writes what came of a stream. Where the input cannot be read on, what was answered is written and counted all the
    /// same.
    fn ended(&self, bad: Result<bool, Failure>, tally: &Tally, screen: &mut Screen) -> Result<Status, Failure> {
        if !matches!(bad, Err(Failure::Closed)) {
            screen.flush()?;
            self.summarise(tally, screen)?;
        }
        Ok(Status::errors_if(bad?))
    }

    /// The verdicts of a block of lines, in an empty buffer.
    fn block(&self, block: &Block, text: Vec<u8>) -> Result<Answered, Failure> {
        let mut screen = Screen::buffer(self.colour, text);
        let mut tally = Tally::default();
        let mut room = self.reader.room();
        let mut bad = false;
        for (number, line) in block.lines() {
            bad |= self.line(number, line, &mut room, &mut screen, &mut tally)?;
        }
        Ok(Answered { text: screen.into_bytes(), bad, tally })
    }

    /// The verdicts of some records, in an empty buffer.
    fn part(&self, part: &Part, header: &CsvHeader<'_>, text: Vec<u8>) -> Result<Answered, Failure> {
        let mut screen = Screen::buffer(self.colour, text);
        let mut tally = Tally::default();
        let bad = self.records(part, header, &mut screen, &mut tally)?;
        Ok(Answered { text: screen.into_bytes(), bad, tally })
    }

    fn records(
        &self,
        part: &Part,
        header: &CsvHeader<'_>,
        screen: &mut Screen,
        tally: &mut Tally,
    ) -> Result<bool, Failure> {
        let mut bad = false;
        let mut start = self.clock();
        for record in header.records(&part.bytes, part.place) {
            if record.line >= self.from_line {
                let facts = record.read.as_ref().map(|read| &read.facts).map_err(Vec::as_slice);
                bad |= self.answer(record.line, facts, start, screen, tally)?;
            }
            start = self.clock();
        }
        Ok(bad)
    }

    /// Writes the verdict of one line of NDJSON; whether its facts had the wrong shape.
    pub fn line(
        &self,
        number: u32,
        bytes: &[u8],
        room: &mut Room<'_>,
        screen: &mut Screen,
        tally: &mut Tally,
    ) -> Result<bool, Failure> {
        let start = self.clock();
        let read = room.line(number, bytes);
        let facts = read.as_ref().map(|facts| *facts).map_err(Vec::as_slice);
        self.answer(number, facts, start, screen, tally)
    }

    /// Writes one verdict; whether its facts had the wrong shape.
    fn answer(
        &self,
        line: u32,
        facts: Result<&Facts, &[FactProblem]>,
        start: Option<Instant>,
        screen: &mut Screen,
        tally: &mut Tally,
    ) -> Result<bool, Failure> {
        let facts = match facts {
            Ok(facts) => facts,
            Err(problems) => {
                self.refuse_line(line, problems, screen)?;
                Self::count(line, None, start, tally);
                return Ok(true);
            }
        };
        if self.format == Format::Json && !self.explain && !self.summary {
            screen.json_line(|out| self.ask.answer_json(facts, out))?;
            return Ok(false);
        }
        let answer = if self.explain {
            let explained = self.ask.explain(facts);
            if self.format == Format::Json {
                screen.json(&explained)?;
            } else {
                screen.say(&format!("{line}:"))?;
                screen.lines(&self.ask.lines(&explained, Form::Full, crate::locale::words()), 1)?;
            }
            explained.answer
        } else {
            let answer = self.ask.answer(facts);
            match self.format {
                Format::Json => screen.json(&answer)?,
                Format::Csv => screen.bytes(&self.columns.answer(Some(line), &answer))?,
                Format::Human => {
                    screen.text(&format!("{line}: "))?;
                    screen.line(&self.ask.line(&answer, crate::locale::words()))?;
                }
            }
            answer
        };
        Self::count(line, Some(&answer), start, tally);
        Ok(false)
    }

    /// When a line is begun, where anyone wants to know which took longest.
    fn clock(&self) -> Option<Instant> {
        self.summary.then(Instant::now)
    }

    fn count(line: u32, answer: Option<&Answer>, start: Option<Instant>, tally: &mut Tally) {
        if let Some(start) = start {
            tally.add(line, answer, start.elapsed());
        }
    }

    /// Says on standard error, where no verdict stands in its way, what came of the whole stream.
    fn summarise(&self, tally: &Tally, screen: &mut Screen) -> Result<(), Failure> {
        if self.summary {
            screen.flush()?;
            tally.lines().iter().for_each(|line| screen::note(&format!("{line}\n")));
        }
        Ok(())
    }

    fn refuse_line(&self, line: u32, problems: &[FactProblem], screen: &mut Screen) -> Result<(), Failure> {
        let problems = &crate::locale::problems(problems);
        match self.format {
            Format::Json => {
                return Ok(screen.json(&Refused { line: Some(line), status: Ended::Error, errors: problems })?);
            }
            Format::Csv => return Ok(screen.bytes(&self.columns.refused(Some(line), problems))?),
            Format::Human => {}
        }
        let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
        screen.say(&format!("{line}: {} {}", say!("cli.error"), words.join("; ")))?;
        Ok(())
    }
}
