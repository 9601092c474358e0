//! Messages that wait to be sent.

use super::{
    Framing, Heading, header, http,
    lent::{keep_blank, lend_blank},
};
use crate::{MessageHeader, Result, TReply};
use std::fmt;

/// The outbound half of a connection: messages in, bytes out. An idle one holds no buffer.
#[derive(Default)]
pub(crate) struct Outbound {
    bytes: Vec<u8>,
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

    /// What is to be sent.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[self.sent..]
    }

    /// The first `count` bytes were sent.
    pub(crate) fn written(&mut self, count: usize) {
        self.sent = self.bytes.len().min(self.sent + count);
        if self.sent == self.bytes.len() {
            self.bytes.clear();
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
            .field("bytes", &self.bytes().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Protocol, TMessageType};

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
}
