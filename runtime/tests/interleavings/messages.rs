//! Of messages, that they have a header and take up room, and nothing else.
#![expect(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "as in the crate"
)]

use crate::Result;
use thriftwood::{Limits, MessageHeader};

/// Bytes of every message.
const LENGTH: usize = 10;

pub(crate) trait Wire {}

impl Wire for () {}

#[derive(Clone, Debug, Default)]
pub(crate) struct Heading {
    pub(crate) protocol: Protocol,
}

impl Heading {
    pub(crate) fn is_last(&self) -> bool {
        false
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Protocol;

impl Protocol {
    pub(crate) fn read_header(&self, bytes: &[MessageHeader], _: &Limits) -> Result<MessageHeader> {
        Ok(bytes[0].clone())
    }
}

/// A message that has arrived.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) bytes: Vec<MessageHeader>,
    pub(crate) heading: Heading,
}

/// Messages that wait to be sent.
#[derive(Debug, Default)]
pub(crate) struct Outbound(Vec<MessageHeader>);

impl Outbound {
    pub(crate) fn push<A: Wire>(&mut self, _: &Heading, call: &MessageHeader, _: &A) -> Result<()> {
        self.0.push(call.clone());
        Ok(())
    }

    pub(crate) fn push_linked<A: Wire>(
        &mut self,
        heading: &Heading,
        call: &MessageHeader,
        arguments: &A,
    ) -> Result<()> {
        self.push(heading, call, arguments)
    }

    pub(crate) fn waiting(&self) -> usize {
        self.0.len() * LENGTH
    }

    pub(crate) fn shrink_to(&mut self, _: usize) {}

    pub(crate) fn release(&mut self) {}
}

/// Messages that are sent.
#[derive(Debug, Default)]
pub(crate) struct Sender(Outbound);

impl Sender {
    pub(crate) fn take_over(&mut self, outbound: &mut Outbound) {
        std::mem::swap(&mut self.0, outbound);
    }

    /// They have arrived.
    pub(crate) fn arrived(&mut self) -> Vec<MessageHeader> {
        std::mem::take(&mut self.0.0)
    }
}
