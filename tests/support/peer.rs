//! A peer that does what no client would.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
use std::time::Duration;

use generated::interop::base::{AddArgs, AddResult};
use generated::interop::interop::BlobArgs;
use socket2::{Domain, SockAddr, Socket, Type};
use thriftwood::transport::Endpoint;
use thriftwood::wire::Wire;
use thriftwood::{Bytes, Limits, MessageHeader, Protocol, TMessageType};

/// One connection, without a client.
#[derive(Debug)]
pub struct Peer {
    /// What is written to and read from.
    pub socket: Socket,
}

impl Peer {
    /// Connects to a server over TCP or a Unix socket.
    ///
    /// # Panics
    /// If nobody listens there.
    pub fn connect(endpoint: &Endpoint) -> Self {
        let (domain, address) = match endpoint {
            Endpoint::Tcp { port, .. } => {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
                (Domain::IPV4, SockAddr::from(address))
            }
            Endpoint::Unix(path) => (Domain::UNIX, SockAddr::unix(path).unwrap()),
            other => panic!("no test listens at {other}"),
        };
        let socket = Socket::new(domain, Type::STREAM, None).unwrap();
        socket.connect(&address).unwrap();
        // nothing takes that long; a reply that is lost is to be a failure
        socket
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        Self { socket }
    }

    /// Sends all of `bytes`.
    ///
    /// # Errors
    /// The server has hung up.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.socket.write_all(bytes)
    }

    /// Says that nothing more will come.
    ///
    /// # Panics
    /// If there is no connection any more.
    pub fn end_writing(&self) {
        self.socket.shutdown(Shutdown::Write).unwrap();
    }

    /// The sequence id of the next reply, and its body; `None`: the server has hung up.
    ///
    /// # Errors
    /// The connection broke within a reply, or the reply is none.
    pub fn reply<R: Wire>(&mut self) -> io::Result<Option<(i32, R)>> {
        let mut length = [0; 4];
        if self.socket.read(&mut length[..1])? == 0 {
            return Ok(None);
        }
        self.socket.read_exact(&mut length[1..])?;
        let mut message = vec![0; u32::from_be_bytes(length) as usize];
        self.socket.read_exact(&mut message)?;
        let read = Protocol::Binary.read_reply(&Bytes::from(message), &Limits::default());
        let ((header, result), _) = read.map_err(io::Error::other)?;
        Ok(Some((header.sequence, result.map_err(io::Error::other)?)))
    }

    /// The sequence id of the next reply to an `add`, and the sum.
    ///
    /// # Errors
    /// As [`reply`](Self::reply).
    pub fn sum(&mut self) -> io::Result<Option<(i32, i32)>> {
        let reply = self.reply::<AddResult>()?;
        let sum = |(sequence, result): (i32, AddResult)| Some((sequence, result.success?));
        Ok(reply.and_then(sum))
    }

    /// Adds, and believes nothing else than the sum.
    ///
    /// # Panics
    /// If it gets none, or another.
    pub fn add(&mut self, a: i32, b: i32) {
        self.send(&add(1, a, b)).unwrap();
        assert_eq!(self.sum().unwrap(), Some((1, a + b)));
    }
}

/// A framed call of `add`.
pub fn add(sequence: i32, a: i32, b: i32) -> Vec<u8> {
    call("add", sequence, &AddArgs { a, b })
}

/// A framed call of `blob`.
pub fn blob(sequence: i32, size: i32) -> Vec<u8> {
    call("blob", sequence, &BlobArgs { size })
}

/// A framed call of any method.
///
/// # Panics
/// If the arguments are too long for a frame.
pub fn call<A: Wire>(method: &str, sequence: i32, arguments: &A) -> Vec<u8> {
    let header = MessageHeader::new(method, TMessageType::Call, sequence);
    let mut frame = vec![0; 4];
    Protocol::Binary
        .write_message(&header, arguments, &mut frame)
        .unwrap();
    let length = (frame.len() - 4) as u32;
    frame[..4].copy_from_slice(&length.to_be_bytes());
    frame
}
