//! All the state of one peer that calls us, and none of the I/O: bytes in, calls out, replies in, bytes out.

use crate::{
    ApplicationErrorKind, Context, Dialect, Error, ErrorKind, Framing, Identity, Limits,
    MessageHeader, MessageReader, Result, TApplicationException, TMessageType, TProcessor, TReply,
    TType,
    context::{Caller, Peer},
    framing::{Arrived, Ends, Metadata},
    processor::bare_name,
    protocol::TInputProtocol,
    stream::{Receiver, Sender},
};
use std::sync::Arc;

/// The server's end of one connection.
///
/// A driver reads into [`room`](Self::room), takes every call that has arrived with [`next_call`](Self::next_call),
/// runs it, pushes the reply, and then sends [`outbound`](Self::outbound) with one write.
#[derive(Debug)]
pub struct Connection {
    inbound: Receiver,
    outbound: Sender,
    limits: Limits,
    caller: Arc<Caller>,
    /// What came beside the last call.
    metadata: Metadata,
    closing: bool,
}

impl Connection {
    /// A connection over which nothing has come yet.
    pub fn new(dialect: Dialect, limits: Limits, peer: Peer) -> Self {
        Self {
            inbound: Receiver::new(dialect, limits),
            outbound: Sender::new(dialect),
            limits,
            caller: Arc::new(Caller {
                peer,
                protocol: dialect.protocol,
                framing: dialect.framing,
                identity: None,
            }),
            metadata: Metadata::new(),
            closing: false,
        }
    }

    /// The same for a peer that has proved who it is; calls see it in their [`Context`].
    #[must_use]
    pub fn with_identity(mut self, identity: Option<Arc<Identity>>) -> Self {
        Arc::make_mut(&mut self.caller).identity = identity;
        self
    }

    /// Where the next bytes from the peer go; never empty. Tell [`received`](Self::received) how many came.
    pub fn room(&mut self) -> &mut [u8] {
        self.inbound.room()
    }

    /// The first `count` bytes of [`room`](Self::room) came from the peer.
    pub fn received(&mut self, count: usize) {
        self.inbound.received(count);
    }

    /// The next call that has arrived whole. What needs no handler (an unknown method, malformed arguments) is
    /// answered here.
    ///
    /// # Errors
    /// The bytes can be no message. There is nobody to answer: send what is [outbound](Self::outbound), and close.
    pub fn next_call<S: TProcessor>(
        &mut self,
        service: &S,
    ) -> Result<Option<(MessageHeader, S::Call)>> {
        let (framing, limits) = (self.caller.framing, self.limits);
        while !self.closing {
            let incoming = self.inbound.next(|message: Arrived<'_>| {
                let reader = CallReader {
                    service,
                    framing,
                    ends: message.ends,
                };
                message
                    .protocol
                    .read_message(message.bytes, &limits, reader)
            })?;
            self.answer_in_kind();
            match incoming {
                None => break,
                Some(Incoming::Call(header, call)) => return Ok(Some((header, call))),
                Some(Incoming::Refused {
                    header,
                    why,
                    hang_up,
                }) => {
                    tracing::debug!(method = %header.name, peer = %self.caller.peer, %why, "refused a call");
                    self.closing = hang_up;
                    if !service.is_oneway(&header.name) {
                        self.push_exception(&header, &why)?;
                    }
                }
            }
        }
        Ok(None)
    }

    /// Where frames have headers, each says how to answer it.
    fn answer_in_kind(&mut self) {
        let Some(heading) = self.inbound.heading() else {
            return;
        };
        self.metadata = heading.metadata;
        let reply = self.outbound.heading();
        (reply.protocol, reply.zlib) = (heading.protocol, heading.zlib);
        if self.caller.protocol != heading.protocol {
            Arc::make_mut(&mut self.caller).protocol = heading.protocol;
        }
    }

    /// The context that a call runs in. Ask before the next call is taken: what came beside this one is known until
    /// then.
    pub fn context(&self, call: &MessageHeader) -> Context {
        let metadata = self.metadata.clone();
        Context::new(&self.caller, call.name.clone(), call.sequence, metadata)
    }

    /// Appends what a call came to: a result, nothing (it was oneway), or an error that its method does not declare.
    ///
    /// # Errors
    /// The reply, and even the exception in its place, cannot be written.
    pub fn push_reply<R: TReply>(
        &mut self,
        call: &MessageHeader,
        result: Result<Option<R>>,
    ) -> Result<()> {
        if call.kind == TMessageType::Oneway {
            if let Err(error) = result {
                tracing::warn!(method = %call.name, peer = %self.caller.peer, %error, "a oneway call failed");
            }
            return Ok(());
        }
        let written = match result {
            Ok(None) => return Ok(()),
            Ok(Some(reply)) => self
                .outbound
                .push(&reply_header(call, TMessageType::Reply), &reply),
            Err(error) => Err(error),
        };
        let Err(error) = written else { return Ok(()) };
        tracing::warn!(method = %call.name, peer = %self.caller.peer, %error, "a call failed");
        self.push_exception(call, &internal_error(error))
    }

    fn push_exception(
        &mut self,
        call: &MessageHeader,
        exception: &TApplicationException,
    ) -> Result<()> {
        match call.kind {
            TMessageType::Oneway => Ok(()),
            _ => self
                .outbound
                .push(&reply_header(call, TMessageType::Exception), exception),
        }
    }

    /// What is to be sent. Tell [`written`](Self::written) how much was. Replies that were pushed since the last time
    /// are compressed together, if they are compressed.
    pub fn outbound(&mut self) -> &[u8] {
        self.outbound.bytes()
    }

    /// How much waits to be sent, in bytes; of what is yet to be compressed, before it is.
    pub fn waiting(&self) -> usize {
        self.outbound.waiting()
    }

    /// Ends the compressed stream, if there is one, and so says good-bye: its checksum is to be sent too.
    pub fn finish(&mut self) {
        self.outbound.finish();
    }

    /// The first `count` bytes of [`outbound`](Self::outbound) were sent.
    pub fn written(&mut self, count: usize) {
        self.outbound.written(count);
    }

    /// Is no message under way, in either direction?
    pub fn is_idle(&self) -> bool {
        self.inbound.is_empty() && self.outbound.waiting() == 0
    }

    /// Is the conversation over? Send what is [outbound](Self::outbound), and close.
    pub fn is_closing(&self) -> bool {
        self.closing
    }

    /// Gives the memory back that holds nothing; worth it before a wait.
    pub fn release(&mut self) {
        self.inbound.release();
        self.outbound.release();
    }
}

