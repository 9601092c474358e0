//! Calls over a blocking stream.

use super::{
    Channel, ClientOptions,
    exchange::{Exchange, closed, refusal},
};
use crate::{
    Error, ErrorKind, Result, TMessageType, ThriftUrl,
    transport::{Endpoint, Stream, TSocket, TTransport},
    wire::Wire,
};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// A channel over one blocking stream.
///
/// After a failure of the stream, a time-out or a reply that was not due, the stream is closed and every later call
/// fails with [`Closed`](crate::ErrorKind::Closed): a reply that comes too late can never be taken for another's.
///
/// Over HTTP, a server may end the connection with an answer; the next call then makes another one, unless the channel
/// was made [over](Self::over) a stream.
#[derive(Debug)]
pub struct BlockingChannel<T = Stream> {
    open: Option<Open<T>>,
    options: Arc<ClientOptions>,
    redial: Option<Redial<T>>,
}

/// How the stream was made, and can be made again.
#[derive(Clone, Debug)]
struct Redial<T> {
    endpoint: Endpoint,
    dial: fn(&Endpoint, &ClientOptions) -> Result<T>,
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
        let options = options.toward(endpoint);
        options.check()?;
        let redial = Redial {
            endpoint: endpoint.clone(),
            dial,
        };
        Ok(Self {
            redial: Some(redial),
            ..Self::over(dial(endpoint, &options)?, &options)
        })
    }

    /// Connects to where `url` says, and speaks as it says; the rest is in the options.
    ///
    /// # Errors
    /// As [`connect`](Self::connect) and [`ClientOptions::with_url`].
    pub fn connect_url(url: &ThriftUrl, options: &ClientOptions) -> Result<Self> {
        Self::connect(url.endpoint(), &options.clone().with_url(url)?)
    }
}

fn dial(endpoint: &Endpoint, options: &ClientOptions) -> Result<Stream> {
    let socket = TSocket::connect(endpoint, &options.socket)?;
    #[cfg(feature = "tls")]
    if let Some(tls) = &options.tls {
        return Ok(tls.connect(socket, endpoint)?.into());
    }
    Ok(Stream::Socket(socket))
}

impl<T: TTransport> BlockingChannel<T> {
    /// A channel over any stream that is connected. The options' socket part is the stream's own concern, unless there
    /// is a [`call_timeout`](ClientOptions::call_timeout): then the time-outs of the stream are set for every call.
    /// Options that cannot work are what every call fails with.
    pub fn over(transport: T, options: &ClientOptions) -> Self {
        let works = options.check().is_ok();
        Self {
            open: works.then(|| Open {
                transport,
                exchange: Exchange::new(options),
            }),
            options: Arc::new(options.clone()),
            redial: None,
        }
    }

    /// Can calls still be made? `false` after a failure.
    pub fn is_open(&self) -> bool {
        let usable = |open: &Open<T>| self.redial.is_some() || !open.exchange.is_over();
        self.open.as_ref().is_some_and(usable)
    }

    /// Can calls be made as far as one can tell without making one? `false` also where the server has hung up, or has
    /// sent something that nobody asked for.
    pub fn is_healthy(&mut self) -> bool {
        let quiet = |open: &mut Open<T>| {
            let exchange = &open.exchange;
            exchange.is_idle() && !exchange.is_over() && open.transport.is_quiet()
        };
        self.open.as_mut().is_some_and(quiet)
    }

    /// What came beside the last reply, by key. [`Framing::Header`](crate::Framing::Header) and
    /// [`Framing::Http`](crate::Framing::Http) have a place for it. `None`: the channel is not open.
    pub fn reply_metadata(&self) -> Option<&BTreeMap<String, String>> {
        self.open.as_ref().map(|open| &**open.exchange.metadata())
    }

    /// The channel itself, leaving one that is not open.
    pub(super) fn take(&mut self) -> Self {
        Self {
            open: self.open.take(),
            options: Arc::clone(&self.options),
            redial: self.redial.take(),
        }
    }

    /// Hangs up, after the end of the compressed stream, if there is one: the server can tell that nothing was lost.
    ///
    /// # Errors
    /// The server is not there any more.
    pub fn close(mut self) -> Result<()> {
        let hurry = Hurry::new(&self.options);
        self.open.take().map_or(Ok(()), |mut open| {
            open.exchange.finish();
            open.flush(hurry).map_err(|(error, _)| error)
        })
    }

