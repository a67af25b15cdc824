//! A path to facts, whole or line by line, by its ending or by what stands in it. It never looks at a fact.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::failure::{Failure, say};

use super::records::Records;

/// The longest input that is held in memory at once, and the longest line of a stream.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// What some programs write before UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A format of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    #[value(help = say!("cli.help.eval.input.json"))]
    Json,
    #[value(help = say!("cli.help.eval.input.yaml"))]
    Yaml,
    #[value(alias = "jsonl")]
    #[value(help = say!("cli.help.eval.input.ndjson"))]
    Ndjson,
    #[value(help = say!("cli.help.eval.input.csv"))]
    Csv,
}

/// Facts that were opened.
pub struct Input {
    path: PathBuf,
    source: Box<dyn BufRead>,
    is_stdin: bool,
    /// None for standard input, which may be one JSON object or NDJSON.
    format: Option<InputFormat>,
    /// How much of the file was read; hidden until a stream begins.
    progress: ProgressBar,
}

/// How a file was made smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstandard,
}

impl Compression {
    /// A path without the ending of a compression, and which one that is.
    fn by_ending(path: &Path) -> (PathBuf, Self) {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        let compression = match ending.as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstandard,
            _ => return (path.to_owned(), Self::None),
        };
        (path.with_extension(""), compression)
    }

    /// What the file held before, read piece by piece. Files that were put one behind the other are read as one.
    fn reader(self, file: impl Read + 'static) -> io::Result<Box<dyn BufRead>> {
        const PIECE: usize = 64 * 1024;
        Ok(match self {
            Self::None => Box::new(BufReader::with_capacity(PIECE, file)),
            Self::Gzip => {
                let file = BufReader::with_capacity(PIECE, file);
                Box::new(BufReader::with_capacity(PIECE, flate2::bufread::MultiGzDecoder::new(file)))
            }
            Self::Zstandard => Box::new(BufReader::with_capacity(PIECE, zstd::Decoder::new(file)?)),
        })
    }
}

/// Facts by format.
pub enum Facts {
    /// One JSON object.
    Json(Vec<u8>),
    /// One YAML mapping.
    Yaml(Vec<u8>),
    /// The records of a CSV file.
    Csv(Box<Records>),
    /// The lines of NDJSON.
    Ndjson(Lines),
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub fn open(path: &Path, format: Option<InputFormat>) -> Result<Self, Failure> {
        if path == Path::new("-") {
            let source = Box::new(BufReader::new(io::stdin()));
            return Ok(Self { path: path.to_owned(), source, is_stdin: true, format, progress: ProgressBar::hidden() });
        }
        let file = File::open(path).map_err(|error| missing(path, &error))?;
        if file.metadata().is_ok_and(|data| data.is_dir()) {
            let failure = Failure::usage(say!("cli.facts-folder", path = path.display()));
            return Err(failure.help(say!("cli.facts-folder.help")));
        }
        let (inner, compression) = Compression::by_ending(path);
        let Some(format) = format.or_else(|| by_ending(&inner)) else {
            let failure = Failure::usage(say!("cli.unknown-format", path = path.display()));
            return Err(failure.help(say!("cli.unknown-format.help")));
        };
        let progress =
            ProgressBar::with_draw_target(file.metadata().ok().map(|data| data.len()), ProgressDrawTarget::hidden());
        let source = compression.reader(progress.wrap_read(file)).map_err(|error| Failure::unreadable(path, &error))?;
        Ok(Self { path: path.to_owned(), source, is_stdin: false, format: Some(format), progress })
    }

    /// What to call it in messages.
    pub fn name(&self) -> String {
        if self.is_stdin { say!("cli.stdin") } else { self.path.display().to_string() }
    }

    /// Reads it, or gets ready to read it line by line.
    pub fn read(self) -> Result<Facts, Failure> {
        match self.format {
            Some(InputFormat::Json) => self.whole(Vec::new()).map(Facts::Json),
            Some(InputFormat::Yaml) => self.whole(Vec::new()).map(Facts::Yaml),
            Some(InputFormat::Csv) => Ok(Facts::Csv(Box::new(Records::new(self)))),
            Some(InputFormat::Ndjson) => Ok(Facts::Ndjson(Lines::new(self, None))),
            None => self.sniff(),
        }
    }

    /// Standard input is NDJSON where its first line is a JSON value, or none at all, and another line follows.
    fn sniff(mut self) -> Result<Facts, Failure> {
        let mut first = Vec::new();
        let mut before = 0;
        while first.trim_ascii().is_empty() {
            first.clear();
            if line(&mut self.source, &mut first).map_err(|error| self.unreadable(&error))? == 0 {
                return Ok(Facts::Json(first));
            }
            before += 1;
        }
        let goes_on = serde_json::from_slice::<serde::de::IgnoredAny>(&first).is_err_and(|error| error.is_eof());
        if goes_on {
            return self.whole(first).map(Facts::Json);
        }
        let blank = self.skip_blank().map_err(|error| self.unreadable(&error))?;
        match blank {
            None => Ok(Facts::Json(first)),
            Some(blank) => Ok(Facts::Ndjson(Lines::new(self, Some(First { number: before, text: first, blank })))),
        }
    }

