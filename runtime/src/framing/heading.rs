//! What is known of one message beside its bytes.

use super::{Framing, HttpPart};
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
    /// What only HTTP needs: of a call that has come, how to answer it. `None` goes out as a call to nowhere special.
    pub(crate) http: Option<Box<HttpPart>>,
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

    /// Lets nothing follow on this connection, and the peer know.
    pub(crate) fn end(&mut self) {
        if let Some(HttpPart::Response { last }) = self.http.as_deref_mut() {
            *last = true;
        }
    }

    /// Is nothing to follow on this connection?
    pub(crate) fn is_last(&self) -> bool {
        matches!(
            self.http.as_deref(),
            Some(HttpPart::Response { last: true })
        )
    }
}

/// A message that has arrived whole.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) bytes: Bytes,
    pub(crate) heading: Heading,
}
