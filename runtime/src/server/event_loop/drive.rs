//! The async driver: the one loop that every task with a connection runs.

use super::{
    super::{blocking::ENOUGH, hub::Hub, shutdown::Admission},
    patience::{Patience, within},
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
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, ReadBuf};
use tracing::Instrument as _;

/// How long a peer that is hung up on may still send, before the connection is reset under its last reply.
const LAST_WORDS: Duration = Duration::from_millis(50);
const MOST_LAST_WORDS: usize = 8;

/// Serves one peer, from hello to good-bye.
pub(in super::super) async fn serve_accepted<S: TProcessor>(
    hub: Arc<Hub<S>>,
    admission: Admission,
    accepted: Accepted,
) {
    let _live = admission.enter_loop();
    let peer = accepted.peer();
    let span = tracing::debug_span!("connection", service = S::SERVICE, %peer);
    let serving = async {
        // a handshake's state is large, and soon gone
        let mut stream = Box::pin(accepted.nonblocking()).await?;
        let connection = hub.connection(peer, stream.identity());
        serve(&mut stream, connection, &hub).await
    };
    async {
        match serving.await {
            Ok(()) => tracing::debug!("the connection is over"),
            Err(error) => tracing::warn!(%error, "the connection failed"),
        }
    }
    .instrument(span)
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
    loop {
        let answered = answer_arrived(stream, &mut connection, hub).await;
        let ends = answered.is_err() || connection.is_closing();
        if ends {
            connection.finish();
        }
        flush(stream, &mut connection, hub).await?;
        if ends {
            hang_up(stream).await;
            return answered;
        }
        let idle = connection.is_idle();
        patience.begin(idle);
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
fn fill(
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
        let result = Box::pin(within(desk.timeouts.handler, desk.answer(call, &context))).await;
        connection.push_reply(&context, result)?;
        if connection.waiting() >= ENOUGH {
            flush(stream, connection, hub).await?;
        }
    }
    Ok(())
}

async fn flush<S: TProcessor>(
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

/// Ends a conversation that the peer believes to go on. A socket that is closed over unread bytes is reset, and the
/// peer then never sees its last reply: so what it still sends is read, within bounds, and dropped.
async fn hang_up(stream: &mut TNonblockingSocket) {
    let parting = async {
        stream.shutdown().await?;
        let mut dropped = vec![0; ENOUGH];
        for _ in 0..MOST_LAST_WORDS {
            if stream.read(&mut dropped).await? == 0 {
                break;
            }
        }
        Ok::<_, std::io::Error>(())
    };
    // whatever comes of it, the conversation is over
    let _ = tokio::time::timeout(LAST_WORDS, parting).await;
}
