//! How much memory the messages of a server take, in every model: it is counted, so this is a program of its own.

use peak_alloc::PeakAlloc;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    num::NonZeroUsize,
    thread,
    time::Duration,
};
use thriftwood::{
    Framing, Result, TApplicationException, TProcessor, TType,
    protocol::TInputProtocol,
    server::{Server, ServerModel, TServer as _, WorkerOptions},
    transport::Endpoint,
};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MIB: usize = 1 << 20;
const PEERS: usize = 200;
const CEILING: usize = 8 * MIB;

/// A buffer has up to twice the room of what it holds, and each peer may have the 68 KiB of one read beyond the ceiling.
const BOUND: usize = 2 * CEILING + PEERS * (68 << 10);

/// Has one method, `skip`, whose arguments may have any size.
struct Skip;

impl TProcessor for Skip {
    type Call = ();
    type Reply = TApplicationException; // any struct would do
    const SERVICE: &'static str = "Skip";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<()>> {
        (method == "skip")
            .then(|| input.skip(TType::Struct))
            .transpose()
    }

    async fn run(&self, (): ()) -> Result<Option<TApplicationException>> {
        Ok(Some(TApplicationException::default()))
    }
}

/// A call of `skip` with a string of 1 MiB, in the binary protocol.
fn message(framing: Framing) -> Vec<u8> {
    let (call, name, sequence) = (0x8001_0001_u32, b"skip", 7_u32);
    let (string, id, length) = (11_u8, 1_u16, MIB as u32);
    let mut body = Vec::new();
    body.extend(call.to_be_bytes());
    body.extend((name.len() as u32).to_be_bytes());
    body.extend(name);
    body.extend(sequence.to_be_bytes());
    body.push(string);
    body.extend(id.to_be_bytes());
    body.extend(length.to_be_bytes());
    body.resize(body.len() + MIB, b'x');
    body.push(0);
    match framing {
        Framing::Framed => [&(body.len() as u32).to_be_bytes(), &*body].concat(),
        _ => body,
    }
}

/// Sends the message by and by, and reads the start of the reply.
fn call(port: u16, message: &[u8], framing: Framing) {
    let mut peer = TcpStream::connect(("127.0.0.1", port)).unwrap();
    for piece in message.chunks(64 << 10) {
        peer.write_all(piece).unwrap();
        thread::sleep(Duration::from_millis(1));
    }
    let reply = 0x8001_0002_u32.to_be_bytes();
    let mut answer = [0; 8];
    peer.read_exact(&mut answer).unwrap();
    let start = if framing == Framing::Framed { 4 } else { 0 };
    assert_eq!(answer[start..start + 4], reply);
}

#[test]
fn large_messages_of_many_peers_stay_below_the_ceiling_and_all_are_answered() {
    for &model in ServerModel::ALL {
        for framing in [Framing::Framed, Framing::Unframed] {
            let server = Server::builder()
                .model(model)
                .message_memory(NonZeroUsize::new(CEILING).unwrap())
                .workers(WorkerOptions::default().with_threads(PEERS))
                .bind(&"127.0.0.1:0".parse().unwrap(), Skip)
                .unwrap();
            let Endpoint::Tcp { port, .. } = *server.endpoints()[0] else {
                unreachable!()
            };
            let handle = server.handle();
            let message = message(framing);
            thread::scope(|scope| {
                scope.spawn(|| server.serve().unwrap());
                let before = MEMORY.current_usage();
                MEMORY.reset_peak_usage();
                let peers: Vec<_> = (0..PEERS)
                    .map(|_| scope.spawn(|| call(port, &message, framing)))
                    .collect();
                for peer in peers {
                    peer.join().unwrap();
                }
                let taken = MEMORY.peak_usage() - before;
                handle.stop();
                assert!(taken <= BOUND, "{model}, {framing}: {taken} bytes");
            });
            assert_eq!(handle.metrics().answered, PEERS as u64);
        }
    }
}
