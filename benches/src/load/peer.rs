//! One connection of the load.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, Read as _, Write as _},
    time::{Duration, Instant},
};

use mio::net::TcpStream;

use super::exchange::Exchange;
use crate::Result;

/// The most bytes of requests to write at once; one request may be longer.
const BURST: usize = 1 << 20;

/// What all connections say and want to hear.
pub(super) struct Script {
    /// As many copies of the request as there may be calls under way, so that one write can take them all.
    requests: Vec<u8>,
    exchange: Exchange,
}

impl Script {
    pub(super) fn new(exchange: Exchange, window: usize) -> Self {
        let copies = window.min(BURST / exchange.request.len()).max(1);
        Self {
            requests: exchange.request.repeat(copies),
            exchange,
        }
    }
}

/// A connection with calls under way.
pub(super) struct Peer {
    stream: TcpStream,
    unsent: usize,            // bytes of requests that are due
    next: usize,              // the place in `Script::requests` of the first of them
    received: usize,          // bytes of a reply that is not whole
    asked: VecDeque<Instant>, // when the calls under way were due
    pub(super) answered: usize,
}

impl Peer {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            unsent: 0,
            next: 0,
            received: 0,
            asked: VecDeque::new(),
            answered: 0,
        }
    }

    /// Makes another call due.
    pub(super) fn ask(&mut self, script: &Script, now: Instant) {
        self.unsent += script.exchange.request.len();
        self.asked.push_back(now);
    }

    /// Writes what is due, or as much of it as the socket takes.
    pub(super) fn send(&mut self, script: &Script) -> Result<()> {
        while self.unsent > 0 {
            let end = script.requests.len().min(self.next + self.unsent);
            match self.stream.write(&script.requests[self.next..end]) {
                Ok(written) => {
                    self.unsent -= written;
                    // the copies are alike: what is left of the last one is found in the first
                    self.next = (self.next + written) % script.exchange.request.len();
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Reads all that is there, tells `took` how long each call took, and makes as many new ones.
    pub(super) fn receive(
        &mut self,
        script: &Script,
        scratch: &mut [u8],
        mut took: impl FnMut(Duration),
    ) -> Result<()> {
        loop {
            let read = match self.stream.read(scratch) {
                Ok(0) => return Err(io::Error::from(ErrorKind::UnexpectedEof).into()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                read => read?,
            };
            let now = Instant::now();
            for _ in 0..self.compare(script, &scratch[..read])? {
                let asked = self.asked.pop_front().ok_or("a reply to no call")?;
                took(now - asked);
                self.answered += 1;
                self.ask(script, now);
            }
            self.send(script)?;
            if read < scratch.len() {
                return Ok(()); // the socket is empty: what comes next is another event
            }
        }
    }

    /// How many replies end in these bytes, if they are right.
    fn compare(&mut self, script: &Script, mut bytes: &[u8]) -> Result<usize> {
        let Exchange {
            reply, compared, ..
        } = &script.exchange;
        let mut whole = 0;
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(reply.len() - self.received));
            let end = self.received + part.len();
            let wanted = &reply[self.received.min(*compared)..end.min(*compared)];
            if &part[..wanted.len()] != wanted {
                return Err(format!("a wrong reply, near its byte {}", self.received).into());
            }
            self.received = end % reply.len();
            whole += usize::from(self.received == 0);
            bytes = rest;
        }
        Ok(whole)
    }
}

impl mio::event::Source for Peer {
    fn register(
        &mut self,
        to: &mio::Registry,
        token: mio::Token,
        of: mio::Interest,
    ) -> io::Result<()> {
        self.stream.register(to, token, of)
    }

    fn reregister(
        &mut self,
        to: &mio::Registry,
        token: mio::Token,
        of: mio::Interest,
    ) -> io::Result<()> {
        self.stream.reregister(to, token, of)
    }

    fn deregister(&mut self, to: &mio::Registry) -> io::Result<()> {
        self.stream.deregister(to)
    }
}
