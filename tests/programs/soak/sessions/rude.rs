//! Peers that do what no client would.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::Duration;

use fastrand::Rng;
use generated::interop::base::{AddArgs, AddResult};
use generated::interop::interop::BlobArgs;
use socket2::SockRef;
use thriftwood::server::ServerModel;
use thriftwood::wire::Wire;
use thriftwood::{Bytes, Limits, MessageHeader, Protocol, TMessageType};

use super::{Ended, Traffic};
use crate::calls::Unanswered;
use crate::target::PATIENCE;

pub(super) fn session(traffic: &Traffic<'_>, _: &str, draw: &mut Rng) -> Ended {
    thread::sleep(Duration::from_micros(draw.u64(..2000))); // there are enough of them all the same
    let is_simple = traffic.target.model == ServerModel::Simple;
    let done = match draw.u16(..1000) {
        0..2 if !is_simple || draw.u8(..8) == 0 => stalls(traffic),
        0..350 => leaves_in_the_middle(traffic, draw),
        350..600 => talks_nonsense(traffic, draw),
        600..700 => does_not_listen(traffic, draw),
        700..900 => floods(traffic, draw),
        _ => return half_closes(traffic, draw),
    };
    // whatever becomes of them, the server has thrown them out or not; what counts is what is left of them
    drop(done);
    Ok(())
}

/// No byte of a message, some of them, or all but the last.
fn leaves_in_the_middle(traffic: &Traffic<'_>, draw: &mut Rng) -> io::Result<()> {
    let mut socket = connect(traffic, draw.u8(..10) == 0)?;
    let call = add(1, draw.i32(..), 1);
    let some = draw.usize(..call.len());
    socket.write_all(&call[..some])?;
    if draw.bool() {
        thread::sleep(Duration::from_micros(draw.u64(..3000)));
    }
    leave(&socket, draw)
}

/// Bytes that are no message, but may begin as if they were.
fn talks_nonsense(traffic: &Traffic<'_>, draw: &mut Rng) -> io::Result<()> {
    const BEGINNINGS: [&[u8]; 9] = [
        b"",
        b"\x80\x01\x00\x01",
        b"\x82\x21",
        b"[1,\"",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x7f\xff\xff\xff\x80\x01",
        b"\x00\x00\x10\x00\x0f\xff\x00\x00",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ];
    let mut socket = connect(traffic, draw.u8(..4) == 0)?;
    let mut bytes = vec![0; draw.usize(..4000)];
    draw.fill(&mut bytes);
    socket.write_all(BEGINNINGS[draw.usize(..BEGINNINGS.len())])?;
    socket.write_all(&bytes)?;
    if draw.bool() {
        socket.shutdown(Shutdown::Write)?;
        hears_out(traffic, &mut socket)?;
    }
    leave(&socket, draw)
}

/// Asks for much, and takes nothing.
fn does_not_listen(traffic: &Traffic<'_>, draw: &mut Rng) -> io::Result<()> {
    let mut socket = connect(traffic, false)?;
    for n in 0..8 {
        socket.write_all(&call("blob", n, &BlobArgs { size: 1 << 20 }))?;
    }
    thread::sleep(Duration::from_micros(draw.u64(..20_000)));
    leave(&socket, draw)
}

/// Asks a lot, takes half of the answers, and is gone.
fn floods(traffic: &Traffic<'_>, draw: &mut Rng) -> io::Result<()> {
    let mut socket = connect(traffic, false)?;
    let calls = draw.i32(..500);
    let bytes: Vec<_> = (0..calls).flat_map(|n| add(n, n, 1)).collect();
    socket.write_all(&bytes)?;
    for _ in 0..calls / 2 {
        reply(&mut socket)?;
    }
    leave(&socket, draw)
}

/// The beginning of a message, and then nothing, until the server has had enough.
fn stalls(traffic: &Traffic<'_>) -> io::Result<()> {
    let mut socket = connect(traffic, false)?;
    socket.write_all(&add(1, 2, 3)[..10])?;
    hears_out(traffic, &mut socket)
}

