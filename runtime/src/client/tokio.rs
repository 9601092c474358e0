//! Calls over an async stream, on tokio.

use super::{
    AsyncChannel, ClientOptions,
    exchange::{Exchange, closed},
};
use crate::{
    Error, ErrorKind, Peer, Result, TApplicationException, TMessageType,
    transport::{Endpoint, TSocket, TTransport as _},
    wire::Wire,
};
use std::{fmt, future::Future, io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::{Mutex, MutexGuard},
};

/// A channel over one async stream. Clones share it and take turns.
///
/// After a failure, a time-out, a reply that was not due, or a call whose future was dropped before it was done, the
/// stream is closed and every later call fails with [`Closed`](crate::ErrorKind::Closed): a reply that comes too late
/// can never be taken for another's.
#[derive(Clone, Debug)]
pub struct TokioChannel {
    /// `None` once the connection is given up. A call takes it out, and puts it back when it is done.
    open: Arc<Mutex<Option<Open>>>,
    call_timeout: Option<Duration>,
}

struct Open {
    stream: Box<dyn Stream>,
    exchange: Exchange,
}

/// What tokio's streams have in common.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl TokioChannel {
    /// Connects to a server over TCP or a Unix socket, under TLS if the options have it.
    ///
    /// # Errors
    /// Names every address that was tried, and what each one said; or says why there is no TLS with the server. Options
    /// that cannot work are refused at once.
    pub async fn connect(endpoint: &Endpoint, options: &ClientOptions) -> Result<Self> {
        options.check()?;
        let (to, socket) = (endpoint.clone(), options.socket.clone());
        // names are resolved by a blocking call anyway, so the addresses are tried there too
        let connecting = tokio::task::spawn_blocking(move || TSocket::connect(&to, &socket));
        let stream = from_socket(connecting.await.map_err(Error::other)??)?;
        #[cfg(feature = "tls")]
        if let Some(tls) = &options.tls {
            return Ok(Self::over(
                tls.connect_async(stream, endpoint).await?,
                options,
            ));
        }
        Ok(Self::boxed(stream, options))
    }

    /// A channel over any stream that is connected.
    pub fn over(
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        options: &ClientOptions,
    ) -> Self {
        Self::boxed(Box::new(stream), options)
    }

    fn boxed(stream: Box<dyn Stream>, options: &ClientOptions) -> Self {
        let open = Open {
            stream,
            exchange: Exchange::new(options),
        };
        Self {
            open: Arc::new(Mutex::new(Some(open))),
            call_timeout: options.call_timeout,
        }
    }

    /// Waits for this caller's turn, and takes the stream.
    async fn turn(&self) -> Result<Turn<'_>> {
        let mut slot = self.open.lock().await;
        let open = slot.take().ok_or_else(closed)?;
        Ok(Turn { slot, open })
    }

    async fn in_time<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        match self.call_timeout {
            None => call.await,
            Some(limit) => tokio::time::timeout(limit, call)
                .await
                .unwrap_or_else(|_| Err(ErrorKind::Timeout.into())),
        }
    }
}

impl AsyncChannel for TokioChannel {
    async fn call<A: Wire + Send + Sync, R: Wire + Send>(
        &self,
        method: &str,
        arguments: A,
    ) -> Result<R> {
        self.in_time(async {
            let mut turn = self.turn().await?;
            turn.open
                .send(method, TMessageType::Call, &arguments)
                .await?;
            let answer = turn.open.receive(method).await?;
            turn.end();
            answer.map_err(Error::from)
        })
        .await
    }

    async fn call_oneway<A: Wire + Send + Sync>(&self, method: &str, arguments: A) -> Result<()> {
        self.in_time(async {
            let mut turn = self.turn().await?;
            turn.open
                .send(method, TMessageType::Oneway, &arguments)
                .await?;
            turn.end();
            Ok(())
        })
        .await
    }
}

/// The stream in the hands of one call. Unless the call comes to its end, nobody gets it back.
struct Turn<'c> {
    slot: MutexGuard<'c, Option<Open>>,
    open: Open,
}

impl Turn<'_> {
    fn end(mut self) {
        self.open.exchange.release();
        *self.slot = Some(self.open);
    }
}

impl Open {
    async fn send<A: Wire>(
        &mut self,
        method: &str,
        kind: TMessageType,
        arguments: &A,
    ) -> Result<()> {
        self.exchange.push(method, kind, arguments)?;
        while !self.exchange.outbound().is_empty() {
            match self.stream.write(self.exchange.outbound()).await? {
                0 => return Err(closed()),
                count => self.exchange.written(count),
            }
        }
        self.stream.flush().await?;
        Ok(())
    }

    async fn receive<R: Wire>(&mut self, method: &str) -> Result<Result<R, TApplicationException>> {
        loop {
            if let Some(answer) = self.exchange.reply(method)? {
                return Ok(answer);
            }
            match self.stream.read(self.exchange.room()).await? {
                0 => return Err(closed()),
                count => self.exchange.received(count),
            }
        }
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open")
            .field("exchange", &self.exchange)
            .finish_non_exhaustive()
    }
}

/// Hands a connected socket to tokio. Its time-outs mean nothing there; the whole call has one.
fn from_socket(socket: TSocket) -> io::Result<Box<dyn Stream>> {
    let peer = socket.peer();
    let socket = socket.into_socket()?;
    socket.set_nonblocking(true)?;
    #[cfg(unix)]
    if let Peer::Unix(_) = peer {
        let socket = std::os::fd::OwnedFd::from(socket).into();
        return Ok(Box::new(tokio::net::UnixStream::from_std(socket)?));
    }
    Ok(Box::new(tokio::net::TcpStream::from_std(socket.into())?))
}