    /// Passes over blank lines and gives their number; none where nothing else follows.
    fn skip_blank(&mut self) -> io::Result<Option<u32>> {
        let mut lines = 0;
        loop {
            let ahead = self.source.fill_buf()?;
            if ahead.is_empty() {
                return Ok(None);
            }
            let blank: Vec<u8> = ahead.iter().copied().take_while(u8::is_ascii_whitespace).collect();
            if blank.is_empty() {
                return Ok(Some(lines));
            }
            let breaks = blank.iter().filter(|byte| **byte == b'\n').count();
            lines = u32::try_from(breaks).map_or(u32::MAX, |breaks| breaks.saturating_add(lines));
            self.source.consume(blank.len());
        }
    }

    /// All that is left, after what was read already.
    fn whole(self, mut bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let Self { source, path, .. } = self;
        source.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| Failure::unreadable(&path, &error))?;
        if bytes.len() as u64 >= MOST_BYTES {
            let failure = Failure::usage(say!("cli.too-large", path = path.display(), limit = MOST_BYTES));
            return Err(failure.help(say!("cli.too-large.help")));
        }
        Ok(bytes)
    }

    fn unreadable(&self, error: &io::Error) -> Failure {
        Failure::unreadable(&self.path, error)
    }

    /// Whether it is standard input.
    pub fn is_stdin(&self) -> bool {
        self.is_stdin
    }

    /// Shows how much of the file was read, on a terminal that shows nothing else meanwhile.
    pub fn show_progress(&self) -> Progress {
        if !self.is_stdin && io::stderr().is_terminal() && !io::stdout().is_terminal() {
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}%  {bytes} / {total_bytes}  {eta}") {
                self.progress.set_style(style);
            }
            self.progress.set_draw_target(ProgressDrawTarget::stderr());
        }
        Progress(self.progress.clone())
    }

    /// What to read from.
    pub fn source(&mut self) -> &mut dyn BufRead {
        &mut self.source
    }

    /// What to say where it could not be read on after a line.
    pub fn broken_off(&self, after: u32, error: &io::Error) -> Failure {
        broken_off(&self.path, after, error)
    }
}

/// How far a stream is; gone from the terminal when it is dropped.
pub struct Progress(ProgressBar);

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// The lines of a stream, read one by one.
pub struct Lines {
    input: Input,
    /// The number of the line read last.
    number: u32,
    /// A line that was read to see what the input is.
    first: Option<First>,
}

/// A line that was read before the others.
struct First {
    /// Its number, from 1.
    number: u32,
    text: Vec<u8>,
    /// How many blank lines after it were passed over.
    blank: u32,
}

impl Lines {
    fn new(input: Input, first: Option<First>) -> Self {
        Self { input, number: 0, first }
    }

    /// Whether whoever writes the lines may wait for verdicts.
    pub fn is_live(&self) -> bool {
        self.input.is_stdin
    }

    /// Shows how far it is.
    pub fn show_progress(&self) -> Progress {
        self.input.show_progress()
    }

    /// Adds the next line that is not blank to a buffer, and gives its number from 1 and its place there.
    pub fn next(&mut self, buffer: &mut Vec<u8>) -> Result<Option<(u32, Range<usize>)>, Failure> {
        let start = buffer.len();
        if let Some(First { number, text, blank }) = self.first.take() {
            self.number = number.saturating_add(blank);
            buffer.extend_from_slice(&text);
            return Ok(Some((number, start..buffer.len())));
        }
        loop {
            let Input { source, path, .. } = &mut self.input;
            match line(source, buffer) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) => return Err(broken_off(path, self.number, &error)),
            }
            self.number = self.number.saturating_add(1);
            let mut text = buffer.get(start..).unwrap_or_default();
            if self.number == 1 {
                text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
            }
            let (text, end) = (text.trim_ascii_start(), buffer.len());
            let place = end - text.len()..end - text.len() + text.trim_ascii_end().len();
            if !place.is_empty() {
                return Ok(Some((self.number, place)));
            }
            buffer.truncate(start);
        }
    }
}

/// A stream that could not be read on.
fn broken_off(path: &Path, after: u32, error: &io::Error) -> Failure {
    if after == 0 {
        return Failure::unreadable(path, error);
    }
    let failure = Failure::usage(say!("cli.broken-off", path = path.display(), line = after, error = error));
    failure.help(say!("cli.broken-off.help", line = after.saturating_add(1)))
}

/// Reads up to the next line break. A line longer than memory allows ends the input.
fn line(source: &mut dyn BufRead, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let read = source.take(MOST_BYTES).read_until(b'\n', buffer)?;
    if read as u64 >= MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, say!("cli.long-line", limit = MOST_BYTES)));
    }
    Ok(read)
}

fn by_ending(path: &Path) -> Option<InputFormat> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "json" => Some(InputFormat::Json),
        "yaml" | "yml" => Some(InputFormat::Yaml),
        "ndjson" | "jsonl" => Some(InputFormat::Ndjson),
        "csv" => Some(InputFormat::Csv),
        _ => None,
    }
}

fn missing(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        let failure = Failure::usage(say!("cli.no-such-facts", path = path.display()));
        return failure.help(say!("cli.no-such-facts.help"));
    }
    Failure::unreadable(path, error)
}
