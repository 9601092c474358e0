//! The kinds of error, each with its sentence.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::Error;
use crate::application::TApplicationException;
use crate::ttype::TType;

/// What happened. New kinds may be added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes end inside a value, or a length or count claims more than there is.
    #[error("the bytes end inside a value")]
    Short,
    /// A length or a count below zero.
    #[error("a length is negative")]
    NegativeLength,
    /// More than one of the [`Limits`](crate::Limits) allows.
    #[error("{found} {unit} are more than the {limit} limit of {allowed}", unit = .limit.unit())]
    TooLong {
        /// The limit.
        limit: Limit,
        /// Its value, in the limit's unit.
        allowed: usize,
        /// What there was, in the same unit.
        found: usize,
    },
    /// More levels of nesting than [`Limits::depth`](crate::Limits::depth) allows.
    #[error("the value is nested too deeply")]
    TooDeep,
    /// The elements of a container are of another type than the reader's.
    #[error("elements are of type {found}, not {expected}")]
    WrongType {
        /// What the reader holds.
        expected: TType,
        /// What was sent.
        found: TType,
    },
    /// A type code that Thrift does not have.
    #[error("{0} is no type")]
    UnknownType(u8),
    /// Text that is not UTF-8.
    #[error("text is not UTF-8")]
    NotUtf8,
    /// A variable-length number that does not end within its ten bytes.
    #[error("a variable-length number has more than ten bytes")]
    LongVarint,
    /// Text that is not what the protocol has there.
    #[error("{expected} is due at byte {at}")]
    Syntax {
        /// What should stand there.
        expected: &'static str,
        /// Where, in bytes from the start of the message.
        at: usize,
    },
    /// A header frame with a transform that is not known here.
    #[error("the header asks for transform {0}{name}, which is not known", name = transform_name(*.0))]
    UnknownTransform(u64),
    /// A header frame with a protocol that is not known here.
    #[error("the header asks for protocol {0}, which it cannot carry here")]
    UnknownProtocol(u64),
    /// Compressed bytes that are no zlib stream, or whose checksum is another.
    #[error("the compressed bytes are damaged")]
    Damaged,
    /// A file of events has a length that cannot be, so many bytes from its start, and no chunk behind it to go on at.
    #[error("the event log is damaged at byte {0}")]
    DamagedLog(u64),
    /// A required field did not arrive; the path ends in its name.
    #[error("the required field is missing")]
    MissingField,
    /// Bytes are left over behind a value that should have been all.
    #[error("{0} bytes are left over behind the value")]
    TrailingBytes(usize),
    /// A message header of a version that nobody knows; often another protocol or framing.
    #[error("{0:#010x} is no version of this protocol")]
    BadVersion(u32),
    /// The first bytes of a client that may choose how to speak: they are nothing that the server takes.
    #[error("{0}")]
    Unrecognised(Cow<'static, str>),
    /// Bytes that are no HTTP message of Thrift's kind.
    #[error("{why}")]
    Http {
        /// The status that says so to a client.
        status: u16,
        /// What is wrong.
        why: &'static str,
    },
    /// A server's HTTP answer that carries no reply: its status is another than 200.
    #[error("the server answered with HTTP status {status} {reason}")]
    HttpStatus {
        /// The status.
        status: u16,
        /// The server's own words for it.
        reason: String,
    },
    /// A message that is none of call, reply, exception and oneway, or not the one that was due.
    #[error("{0} is not a message type that belongs here")]
    InvalidMessageType(u8),
    /// The reply to another method.
    #[error("the reply is for `{found}`, not for `{expected}`")]
    WrongMethodName {
        /// The method that was called.
        expected: String,
        /// The method that the reply names.
        found: String,
    },
    /// The reply to another call.
    #[error("the reply has sequence id {found}, not {expected}")]
    BadSequence {
        /// The id that was sent.
        expected: i32,
        /// The id that came back.
        found: i32,
    },
    /// A reply with a sequence id that no call had.
    #[error("the reply has sequence id {0}, which no call had")]
    UnsolicitedReply(i32),
    /// A reply that holds neither a result nor an exception. Holds the method's name.
    #[error("the reply to `{0}` holds no result")]
    MissingResult(&'static str),
    /// A message of more than 2³¹ − 1 bytes, the most that Thrift's lengths can say.
    #[error("a message of {0} bytes is longer than Thrift can say")]
    Unwritable(usize),
    /// The exception that every Thrift service may answer with.
    #[error("{0}")]
    Application(TApplicationException),
    /// The operating system's error.
    #[error("{0}")]
    Io(std::io::Error),
    /// A time limit has passed.
    #[error("the time limit has passed")]
    Timeout,
    /// A handler panicked. What it said is in the log, and not for strangers.
    #[error("the handler panicked")]
    Panicked,
    /// A handler took longer than [`Timeouts::handler`](crate::server::Timeouts::handler) allows.
    #[error("the handler did not finish in time")]
    Late,
    /// The server's queue is full, and it answers so ([`Overload::Refuse`](crate::server::Overload::Refuse)).
    #[error("the server is overloaded: its queue is full")]
    Overloaded,
    /// The connection is closed.
    #[error("the connection is closed")]
    Closed,
    /// The connection that calls share broke, or could not be made. Holds why, which is the same for all of them.
    #[error("the connection is lost: {0}")]
    Lost(Arc<Error>),
    /// This crate was used in a way that cannot work.
    #[error("{0}")]
    Usage(Cow<'static, str>),
    /// A handler's, or any other program's, own error.
    #[error("{0}")]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

/// What Thrift's specification calls a transform that none of its libraries has.
fn transform_name(transform: u64) -> &'static str {
    match transform {
        2 => " (hmac)",
        3 => " (snappy)",
        _ => "",
    }
}

impl ErrorKind {
    /// Who has to change something so that it does not happen again.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Short
            | Self::NegativeLength
            | Self::TooLong { .. }
            | Self::TooDeep
            | Self::WrongType { .. }
            | Self::UnknownType(_)
            | Self::NotUtf8
            | Self::LongVarint
            | Self::Syntax { .. }
            | Self::UnknownTransform(_)
            | Self::UnknownProtocol(_)
            | Self::Damaged
            | Self::MissingField
            | Self::TrailingBytes(_)
            | Self::BadVersion(_)
            | Self::Unrecognised(_)
            | Self::Http { .. }
            | Self::HttpStatus { .. }
            | Self::InvalidMessageType(_)
            | Self::WrongMethodName { .. }
            | Self::BadSequence { .. }
            | Self::UnsolicitedReply(_)
            | Self::MissingResult(_)
            | Self::Application(_) => Fault::Peer,
            Self::Unwritable(_) | Self::Usage(_) => Fault::Caller,
            Self::Io(_) | Self::Timeout | Self::Closed | Self::DamagedLog(_) => Fault::Network,
            Self::Lost(why) => why.fault(),
            Self::Panicked | Self::Late | Self::Overloaded | Self::Other(_) => Fault::Us,
        }
    }
}

/// Who has to change something so that an error does not happen again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The other side of the connection: it sent what it should not, or it reports an error of its own.
    Peer,
    /// The code that called this crate.
    Caller,
    /// This program: a handler, or the runtime itself.
    Us,
    /// What lies between the two; trying again may help.
    Network,
}

/// The name of one of the [`Limits`](crate::Limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::message`](crate::Limits::message), in bytes.
    Message,
    /// [`Limits::frame`](crate::Limits::frame), in bytes.
    Frame,
    /// [`Limits::header`](crate::Limits::header), in bytes.
    Header,
    /// [`Limits::inflated`](crate::Limits::inflated), in bytes.
    Inflated,
    /// [`Limits::string`](crate::Limits::string), in bytes.
    String,
    /// [`Limits::container`](crate::Limits::container), in elements.
    Container,
}

impl Limit {
    const fn unit(self) -> &'static str {
        match self {
            Self::Message | Self::Frame | Self::Header | Self::Inflated | Self::String => "bytes",
            Self::Container => "elements",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Message => "message",
            Self::Frame => "frame",
            Self::Header => "header",
            Self::Inflated => "inflated",
            Self::String => "string",
            Self::Container => "container",
        })
    }
}
