//! What the library calls the protocols and transports of the flags.

use rust_kit::Flags;
use thrift::protocol::{
    TBinaryInputProtocol, TBinaryInputProtocolFactory, TBinaryOutputProtocol,
    TBinaryOutputProtocolFactory, TCompactInputProtocolFactory, TCompactOutputProtocolFactory,
    TInputProtocol, TInputProtocolFactory, TOutputProtocol, TOutputProtocolFactory,
};
use thrift::transport::{
    TBufferedReadTransportFactory, TBufferedWriteTransportFactory, TFramedReadTransportFactory,
    TFramedWriteTransportFactory, TReadTransport, TReadTransportFactory, TWriteTransport,
    TWriteTransportFactory,
};

/// The four factories of a connection.
pub struct Dialect {
    pub read: Box<dyn TReadTransportFactory>,
    pub input: Box<dyn TInputProtocolFactory>,
    pub write: Box<dyn TWriteTransportFactory>,
    pub output: Box<dyn TOutputProtocolFactory>,
}

impl Dialect {
    pub fn of(flags: &Flags) -> Self {
        let (read, write) = transports(&flags.transport);
        let (input, output) = protocols(&flags.protocol);
        Self {
            read,
            input,
            write,
            output,
        }
    }
}

fn transports(
    name: &str,
) -> (
    Box<dyn TReadTransportFactory>,
    Box<dyn TWriteTransportFactory>,
) {
    match name {
        "buffered" => (
            Box::new(TBufferedReadTransportFactory::new()),
            Box::new(TBufferedWriteTransportFactory::new()),
        ),
        "framed" => (
            Box::new(TFramedReadTransportFactory::new()),
            Box::new(TFramedWriteTransportFactory::new()),
        ),
        _ => panic!("the library has no transport {name}"),
    }
}

fn protocols(
    name: &str,
) -> (
    Box<dyn TInputProtocolFactory>,
    Box<dyn TOutputProtocolFactory>,
) {
    match name {
        "binary" | "multi-binary" => (
            Box::new(TBinaryInputProtocolFactory::new()),
            Box::new(TBinaryOutputProtocolFactory::new()),
        ),
        "binary-old" => (Box::new(OldBinary), Box::new(OldBinary)),
        "compact" | "multi-compact" => (
            Box::new(TCompactInputProtocolFactory::new()),
            Box::new(TCompactOutputProtocolFactory::new()),
        ),
        _ => panic!("the library has no protocol {name}"),
    }
}

/// Messages without a version word, which the library's own factories neither write nor read.
struct OldBinary;

impl TInputProtocolFactory for OldBinary {
    fn create(&self, transport: Box<dyn TReadTransport + Send>) -> Box<dyn TInputProtocol + Send> {
        Box::new(TBinaryInputProtocol::new(transport, false))
    }
}

impl TOutputProtocolFactory for OldBinary {
    fn create(
        &self,
        transport: Box<dyn TWriteTransport + Send>,
    ) -> Box<dyn TOutputProtocol + Send> {
        Box::new(TBinaryOutputProtocol::new(transport, false))
    }
}