/// Listens until the server hangs up, or the turn is over.
fn hears_out(traffic: &Traffic<'_>, socket: &mut TcpStream) -> io::Result<()> {
    const LOOK: Duration = Duration::from_millis(50);
    socket.set_read_timeout(Some(LOOK))?;
    let mut dropped = [0; 4096];
    while !traffic.is_over() {
        match socket.read(&mut dropped) {
            Ok(0) => break,
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Says all that it has to say, ends its half of the connection, and listens: that is its right, and it is answered.
fn half_closes(traffic: &Traffic<'_>, draw: &mut Rng) -> Ended {
    let wrong = |why: String| Unanswered::Wrong(format!("a peer that half-closed: {why}"));
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrNotAvailable => {
            Unanswered::Failed(thriftwood::ErrorKind::Io(error).into())
        }
        _ => wrong(error.to_string()),
    };
    let mut socket = connect(traffic, false).map_err(failed)?;
    let (calls, summand) = (draw.i32(..200), draw.i32(..));
    let bytes: Vec<_> = (0..calls).flat_map(|n| add(n, n, summand)).collect();
    socket.write_all(&bytes).map_err(failed)?;
    socket.shutdown(Shutdown::Write).map_err(failed)?;
    let mut due: Vec<_> = (0..calls).map(|n| (n, summand.wrapping_add(n))).collect();
    // where calls of one connection run at once, replies overtake each other
    while let Some(found) = reply(&mut socket).map_err(failed)? {
        let place = due.iter().position(|due| *due == found);
        let place = place.ok_or_else(|| wrong(format!("{found:?} is not due")))?;
        due.remove(place);
        traffic.tally.right.one_more();
    }
    match due.first() {
        None => Ok(()),
        Some(first) => Err(wrong(format!("no answer to {first:?}"))),
    }
}

fn connect(traffic: &Traffic<'_>, tls: bool) -> io::Result<TcpStream> {
    let target = traffic.target;
    let endpoint = if tls { &target.tls } else { &target.plain };
    let socket = TcpStream::connect(endpoint.to_string())?;
    traffic.tally.rude.one_more();
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok(socket)
}

/// In order, as far as TCP goes, or with a reset.
fn leave(socket: &TcpStream, draw: &mut Rng) -> io::Result<()> {
    if draw.bool() {
        SockRef::from(socket).set_linger(Some(Duration::ZERO))?;
    }
    Ok(())
}

/// The sequence id of the next reply, and the sum; `None`: the server has hung up.
fn reply(socket: &mut TcpStream) -> io::Result<Option<(i32, i32)>> {
    let mut length = [0; 4];
    if socket.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    socket.read_exact(&mut length[1..])?;
    let mut message = vec![0; u32::from_be_bytes(length) as usize];
    socket.read_exact(&mut message)?;
    let read = Protocol::Binary.read_reply(&Bytes::from(message), &Limits::default());
    let ((header, result), _) = read.map_err(io::Error::other)?;
    let result: AddResult = result.map_err(io::Error::other)?;
    let sum = result.success.ok_or_else(|| io::Error::other("no sum"))?;
    Ok(Some((header.sequence, sum)))
}

/// A framed call of `add`.
fn add(sequence: i32, a: i32, b: i32) -> Vec<u8> {
    call("add", sequence, &AddArgs { a, b })
}

fn call<A: Wire>(method: &str, sequence: i32, arguments: &A) -> Vec<u8> {
    let header = MessageHeader::new(method, TMessageType::Call, sequence);
    let mut frame = vec![0; 4];
    Protocol::Binary
        .write_message(&header, arguments, &mut frame)
        .expect("a short call can be written");
    let length = (frame.len() - 4) as u32;
    frame[..4].copy_from_slice(&length.to_be_bytes());
    frame
}
