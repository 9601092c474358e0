//! The driver of a connection whose handlers run on worker threads: the task reads whole messages and hands them over;
//! the workers answer on the socket themselves.

use super::{
    super::{
        Overload,
        budget::Lease,
        hub::Hub,
        shutdown::{Admission, LiveTask},
        workers::{Inbox, Queue, Standing},
    },
    ends::{Guest, greet, hear_out, report},
    patience::{Goal, Patience, within},
};
use crate::{
    ErrorKind, Result, TProcessor,
    framing::Batch,
    stream::Receiver,
    transport::{Accepted, NonblockingReader},
};
use std::{
    future::{Future, poll_fn},
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::io::ReadBuf;
use tracing::{Instrument as _, Span};

/// What worker threads do.
#[derive(Debug)]
pub(in super::super) enum Job<S> {
    /// Answer the calls of a connection.
    Answer(Arc<Inbox<S>>),
    /// Hand a new connection to its loop.
    Welcome(Box<(super::Arrivals, super::Arrival)>),
}

impl<S: TProcessor> Job<S> {
    /// Does it, and whatever waits in the queue while there is more of it to do: connections take turns.
    pub(in super::super) fn run(self, queue: &Queue<Self>) {
        let mut job = self;
        loop {
            match job {
                Self::Answer(inbox) if inbox.work(|| queue.has_jobs()) => return,
                Self::Answer(inbox) => job = queue.exchange(Self::Answer(inbox)),
                Self::Welcome(newcomer) => {
                    let (arrivals, arrival) = *newcomer;
                    return arrivals.hand(arrival);
                }
            }
        }
    }
}

/// Serves one peer, from hello to good-bye; its handlers run on the threads that take from `queue`.
pub(in super::super) fn hand_over<S: TProcessor>(
    hub: Arc<Hub<S>>,
    queue: Arc<Queue<Job<S>>>,
    admission: Admission,
    accepted: Accepted,
) -> impl Future<Output = ()> + Send {
    // a handshake's state is large, and soon gone
    let greeting = Box::pin(async move {
        let guest = greet(Arc::clone(&hub), admission, accepted).await?;
        Some(Handover::new(hub, queue, *guest))
    });
    // tokio rounds a task up to a power of two; the box is just as long as what is in it
    Box::pin(async move {
        let Some(mut handover) = greeting.await else {
            return;
        };
        let served = if handover.inbox.span().is_none() {
            handover.serve().await
        } else {
            // there is room for a span only where somebody listens
            let span = handover.span();
            Box::pin(handover.serve().instrument(span)).await
        };
        Box::pin(handover.part(served)).await;
    })
}

/// The receiving side of one connection.
struct Handover<S> {
    queue: Arc<Queue<Job<S>>>,
    reader: NonblockingReader,
    receiver: Receiver,
    lease: Lease,
    inbox: Arc<Inbox<S>>,
    patience: Patience,
    /// Does it wait for a place in the queue?
    queues: bool,
    /// Is there nothing more to come, or to be believed?
    ended: bool,
    /// Last, so that the socket is closed before it is counted out.
    live: LiveTask,
}

impl<S: TProcessor> Handover<S> {
    fn new(hub: Arc<Hub<S>>, queue: Arc<Queue<Job<S>>>, guest: Guest) -> Self {
        let (reader, writer) = guest.stream.split();
        let lease = hub.lease();
        let (receiver, inbox) = Inbox::new(hub, guest.connection, writer, guest.span);
        Self {
            live: guest.live,
            patience: Patience::new(),
            lease,
            queue,
            reader,
            receiver,
            inbox,
            queues: false,
            ended: false,
        }
    }

    fn hub(&self) -> &Hub<S> {
        self.inbox.hub()
    }

    fn span(&self) -> Span {
        self.inbox.span().cloned().unwrap_or_else(Span::none)
    }

    async fn serve(&mut self) -> Result<()> {
        let mut received = Ok(());
        let served = poll_fn(|task| {
            loop {
                let standing = self.inbox.rota().look(task, self.awaits_the_last());
                if let Some(error) = standing.error {
                    return Poll::Ready(Err(error));
                }
                if self.poll_send(task)?.is_pending() {
                    return self.wait(task, Goal::Taking);
                }
                if standing.is_left && !self.queues {
                    self.inbox.rota().take_up();
                    self.enqueue(task)?;
                    // a worker has it now, or it was refused, which is to be sent
                    continue;
                }
                if self.queues && self.poll_push(task).is_pending() {
                    return self.wait(task, Goal::Handler);
                }
                if self.ended || standing.is_closing {
                    if standing.is_worked_on || standing.is_left {
                        return self.wait(task, Goal::Handler);
                    }
                    return Poll::Ready(Ok(()));
                }
                if !standing.has_room {
                    return self.wait(task, Goal::Handler);
                }
                match self.take_in(task) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(error) => {
                        (self.ended, received) = (true, Err(error));
                        continue;
                    }
                }
                let is_answered = !standing.is_worked_on && !standing.is_left;
                if is_answered && let Some(interim) = self.receiver.interim() {
                    self.inbox.push_bytes(interim);
                    continue;
                }
                let expected = self.receiver.expected();
                if self.lease.poll_hold(expected, task).is_pending() {
                    // that it is not read from is not the peer's fault
                    self.patience.restart();
                    return Poll::Pending;
                }
                match self.poll_receive(task) {
                    Poll::Ready(Ok(more)) => self.ended = !more,
                    Poll::Ready(Err(error)) => (self.ended, received) = (true, Err(error)),
                    Poll::Pending if self.live.poll_stopped(task).is_ready() => self.ended = true,
                    Poll::Pending => return self.wait(task, self.goal(&standing)),
                }
            }
        });
        served.await.and(received)
    }

    /// Hands over what is whole. `false`: there was some, so the connection may stand elsewhere now. Only as much is taken
    /// as there is room for, since a few compressed bytes may stand for a great many messages.
    fn take_in(&mut self, task: &Context<'_>) -> Result<bool> {
        let mut dry = true;
        while let Some(batch) = self.next_batch()? {
            dry = false;
            self.patience.restart();
            let put = self.inbox.put(batch, self.lease.split_off());
            if put.wants_worker {
                self.enqueue(task)?;
            }
            if !put.has_room {
                break;
            }
        }
        Ok(dry)
    }

    /// What goes to one worker: all that is here, unless its calls may overtake each other.
    fn next_batch(&mut self) -> Result<Option<Batch>> {
        if self.hub().options.in_flight.get() > 1 {
            Ok(self.receiver.next_whole()?.map(Batch::from))
        } else {
            self.receiver.next_batch()
        }
    }

    /// Reads once. `false`: the peer has nothing more to say.
    fn poll_receive(&mut self, task: &mut Context<'_>) -> Poll<Result<bool>> {
        let mut room = ReadBuf::new(self.receiver.room());
        let read = self.reader.poll_read(self.inbox.writer(), task, &mut room);
        let count = room.filled().len();
        if read.is_pending() {
            self.receiver.release();
        }
        ready!(read)?;
        self.receiver.received(count);
        self.hub().observer.counters.received(count);
        Poll::Ready(Ok(count > 0))
    }

    /// Asks for a worker.
    fn enqueue(&mut self, task: &Context<'_>) -> Result<()> {
        // one that is asked for already is enough while the queue is full
        if self.queues {
            self.inbox.rota().give_up();
            return Ok(());
        }
        if self.poll_push(task).is_ready() {
            return Ok(());
        }
        let overload = self.hub().options.workers.overload;
        if overload == Overload::Wait {
            return Ok(());
        }
        self.queues = false;
        // where calls may overtake each other, one that finds no place is behind another of its connection
        if self.inbox.rota().do_without() {
            return Ok(());
        }
        tracing::warn!(%overload, "the queue is full");
        if overload == Overload::Refuse {
            return self.inbox.refuse();
        }
        self.hub().observer.counters.refused();
        drop(self.inbox.rota().abandon());
        Err(ErrorKind::Overloaded.into())
    }

    fn poll_push(&mut self, task: &Context<'_>) -> Poll<()> {
        let job = || Job::Answer(Arc::clone(&self.inbox));
        let pushed = self.queue.poll_push(task, job);
        self.queues = pushed.is_pending();
        pushed
    }

    fn wait(&mut self, task: &mut Context<'_>, goal: Goal) -> Poll<Result<()>> {
        let timeouts = &self.inbox.hub().options.timeouts;
        self.patience.wait(task, goal, timeouts)
    }

    /// Sends what workers left to this task.
    fn poll_send(&mut self, task: &mut Context<'_>) -> Result<Poll<()>> {
        let (reader, patience) = (&mut self.reader, &mut self.patience);
        let sent = self.inbox.poll_send(|writer, pieces| {
            let written = reader.poll_write(writer, task, pieces);
            if written.is_ready() {
                patience.restart();
            }
            written
        });
        match sent {
            // what TLS could not send stays in there until it can
            Poll::Ready(sent) => sent.and_then(|()| Ok(self.reader.poll_flush(task)?.map(drop))),
            Poll::Pending => Ok(Poll::Pending),
        }
    }

    /// Is there anything to do when the last worker is done? Then a time-out begins, or the end, or the rest of a message
    /// over HTTP is asked for.
    fn awaits_the_last(&self) -> bool {
        let timeouts = &self.hub().options.timeouts;
        let times = timeouts.idle.is_some() || timeouts.read.is_some();
        self.ended || times || self.receiver.takes_turns()
    }

    fn goal(&self, standing: &Standing) -> Goal {
        if standing.is_worked_on {
            Goal::Handler
        } else if self.receiver.is_empty() {
            Goal::NextMessage
        } else {
            Goal::RestOfMessage
        }
    }

    /// Says good-bye, and logs what came of the conversation.
    async fn part(mut self, served: Result<()>) {
        let span = self.span();
        let served = self.say_good_bye(served).instrument(span.clone()).await;
        report(&span, &served);
    }

    /// Lets the peer see its last replies. A peer that is silent between two messages may be sent home at any time; one
    /// that leaves within a message has failed.
    async fn say_good_bye(&mut self, served: Result<()>) -> Result<()> {
        let between = self.receiver.is_empty();
        if let Err(error) = &served {
            self.inbox.push_bytes(&self.receiver.refusal(error));
        }
        self.inbox.finish();
        let limit = self.hub().options.timeouts.write;
        let sending = poll_fn(|task| match self.poll_send(task) {
            Ok(polled) => polled.map(Ok),
            Err(error) => Poll::Ready(Err(error)),
        });
        let sent = within(limit, sending, || ErrorKind::Timeout).await;
        let silent = matches!(&served, Err(error) if matches!(error.kind(), ErrorKind::Timeout));
        let closing = served.is_err() || !self.ended;
        let stays = closing || self.hub().handle.is_stopping();
        let hangs_up = sent.is_ok() && stays && !silent;
        if hangs_up && self.reader.end_writing(self.inbox.writer()).await.is_ok() {
            let (reader, writer) = (&mut self.reader, self.inbox.writer());
            hear_out(|task, room| reader.poll_read(writer, task, room)).await;
        }
        match served {
            Err(_) if silent && between => Ok(()),
            Ok(()) if !between && !closing => Err(ErrorKind::Closed.into()),
            served => served.and(sent),
        }
    }
}
