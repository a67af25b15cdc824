//! A stream to verdicts on some cores, block by block, written in input order and in bounded memory.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use crate::failure::Failure;
use crate::screen::Screen;

use super::input::Lines;
use super::records::{Part, Records};
use super::tally::Tally;

/// So many bytes of input make a block, which one thread answers.
const BLOCK: usize = 256 * 1024;

/// How many blocks are under way for each thread.
const AHEAD: usize = 3;

/// Lines of the input.
#[derive(Default)]
pub struct Block {
    bytes: Vec<u8>,
    /// The numbers of its lines, and where they stand in the bytes.
    lines: Vec<(u32, Range<usize>)>,
}

impl Block {
    /// The lines with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.lines.iter().map(|(number, range)| (*number, self.bytes.get(range.clone()).unwrap_or_default()))
    }
}

/// What was made of a block.
pub struct Answered {
    pub text: Vec<u8>,
    pub bad: bool,
    pub tally: Tally,
}

impl Answered {
    /// Writes the answers, and gives their memory back, empty; whether something in them was bad.
    fn write(mut self, screen: &mut Screen, tally: &mut Tally) -> Result<(bool, Vec<u8>), Failure> {
        screen.bytes(&self.text)?;
        tally.merge(self.tally);
        self.text.clear();
        Ok((self.bad, self.text))
    }
}

/// The next part of the input, none at its end; and why it cannot be read on behind that, where it cannot.
pub type Next<T> = (Option<T>, Option<Failure>);

/// A part of the input, an empty buffer for its answers, and where both go.
struct Job<T> {
    part: T,
    text: Vec<u8>,
    answered: mpsc::Sender<(T, Result<Answered, Failure>)>,
}

/// Answers all parts on so many threads; whether something in them was bad. Where the input cannot be read on, all before that is answered.
///
/// The memory of a part that was answered goes to the next one, as does that of its answers: to ask the system for it
/// anew each time costs as much as to answer a tenth of it.
pub fn on_cores<T: Send>(
    cores: usize,
    mut next: impl FnMut(Option<T>) -> Next<T>,
    answer: impl Fn(&T, Vec<u8>) -> Result<Answered, Failure> + Sync,
    screen: &mut Screen,
    tally: &mut Tally,
) -> Result<bool, Failure> {
    if cores == 1 {
        return on_this_thread(next, answer, screen, tally);
    }
    let answer = &answer;
    let (jobs, waiting) = mpsc::channel::<Job<T>>();
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        let waiting = &waiting;
        let work = move || {
            loop {
                let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(Job { part, text, answered }) = job else { return };
                let answer = answer(&part, text);
                // Nobody waits for it where the output could not be written.
                let _ = answered.send((part, answer));
            }
        };
        let threads = (0..cores).filter(|_| thread::Builder::new().spawn_scoped(scope, work).is_ok()).count();
        if threads == 0 {
            return on_this_thread(next, answer, screen, tally);
        }
        // What is under way, in the order of the input.
        let mut under_way = VecDeque::new();
        let (mut used, mut texts) = (Vec::new(), Vec::new());
        let mut bad = false;
        loop {
            let (part, failure) = next(used.pop());
            let is_last = part.is_none() || failure.is_some();
            if let Some(part) = part {
                let (answered, answer) = mpsc::channel();
                // The receiver lives as long as the scope.
                let _ = jobs.send(Job { part, text: texts.pop().unwrap_or_default(), answered });
                under_way.push_back(answer);
            }
            while under_way.len() >= threads * AHEAD || (is_last && !under_way.is_empty()) {
                // A thread that died answers nothing; the scope then ends as it did.
                let Some(Ok((part, answered))) = under_way.pop_front().map(|answer| answer.recv()) else { continue };
                let (is_bad, text) = answered?.write(screen, tally)?;
                bad |= is_bad;
                texts.push(text);
                used.push(part);
            }
            if is_last {
                drop(jobs);
                return failure.map_or(Ok(bad), Err);
            }
        }
    })
}

/// Answers all parts one after the other.
fn on_this_thread<T>(
    mut next: impl FnMut(Option<T>) -> Next<T>,
    answer: impl Fn(&T, Vec<u8>) -> Result<Answered, Failure>,
    screen: &mut Screen,
    tally: &mut Tally,
) -> Result<bool, Failure> {
    let (mut used, mut text) = (None, Vec::new());
    let mut bad = false;
    loop {
        let (part, failure) = next(used);
        let is_last = part.is_none() || failure.is_some();
        used = part;
        if let Some(part) = &used {
            let is_bad;
            (is_bad, text) = answer(part, std::mem::take(&mut text))?.write(screen, tally)?;
            bad |= is_bad;
        }
        if is_last {
            return failure.map_or(Ok(bad), Err);
        }
    }
}

/// The next lines from a line on, in a block that was used before.
pub fn lines(lines: &mut Lines, from_line: u32, used: Option<Block>) -> Next<Block> {
    let mut block = used.unwrap_or_default();
    block.bytes.clear();
    block.lines.clear();
    let mut failure = None;
    while block.bytes.len() < BLOCK {
        let start = block.bytes.len();
        match lines.next(&mut block.bytes) {
            Ok(Some(line)) if line.0 >= from_line => block.lines.push(line),
            Ok(Some(_)) => block.bytes.truncate(start),
            Ok(None) => break,
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    ((!block.lines.is_empty()).then_some(block), failure)
}

/// The next records of which some start on a line or behind it.
pub fn records(records: &mut Records, from_line: u32) -> Next<Part> {
    loop {
        match records.part(BLOCK) {
            Ok(Some(_)) if records.line() < from_line => {}
            Ok(part) => return (part, None),
            Err(failure) => return (None, Some(failure)),
        }
    }
}