    /// Does one thing with the stream, which is lost where that fails.
    fn attempt<R>(&mut self, attempt: impl FnOnce(&mut Open<T>, Hurry) -> Result<R>) -> Result<R> {
        let hurry = Hurry::new(&self.options);
        self.renew().map_err(Error::unsent)?;
        let open = self.open.take();
        let mut open = open.ok_or_else(|| refusal(&self.options).unsent())?;
        let done = attempt(&mut open, hurry)?;
        open.exchange.release();
        self.open = Some(open);
        Ok(done)
    }

    /// Makes another stream where the server has ended this one with its last answer.
    fn renew(&mut self) -> Result<()> {
        if let Some(open) = &mut self.open
            && open.exchange.is_over()
        {
            let Redial { endpoint, dial } = self.redial.as_ref().ok_or_else(closed)?;
            open.transport = dial(endpoint, &self.options)?;
            open.exchange = Exchange::new(&self.options);
        }
        Ok(())
    }
}

impl<T: TTransport> Channel for BlockingChannel<T> {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        let answer = self.attempt(|open, hurry| {
            open.send(hurry, method, TMessageType::Call, arguments)?;
            open.receive(hurry, |exchange| exchange.reply(method))
        })?;
        answer.map_err(Error::from)
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        self.attempt(|open, hurry| {
            open.send(hurry, method, TMessageType::Oneway, arguments)?;
            open.receive(hurry, Exchange::acknowledgement)
        })
    }
}

impl<T: TTransport> Open<T> {
    fn send<A: Wire>(
        &mut self,
        hurry: Hurry,
        method: &str,
        kind: TMessageType,
        arguments: &A,
    ) -> Result<()> {
        self.exchange
            .push(method, kind, arguments)
            .map_err(Error::unsent)?;
        self.flush(hurry).map_err(
            |(error, written)| {
                if written == 0 { error.unsent() } else { error }
            },
        )
    }

    fn receive<R>(
        &mut self,
        hurry: Hurry,
        mut answer: impl FnMut(&mut Exchange) -> Result<Option<R>>,
    ) -> Result<R> {
        loop {
            if let Some(answer) = answer(&mut self.exchange)? {
                return Ok(answer);
            }
            hurry.apply(&mut self.transport)?;
            match self.transport.read(self.exchange.room())? {
                0 => {
                    self.exchange.end();
                    return answer(&mut self.exchange)?.ok_or_else(closed);
                }
                count => self.exchange.received(count),
            }
        }
    }

    /// Sends all that waits; what fails says how many bytes went out before.
    fn flush(&mut self, hurry: Hurry) -> Result<(), (Error, usize)> {
        let mut written = 0;
        let mut send = || {
            loop {
                let pieces = self.exchange.outbound();
                if pieces.is_empty() {
                    break;
                }
                hurry.apply(&mut self.transport)?;
                match self.transport.write_vectored(&pieces)? {
                    0 => return Err(closed()),
                    count => {
                        written += count;
                        self.exchange.written(count);
                    }
                }
            }
            Ok(self.transport.flush()?)
        };
        let sent = send();
        sent.map_err(|error| (error, written))
    }
}

/// The end of a call's time, if it has one.
#[derive(Clone, Copy)]
struct Hurry {
    until: Option<Instant>,
    read: Option<Duration>,
    write: Option<Duration>,
}

/// The shortest wait that every system can be asked for; a wait of zero has no end.
const SHORTEST: Duration = Duration::from_millis(1);

impl Hurry {
    fn new(options: &ClientOptions) -> Self {
        let limit = options.call_timeout;
        Self {
            until: limit.and_then(|limit| Instant::now().checked_add(limit)),
            read: options.socket.read_timeout,
            write: options.socket.write_timeout,
        }
    }

    /// Lets the next read or write wait no longer than the call may.
    fn apply(&self, transport: &mut impl TTransport) -> Result<()> {
        let Some(until) = self.until else {
            return Ok(());
        };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::Timeout.into());
        }
        let within = |own: Option<Duration>| Some(own.unwrap_or(left).min(left).max(SHORTEST));
        Ok(transport.set_timeouts(within(self.read), within(self.write))?)
    }
}
