//! The only place where a run-time choice of protocol becomes a type: one `match` a message.

mod choice;
mod reader;
mod reply;

pub use choice::Protocols;
pub use reader::MessageReader;
pub use reply::Reply;
use reply::ReplyReader;

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;

use crate::error::{ErrorKind, Limit};
use crate::message::{MessageHeader, TReply};
use crate::protocol::{
    BinaryInput, CompactInput, Encoder, Links, OldBinaryProtocol, TBinaryProtocol,
    TCompactProtocol, TDebugProtocol, TInputProtocol, TJSONProtocol, TOutputProtocol, TProtocol,
    TSimpleJSONProtocol,
};
use crate::wire::Wire;
use crate::{Error, Limits, Result};

/// Which encoding a message has. `FromStr` and `Display` use Thrift's names, as in `--protocol=binary`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// [`TBinaryProtocol`]: fixed-width, big-endian; the one that every peer speaks.
    #[default]
    Binary,
    /// [`OldBinaryProtocol`]: binary for peers that know no strict message headers. Either header is read.
    BinaryOld,
    /// [`TCompactProtocol`]: variable-length numbers and field headers of one byte.
    Compact,
    /// [`TJSONProtocol`]: JSON with the ids and the types of the fields.
    Json,
    /// [`TSimpleJSONProtocol`]: JSON with their names, for people and scripts.
    SimpleJson,
    /// [`TDebugProtocol`]: text for people, which nobody reads.
    Debug,
}

/// Runs `$body` with `$P` as the protocol's type, or `$otherwise` where it cannot be read or is not one of `$known`: a
/// constant, so that nothing is compiled for the others.
macro_rules! with_protocol {
    ($protocol:expr, $known:expr, $P:ident => $body:expr, else $otherwise:expr) => {
        match $protocol {
            Protocol::Binary if const { $known.contains(Protocol::Binary) } => {
                type $P = TBinaryProtocol;
                $body
            }
            Protocol::BinaryOld if const { $known.contains(Protocol::BinaryOld) } => {
                type $P = OldBinaryProtocol;
                $body
            }
            Protocol::Compact if const { $known.contains(Protocol::Compact) } => {
                type $P = TCompactProtocol;
                $body
            }
            Protocol::Json if const { $known.contains(Protocol::Json) } => {
                type $P = TJSONProtocol;
                $body
            }
            Protocol::SimpleJson if const { $known.contains(Protocol::SimpleJson) } => {
                type $P = TSimpleJSONProtocol;
                $body
            }
            _ => $otherwise,
        }
    };
}

/// The same with those that are written and never read.
macro_rules! with_encoder {
    ($protocol:expr, $known:expr, $P:ident => $body:expr) => {
        with_protocol!($protocol, $known, $P => $body, else match $protocol {
            Protocol::Debug if const { $known.contains(Protocol::Debug) } => {
                type $P = TDebugProtocol;
                $body
            }
            left_out => Err(left_out.is_left_out($known)),
        })
    };
}

