//! The client's end of one connection, without its I/O: a call goes out, its reply comes in, and nothing else.

use super::ClientOptions;
use crate::{
    Error, ErrorKind, MessageHeader, Result, TApplicationException, TMessageType,
    framing::Heading,
    processor::bare_name,
    stream::{Receiver, Sender},
    wire::Wire,
};

/// All the state of a client's connection.
#[derive(Debug)]
pub(super) struct Exchange {
    options: ClientOptions,
    inbound: Receiver,
    outbound: Sender,
    /// How every call goes out.
    heading: Heading,
    sequence: i32,
}

impl Exchange {
    pub(super) fn new(options: &ClientOptions) -> Self {
        let dialect = options.dialect();
        let heading = Heading {
            metadata: options.headers.clone(),
            ..dialect.heading()
        };
        Self {
            options: options.clone(),
            inbound: Receiver::new(dialect, options.limits),
            outbound: Sender::new(dialect.stream_compression()),
            heading,
            sequence: 0,
        }
    }

    /// Appends a call to what is to be sent.
    ///
    /// # Errors
    /// The arguments are longer than Thrift can say, or the options cannot work; nothing was appended.
    pub(super) fn push<A: Wire>(
        &mut self,
        method: &str,
        kind: TMessageType,
        arguments: &A,
    ) -> Result<()> {
        self.options.check()?;
        self.sequence = self.sequence.wrapping_add(1);
        let header = MessageHeader::new(method, kind, self.sequence);
        self.outbound.push(&self.heading, &header, arguments)
    }

    pub(super) fn outbound(&mut self) -> &[u8] {
        self.outbound.bytes()
    }

    /// Ends the compressed stream, if there is one; its end is to be sent.
    pub(super) fn finish(&mut self) {
        self.outbound.finish();
    }

    pub(super) fn written(&mut self, count: usize) {
        self.outbound.written(count);
    }

    pub(super) fn room(&mut self) -> &mut [u8] {
        self.inbound.room()
    }

    pub(super) fn received(&mut self, count: usize) {
        self.inbound.received(count);
    }

    /// What the last call came to, if its reply is here.
    ///
    /// # Errors
    /// The reply is malformed, or is not this call's. The connection is out of step then.
    pub(super) fn reply<R: Wire>(
        &mut self,
        method: &str,
    ) -> Result<Option<Result<R, TApplicationException>>> {
        let limits = self.options.limits;
        let reply = self
            .inbound
            .next(|message| message.protocol.read_reply::<R>(message.bytes, &limits))?;
        reply
            .map(|((header, result), _)| self.check(&header, method).map(|()| result))
            .transpose()
    }

    /// Is it the reply to the last call? Of exceptions only the number counts: a server that could make nothing of
    /// the call may not know the method.
    fn check(&self, reply: &MessageHeader, method: &str) -> Result<()> {
        let (expected, found) = (self.sequence, reply.sequence);
        if found != expected {
            return Err(ErrorKind::BadSequence { expected, found }.into());
        }
        let (expected, found) = (bare_name(method), bare_name(&reply.name));
        if reply.kind == TMessageType::Reply && found != expected {
            let (expected, found) = (expected.to_owned(), found.to_owned());
            return Err(ErrorKind::WrongMethodName { expected, found }.into());
        }
        Ok(())
    }

    /// Gives the memory back that holds nothing.
    pub(super) fn release(&mut self) {
        self.inbound.release();
        self.outbound.release();
    }
}

/// The connection was given up after an earlier failure.
pub(super) fn closed() -> Error {
    ErrorKind::Closed.into()
}
