//! The async driver: the one loop that every task with a connection runs.

use super::{
    super::{blocking::ENOUGH, budget::Lease, hub::Hub, shutdown::Admission},
    ends::{Guest, greet, hang_up, report},
    patience::{Goal, Patience},
    unordered::serve_unordered,
};
use crate::{
    Connection, ErrorKind, Result, TProcessor,
    transport::{Accepted, TNonblockingSocket},
};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
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
            let span = guest.span.clone();
            Box::pin(serve_unordered(&mut guest, &hub).instrument(span)).await
        } else if guest.span.is_disabled() {
            serve(&mut guest, &hub).await
        } else {
            // there is room for a span only where somebody listens
            let span = guest.span.clone();
            Box::pin(serve(&mut guest, &hub).instrument(span)).await
        };
        report(&guest.span, &served);
    }
}

/// Answers the calls of one peer until it leaves, is idle for too long, or is idle when the server stops.
async fn serve<S: TProcessor>(guest: &mut Guest, hub: &Hub<S>) -> Result<()> {
    let mut patience = Patience::new(&hub.options.timeouts);
    let mut lease = hub.lease();
    loop {
        let before = guest.connection.messages();
        let answered = answer_arrived(guest, &mut patience, hub).await;
        if guest.connection.messages() > before {
            patience.restart();
        }
        let ends = answered.is_err() || guest.connection.is_closing();
        if ends {
            guest.connection.finish();
        }
        flush(guest, &mut patience).await?;
        if ends {
            Box::pin(hang_up(&mut guest.stream)).await;
            return answered;
        }
        let idle = guest.connection.is_idle();
        let filled = poll_fn(|task| poll_more(guest, &mut patience, &mut lease, task));
        match filled.await {
            Ok(0) if idle => {
                guest.connection.finish();
                return flush(guest, &mut patience).await;
            }
            Ok(0) => return Err(ErrorKind::Closed.into()),
            Err(error) if idle && matches!(error.kind(), ErrorKind::Timeout) => return Ok(()),
            filled => drop(filled?),
        }
    }
}

/// Reads once, when there is room for what is expected. A stop counts as the end.
fn poll_more(
    guest: &mut Guest,
    patience: &mut Patience<'_>,
    lease: &mut Lease,
    task: &mut Context<'_>,
) -> Poll<Result<usize>> {
    if lease
        .poll_hold(guest.connection.expected(), task)
        .is_pending()
    {
        // that it is not read from is not the peer's fault
        patience.restart();
        return Poll::Pending;
    }
    let filled = fill(&mut guest.stream, &mut guest.connection, task);
    if filled.is_ready() {
        return filled;
    }
    guest.connection.release();
    if guest.live.poll_stopped(task).is_ready() {
        return Poll::Ready(Ok(0));
    }
    patience.wait(
        task,
        if guest.connection.is_idle() {
            Goal::NextMessage
        } else {
            Goal::RestOfMessage
        },
    )
}

/// Reads once.
pub(super) fn fill(
    stream: &mut TNonblockingSocket,
    connection: &mut Connection,
    task: &mut Context<'_>,
) -> Poll<Result<usize>> {
    let mut room = ReadBuf::new(connection.room());
    let read = Pin::new(stream).poll_read(task, &mut room);
    let count = room.filled().len();
    read.map(|read| {
        read?;
        connection.received(count);
        Ok(count)
    })
}

/// Runs every call that is here; their replies wait for one write.
async fn answer_arrived<S: TProcessor>(
    guest: &mut Guest,
    patience: &mut Patience<'_>,
    hub: &Hub<S>,
) -> Result<()> {
    while let Some((context, call)) = guest.connection.next_call(&hub.service)? {
        let mut answering = Box::pin(hub.desk().answer(call, &context));
        let polled = poll_fn(|task| Poll::Ready(answering.as_mut().poll(task))).await;
        let result = match polled {
            Poll::Ready(result) => result,
            Poll::Pending => {
                // what is answered already does not wait for a handler that waits
                flush(guest, patience).await?;
                answering.await
            }
        };
        guest.connection.push_reply(&context, result)?;
        if guest.connection.waiting() >= ENOUGH {
            flush(guest, patience).await?;
        }
    }
    Ok(())
}

/// Sends all that waits.
pub(super) async fn flush(guest: &mut Guest, patience: &mut Patience<'_>) -> Result<()> {
    if guest.connection.waiting() == 0 {
        return Ok(());
    }
    patience.restart();
    let sent = poll_fn(|task| poll_flush(guest, patience, task)).await;
    patience.restart();
    sent
}

fn poll_flush(
    guest: &mut Guest,
    patience: &mut Patience<'_>,
    task: &mut Context<'_>,
) -> Poll<Result<()>> {
    while !guest.connection.outbound().is_empty() {
        let outbound = guest.connection.outbound();
        match Pin::new(&mut guest.stream).poll_write(task, outbound)? {
            Poll::Ready(0) => return Poll::Ready(Err(ErrorKind::Closed.into())),
            Poll::Ready(count) => {
                patience.restart();
                guest.connection.written(count);
            }
            Poll::Pending => return patience.wait(task, Goal::Taking),
        }
    }
    match Pin::new(&mut guest.stream).poll_flush(task)? {
        Poll::Ready(()) => Poll::Ready(Ok(())),
        Poll::Pending => patience.wait(task, Goal::Taking),
    }
}
