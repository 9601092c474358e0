//! A proxy on loopback that keeps to its scripts. It looks at the number of a byte, never at a clock, to know what to do.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::SockRef;
use thriftwood::transport::Endpoint;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::log::{Done, Log, What};
use crate::script::{Cut, Direction, Fault, Kind, Script};

/// A proxy before one server, on a thread of its own.
#[derive(Debug)]
pub(crate) struct Proxy {
    endpoint: Endpoint,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// What one proxy is to do, and where it writes down that it did.
#[derive(Clone, Debug)]
pub(crate) struct Orders {
    pub(crate) kind: Kind,
    pub(crate) seed: u64,
    pub(crate) log: Log,
    /// What its sockets hold, if not as much as the system likes.
    pub(crate) room: Option<usize>,
}

/// How long bytes are waited for that are to be merged, or lost.
const MOMENT: Duration = Duration::from_millis(3);
/// The most bytes that are read at once.
const ROOM: usize = 16 * 1024;

impl Proxy {
    pub(crate) fn start(server: &Endpoint, orders: Orders) -> Self {
        let server: SocketAddr = server.to_string().parse().expect("an address and a port");
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        // the sockets that it accepts have it from it
        narrow(&SockRef::from(&listener), orders.room);
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(serve(listener, server, &orders, stopped));
        });
        Self {
            endpoint: Endpoint::Tcp {
                host: Ipv4Addr::LOCALHOST.to_string(),
                port,
            },
            stop,
            thread,
        }
    }

    /// Where clients find it.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Ends it, and every connection that is left.
    pub(crate) fn stop(self) {
        // it may have ended, which the join tells
        let _ = self.stop.send(());
        self.thread.join().expect("the proxy does not panic");
    }
}

async fn serve(
    listener: std::net::TcpListener,
    server: SocketAddr,
    orders: &Orders,
    mut stopped: oneshot::Receiver<()>,
) {
    let listener = TcpListener::from_std(listener).unwrap();
    let mut connections = JoinSet::new();
    for number in 0.. {
        tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => {
                let (client, _) = accepted.unwrap();
                connections.spawn(carry(client, server, orders.clone(), number));
            }
        }
    }
}

/// The whole connection is over.
#[derive(Debug)]
struct Over {
    resets_client: bool,
    resets_server: bool,
}

impl Over {
    const IN_ORDER: Self = Self {
        resets_client: false,
        resets_server: false,
    };
}

impl From<io::Error> for Over {
    /// Somebody has gone without a word.
    fn from(_: io::Error) -> Self {
        Self {
            resets_client: true,
            resets_server: true,
        }
    }
}

/// One connection, from its beginning to its end.
async fn carry(mut client: TcpStream, server: SocketAddr, orders: Orders, connection: u64) {
    let Ok(mut server) = TcpStream::connect(server).await else {
        return;
    };
    narrow(&SockRef::from(&server), orders.room);
    // what is sent apart is to arrive apart; a socket that is reset already has no such option
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let tape = |direction| Tape {
        script: Script::draw(orders.kind, orders.seed, connection, direction),
        log: orders.log.clone(),
        connection,
        direction,
        at: 0,
    };
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let ended = tokio::try_join!(
        pump(&mut from_client, &mut to_server, tape(Direction::ToServer)),
        pump(&mut from_server, &mut to_client, tape(Direction::ToClient)),
    );
    if let Err(over) = ended {
        for (stream, resets) in [(&client, over.resets_client), (&server, over.resets_server)] {
            if resets {
                let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
            }
        }
    }
}

fn narrow(socket: &SockRef<'_>, room: Option<usize>) {
    if let Some(room) = room {
        // it may be reset already
        let _ = socket.set_recv_buffer_size(room);
        let _ = socket.set_send_buffer_size(room);
    }
}

/// One direction of a connection, and how far it has come.
struct Tape {
    script: Script,
    log: Log,
    connection: u64,
    direction: Direction,
    at: u64,
}

impl Tape {
    fn done(&self, at: u64, what: What) {
        self.log.note(Done {
            connection: self.connection,
            direction: self.direction,
            at,
            what,
        });
    }
}

/// Carries bytes from one side to the other until this direction ends.
///
/// # Errors
/// The whole connection does.
async fn pump(
    source: &mut (impl AsyncRead + Unpin),
    sink: &mut (impl AsyncWrite + Unpin),
    mut tape: Tape,
) -> Result<(), Over> {
    let mut buffer = vec![0; ROOM];
    loop {
        let mut together = 1;
        while let Some(fault) = tape.script.due(tape.at) {
            match fault {
                Fault::Pause(pause) => tokio::time::sleep(pause).await,
                // the end of a read is the end of a write
                Fault::Split => tokio::task::yield_now().await,
                Fault::Merge(bytes) => together = bytes,
                Fault::Cut(_) => {}
            }
            tape.done(tape.at, What::Fault(fault));
            if let Fault::Cut(cut) = fault {
                return end(cut, source, sink, tape.direction).await;
            }
        }
        let room = tape.script.undisturbed(tape.at).min(ROOM as u64) as usize;
        let count = gather(source, &mut buffer[..room], together).await?;
        if count == 0 {
            return Ok(sink.shutdown().await?);
        }
        for (at, bits) in tape.script.change(tape.at, &mut buffer[..count]) {
            tape.done(at, What::Change(bits));
        }
        if sink.write_all(&buffer[..count]).await.is_err() {
            // what the receiver said before it left still arrives
            return Ok(());
        }
        tape.at += count as u64;
    }
}

/// Reads until so many bytes are here, or no more come for a moment. 0: no more will ever come.
async fn gather(
    source: &mut (impl AsyncRead + Unpin),
    room: &mut [u8],
    together: usize,
) -> io::Result<usize> {
    let mut count = source.read(room).await?;
    while count > 0 && count < together.min(room.len()) {
        match timeout(MOMENT, source.read(&mut room[count..])).await {
            Err(_) | Ok(Ok(0)) => break,
            Ok(more) => count += more?,
        }
    }
    Ok(count)
}

/// Ends this direction.
///
/// # Errors
/// And the other one.
async fn end(
    cut: Cut,
    source: &mut (impl AsyncRead + Unpin),
    sink: &mut (impl AsyncWrite + Unpin),
    direction: Direction,
) -> Result<(), Over> {
    let mut lost = [0; 1024];
    match cut {
        Cut::Close => Err(Over::IN_ORDER),
        Cut::Swallow(bytes) => {
            let mut left = bytes;
            while left > 0 {
                let room = left.min(lost.len());
                match timeout(MOMENT, source.read(&mut lost[..room])).await {
                    Err(_) | Ok(Ok(0)) => break,
                    Ok(count) => left -= count?,
                }
            }
            Err(Over::IN_ORDER)
        }
        Cut::Hole => {
            while source.read(&mut lost).await? > 0 {}
            Err(Over::IN_ORDER)
        }
        Cut::Reset { sender, receiver } => Err(match direction {
            Direction::ToServer => Over {
                resets_client: sender,
                resets_server: receiver,
            },
            Direction::ToClient => Over {
                resets_client: receiver,
                resets_server: sender,
            },
        }),
        Cut::HalfClose => {
            sink.shutdown().await?;
            while source.read(&mut lost).await? > 0 {}
            Ok(())
        }
    }
}
