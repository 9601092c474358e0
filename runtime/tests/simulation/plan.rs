//! What is decided once for a world, by its seed.

use std::{num::NonZeroUsize, time::Duration};
use thriftwood::{
    Compression, Dialect, Framing, Protocol,
    client::{Backoff, ClientOptions},
    server::{ServerOptions, Timeouts},
};

/// How client and server are set up.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) client: ClientOptions,
    pub(crate) server: ServerOptions,
    pub(crate) channels: usize,
    /// Nobody's patience ends, and no connection: whoever is not answered was forgotten.
    pub(crate) calm: bool,
}

/// What is spoken, each with what makes it worth it.
const DIALECTS: [(Protocol, Framing, Compression); 8] = [
    (Protocol::Binary, Framing::Framed, Compression::None),
    (Protocol::Compact, Framing::Framed, Compression::None),
    (Protocol::Binary, Framing::Unframed, Compression::None),
    (Protocol::Json, Framing::Unframed, Compression::None),
    (Protocol::Compact, Framing::Header, Compression::None),
    (Protocol::Binary, Framing::Http, Compression::None),
    (Protocol::Binary, Framing::Framed, Compression::Zlib),
    (
        Protocol::Compact,
        Framing::Framed,
        Compression::ZlibInFrames,
    ),
];

impl Plan {
    pub(crate) fn new(random: &mut fastrand::Rng) -> Self {
        // most often those in which it can be seen from outside what goes where
        let dialect = if random.bool() {
            DIALECTS[random.usize(..2)]
        } else {
            DIALECTS[random.usize(..DIALECTS.len())]
        };
        let (protocol, framing, compression) = dialect;
        let calm = random.bool();
        let second = Duration::from_secs(1);
        let sometimes =
            |random: &mut fastrand::Rng, limit| (!calm && random.bool()).then_some(limit);
        let backoff = Backoff::default().with_most(second);
        let client = ClientOptions::default()
            .with_protocol(protocol)
            .with_framing(framing)
            .with_compression(compression)
            .with_in_flight(random.usize(1..12))
            .with_call_timeout(sometimes(random, second))
            .with_reconnect((calm || random.bool()).then_some(backoff));
        let timeouts = Timeouts::default()
            .with_read(sometimes(random, 2 * second))
            .with_write(sometimes(random, 2 * second))
            .with_idle(sometimes(random, 5 * second))
            .with_handler(sometimes(random, second));
        let at_once = if random.bool() { 1 } else { random.usize(2..6) };
        let memory = NonZeroUsize::new(20_000).filter(|_| random.bool());
        let server = ServerOptions::default()
            .with_protocol(protocol)
            .with_framing(framing)
            .with_compression(compression)
            .with_timeouts(timeouts)
            .with_in_flight(NonZeroUsize::new(at_once).unwrap_or(NonZeroUsize::MIN))
            .with_message_memory(memory);
        Self {
            client,
            server,
            channels: random.usize(1..4),
            calm,
        }
    }

    /// Calls of one connection that may run at once.
    pub(crate) fn at_once(&self) -> usize {
        self.server.in_flight.get()
    }

    /// Can it be seen from outside where a message begins and whose it is?
    pub(crate) fn is_plain(&self) -> bool {
        let Dialect {
            framing,
            compression,
            ..
        } = self.client.dialect();
        framing == Framing::Framed && compression == Compression::None
    }
}
