//! How does this client speak? Its first bytes say.
//!
//! | first bytes | so it speaks |
//! |---|---|
//! | `80 01` | binary, unframed |
//! | `82` and version 1 | compact, unframed |
//! | `[` and a digit, `["` | JSON, simple JSON, unframed |
//! | `POST`, or another method | HTTP; each body by the other rows |
//! | a length, then `0f ff` | frames with headers |
//! | a length, then one of the first three | the same protocol, framed |
//! | a length, then `00` | binary without a version, framed |
//! | a length, then anything else | binary without a version, unframed, or no Thrift at all |
//!
//! A length begins with a byte that none of the protocols begins with: a longer frame than the limit is none. The
//! last row cannot be told from noise, and so is taken only where the server takes nothing but such binary.

use super::{Accepts, Choice, Framing, LENGTH, find_frame, header};
use crate::{Error, ErrorKind, Limits, Protocol, Result};

/// What the first bytes say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Recognised {
    As(Protocol, Framing),
    /// So many more bytes will say.
    Short {
        missing: usize,
    },
}

/// Bytes that tell a protocol from the others.
const TELLING: usize = 2;

/// How the methods of HTTP begin. All but the first are refused, but as HTTP does it. As a length, each would be that of
/// more than a gigabyte.
const METHODS: [&[u8; LENGTH]; 9] = [
    b"POST", b"GET ", b"HEAD", b"PUT ", b"DELE", b"CONN", b"OPTI", b"TRAC", b"PATC",
];

/// What the first bytes of a connection say of all that `accepts` leaves open.
///
/// # Errors
/// They are nothing that the server takes.
pub(super) fn recognise(first: &[u8], accepts: Accepts, limits: &Limits) -> Result<Recognised> {
    let [a, b, ..] = *first else {
        return Ok(Recognised::Short {
            missing: TELLING - first.len(),
        });
    };
    let start = &first[..first.len().min(LENGTH)];
    if METHODS.iter().any(|method| method.starts_with(start)) {
        return match LENGTH - start.len() {
            // each body says its protocol, where that is left open
            0 => accept_framing(
                accepts.protocol.only().unwrap_or_default(),
                Framing::Http,
                accepts,
            ),
            missing => Ok(Recognised::Short { missing }),
        };
    }
    let unframed = accepts.framing == Choice::Only(Framing::Unframed);
    if let Some(protocol) = protocol_of([a, b]) {
        return accept(protocol, Framing::Unframed, accepts);
    }
    if unframed {
        return Err(match accepts.protocol {
            Choice::Auto if a == 0 => old_binary(),
            _ => unknown(first),
        });
    }
    let Some(&[c, d, ..]) = first.get(LENGTH..) else {
        return Ok(Recognised::Short {
            missing: LENGTH + TELLING - first.len(),
        });
    };
    if find_frame(first, limits).is_err() {
        return Err(unknown(first));
    }
    if [c, d] == header::MAGIC {
        return accept_framing(Protocol::Binary, Framing::Header, accepts);
    }
    match protocol_of([c, d]) {
        Some(protocol) => accept(protocol, Framing::Framed, accepts),
        None if c == 0 => accept(Protocol::BinaryOld, Framing::Framed, accepts),
        None if accepts.protocol == Choice::Only(Protocol::BinaryOld) => {
            accept(Protocol::BinaryOld, Framing::Unframed, accepts)
        }
        None if a == 0 && c.is_ascii_alphabetic() => Err(old_binary()),
        None => Err(unknown(first)),
    }
}

/// The protocol of a message that something else has told the end of, if it is left open and can be seen.
pub(super) fn protocol_within(message: &[u8], choice: Choice<Protocol>) -> Option<Protocol> {
    match (choice, message) {
        (Choice::Auto, [0, ..]) => Some(Protocol::BinaryOld),
        (Choice::Auto, [a, b, ..]) => protocol_of([*a, *b]),
        _ => None,
    }
}

/// The protocol whose messages begin so.
fn protocol_of(first: [u8; TELLING]) -> Option<Protocol> {
    match first {
        [0x80, 0x01] => Some(Protocol::Binary),
        [0x82, version] if version & 0x1f == 1 => Some(Protocol::Compact),
        [b'[', b'"'] => Some(Protocol::SimpleJson),
        [b'[', _] => Some(Protocol::Json),
        _ => None,
    }
}

/// Whoever takes one kind of binary reads the other as well; the reply goes out as the server was told.
fn accept(protocol: Protocol, framing: Framing, accepts: Accepts) -> Result<Recognised> {
    let both_binary =
        |a: Protocol, b: Protocol| a == b || [a, b].iter().all(|each| is_binary(*each));
    match accepts.protocol {
        Choice::Auto => accept_framing(protocol, framing, accepts),
        Choice::Only(only) if both_binary(only, protocol) => accept_framing(only, framing, accepts),
        Choice::Only(only) => Err(refusal(format!(
            "the client speaks {protocol}, and this server takes {only}"
        ))),
    }
}

fn is_binary(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Binary | Protocol::BinaryOld)
}

