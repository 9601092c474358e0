//! All the state of one peer that calls us, and none of the I/O: bytes in, calls out, replies in, bytes out.

mod answers;
mod busy;
mod incoming;

#[cfg(not(feature = "tokio"))]
use answers::Answers;
#[cfg(feature = "tokio")]
pub(crate) use {answers::Answers, incoming::Incoming};

use crate::{
    Context, Identity, Limits, Result, ServerDialect, TProcessor, TReply,
    context::{Caller, Peer},
    observe::{Observer, Reading},
    stream::{Pieces, Receiver},
};
use std::sync::Arc;

/// The server's end of one connection.
///
/// A driver reads into [`room`](Self::room), takes every call that has arrived with [`next_call`](Self::next_call),
/// runs it, pushes the reply, and then sends [`outbound`](Self::outbound) with one write.
#[derive(Debug)]
pub struct Connection {
    inbound: Receiver,
    answers: Answers,
    messages: u64,
    /// A call that is being read, where an event handler wants to know.
    reading: Option<Box<Reading>>,
}

/// What the next message is.
#[derive(Debug)]
pub(crate) enum Next<C> {
    /// A call to run.
    Call(Context, C),
    /// One that is answered already, or that nobody answers.
    Settled,
    /// It has not come, or is to wait.
    Nothing,
}

impl Connection {
    /// A connection over which nothing has come yet. The peer speaks as the dialect says, a
    /// [`Dialect`](crate::Dialect) or one that leaves the choice to the peer.
    pub fn new(dialect: impl Into<ServerDialect>, limits: Limits, peer: Peer) -> Self {
        Self::sharing(dialect.into(), &Arc::new(limits), peer)
    }

    /// The same for one of many connections.
    pub(crate) fn sharing(dialect: ServerDialect, limits: &Arc<Limits>, peer: Peer) -> Self {
        let caller = Caller::new(peer);
        Self {
            inbound: Receiver::accepting(dialect.accepts(), dialect.stream_compression(), limits),
            answers: Answers::new(dialect, caller),
            messages: 0,
            reading: None,
        }
    }

    /// The same for a peer that has proved who it is; calls see it in their [`Context`].
    #[must_use]
    pub fn with_identity(mut self, identity: Option<Arc<Identity>>) -> Self {
        self.answers.caller_mut().identify(identity);
        self
    }

    /// The same, with a server that wants to be told.
    pub(crate) fn observed_by(mut self, observer: &Arc<Observer>) -> Self {
        self.answers.caller_mut().observer = Some(Arc::clone(observer));
        self
    }

    /// The server takes it on. Not before it is known who the peer is: the server's event handler is told of it.
    pub(crate) fn opened(mut self) -> Self {
        self.answers.open_connection();
        self
    }

    /// The receiving and the answering half, for drivers that give each to somebody else.
    #[cfg(feature = "tokio")]
    pub(crate) fn split(self) -> (Receiver, Answers) {
        (self.inbound, self.answers)
    }

    /// Where the next bytes from the peer go; never empty. Tell [`received`](Self::received) how many came.
    pub fn room(&mut self) -> &mut [u8] {
        self.inbound.room()
    }

    /// The first `count` bytes of [`room`](Self::room) came from the peer.
    pub fn received(&mut self, count: usize) {
        self.inbound.received(count);
        if let Some(observer) = &self.answers.caller().observer {
            observer.counters.received(count);
        }
    }

    /// The next call that has arrived whole, and all that its handler may know and its answer needs. What needs no
    /// handler (an unknown method, malformed arguments) is answered here. Over HTTP there is none until the one before is
    /// answered.
    ///
    /// # Errors
    /// The bytes can be no message. There is nobody to answer: send what is [outbound](Self::outbound), and close.
    pub fn next_call<S: TProcessor>(&mut self, service: &S) -> Result<Option<(Context, S::Call)>> {
        loop {
            match self.next_message(service)? {
                Next::Call(context, call) => return Ok(Some((context, call))),
                Next::Settled => {}
                Next::Nothing => return Ok(None),
            }
        }
    }

