//! A service that answers any struct of the crate `generated` with itself. A method's name is the type's number.

use std::any::Any;
use std::fmt::{self, Debug};
use std::thread::JoinHandle;

use thriftwood::client::{BlockingChannel, Channel as _, ClientOptions};
use thriftwood::protocol::{TInputProtocol, TOutputProtocol};
use thriftwood::server::{Server, ServerHandle, TServer as _};
use thriftwood::transport::memory::{self, MemoryConnector, TMemoryTransport};
use thriftwood::wire::Wire;
use thriftwood::{
    Compression, Dialect, ErrorKind, Framing, Limits, Protocol, Result, TProcessor, TReply, TType,
};

use crate::entropy;

/// Every dialect that two peers can speak.
pub fn dialects() -> impl Iterator<Item = Dialect> {
    let framed = Framing::ALL.iter().flat_map(|framing| {
        let dialect = Dialect::default().with_framing(*framing);
        let each = Compression::ALL.iter();
        each.map(move |compression| dialect.with_compression(*compression))
    });
    let each = framed.flat_map(|dialect| {
        let each = Protocol::READABLE.iter();
        each.map(move |protocol| dialect.with_protocol(*protocol))
    });
    each.filter(|dialect| dialect.check().is_ok())
}

/// The service, in one dialect and on a thread of its own, until it is dropped.
#[derive(Debug)]
pub struct EchoServer {
    /// What it speaks.
    pub dialect: Dialect,
    connector: MemoryConnector,
    handle: ServerHandle,
    serving: Option<JoinHandle<Result<()>>>,
}

impl EchoServer {
    /// Starts it.
    pub fn start(dialect: Dialect) -> Self {
        let (listener, connector) = memory::listener();
        let server = Server::builder()
            .protocol(dialect.protocol)
            .framing(dialect.framing)
            .compression(dialect.compression)
            .over(listener, Echo);
        let handle = server.handle();
        let serving = Some(std::thread::spawn(move || server.serve()));
        Self {
            dialect,
            connector,
            handle,
            serving,
        }
    }

    /// A channel to it: only one at a time, others wait.
    ///
    /// # Panics
    /// If the server has stopped.
    pub fn connect(&self) -> EchoChannel {
        let transport = self.connector.connect().expect("the server listens");
        let options = ClientOptions::default()
            .with_protocol(self.dialect.protocol)
            .with_framing(self.dialect.framing)
            .with_compression(self.dialect.compression);
        BlockingChannel::over(transport, &options)
    }
}

impl Drop for EchoServer {
    fn drop(&mut self) {
        self.handle.stop();
        let served = self.serving.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            assert!(
                matches!(served, Some(Ok(Ok(())))),
                "{:?}: {served:?}",
                self.dialect
            );
        }
    }
}

/// The client's end of a connection with an [`EchoServer`].
pub type EchoChannel = BlockingChannel<TMemoryTransport>;

/// The method that answers a type.
#[derive(Debug)]
pub struct Method {
    /// The type's path in the crate `generated`.
    pub ty: &'static str,
    name: String,
    call: Call,
}

type Call = fn(&mut EchoChannel, &str, Protocol, &[u8]) -> Result<(), String>;

/// Results whose `success` has the name of an exception too: simple JSON, which has no ids, cannot tell them apart.
const TWO_OF_A_NAME: [&str; 1] = ["r#enum::bool2::ReturnResult"];

