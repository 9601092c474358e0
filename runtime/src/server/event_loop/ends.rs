//! Hello and good-bye on an event loop.

use super::super::{
    blocking::{ENOUGH, LAST_WORDS, MOST_LAST_WORDS},
    hub::Hub,
    shutdown::{Admission, LiveTask},
};
use crate::{
    Connection, Result, TProcessor,
    transport::{Accepted, TNonblockingSocket},
};
use std::{io, sync::Arc};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tracing::{Instrument as _, Span};

/// A peer that was greeted. It lies in a box: a task has room for it once, however often it is handed on.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) stream: TNonblockingSocket,
    pub(super) connection: Connection,
    pub(super) live: LiveTask,
    pub(super) span: Span,
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
                span,
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

/// Ends a conversation that the peer believes to go on. A socket that is closed over unread bytes is reset, and the
/// peer then never sees its last reply: so what it still sends is read, within bounds, and dropped.
pub(super) async fn hang_up(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let parting = async {
        stream.shutdown().await?;
        read_last_words(stream).await
    };
    // whatever comes of it, the conversation is over
    let _ = tokio::time::timeout(LAST_WORDS, parting).await;
}

/// The same where the writing half has ended already.
pub(super) async fn hear_out(reader: &mut (impl AsyncRead + Unpin)) {
    let _ = tokio::time::timeout(LAST_WORDS, read_last_words(reader)).await;
}

async fn read_last_words(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut dropped = vec![0; ENOUGH];
    for _ in 0..MOST_LAST_WORDS {
        if reader.read(&mut dropped).await? == 0 {
            break;
        }
    }
    Ok(())
}
