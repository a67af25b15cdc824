//! How a command ends. Words come from the catalogue; a failure always says what to do next, where there is something.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// `say!("cli.key", name = value, …)`: a text of the catalogue. A test holds all keys to the catalogue.
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        zhun::diagnostic::Message::new($key)$(.with(stringify!($name), $value))*
            .text(crate::locale::words())
    };
}
pub(crate) use say;

/// The exit statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing to complain about.
    Fine,
    /// The policies, the facts or the examples have errors.
    Errors,
    /// The command was used wrongly, or a file could not be read.
    Usage,
}

impl Status {
    /// `Errors` where there are any.
    pub fn errors_if(errors: bool) -> Self {
        if errors { Self::Errors } else { Self::Fine }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::Errors => 1,
            Status::Usage => 2,
        })
    }
}

/// Why a command could not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    /// The reader of our output has gone away, which is no fault.
    Closed,
    /// To be told to the user.
    Told {
        /// The exit status.
        status: Status,
        /// What went wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
}

impl Failure {
    /// The command was used wrongly.
    pub fn usage(message: String) -> Self {
        Self::Told { status: Status::Usage, message, help: None }
    }

    /// With advice.
    pub fn help(self, text: String) -> Self {
        match self {
            Self::Told { status, message, .. } => Self::Told { status, message, help: Some(text) },
            Self::Closed => Self::Closed,
        }
    }

    /// A file that could not be read.
    pub fn unreadable(path: &Path, error: &dyn Display) -> Self {
        Self::usage(say!("cli.unreadable", path = path.display(), error = error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::usage(say!("cli.unwritable", error = error))
    }
}
