//! The clients of the services, by the flags.

use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rust_kit::Flags;
use rust_thrift::dialect::Dialect;
use rust_thrift::interop::{FutureSyncClient, InteropSyncClient, SecondSyncClient};
use thrift::protocol::{TInputProtocol, TMultiplexedOutputProtocol, TOutputProtocol};
use thrift::transport::{TIoChannel, TTcpChannel};

/// A reply that takes longer never comes.
const PATIENCE: Duration = Duration::from_secs(20);

type Input = Box<dyn TInputProtocol + Send>;
type Output = Box<dyn TOutputProtocol + Send>;

pub type Interop = InteropSyncClient<Input, Output>;
pub type Second = SecondSyncClient<Input, Output>;
pub type Future = FutureSyncClient<Input, Output>;

/// Clients that share one connection.
pub struct Clients {
    pub interop: Interop,
    pub second: Option<Second>,
}

impl Clients {
    pub fn open(flags: &Flags) -> thrift::Result<Self> {
        let socket = Socket::open(flags)?;
        let (input, output) = socket.protocols(flags, "Interop")?;
        let interop = InteropSyncClient::new(input, output);
        let second = if flags.multiplexed() {
            let (input, output) = socket.protocols(flags, "Second")?;
            Some(SecondSyncClient::new(input, output))
        } else {
            None
        };
        Ok(Self { interop, second })
    }
}

/// A client that is newer than the server, on its own connection.
pub fn newer(flags: &Flags) -> thrift::Result<Future> {
    let (input, output) = Socket::open(flags)?.protocols(flags, "Interop")?;
    Ok(FutureSyncClient::new(input, output))
}

enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Socket {
    fn open(flags: &Flags) -> thrift::Result<Self> {
        if let Some(path) = &flags.unix {
            let stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            return Ok(Self::Unix(stream));
        }
        let stream = TcpStream::connect(("127.0.0.1", flags.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self::Tcp(stream))
    }

    fn protocols(&self, flags: &Flags, service: &str) -> thrift::Result<(Input, Output)> {
        match self {
            Self::Tcp(stream) => protocols(
                TTcpChannel::with_stream(stream.try_clone()?),
                flags,
                service,
            ),
            Self::Unix(stream) => protocols(stream.try_clone()?, flags, service),
        }
    }
}

fn protocols<C>(channel: C, flags: &Flags, service: &str) -> thrift::Result<(Input, Output)>
where
    C: TIoChannel + Send + 'static,
{
    let dialect = Dialect::of(flags);
    let (reader, writer) = channel.split()?;
    let input = dialect.input.create(dialect.read.create(Box::new(reader)));
    let output = dialect
        .output
        .create(dialect.write.create(Box::new(writer)));
    if flags.multiplexed() {
        Ok((
            input,
            Box::new(TMultiplexedOutputProtocol::new(service, output)),
        ))
    } else {
        Ok((input, output))
    }
}