/// What a message turned out to be.
enum Incoming<C> {
    Call(MessageHeader, C),
    Refused {
        header: MessageHeader,
        why: TApplicationException,
        hang_up: bool,
    },
}

struct CallReader<'s, S> {
    service: &'s S,
    framing: Framing,
    ends: Ends,
}

impl<S: TProcessor> MessageReader for CallReader<'_, S> {
    type Output = Incoming<S::Call>;

    fn read<P: TInputProtocol>(self, header: MessageHeader, input: &mut P) -> Result<Self::Output> {
        match self.read_body(&header, input) {
            Ok(Ok(call)) => Ok(Incoming::Call(header, call)),
            // the body was skipped, so the connection stays in step
            Ok(Err(why)) => Ok(Incoming::Refused {
                header,
                why,
                hang_up: false,
            }),
            Err(error) if error.is_short() && self.ends == Ends::Somewhere => Err(error),
            Err(error) => {
                input.give_up();
                let turned_away = matches!(error.kind(), ErrorKind::Application(_));
                let hang_up = turned_away || self.framing == Framing::Unframed;
                Ok(Incoming::Refused {
                    header,
                    why: error.into_application(),
                    hang_up,
                })
            }
        }
    }
}

impl<S: TProcessor> CallReader<'_, S> {
    /// The call, or why there is none; then the body was skipped.
    fn read_body<P: TInputProtocol>(
        &self,
        header: &MessageHeader,
        input: &mut P,
    ) -> Result<Result<S::Call, TApplicationException>> {
        let why = match header.kind {
            TMessageType::Call | TMessageType::Oneway => {
                match self.service.read(&header.name, input)? {
                    Some(call) => return Ok(Ok(call)),
                    None => TApplicationException::unknown_method(&header.name),
                }
            }
            TMessageType::Reply | TMessageType::Exception => {
                let why = "a server takes calls and oneway calls only";
                TApplicationException::new(ApplicationErrorKind::INVALID_MESSAGE_TYPE, why)
            }
        };
        input.skip(TType::Struct)?;
        Ok(Err(why))
    }
}

/// A reply repeats the sequence id, and the method without its service.
fn reply_header(call: &MessageHeader, kind: TMessageType) -> MessageHeader {
    MessageHeader {
        name: bare_name(&call.name).into(),
        kind,
        sequence: call.sequence,
    }
}

/// What the peer is told of an error that the method does not declare. Whoever made it, it is ours here.
fn internal_error(error: Error) -> TApplicationException {
    let text = error.to_string();
    match error.into_kind() {
        ErrorKind::Application(exception) => exception,
        _ => TApplicationException::new(ApplicationErrorKind::INTERNAL_ERROR, text),
    }
}
