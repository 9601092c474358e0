//! Messages through a zlib stream: `echo`, framed, with a payload's bytes, through the server's end of a connection. No
//! message is like the ones before it: what zlib has seen 32 KiB ago it has forgotten.

use std::hint::black_box;

use benches::Result;
use benches::cells::Cell;
use benches::echo::Echo;
use flate2::{Compress, Compression as Level, Decompress, FlushCompress, FlushDecompress};
use generated::bench::bench::{Call, EchoArgs, EchoResult, Processor};
use thriftwood::protocol::TInputProtocol;
use thriftwood::wire::Wire as _;
use thriftwood::{
    Bytes, Compression, Connection, Context, Dialect, Framing, Limits, MessageHeader,
    MessageReader, Peer, Pieces, Protocol, TMessageType,
};

/// The least bytes that a payload needs, so that going round in it again is nothing that zlib remembers.
const LEAST: usize = 64 << 10;

/// A stream of calls to decode, and a connection whose answers are encoded.
pub(crate) struct Messages {
    /// What the messages carry, in turn.
    pieces: Vec<Bytes>,
    turn: usize,
    calls: Vec<u8>,
    count: usize,
    inbound: Stream,
    outbound: Connection,
    call: Context,
}

/// A connection that is receiving a stream of calls.
struct Stream {
    connection: Connection,
    received: usize,
    left: usize,
}

impl Messages {
    /// Messages that carry so many bytes of the payload each; none if the payload is too small.
    pub(crate) fn new(payload: Vec<u8>, piece: usize) -> Result<Option<Self>> {
        if payload.len() < LEAST {
            return Ok(None);
        }
        let payload = Bytes::from(payload);
        let cuts = (0..payload.len()).step_by(piece.min(payload.len()));
        let pieces: Vec<Bytes> = cuts
            .map(|at| payload.slice(at..payload.len().min(at.saturating_add(piece))))
            .collect();
        // about 4 MiB, so that beginning a stream does not count
        let count = (4 << 20) / pieces[0].len();
        let calls = calls(&pieces, count)?;
        let mut first = Stream::new(count);
        let (call, received) = first.next(&calls)?;
        if received != pieces[0] {
            return Err("the connection has read another payload".into());
        }
        let (inbound, outbound) = (Stream::new(count), first.connection);
        Ok(Some(Self {
            pieces,
            turn: 0,
            calls,
            count,
            inbound,
            outbound,
            call,
        }))
    }

    /// Answers the call with the next piece, and leaves the answer to be taken.
    fn answer(&mut self) -> Result<Pieces<'_>> {
        let success = Some(black_box(&self.pieces[self.turn]).clone());
        self.turn = (self.turn + 1) % self.pieces.len();
        self.outbound
            .push_reply(&self.call, Ok(Some(EchoResult { success })))?;
        Ok(self.outbound.outbound())
    }
}

impl Stream {
    fn new(calls: usize) -> Self {
        let dialect = Dialect::default()
            .with_framing(Framing::Framed)
            .with_compression(Compression::Zlib);
        let connection = Connection::new(dialect, Limits::default(), Peer::Unknown);
        Self {
            connection,
            received: 0,
            left: calls,
        }
    }

    /// The next call and its payload.
    fn next(&mut self, calls: &[u8]) -> Result<(Context, Bytes)> {
        self.left -= 1;
        loop {
            if let Some((context, call)) = self.connection.next_call(&Processor::new(Echo))? {
                let Call::Echo(EchoArgs { payload }) = call else {
                    return Err("another call than `echo`".into());
                };
                return Ok((context, payload));
            }
            let room = self.connection.room();
            let rest = &calls[self.received..];
            let count = room.len().min(rest.len());
            if count == 0 {
                return Err("the stream has fewer calls than were written".into());
            }
            room[..count].copy_from_slice(&rest[..count]);
            self.connection.received(count);
            self.received += count;
        }
    }
}

impl Cell for Messages {
    fn encode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            let sent = black_box(self.answer()?)
                .iter()
                .map(|piece| piece.len())
                .sum::<usize>();
            self.outbound.written(sent);
        }
        Ok(())
    }

    fn decode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            if self.inbound.left == 0 {
                self.inbound = Stream::new(self.count);
            }
            black_box(self.inbound.next(&self.calls)?);
        }
        Ok(())
    }

    fn encoded(&mut self) -> Result<Vec<u8>> {
        let mut fresh = Stream::new(self.count);
        let (call, success) = fresh.next(&self.calls)?;
        fresh.connection.push_reply(
            &call,
            Ok(Some(EchoResult {
                success: Some(success),
            })),
        )?;
        Ok(fresh.connection.outbound().to_vec())
    }

    fn is_same(&mut self, bytes: &[u8]) -> Result<bool> {
        let mut plain = Vec::with_capacity(self.pieces[0].len() + 1024);
        Decompress::new(true).decompress_vec(bytes, &mut plain, FlushDecompress::Sync)?;
        let message = Bytes::from(plain).slice(4..); // behind the frame's length
        let (payload, _) =
            Protocol::Binary.read_message(&message, &Limits::default(), PayloadReader)?;
        Ok(payload == self.pieces[0])
    }
}

/// The payload of a call of `echo`, or of its answer.
struct PayloadReader;

impl MessageReader for PayloadReader {
    type Output = Bytes;

    fn read<P: TInputProtocol>(
        self,
        header: MessageHeader,
        input: &mut P,
    ) -> thriftwood::Result<Bytes> {
        Ok(match header.kind {
            TMessageType::Reply => EchoResult::read(input)?.success.unwrap_or_default(),
            _ => EchoArgs::read(input)?.payload,
        })
    }
}

/// A stream of as many calls, each flushed as Thrift's zlib transports do.
fn calls(pieces: &[Bytes], count: usize) -> Result<Vec<u8>> {
    let header = MessageHeader::new("echo", TMessageType::Call, 1);
    let mut deflater = Compress::new(Level::default(), true);
    let mut stream = Vec::new();
    for payload in pieces.iter().cycle().take(count) {
        let mut framed = vec![0; 4];
        let arguments = EchoArgs {
            payload: payload.clone(),
        };
        Protocol::Binary.write_message(&header, &arguments, &mut framed)?;
        let length = u32::try_from(framed.len() - 4)?;
        framed[..4].copy_from_slice(&length.to_be_bytes());
        stream.reserve(framed.len() + framed.len() / 8 + 1024); // more than deflating ever takes
        deflater.compress_vec(&framed, &mut stream, FlushCompress::Sync)?;
    }
    Ok(stream)
}
