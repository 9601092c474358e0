//! What a connection on an event loop and the workers that answer its calls have in common.

use super::super::{blocking::ENOUGH, budget::Lease, hub::Hub};
use crate::{
    Connection, Error, ErrorKind, Result, TProcessor,
    connection::Answers,
    context::Caller,
    framing::{Arrived, Batch, Heading},
    stream::{Pieces, Receiver},
    transport::NonblockingWriter,
};
use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError},
    task::{Context, Poll, Waker, ready},
};
use tracing::Span;

/// Nothing more is read from a peer while so many bytes of its calls wait for a worker.
const MOST_WAITING: usize = 256 * 1024;

/// The messages of one connection that wait for a worker, and the way of their answers to the socket. A worker writes
/// them itself; what the socket does not take at once is left to the connection's task.
#[derive(Debug)]
pub(in super::super) struct Inbox<S> {
    hub: Arc<Hub<S>>,
    writer: NonblockingWriter,
    caller: Arc<Caller>,
    /// The connection's, for the calls that run elsewhere; only where somebody listens.
    span: Option<Box<Span>>,
    // locked first, where both are
    answers: Mutex<Answers>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// Their length.
    bytes: usize,
    /// How many workers have the connection, or will have it when its turn in the queue comes.
    workers: u32,
    /// Is the conversation over, by what was answered?
    closing: bool,
    /// Why the connection has to end.
    broken: Option<Error>,
    /// The connection's task, while it waits for something that workers do.
    task: Option<Waker>,
    /// Does it wait for the last worker to be done? It is not woken in vain: that takes longer than many a call.
    awaits_the_last: bool,
}

/// Messages, and what they hold of the server's memory for them.
pub(in super::super) type Waiting = (Batch, Option<Lease>);

impl State {
    fn wake(&mut self) {
        if let Some(task) = self.task.take() {
            task.wake();
        }
    }
}

/// What is to be done after a message was put in.
#[derive(Debug)]
pub(in super::super) struct Put {
    /// A worker more should have the connection now; it is counted already.
    pub(in super::super) wants_worker: bool,
    /// May more messages be put in?
    pub(in super::super) has_room: bool,
}

