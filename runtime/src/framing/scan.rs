//! Where does a message end whose bytes come in pieces?
//!
//! The scanner goes on where it stopped, so every byte is looked at once, however small the pieces are. It remembers
//! what it is inside of on a stack of its own, and builds no value.

mod binary;
mod compact;
mod json;
mod marks;

use crate::{Error, Limits, Protocol, Result, TType, error::Limit};
use binary::BinaryMarks;
use compact::CompactMarks;
use json::JsonScan;
use marks::{Contents, Due, Field, Marks};
use std::marker::PhantomData;

/// The scanner's place in one unframed message.
#[derive(Debug)]
pub struct MessageScan(Kind);

#[derive(Debug)]
enum Kind {
    Binary(Scan<BinaryMarks>),
    Compact(Scan<CompactMarks>),
    Json(JsonScan),
}

/// Runs `$body` with `$scan` as the scanner of the protocol.
macro_rules! with_scan {
    ($kind:expr, $scan:ident => $body:expr) => {
        match $kind {
            Kind::Binary($scan) => $body,
            Kind::Compact($scan) => $body,
            Kind::Json($scan) => $body,
        }
    };
}

impl MessageScan {
    /// A scanner at the start of a message.
    pub fn new(protocol: Protocol, limits: Limits) -> Self {
        Self(match protocol {
            Protocol::Binary | Protocol::BinaryOld => Kind::Binary(Scan::new(limits)),
            Protocol::Compact => Kind::Compact(Scan::new(limits)),
            // whoever speaks what cannot be read is refused before a byte comes
            Protocol::Json | Protocol::SimpleJson | Protocol::Debug => {
                Kind::Json(JsonScan::new(limits))
            }
        })
    }

    /// Goes on with `message`: the same bytes as the last time, and those that came since. `Some` is where the
    /// message ends.
    ///
    /// # Errors
    /// When no further byte could make this a message within the limits.
    pub fn advance(&mut self, message: &[u8]) -> Result<Option<usize>> {
        with_scan!(&mut self.0, scan => scan.advance(message))
    }

    /// How much work was done so far. It grows by a constant with every byte and every call.
    pub fn steps(&self) -> u64 {
        with_scan!(&self.0, scan => scan.steps)
    }
}

/// A scanner for protocols that write types and counts before values.
#[derive(Debug)]
struct Scan<M> {
    limits: Limits,
    /// Everything before this has been looked at.
    at: usize,
    /// What is still due, the next at the top.
    due: Vec<Due>,
    /// Structs that are open.
    structs: u32,
    steps: u64,
    marks: PhantomData<M>,
}

/// How high the stack may grow for each level of structs: containers directly within each other. No IDL's types come
/// near it.
const STACK_A_LEVEL: usize = 8;

impl<M: Marks> Scan<M> {
    fn new(limits: Limits) -> Self {
        Self {
            limits,
            at: 0,
            due: vec![Due::Field, Due::Start],
            structs: 1,
            steps: 0,
            marks: PhantomData,
        }
    }

