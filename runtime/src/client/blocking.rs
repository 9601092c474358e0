//! Calls over a blocking stream.

use super::{
    Channel, ClientOptions,
    exchange::{Exchange, closed},
};
use crate::{
    Error, Result, TMessageType,
    transport::{Endpoint, Stream, TSocket, TTransport},
    wire::Wire,
};

/// A channel over one blocking stream.
///
/// After a failure of the stream, a time-out or a reply that was not due, the stream is closed and every later call
/// fails with [`Closed`](crate::ErrorKind::Closed): a reply that comes too late can never be taken for another's.
#[derive(Debug)]
pub struct BlockingChannel<T = Stream> {
    open: Option<Open<T>>,
}

#[derive(Debug)]
struct Open<T> {
    transport: T,
    exchange: Exchange,
}

impl BlockingChannel<Stream> {
    /// Connects to a server over TCP or a Unix socket, under TLS if the options have it.
    ///
    /// # Errors
    /// Names every address that was tried, and what each one said; or says why there is no TLS with the server. Options
    /// that cannot work are refused at once.
    pub fn connect(endpoint: &Endpoint, options: &ClientOptions) -> Result<Self> {
        options.check()?;
        let socket = TSocket::connect(endpoint, &options.socket)?;
        #[cfg(feature = "tls")]
        if let Some(tls) = &options.tls {
            return Ok(Self::over(tls.connect(socket, endpoint)?.into(), options));
        }
        Ok(Self::over(Stream::Socket(socket), options))
    }
}

impl<T: TTransport> BlockingChannel<T> {
    /// A channel over any stream that is connected. The options' socket part is the stream's own concern.
    pub fn over(transport: T, options: &ClientOptions) -> Self {
        Self {
            open: Some(Open {
                transport,
                exchange: Exchange::new(options),
            }),
        }
    }

    /// Can calls still be made? `false` after a failure.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Hangs up, after the end of the compressed stream, if there is one: the server can tell that nothing was lost.
    ///
    /// # Errors
    /// The server is not there any more.
    pub fn close(mut self) -> Result<()> {
        self.open.take().map_or(Ok(()), |mut open| {
            open.exchange.finish();
            open.flush()
        })
    }

    /// Does one thing with the stream, which is lost where that fails.
    fn attempt<R>(&mut self, attempt: impl FnOnce(&mut Open<T>) -> Result<R>) -> Result<R> {
        let mut open = self.open.take().ok_or_else(closed)?;
        let done = attempt(&mut open)?;
        open.exchange.release();
        self.open = Some(open);
        Ok(done)
    }
}

impl<T: TTransport> Channel for BlockingChannel<T> {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        let answer = self.attempt(|open| {
            open.send(method, TMessageType::Call, arguments)?;
            loop {
                if let Some(answer) = open.exchange.reply(method)? {
                    return Ok(answer);
                }
                match open.transport.read(open.exchange.room())? {
                    0 => return Err(closed()),
                    count => open.exchange.received(count),
                }
            }
        })?;
        answer.map_err(Error::from)
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        self.attempt(|open| open.send(method, TMessageType::Oneway, arguments))
    }
}

impl<T: TTransport> Open<T> {
    fn send<A: Wire>(&mut self, method: &str, kind: TMessageType, arguments: &A) -> Result<()> {
        self.exchange.push(method, kind, arguments)?;
        self.flush()
    }

    fn flush(&mut self) -> Result<()> {
        while !self.exchange.outbound().is_empty() {
            match self.transport.write(self.exchange.outbound())? {
                0 => return Err(closed()),
                count => self.exchange.written(count),
            }
        }
        self.transport.flush()?;
        Ok(())
    }
}
