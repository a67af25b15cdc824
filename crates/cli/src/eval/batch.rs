//! The lines of a stream to verdicts on all cores, written in input order and in bounded memory.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use zhun::facts::Room;

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

/// What was made of a block.
struct Answered {
    text: Vec<u8>,
    bad: bool,
    tally: Tally,
}

impl Desk<'_> {
    /// Answers all lines; whether one was bad.
    pub fn on_all_cores(&self, mut lines: Lines, screen: &mut Screen, tally: &mut Tally) -> Result<bool, Failure> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (jobs, waiting) = mpsc::channel::<(u64, Block)>();
        let waiting = Mutex::new(waiting);
        let (results, answered) = mpsc::channel();
        let colour = screen.has_colour();
        thread::scope(|scope| {
            for _ in 0..threads {
                let (waiting, results) = (&waiting, results.clone());
                scope.spawn(move || {
                    loop {
                        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok((number, block)) = job else { return };
                        if results.send((number, self.block(&block, colour))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(results);
            let mut order = Order { answered, waiting: BTreeMap::new(), next: 0, bad: false };
            let mut sent = 0;
            loop {
                let block = next_block(&mut lines, self.from_line)?;
                if block.lines.is_empty() {
                    break;
                }
                // A receiver is only gone where a thread died, which then ends the scope.
                let _ = jobs.send((sent, block));
                sent += 1;
                while sent - order.next >= (threads * AHEAD) as u64 {
                    order.write_next(screen, tally)?;
                }
            }
            drop(jobs);
            while order.next < sent {
                order.write_next(screen, tally)?;
            }
            Ok(order.bad)
        })
    }

    fn block(&self, block: &Block, colour: bool) -> Result<Answered, Failure> {
        let mut screen = Screen::buffer(colour);
        let mut tally = Tally::default();
        let mut room = Room::default();
        let mut bad = false;
        for (number, range) in &block.lines {
            let line = block.bytes.get(range.clone()).unwrap_or_default();
            bad |= self.line(*number, line, &mut room, &mut screen, &mut tally)?;
        }
        Ok(Answered { text: screen.into_bytes(), bad, tally })
    }
}

/// Puts what the threads hand over back into the order of the input.
struct Order {
    answered: mpsc::Receiver<(u64, Result<Answered, Failure>)>,
    waiting: BTreeMap<u64, Result<Answered, Failure>>,
    next: u64,
    bad: bool,
}

impl Order {
    /// Writes the next block, once it is there.
    fn write_next(&mut self, screen: &mut Screen, tally: &mut Tally) -> Result<(), Failure> {
        loop {
            if let Some(answered) = self.waiting.remove(&self.next) {
                let answered = answered?;
                screen.bytes(&answered.text)?;
                tally.merge(answered.tally);
                self.bad |= answered.bad;
                self.next += 1;
                return Ok(());
            }
            match self.answered.recv() {
                Ok((number, answered)) => self.waiting.insert(number, answered),
                // All threads are gone: the scope tells why.
                Err(mpsc::RecvError) => {
                    self.next += 1;
                    return Ok(());
                }
            };
        }
    }
}

fn next_block(lines: &mut Lines, from_line: u32) -> Result<Block, Failure> {
    let mut block = Block::default();
    let mut line = Vec::new();
    while block.bytes.len() < BLOCK {
        let Some(number) = lines.next(&mut line)? else { break };
        if number >= from_line {
            let start = block.bytes.len();
            block.bytes.extend_from_slice(line.trim_ascii());
            block.lines.push((number, start..block.bytes.len()));
        }
    }
    Ok(block)
}
