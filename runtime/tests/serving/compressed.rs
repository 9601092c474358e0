//! Calls and replies in zlib streams, below either framing.

use crate::support::{
    BOTH, Handler, Running, Served,
    calculator::calculator::{AddArgs, AddResult, BlockingClient, EchoArgs, Processor},
    call, frame, processor, replies, serve_in,
};
use flate2::{Compress, Decompress, FlushCompress, FlushDecompress};
use thriftwood::{
    Compression, Dialect, ErrorKind, Framing, Limits,
    client::{BlockingChannel, ClientOptions},
    server::{Server, ServerModel, ServerOptions, TServer as _},
    transport::Endpoint,
};

fn dialect(framing: Framing) -> Dialect {
    Dialect::default()
        .with_framing(framing)
        .with_compression(Compression::Zlib)
}

/// One stream of these pieces, each flushed as asked.
pub(super) fn deflated<'p>(
    pieces: impl IntoIterator<Item = &'p [u8]>,
    flush: FlushCompress,
) -> Vec<u8> {
    let mut compress = Compress::new(flate2::Compression::default(), true);
    let mut stream = Vec::new();
    for piece in pieces {
        stream.reserve(piece.len() + 100);
        compress.compress_vec(piece, &mut stream, flush).unwrap();
        if flush == FlushCompress::Finish {
            compress.reset();
        }
    }
    stream
}

/// What the server sent, inflated, and whether its stream came to its end.
fn inflated(served: &Served) -> (Vec<u8>, bool) {
    let mut plain = Vec::with_capacity(1 << 16);
    let status = Decompress::new(true)
        .decompress_vec(&served.written.concat(), &mut plain, FlushDecompress::None)
        .unwrap();
    (plain, status == flate2::Status::StreamEnd)
}

fn sums(framing: Framing, stream: &[u8]) -> Vec<i32> {
    let sum = |(_, result): thriftwood::Reply<AddResult>| result.unwrap().success.unwrap();
    replies(framing, stream).into_iter().map(sum).collect()
}

fn calls(framing: Framing) -> [Vec<u8>; 3] {
    [1, 2, 3].map(|n| call(framing, "add", n, &AddArgs { left: n, right: n }))
}

#[test]
fn every_way_of_flushing_is_understood_and_so_are_single_bytes() {
    for framing in BOTH {
        let calls = calls(framing);
        for flush in [
            FlushCompress::Sync,
            FlushCompress::Full,
            FlushCompress::Finish,
        ] {
            let stream = deflated(calls.iter().map(Vec::as_slice), flush);
            for size in [1, stream.len()] {
                let pieces: Vec<_> = stream.chunks(size).collect();
                let served = serve_in(dialect(framing), Limits::default(), &processor(), &pieces);
                served.result.as_ref().unwrap();
                let (plain, _) = inflated(&served);
                assert_eq!(
                    sums(framing, &plain),
                    [2, 4, 6],
                    "{framing} {flush:?} {size}"
                );
            }
        }
    }
}

#[test]
fn empty_frames_of_a_stream_hold_nothing_up() {
    let calls = calls(Framing::Unframed).concat();
    let stream = deflated([calls.as_slice()], FlushCompress::Sync);
    let (first, rest) = stream.split_at(stream.len() / 2);
    let bytes = [b"".as_slice(), first, b"", b"", rest]
        .map(|piece| frame(Framing::Framed, piece))
        .concat();
    let dialect = Dialect::default()
        .with_framing(Framing::Framed)
        .with_compression(Compression::ZlibInFrames);
    let mut served = serve_in(dialect, Limits::default(), &processor(), &[&bytes]);
    served.result.as_ref().unwrap();
    let frames = served.written.concat();
    let length = u32::from_be_bytes(frames[..4].try_into().unwrap());
    assert_eq!(
        length as usize,
        frames.len() - 4,
        "all answers are in one frame"
    );
    served.written = vec![frames[4..].to_vec()];
    let (plain, _) = inflated(&served);
    assert_eq!(sums(Framing::Unframed, &plain), [2, 4, 6]);
}

#[test]
fn replies_that_wait_together_are_flushed_together() {
    let stream = deflated(
        [calls(Framing::Framed).concat().as_slice()],
        FlushCompress::Sync,
    );
    let served = serve_in(
        dialect(Framing::Framed),
        Limits::default(),
        &processor(),
        &[&stream],
    );
    assert_eq!(served.written.len(), 1);
    let ends = served.written[0]
        .windows(4)
        .filter(|bytes| bytes == b"\0\0\xff\xff");
    assert_eq!(ends.count(), 1);
}

#[test]
fn a_bomb_meets_the_limits() {
    let limits = Limits::default().with_inflated(200_000);
    let echo = |length: usize| {
        let payload = vec![0; length].into();
        call(Framing::Unframed, "echo", 1, &EchoArgs { payload })
    };
    for (length, fits) in [(199_000, true), (200_000, false), (20 << 20, false)] {
        let stream = deflated([echo(length).as_slice()], FlushCompress::Sync);
        let served = serve_in(dialect(Framing::Unframed), limits, &processor(), &[&stream]);
        if fits {
            served.result.unwrap();
        } else {
            let error = served.result.unwrap_err();
            assert!(
                error.to_string().contains("inflated limit of 200000"),
                "{error}"
            );
        }
    }
    // many messages of one stream are together as long as they like
    let many = vec![echo(50_000); 20];
    let stream = deflated(many.iter().map(Vec::as_slice), FlushCompress::Sync);
    let served = serve_in(dialect(Framing::Unframed), limits, &processor(), &[&stream]);
    served.result.unwrap();
}

