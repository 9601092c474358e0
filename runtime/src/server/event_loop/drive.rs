//! The async driver: the one loop that every task with a connection runs.

use super::{
    super::{Timeouts, blocking::ENOUGH, budget::Lease, hub::Hub},
    ends::{Guest, greet, hang_up, report},
    patience::{Goal, Patience},
    slots::{Place, stand},
    unordered::serve_unordered,
};
use crate::{
    Context as CallContext, Error, ErrorKind, Result, TProcessor, connection::Next,
    observe::Running, server::shutdown::Admission, transport::Accepted,
};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead as _, AsyncWrite as _, ReadBuf},
    task::coop::poll_proceed,
};
use tracing::Instrument as _;

/// Serves one peer, from hello to good-bye; its handlers run here.
pub(in super::super) fn serve_accepted<S: TProcessor>(
    hub: Arc<Hub<S>>,
    admission: Admission,
    accepted: Accepted,
) -> impl Future<Output = ()> + Send {
    // a handshake's state is large, and soon gone
    let greeting = Box::pin(greet(Arc::clone(&hub), admission, accepted));
    async move {
        let Some(mut guest) = greeting.await else {
            return;
        };
        let served = if hub.options.in_flight.get() > 1 {
            let span = guest.span();
            Box::pin(serve_unordered(&mut guest, &hub).instrument(span)).await
        } else {
            let mut conversation = Conversation::new(&mut guest, &hub);
            if conversation.guest.is_traced() {
                // there is room for a span only where somebody listens
                let span = conversation.guest.span();
                Box::pin(conversation.hold().instrument(span)).await
            } else {
                conversation.hold().await
            }
        };
        report(&guest.span(), &served);
    }
}

/// One connection, while it is served. A task keeps it as long as the peer stays, so it is small: what only a call under
/// way needs stands elsewhere.
struct Conversation<'c, S: TProcessor> {
    guest: &'c mut Guest,
    hub: &'c Arc<Hub<S>>,
    /// The same for a call to take along, and to bring back: counting it costs more than that. While one runs in the
    /// place, it is away.
    lent: Option<Arc<Hub<S>>>,
    patience: Patience,
    lease: Lease,
    /// Where calls run, one after the other, while there are any.
    place: Option<Place<Taken<S>, Answered<S>>>,
    /// While the calls that have arrived are answered.
    running: Option<Running<'c>>,
    /// Has the stream yet to send what it was given?
    flushing: bool,
    /// Is all that has come answered, and all of that sent?
    is_answered: bool,
}

/// How a conversation comes to its end.
enum Ending {
    /// The peer has nothing more to say, though it may be within a message, or the server stops.
    Silence,
    /// What waits is the last that the peer is told: it asked for that, or what it sent can be no message.
    LastWord(Result<()>),
    /// There is nobody to tell anything, or nothing to tell.
    Gone(Result<()>),
}

impl Ending {
    fn last_word(error: Error) -> Self {
        Self::LastWord(Err(error))
    }

    fn gone(error: Error) -> Self {
        Self::Gone(Err(error))
    }
}

/// A call that was taken up, and what it is lent.
type Taken<S> = (Arc<Hub<S>>, CallContext, <S as TProcessor>::Call);

/// What a call comes to, and what it was lent.
type Answered<S> = (
    Arc<Hub<S>>,
    Option<CallContext>,
    Result<Option<<S as TProcessor>::Reply>>,
);

impl<'c, S: TProcessor> Conversation<'c, S> {
    fn new(guest: &'c mut Guest, hub: &'c Arc<Hub<S>>) -> Self {
        Self {
            guest,
            hub,
            lent: None,
            patience: Patience::new(),
            lease: hub.lease(),
            place: None,
            running: None,
            flushing: false,
            is_answered: false,
        }
    }

    /// Answers the calls of one peer until it leaves, is idle for too long, or is idle when the server stops.
    async fn hold(&mut self) -> Result<()> {
        let ending = poll_fn(|task| self.poll_hold(task)).await;
        Box::pin(self.part(ending)).await
    }

    /// Reads, answers and sends in turn, as long as there is anything to read.
    fn poll_hold(&mut self, task: &mut Context<'_>) -> Poll<Ending> {
        loop {
            if !self.is_answered {
                if let Err(ending) = ready!(self.poll_answer(task)) {
                    return Poll::Ready(ending);
                }
                if self.guest.connection.is_closing() {
                    return Poll::Ready(Ending::LastWord(Ok(())));
                }
                if let Err(error) = ready!(self.poll_flush(task)) {
                    return Poll::Ready(Ending::gone(error));
                }
                self.is_answered = true;
            }
            match ready!(self.poll_more(task)) {
                Ok(0) => return Poll::Ready(Ending::Silence),
                Ok(_) => self.is_answered = false,
                Err(error) if self.is_bored(&error) => return Poll::Ready(Ending::Gone(Ok(()))),
                Err(error) => return Poll::Ready(Ending::gone(error)),
            }
        }
    }

    /// Has the peer said nothing for too long, between two messages? It may be sent home then.
    fn is_bored(&self, error: &Error) -> bool {
        matches!(error.kind(), ErrorKind::Timeout) && self.guest.connection.is_idle()
    }

