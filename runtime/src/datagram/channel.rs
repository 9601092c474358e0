//! The client's end: a call, a datagram.

use super::{DatagramOptions, addresses};
use crate::{
    ErrorKind, MessageHeader, Protocol, Result, TMessageType, client::Channel, transport::Endpoint,
    wire::Wire,
};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Sends oneway calls, one datagram each. A call that wants an answer is refused.
#[derive(Debug)]
pub struct UdpChannel {
    socket: UdpSocket,
    protocol: Protocol,
    size: usize,
    sequence: i32,
    buffer: Vec<u8>,
}

impl UdpChannel {
    /// A channel to the first address of `host:port` that there is a way to. Nobody needs to listen there.
    ///
    /// # Errors
    /// There is no such address, or the protocol is one that nobody reads.
    pub fn connect(endpoint: &Endpoint, options: &DatagramOptions) -> Result<Self> {
        options.protocol.ensure_readable()?;
        let mut failed = None;
        for address in addresses(endpoint)? {
            match connected(address) {
                Ok(socket) => {
                    return Ok(Self {
                        socket,
                        protocol: options.protocol,
                        size: options.size,
                        sequence: 0,
                        buffer: Vec::new(),
                    });
                }
                Err(error) => failed = Some(error),
            }
        }
        let none = || std::io::Error::new(std::io::ErrorKind::NotFound, "the name has no address");
        Err(failed.unwrap_or_else(none).into())
    }
}

fn connected(address: SocketAddr) -> std::io::Result<UdpSocket> {
    let here: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(here)?;
    socket.connect(address)?;
    Ok(socket)
}

impl Channel for UdpChannel {
    /// Always [`ErrorKind::Usage`]: nothing comes back.
    fn call<A: Wire, R: Wire>(&mut self, method: &str, _: &A) -> Result<R> {
        let why = format!("`{method}` wants an answer, and datagrams carry oneway calls only");
        Err(ErrorKind::Usage(why.into()).into())
    }

    /// Sends the call. An error of the kind "connection refused" tells of an earlier one: nobody listened.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`]: the message is longer than a datagram may be, and was not sent. Else the operating system's.
    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        self.sequence = self.sequence.wrapping_add(1);
        let header = MessageHeader::new(method, TMessageType::Oneway, self.sequence);
        self.buffer.clear();
        self.protocol
            .write_message(&header, arguments, &mut self.buffer)?;
        let (found, allowed) = (self.buffer.len(), self.size);
        if found > allowed {
            let why = format!("a message of {found} bytes is longer than a datagram of {allowed}");
            return Err(ErrorKind::Usage(why.into()).into());
        }
        // a datagram goes whole or not at all
        self.socket.send(&self.buffer)?;
        Ok(())
    }
}
