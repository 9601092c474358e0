//! What a connection on an event loop and the workers that answer its calls have in common.

use super::{
    super::{blocking::ENOUGH, budget::Lease, hub::Hub},
    rota::{Put, Rota},
};
use crate::{
    Connection, ErrorKind, Result, TProcessor,
    connection::{Answers, Incoming},
    context::Caller,
    framing::{Arrived, Batch, Heading},
    stream::{Pieces, Receiver},
    transport::NonblockingWriter,
};
use std::{
    io,
    sync::Arc,
    task::{Poll, ready},
};
use tracing::Span;

/// The messages of one connection that wait for a worker, and the way of their answers to the socket. A worker writes
/// them itself; what the socket does not take at once is left to the connection's task.
#[derive(Debug)]
pub(in super::super) struct Inbox<S> {
    hub: Arc<Hub<S>>,
    writer: NonblockingWriter,
    caller: Arc<Caller>,
    /// The connection's, for the calls that run elsewhere; only where somebody listens.
    span: Option<Box<Span>>,
    rota: Rota<Answers, Waiting>,
}

/// Messages, and what they hold of the server's memory for them.
pub(in super::super) type Waiting = (Batch, Option<Lease>);

/// What messages count for while they wait: an empty frame, too, takes its place.
fn cost(batch: &Batch) -> usize {
    batch.len() + size_of::<Waiting>()
}

impl<S: TProcessor> Inbox<S> {
    /// Takes a connection apart: its receiving half stays with its task.
    pub(in super::super) fn new(
        hub: Arc<Hub<S>>,
        connection: Connection,
        writer: NonblockingWriter,
        span: Option<Box<Span>>,
    ) -> (Receiver, Arc<Self>) {
        let (receiver, answers) = connection.split();
        let inbox = Self {
            hub,
            writer,
            caller: Arc::clone(answers.caller()),
            span,
            rota: Rota::new(answers),
        };
        (receiver, Arc::new(inbox))
    }

    /// Who works on it.
    pub(in super::super) fn rota(&self) -> &Rota<Answers, Waiting> {
        &self.rota
    }

    /// Puts messages in.
    pub(in super::super) fn put(&self, batch: Batch, lease: Option<Lease>) -> Put {
        let most = if batch.takes_turns() {
            1
        } else {
            self.hub.options.in_flight.get()
        };
        let bytes = cost(&batch);
        self.rota.put((batch, lease), bytes, most)
    }

    /// Answers what waits, one call after the other. This is what a worker does. `false`: there is more, for which the
    /// worker, who still counts, is to come back when `others_wait` no more: a peer may send faster than it is answered.
    pub(in super::super) fn work(&self, others_wait: impl Fn() -> bool) -> bool {
        let _entered = self.span.as_deref().map(Span::enter);
        while let Some((mut batch, lease)) = self.take() {
            match self.answer(&mut batch) {
                Ok(()) if batch.is_done() => {}
                Ok(()) => {
                    let bytes = cost(&batch);
                    self.rota.put_back((batch, lease), bytes);
                }
                Err(error) => self.rota.give_up_on(error),
            }
            if others_wait() && !self.rota.has_no_more() {
                // what is answered does not wait for the others; where the peer does not take it, neither does the worker
                match self.send() {
                    Ok(waiting) if waiting < ENOUGH => return false,
                    Ok(_) => {}
                    Err(error) => self.rota.give_up_on(error),
                }
            }
        }
        true
    }

    /// The next messages, as [`Rota::take`].
    fn take(&self) -> Option<Waiting> {
        let stuck = |answers: &mut Answers| {
            answers.settle_counts();
            answers.waiting() >= ENOUGH
        };
        self.rota.take(stuck, Answers::release)
    }

    /// Answers messages, as long as the peer takes the answers. Those that are ready together go out together.
    fn answer(&self, batch: &mut Batch) -> Result<()> {
        let hub = &self.hub;
        while let Some((message, heading)) = batch.take(&hub.options.limits) {
            let waiting = self.answer_one(&message, heading)?;
            if waiting >= ENOUGH && self.send()? >= ENOUGH {
                return Ok(());
            }
        }
        // where calls may overtake each other, no answer waits for what its worker does next
        let overtakes = hub.options.in_flight.get() > 1;
        if overtakes || self.rota.has_no_more() {
            self.send()?;
        }
        Ok(())
    }

