//! Connecting without blocking a thread, on tokio.

use super::{Endpoint, SocketOptions, TSocket, nonblocking::Plain};
use crate::{Error, Result, stream::Pieces};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What tokio's streams have in common.
pub(crate) trait AsyncStream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> AsyncStream for T {}

/// A connected stream of any kind.
pub(crate) type BoxStream = Box<dyn AsyncStream>;

/// Reads once. The end of the stream below counts as the end, with or without TLS's own good-bye, which several Thrift
/// libraries do not send: a message says itself where it ends, so nothing can be cut off unseen.
pub(crate) fn poll_read(
    stream: &mut (impl AsyncRead + Unpin + ?Sized),
    task: &mut Context<'_>,
    room: &mut ReadBuf<'_>,
) -> Poll<io::Result<()>> {
    match ready!(Pin::new(stream).poll_read(task, room)) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Poll::Ready(Ok(())),
        read => Poll::Ready(read),
    }
}

/// Writes once.
pub(crate) fn poll_write(
    stream: &mut (impl AsyncWrite + Unpin + ?Sized),
    task: &mut Context<'_>,
    pieces: &Pieces<'_>,
) -> Poll<io::Result<usize>> {
    match pieces.only() {
        Some(piece) => Pin::new(stream).poll_write(task, piece),
        None => Pin::new(stream).poll_write_vectored(task, pieces),
    }
}

/// Connects to the first address of `endpoint` that answers.
///
/// # Errors
/// Names every address that was tried, and what each one said.
pub(crate) async fn connect(endpoint: &Endpoint, options: &SocketOptions) -> Result<Plain> {
    let (to, options) = (endpoint.clone(), options.clone());
    // names are resolved by a blocking call anyway, so the addresses are tried there too
    let connecting = tokio::task::spawn_blocking(move || TSocket::connect(&to, &options));
    Ok(Plain::from_socket(
        connecting.await.map_err(Error::other)??,
    )?)
}
