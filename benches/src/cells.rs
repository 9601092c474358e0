//! Programs that stay and measure on command, so that a driver can go round them in turn: a *cell* is one payload in one
//! protocol, encoded or decoded.
//!
//! One command a line on standard input, one answer a line on standard output:
//!
//! | command | answer |
//! |---|---|
//! | `run PAYLOAD PROTOCOL encode\|decode MILLISECONDS` | `ok NANOSECONDS-EACH ENCODED-SIZE TIMES`, `na`, `broken WHY` |
//! | `dump PAYLOAD PROTOCOL FILE` | `ok ENCODED-SIZE`, `na` |
//! | `verify PAYLOAD PROTOCOL FILE` | `ok`, `bad WHY`, `na` |
//! | `quit` | none |
//!
//! `na`: the program has no such cell. `broken`: it cannot read what it has written itself.

use std::any::Any;
use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rustix::time::{ClockId, clock_gettime};

use crate::Result;

/// One payload in one protocol.
pub trait Cell {
    /// Encodes the value this many times, into a buffer that is used again.
    ///
    /// # Errors
    /// The codec's.
    fn encode(&mut self, times: u64) -> Result<()>;

    /// Decodes the encoded value this many times, each time into a fresh one that is dropped.
    ///
    /// # Errors
    /// The codec's.
    fn decode(&mut self, times: u64) -> Result<()>;

    /// The encoded value.
    ///
    /// # Errors
    /// The codec's.
    fn encoded(&mut self) -> Result<Vec<u8>>;

    /// Are these bytes, which somebody else has written, the same value?
    ///
    /// # Errors
    /// The codec's.
    fn is_same(&mut self, bytes: &[u8]) -> Result<bool>;
}

/// A cell, and what is known of it.
struct Slot {
    cell: Box<dyn Cell>,
    size: usize,
    batches: [u64; 2], // how often a batch encodes and decodes; 0 before it is known
    broken: Option<String>,
}

/// Answers commands until there are no more. `make` makes the cells: none where there is no such payload or protocol.
///
/// # Errors
/// A malformed command, a codec that cannot write its own value, or a broken pipe.
pub fn serve(mut make: impl FnMut(&str, &str) -> Result<Option<Box<dyn Cell>>>) -> Result<()> {
    std::panic::set_hook(Box::new(|_| {})); // a peer's panic is an answer
    let mut slots = HashMap::new();
    let mut output = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words[..] {
            [] | ["quit"] => break,
            [command, payload, protocol, ref arguments @ ..] => {
                let key = (payload.to_owned(), protocol.to_owned());
                if !slots.contains_key(&key) {
                    let slot = make(payload, protocol)?.map(Slot::new).transpose()?;
                    slots.insert(key.clone(), slot);
                }
                match slots.get_mut(&key) {
                    Some(Some(slot)) => slot.answer(command, arguments)?,
                    _ => "na".to_owned(),
                }
            }
            _ => return Err(format!("not a command: {line}").into()),
        };
        writeln!(output, "{}", answer.replace('\n', " "))?;
        output.flush()?;
    }
    Ok(())
}

impl Slot {
    fn new(mut cell: Box<dyn Cell>) -> Result<Self> {
        let encoded = cell.encoded()?;
        let broken = check(&mut *cell, &encoded).err();
        Ok(Self {
            cell,
            size: encoded.len(),
            batches: [0; 2],
            broken,
        })
    }

    fn answer(&mut self, command: &str, arguments: &[&str]) -> Result<String> {
        match (command, arguments) {
            ("run", ["decode", _]) if self.broken.is_some() => Ok(format!(
                "broken {}",
                self.broken.as_deref().unwrap_or_default()
            )),
            ("run", [operation @ ("encode" | "decode"), milliseconds]) => {
                let (each, times) = self.run(*operation == "decode", milliseconds.parse()?)?;
                Ok(format!("ok {each:.3} {} {times}", self.size))
            }
            ("dump", [file]) => {
                std::fs::write(file, self.cell.encoded()?)?;
                Ok(format!("ok {}", self.size))
            }
            ("verify", [file]) => {
                let verdict = check(&mut *self.cell, &std::fs::read(file)?);
                Ok(verdict.map_or_else(|why| format!("bad {why}"), |()| "ok".to_owned()))
            }
            _ => Err(format!("not a command: {command} … {}", arguments.join(" ")).into()),
        }
    }

    /// Runs one batch of about so many milliseconds: nanoseconds for each time, and how many there were.
    fn run(&mut self, decode: bool, milliseconds: f64) -> Result<(f64, u64)> {
        let Self { cell, batches, .. } = self;
        let mut batch = |times| -> Result<f64> {
            let start = thread_nanoseconds();
            if decode {
                cell.decode(times)
            } else {
                cell.encode(times)
            }?;
            Ok(thread_nanoseconds() - start)
        };
        let times = &mut batches[usize::from(decode)];
        if *times == 0 {
            *times = calibrate(&mut batch, milliseconds * 1e6)?;
        }
        Ok((batch(*times)? / *times as f64, *times))
    }
}

/// How many times fill so many nanoseconds.
fn calibrate(batch: &mut impl FnMut(u64) -> Result<f64>, wanted: f64) -> Result<u64> {
    let mut times = 1u64;
    loop {
        let taken = batch(times)?.max(1.0);
        if taken > wanted / 4.0 {
            return Ok((times as f64 * wanted / taken).max(1.0) as u64);
        }
        times *= 2;
    }
}

/// Says why these bytes are not the cell's value, if they are not. Some peers panic.
fn check(cell: &mut dyn Cell, bytes: &[u8]) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(|| cell.is_same(bytes))) {
        Ok(Ok(true)) => Ok(()),
        Ok(Ok(false)) => Err("another value".to_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(format!("panic: {}", said(&*panic))),
    }
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without words")
}

/// The CPU time of this thread: being preempted does not count.
fn thread_nanoseconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
