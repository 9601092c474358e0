"""Serves Interop on a free port of 127.0.0.1 and prints the port.  server.py GEN_DIR TRANSPORT PROTOCOL"""
import sys

sys.path.insert(0, sys.argv[1])

from thrift.server.TServer import TThreadedServer
from thrift.transport.TSocket import TServerSocket

import dialects
from handler import Handler
from interop import Interop


class Announced(TServerSocket):
    def listen(self):
        super().listen()
        print(self.handle.getsockname()[1], flush=True)


transports = dialects.Transports(sys.argv[2])
protocols = dialects.protocols(sys.argv[2], sys.argv[3])
TThreadedServer(
    Interop.Processor(Handler()), Announced("127.0.0.1", 0), transports, protocols, daemon=True
).serve()
