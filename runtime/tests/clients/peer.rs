//! A server by script, at the other end of a stream in memory.

use crate::support::{
    calculator::calculator::{AddArgs, AddResult, Client, PokeArgs},
    message,
};
use thriftwood::{
    Framing, Limits, MessageHeader, MessageReader, Protocol, Result, TMessageType,
    client::{ClientOptions, TokioChannel},
    protocol::TInputProtocol,
    wire::Wire as _,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

/// A call that the server has read.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) header: MessageHeader,
    /// What it asks to add, or to poke and 0.
    pub(crate) numbers: (i32, i32),
}

struct CallReader;

impl MessageReader for CallReader {
    type Output = Call;

    fn read<P: TInputProtocol>(self, header: MessageHeader, input: &mut P) -> Result<Call> {
        let numbers = if header.kind == TMessageType::Oneway {
            (PokeArgs::read(input)?.number, 0)
        } else {
            let args = AddArgs::read(input)?;
            (args.left, args.right)
        };
        Ok(Call { header, numbers })
    }
}

pub(crate) struct Peer {
    pub(crate) stream: DuplexStream,
}

impl Peer {
    /// The next call, which came in a frame.
    pub(crate) async fn call(&mut self) -> Call {
        let length = self.stream.read_u32().await.unwrap();
        let mut bytes = vec![0; length as usize];
        self.stream.read_exact(&mut bytes).await.unwrap();
        let read = Protocol::Binary.read_message(&bytes.into(), &Limits::default(), CallReader);
        read.unwrap().0
    }

    pub(crate) async fn calls(&mut self, count: usize) -> Vec<Call> {
        let mut calls = Vec::new();
        for _ in 0..count {
            calls.push(self.call().await);
        }
        calls
    }

    /// Answers with the sum.
    pub(crate) async fn answer(&mut self, call: &Call) {
        let (left, right) = call.numbers;
        self.say(&sum(
            Framing::Framed,
            "add",
            call.header.sequence,
            left + right,
        ))
        .await;
    }

    pub(crate) async fn say(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Is everything that the client sent read, and has it hung up?
    pub(crate) async fn at_end(&mut self) -> bool {
        self.stream.read(&mut [0]).await.unwrap() == 0
    }
}

pub(crate) fn sum(framing: Framing, method: &str, sequence: i32, success: i32) -> Vec<u8> {
    let success = Some(success);
    message(
        framing,
        method,
        TMessageType::Reply,
        sequence,
        &AddResult { success },
    )
}

/// A client, and the server's end of its stream, which holds so many bytes.
pub(crate) fn pair_with(room: usize, options: &ClientOptions) -> (Client<TokioChannel>, Peer) {
    let (here, stream) = tokio::io::duplex(room);
    (
        Client::new(TokioChannel::over(here, options)),
        Peer { stream },
    )
}

pub(crate) fn pair(options: &ClientOptions) -> (Client<TokioChannel>, Peer) {
    pair_with(64 * 1024, options)
}

/// Starts `add(n, 1000)`.
pub(crate) fn start_add(
    client: &Client<TokioChannel>,
    n: i32,
) -> tokio::task::JoinHandle<Result<i32>> {
    let client = client.clone();
    tokio::spawn(async move { client.add(n, 1000).await })
}
