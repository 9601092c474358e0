"""What a peer speaks, by name: transports over a stream (framed, buffered, zlib, framed-zlib, header, header-zlib) and
protocols (binary, compact, json)."""
from thrift.protocol.TBinaryProtocol import TBinaryProtocol, TBinaryProtocolFactory
from thrift.protocol.TCompactProtocol import TCompactProtocol, TCompactProtocolFactory
from thrift.protocol.THeaderProtocol import PROTOCOLS_BY_ID, THeaderProtocolFactory
from thrift.protocol.TJSONProtocol import TJSONProtocolFactory
from thrift.transport.THeaderTransport import THeaderClientType, THeaderSubprotocolID, THeaderTransformID
from thrift.transport.TTransport import TBufferedTransport, TFramedTransport
from thrift.transport.TZlibTransport import TZlibTransport

TRANSPORTS = {
    "framed": TFramedTransport,
    "buffered": TBufferedTransport,
    "zlib": TZlibTransport,
    "framed-zlib": lambda stream: TFramedTransport(TZlibTransport(stream)),
    "header": TBufferedTransport,  # its frames are the protocol's affair
    "header-zlib": TBufferedTransport,
}
PROTOCOLS = {"binary": TBinaryProtocolFactory, "compact": TCompactProtocolFactory, "json": TJSONProtocolFactory}
IN_HEADERS = {"binary": THeaderSubprotocolID.BINARY, "compact": THeaderSubprotocolID.COMPACT}
# The accelerated protocols, which header frames have otherwise, know no negative field ids.
PROTOCOLS_BY_ID[THeaderSubprotocolID.BINARY] = TBinaryProtocol
PROTOCOLS_BY_ID[THeaderSubprotocolID.COMPACT] = TCompactProtocol


class HeaderFactory(THeaderProtocolFactory):
    def __init__(self, protocol, transforms):
        super().__init__((THeaderClientType.HEADERS,), IN_HEADERS[protocol])
        self.transforms = transforms

    def getProtocol(self, trans):
        protocol = super().getProtocol(trans)
        for transform in self.transforms:
            protocol.add_transform(transform)
        return protocol


class Transports:
    def __init__(self, transport):
        self.over = TRANSPORTS[transport]

    def getTransport(self, stream):
        return self.over(stream)


def protocols(transport, protocol):
    """The factory of a protocol that goes over a transport."""
    if transport == "header":
        return HeaderFactory(protocol, [])
    if transport == "header-zlib":
        return HeaderFactory(protocol, [THeaderTransformID.ZLIB])
    return PROTOCOLS[protocol]()
