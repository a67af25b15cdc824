//! Files that were saved to one signal for all that were saved together. It looks at names and times, never into a file.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::failure::{Failure, say};
use crate::policies::is_policy;
use crate::screen;

/// What is saved within so short a time is saved together: editors write a new file and give it the old one's name.
const TOGETHER: Duration = Duration::from_millis(30);

/// How often files are looked at where the system does not tell of saves.
const EACH: Duration = Duration::from_secs(1);

/// A wait for saves.
pub struct Saves {
    events: Receiver<notify::Result<Event>>,
    /// Kept alive, since it ends what it watches when it goes.
    _watcher: Box<dyn Watcher>,
}

impl Saves {
    /// Watches folders with all that is in them, and files by the folders that they are in, where another may take
    /// their name.
    pub fn of(paths: &[PathBuf]) -> Result<Self, Failure> {
        let (told, events) = channel();
        let by_system = RecommendedWatcher::new(told.clone(), Config::default());
        let mut watcher: Box<dyn Watcher> = match by_system {
            Ok(watcher) => Box::new(watcher),
            Err(error) => return Self::by_looking(paths, &error),
        };
        match watch(&mut *watcher, paths) {
            Ok(()) => Ok(Self { events, _watcher: watcher }),
            Err(error) => Self::by_looking(paths, &error),
        }
    }

    /// Looks at the files every now and then.
    fn by_looking(paths: &[PathBuf], why: &notify::Error) -> Result<Self, Failure> {
        screen::note(&format!("{}\n", say!("cli.watch.looking", error = why)));
        let (told, events) = channel();
        let config = Config::default().with_poll_interval(EACH).with_compare_contents(true);
        let unwatched = |error: notify::Error| {
            Failure::usage(say!("cli.watch.unwatched", error = error)).help(say!("cli.watch.unwatched.help"))
        };
        let mut watcher = PollWatcher::new(told, config).map_err(unwatched)?;
        watch(&mut watcher, paths).map_err(unwatched)?;
        Ok(Self { events, _watcher: Box::new(watcher) })
    }

    /// Waits until a file that matters was saved, and nothing else was for a moment.
    pub fn wait(&mut self) -> Result<(), Failure> {
        loop {
            let Ok(event) = self.events.recv() else {
                let failure = Failure::usage(say!("cli.watch.unwatched", error = ""));
                return Err(failure.help(say!("cli.watch.unwatched.help")));
            };
            let mut matters = is_save(&event);
            while let Ok(event) = self.events.recv_timeout(TOGETHER) {
                matters |= is_save(&event);
            }
            if matters {
                return Ok(());
            }
        }
    }
}

fn watch(watcher: &mut dyn Watcher, paths: &[PathBuf]) -> notify::Result<()> {
    for path in paths {
        if path.is_dir() {
            watcher.watch(path, RecursiveMode::Recursive)?;
        } else {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
    }
    Ok(())
}

/// Whether a policy or a file of cases may be another one than before. Reading one is no save.
fn is_save(event: &notify::Result<Event>) -> bool {
    match event {
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => false,
        // A folder that came or went has files that did.
        Ok(event) => event.paths.iter().any(|path| {
            is_policy(path) || path.extension().is_none() || path.extension().is_some_and(|ending| ending == "json")
        }),
        // Something was missed: better look.
        Err(_) => true,
    }
}
