//! What is known of one message beside its bytes.

use super::Framing;
use crate::{Bytes, Protocol};
use std::collections::BTreeMap;

/// What travels beside a message, by key.
pub(crate) type Metadata = BTreeMap<String, String>;

/// How a message came, and so how its reply goes out; or how messages are to go out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) protocol: Protocol,
    pub(crate) framing: Framing,
    /// Is the message alone compressed, within its frame?
    pub(crate) zlib: bool,
    pub(crate) metadata: Metadata,
}

impl Heading {
    /// Of a message that says nothing about itself.
    pub(crate) fn plain(protocol: Protocol, framing: Framing) -> Self {
        Self {
            protocol,
            framing,
            ..Self::default()
        }
    }
}

/// A message that has arrived whole.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) bytes: Bytes,
    pub(crate) heading: Heading,
}