fn accept_framing(protocol: Protocol, framing: Framing, accepts: Accepts) -> Result<Recognised> {
    match accepts.framing {
        Choice::Only(only) if only != framing => Err(refusal(format!(
            "the client's messages are {framing}, and this server takes {only} ones"
        ))),
        _ => Ok(Recognised::As(protocol, framing)),
    }
}

fn refusal(why: String) -> Error {
    ErrorKind::Unrecognised(why.into()).into()
}

fn old_binary() -> Error {
    let why = "the client seems to speak binary without a version and without frames, which cannot be told from noise: \
               set the protocol to binary-old and the framing to unframed";
    ErrorKind::Unrecognised(why.into()).into()
}

/// The usual strangers by name.
fn unknown(first: &[u8]) -> Error {
    match first {
        [0x16, 0x03, ..] => refusal("the client speaks TLS, and this endpoint does not".into()),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
            refusal("the client compresses its stream, and this server does not".into())
        }
        _ => {
            let start = first.iter().take(LENGTH + TELLING);
            let start: Vec<_> = start.map(|byte| format!("{byte:02x}")).collect();
            refusal(format!("nothing in Thrift begins with {}", start.join(" ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        MessageHeader, TMessageType,
        framing::{Heading, Outbound},
    };

    fn call(protocol: Protocol, framing: Framing) -> Vec<u8> {
        let mut outbound = Outbound::default();
        let header = MessageHeader::new("ping", TMessageType::Call, 1);
        let heading = Heading::plain(protocol, framing);
        outbound.push(&heading, &header, &7_i32).unwrap();
        outbound.bytes().to_vec()
    }

    fn look(first: &[u8], accepts: Accepts) -> Result<Recognised> {
        recognise(first, accepts, &Limits::default())
    }

    fn ways() -> impl Iterator<Item = (Protocol, Framing)> {
        let each = |protocol: &Protocol| {
            let protocol = *protocol;
            Framing::ALL.iter().map(move |framing| (protocol, *framing))
        };
        let ways = Protocol::READABLE.iter().flat_map(each);
        ways.filter(|(protocol, framing)| framing.carries(*protocol).is_ok())
    }

    #[test]
    fn every_way_but_one_is_recognised_at_once_and_byte_by_byte() {
        for (protocol, framing) in ways() {
            let bytes = call(protocol, framing);
            let mut arrived = 0;
            let found = loop {
                match look(&bytes[..arrived], Accepts::default()) {
                    Ok(Recognised::Short { missing }) => arrived += missing.min(1),
                    found => break found,
                }
            };
            assert!(arrived <= LENGTH + TELLING);
            match (protocol, framing) {
                (Protocol::BinaryOld, Framing::Unframed) => {
                    let error = found.unwrap_err().to_string();
                    assert!(error.contains("binary-old"), "{error}");
                }
                // each frame says its protocol itself
                (_, Framing::Header | Framing::Http) => {
                    assert_eq!(found.unwrap(), Recognised::As(Protocol::Binary, framing));
                }
                _ => assert_eq!(found.unwrap(), Recognised::As(protocol, framing)),
            }
        }
    }

    fn says_its_protocol(framing: Framing) -> bool {
        matches!(framing, Framing::Header | Framing::Http)
    }

    #[test]
    fn what_is_left_open_is_all_that_is_looked_for() {
        for (protocol, framing) in ways().filter(|(_, framing)| !says_its_protocol(*framing)) {
            let bytes = call(protocol, framing);
            let by_protocol = Accepts {
                protocol: protocol.into(),
                framing: Choice::Auto,
                ..Accepts::default()
            };
            let by_framing = Accepts {
                protocol: Choice::Auto,
                framing: framing.into(),
                ..Accepts::default()
            };
            let expected = Recognised::As(protocol, framing);
            assert_eq!(look(&bytes, by_protocol).unwrap(), expected);
            if (protocol, framing) != (Protocol::BinaryOld, Framing::Unframed) {
                assert_eq!(look(&bytes, by_framing).unwrap(), expected);
            }
        }
    }

    #[test]
    fn strangers_and_misfits_are_told_what_is_wrong() {
        let error = |bytes: &[u8], accepts| look(bytes, accepts).unwrap_err().to_string();
        assert!(error(b"\x16\x03\x01\x02\0\x01", Accepts::default()).contains("TLS"));
        assert!(error(b"\x78\x9c\x01\x02\0\x01", Accepts::default()).contains("compresses"));
        assert!(error(b"\xff\xfe\x01\x02\0\x01", Accepts::default()).contains("ff fe 01 02"));
        let compact = call(Protocol::Compact, Framing::Framed);
        let binary_only = Accepts {
            protocol: Protocol::Binary.into(),
            framing: Choice::Auto,
            ..Accepts::default()
        };
        assert!(error(&compact, binary_only).contains("speaks compact"));
        let unframed_only = Accepts {
            protocol: Choice::Auto,
            framing: Framing::Unframed.into(),
            ..Accepts::default()
        };
        let header_only = Accepts {
            protocol: Choice::Auto,
            framing: Framing::Header.into(),
            ..Accepts::default()
        };
        assert!(
            error(&call(Protocol::BinaryOld, Framing::Unframed), unframed_only)
                .contains("binary-old")
        );
        assert!(error(&compact, header_only).contains("framed, and this server takes header"));
    }
}
