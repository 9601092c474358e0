//! What every client's end of a connection does alike, without I/O: calls go out, replies come in, and each reply
//! belongs to a call.

use super::ClientOptions;
use crate::{
    Error, ErrorKind, Framing, MessageHeader, Result, TApplicationException, TMessageType,
    framing::{Heading, HttpPart, Metadata},
    processor::bare_name,
    stream::{Pieces, Receiver, Sender},
    wire::Wire,
};
use std::sync::Arc;

/// All the state of a connection that carries one call at a time.
#[derive(Debug)]
pub(super) struct Exchange {
    inbound: Receiver,
    outbound: Sender,
    /// How every call goes out.
    heading: Heading,
    sequence: i32,
    /// What came beside the last reply.
    metadata: Metadata,
    /// Will the server hang up, as it said with its last answer?
    over: bool,
}

/// The inbound half of a connection.
pub(super) fn inbound(options: &ClientOptions) -> Receiver {
    Receiver::new(options.dialect(), &Arc::new(options.limits))
}

/// The outbound half of a connection.
pub(super) fn outbound(options: &ClientOptions) -> Sender {
    Sender::new(options.dialect().stream_compression(), options.zlib_level)
}

/// How every call goes out, with the options' headers.
pub(super) fn heading(options: &ClientOptions) -> Heading {
    Heading {
        metadata: options.headers.clone().into(),
        http: Some(Box::new(HttpPart::Request(options.http_target()))),
        ..options.dialect().heading()
    }
}

/// Is it the reply to this call? Of exceptions only the number counts: a server that could make nothing of the call may
/// not know the method.
///
/// # Errors
/// It is another's, or no reply. The connection is out of step then.
pub(super) fn check(reply: &MessageHeader, method: &str, sequence: i32) -> Result<()> {
    let (expected, found) = (sequence, reply.sequence);
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

/// The connection was given up.
pub(super) fn closed() -> Error {
    ErrorKind::Closed.into()
}

/// Why calls cannot be made any more, or never could.
#[cold]
pub(super) fn refusal(options: &ClientOptions) -> Error {
    options.check().err().unwrap_or_else(closed)
}

impl Exchange {
    /// A connection over which nothing has gone yet. The options are ones that can work.
    pub(super) fn new(options: &ClientOptions) -> Self {
        Self {
            inbound: inbound(options),
            outbound: outbound(options),
            heading: heading(options),
            sequence: 0,
            metadata: Metadata::default(),
            over: false,
        }
    }

    /// Appends a call to what is to be sent.
    ///
    /// # Errors
    /// The arguments are longer than Thrift can say; nothing was appended.
    pub(super) fn push<A: Wire>(
        &mut self,
        method: &str,
        kind: TMessageType,
        arguments: &A,
    ) -> Result<()> {
        self.sequence = self.sequence.wrapping_add(1);
        let header = MessageHeader::new(method, kind, self.sequence);
        self.outbound.push_linked(&self.heading, &header, arguments)
    }

    pub(super) fn outbound(&mut self) -> Pieces<'_> {
        self.outbound.pieces()
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

    /// Has nothing arrived that nobody took?
    pub(super) fn is_idle(&self) -> bool {
        self.inbound.is_empty()
    }

    /// What the last call came to, if its reply is here.
    ///
    /// # Errors
    /// The reply is malformed, or is not this call's. The connection is out of step then.
    pub(super) fn reply<R: Wire>(
        &mut self,
        method: &str,
    ) -> Result<Option<Result<R, TApplicationException>>> {
        let reply = self.inbound.next(|message| {
            let (protocol, limits) = (message.protocol, message.limits);
            protocol.read_reply_within::<R>(message.bytes, message.whole, limits)
        })?;
        let Some(((header, result), heading)) = reply else {
            return Ok(None);
        };
        self.over = heading.is_last();
        check(&header, method, self.sequence)?;
        self.metadata = heading.metadata;
        Ok(Some(result))
    }

    /// What a oneway call came to, if that is here: over HTTP it is answered, with nothing.
    ///
    /// # Errors
    /// The answer is none.
    pub(super) fn acknowledgement(&mut self) -> Result<Option<()>> {
        if self.heading.framing != Framing::Http {
            return Ok(Some(()));
        }
        let answer = self.inbound.next_whole()?;
        Ok(answer.map(|answer| self.over = answer.heading.is_last()))
    }

    /// Nothing will come any more. That may be the end of a reply.
    pub(super) fn end(&mut self) {
        self.inbound.end();
    }

    /// Will the server hang up, though nothing is wrong? Then further calls need another connection.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// What came beside the last reply.
    pub(super) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Gives the memory back that holds nothing.
    pub(super) fn release(&mut self) {
        self.inbound.release();
        self.outbound.release();
    }
}
