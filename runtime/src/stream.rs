//! The two directions of a connection, from bytes to messages: framing, and below it compression.

mod receiver;
mod sender;

pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

use crate::{
    Compression, Framing, Protocol, Result,
    framing::{Accepts, Choice, Heading},
};

/// What one end of a connection speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// The encoding of every message.
    pub protocol: Protocol,
    /// Where a message ends.
    pub framing: Framing,
    /// How the bytes below the framing are compressed; with [`Framing::Header`], each message of ours in its frame.
    pub compression: Compression,
}

crate::options::setters!(Dialect {
    /// Another encoding.
    with_protocol protocol: Protocol,
    /// Another framing.
    with_framing framing: Framing,
    /// Another compression.
    with_compression compression: Compression,
});

impl Dialect {
    /// Refuses what cannot be spoken with a peer.
    ///
    /// # Errors
    /// [`Usage`](crate::ErrorKind::Usage) says why: nobody reads the protocol, or the framing cannot carry it.
    pub fn check(self) -> Result<()> {
        self.framing.carries(self.protocol)
    }

    /// How messages go out in it.
    pub(crate) fn heading(self) -> Heading {
        Heading {
            zlib: self.compression == Compression::Zlib,
            ..Heading::plain(self.protocol, self.framing)
        }
    }

    /// The compression below the framing.
    pub(crate) fn stream_compression(self) -> Compression {
        match self.framing {
            Framing::Header => Compression::None,
            Framing::Framed | Framing::Unframed => self.compression,
        }
    }
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
}

impl From<Dialect> for ServerDialect {
    fn from(dialect: Dialect) -> Self {
        Self {
            protocol: dialect.protocol.into(),
            framing: dialect.framing.into(),
            compression: dialect.compression,
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
            (Choice::Auto, _) => Ok(()),
            (Choice::Only(protocol), Choice::Auto) => protocol.ensure_readable(),
            (Choice::Only(protocol), Choice::Only(framing)) => Dialect {
                protocol,
                framing,
                compression: self.compression,
            }
            .check(),
        }
    }

    pub(crate) fn accepts(self) -> Accepts {
        Accepts {
            protocol: self.protocol,
            framing: self.framing,
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
