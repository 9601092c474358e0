"""The transports by name, each over a stream: framed, buffered, zlib, framed-zlib."""
from thrift.transport.TTransport import TBufferedTransport, TFramedTransport
from thrift.transport.TZlibTransport import TZlibTransport

TRANSPORTS = {
    "framed": TFramedTransport,
    "buffered": TBufferedTransport,
    "zlib": TZlibTransport,
    "framed-zlib": lambda stream: TFramedTransport(TZlibTransport(stream)),
}


def over(name, stream):
    return TRANSPORTS[name](stream)
