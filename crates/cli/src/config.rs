//! `zhun.toml` to what is asked of the lints. It is the one in the working folder, or the nearest above.

use std::path::{Path, PathBuf};

use zhun::model::Date;
use zhun_lint::{Config, Options};

use crate::failure::{Failure, say};
use crate::help::word;

/// `--config` and `--today` of a check.
#[derive(Debug, Clone, clap::Args)]
pub struct ConfigArgs {
    #[arg(long, value_name = word("cli.name.file"), help = say!("cli.help.check.config"))]
    config: Option<PathBuf>,
    #[arg(long, value_name = word("cli.name.date"), help = say!("cli.help.check.today"))]
    today: Option<Date>,
}

impl ConfigArgs {
    /// What is asked of the lints.
    pub fn options(&self) -> Result<Options, Failure> {
        let today = self.today.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
        let path = self.config.clone().or_else(nearest);
        let config = path.map(|path| read(&path)).transpose()?.unwrap_or_default();
        Ok(config.options(Some(today)))
    }
}

/// The `zhun.toml` of the working folder, or of the nearest folder above it that has one.
fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(Config::FILE)).find(|path| path.is_file())
}

fn read(path: &Path) -> Result<Config, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    Config::parse(&text).map_err(|error| {
        let locale = crate::locale::words();
        let at = format!("{}:{}", path.display(), error.line);
        Failure::usage(say!("config.wrong", at = at, problem = error.message.text(locale)))
            .help(error.help.text(locale))
    })
}