#[test]
fn damage_ends_the_connection_and_the_stream_that_answers_it() {
    let [first, second, _] = calls(Framing::Framed);
    let mut stream = deflated([first.as_slice(), &second], FlushCompress::Finish);
    let last = stream.len() - 1;
    stream[last] ^= 1;
    let served = serve_in(
        dialect(Framing::Framed),
        Limits::default(),
        &processor(),
        &[&stream],
    );
    assert!(matches!(
        served.result.as_ref().unwrap_err().kind(),
        ErrorKind::Damaged
    ));
    let (plain, ended) = inflated(&served);
    // both calls stand in front of the checksum, which is all that is damaged
    assert_eq!((sums(Framing::Framed, &plain), ended), (vec![2, 4], true));
    let plain_bytes = serve_in(
        dialect(Framing::Framed),
        Limits::default(),
        &processor(),
        &[&first],
    );
    assert!(matches!(
        plain_bytes.result.unwrap_err().kind(),
        ErrorKind::Damaged
    ));
}

#[test]
fn a_client_and_a_server_that_both_compress_understand_each_other() {
    for framing in BOTH {
        let options = ServerOptions::default()
            .with_framing(framing)
            .with_compression(Compression::Zlib);
        let (running, connector) = Running::in_memory(Processor::new(Handler::default()), options);
        let options = ClientOptions::default()
            .with_framing(framing)
            .with_compression(Compression::Zlib);
        let mut channel = BlockingChannel::over(connector.connect().unwrap(), &options);
        let mut client = BlockingClient::new(&mut channel);
        let payload: thriftwood::Bytes = (0..1_000_000_u32).map(|n| (n / 7) as u8).collect();
        assert_eq!(client.echo(payload.clone()).unwrap(), payload);
        assert_eq!(client.add(1, 2).unwrap(), 3);
        channel.close().unwrap();
        running.stop();
    }
}

/// Some kilobytes that stand for a great many calls: every model answers all of them.
#[test]
fn a_bomb_of_small_calls_is_answered_by_every_model() {
    use std::io::{Read as _, Write as _};
    const CALLS: usize = 100_000;
    let call = call(Framing::Framed, "add", 1, &AddArgs { left: 1, right: 2 });
    let bomb = deflated([&*call.repeat(CALLS)], FlushCompress::Sync);
    assert!(bomb.len() * 50 < call.len() * CALLS);
    for &model in ServerModel::ALL {
        let server = Server::builder()
            .model(model)
            .compression(Compression::Zlib);
        let server = server
            .bind(&"127.0.0.1:0".parse().unwrap(), processor())
            .unwrap();
        let Endpoint::Tcp { port, .. } = *server.endpoints()[0] else {
            unreachable!()
        };
        let handle = server.handle();
        let serving = std::thread::spawn(move || server.serve());
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(&bomb).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answers = Vec::new();
        stream.read_to_end(&mut answers).unwrap();
        let mut plain = Vec::with_capacity(16 << 20);
        Decompress::new(true)
            .decompress_vec(&answers, &mut plain, FlushDecompress::None)
            .unwrap();
        let (first, _) = plain.split_first_chunk().unwrap();
        let length = u32::from_be_bytes(*first) as usize + 4;
        assert_eq!(plain.len(), length * CALLS, "{model}");
        handle.stop();
        serving.join().unwrap().unwrap();
    }
}

/// Thrift's `TZlibTransport` over `TFramedTransport`.
#[test]
fn a_stream_that_is_cut_into_frames_is_understood_wherever_it_is_cut() {
    let dialect = Dialect::default()
        .with_framing(Framing::Framed)
        .with_compression(Compression::ZlibInFrames);
    let calls = calls(Framing::Unframed);
    let stream = deflated(calls.iter().map(Vec::as_slice), FlushCompress::Sync);
    for size in [1, 7, stream.len()] {
        let frames: Vec<_> = stream
            .chunks(size)
            .map(|piece| frame(Framing::Framed, piece))
            .collect();
        let pieces: Vec<_> = frames.iter().map(Vec::as_slice).collect();
        let served = serve_in(dialect, Limits::default(), &processor(), &pieces);
        served.result.as_ref().unwrap();
        let mut rest = &*served.written.concat();
        let mut cut = Vec::new();
        while let Some((length, after)) = rest.split_first_chunk() {
            let (piece, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            cut.extend_from_slice(piece);
            rest = after;
        }
        let mut plain = Vec::with_capacity(1 << 16);
        Decompress::new(true)
            .decompress_vec(&cut, &mut plain, FlushDecompress::None)
            .unwrap();
        assert_eq!(sums(Framing::Unframed, &plain), [2, 4, 6], "{size}");
    }
}

#[test]
fn a_stream_in_frames_goes_both_ways_and_with_framed_messages_only() {
    let in_frames = Compression::ZlibInFrames;
    let options = ServerOptions::default()
        .with_framing(Framing::Framed)
        .with_compression(in_frames);
    let (running, connector) = Running::in_memory(processor(), options);
    let options = ClientOptions::default().with_compression(in_frames);
    let mut client = BlockingClient::new(BlockingChannel::over(
        connector.connect().unwrap(),
        &options,
    ));
    for size in [0, 10, 30_000_000] {
        let payload = thriftwood::Bytes::from(vec![7; size]);
        assert_eq!(client.echo(payload.clone()).unwrap(), payload);
    }
    drop(client);
    running.stop();
    for framing in [Framing::Unframed, Framing::Header, Framing::Http] {
        let refused = Dialect::default()
            .with_framing(framing)
            .with_compression(in_frames)
            .check();
        assert!(matches!(refused.unwrap_err().kind(), ErrorKind::Usage(_)));
    }
    assert!(
        ServerOptions::default()
            .with_compression(in_frames)
            .dialect()
            .check()
            .is_err()
    );
}
