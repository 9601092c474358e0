//! The floor: gives bytes back as they come, and does nothing else. What a server costs beyond this is its own doing.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr},
};

use benches::Result;
use clap::Parser;
use mio::{
    Events, Interest, Poll, Token,
    net::{TcpListener, TcpStream},
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Echoes bytes on a port of this machine.
#[derive(Parser)]
struct Flags {
    /// Where to listen, on 127.0.0.1
    #[arg(long)]
    port: u16,
    /// A thread for each connection in place of one event loop
    #[arg(long, conflicts_with = "tasks")]
    threads: bool,
    /// A task of tokio's for each connection, on one thread
    #[arg(long)]
    tasks: bool,
}

/// The most bytes of one read.
const ROOM: usize = 256 << 10;
const LISTENER: Token = Token(usize::MAX);

/// A connection, and what its socket did not take yet.
struct Peer {
    stream: TcpStream,
    left: VecDeque<u8>,
}

fn main() -> Result<()> {
    let flags = Flags::parse();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, flags.port));
    if flags.threads {
        on_threads(address)
    } else if flags.tasks {
        in_tasks(address)
    } else {
        on_a_loop(address)
    }
}

fn on_threads(address: SocketAddr) -> Result<()> {
    for stream in std::net::TcpListener::bind(address)?.incoming() {
        let mut stream = stream?;
        stream.set_nodelay(true)?;
        std::thread::spawn(move || {
            let mut room = vec![0; ROOM];
            while let Ok(read @ 1..) = stream.read(&mut room) {
                if stream.write_all(&room[..read]).is_err() {
                    break;
                }
            }
        });
    }
    Ok(())
}

fn in_tasks(address: SocketAddr) -> Result<()> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_io().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        loop {
            let (mut stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(async move {
                let mut room = vec![0; ROOM];
                while let Ok(read @ 1..) = stream.read(&mut room).await {
                    if stream.write_all(&room[..read]).await.is_err() {
                        break;
                    }
                }
            });
        }
    })
}

fn on_a_loop(address: SocketAddr) -> Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(address)?;
    poll.registry()
        .register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut peers: Vec<Option<Peer>> = Vec::new(); // places are not used again: a run's connections come once
    let (mut events, mut room) = (Events::with_capacity(512), vec![0; ROOM]);
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                accept(&listener, &poll, &mut peers)?;
                continue;
            }
            let place = &mut peers[event.token().0]; // invariant: tokens are places in `peers`
            let gone = place
                .as_mut()
                .is_some_and(|peer| echo(peer, &mut room, event.is_read_closed()).is_err());
            if gone {
                *place = None;
            }
        }
    }
}

fn accept(listener: &TcpListener, poll: &Poll, peers: &mut Vec<Option<Peer>>) -> Result<()> {
    loop {
        let mut stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        stream.set_nodelay(true)?;
        let both = Interest::READABLE | Interest::WRITABLE;
        poll.registry()
            .register(&mut stream, Token(peers.len()), both)?;
        peers.push(Some(Peer {
            stream,
            left: VecDeque::new(),
        }));
    }
}

/// Gives back what is there. An error is the end of the connection, and so is its end.
fn echo(peer: &mut Peer, room: &mut [u8], closed: bool) -> io::Result<()> {
    loop {
        while !peer.left.is_empty() {
            match peer.stream.write(peer.left.as_slices().0) {
                Ok(written) => drop(peer.left.drain(..written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        let read = match peer.stream.read(room) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            read => read?,
        };
        let written = match peer.stream.write(&room[..read]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            written => written?,
        };
        peer.left.extend(&room[written..read]);
        if read < room.len() && peer.left.is_empty() && !closed {
            return Ok(()); // the socket is empty: what comes next is another event
        }
    }
}
