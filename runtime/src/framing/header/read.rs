//! What a peer's header says, and the payload behind it with its transforms undone.

use super::{FIXED, Framing, Heading, KEY_VALUE, MAGIC, MOST_WORDS, Metadata, WORD, ZLIB};
use crate::{
    Bytes, Error, ErrorKind, Limits, Protocol, Result, ZlibLevel, compression::Inflate,
    error::Limit, protocol::compact::split_varint,
};

/// More transforms on top of each other than anybody has.
const MOST_TRANSFORMS: u64 = 4;
/// How much is inflated at a time, in bytes.
const STEP: usize = 16 * 1024;

/// Takes a frame apart: what its header says, and its payload.
///
/// # Errors
/// It has no header or a broken one, asks for what is not known here, or is beyond the limits.
pub(in super::super) fn open(frame: &Bytes, limits: &Limits) -> Result<(Heading, Bytes)> {
    let fixed = frame.first_chunk::<FIXED>().ok_or_else(Error::short)?;
    let [m0, m1, f0, f1, _, _, _, _, w0, w1] = *fixed;
    if [m0, m1] != MAGIC {
        return Err(ErrorKind::BadVersion(u32::from_be_bytes([m0, m1, f0, f1])).into());
    }
    let words = usize::from(u16::from_be_bytes([w0, w1]));
    let allowed = limits.header.min((MOST_WORDS - 1) * WORD);
    if words * WORD > allowed {
        return Err(Error::too_long(Limit::Header, allowed, words * WORD));
    }
    let end = FIXED + words * WORD;
    let header = frame.get(FIXED..end).ok_or_else(Error::short)?;

    let (heading, transforms) = parse(header)?;
    let mut payload = frame.slice(end..);
    for _ in 0..transforms {
        payload = inflate(&payload, limits)?;
    }
    Ok((heading, payload))
}

/// The heading, and how many times the payload was deflated. There being one transform, any order undoes them.
fn parse(header: &[u8]) -> Result<(Heading, u64)> {
    let (protocol, rest) = split_varint(header)?;
    let protocol = match protocol {
        0 => Protocol::Binary,
        2 => Protocol::Compact,
        other => return Err(ErrorKind::UnknownProtocol(other).into()),
    };
    let (transforms, mut rest) = split_varint(rest)?;
    if transforms > MOST_TRANSFORMS {
        return Err(Error::too_deep());
    }
    for _ in 0..transforms {
        let (transform, after) = split_varint(rest)?;
        if transform != ZLIB {
            return Err(ErrorKind::UnknownTransform(transform).into());
        }
        rest = after;
    }
    let heading = Heading {
        protocol,
        framing: Framing::Header,
        zlib: (transforms > 0).then(ZlibLevel::default),
        metadata: infos(rest)?,
        http: None,
    };
    Ok((heading, transforms))
}

/// The pairs. Zeros end them, and so does a kind of info that nobody has defined yet: its length is not known.
fn infos(mut rest: &[u8]) -> Result<Metadata> {
    let mut metadata = Metadata::default();
    while !rest.is_empty() {
        let (kind, after) = split_varint(rest)?;
        if kind != KEY_VALUE {
            break;
        }
        let (pairs, after) = split_varint(after)?;
        rest = after;
        // each pair takes two bytes at least, so a lying count runs out of them
        for _ in 0..pairs {
            let (key, after) = text(rest)?;
            let (value, after) = text(after)?;
            metadata.insert(key, value);
            rest = after;
        }
    }
    Ok(metadata)
}

fn text(rest: &[u8]) -> Result<(String, &[u8])> {
    let (length, rest) = split_varint(rest)?;
    let length = usize::try_from(length).map_err(|_| Error::short())?;
    let (text, rest) = rest.split_at_checked(length).ok_or_else(Error::short)?;
    let text = std::str::from_utf8(text).map_err(|_| ErrorKind::NotUtf8)?;
    Ok((text.to_owned(), rest))
}

/// Undoes zlib. The frame limit holds again for what comes out.
fn inflate(payload: &[u8], limits: &Limits) -> Result<Bytes> {
    let (limit, allowed) = if limits.inflated < limits.frame {
        (Limit::Inflated, limits.inflated)
    } else {
        (Limit::Frame, limits.frame)
    };
    let (mut inflate, mut plain, mut rest) = (Inflate::new(), Vec::new(), payload);
    loop {
        let end = plain.len();
        plain.resize(end + STEP, 0);
        let step = inflate.step(rest, &mut plain[end..])?;
        plain.truncate(end + step.made);
        rest = &rest[step.taken..];
        if plain.len() > allowed {
            return Err(Error::too_long(limit, allowed, plain.len()));
        }
        if step.made == 0 {
            break;
        }
    }
    // without its end, no checksum came
    if payload.is_empty() || !inflate.is_at_end() {
        return Err(ErrorKind::Damaged.into());
    }
    Ok(plain.into())
}
