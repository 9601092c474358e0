//! One TLS connection over a socket.

use super::{failed, identity::identity, left, stranger};
use crate::{
    Identity,
    context::Peer,
    transport::{Closer, TSocket, TTransport},
};
use rustls::Connection;
use std::{
    fmt,
    io::{self, Read, Write},
    net::Shutdown,
    ops::RangeInclusive,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Bytes that are read from the socket at once; a TLS record is hardly longer (RFC 8446, 5.1).
const CHUNK: usize = 16 * 1024;

/// The first bytes of TLS's records: change of cipher, alert, handshake, data (RFC 8446, 5.1).
const RECORDS: RangeInclusive<u8> = 20..=23;

/// How long a good-bye may take: for the peer to take our last record, and for what it still sends.
const LAST_WORDS: Duration = Duration::from_millis(50);
const MOST_LAST_WORDS: usize = 8;

/// TLS over a [`TSocket`] (Thrift's `TSSLSocket`), at either end.
///
/// The end of the TCP stream counts as the end, with or without TLS's own good-bye, which several Thrift libraries do
/// not send: a message says itself where it ends, so nothing can be cut off unseen.
pub struct TSSLSocket {
    socket: TSocket,
    session: Session,
    /// What came from the socket and is not yet the session's.
    arrived: io::Cursor<Vec<u8>>,
    handshake_timeout: Option<Duration>,
    timeouts: [Option<Duration>; 2],
    identity: Option<Arc<Identity>>,
    shaken: bool,
    /// Has anything of the peer's been read?
    heard: bool,
    /// Has a write failed? The session keeps what was not sent.
    torn: bool,
}

/// Shared with closers, and never locked while a read waits.
#[derive(Clone)]
struct Session {
    connection: Arc<Mutex<Connection>>,
}

impl TSSLSocket {
    /// A connection whose handshake is yet to come.
    pub(super) fn new(
        socket: TSocket,
        session: impl Into<Connection>,
        handshake_timeout: Option<Duration>,
    ) -> Self {
        let timeouts = socket.timeouts();
        Self {
            socket,
            session: Session {
                connection: Arc::new(Mutex::new(session.into())),
            },
            arrived: io::Cursor::default(),
            handshake_timeout,
            timeouts,
            identity: None,
            shaken: false,
            heard: false,
            torn: false,
        }
    }

    /// Shakes hands, unless that is done. Reading and writing begin with it too.
    ///
    /// # Errors
    /// The peer is not who it should be, refuses this end, speaks no TLS or takes too long.
    pub fn handshake(&mut self) -> io::Result<()> {
        if self.shaken {
            return Ok(());
        }
        let deadline = self
            .handshake_timeout
            .and_then(|limit| Instant::now().checked_add(limit));
        if let Err(error) = self.shake_hands(deadline) {
            self.part();
            return Err(error);
        }
        let [read, write] = self.timeouts;
        self.socket.set_timeouts(read, write)?;
        let chain = self.session.lock().peer_certificates().and_then(identity);
        self.identity = chain.map(Arc::new);
        self.shaken = true;
        Ok(())
    }

    fn shake_hands(&mut self, deadline: Option<Instant>) -> io::Result<()> {
        let mut first = true;
        loop {
            let left_over = deadline.map(|end| end.saturating_duration_since(Instant::now()));
            if left_over == Some(Duration::ZERO) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.socket.set_timeouts(left_over, left_over)?;
            self.session.send(&mut self.socket)?;
            if !self.session.lock().is_handshaking() {
                return Ok(());
            }
            self.fetch()?;
            // a peer that speaks something else is not answered with what it would not understand
            match self.arrived.get_ref().first() {
                None => return Err(left()),
                Some(byte) if first && !RECORDS.contains(byte) => return Err(stranger()),
                Some(_) => self.digest()?,
            }
            first = false;
        }
    }

    /// Waits for what the peer sends next, unless some of it is here. Nothing is here then at the end only.
    fn fetch(&mut self) -> io::Result<()> {
        if self.arrived.position() == self.arrived.get_ref().len() as u64 {
            self.arrived.get_mut().resize(CHUNK, 0);
            let count = self.socket.read(self.arrived.get_mut());
            self.arrived
                .get_mut()
                .truncate(*count.as_ref().unwrap_or(&0));
            self.arrived.set_position(0);
            count?;
        }
        Ok(())
    }

    /// Lets the socket wait until then and no longer: a record is one wait, though it may come byte by byte.
    fn hurry(&mut self, due: Option<Instant>) -> io::Result<()> {
        let Some(due) = due else { return Ok(()) };
        match due.checked_duration_since(Instant::now()) {
            None | Some(Duration::ZERO) => Err(io::ErrorKind::TimedOut.into()),
            left => self.socket.set_timeouts(left, self.timeouts[1]),
        }
    }

    /// Hands the session what has arrived.
    fn digest(&mut self) -> io::Result<()> {
        let mut session = self.session.lock();
        session.read_tls(&mut self.arrived)?;
        let state = session.process_new_packets();
        state.map(drop).map_err(|error| failed(&error))
    }

    /// Sends the records that wait.
    fn send(&mut self) -> io::Result<()> {
        let sent = self.session.send(&mut self.socket);
        self.torn = sent.is_err();
        sent
    }

    /// Tells the peer why there will be no connection, as well as it can be told.
    fn part(&mut self) {
        let ready = self.socket.set_timeouts(Some(LAST_WORDS), Some(LAST_WORDS));
        if ready.is_ok() && self.session.send(&mut self.socket).is_ok() {
            self.drain();
        }
    }

    /// Drops what the peer still sends, within bounds: a socket that is closed over unread bytes is reset, and the
    /// peer would never see what it was sent last.
    fn drain(&mut self) {
        self.socket.closer().end_writing();
        let mut dropped = vec![0; CHUNK];
        let ended = |read: io::Result<usize>| !matches!(read, Ok(1..));
        let _ = (0..MOST_LAST_WORDS).find(|_| ended(self.socket.read(&mut dropped)));
    }
}

impl Session {
    fn lock(&self) -> MutexGuard<'_, Connection> {
        // rustls leaves a connection usable, or one that reports its error again
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the records that wait.
    fn send(&self, socket: &mut impl Write) -> io::Result<()> {
        let mut session = self.lock();
        while session.wants_write() {
            if session.write_tls(socket)? == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    /// Says good-bye, as well as it can be said.
    fn say_goodbye(&self, socket: &mut impl Write) {
        self.lock().send_close_notify();
        // fails only when the peer does not listen any more
        let _ = self.send(socket);
    }
}

impl TTransport for TSSLSocket {
    fn peer(&self) -> Peer {
        self.socket.peer()
    }

    fn closer(&self) -> Closer {
        let (session, socket) = (self.session.clone(), self.socket.closer());
        let writer = self.socket.writer();
        Closer::new(move |how| match how {
            Shutdown::Read => socket.finish(),
            Shutdown::Write => {
                session.say_goodbye(&mut &*writer);
                socket.end_writing();
            }
            // somebody may be waiting with a write, and is not to be waited for
            Shutdown::Both => socket.close(),
        })
    }

    fn set_timeouts(&mut self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()> {
        self.timeouts = [read, write];
        self.socket.set_timeouts(read, write)
    }

    /// What is TLS's own, such as tickets for another session, does not count.
    fn is_quiet(&mut self) -> bool {
        for _ in 0..MOST_LAST_WORDS {
            let read = self.session.lock().reader().read(&mut [0]);
            if !read.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock) {
                return false;
            }
            let has_arrived = self.arrived.position() < self.arrived.get_ref().len() as u64;
            if !has_arrived && self.socket.is_quiet() {
                return true;
            }
            // a socket with something to read, or at its end, is not waited for
            let at_end = |this: &Self| this.arrived.get_ref().is_empty();
            if self.fetch().is_err() || at_end(self) || self.digest().is_err() {
                return false;
            }
        }
        false
    }

    fn greet(&mut self) -> io::Result<()> {
        self.handshake()
    }

    fn identity(&self) -> Option<Arc<Identity>> {
        self.identity.clone()
    }
}

impl Read for TSSLSocket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.handshake()?;
        if into.is_empty() {
            return Ok(0);
        }
        let [read, write] = self.timeouts;
        self.socket.set_timeouts(read, write)?;
        let due = read.and_then(|limit| Instant::now().checked_add(limit));
        let mut has_waited = false;
        loop {
            match self.session.lock().reader().read(into) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                read => {
                    self.heard = true;
                    return read;
                }
            }
            if std::mem::replace(&mut has_waited, true) {
                self.hurry(due)?;
            }
            self.fetch()?;
            self.digest()?;
            // a new key is answered with a new key (RFC 8446, 4.6.3)
            self.session.send(&mut self.socket)?;
        }
    }
}

impl Write for TSSLSocket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.handshake()?;
        let count = self.session.lock().writer().write(bytes)?;
        self.send()?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.handshake()?;
        self.send()
    }
}

impl Drop for TSSLSocket {
    fn drop(&mut self) {
        let words = Some(LAST_WORDS);
        // behind a write that failed, the good-bye would send what the writer was told had not gone out
        if self.shaken && !self.torn && self.socket.set_timeouts(words, words).is_ok() {
            self.session.say_goodbye(&mut self.socket);
            // the server's tickets for another session (RFC 8446, 4.6.1) come before anything else that it says
            if !self.heard {
                self.drain();
            }
        }
    }
}

impl fmt::Debug for TSSLSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TSSLSocket")
            .field("socket", &self.socket)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}
