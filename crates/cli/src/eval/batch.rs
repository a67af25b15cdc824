//! The lines of a stream to verdicts on all cores, written in input order and in bounded memory.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use crate::failure::Failure;
use crate::screen::Screen;

use super::Desk;
use super::input::Lines;
use super::tally::Tally;

/// So many bytes of lines make a block, which one thread answers.
const BLOCK: usize = 256 * 1024;

/// How many blocks are under way for each thread.
const AHEAD: usize = 3;

/// Lines of the input.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    /// The numbers of its lines, and where they stand in the bytes.
    lines: Vec<(u32, Range<usize>)>,
}

/// A block, and where its answers go.
struct Job {
    block: Block,
    answered: mpsc::Sender<Result<Answered, Failure>>,
}

/// What was made of a block.
struct Answered {
    text: Vec<u8>,
    bad: bool,
    tally: Tally,
}

impl Desk<'_> {
    /// Answers all lines; whether one was bad. Where the input cannot be read on, all lines before that are answered.
    pub fn on_all_cores(&self, mut lines: Lines, screen: &mut Screen, tally: &mut Tally) -> Result<bool, Failure> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (jobs, waiting) = mpsc::channel::<Job>();
        let waiting = Mutex::new(waiting);
        let colour = screen.has_colour();
        thread::scope(|scope| {
            for _ in 0..threads {
                let waiting = &waiting;
                scope.spawn(move || {
                    loop {
                        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok(Job { block, answered }) = job else { return };
                        // Nobody waits for it where the output could not be written.
                        let _ = answered.send(self.block(&block, colour));
                    }
                });
            }
            // What is under way, in the order of the input.
            let mut under_way = VecDeque::new();
            let mut bad = false;
            loop {
                let (block, failure) = next_block(&mut lines, self.from_line);
                let is_last = block.lines.is_empty() || failure.is_some();
                if !block.lines.is_empty() {
                    let (answered, answer) = mpsc::channel();
                    // The receiver lives as long as the scope.
                    let _ = jobs.send(Job { block, answered });
                    under_way.push_back(answer);
                }
                while under_way.len() >= threads * AHEAD || (is_last && !under_way.is_empty()) {
                    // A thread that died answers nothing; the scope then ends as it did.
                    let Some(Ok(answered)) = under_way.pop_front().map(|answer| answer.recv()) else { continue };
                    let answered = answered?;
                    screen.bytes(&answered.text)?;
                    tally.merge(answered.tally);
                    bad |= answered.bad;
                }
                if is_last {
                    drop(jobs);
                    return failure.map_or(Ok(bad), Err);
                }
            }
        })
    }

    fn block(&self, block: &Block, colour: bool) -> Result<Answered, Failure> {
        let mut screen = Screen::buffer(colour);
        let mut tally = Tally::default();
        let mut room = self.reader.room();
        let mut bad = false;
        for (number, range) in &block.lines {
            let line = block.bytes.get(range.clone()).unwrap_or_default();
            bad |= self.line(*number, line, &mut room, &mut screen, &mut tally)?;
        }
        Ok(Answered { text: screen.into_bytes(), bad, tally })
    }
}

/// The next lines; none at the end of the input. Where it cannot be read on, those before that place, and why.
fn next_block(lines: &mut Lines, from_line: u32) -> (Block, Option<Failure>) {
    let mut block = Block::default();
    let mut line = Vec::new();
    while block.bytes.len() < BLOCK {
        let number = match lines.next(&mut line) {
            Ok(Some(number)) => number,
            Ok(None) => break,
            Err(failure) => return (block, Some(failure)),
        };
        if number >= from_line {
            let start = block.bytes.len();
            block.bytes.extend_from_slice(line.trim_ascii());
            block.lines.push((number, start..block.bytes.len()));
        }
    }
    (block, None)
}
