//! Where output goes: lines with roles to a terminal with colours, or to a file without any.

use std::io::{self, BufWriter, Write};

use anstyle::{AnsiColor, Style};
use zhun::explain::human::{Line, Role};

use crate::failure::say;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Colour {
    #[default]
    #[value(help = say!("cli.help.color.auto"))]
    Auto,
    #[value(help = say!("cli.help.color.always"))]
    Always,
    #[value(help = say!("cli.help.color.never"))]
    Never,
}

impl Colour {
    /// Whether a stream gets colours.
    pub fn on(self, stream: &impl anstream::stream::RawStream) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
    }
}

/// Standard output.
pub struct Screen {
    out: Out,
    colour: bool,
}

enum Out {
    Stream(Box<dyn Write>),
    /// What is kept for later.
    Buffer(Vec<u8>),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.write(bytes),
            Self::Buffer(buffer) => buffer.write(bytes),
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.write_all(bytes),
            Self::Buffer(buffer) => {
                buffer.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.flush(),
            Self::Buffer(_) => Ok(()),
        }
    }
}

impl Screen {
    /// Standard output, with colours for lines where they are wanted.
    pub fn new(colour: Colour) -> Self {
        let stdout = io::stdout();
        let colour = colour.on(&stdout);
        let out: Box<dyn Write> = if colour {
            Box::new(BufWriter::new(anstream::AutoStream::always(stdout)))
        } else {
            Box::new(BufWriter::new(stdout.lock()))
        };
        Self { out: Out::Stream(out), colour }
    }

    /// Nothing but memory, for what is written later. What stands in it already comes first.
    pub fn buffer(colour: bool, memory: Vec<u8>) -> Self {
        Self { out: Out::Buffer(memory), colour }
    }

    /// What was written to memory.
    pub fn into_bytes(self) -> Vec<u8> {
        match self.out {
            Out::Stream(_) => Vec::new(),
            Out::Buffer(buffer) => buffer,
        }
    }

    /// Writes bytes as they stand.
    pub fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// The same on standard error, where standard output is a report's.
    pub fn errors(colour: Colour) -> Self {
        let stderr = io::stderr();
        let colour = colour.on(&stderr);
        let out: Box<dyn Write> =
            if colour { Box::new(anstream::AutoStream::always(stderr)) } else { Box::new(BufWriter::new(stderr)) };
        Self { out: Out::Stream(out), colour }
    }

    /// Whether there are colours.
    pub fn has_colour(&self) -> bool {
        self.colour
    }

    /// Writes lines, each so many steps further to the right than it says.
    pub fn lines(&mut self, lines: &[Line], steps: usize) -> io::Result<()> {
        for line in lines {
            if line.width() > 0 {
                write!(self.out, "{}", "  ".repeat(steps))?;
            }
            self.line(line)?;
        }
        Ok(())
    }

    /// Writes a line.
    pub fn line(&mut self, line: &Line) -> io::Result<()> {
        if !self.colour {
            return writeln!(self.out, "{line}");
        }
        for piece in line.pieces() {
            let style = style(piece.role);
            write!(self.out, "{style}{}{style:#}", piece.text)?;
        }
        writeln!(self.out)
    }

    /// Writes a text as it stands.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// Writes a text and ends the line.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Writes something as JSON on one line.
    pub fn json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        match &mut self.out {
            Out::Stream(stream) => serde_json::to_writer(stream, value)?,
            Out::Buffer(buffer) => serde_json::to_writer(buffer, value)?,
        }
        self.out.write_all(b"\n")
    }

    /// Writes a line of JSON that `make` adds to memory.
    pub fn json_line<R>(&mut self, make: impl FnOnce(&mut Vec<u8>) -> R) -> io::Result<R> {
        match &mut self.out {
            Out::Buffer(buffer) => {
                let made = make(buffer);
                buffer.push(b'\n');
                Ok(made)
            }
            Out::Stream(stream) => {
                let mut line = Vec::new();
                let made = make(&mut line);
                line.push(b'\n');
                stream.write_all(&line)?;
                Ok(made)
            }
        }
    }

    /// Writes something as JSON over several lines.
    pub fn pretty_json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        writeln!(self.out)
    }

    /// Hands on what was written so far.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Says on standard error what went wrong. Where that is closed there is no one to tell.
pub fn complain(message: &str, help: Option<&str>, colour: Colour) {
    let stderr = io::stderr();
    let colour = colour.on(&stderr);
    let mut out = anstream::AutoStream::new(
        stderr,
        if colour { anstream::ColorChoice::Always } else { anstream::ColorChoice::Never },
    );
    let (bad, dim, gap) = (style(Role::Bad).bold(), style(Role::Strong), gap());
    let _ = writeln!(out, "{bad}{}{bad:#}{gap}{message}", say!("cli.error"));
    if let Some(help) = help {
        let _ = writeln!(out, "  {dim}{}{dim:#}{gap}{help}", say!("cli.help"));
    }
}

/// What stands between a title such as `error:` and its text: a full-width colon brings its own gap.
fn gap() -> &'static str {
    if crate::locale::words() == zhun::diagnostic::Locale::Chinese { "" } else { " " }
}

/// A text after a title such as `error:`.
pub fn titled(title: &str, text: &str) -> String {
    format!("{title}{}{text}", gap())
}

/// Writes a text to standard error as it stands.
pub fn note(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

fn style(role: Role) -> Style {
    let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
    match role {
        Role::Plain | Role::Quote => Style::new(),
        Role::Outcome(strength) if strength <= 0.0 => colour(AnsiColor::Green).bold(),
        Role::Outcome(strength) if strength >= 1.0 => colour(AnsiColor::Red).bold(),
        Role::Outcome(_) => colour(AnsiColor::Yellow).bold(),
        Role::Good => colour(AnsiColor::Green),
        Role::Bad => colour(AnsiColor::Red),
        Role::Unknown => colour(AnsiColor::Yellow),
        Role::Strong => Style::new().bold(),
        Role::Dim => Style::new().dimmed(),
        Role::Value => colour(AnsiColor::Cyan),
        Role::Path => colour(AnsiColor::Blue),
    }
}
