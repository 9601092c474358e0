//! The two directions of a connection, from bytes to messages: framing, and below it compression.

mod receiver;
mod sender;

pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

use crate::{Compression, Framing, Protocol, Result};

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

    /// The compression below the framing.
    fn stream_compression(self) -> Compression {
        match self.framing {
            Framing::Header => Compression::None,
            Framing::Framed | Framing::Unframed => self.compression,
        }
    }
}
