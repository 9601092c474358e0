//! A client, answered with any bytes in every dialect: each call ends in a result or an error, after an error that lost
//! the connection every other call fails, and it makes no difference how the bytes are cut into pieces.

use crate::{
    dialects::{self, DIALECTS},
    memory, pieces,
};
use generated::interop::interop::BlockingClient;
use std::{
    fmt::Debug,
    io::{self, Read, Write},
    net::Shutdown,
    time::Duration,
};
use thriftwood::{
    Dialect, Peer,
    client::{BlockingChannel, ClientOptions},
    transport::{Closer, TTransport},
};

/// The first byte chooses the dialect, the next how the rest is cut into pieces.
pub fn client(input: &[u8]) {
    let Some((&[dialect, a, b, c], bytes)) = input.split_first_chunk() else {
        return;
    };
    let dialect = DIALECTS[usize::from(dialect) % DIALECTS.len()];
    let whole = memory::within(dialects::MEMORY, || call(dialect, vec![bytes]));
    let cut = pieces::cut(bytes, [a, b, c]).collect();
    let cut = memory::within(dialects::MEMORY, || call(dialect, cut));
    assert_eq!(whole, cut);
}

/// What a few calls come to, of those that come to a result.
fn call(dialect: Dialect, answers: Vec<&[u8]>) -> Vec<Option<String>> {
    let options = ClientOptions::default()
        .with_dialect(dialect)
        .with_limits(dialects::limits());
    let script = Script {
        answers: answers.into_iter().map(<[u8]>::to_vec).collect(),
    };
    let mut client = BlockingClient::new(BlockingChannel::over(script, &options));
    let results = vec![
        noted(&client.add(1, 2)),
        noted(&client.fire("token".to_owned(), 1)),
        noted(&client.echo_bundle(Default::default())),
        noted(&client.throw_one(1)),
        noted(&client.echo_keys(Default::default())),
    ];
    if !client.channel().is_open() {
        assert!(client.ping().is_err(), "a call without a connection");
    }
    results
}

/// The text of a result, or that it is none.
fn noted<T: Debug, E>(result: &Result<T, E>) -> Option<String> {
    result.as_ref().ok().map(|value| format!("{value:?}"))
}

/// Answers whatever is said with what it has.
#[derive(Debug)]
struct Script {
    answers: std::collections::VecDeque<Vec<u8>>,
}

impl Read for Script {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let Some(piece) = self.answers.front_mut() else {
            return Ok(0);
        };
        let count = room.len().min(piece.len());
        room[..count].copy_from_slice(&piece[..count]);
        piece.drain(..count);
        if piece.is_empty() {
            self.answers.pop_front();
        }
        Ok(count)
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TTransport for Script {
    fn peer(&self) -> Peer {
        Peer::Unknown
    }

    fn closer(&self) -> Closer {
        Closer::new(|_: Shutdown| ())
    }

    fn set_timeouts(&mut self, _: Option<Duration>, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }
}
