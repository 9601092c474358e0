//! What a connection on an event loop and the workers that answer its calls have in common.

use super::super::{blocking::ENOUGH, budget::Lease, hub::Hub};
use crate::{
    Connection, Error, ErrorKind, Result, TProcessor,
    connection::{Answers, Incoming},
    context::Caller,
    framing::Whole,
    stream::Receiver,
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
    messages: VecDeque<Message>,
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

/// A message, and what it holds of the server's memory for them.
pub(in super::super) type Message = (Whole, Option<Lease>);

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

    /// Puts a message in.
    pub(in super::super) fn put(&self, message: Whole, lease: Option<Lease>) -> Put {
        let mut state = self.state();
        let most = if message.takes_turns() {
            1
        } else {
            self.hub.options.in_flight.get()
        };
        state.bytes += message.bytes.len();
        state.messages.push_back((message, lease));
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
        while let Some((message, _lease)) = self.take() {
            if let Err(error) = self.answer(message) {
                let mut state = self.state();
                state.messages.clear();
                state.broken.get_or_insert(error);
                state.wake();
            }
        }
    }

    /// The next message; without one, the worker gives the connection back. It does so too where the peer does not
    /// take its answers: more of them would only fill the memory.
    fn take(&self) -> Option<Message> {
        let stuck = self.answers().waiting() >= ENOUGH;
        let mut state = self.state();
        let message = if stuck {
            None
        } else {
            state.messages.pop_front()
        };
        let Some(message) = message else {
            state.workers -= 1;
            if state.messages.is_empty() {
                // an idle connection keeps no room for them
                state.messages = VecDeque::new();
            }
            let is_left = !state.messages.is_empty();
            if state.workers == 0 && (is_left || state.awaits_the_last || state.closing) {
                state.wake();
            }
            return None;
        };
        let was_full = state.bytes >= MOST_WAITING;
        state.bytes -= message.0.bytes.len();
        if was_full && state.bytes < MOST_WAITING {
            state.wake();
        }
        Some(message)
    }

    /// Answers one message. The answers to those that came together go out together.
    fn answer(&self, message: Whole) -> Result<()> {
        let incoming = self.read(&message)?;
        let settled = self
            .answers()
            .settle(&self.hub.service, incoming, message.heading)?;
        if let Some((context, call)) = settled {
            let desk = self.hub.desk();
            // what is answered already does not wait for a handler that waits
            let before_it_waits = || drop(self.send());
            let result = desk.answer_blocking(call, &context, before_it_waits);
            self.answers().push(&context, result)?;
        }
        let last = self.state().messages.is_empty();
        if last || self.answers().waiting() >= ENOUGH {
            self.send()?;
        }
        Ok(())
    }

    fn read(&self, message: &Whole) -> Result<Incoming<S::Call>> {
        let hub = &self.hub;
        Answers::read_whole(&hub.service, message, &hub.options.limits, &self.caller)
    }

    /// Sends what the socket takes now; the rest is the task's.
    fn send(&self) -> Result<()> {
        let mut answers = self.answers();
        let mut left = false;
        while !left && !answers.outbound().is_empty() {
            match self.writer.try_write(answers.outbound())? {
                Some(0) => return Err(ErrorKind::Closed.into()),
                Some(count) => answers.written(count),
                None => left = true,
            }
        }
        let closing = answers.is_closing();
        if left || closing {
            let mut state = self.state();
            state.closing |= closing;
            state.wake();
        }
        Ok(())
    }

    /// Tells the callers of all that waits that there is no room for them.
    pub(in super::super) fn refuse(&self) -> Result<()> {
        let service = &self.hub.service;
        let messages = self.abandon();
        let mut answers = self.answers();
        for (message, _lease) in messages {
            let incoming = self.read(&message)?;
            if let Some((context, _)) = answers.settle(service, incoming, message.heading)? {
                let refusal = Err::<Option<S::Reply>, _>(ErrorKind::Overloaded.into());
                answers.push(&context, refusal)?;
            }
        }
        Ok(())
    }

    /// Counts a worker out that will not come, and leaves nothing to do for others.
    pub(in super::super) fn abandon(&self) -> VecDeque<Message> {
        let mut state = self.state();
        state.workers -= 1;
        state.bytes = 0;
        std::mem::take(&mut state.messages)
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
            is_left: state.workers == 0 && !state.messages.is_empty(),
            is_closing: state.closing,
            error: state.broken.take(),
        }
    }

    /// Sends what workers left over. Ready: nothing is left, or a worker is at it, who sends it or wakes the task.
    pub(in super::super) fn poll_send(
        &self,
        mut write: impl FnMut(&NonblockingWriter, &[u8]) -> Poll<io::Result<usize>>,
    ) -> Poll<Result<()>> {
        let mut answers = match self.answers.try_lock() {
            Ok(answers) => answers,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Poll::Ready(Ok(())),
        };
        while !answers.outbound().is_empty() {
            match ready!(write(&self.writer, answers.outbound()))? {
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
