//! All connections of a load, driven by one thread.

use std::{
    net::{Ipv4Addr, TcpStream},
    thread::sleep,
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token};

use super::{
    Calls, Outcome, Target,
    exchange::Exchange,
    meter::Meter,
    peer::{Peer, Script},
};
use crate::Result;

/// The room for bytes that come.
const SCRATCH: usize = 256 << 10;
/// Connections that are made before the server gets a moment to accept them: a listener's queue may be short.
const AT_ONCE: usize = 32;
const MOMENT: Duration = Duration::from_millis(1);
/// Calls that make a figure, and how many times as long they may take.
const ENOUGH: usize = 30;
const MORE_TIME: usize = 9;

pub(super) fn run(calls: &Calls) -> Result<Outcome> {
    let (target, shape) = (calls.target, calls.shape);
    let exchange = Exchange::new(shape.method, shape.payload, target.framing)?;
    let mut crowd = Crowd::connect(
        target,
        shape.connections,
        Script::new(exchange, shape.window),
    )?;
    crowd.start(shape.window)?;
    crowd.go_on(calls.warm_up)?;
    crowd.begin(target.process)?;
    crowd.go_on(calls.seconds)?;
    // calls with megabytes may take longer than that
    for _ in 0..MORE_TIME {
        if crowd.answered() < ENOUGH {
            crowd.go_on(calls.seconds)?;
        }
    }
    crowd
        .meter
        .outcome(crowd.peers.iter().map(|peer| peer.answered))
}

/// Makes connections, not all of them at once.
pub(super) fn connect(port: u16, connections: usize) -> Result<Vec<TcpStream>> {
    let one = |number: usize| {
        if number % AT_ONCE == AT_ONCE - 1 {
            sleep(MOMENT);
        }
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        Ok(stream)
    };
    (0..connections).map(one).collect()
}

struct Crowd {
    script: Script,
    peers: Vec<Peer>,
    poll: Poll,
    meter: Meter,
    scratch: Vec<u8>,
}

impl Crowd {
    fn connect(target: Target, connections: usize, script: Script) -> Result<Self> {
        let poll = Poll::new()?;
        let mut peers = Vec::with_capacity(connections);
        for (number, stream) in connect(target.port, connections)?.into_iter().enumerate() {
            stream.set_nonblocking(true)?;
            let mut peer = Peer::new(mio::net::TcpStream::from_std(stream));
            let both = Interest::READABLE | Interest::WRITABLE;
            poll.registry().register(&mut peer, Token(number), both)?;
            peers.push(peer);
        }
        Ok(Self {
            script,
            peers,
            poll,
            meter: Meter::begin(target.process)?,
            scratch: vec![0; SCRATCH],
        })
    }

    /// Sends the first calls of every connection.
    fn start(&mut self, window: usize) -> Result<()> {
        for peer in &mut self.peers {
            let now = Instant::now();
            (0..window).for_each(|_| peer.ask(&self.script, now));
            peer.send(&self.script)?;
        }
        Ok(())
    }

    /// Takes replies and sends calls for so many seconds.
    fn go_on(&mut self, seconds: f64) -> Result<()> {
        let end = Instant::now() + Duration::from_secs_f64(seconds);
        let mut events = Events::with_capacity(256);
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            match self.poll.poll(&mut events, Some(left)) {
                Err(error) if error.kind() != std::io::ErrorKind::Interrupted => {
                    return Err(error.into());
                }
                _ => {}
            }
            for event in &events {
                let peer = &mut self.peers[event.token().0]; // invariant: tokens are places in `peers`
                if event.is_readable() {
                    peer.receive(&self.script, &mut self.scratch, |took| {
                        self.meter.note(took);
                    })?;
                }
                if event.is_writable() {
                    peer.send(&self.script)?;
                }
            }
        }
        Ok(())
    }

    fn answered(&self) -> usize {
        self.peers.iter().map(|peer| peer.answered).sum()
    }

    /// Forgets all that was.
    fn begin(&mut self, process: i32) -> Result<()> {
        self.peers.iter_mut().for_each(|peer| peer.answered = 0);
        self.meter = Meter::begin(process)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
    };

    use super::*;
    use crate::load::{Framing, Method, Shape, Target};

    /// Gives bytes back, from a thread for each connection that ends with it.
    fn echo() -> Result<u16> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    let mut room = [0; 4096];
                    while let Ok(read @ 1..) = stream.read(&mut room) {
                        if stream.write_all(&room[..read]).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Ok(port)
    }

    fn calls(framing: Framing, shape: Shape) -> Result<Calls> {
        let target = Target {
            port: echo()?,
            process: std::process::id() as i32,
            framing,
        };
        Ok(Calls {
            target,
            shape,
            warm_up: 0.02,
            seconds: 0.1,
        })
    }

    #[test]
    fn every_connection_gets_its_replies() -> Result<()> {
        let shape = Shape {
            method: Method::Echo,
            payload: 10_000,
            connections: 3,
            window: 200,
        };
        let outcome = calls(Framing::Bytes, shape)?.run()?;
        assert_eq!(outcome.starved, 0);
        assert!(outcome.rate > 0.0 && outcome.cpu > 0.0, "{outcome:?}");
        assert!(outcome.p50 <= outcome.p99, "{outcome:?}");
        Ok(())
    }

    #[test]
    fn a_wrong_reply_ends_it() -> Result<()> {
        let shape = Shape {
            method: Method::Echo,
            payload: 64,
            connections: 1,
            window: 1,
        };
        let outcome = calls(Framing::Framed, shape)?.run(); // the request comes back where a reply should
        let error = outcome.err().ok_or("it was not noticed")?;
        assert!(error.to_string().starts_with("a wrong reply"), "{error}");
        Ok(())
    }
}
