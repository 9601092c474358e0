//! The async driver: the one loop that every task with a connection runs.

use super::{
    super::{blocking::ENOUGH, hub::Hub, shutdown::Admission},
    ends::{greet, hang_up},
    patience::{Goal, Patience, within},
    unordered::serve_unordered,
};
use crate::{
    Connection, Error, ErrorKind, Result, TProcessor,
    transport::{Accepted, TNonblockingSocket},
};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead as _, AsyncWriteExt as _, ReadBuf};

/// Serves one peer, from hello to good-bye; its handlers run here.
pub(in super::super) async fn serve_accepted<S: TProcessor>(
    hub: Arc<Hub<S>>,
    admission: Admission,
    accepted: Accepted,
) {
    greet(&hub, admission, accepted, async |mut stream, connection| {
        if hub.options.in_flight.get() > 1 {
            Box::pin(serve_unordered(&mut stream, connection, &hub)).await
        } else {
            serve(&mut stream, connection, &hub).await
        }
    })
    .await;
}

/// Answers the calls of one peer until it leaves, is idle for too long, or is idle when the server stops.
async fn serve<S: TProcessor>(
    stream: &mut TNonblockingSocket,
    mut connection: Connection,
    hub: &Hub<S>,
) -> Result<()> {
    let mut patience = Patience::new(hub.options.timeouts);
    let mut stopped = pin!(hub.handle.stopped());
    let mut lease = hub.lease();
    loop {
        let before = connection.messages();
        let answered = answer_arrived(stream, &mut connection, hub).await;
        if connection.messages() > before {
            patience.restart();
        }
        let ends = answered.is_err() || connection.is_closing();
        if ends {
            connection.finish();
        }
        flush(stream, &mut connection, hub).await?;
        if ends {
            hang_up(stream).await;
            return answered;
        }
        // that it is not read from is not the peer's fault
        if lease.hold(connection.expected()).await {
            patience.restart();
        }
        let idle = connection.is_idle();
        patience.begin(if idle {
            Goal::NextMessage
        } else {
            Goal::RestOfMessage
        });
        let filled = poll_fn(|task| {
            let filled = fill(stream, &mut connection, task);
            if filled.is_ready() {
                return filled;
            }
            connection.release();
            if stopped.as_mut().poll(task).is_ready() {
                return Poll::Ready(Ok(0));
            }
            patience.poll(task).map(|()| Err(ErrorKind::Timeout.into()))
        });
        match filled.await {
            Ok(0) if idle => {
                connection.finish();
                return flush(stream, &mut connection, hub).await;
            }
            Ok(0) => return Err(ErrorKind::Closed.into()),
            Err(error) if idle && matches!(error.kind(), ErrorKind::Timeout) => return Ok(()),
            filled => drop(filled?),
        }
    }
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
    stream: &mut TNonblockingSocket,
    connection: &mut Connection,
    hub: &Hub<S>,
) -> Result<()> {
    let desk = hub.desk();
    while let Some((context, call)) = connection.next_call(&hub.service)? {
        // boxed: an idle task then has no room for the largest handler of the service
        let mut answering = Box::pin(desk.answer(call, &context));
        let polled = poll_fn(|task| Poll::Ready(answering.as_mut().poll(task))).await;
        let result = match polled {
            Poll::Ready(result) => result,
            Poll::Pending => {
                // what is answered already does not wait for a handler that waits
                flush(stream, connection, hub).await?;
                answering.await
            }
        };
        connection.push_reply(&context, result)?;
        if connection.waiting() >= ENOUGH {
            flush(stream, connection, hub).await?;
        }
    }
    Ok(())
}

/// Sends all that waits.
pub(super) async fn flush<S: TProcessor>(
    stream: &mut TNonblockingSocket,
    connection: &mut Connection,
    hub: &Hub<S>,
) -> Result<()> {
    if connection.waiting() == 0 {
        return Ok(());
    }
    let limit = hub.options.timeouts.write;
    while !connection.outbound().is_empty() {
        let writing = async {
            stream
                .write(connection.outbound())
                .await
                .map_err(Error::from)
        };
        match within(limit, writing).await? {
            0 => return Err(ErrorKind::Closed.into()),
            count => connection.written(count),
        }
    }
    within(limit, async { stream.flush().await.map_err(Error::from) }).await
}