    /// Ends the conversation. A peer that is still there and waits for an answer is to see the last one.
    async fn part(&mut self, ending: Ending) -> Result<()> {
        let is_cut = !self.guest.connection.is_idle();
        let (served, is_waiting) = match ending {
            Ending::Silence if is_cut => (Err(ErrorKind::Closed.into()), false),
            Ending::Silence => (Ok(()), false),
            Ending::LastWord(answered) => (answered, true),
            Ending::Gone(served) => return served,
        };
        if is_waiting || !is_cut {
            self.guest.connection.finish();
            poll_fn(|task| self.poll_flush(task)).await?;
        }
        if is_waiting || self.hub.handle.is_stopping() {
            hang_up(&mut self.guest.stream).await;
        }
        served
    }

    /// Runs every call that is here, one after the other; their replies wait for one write. What is answered already
    /// does not wait for a handler that waits.
    fn poll_answer(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Ending>> {
        loop {
            if let (Some(place), None) = (&mut self.place, &self.lent) {
                let Poll::Ready((hub, context, result)) = place.as_mut().poll(task) else {
                    ready!(self.poll_flush(task)).map_err(Ending::gone)?;
                    return Poll::Pending;
                };
                self.lent = Some(hub);
                if let Some(context) = context {
                    let answered = self.guest.connection.answer(context, result);
                    answered.map_err(Ending::last_word)?;
                }
            }
            if self.flushing || self.guest.connection.waiting() >= ENOUGH {
                ready!(self.poll_flush(task)).map_err(Ending::gone)?;
            }
            // a few compressed bytes may stand for a great many messages: others have their turn between them
            let turn = ready!(poll_proceed(task));
            let hub = self.hub;
            let before = self.guest.connection.messages();
            let next = self.guest.connection.next_message(&hub.service);
            if self.guest.connection.messages() > before {
                self.patience.restart();
            }
            let next = next.map_err(Ending::last_word)?;
            if matches!(next, Next::Nothing) {
                self.running = None;
                self.guest.connection.settle_counts();
                return Poll::Ready(Ok(()));
            }
            turn.made_progress();
            let Next::Call(context, call) = next else {
                continue;
            };
            if self.running.is_none() {
                self.running = hub.desk().run();
            }
            let hub = self.lent.take().unwrap_or_else(|| Arc::clone(hub));
            let place = self.place.get_or_insert_with(|| stand(run));
            place.as_mut().begin((hub, context, call));
        }
    }

    /// Reads once, when there is room for what is expected. A stop counts as the end.
    fn poll_more(&mut self, task: &mut Context<'_>) -> Poll<Result<usize>> {
        let expected = self.guest.connection.expected();
        if self.lease.poll_hold(expected, task).is_pending() {
            // that it is not read from is not the peer's fault
            self.patience.restart();
            return Poll::Pending;
        }
        let filled = poll_fill(self.guest, task);
        if filled.is_ready() {
            return filled;
        }
        self.guest.connection.release();
        if let Some(place) = self.place.take() {
            place.give_back();
        }
        if self.guest.live.poll_stopped(task).is_ready() {
            return Poll::Ready(Ok(0));
        }
        let goal = if self.guest.connection.is_idle() {
            Goal::NextMessage
        } else {
            Goal::RestOfMessage
        };
        self.patience.wait(task, goal, &self.hub.options.timeouts)
    }

    /// Sends all that waits.
    fn poll_flush(&mut self, task: &mut Context<'_>) -> Poll<Result<()>> {
        if !self.flushing {
            if self.guest.connection.waiting() == 0 {
                return Poll::Ready(Ok(()));
            }
            self.patience.restart();
            self.guest.connection.settle_counts();
            self.flushing = true;
        }
        let timeouts = &self.hub.options.timeouts;
        let sent = poll_send(self.guest, &mut self.patience, timeouts, task);
        if sent.is_ready() {
            self.flushing = false;
            self.patience.restart();
        }
        sent
    }
}

/// Runs a call. All of it is in what this is given, so that it may stand in a place that outlives the connection.
async fn run<S: TProcessor>(taken: Taken<S>) -> Answered<S> {
    let (hub, context, call) = taken;
    let mut context = Some(context);
    let result = hub.desk().answer(call, &mut context).await;
    (hub, context, result)
}

/// Reads once. No room is lent where the last read took all there was and nothing has come since.
pub(super) fn poll_fill(guest: &mut Guest, task: &mut Context<'_>) -> Poll<Result<usize>> {
    let Guest {
        stream,
        connection,
        is_drained,
        ..
    } = guest;
    if std::mem::take(is_drained) {
        ready!(stream.poll_read_ready(task))?;
    }
    let mut room = ReadBuf::new(connection.room());
    ready!(Pin::new(stream).poll_read(task, &mut room))?;
    let count = room.filled().len();
    *is_drained = room.remaining() > 0;
    connection.received(count);
    Poll::Ready(Ok(count))
}

/// Sends all that waits, or fails when the peer takes nothing of it for too long.
pub(super) fn poll_send(
    guest: &mut Guest,
    patience: &mut Patience,
    timeouts: &Timeouts,
    task: &mut Context<'_>,
) -> Poll<Result<()>> {
    let Guest {
        stream, connection, ..
    } = guest;
    loop {
        let pieces = connection.outbound();
        if pieces.is_empty() {
            break;
        }
        match stream.poll_write_pieces(task, &pieces)? {
            Poll::Ready(0) => return Poll::Ready(Err(ErrorKind::Closed.into())),
            Poll::Ready(count) => {
                patience.restart();
                connection.written(count);
            }
            Poll::Pending => return patience.wait(task, Goal::Taking, timeouts),
        }
    }
    match Pin::new(stream).poll_flush(task)? {
        Poll::Ready(()) => Poll::Ready(Ok(())),
        Poll::Pending => patience.wait(task, Goal::Taking, timeouts),
    }
}
