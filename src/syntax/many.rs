//! Files to trees on all cores, with what one file after the other would give. It never keeps a thread once it is done.

use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::ast::{File, Item};
use super::build::Reader;
use super::scan::Scanned;
use super::{Parsed, finish, is_too_large, scan, too_large};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

/// With less text than this, threads cost more than they spare.
const WORTHWHILE: usize = 32 * 1024;
/// The same for dropping trees: decisions are most of what a large policy has.
const WORTHWHILE_ITEMS: usize = 100;
/// So many bytes of a file are read in one go.
const PIECE: usize = 16 * 1024;
/// More threads than this have not been tried.
const MOST_THREADS: usize = 16;

/// What a stretch of a file holds.
pub(super) struct Piece {
    pub(super) items: Vec<Item>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) incomplete: bool,
}

/// Reads files, each as [`super::parse`] does.
#[must_use]
pub fn parse_all(files: &[&SourceFile]) -> Vec<Parsed> {
    let bytes: usize = files.iter().map(|file| file.text().len()).sum();
    let threads = if bytes < WORTHWHILE { 1 } else { threads() };
    if threads == 1 {
        return files.iter().map(|file| super::parse(file)).collect();
    }
    let scans = on_threads(threads, files, |file| (!is_too_large(file)).then(|| scan::scan(file)));
    let mut jobs: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, scanned) in scans.iter().enumerate() {
        let segments = scanned.as_ref().map_or(&[][..], |scanned| &scanned.segments);
        let mut start = 0;
        for (end, segment) in (1..).zip(segments) {
            let first = segments.get(start).map_or(0, |first| first.start);
            if segment.end - first >= PIECE || end == segments.len() {
                jobs.push((at, start..end));
                start = end;
            }
        }
    }
    let read = |(at, segments): &(usize, Range<usize>)| {
        let (file, scanned) = (files.get(*at)?, scans.get(*at)?.as_ref()?);
        Some(piece(file, scanned, segments.clone()))
    };
    let mut pieces = jobs.iter().map(|(at, _)| *at).zip(on_threads(threads, &jobs, read)).peekable();
    let mut parsed = Vec::with_capacity(files.len());
    for (at, (file, scanned)) in files.iter().zip(scans).enumerate() {
        let Some(scanned) = scanned else {
            parsed.push(too_large(file));
            continue;
        };
        let mut whole = Piece { items: Vec::new(), diagnostics: Vec::new(), incomplete: false };
        while let Some((_, piece)) = pieces.next_if(|(of, _)| *of == at) {
            let Some(piece) = piece else { continue };
            whole.items.extend(piece.items);
            whole.diagnostics.extend(piece.diagnostics);
            whole.incomplete |= piece.incomplete;
        }
        parsed.push(finish(file, whole, scanned.diagnostics));
    }
    parsed
}

/// Does something while another thread gives back the memory of trees, which takes a tenth of the time of a load. Small
/// ones are not worth one.
pub fn drop_beside<R>(files: Vec<File>, work: impl FnOnce() -> R) -> R {
    let items: usize = files.iter().map(|file| file.items.len()).sum();
    if items < WORTHWHILE_ITEMS || threads() == 1 {
        drop(files);
        return work();
    }
    thread::scope(|scope| {
        // Where no thread can be had, this one drops what it was to take along.
        let _ = thread::Builder::new().spawn_scoped(scope, move || drop(files));
        work()
    })
}

/// On how many threads to work.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS)
}

/// Reads some of a file's items.
pub(super) fn piece(file: &SourceFile, scanned: &Scanned, segments: Range<usize>) -> Piece {
    let reader = Reader::new(file, scanned);
    let segments = scanned.segments.get(segments).unwrap_or_default();
    let items = segments.iter().filter_map(|segment| reader.segment(segment)).collect();
    Piece { items, incomplete: reader.incomplete(), diagnostics: reader.into_diagnostics() }
}

/// Works on every job, and gives the results in their order. Where no thread can be had, this one does it all.
fn on_threads<J: Sync, R: Send>(threads: usize, jobs: &[J], work: impl Fn(&J) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return done };
            done.push((at, work(job)));
        }
    };
    let mut done = thread::scope(|scope| {
        let helpers = 1..threads.min(jobs.len().max(1));
        let helpers: Vec<_> = helpers.filter_map(|_| thread::Builder::new().spawn_scoped(scope, share).ok()).collect();
        let mut done = share();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
