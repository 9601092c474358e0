//! Connecting without blocking a thread, on tokio.

use super::{Endpoint, SocketOptions, TSocket, nonblocking::Plain};
use crate::{Error, Result};
use tokio::io::{AsyncRead, AsyncWrite};

/// What tokio's streams have in common.
pub(crate) trait AsyncStream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> AsyncStream for T {}

/// A connected stream of any kind.
pub(crate) type BoxStream = Box<dyn AsyncStream>;

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