impl Protocol {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Binary,
        Self::BinaryOld,
        Self::Compact,
        Self::Json,
        Self::SimpleJson,
        Self::Debug,
    ];

    /// Those that can be read, and so be spoken with a peer.
    pub const READABLE: &'static [Self] = &[
        Self::Binary,
        Self::BinaryOld,
        Self::Compact,
        Self::Json,
        Self::SimpleJson,
    ];

    /// Thrift's name of the protocol.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::BinaryOld => "binary-old",
            Self::Compact => "compact",
            Self::Json => "json",
            Self::SimpleJson => "simple-json",
            Self::Debug => "debug",
        }
    }

    /// Can it be read? Only such a protocol can be spoken with a peer.
    pub const fn is_readable(self) -> bool {
        !matches!(self, Self::Debug)
    }

    /// Refuses a protocol that cannot be spoken with a peer.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`]: it cannot be read.
    pub fn ensure_readable(self) -> Result<()> {
        if self.is_readable() {
            Ok(())
        } else {
            Err(self.write_only())
        }
    }

    /// The bytes of one value, without a message around it.
    ///
    /// ```
    /// # use thriftwood::{Bytes, Limits, Protocol};
    /// let bytes = Protocol::Binary.serialize(&vec![1i32, 2])?;
    /// let back: Vec<i32> = Protocol::Binary.deserialize(&bytes.into(), &Limits::default())?;
    /// assert_eq!(back, [1, 2]);
    /// # Ok::<_, thriftwood::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`].
    pub fn serialize<T: Wire>(self, value: &T) -> Result<Vec<u8>> {
        let mut buffer = Vec::new();
        self.serialize_into(value, &mut buffer)?;
        Ok(buffer)
    }

    /// Appends one value, without a message around it.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`]; `buffer` is then as it was.
    pub fn serialize_into<T: Wire>(self, value: &T, buffer: &mut Vec<u8>) -> Result<()> {
        with_encoder!(self, T::PROTOCOLS, P => append::<P>(buffer, None, |output| value.write(output)))
    }

    /// Appends one value, without a message around it, and links its long payloads instead of copying them. What is
    /// written is the buffer *and* the links; of text, which holds no payload as it is, the buffer is all.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`]; `buffer` and `links` are then as they were.
    pub fn serialize_linked<T: Wire>(
        self,
        value: &T,
        buffer: &mut Vec<u8>,
        links: &mut Links,
    ) -> Result<()> {
        with_encoder!(self, T::PROTOCOLS, P => append::<P>(buffer, Some(links), |output| value.write(output)))
    }

    /// The value that is all of `bytes`.
    ///
    /// # Errors
    /// They are not such a value, go on behind it, or are more than `limits` allow.
    pub fn deserialize<T: Wire>(self, bytes: &Bytes, limits: &Limits) -> Result<T> {
        let (value, consumed) = self.deserialize_prefix(bytes, limits)?;
        match bytes.len() - consumed {
            0 => Ok(value),
            left => Err(Error::new(ErrorKind::TrailingBytes(left)).in_root(T::NAME)),
        }
    }

    /// The value at the start of `bytes`, and how many of them it takes.
    ///
    /// # Errors
    /// They are not such a value, or it takes more than `limits` allow.
    pub fn deserialize_prefix<T: Wire>(self, bytes: &Bytes, limits: &Limits) -> Result<(T, usize)> {
        with_protocol!(self, T::PROTOCOLS, P => {
            let mut input = P::input(bytes, limits);
            let value = T::read(&mut input)?;
            input.settle();
            consumed(bytes, &input, limits).map(|consumed| (value, consumed))
        }, else Err(self.unreadable(T::PROTOCOLS)))
    }

    /// Appends a message to `buffer`.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`]; `buffer` is then as it was.
    pub fn write_message<B: TReply>(
        self,
        header: &MessageHeader,
        body: &B,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        with_encoder!(self, B::PROTOCOLS, P => append::<P>(buffer, None, |output| {
            P::message_begin(output, header);
            body.write(output);
            output.message_end();
        }))
    }

    /// Appends a message, and links its long payloads as [`serialize_linked`](Self::serialize_linked) does.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`]; `buffer` and `links` are then as they were.
    pub fn write_message_linked<B: TReply>(
        self,
        header: &MessageHeader,
        body: &B,
        buffer: &mut Vec<u8>,
        links: &mut Links,
    ) -> Result<()> {
        with_encoder!(self, B::PROTOCOLS, P => append::<P>(buffer, Some(links), |output| {
            P::message_begin(output, header);
            body.write(output);
            output.message_end();
        }))
    }

    /// Reads the message at the start of `bytes` with `reader`; also says how many of the bytes it takes.
    ///
    /// # Errors
    /// There is no message, the reader's own, and a message that takes more than `limits` allow.
    pub fn read_message<R: MessageReader>(
        self,
        bytes: &Bytes,
        limits: &Limits,
        reader: R,
    ) -> Result<(R::Output, usize)> {
        with_protocol!(
            self, R::PROTOCOLS,
            P => read(P::input(bytes, limits), bytes, limits, reader),
            else self.left_out(self.read_header(bytes, limits)?, bytes.len(), reader)
        )
    }

    /// A message of which nothing but its header can be read; what follows is not looked at.
    #[cold]
    fn left_out<R: MessageReader>(
        self,
        header: MessageHeader,
        length: usize,
        reader: R,
    ) -> Result<(R::Output, usize)> {
        let output = reader.read_left_out(header, self.is_left_out(R::PROTOCOLS))?;
        Ok((output, length))
    }

    /// Can a message be read that nobody is to share? Otherwise it must be part of one that is `whole`.
    pub(crate) const fn is_read_in_place(self) -> bool {
        matches!(self, Self::Binary | Self::BinaryOld | Self::Compact)
    }

    /// The same as [`read_message`](Self::read_message) of bytes that are part of what is `whole`, which long payloads
    /// share; where that is empty, they are copied.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn read_message_within<R: MessageReader>(
        self,
        part: &[u8],
        whole: &Bytes,
        limits: &Limits,
        reader: R,
    ) -> Result<(R::Output, usize)> {
        match self {
            Self::Binary | Self::BinaryOld if const { R::PROTOCOLS.contains(Self::Binary) } => {
                read(
                    BinaryInput::within(part, whole, limits),
                    part,
                    limits,
                    reader,
                )
            }
            Self::Compact if const { R::PROTOCOLS.contains(Self::Compact) } => read(
                CompactInput::within(part, whole, limits),
                part,
                limits,
                reader,
            ),
            Self::Binary | Self::BinaryOld => {
                let header = BinaryInput::within(part, whole, limits).message_begin()?;
                self.left_out(header, part.len(), reader)
            }
            Self::Compact => {
                let header = CompactInput::within(part, whole, limits).message_begin()?;
                self.left_out(header, part.len(), reader)
            }
            _ => self.read_message(&whole.slice_ref(part), limits, reader),
        }
    }

    /// The same as [`read_reply`](Self::read_reply), as above.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn read_reply_within<T: Wire>(
        self,
        part: &[u8],
        whole: &Bytes,
        limits: &Limits,
    ) -> Result<(Reply<T>, usize)> {
        let reader = ReplyReader::new();
        self.read_message_within(part, whole, limits, reader)
    }

    /// The header of the message at the start of `bytes`.
    ///
    /// # Errors
    /// There is no message.
    pub fn read_header(self, bytes: &Bytes, limits: &Limits) -> Result<MessageHeader> {
        with_protocol!(self, Protocols::ALL, P => P::input(bytes, limits).message_begin(), else Err(self.write_only()))
    }

    /// Reads the reply at the start of `bytes`; also says how many of the bytes it takes. Whether it belongs to the
    /// call is for the caller to see, from the header.
    ///
    /// # Errors
    /// There is no reply or exception, or it is malformed.
    pub fn read_reply<T: Wire>(self, bytes: &Bytes, limits: &Limits) -> Result<(Reply<T>, usize)> {
        self.read_message(bytes, limits, ReplyReader::new())
    }
}

