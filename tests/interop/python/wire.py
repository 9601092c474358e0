"""What goes over a connection, by name: the protocols, and the transports that wrap a socket."""
from thrift.protocol.TBinaryProtocol import (
    TBinaryProtocol,
    TBinaryProtocolAcceleratedFactory,
    TBinaryProtocolFactory,
)
from thrift.protocol.TCompactProtocol import (
    TCompactProtocol,
    TCompactProtocolAcceleratedFactory,
    TCompactProtocolFactory,
)
from thrift.protocol.THeaderProtocol import PROTOCOLS_BY_ID, THeaderProtocolFactory
from thrift.protocol.TJSONProtocol import TJSONProtocolFactory
from thrift.transport.THeaderTransport import THeaderClientType, THeaderSubprotocolID, THeaderTransformID
from thrift.transport.TTransport import TBufferedTransport, TFramedTransport
from thrift.transport.TZlibTransport import TZlibTransport

# Header frames take the accelerated protocols otherwise, which know no negative field ids.
PROTOCOLS_BY_ID[THeaderSubprotocolID.BINARY] = TBinaryProtocol
PROTOCOLS_BY_ID[THeaderSubprotocolID.COMPACT] = TCompactProtocol


class HeaderFactory(THeaderProtocolFactory):
    def __init__(self, payload, *transforms):
        super().__init__((THeaderClientType.HEADERS,), payload)
        self.transforms = transforms

    def getProtocol(self, trans):
        protocol = super().getProtocol(trans)
        for transform in self.transforms:
            protocol.add_transform(transform)
        return protocol


PROTOCOLS = {
    "binary": TBinaryProtocolFactory(),
    "binary-old": TBinaryProtocolFactory(strictRead=False, strictWrite=False),
    "compact": TCompactProtocolFactory(),
    "json": TJSONProtocolFactory(),
    "header": HeaderFactory(THeaderSubprotocolID.BINARY),
    "header-compact": HeaderFactory(THeaderSubprotocolID.COMPACT),
    "header-zlib": HeaderFactory(THeaderSubprotocolID.BINARY, THeaderTransformID.ZLIB),
}
# The same bytes, written and read by the library's C extension. It loses what TZlibTransport has inflated beyond 4096
# bytes, unless frames are between the two; THttpClient is nothing that it reads from.
IN_C = {
    "binary": TBinaryProtocolAcceleratedFactory(fallback=False),
    "compact": TCompactProtocolAcceleratedFactory(fallback=False),
}
IN_C_OVER = ("buffered", "framed", "framed-zlib")
TRANSPORTS = {
    "buffered": TBufferedTransport,
    "framed": TFramedTransport,
    "zlib": TZlibTransport,
    "framed-zlib": lambda stream: TFramedTransport(TZlibTransport(stream)),
}
MULTI = "multi-"


def is_multiplexed(flags):
    return flags.protocol.startswith(MULTI)


def protocols(flags):
    """The factory of the protocol, which a multiplexed service's messages go over as well."""
    return PROTOCOLS[flags.protocol.removeprefix(MULTI)]


class Transports:
    """The transport factory that servers take. Header frames are their protocol's affair: below is but a buffer."""

    def __init__(self, flags):
        self.wrap = TRANSPORTS["buffered" if flags.protocol.startswith("header") else flags.transport]

    def getTransport(self, stream):
        return self.wrap(stream)
