//! Hello and good-bye on an event loop.

use super::super::{blocking::ENOUGH, hub::Hub, shutdown::Admission};
use crate::{
    Connection, Result, TProcessor,
    transport::{Accepted, TNonblockingSocket},
};
use std::{io, time::Duration};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tracing::Instrument as _;

/// How long a peer that is hung up on may still send, before the connection is reset under its last reply.
const LAST_WORDS: Duration = Duration::from_millis(50);
const MOST_LAST_WORDS: usize = 8;

/// Says hello to a peer, has it served, and logs what came of it.
pub(super) async fn greet<S: TProcessor>(
    hub: &Hub<S>,
    admission: Admission,
    accepted: Accepted,
    serve: impl AsyncFnOnce(TNonblockingSocket, Connection) -> Result<()>,
) {
    let _live = admission.enter_loop();
    let peer = accepted.peer();
    let span = tracing::debug_span!("connection", service = S::SERVICE, %peer);
    async {
        // a handshake's state is large, and soon gone
        let greeted = Box::pin(accepted.nonblocking()).await;
        let served = match greeted {
            Ok(stream) => {
                let connection = hub.connection(peer, stream.identity()).opened();
                serve(stream, connection).await
            }
            Err(error) => Err(error.into()),
        };
        match served {
            Ok(()) => tracing::debug!("the connection is over"),
            Err(error) => tracing::warn!(%error, "the connection failed"),
        }
    }
    .instrument(span)
    .await;
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