    /// Answers one message. Returns how many bytes wait to be sent.
    fn answer_one(&self, message: &Arrived<'_>, heading: Heading) -> Result<usize> {
        let hub = &self.hub;
        let (incoming, call) = self.read(message)?;
        let mut answers = self.rota.answers();
        let mut context = answers.settle(&hub.service, incoming, heading)?;
        let Some(call) = call.filter(|_| context.is_some()) else {
            return Ok(answers.waiting());
        };
        drop(answers);
        let desk = hub.desk();
        let _running = desk.run();
        // what is answered already does not wait for a handler that waits
        let before_it_waits = || drop(self.send());
        let result = desk.answer_blocking(call, &mut context, before_it_waits);
        let mut answers = self.rota.answers();
        if let Some(context) = context {
            answers.push(&context, result)?;
            answers.reuse(context);
        }
        Ok(answers.waiting())
    }

    /// What a message turns out to be, as [`Answers::read`].
    fn read(&self, message: &Arrived<'_>) -> Result<(Option<Incoming>, Option<S::Call>)> {
        let (mut incoming, mut call) = (None, None);
        let (service, caller) = (&self.hub.service, &self.caller);
        Answers::read(
            service,
            message,
            caller,
            &mut incoming,
            &mut call,
            &mut None,
        )?;
        Ok((incoming, call))
    }

    /// Sends what the socket takes now; the rest is the task's. Returns how many bytes that is.
    fn send(&self) -> Result<usize> {
        let mut answers = self.rota.answers();
        answers.settle_counts();
        let mut left = false;
        while !left {
            let pieces = answers.outbound();
            if pieces.is_empty() {
                break;
            }
            match self.writer.try_write(&pieces)? {
                Some(0) => return Err(ErrorKind::Closed.into()),
                Some(count) => answers.written(count),
                None => left = true,
            }
        }
        let (closing, waiting) = (answers.is_closing(), answers.waiting());
        // the task, once it is woken, finds nobody here
        drop(answers);
        if left || closing {
            self.rota.leave_to_task(closing);
        }
        Ok(waiting)
    }

    /// Tells the callers of all that waits that there is no room for them.
    pub(in super::super) fn refuse(&self) -> Result<()> {
        let service = &self.hub.service;
        let waiting = self.rota.abandon();
        let mut answers = self.rota.answers();
        for (mut batch, _lease) in waiting {
            while let Some((message, heading)) = batch.take(&self.hub.options.limits) {
                let (incoming, _) = self.read(&message)?;
                if let Some(context) = answers.settle(service, incoming, heading)? {
                    let refusal = Err::<Option<S::Reply>, _>(ErrorKind::Overloaded.into());
                    answers.push(&context, refusal)?;
                }
            }
        }
        Ok(())
    }

    /// Sends what workers left over. Ready: nothing is left, or a worker is at it, who sends it or wakes the task.
    pub(in super::super) fn poll_send(
        &self,
        mut write: impl FnMut(&NonblockingWriter, &Pieces<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<Result<()>> {
        let Some(mut answers) = self.rota.answers_to_send() else {
            return Poll::Ready(Ok(()));
        };
        loop {
            let pieces = answers.outbound();
            if pieces.is_empty() {
                break;
            }
            match ready!(write(&self.writer, &pieces))? {
                0 => return Poll::Ready(Err(ErrorKind::Closed.into())),
                count => answers.written(count),
            }
        }
        answers.release();
        Poll::Ready(Ok(()))
    }

    /// Adds bytes that are no answer to what is to be sent.
    pub(in super::super) fn push_bytes(&self, bytes: &[u8]) {
        self.rota.answers().push_bytes(bytes);
    }

    /// Ends the compressed stream, if there is one: its end is to be sent.
    pub(in super::super) fn finish(&self) {
        self.rota.answers().finish();
    }

    /// The server's, whose connection this is.
    pub(in super::super) fn hub(&self) -> &Hub<S> {
        &self.hub
    }

    /// The connection's span; `None` if nobody listens.
    pub(in super::super) fn span(&self) -> Option<&Span> {
        self.span.as_deref()
    }

    /// The way of the answers to the socket.
    pub(in super::super) fn writer(&self) -> &NonblockingWriter {
        &self.writer
    }
}
