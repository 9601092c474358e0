//! A bounded number of connections for any number of threads.

use super::{BlockingChannel, Channel, ClientOptions};
use crate::{
    Error, ErrorKind, Result,
    options::setters,
    transport::{Endpoint, Stream, TTransport},
    wire::Wire,
};
use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How large a pool is, and how patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolOptions {
    /// The most connections, 8 unless said; at least 1.
    pub size: usize,
    /// A connection that lay idle for longer is not used again, 60 s unless said; `None` keeps it as long as the server
    /// does.
    pub idle_timeout: Option<Duration>,
    /// The longest wait for a connection while all are in use, 5 s unless said; `None` waits for ever.
    pub wait_timeout: Option<Duration>,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            size: 8,
            idle_timeout: Some(Duration::from_mins(1)),
            wait_timeout: Some(Duration::from_secs(5)),
        }
    }
}

setters!(PoolOptions {
    /// Another number of connections.
    with_size size: usize,
    /// Another time that a connection may lie idle.
    with_idle_timeout idle_timeout: Option<Duration>,
    /// Another wait for a connection.
    with_wait_timeout wait_timeout: Option<Duration>,
});

/// Connections to one server, made when they are needed and used again. Clones share them.
///
/// A pool is a [`Channel`] too: each call then takes a connection, and gives it back.
///
/// ```no_run
/// # use thriftwood::{Result, client::{BlockingPool, ClientOptions, PoolOptions}};
/// # fn main() -> Result<()> {
/// let options = PoolOptions::default().with_size(4);
/// let pool = BlockingPool::new(&"example.org:9090".parse()?, &ClientOptions::default(), options)?;
/// let channel = pool.get()?; // for several calls; `greeter::BlockingClient::new(channel)`
/// # Ok(())
/// # }
/// ```
pub struct BlockingPool<T = Stream> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    connect: Box<dyn Fn() -> Result<BlockingChannel<T>> + Send + Sync>,
    options: PoolOptions,
    state: Mutex<State<T>>,
    /// A connection came back, or is no more.
    returned: Condvar,
}

struct State<T> {
    /// The last that came back is the first to be used: the others can grow old.
    idle: Vec<Idle<T>>,
    /// Connections that are idle or in use.
    count: usize,
}

struct Idle<T> {
    channel: BlockingChannel<T>,
    since: Instant,
}

impl BlockingPool<Stream> {
    /// A pool of connections to `endpoint`, none of which is made yet.
    ///
    /// # Errors
    /// Options that cannot work.
    pub fn new(endpoint: &Endpoint, channel: &ClientOptions, options: PoolOptions) -> Result<Self> {
        channel.check()?;
        let (endpoint, channel) = (endpoint.clone(), channel.clone());
        Self::with(
            move || BlockingChannel::connect(&endpoint, &channel),
            options,
        )
    }
}

impl<T: TTransport> BlockingPool<T> {
    /// A pool of whatever `connect` makes.
    ///
    /// # Errors
    /// A pool of no connections.
    pub fn with(
        connect: impl Fn() -> Result<BlockingChannel<T>> + Send + Sync + 'static,
        options: PoolOptions,
    ) -> Result<Self> {
        if options.size == 0 {
            return Err(ErrorKind::Usage("a pool needs room for a connection".into()).into());
        }
        let state = State {
            idle: Vec::new(),
            count: 0,
        };
        Ok(Self {
            shared: Arc::new(Shared {
                connect: Box::new(connect),
                options,
                state: Mutex::new(state),
                returned: Condvar::new(),
            }),
        })
    }

    /// A connection for a while: an idle one that is [healthy](BlockingChannel::is_healthy), or a new one. It goes back
    /// when the guard is dropped.
    ///
    /// # Errors
    /// All are in use, and none came back in time ([`ErrorKind::Timeout`]); or what a new one failed with.
    pub fn get(&self) -> Result<PooledChannel<T>> {
        let (place, idle) = self.shared.reserve()?;
        // under no lock: it may take a while to find out, and longer to connect
        let healthy = idle.and_then(|mut idle| idle.is_healthy().then_some(idle));
        let channel = match healthy {
            Some(channel) => channel,
            None => (self.shared.connect)()?,
        };
        Ok(PooledChannel { channel, place })
    }

    /// How many connections there are, idle or in use.
    pub fn connections(&self) -> usize {
        self.shared.lock().count
    }
}

impl<T: TTransport> Channel for BlockingPool<T> {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        self.get().map_err(Error::unsent)?.call(method, arguments)
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        self.get()
            .map_err(Error::unsent)?
            .call_oneway(method, arguments)
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // nothing is half-done under the lock, so a panic elsewhere does not spoil it
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place, which may have a connection in it.
    fn reserve(self: &Arc<Self>) -> Result<(Place<T>, Option<BlockingChannel<T>>)> {
        let wait = self.options.wait_timeout;
        let until = wait.and_then(|wait| Instant::now().checked_add(wait));
        let mut state = self.lock();
        let expired = self.expire(&mut state);
        while state.idle.is_empty() && state.count >= self.options.size {
            state = match until {
                None => self
                    .returned
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Err(ErrorKind::Timeout.into());
                    }
                    let waited = self.returned.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        let idle = state.idle.pop();
        if idle.is_none() {
            state.count += 1;
        }
        drop(state);
        // hanging up may take a while
        drop(expired);
        let place = Place {
            shared: Arc::clone(self),
            back: None,
        };
        Ok((place, idle.map(|idle| idle.channel)))
    }

    /// Takes out what lay idle for too long; the oldest lie at the bottom.
    fn expire(&self, state: &mut State<T>) -> Vec<Idle<T>> {
        let Some(timeout) = self.options.idle_timeout else {
            return Vec::new();
        };
        let expired = state
            .idle
            .partition_point(|idle| idle.since.elapsed() > timeout);
        state.count -= expired; // invariant: each idle connection was counted
        state.idle.drain(..expired).collect()
    }
}

/// One of the pool's places; goes back with the connection that is in it, or empty.
struct Place<T> {
    shared: Arc<Shared<T>>,
    back: Option<BlockingChannel<T>>,
}

impl<T> Drop for Place<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        match self.back.take() {
            Some(channel) => state.idle.push(Idle {
                channel,
                since: Instant::now(),
            }),
            None => state.count -= 1, // invariant: a place was counted when it was taken
        }
        drop(state);
        self.shared.returned.notify_one();
    }
}

/// A connection that goes back to its [`BlockingPool`] when it is dropped, if calls can still be made over it.
pub struct PooledChannel<T: TTransport = Stream> {
    channel: BlockingChannel<T>,
    place: Place<T>,
}

impl<T: TTransport> Drop for PooledChannel<T> {
    fn drop(&mut self) {
        self.place.back = Some(self.channel.take()).filter(BlockingChannel::is_open);
    }
}

impl<T: TTransport> Deref for PooledChannel<T> {
    type Target = BlockingChannel<T>;

    fn deref(&self) -> &Self::Target {
        &self.channel
    }
}

impl<T: TTransport> DerefMut for PooledChannel<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.channel
    }
}

impl<T: TTransport> Channel for PooledChannel<T> {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        self.channel.call(method, arguments)
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        self.channel.call_oneway(method, arguments)
    }
}

impl<T> Clone for BlockingPool<T> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> fmt::Debug for BlockingPool<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingPool")
            .field("options", &self.shared.options)
            .field("connections", &self.shared.lock().count)
            .finish_non_exhaustive()
    }
}

impl<T: TTransport + fmt::Debug> fmt::Debug for PooledChannel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PooledChannel")
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}