    fn advance(&mut self, message: &[u8]) -> Result<Option<usize>> {
        while let Some(due) = self.due.pop() {
            self.steps += 1;
            if let Due::Bytes(count) = due {
                let here = count.min(message.len() - self.at);
                self.at += here;
                if here < count {
                    self.due.push(Due::Bytes(count - here));
                    return Ok(None);
                }
                continue;
            }
            match self.step(due, message) {
                Ok(()) => {}
                // The mark has not come whole: it is read anew, and it is a few bytes at most.
                Err(error) if error.is_short() => {
                    self.due.push(due);
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Some(self.at))
    }

    /// Reads the mark that is due, and pushes what it announces. Where the mark is cut short, nothing has happened.
    fn step(&mut self, due: Due, message: &[u8]) -> Result<()> {
        let rest = &message[self.at..];
        let after = |rest: &[u8]| message.len() - rest.len();
        match due {
            // invariant: bytes are passed over by `advance`
            Due::Bytes(_) | Due::Values { left: 0, .. } => Ok(()),
            Due::Values { left, this, that } => {
                self.push(Due::Values {
                    left: left - 1,
                    this: that,
                    that: this,
                })?;
                self.value(this)
            }
            Due::Start => {
                let ([first, second], rest) = M::start(rest)?;
                self.at = after(rest);
                self.push(second)?;
                self.push(first)
            }
            Due::Number => {
                self.at = after(M::number(rest)?);
                Ok(())
            }
            Due::Text => {
                let (length, rest) = M::length(rest)?;
                self.at = after(rest);
                self.text(length)
            }
            Due::List => {
                let (contents, rest) = M::list(rest)?;
                self.at = after(rest);
                self.contents(contents)
            }
            Due::Map => {
                let (contents, rest) = M::map(rest)?;
                self.at = after(rest);
                self.contents(contents)
            }
            Due::Field => {
                let (field, rest) = M::field(rest)?;
                self.at = after(rest);
                self.field(field)
            }
        }
    }

    fn field(&mut self, field: Field) -> Result<()> {
        match field {
            Field::Stop => {
                self.structs -= 1; // invariant: one `Field` is due for each open struct
                Ok(())
            }
            Field::Whole => self.push(Due::Field),
            Field::Value(t) => {
                self.push(Due::Field)?;
                self.value(t)
            }
        }
    }

    fn text(&mut self, length: usize) -> Result<()> {
        if length > self.limits.string {
            return Err(Error::too_long(Limit::String, self.limits.string, length));
        }
        self.push(Due::Bytes(length))
    }

    /// A value of a field or of a container.
    fn value(&mut self, t: TType) -> Result<()> {
        match t {
            TType::String => self.push(Due::Text),
            TType::List | TType::Set => self.push(Due::List),
            TType::Map => self.push(Due::Map),
            TType::Struct if self.structs >= self.limits.depth => Err(Error::too_deep()),
            TType::Struct => {
                self.structs += 1;
                self.push(Due::Field)
            }
            scalar => self.push(M::fixed(scalar).map_or(Due::Number, Due::Bytes)),
        }
    }

    /// The contents of a list or set, or of a map. The count is believed as far as the message limit, and no memory
    /// hangs on it.
    fn contents(&mut self, contents: Contents) -> Result<()> {
        let Contents { count, this, that } = contents;
        if count > self.limits.container {
            return Err(Error::too_long(
                Limit::Container,
                self.limits.container,
                count,
            ));
        }
        if count == 0 {
            return Ok(()); // some peers write no types for what is empty
        }
        let (this, that) = (M::known(this)?, that.map(M::known).transpose()?);
        let bytes = count.saturating_mul(M::least(this) + that.map_or(0, M::least));
        let fixed = |t| M::fixed(t).is_some();
        if fixed(this) && that.is_none_or(fixed) {
            return self.push(Due::Bytes(bytes));
        }
        self.within_message(bytes)?;
        let left = count.saturating_mul(if that.is_some() { 2 } else { 1 });
        self.push(Due::Values {
            left,
            this,
            that: that.unwrap_or(this),
        })
    }

    /// Could `more` bytes follow within the limit?
    fn within_message(&self, more: usize) -> Result<()> {
        within_message(&self.limits, self.at.saturating_add(more))
    }

    fn push(&mut self, due: Due) -> Result<()> {
        self.within_message(match due {
            Due::Bytes(count) => count,
            _ => 0,
        })?;
        if self.due.len() >= STACK_A_LEVEL.saturating_mul(self.limits.depth as usize + 1) {
            return Err(Error::too_deep());
        }
        self.due.push(due);
        Ok(())
    }
}

/// Is a message of so many bytes within the limit?
fn within_message(limits: &Limits, found: usize) -> Result<()> {
    if found > limits.message {
        return Err(Error::too_long(Limit::Message, limits.message, found));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