    /// The same for one message, for whoever has others to serve as well: there may be a great many that are no calls to
    /// run.
    ///
    /// # Errors
    /// As [`next_call`](Self::next_call).
    pub(crate) fn next_message<S: TProcessor>(&mut self, service: &S) -> Result<Next<S::Call>> {
        if self.inbound.is_dry() || self.answers.is_closing() || self.is_held_back() {
            return Ok(Next::Nothing);
        }
        let (mut incoming, mut call) = (None, None);
        let next = self.inbound.next(|message| {
            let (caller, reading) = (self.answers.caller(), &mut self.reading);
            Answers::read(service, &message, caller, &mut incoming, &mut call, reading)
                .map(|bytes| ((), bytes))
        });
        let next = next.inspect_err(|error| {
            self.answers.push_bytes(&self.inbound.refusal(error));
        })?;
        let Some(((), heading)) = next else {
            if let Some(interim) = self.inbound.interim() {
                self.answers.push_bytes(interim);
            }
            return Ok(Next::Nothing);
        };
        self.messages += 1;
        let context = self.answers.settle(service, incoming, heading)?;
        Ok(match (context, call) {
            (Some(context), Some(call)) => Next::Call(context, call),
            _ => Next::Settled,
        })
    }

    /// How many messages have come so far, whatever became of them.
    pub fn messages(&self) -> u64 {
        self.messages
    }

    /// Appends what a call came to: a result, nothing (it was oneway), or an error that its method does not declare.
    /// It goes out as the call came in, with the metadata that the handler [set](Context::set_reply_metadata).
    ///
    /// # Errors
    /// The reply, and even the exception in its place, cannot be written.
    pub fn push_reply<R: TReply>(
        &mut self,
        call: &Context,
        result: Result<Option<R>>,
    ) -> Result<()> {
        self.answers.push(call, result)
    }

    /// Appends what a call came to whose context nobody needs any more.
    ///
    /// # Errors
    /// As [`push_reply`](Self::push_reply).
    pub(crate) fn answer<R: TReply>(
        &mut self,
        call: Context,
        result: Result<Option<R>>,
    ) -> Result<()> {
        self.push_reply(&call, result)?;
        self.answers.reuse(call);
        Ok(())
    }

    /// Counts the calls that were answered. To be done before their answers are sent, and when no more have arrived.
    #[inline]
    pub(crate) fn settle_counts(&mut self) {
        self.answers.settle_counts();
    }

    /// HTTP has no numbers that would tell whose an answer is, so there each call waits for the one before.
    pub(crate) fn is_held_back(&self) -> bool {
        self.answers.unanswered() > 0 && self.inbound.takes_turns()
    }

    /// What is to be sent. Tell [`written`](Self::written) how much was. Replies that were pushed since the last time
    /// are compressed together, if they are compressed.
    pub fn outbound(&mut self) -> Pieces<'_> {
        self.answers.outbound()
    }

    /// How much waits to be sent, in bytes; of what is yet to be compressed, before it is.
    pub fn waiting(&self) -> usize {
        self.answers.waiting()
    }

    /// Ends the compressed stream, if there is one, and so says good-bye: its checksum is to be sent too.
    pub fn finish(&mut self) {
        self.answers.finish();
    }

    /// The first `count` bytes of [`outbound`](Self::outbound) were sent.
    pub fn written(&mut self, count: usize) {
        self.answers.written(count);
    }

    /// How many bytes the messages take that have begun to come, once they are whole, as far as that is known.
    pub(crate) fn expected(&self) -> usize {
        self.inbound.expected()
    }

    /// Is no message under way, in either direction?
    pub fn is_idle(&self) -> bool {
        self.inbound.is_empty() && self.answers.waiting() == 0
    }

    /// Is the conversation over? Send what is [outbound](Self::outbound), and close.
    pub fn is_closing(&self) -> bool {
        self.answers.is_closing()
    }

    /// Gives the memory back that holds nothing; worth it before a wait.
    pub fn release(&mut self) {
        self.inbound.release();
        self.answers.release();
    }
}