/// Where a connection stands.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
pub(in super::super) struct Standing {
    /// May more messages be put in?
    pub(in super::super) has_room: bool,
    /// Has a worker got it, or will one have it?
    pub(in super::super) is_worked_on: bool,
    /// Did the last worker leave it because of output that the peer does not take?
    pub(in super::super) is_left: bool,
    /// Is the conversation over, by what was answered?
    pub(in super::super) is_closing: bool,
    /// Why it has to end.
    pub(in super::super) error: Option<Error>,
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
            answers: Mutex::new(answers),
            state: Mutex::default(),
        };
        (receiver, Arc::new(inbox))
    }

    /// Puts messages in.
    pub(in super::super) fn put(&self, batch: Batch, lease: Option<Lease>) -> Put {
        let mut state = self.state();
        let most = if batch.takes_turns() {
            1
        } else {
            self.hub.options.in_flight.get()
        };
        state.bytes += batch.len();
        state.waiting.push_back((batch, lease));
        let wants_worker = (state.workers as usize) < most;
        state.workers += u32::from(wants_worker);
        Put {
            wants_worker,
            has_room: state.bytes < MOST_WAITING,
        }
    }

    /// Counts a worker in, for messages that were left.
    pub(in super::super) fn take_up(&self) {
        self.state().workers += 1;
    }

    /// Counts a worker out that will not come.
    pub(in super::super) fn give_up(&self) {
        self.state().workers -= 1;
    }

    /// Answers what waits, one call after the other. This is what a worker does.
    pub(in super::super) fn work(&self) {
        let _entered = self.span.as_deref().map(Span::enter);
        while let Some((mut batch, lease)) = self.take() {
            match self.answer(&mut batch) {
                Ok(()) if batch.is_done() => {}
                Ok(()) => self.put_back(batch, lease),
                Err(error) => self.give_up_on(error),
            }
        }
    }

    /// The next messages; without any, the worker gives the connection back. It does so too where the peer does not
    /// take its answers: more of them would only fill the memory.
    fn take(&self) -> Option<Waiting> {
        let mut answers = self.answers();
        answers.settle_counts();
        let stuck = answers.waiting() >= ENOUGH;
        let mut state = self.state();
        let next = if stuck {
            None
        } else {
            state.waiting.pop_front()
        };
        let Some((batch, lease)) = next else {
            state.workers -= 1;
            let is_left = !state.waiting.is_empty();
            if !is_left {
                // an idle connection keeps no room for them, nor for their answers
                state.waiting = VecDeque::new();
                answers.release();
            }
            // the task, once it is woken, finds nobody here
            drop(answers);
            if state.workers == 0 && (is_left || state.awaits_the_last || state.closing) {
                state.wake();
            }
            return None;
        };
        let was_full = state.bytes >= MOST_WAITING;
        state.bytes -= batch.len();
        if was_full && state.bytes < MOST_WAITING {
            state.wake();
        }
        Some((batch, lease))
    }

    /// What is left of messages that were taken: the peer does not take the answers.
    fn put_back(&self, batch: Batch, lease: Option<Lease>) {
        let mut state = self.state();
        state.bytes += batch.len();
        state.waiting.push_front((batch, lease));
    }

    fn give_up_on(&self, error: Error) {
        let mut state = self.state();
        state.waiting.clear();
        state.broken.get_or_insert(error);
        state.wake();
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
        let is_last = self.state().waiting.is_empty();
        if is_last {
            self.send()?;
        }
        Ok(())
    }

    /// Answers one message. Returns how many bytes wait to be sent.
    fn answer_one(&self, message: &Arrived<'_>, heading: Heading) -> Result<usize> {
        let (hub, mut call) = (&self.hub, None);
        let (incoming, _) =
            Answers::read(&hub.service, message, &self.caller, &mut call, &mut None)?;
        let mut answers = self.answers();
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
        let mut answers = self.answers();
        if let Some(context) = context {
            answers.push(&context, result)?;
            answers.reuse(context);
        }
        Ok(answers.waiting())
    }

    /// Sends what the socket takes now; the rest is the task's. Returns how many bytes that is.
    fn send(&self) -> Result<usize> {
        let mut answers = self.answers();
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
            let mut state = self.state();
            state.closing |= closing;
            state.wake();
        }
        Ok(waiting)
    }

    /// Tells the callers of all that waits that there is no room for them.
    pub(in super::super) fn refuse(&self) -> Result<()> {
        let service = &self.hub.service;
        let waiting = self.abandon();
        let mut answers = self.answers();
        for (mut batch, _lease) in waiting {
            while let Some((message, heading)) = batch.take(&self.hub.options.limits) {
                let (incoming, _) =
                    Answers::read(service, &message, &self.caller, &mut None, &mut None)?;
                if let Some(context) = answers.settle(service, incoming, heading)? {
                    let refusal = Err::<Option<S::Reply>, _>(ErrorKind::Overloaded.into());
                    answers.push(&context, refusal)?;
                }
            }
        }
        Ok(())
    }

    /// Counts a worker out that will not come, and leaves nothing to do for others.
    pub(in super::super) fn abandon(&self) -> VecDeque<Waiting> {
        let mut state = self.state();
        state.workers -= 1;
        state.bytes = 0;
        std::mem::take(&mut state.waiting)
    }

    /// Where the connection stands, as its task sees it, which is woken when workers change that; when the last of them
    /// is done only if it asks for that, or if the conversation is over.
    pub(in super::super) fn look(&self, task: &Context<'_>, awaits_the_last: bool) -> Standing {
        let mut state = self.state();
        state.awaits_the_last = awaits_the_last;
        match &mut state.task {
            Some(waker) => waker.clone_from(task.waker()),
            none => *none = Some(task.waker().clone()),
        }
        Standing {
            has_room: state.bytes < MOST_WAITING,
            is_worked_on: state.workers > 0,
            is_left: state.workers == 0 && !state.waiting.is_empty(),
            is_closing: state.closing,
            error: state.broken.take(),
        }
    }

    /// Has the task woken when the last worker is done. `false`: it is done already.
    fn is_awaited(&self) -> bool {
        let mut state = self.state();
        state.awaits_the_last = true;
        state.workers > 0
    }

    /// Sends what workers left over. Ready: nothing is left, or a worker is at it, who sends it or wakes the task.
    pub(in super::super) fn poll_send(
        &self,
        mut write: impl FnMut(&NonblockingWriter, &Pieces<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<Result<()>> {
        let mut answers = match self.answers.try_lock() {
            Ok(answers) => answers,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) if self.is_awaited() => return Poll::Ready(Ok(())),
            // it is letting go; on a processor of ours, only if this thread sleeps meanwhile
            Err(TryLockError::WouldBlock) => self.answers(),
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
        self.answers().push_bytes(bytes);
    }

    /// Ends the compressed stream, if there is one: its end is to be sent.
    pub(in super::super) fn finish(&self) {
        self.answers().finish();
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

    /// Nothing is half-done under these locks, so a panic elsewhere does not spoil what they guard.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
