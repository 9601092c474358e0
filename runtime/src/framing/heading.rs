//! What is known of one message beside its bytes.

use super::{Framing, HttpPart};
use crate::{Bytes, Protocol, ZlibLevel};
use std::{collections::BTreeMap, ops::Deref};

/// What travels beside a message, by key. Most often it is nothing, which takes a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Metadata(Option<Box<Pairs>>);

type Pairs = BTreeMap<String, String>;

static NO_PAIRS: Pairs = Pairs::new();

impl Metadata {
    pub(crate) fn insert(&mut self, key: String, value: String) {
        self.0.get_or_insert_default().insert(key, value);
    }

    #[cfg(feature = "tokio")]
    pub(crate) fn into_pairs(self) -> Pairs {
        self.0.map_or_else(Pairs::new, |pairs| *pairs)
    }
}

impl Deref for Metadata {
    type Target = Pairs;

    fn deref(&self) -> &Pairs {
        self.0.as_deref().unwrap_or(&NO_PAIRS)
    }
}

impl From<Pairs> for Metadata {
    fn from(pairs: Pairs) -> Self {
        Self((!pairs.is_empty()).then(|| Box::new(pairs)))
    }
}

/// How a message came, and so how its reply goes out; or how messages are to go out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) protocol: Protocol,
    pub(crate) framing: Framing,
    /// Is the message alone compressed, within its frame, and how hard? Of one that came it is not known how hard.
    pub(crate) zlib: Option<ZlibLevel>,
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
