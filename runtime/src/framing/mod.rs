//! Where does a message begin and end in a stream?

mod accepts;
#[cfg(feature = "tokio")]
mod batch;
mod header;
mod heading;
mod http;
mod inbound;
mod lent;
mod outbound;
mod recognise;
mod scan;

pub use accepts::Choice;
pub(crate) use accepts::{Accepts, Side};
#[cfg(feature = "tokio")]
pub(crate) use batch::Batch;
pub(crate) use heading::{Heading, Metadata, Whole};
pub(crate) use http::{HttpPart, HttpTarget, check_metadata};
pub(crate) use inbound::{Arrived, Ends, Inbound};
pub(crate) use outbound::Outbound;
pub use scan::MessageScan;

use crate::{Error, ErrorKind, Limits, Protocol, Result, error::Limit, protocol::Links};
use byteorder::{BigEndian, ByteOrder as _};
use std::{fmt, str::FromStr};

/// How a stream of bytes is cut into messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Framing {
    /// A big-endian `u32` length stands before each message (Thrift's `TFramedTransport`).
    #[default]
    Framed,
    /// Nothing does: a message ends where its last value ends (Thrift's `TBufferedTransport`, or none).
    Unframed,
    /// A frame that says what is in it: the protocol, which is binary or compact, whether it is compressed, and
    /// metadata by key (Thrift's `THeaderTransport`). A server answers each call as it came.
    Header,
    /// The body of an HTTP/1.1 message, with metadata as header fields (Thrift's `THttpClient` and `THttpServer`). A
    /// oneway call is answered with an empty body, and a client waits for it: HTTP leaves no request without an answer.
    /// What a browser sends for a page of another origin (`Origin` is not `Host`) is refused.
    Http,
}

/// Bytes of the length before a framed message.
const LENGTH: usize = 4;

/// How much of a frame is here.
#[derive(Debug, PartialEq, Eq)]
enum Extent {
    /// As far as one can tell, so many bytes are missing.
    Short { missing: usize },
    /// All of it: so many bytes behind the length.
    Whole { length: usize },
}

/// Looks for the frame at the start of `inbound`. A length is refused before the bytes that it promises come.
fn find_frame(inbound: &[u8], limits: &Limits) -> Result<Extent> {
    let Some((length, rest)) = inbound.split_first_chunk::<LENGTH>() else {
        let missing = LENGTH - inbound.len();
        return Ok(Extent::Short { missing });
    };
    let length =
        usize::try_from(BigEndian::read_i32(length)).map_err(|_| ErrorKind::NegativeLength)?;
    for (limit, allowed) in [
        (Limit::Frame, limits.frame),
        (Limit::Message, limits.message),
    ] {
        if length > allowed {
            return Err(Error::too_long(limit, allowed, length));
        }
    }
    Ok(match length.checked_sub(rest.len()) {
        None | Some(0) => Extent::Whole { length },
        Some(missing) => Extent::Short { missing },
    })
}

impl Framing {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Framed, Self::Unframed, Self::Header, Self::Http];

    /// Refuses a protocol that this framing cannot carry between peers.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`]: the protocol cannot be read, or the frame's header has no number for it.
    pub fn carries(self, protocol: Protocol) -> Result<()> {
        protocol.ensure_readable()?;
        match self {
            Self::Framed | Self::Unframed | Self::Http => Ok(()),
            Self::Header => header::protocol_id(protocol).map(|_| ()),
        }
    }

    /// Appends one message to `outbound`. When it cannot be written, nothing of it stays.
    pub(crate) fn write(
        self,
        outbound: &mut Vec<u8>,
        message: impl FnOnce(&mut Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        let start = outbound.len();
        let written = match self {
            Self::Unframed | Self::Http => message(outbound),
            Self::Framed | Self::Header => {
                outbound.extend([0; LENGTH]);
                message(outbound).and_then(|()| seal(&mut outbound[start..], 0))
            }
        };
        if written.is_err() {
            outbound.truncate(start);
        }
        written
    }
}

impl Framing {
    /// The same for a message that may link payloads, framed or not.
    fn write_linked(
        self,
        outbound: &mut Vec<u8>,
        links: &mut Links,
        message: impl FnOnce(&mut Vec<u8>, &mut Links) -> Result<()>,
    ) -> Result<()> {
        let (start, linked) = (outbound.len(), links.bytes());
        if self != Self::Framed {
            return message(outbound, links);
        }
        let count = links.count();
        outbound.extend([0; LENGTH]);
        let written = message(outbound, links)
            .and_then(|()| seal(&mut outbound[start..], links.bytes() - linked));
        if written.is_err() {
            outbound.truncate(start);
            links.truncate(count);
        }
        written
    }
}

/// Fills in the length that was left open; `beside` more bytes belong to the frame.
fn seal(frame: &mut [u8], beside: usize) -> Result<()> {
    let length = frame.len() - LENGTH + beside; // invariant: the frame begins with its length word
    let word = i32::try_from(length).map_err(|_| ErrorKind::Unwritable(length))?;
    BigEndian::write_i32(&mut frame[..LENGTH], word);
    Ok(())
}

impl FromStr for Framing {
    type Err = Error;

    /// `buffered` is Thrift's word for unframed.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "framed" => Ok(Self::Framed),
            "header" => Ok(Self::Header),
            "http" => Ok(Self::Http),
            "unframed" | "buffered" => Ok(Self::Unframed),
            _ => Err(ErrorKind::Usage(format!("there is no framing `{text}`").into()).into()),
        }
    }
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Framed => "framed",
            Self::Unframed => "unframed",
            Self::Header => "header",
            Self::Http => "http",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_found_when_its_last_byte_is_here() {
        let limits = Limits::default();
        let find = |bytes: &[u8]| find_frame(bytes, &limits).unwrap();
        assert_eq!(find(b""), Extent::Short { missing: 4 });
        assert_eq!(find(b"\0\0\0"), Extent::Short { missing: 1 });
        assert_eq!(find(b"\0\0\0\x03ab"), Extent::Short { missing: 1 });
        assert_eq!(find(b"\0\0\0\x03abcd"), Extent::Whole { length: 3 });
        assert_eq!(find(b"\0\0\0\0"), Extent::Whole { length: 0 });
    }

    #[test]
    fn a_length_is_negative_or_too_long_before_the_frame_comes() {
        let find = |bytes: &[u8]| find_frame(bytes, &Limits::default().with_frame(10));
        assert!(matches!(
            find(b"\x80\x01\0\x01").unwrap_err().kind(),
            ErrorKind::NegativeLength
        ));
        assert!(matches!(
            find(b"\0\0\0\x0b").unwrap_err().kind(),
            ErrorKind::TooLong { found: 11, .. }
        ));
        assert!(find(b"\0\0\0\x0a").is_ok());
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        for &framing in Framing::ALL {
            let mut outbound = b"before".to_vec();
            let failed = framing.write(&mut outbound, |outbound| {
                outbound.extend(b"half");
                Err(ErrorKind::Unwritable(0).into())
            });
            assert!(failed.is_err());
            assert_eq!(outbound, b"before");
        }
    }

    #[test]
    fn names_are_read_and_written_alike() {
        for &framing in Framing::ALL {
            assert_eq!(framing.to_string().parse::<Framing>().unwrap(), framing);
        }
        assert_eq!("buffered".parse::<Framing>().unwrap(), Framing::Unframed);
        assert!(
            "Framed"
                .parse::<Framing>()
                .unwrap_err()
                .to_string()
                .contains("`Framed`")
        );
    }
}
