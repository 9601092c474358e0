//! Who calls.

use crate::{
    Identity,
    observe::{ConnectionData, Observer},
};
use std::{fmt, net::SocketAddr, path::PathBuf, sync::Arc};

/// The other end of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Peer {
    /// A TCP socket.
    Tcp(SocketAddr),
    /// A UDP socket: whoever says so sent the datagram.
    Udp(SocketAddr),
    /// A Unix socket, and the path that it is bound to (clients hardly ever bind one).
    Unix(Option<PathBuf>),
    /// The other half of a pair in this process.
    Memory,
    /// A transport that does not say.
    #[default]
    Unknown,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) | Self::Udp(address) => address.fmt(f),
            Self::Unix(Some(path)) => write!(f, "unix:{}", path.display()),
            Self::Unix(None) => f.write_str("unix"),
            Self::Memory => f.write_str("memory"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl Peer {
    /// Whoever comes last in a list of addresses: each proxy on the way adds the one that it has seen.
    pub(crate) fn forwarded(list: &str) -> Option<Self> {
        let last = list.rsplit(',').next()?.trim();
        let bare = last.trim_start_matches('[').trim_end_matches(']');
        let without_port = || bare.parse().ok().map(|ip| SocketAddr::new(ip, 0));
        last.parse().ok().or_else(without_port).map(Self::Tcp)
    }
}

/// What is the same for every call of one connection.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) peer: Peer,
    pub(crate) observer: Option<Arc<Observer>>,
    /// Most peers are not asked who they are, and most servers keep nothing of a connection.
    known: Option<Box<Known>>,
}

/// What is known of a peer.
#[derive(Clone, Debug, Default)]
struct Known {
    identity: Option<Arc<Identity>>,
    data: Option<ConnectionData>,
}

impl Caller {
    pub(crate) const fn new(peer: Peer) -> Self {
        Self {
            peer,
            observer: None,
            known: None,
        }
    }

    /// Another peer, for whom this one speaks.
    pub(crate) fn on_behalf_of(&self, peer: Peer) -> Self {
        Self {
            peer,
            ..self.clone()
        }
    }

    /// Who the peer has proved to be.
    pub(crate) fn identity(&self) -> Option<&Identity> {
        self.known.as_deref()?.identity.as_deref()
    }

    pub(crate) fn identify(&mut self, identity: Option<Arc<Identity>>) {
        if identity.is_some() {
            self.known.get_or_insert_default().identity = identity;
        }
    }

    /// What an event handler keeps of the connection.
    pub(crate) fn data(&self) -> Option<&ConnectionData> {
        self.known.as_deref()?.data.as_ref()
    }

    pub(crate) fn keep(&mut self, data: Option<ConnectionData>) {
        if data.is_some() {
            self.known.get_or_insert_default().data = data;
        }
    }
}
