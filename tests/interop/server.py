"""Serves Interop on a free port of 127.0.0.1 and prints the port.  server.py GEN_DIR TRANSPORT binary|compact|json"""
import sys

sys.path.insert(0, sys.argv[1])

from thrift.protocol.TBinaryProtocol import TBinaryProtocolFactory
from thrift.protocol.TCompactProtocol import TCompactProtocolFactory
from thrift.protocol.TJSONProtocol import TJSONProtocolFactory
from thrift.server.TServer import TThreadedServer
from thrift.transport.TSocket import TServerSocket

import transports
from handler import Handler
from interop import Interop


class Announced(TServerSocket):
    def listen(self):
        super().listen()
        print(self.handle.getsockname()[1], flush=True)


class Transports:
    def getTransport(self, stream):
        return transports.over(sys.argv[2], stream)


protocol = {"binary": TBinaryProtocolFactory, "compact": TCompactProtocolFactory, "json": TJSONProtocolFactory}[sys.argv[3]]()
TThreadedServer(
    Interop.Processor(Handler()), Announced("127.0.0.1", 0), Transports(), protocol, daemon=True
).serve()
