//! A CSV file to parts of whole records. It looks for the ends of records only; what they hold is the engine's.

use std::io;
use std::mem;

use csv_core::ReadRecordResult;
use zhun::facts::CsvPlace;

use crate::failure::{Failure, say};

use super::input::{BYTE_ORDER_MARK, Input, MOST_BYTES, Progress};

/// The records of a CSV file, read part by part.
pub struct Records {
    input: Input,
    scanner: csv_core::Reader,
    /// What was read and not given out.
    rest: Vec<u8>,
    /// How much of the rest was looked through, and how much of it is whole records.
    seen: usize,
    whole: usize,
    /// Where the rest stands in the file.
    place: CsvPlace,
    /// Why the file cannot be read on, to be said when all that was read before is given out.
    broken: Option<io::Error>,
}

/// Some records, one behind the other.
pub struct Part {
    pub bytes: Vec<u8>,
    pub place: CsvPlace,
}

impl Records {
    pub fn new(input: Input) -> Self {
        let scanner = csv_core::Reader::new();
        Self { input, scanner, rest: Vec::new(), seen: 0, whole: 0, place: CsvPlace::START, broken: None }
    }

    /// Whether whoever writes the records may wait for verdicts.
    pub fn is_live(&self) -> bool {
        self.input.is_stdin()
    }

    /// Shows how far it is.
    pub fn show_progress(&self) -> Progress {
        self.input.show_progress()
    }

    /// The header: the first record; no bytes where the file is empty.
    pub fn header(&mut self) -> Result<Vec<u8>, Failure> {
        while self.whole == 0 && self.read()? {
            self.scan(true);
        }
        Ok(self.cut().bytes)
    }

    /// The next records, of about so many bytes where there are as many; none at the end of the file.
    pub fn part(&mut self, bytes: usize) -> Result<Option<Part>, Failure> {
        self.scan(false);
        // What is there is enough for somebody who waits.
        let enough = if self.is_live() { 1 } else { bytes };
        while (self.whole == 0 || self.rest.len() < enough) && self.read()? {
            self.scan(false);
        }
        let part = self.cut();
        Ok((!part.bytes.is_empty()).then_some(part))
    }

    /// The line behind what was given out.
    pub fn line(&self) -> u32 {
        self.place.line
    }

    /// Reads a piece; whether there was one. Behind the last one, what is left is whole.
    fn read(&mut self) -> Result<bool, Failure> {
        if self.broken.is_none() {
            match self.input.source().fill_buf() {
                Ok([]) => {
                    self.whole = self.rest.len();
                    self.seen = self.whole;
                    return Ok(false);
                }
                Ok(piece) => {
                    let read = piece.len();
                    self.rest.extend_from_slice(piece);
                    self.input.source().consume(read);
                    let too_long = self.whole == 0 && self.rest.len() as u64 >= MOST_BYTES;
                    if !too_long {
                        return Ok(true);
                    }
                    let said = say!("cli.long-line", limit = MOST_BYTES);
                    self.broken = Some(io::Error::new(io::ErrorKind::InvalidData, said));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
                Err(error) => self.broken = Some(error),
            }
        }
        match self.broken.take_if(|_| self.whole == 0) {
            Some(error) => Err(self.input.broken_off(self.place.line.saturating_sub(1), &error)),
            None => Ok(false),
        }
    }

    /// Looks for ends of records in what was read, for the first one or for all.
    fn scan(&mut self, only_first: bool) {
        if self.place.offset == 0 && self.seen == 0 && self.rest.starts_with(BYTE_ORDER_MARK) {
            self.seen = BYTE_ORDER_MARK.len();
        }
        let (mut text, mut ends) = ([0; 4096], [0; 64]);
        while let Some(bytes) = self.rest.get(self.seen..).filter(|bytes| !bytes.is_empty()) {
            let (result, read, ..) = self.scanner.read_record(bytes, &mut text, &mut ends);
            self.seen += read;
            if matches!(result, ReadRecordResult::Record) {
                self.whole = self.seen;
                if only_first {
                    return;
                }
            }
        }
    }

    /// Gives out what is whole.
    fn cut(&mut self) -> Part {
        // The second half of a line break is not left for the next record.
        if self.rest.get(self.whole) == Some(&b'\n') {
            self.whole += 1;
            self.seen = self.seen.max(self.whole);
        }
        let rest = self.rest.split_off(self.whole);
        let bytes = mem::replace(&mut self.rest, rest);
        let breaks = bytes.iter().filter(|byte| **byte == b'\n').count();
        let place = self.place;
        self.place = CsvPlace {
            line: place.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX)),
            offset: place.offset.saturating_add(bytes.len()),
        };
        self.seen -= self.whole;
        self.whole = 0;
        Part { bytes, place }
    }
}
