//! The two directions of a connection, from bytes to messages: framing, and below it compression.

mod pieces;
mod receiver;
mod sender;

pub use pieces::Pieces;
pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

use crate::{
    Compression, ErrorKind, Framing, Protocol, Result, ZlibLevel,
    framing::{Accepts, Choice, Heading, Side},
};

/// What one end of a connection speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Dialect {
    /// The encoding of every message.
    pub protocol: Protocol,
    /// Where a message ends.
    pub framing: Framing,
    /// How the bytes below the framing are compressed; with [`Framing::Header`], each message of ours in its frame.
    pub compression: Compression,
    /// How hard what we send is compressed, if it is. The peer may have another level.
    pub zlib_level: ZlibLevel,
}

crate::options::setters!(Dialect {
    /// Another encoding.
    with_protocol protocol: Protocol,
    /// Another framing.
    with_framing framing: Framing,
    /// Another compression.
    with_compression compression: Compression,
    /// Another effort, where there is compression.
    with_zlib_level zlib_level: ZlibLevel,
});

impl Dialect {
    /// Refuses what cannot be spoken with a peer.
    ///
    /// # Errors
    /// [`Usage`](crate::ErrorKind::Usage) says why: nobody reads the protocol, the framing cannot carry it, or it cannot
    /// be compressed so.
    pub fn check(self) -> Result<()> {
        self.framing.carries(self.protocol)?;
        compresses(self.framing.into(), self.compression)
    }

    /// How messages go out in it.
    pub(crate) fn heading(self) -> Heading {
        Heading {
            zlib: (self.compression == Compression::Zlib).then_some(self.zlib_level),
            ..Heading::plain(self.protocol, self.inner_framing())
        }
    }

    /// Where a message ends within what is compressed.
    pub(crate) fn inner_framing(self) -> Framing {
        match self.compression {
            Compression::ZlibInFrames => Framing::Unframed,
            Compression::None | Compression::Zlib => self.framing,
        }
    }

    /// The compression below the framing.
    pub(crate) fn stream_compression(self) -> Compression {
        match self.framing {
            Framing::Header => Compression::None,
            Framing::Framed | Framing::Unframed | Framing::Http => self.compression,
        }
    }
}

/// Refuses a compression that no peer has with such a framing.
fn compresses(framing: Choice<Framing>, compression: Compression) -> Result<()> {
    let why = match (framing, compression) {
        (Choice::Only(Framing::Http), Compression::Zlib) => {
            "a zlib stream goes below frames, not below HTTP, whose peers would not know of it"
        }
        (Choice::Only(Framing::Framed), Compression::ZlibInFrames) => return Ok(()),
        (_, Compression::ZlibInFrames) => {
            "zlib-in-frames goes with framed messages: its frames are what the stream is cut into"
        }
        _ => return Ok(()),
    };
    Err(ErrorKind::Usage(why.into()).into())
}

/// What a server's end of a connection speaks: it may leave protocol and framing to the client, whose first bytes show
/// them. Which protocol and framing can be told so, and which cannot, is said at [`Choice`]. The answer to every call
/// goes out as the call came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerDialect {
    /// The encoding of every message.
    pub protocol: Choice<Protocol>,
    /// Where a message ends.
    pub framing: Choice<Framing>,
    /// How the bytes below the framing are compressed. This is never left to the client.
    pub compression: Compression,
    /// How hard replies are compressed: in the stream, and in a header frame whose call came compressed.
    pub zlib_level: ZlibLevel,
    /// With [`Framing::Http`]: does the header `X-Forwarded-For` say who calls? Then [`Context::peer`] is the address
    /// that comes last in it, with port 0 where there is none: the one that the proxy in front of this server has seen.
    /// Off by default, since every client can write such a header: only a proxy that adds to it makes it true.
    ///
    /// [`Context::peer`]: crate::Context::peer
    pub forwarded: bool,
}

impl From<Dialect> for ServerDialect {
    fn from(dialect: Dialect) -> Self {
        Self {
            protocol: dialect.protocol.into(),
            framing: dialect.framing.into(),
            compression: dialect.compression,
            zlib_level: dialect.zlib_level,
            forwarded: false,
        }
    }
}

impl ServerDialect {
    /// Refuses what no client could speak.
    ///
    /// # Errors
    /// As [`Dialect::check`].
    pub fn check(self) -> Result<()> {
        match (self.protocol, self.framing) {
            (Choice::Auto, _) => {}
            (Choice::Only(protocol), Choice::Auto) => protocol.ensure_readable()?,
            (Choice::Only(protocol), Choice::Only(framing)) => framing.carries(protocol)?,
        }
        compresses(self.framing, self.compression)
    }

    pub(crate) fn accepts(self) -> Accepts {
        Accepts {
            from: Side::Client,
            protocol: self.protocol,
            framing: match self.compression {
                Compression::ZlibInFrames => Framing::Unframed.into(),
                Compression::None | Compression::Zlib => self.framing,
            },
        }
    }

    /// The compression below the framing.
    pub(crate) fn stream_compression(self) -> Compression {
        match self.framing {
            Choice::Only(Framing::Header) => Compression::None,
            _ => self.compression,
        }
    }
}
