//! Several services on one connection, told apart by `service:method` (Thrift's `TMultiplexedProcessor`).
//!
//! ```
//! # use thriftwood::{processor::NoService, TProcessor};
//! # fn two(calculator: impl TProcessor, weather: impl TProcessor) {
//! let services = NoService.and("calculator", calculator).and("weather", weather);
//! # }
//! ```
//! Services are composed at compile time: a call is an [`Either`] of the services' calls, in no box and behind no
//! `dyn`.

use super::TProcessor;
use crate::{
    ApplicationErrorKind, Protocols, Result, TApplicationException, TReply,
    protocol::{TInputProtocol, TOutputProtocol},
};

/// What separates a service's name from its method's; neither may contain it.
pub(crate) const SEPARATOR: char = ':';

/// The method without the service: how replies name it, in every Thrift library.
pub(crate) fn bare_name(name: &str) -> &str {
    // names are short: this is done before a search for a character has begun
    let mut bytes = name.bytes();
    let is_separator = |byte| char::from(byte) == SEPARATOR;
    bytes
        .rposition(is_separator)
        .map_or(name, |at| &name[at + 1..])
}

/// No service at all: the start of a composition, and the end of every look-up. It refuses every call.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoService;

/// The start of a composition that has a service for methods without a service's name: for clients that do not
/// multiplex.
#[derive(Clone, Debug)]
pub struct DefaultService<S>(pub S);

/// A service with its name, beside the others.
#[derive(Clone, Debug)]
pub struct Multiplexed<S, Rest> {
    name: String,
    service: S,
    rest: Rest,
}

/// What belongs to this service, or to one of the others.
#[derive(Clone, Debug)]
pub enum Either<A, B> {
    /// To this one.
    This(A),
    /// To another.
    Other(B),
}

/// The call that [`NoService`] can get: none.
#[derive(Clone, Copy, Debug)]
pub enum Never {}

macro_rules! compose {
    ($($composed:ty, <$($parameter:ident),*>;)*) => { $(
        impl<$($parameter),*> $composed {
            /// The same services and one more. Of two with one name, the later is asked.
            pub fn and<Another>(self, name: impl Into<String>, service: Another) -> Multiplexed<Another, Self> {
                Multiplexed { name: name.into(), service, rest: self }
            }
        }
    )* };
}
compose! {
    NoService, <>;
    DefaultService<S>, <S>;
    Multiplexed<S, Rest>, <S, Rest>;
}

impl<S: TProcessor, Rest: TProcessor> TProcessor for Multiplexed<S, Rest> {
    type Call = Either<S::Call, Rest::Call>;
    type Reply = Either<S::Reply, Rest::Reply>;
    const SERVICE: &'static str = "multiplexed";
    const PROTOCOLS: Protocols = S::PROTOCOLS.and(Rest::PROTOCOLS);

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<Self::Call>> {
        match method.split_once(SEPARATOR) {
            Some((name, method)) if name == self.name && !method.contains(SEPARATOR) => {
                Ok(self.service.read(method, input)?.map(Either::This))
            }
            _ => Ok(self.rest.read(method, input)?.map(Either::Other)),
        }
    }

    fn is_oneway(&self, method: &str) -> bool {
        match method.split_once(SEPARATOR) {
            Some((name, method)) if name == self.name => self.service.is_oneway(method),
            _ => self.rest.is_oneway(method),
        }
    }

    async fn run(&self, call: Self::Call) -> Result<Option<Self::Reply>> {
        Ok(match call {
            Either::This(call) => self.service.run(call).await?.map(Either::This),
            Either::Other(call) => self.rest.run(call).await?.map(Either::Other),
        })
    }
}

impl<S: TProcessor> TProcessor for DefaultService<S> {
    type Call = S::Call;
    type Reply = S::Reply;
    const SERVICE: &'static str = S::SERVICE;
    const PROTOCOLS: Protocols = S::PROTOCOLS;

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<Self::Call>> {
        if method.contains(SEPARATOR) {
            refuse(method)
        } else {
            self.0.read(method, input)
        }
    }

    fn is_oneway(&self, method: &str) -> bool {
        self.0.is_oneway(method)
    }

    async fn run(&self, call: Self::Call) -> Result<Option<Self::Reply>> {
        self.0.run(call).await
    }
}

impl TProcessor for NoService {
    type Call = Never;
    type Reply = Never;
    const SERVICE: &'static str = "none";

    fn read<P: TInputProtocol>(&self, method: &str, _: &mut P) -> Result<Option<Never>> {
        refuse(method)
    }

    async fn run(&self, call: Never) -> Result<Option<Never>> {
        match call {}
    }
}

/// Thrift answers with a protocol error and hangs up, since the caller is at the wrong server.
fn refuse<T>(method: &str) -> Result<T> {
    let why = match method.split(SEPARATOR).count() {
        1 => format!(
            "`{method}` names no service, and there is no default one; is the client multiplexed?"
        ),
        2 => format!("there is no such service: `{method}`"),
        _ => format!("`{method}` is not of the form service:method"),
    };
    Err(TApplicationException::new(ApplicationErrorKind::PROTOCOL_ERROR, why).into())
}

impl TReply for Never {
    fn write<P: TOutputProtocol>(&self, _: &mut P) {
        match *self {}
    }
}

impl<A: TReply, B: TReply> TReply for Either<A, B> {
    const PROTOCOLS: Protocols = A::PROTOCOLS.and(B::PROTOCOLS);

    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        match self {
            Self::This(reply) => reply.write(output),
            Self::Other(reply) => reply.write(output),
        }
    }
}
