"""A connection to a server, and the clients of every service that it offers."""
import ssl

from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.transport.THttpClient import THttpClient

import sockets
import wire
from interop import Future, Interop, Second


def transport(flags):
    if flags.transport != "http":
        return wire.Transports(flags).getTransport(sockets.connection(flags))
    context = sockets.tls_context(flags, ssl.Purpose.SERVER_AUTH) if flags.ssl else None
    scheme = "https" if flags.ssl else "http"
    http = THttpClient(f"{scheme}://{sockets.HOST}:{flags.port}/", ssl_context=context)
    http.setTimeout(sockets.PATIENCE)
    return http


class Link:
    """`future` talks to Interop as a newer client does; `second` is None unless the protocol is multiplexed."""

    def __init__(self, flags, protocols):
        self.transport = transport(flags)
        self.transport.open()
        protocol = protocols.getProtocol(self.transport)
        interop, self.second = protocol, None
        if wire.is_multiplexed(flags):
            interop = TMultiplexedProtocol(protocol, "Interop")
            self.second = Second.Client(TMultiplexedProtocol(protocol, "Second"))
        self.interop = Interop.Client(interop)
        self.future = Future.Client(interop)

    def close(self):
        self.transport.close()
