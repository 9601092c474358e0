//! Hello and good-bye on an event loop.

use super::super::{
    blocking::{LAST_READ, LAST_WORDS, MOST_LAST_WORDS},
    hub::Hub,
    shutdown::{Admission, LiveTask},
};
use crate::{
    Connection, Result, TProcessor,
    transport::{Accepted, TNonblockingSocket},
};
use std::{
    future::poll_fn,
    io,
    mem::MaybeUninit,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead as _, AsyncWriteExt as _, ReadBuf};
use tracing::{Instrument as _, Span};

/// A peer that was greeted. It lies in a box: a task has room for it once, however often it is handed on.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) stream: TNonblockingSocket,
    pub(super) connection: Connection,
    pub(super) live: LiveTask,
    /// Did the last read take all that had come?
    pub(super) is_drained: bool,
    /// Only where somebody listens.
    pub(super) span: Option<Box<Span>>,
}

impl Guest {
    /// The connection's.
    pub(super) fn span(&self) -> Span {
        self.span.as_deref().map_or_else(Span::none, Span::clone)
    }

    /// Does anybody listen?
    pub(super) fn is_traced(&self) -> bool {
        self.span.is_some()
    }
}

/// Says hello to a peer. `None`: it is none to talk to, as the log says.
pub(super) async fn greet<S: TProcessor>(
    hub: Arc<Hub<S>>,
    admission: Admission,
    accepted: Accepted,
) -> Option<Box<Guest>> {
    let live = admission.enter_loop();
    let peer = accepted.peer();
    let span = tracing::debug_span!("connection", service = S::SERVICE, %peer);
    match accepted.nonblocking().instrument(span.clone()).await {
        Ok(stream) => {
            let connection = hub.connection(peer, stream.identity()).opened();
            Some(Box::new(Guest {
                stream,
                connection,
                live,
                is_drained: false,
                span: (!span.is_disabled()).then(|| Box::new(span)),
            }))
        }
        Err(error) => {
            report(&span, &Err(error.into()));
            None
        }
    }
}

/// Logs what came of a conversation.
pub(super) fn report(span: &Span, served: &Result<()>) {
    span.in_scope(|| match served {
        Ok(()) => tracing::debug!("the connection is over"),
        Err(error) => tracing::warn!(%error, "the connection failed"),
    });
}

/// Ends a conversation that the peer believes to go on, for an error or because the server stops. A socket that is closed
/// over unread bytes is reset, and the peer then never sees its last reply: so what it still sends is read, within bounds,
/// and dropped.
pub(super) async fn hang_up(stream: &mut TNonblockingSocket) {
    let parting = async {
        if stream.shutdown().await.is_ok() {
            read_last_words(|task, room| Pin::new(&mut *stream).poll_read(task, room)).await;
        }
    };
    // whatever comes of it, the conversation is over
    let _ = tokio::time::timeout(LAST_WORDS, parting).await;
}

/// The same where the writing half has ended already.
pub(super) async fn hear_out(
    poll_read: impl FnMut(&mut Context<'_>, &mut ReadBuf<'_>) -> Poll<io::Result<()>>,
) {
    let _ = tokio::time::timeout(LAST_WORDS, read_last_words(poll_read)).await;
}

async fn read_last_words(
    mut poll_read: impl FnMut(&mut Context<'_>, &mut ReadBuf<'_>) -> Poll<io::Result<()>>,
) {
    for _ in 0..MOST_LAST_WORDS {
        let read = poll_fn(|task| {
            let mut dropped = [MaybeUninit::uninit(); LAST_READ];
            let mut room = ReadBuf::uninit(&mut dropped);
            let read = poll_read(task, &mut room);
            read.map_ok(|()| room.filled().len())
        });
        if !matches!(read.await, Ok(1..)) {
            break;
        }
    }
}
