//! Where does a binary message end whose bytes come in pieces?
//!
//! The scanner goes on where it stopped, so every byte is looked at once, however small the pieces are. It remembers
//! what it is inside of on a stack of its own, and builds no value.

use crate::{
    Error, ErrorKind, Limits, Result, TType,
    error::Limit,
    protocol::binary::{VERSION_1, VERSION_MASK, fixed_width, least},
};

/// The scanner's place in one unframed binary message (`doc/specs/thrift-binary-protocol.md`), strict header or old.
#[derive(Debug)]
pub struct BinaryScan {
    limits: Limits,
    /// Everything before this has been looked at.
    at: usize,
    /// What is still due, the next at the top.
    due: Vec<Due>,
    /// Structs that are open.
    structs: u32,
    steps: u64,
}

/// A part of a message that is still due.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// The word that tells a strict header from an old one.
    Version,
    /// This many bytes that need no look.
    Bytes(usize),
    /// A length, and as many bytes.
    Text,
    /// The next field of a struct, or its end.
    Field,
    /// A list or a set, from its header on.
    List,
    /// A map, from its header on.
    Map,
    /// This many values, of this type and of that in turn: of a map, its keys and values.
    Values {
        left: usize,
        this: TType,
        that: TType,
    },
}

/// How high the stack may grow for each level of structs: containers directly within each other. No IDL's types come
/// near it.
const STACK_A_LEVEL: usize = 8;

impl BinaryScan {
    /// A scanner at the start of a message.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            at: 0,
            due: vec![Due::Field, Due::Version],
            structs: 1,
            steps: 0,
        }
    }

    /// Goes on with `message`: the same bytes as the last time, and those that came since. `Some` is where the
    /// message ends.
    ///
    /// # Errors
    /// When no further byte could make this a message within the limits.
    pub fn advance(&mut self, message: &[u8]) -> Result<Option<usize>> {
        while let Some(due) = self.due.pop() {
            self.steps += 1;
            if !self.step(due, message)? {
                return Ok(None);
            }
        }
        Ok(Some(self.at))
    }

    /// How much work was done so far. It grows by a constant with every byte and every call.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Does what is due, or puts what is left of it back and says `false`.
    fn step(&mut self, due: Due, message: &[u8]) -> Result<bool> {
        let rest = &message[self.at..];
        match due {
            Due::Bytes(count) => {
                let here = count.min(rest.len());
                self.at += here;
                if here < count {
                    self.due.push(Due::Bytes(count - here));
                }
                return Ok(here == count);
            }
            Due::Values { left: 0, .. } => {}
            Due::Values { left, this, that } => {
                self.push(Due::Values {
                    left: left - 1,
                    this: that,
                    that: this,
                })?;
                self.value(this)?;
            }
            Due::Version => match rest.first_chunk() {
                Some(word) => self.took(4).version(u32::from_be_bytes(*word))?,
                None => return self.again(due),
            },
            Due::Text => match rest.first_chunk() {
                Some(length) => self.took(4).text(*length)?,
                None => return self.again(due),
            },
            Due::List => match *rest {
                [element, a, b, c, d, ..] => self.took(5).values(element, None, [a, b, c, d])?,
                _ => return self.again(due),
            },
            Due::Map => match *rest {
                [key, value, a, b, c, d, ..] => {
                    self.took(6).values(key, Some(value), [a, b, c, d])?;
                }
                _ => return self.again(due),
            },
            Due::Field => match *rest {
                [0, ..] => self.took(1).structs -= 1, // invariant: one `Field` is due for each open struct
                [kind, _, _, ..] => {
                    self.took(3).push(Due::Field)?;
                    self.value(known(kind)?)?;
                }
                _ => return self.again(due),
            },
        }
        Ok(true)
    }

    fn took(&mut self, bytes: usize) -> &mut Self {
        self.at += bytes;
        self
    }

    #[allow(clippy::unnecessary_wraps)] // the tail of `step`
    fn again(&mut self, due: Due) -> Result<bool> {
        self.due.push(due);
        Ok(false)
    }

    /// After a strict version word: name, sequence id. After the length of an old header: name, type, sequence id.
    fn version(&mut self, word: u32) -> Result<()> {
        if word & VERSION_MASK == VERSION_1 {
            self.due.extend([Due::Bytes(4), Due::Text]);
            return Ok(());
        }
        let length =
            usize::try_from(word.cast_signed()).map_err(|_| ErrorKind::BadVersion(word))?;
        self.due.push(Due::Bytes(5));
        self.bytes(length)
    }

    fn text(&mut self, length: [u8; 4]) -> Result<()> {
        let length = natural(length)?;
        if length > self.limits.string {
            return Err(Error::too_long(Limit::String, self.limits.string, length));
        }
        self.bytes(length)
    }

    /// A value of a field or of a container.
    fn value(&mut self, kind: TType) -> Result<()> {
        match kind {
            TType::String => self.push(Due::Text),
            TType::List | TType::Set => self.push(Due::List),
            TType::Map => self.push(Due::Map),
            TType::Struct if self.structs >= self.limits.depth => Err(Error::too_deep()),
            TType::Struct => {
                self.structs += 1;
                self.push(Due::Field)
            }
            fixed => self.bytes(least(fixed)),
        }
    }

    /// The contents of a list or set, or of a map. The count is believed as far as the message limit, and no memory
    /// hangs on it.
    fn values(&mut self, this: u8, that: Option<u8>, count: [u8; 4]) -> Result<()> {
        let count = natural(count)?;
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
        let (this, that) = (known(this)?, that.map(known).transpose()?);
        let entry = least(this) + that.map_or(0, least);
        let bytes = count.saturating_mul(entry);
        if is_fixed(this) && that.is_none_or(is_fixed) {
            return self.bytes(bytes);
        }
        self.within_message(bytes)?;
        let left = count.saturating_mul(if that.is_some() { 2 } else { 1 });
        self.push(Due::Values {
            left,
            this,
            that: that.unwrap_or(this),
        })
    }

    fn bytes(&mut self, count: usize) -> Result<()> {
        self.within_message(count)?;
        self.push(Due::Bytes(count))
    }

    /// Could `more` bytes follow within the limit?
    fn within_message(&self, more: usize) -> Result<()> {
        let found = self.at.saturating_add(more);
        if found > self.limits.message {
            return Err(Error::too_long(Limit::Message, self.limits.message, found));
        }
        Ok(())
    }

    fn push(&mut self, due: Due) -> Result<()> {
        self.within_message(0)?;
        if self.due.len() >= STACK_A_LEVEL.saturating_mul(self.limits.depth as usize + 1) {
            return Err(Error::too_deep());
        }
        self.due.push(due);
        Ok(())
    }
}

