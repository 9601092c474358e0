//! Messages that wait to be sent.

use super::{
    Framing, Heading, header, http,
    lent::{keep_blank, lend_blank},
};
use crate::{MessageHeader, Result, TReply, protocol::Links, stream::Pieces};
use std::fmt;

/// The outbound half of a connection: messages in, bytes out. An idle one holds no buffer.
#[derive(Default)]
pub(crate) struct Outbound(Option<Box<Blank>>);

/// What is being sent. It is lent by the thread, as a whole.
#[derive(Default)]
pub(super) struct Blank {
    pub(super) bytes: Vec<u8>,
    /// Payloads that stand between those bytes.
    links: Links,
    /// How many bytes of both were sent.
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
        let message = |buffer: &mut Vec<u8>| heading.protocol.write_message(header, body, buffer);
        heading
            .framing
            .write(&mut self.blank().bytes, |buffer| match heading.framing {
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
        let message = |buffer: &mut Vec<u8>, links: &mut Links| {
            heading
                .protocol
                .write_message_linked(header, body, buffer, links)
        };
        let Blank { bytes, links, .. } = self.blank();
        heading.framing.write_linked(bytes, links, message)
    }

    /// Answers a call that has no reply, where the framing leaves none without an answer.
    ///
    /// # Errors
    /// What travels beside the answer cannot be written; nothing was appended.
    pub(crate) fn push_nothing(&mut self, heading: &Heading) -> Result<()> {
        if heading.framing != Framing::Http {
            return Ok(());
        }
        let nothing = |buffer: &mut Vec<u8>| http::write(buffer, heading, |_| Ok(()));
        heading.framing.write(&mut self.blank().bytes, nothing)
    }

    fn blank(&mut self) -> &mut Blank {
        self.0.get_or_insert_with(lend_blank)
    }

    /// Appends bytes that are no message.
    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.blank().bytes.extend(bytes);
        }
    }

    /// What is to be sent, of messages without linked payloads.
    pub(crate) fn bytes(&self) -> &[u8] {
        let Some(blank) = &self.0 else {
            return &[];
        };
        debug_assert!(blank.links.is_empty(), "who links sends pieces");
        &blank.bytes[blank.sent..]
    }

    /// What is to be sent next.
    pub(crate) fn pieces(&self) -> Pieces<'_> {
        match &self.0 {
            Some(blank) if !blank.links.is_empty() => {
                Pieces::behind(blank.sent, blank.links.pieces(&blank.bytes))
            }
            _ => Pieces::of(self.bytes()),
        }
    }

    /// How many bytes are to be sent.
    pub(crate) fn waiting(&self) -> usize {
        let waiting = |blank: &Blank| blank.len() - blank.sent;
        self.0.as_deref().map_or(0, waiting)
    }

    /// The first `count` bytes were sent.
    pub(crate) fn written(&mut self, count: usize) {
        if let Some(blank) = &mut self.0 {
            blank.sent = blank.len().min(blank.sent + count);
            if blank.sent == blank.len() {
                blank.clear();
            }
        }
    }

    /// Keeps no more room than this for what comes next, if all is sent.
    #[cfg(feature = "tokio")]
    pub(crate) fn shrink_to(&mut self, bytes: usize) {
        if self.waiting() == 0
            && let Some(blank) = &mut self.0
        {
            blank.bytes.shrink_to(bytes);
        }
    }

    /// Gives the memory back, if all is sent.
    pub(crate) fn release(&mut self) {
        if self.waiting() == 0
            && let Some(blank) = self.0.take()
        {
            keep_blank(blank);
        }
    }
}

impl Blank {
    fn len(&self) -> usize {
        self.bytes.len() + self.links.bytes()
    }

    /// Makes it blank again, and keeps its room for bytes.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.sent = 0;
        if self.links.holds_memory() {
            self.links = Links::default();
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
        assert!(outbound.bytes().is_empty() && outbound.0.is_none());
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
                assert_eq!(linked.blank().links.is_empty(), is_text);
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