/// Appends what `write` writes, or nothing.
fn append<P: Encoder>(
    buffer: &mut Vec<u8>,
    mut links: Option<&mut Links>,
    write: impl FnOnce(&mut P::Output<'_>),
) -> Result<()> {
    let start = buffer.len();
    let linked = links.as_deref().map_or(0, Links::count);
    let mut output = match links.as_deref_mut() {
        Some(links) => P::output_linked(buffer, links),
        None => P::output(buffer),
    };
    write(&mut output);
    P::finish(output).inspect_err(|_| {
        buffer.truncate(start);
        if let Some(links) = links {
            links.truncate(linked);
        }
    })
}

/// Reads a message, with what knows how.
fn read<P: TInputProtocol, R: MessageReader>(
    mut input: P,
    bytes: &[u8],
    limits: &Limits,
    reader: R,
) -> Result<(R::Output, usize)> {
    let header = input.message_begin()?;
    let output = reader.read(header, &mut input)?;
    input.message_end()?;
    consumed(bytes, &input, limits).map(|consumed| (output, consumed))
}

/// How many bytes were read: no more than a message may have.
fn consumed(bytes: &[u8], input: &impl TInputProtocol, limits: &Limits) -> Result<usize> {
    let consumed = bytes.len() - input.remaining();
    if consumed > limits.message {
        return Err(Error::too_long(Limit::Message, limits.message, consumed));
    }
    Ok(consumed)
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Protocol {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL
            .iter()
            .copied()
            .find(|protocol| protocol.name() == text);
        named.ok_or_else(|| {
            Error::new(ErrorKind::Usage(
                format!("there is no protocol `{text}`").into(),
            ))
        })
    }
}
