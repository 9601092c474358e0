//! Messages that wait to be sent.

use super::{
    Framing, Heading, header, http,
    lent::{keep_blank, lend_blank},
};
use crate::{MessageHeader, Result, TReply, protocol::Links, stream::Pieces};
use std::fmt;

/// The outbound half of a connection: messages in, bytes out. An idle one holds no buffer.
#[derive(Default)]
pub(crate) struct Outbound {
    bytes: Vec<u8>,
    /// Payloads that stand between those bytes, if there are any.
    links: Option<Box<Links>>,
    sent: usize,
}

impl Outbound {
    /// Appends a message, as `heading` says.
    ///
    /// # Errors
    /// It is longer than Thrift can say; nothing was appended.
    pub(crate) fn push<B: TReply>(
        &mut self,
        heading: &Heading,
        header: &MessageHeader,
        body: &B,
    ) -> Result<()> {
        self.borrow();
        let message = |buffer: &mut Vec<u8>| heading.protocol.write_message(header, body, buffer);
        heading
            .framing
            .write(&mut self.bytes, |buffer| match heading.framing {
                Framing::Header => header::write(buffer, heading, header.sequence, message),
                Framing::Http => http::write(buffer, heading, message),
                Framing::Framed | Framing::Unframed => message(buffer),
            })
    }

    /// The same; long payloads are linked instead of copied, where nothing has to be made of them.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub(crate) fn push_linked<B: TReply>(
        &mut self,
        heading: &Heading,
        header: &MessageHeader,
        body: &B,
    ) -> Result<()> {
        if !matches!(heading.framing, Framing::Framed | Framing::Unframed) {
            return self.push(heading, header, body);
        }
        self.borrow();
        let mut links = self
            .links
            .take()
            .map_or_else(Links::default, |links| *links);
        let message = |buffer: &mut Vec<u8>, links: &mut Links| {
            heading
                .protocol
                .write_message_linked(header, body, buffer, links)
        };
        let written = heading
            .framing
            .write_linked(&mut self.bytes, &mut links, message);
        if !links.is_empty() {
            self.links = Some(Box::new(links));
        }
        written
    }

    /// Answers a call that has no reply, where the framing leaves none without an answer.
    ///
    /// # Errors
    /// What travels beside the answer cannot be written; nothing was appended.
    pub(crate) fn push_nothing(&mut self, heading: &Heading) -> Result<()> {
        if heading.framing != Framing::Http {
            return Ok(());
        }
        self.borrow();
        let nothing = |buffer: &mut Vec<u8>| http::write(buffer, heading, |_| Ok(()));
        heading.framing.write(&mut self.bytes, nothing)
    }

    fn borrow(&mut self) {
        if self.bytes.capacity() == 0 {
            self.bytes = lend_blank();
        }
    }

    /// Appends bytes that are no message.
    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// What is to be sent, of messages without linked payloads.
    pub(crate) fn bytes(&self) -> &[u8] {
        debug_assert!(self.links.is_none(), "who links sends pieces");
        &self.bytes[self.sent..]
    }

    /// What is to be sent next.
    pub(crate) fn pieces(&self) -> Pieces<'_> {
        match &self.links {
            None => Pieces::of(&self.bytes[self.sent..]),
            Some(links) => Pieces::behind(self.sent, links.pieces(&self.bytes)),
        }
    }

    /// How many bytes are to be sent.
    pub(crate) fn waiting(&self) -> usize {
        self.len() - self.sent
    }

    fn len(&self) -> usize {
        self.bytes.len() + self.links.as_deref().map_or(0, Links::bytes)
    }

    /// The first `count` bytes were sent.
    pub(crate) fn written(&mut self, count: usize) {
        self.sent = self.len().min(self.sent + count);
        if self.sent == self.len() {
            self.bytes.clear();
            self.links = None;
            self.sent = 0;
        }
    }

    /// Gives the memory back, if all is sent.
    pub(crate) fn release(&mut self) {
        if self.bytes.is_empty() {
            keep_blank(std::mem::take(&mut self.bytes));
        }
    }
}

impl fmt::Debug for Outbound {
    /// How much there is; not what, which is the peer's own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound")
            .field("bytes", &self.waiting())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bytes, Protocol, TMessageType};

    #[test]
    fn what_was_sent_in_part_goes_on_where_it_stopped_and_memory_goes_when_all_is() {
        let heading = Heading::plain(Protocol::Binary, Framing::Framed);
        let mut outbound = Outbound::default();
        outbound
            .push(
                &heading,
                &MessageHeader::new("m", TMessageType::Reply, 1),
                &7_i32,
            )
            .unwrap();
        let all = outbound.bytes().to_vec();
        outbound.written(5);
        outbound.release();
        assert_eq!(outbound.bytes(), &all[5..]);
        outbound.written(all.len() - 5);
        outbound.release();
        assert_eq!((outbound.bytes(), outbound.bytes.capacity()), (&[][..], 0));
    }

    #[test]
    fn long_payloads_are_linked_and_nobody_sees_it() {
        let header = MessageHeader::new("m", TMessageType::Reply, 1);
        let payloads = [5_000, 10, 70_000].map(|length| Bytes::from(vec![7; length]));
        for framing in [Framing::Framed, Framing::Unframed, Framing::Http] {
            for protocol in [Protocol::Binary, Protocol::Compact, Protocol::Json] {
                let heading = Heading::plain(protocol, framing);
                let (mut copied, mut linked) = (Outbound::default(), Outbound::default());
                for payload in &payloads {
                    copied.push(&heading, &header, payload).unwrap();
                    linked.push_linked(&heading, &header, payload).unwrap();
                }
                let is_text = protocol == Protocol::Json || framing == Framing::Http;
                assert_eq!(linked.links.is_none(), is_text);
                assert_eq!(linked.waiting(), copied.waiting());
                let mut sent = Vec::new();
                while linked.waiting() > 0 {
                    let some = linked.pieces().to_vec();
                    let some = &some[..some.len().min(3_333)];
                    sent.extend_from_slice(some);
                    linked.written(some.len());
                }
                assert_eq!(sent, copied.bytes(), "{framing}, {protocol}");
            }
        }
    }
}
