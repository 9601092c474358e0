//! A peer with a socket, and the rules of what it gets back.

use super::service::{Answer, Parcel};
use crate::{ApplicationErrorKind, Bytes, Limits, MessageHeader, Protocol, TMessageType};
use std::{
    io::{self, Read as _, Write as _},
    net::Shutdown,
    os::unix::net::UnixStream,
};

/// Somebody who calls.
pub(super) struct Peer {
    stream: UnixStream,
    /// What is to be sent, and not gone out.
    out: Vec<u8>,
    arrived: Vec<u8>,
    /// Calls that are not answered, in their order.
    unanswered: Vec<i32>,
    next: i32,
    in_order: bool,
    pub(super) half_closed: bool,
    /// Has the server ended the connection?
    pub(super) ended: bool,
    /// How many bytes the socket has taken.
    sent: usize,
    /// Where each call ends, counted from the first byte of all.
    ends: Vec<usize>,
    /// The last call that was answered.
    last: i32,
    pub(super) answered: u64,
    pub(super) refused: u64,
    /// Answers that came before others that were due.
    pub(super) overtaken: u64,
}

impl Peer {
    pub(super) fn new(stream: UnixStream, in_order: bool) -> Self {
        stream.set_nonblocking(true).unwrap();
        Self {
            stream,
            out: Vec::new(),
            arrived: Vec::new(),
            unanswered: Vec::new(),
            next: 1,
            in_order,
            half_closed: false,
            ended: false,
            sent: 0,
            ends: Vec::new(),
            last: 0,
            answered: 0,
            refused: 0,
            overtaken: 0,
        }
    }

    /// How many bytes wait to be sent.
    pub(super) fn backlog(&self) -> usize {
        self.out.len()
    }

    pub(super) fn unanswered(&self) -> &[i32] {
        &self.unanswered
    }

    /// Has another call to make.
    pub(super) fn call(&mut self, waits: bool, wanted: i32, padding: usize) {
        let number = self.next;
        self.next += 1;
        let padding = Bytes::from(vec![3; padding]);
        let parcel = Parcel {
            number,
            waits,
            wanted,
            padding,
        };
        let header = MessageHeader::new("send", TMessageType::Call, number);
        let mut message = Vec::new();
        Protocol::Binary
            .write_message(&header, &parcel, &mut message)
            .unwrap();
        self.out
            .extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        self.out.extend(message);
        self.ends.push(self.sent + self.out.len());
        self.unanswered.push(number);
    }

    /// How many bytes went out behind the last call that has begun or is answered.
    pub(super) fn taken_in(&self, begun: i32) -> usize {
        let last = begun.max(self.last).unsigned_abs() as usize;
        let end = last.checked_sub(1).map_or(0, |place| self.ends[place]);
        self.sent.saturating_sub(end)
    }

    /// Sends so many bytes at most.
    pub(super) fn send(&mut self, count: usize) {
        let count = count.min(self.out.len());
        if count == 0 || self.half_closed || self.ended {
            return;
        }
        match self.stream.write(&self.out[..count]) {
            Ok(count) => {
                self.sent += count;
                self.out.drain(..count);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => self.ended = true,
        }
    }

    /// Says that nothing more will come. A call that has not gone out whole is none.
    pub(super) fn half_close(&mut self) {
        if self.out.is_empty() && !self.half_closed {
            self.half_closed = true;
            let _ = self.stream.shutdown(Shutdown::Write);
        }
    }

    /// Reads so many bytes at most, and looks at the answers among them.
    pub(super) fn receive(&mut self, count: usize) -> bool {
        let mut room = vec![0; count];
        match self.stream.read(&mut room) {
            Ok(0) => self.ended = true,
            Ok(count) => {
                self.arrived.extend(&room[..count]);
                while self.take_answer() {}
                return true;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => self.ended = true,
        }
        false
    }

    fn take_answer(&mut self) -> bool {
        let Some((length, rest)) = self.arrived.split_first_chunk() else {
            return false;
        };
        let length = u32::from_be_bytes(*length) as usize;
        let Some(message) = rest.get(..length) else {
            return false;
        };
        let message = Bytes::copy_from_slice(message);
        self.arrived.drain(..4 + length);
        let reply = Protocol::Binary.read_reply::<Answer>(&message, &Limits::default());
        let ((header, answer), _) = reply.unwrap();
        let place = self
            .unanswered
            .iter()
            .position(|call| *call == header.sequence);
        let place = place.unwrap_or_else(|| panic!("nobody asked for {}", header.sequence));
        assert!(
            place == 0 || !self.in_order,
            "{} came too early",
            header.sequence
        );
        self.overtaken += u64::from(place > 0);
        self.last = self.last.max(header.sequence);
        self.unanswered.remove(place);
        match answer {
            Ok(answer) => {
                let parcel = answer.success.expect("a result");
                assert_eq!(parcel.number, header.sequence, "the answer is another's");
                assert_eq!(parcel.padding.len(), parcel.wanted.unsigned_abs() as usize);
                self.answered += 1;
            }
            Err(why) => {
                assert_eq!(why.kind, ApplicationErrorKind::INTERNAL_ERROR, "{why}");
                self.refused += 1;
            }
        }
        true
    }
}