fn known(kind: u8) -> Result<TType> {
    TType::from_byte(kind).ok_or_else(|| Error::unknown_type(kind))
}

fn is_fixed(kind: TType) -> bool {
    fixed_width(kind).is_some()
}

fn natural(length: [u8; 4]) -> Result<usize> {
    usize::try_from(i32::from_be_bytes(length)).map_err(|_| ErrorKind::NegativeLength.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ping` with, in turn, every kind of value in its arguments.
    fn rich_message() -> Vec<u8> {
        let mut bytes = b"\x80\x01\x00\x01\x00\x00\x00\x04ping\x00\x00\x00\x07".to_vec();
        bytes.extend(b"\x02\x00\x01\x01"); // bool
        bytes.extend(b"\x0b\x00\x02\x00\x00\x00\x03abc"); // string
        bytes.extend(b"\x0f\x00\x03\x08\x00\x00\x00\x02\0\0\0\x01\0\0\0\x02"); // list<i32>
        bytes.extend(b"\x0d\x00\x04\x0b\x03\x00\x00\x00\x02\0\0\0\x01a\x01\0\0\0\x01b\x02"); // map<string, i8>
        bytes.extend(b"\x0e\x00\x05\x0c\x00\x00\x00\x02\x06\x00\x01\x00\x07\x00\x00"); // set<struct>
        bytes.extend(b"\x0d\x00\x06\x00\x00\x00\x00\x00\x00"); // empty map without types
        bytes.extend(b"\x10\x00\x070123456789abcdef"); // uuid
        bytes.extend(b"\x0f\x00\x08\x0f\x00\x00\x00\x01\x0a\x00\x00\x00\x01\0\0\0\0\0\0\0\x01"); // list<list<i64>>
        bytes.push(0);
        bytes
    }

    fn scan(bytes: &[u8]) -> Result<Option<usize>> {
        BinaryScan::new(Limits::default()).advance(bytes)
    }

    #[test]
    fn the_end_is_found_however_the_bytes_are_cut() {
        let message = rich_message();
        let followed = [&message[..], b"next"].concat();
        assert_eq!(scan(&followed).unwrap(), Some(message.len()));
        for cut in 0..message.len() {
            let mut pieces = BinaryScan::new(Limits::default());
            assert_eq!(
                pieces.advance(&message[..cut]).unwrap(),
                None,
                "cut at {cut}"
            );
            assert_eq!(
                pieces.advance(&message).unwrap(),
                Some(message.len()),
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn an_old_header_is_measured_too() {
        let message = b"\x00\x00\x00\x04ping\x01\x00\x00\x00\x07\x00";
        assert_eq!(scan(message).unwrap(), Some(message.len()));
    }

    #[test]
    fn single_bytes_cost_linear_work() {
        let mut message =
            b"\x80\x01\x00\x01\x00\x00\x00\x04ping\x00\x00\x00\x07\x0f\x00\x01\x0b".to_vec();
        message.extend(2000_u32.to_be_bytes());
        message.extend(b"\x00\x00\x00\x01a".repeat(2000));
        message.push(0);
        let mut scan = BinaryScan::new(Limits::default());
        let end = (0..=message.len()).find_map(|end| scan.advance(&message[..end]).unwrap());
        assert_eq!(end, Some(message.len()));
        assert!(
            scan.steps() <= 3 * message.len() as u64,
            "{} steps for {} bytes",
            scan.steps(),
            message.len()
        );
    }

    #[test]
    fn lies_are_found_out_before_the_bytes_come() {
        let lying = |value: &[u8]| {
            scan(
                &[
                    b"\x80\x01\x00\x01\x00\x00\x00\x01p\0\0\0\0".as_slice(),
                    value,
                ]
                .concat(),
            )
        };
        for (value, what) in [
            (&b"\x0b\x00\x01\xff\xff\xff\xff"[..], "negative"),
            (b"\x0b\x00\x01\x7f\xff\xff\xff", "message limit"),
            (b"\x0f\x00\x01\x0c\x7f\xff\xff\xff", "message limit"),
            (b"\x0f\x00\x01\x0a\x0f\xff\xff\xff", "message limit"),
            (b"\x0d\x00\x01\x0b\x0b\x7f\xff\xff\xff", "message limit"),
            (b"\x0f\x00\x01\x07\x00\x00\x00\x01", "no type"),
            (b"\x09\x00\x01", "no type"),
        ] {
            let error = lying(value).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
        assert!(matches!(
            scan(b"\x81\x01\x00\x01").unwrap_err().kind(),
            ErrorKind::BadVersion(0x8101_0001)
        ));
        assert!(
            scan(b"GET / HTTP/1.1")
                .unwrap_err()
                .to_string()
                .contains("message limit")
        );
    }

    #[test]
    fn depth_is_bounded_for_structs_and_for_containers() {
        let start = b"\x80\x01\x00\x01\x00\x00\x00\x01p\0\0\0\0".to_vec();
        let nested = |levels: usize, level: &[u8]| [start.clone(), level.repeat(levels)].concat();
        let limits = Limits::default().with_depth(4);
        let scan = |bytes: &[u8]| BinaryScan::new(limits).advance(bytes);
        assert!(scan(&nested(3, b"\x0c\x00\x01")).unwrap().is_none());
        assert!(matches!(
            scan(&nested(4, b"\x0c\x00\x01")).unwrap_err().kind(),
            ErrorKind::TooDeep
        ));
        let lists = [
            &start[..],
            b"\x0f\x00\x01",
            &b"\x0f\x00\x00\x00\x01".repeat(100),
        ]
        .concat();
        assert!(matches!(
            scan(&lists).unwrap_err().kind(),
            ErrorKind::TooDeep
        ));
    }
}