/// The methods of all structs; nothing else can be the body of a message.
pub fn methods() -> Vec<Method> {
    let numbered = TYPES.iter().enumerate();
    let method = |(number, (ty, call)): (usize, &(&'static str, Option<Call>))| {
        let (name, call) = (number.to_string(), (*call)?);
        Some(Method { ty, name, call })
    };
    numbered.filter_map(method).collect()
}

impl Method {
    /// Calls it with the value that bytes stand for. No value, no call.
    ///
    /// # Errors
    /// What comes back is not what went out, or nothing does.
    pub fn call(
        &self,
        channel: &mut EchoChannel,
        protocol: Protocol,
        entropy: &[u8],
    ) -> Result<(), String> {
        if protocol == Protocol::SimpleJson && TWO_OF_A_NAME.contains(&self.ty) {
            return Ok(());
        }
        (self.call)(channel, &self.name, protocol, entropy)
    }
}

fn call<T: Wire + PartialEq + Debug>(
    channel: &mut EchoChannel,
    method: &str,
    protocol: Protocol,
    entropy: &[u8],
) -> Result<(), String> {
    let sent = entropy::value_in::<T>(protocol, entropy);
    let Some(sent) = sent.filter(|sent| has_form(protocol, sent)) else {
        return Ok(());
    };
    match channel.call::<T, T>(method, &sent) {
        Err(error) => Err(format!("{sent:?}: {error}")),
        Ok(back) if back != sent => Err(format!("{sent:?} came back as {back:?}")),
        Ok(_) => Ok(()),
    }
}

/// Two kinds of values have no form: maps whose keys are containers in simple JSON, which has none, and values of types
/// that would never end (`struct Endless { 1: required Endless again }`), which leave out what is required.
fn has_form<T: Wire + Debug>(protocol: Protocol, value: &T) -> bool {
    let Ok(bytes) = protocol.serialize(value) else {
        return protocol != Protocol::SimpleJson;
    };
    let read = protocol.deserialize::<T>(&bytes.into(), &Limits::default());
    let missing = read.is_err_and(|error| matches!(error.kind(), ErrorKind::MissingField));
    !missing || !format!("{value:?}").contains("Endless")
}

struct Echo;

/// A value, of the type with this number.
struct Echoed {
    number: usize,
    value: Box<dyn Any + Send>,
}

fn read<T: Wire + Send + 'static, P: TInputProtocol>(input: &mut P) -> Result<Box<dyn Any + Send>> {
    Ok(Box::new(T::read(input)?))
}

fn write<T: Wire + 'static, P: TOutputProtocol>(value: &dyn Any, output: &mut P) {
    let value = value.downcast_ref::<T>();
    Wire::write(value.expect("read as the same type"), output);
}

impl TProcessor for Echo {
    type Call = Echoed;
    type Reply = Echoed;
    const SERVICE: &'static str = "Echo";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<Echoed>> {
        let number = method.parse().ok();
        let Some((number, read)) = number.and_then(|number| Some((number, reader::<P>(number)?)))
        else {
            return Ok(None);
        };
        let value = read(input)?;
        Ok(Some(Echoed { number, value }))
    }

    async fn run(&self, call: Echoed) -> Result<Option<Echoed>> {
        Ok(Some(call))
    }
}

impl TReply for Echoed {
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        let write = writer::<P>(self.number);
        write.expect("read by its number")(&*self.value, output);
    }
}

impl Debug for Echoed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Echoed")
            .field("type", &TYPES[self.number].0)
            .finish_non_exhaustive()
    }
}

type Reader<P> = fn(&mut P) -> Result<Box<dyn Any + Send>>;
type Writer<P> = fn(&dyn Any, &mut P);

macro_rules! types {
    ($($name:literal: $ty:ty,)*) => {
        /// By its number: a type, and how to call the service with it if it is a struct.
        #[allow(deprecated)]
        const TYPES: &[(&str, Option<Call>)] = &[$(($name, match <$ty as Wire>::TYPE {
            TType::Struct => Some(call::<$ty>),
            _ => None,
        })),*];

        #[allow(deprecated)]
        fn reader<P: TInputProtocol>(number: usize) -> Option<Reader<P>> {
            let each: &[Reader<P>] = &[$(read::<$ty, P>),*];
            each.get(number).copied()
        }

        #[allow(deprecated)]
        fn writer<P: TOutputProtocol>(number: usize) -> Option<Writer<P>> {
            let each: &[Writer<P>] = &[$(write::<$ty, P>),*];
            each.get(number).copied()
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/every_type.rs"));
