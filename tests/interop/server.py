"""Serves Interop on a free port of 127.0.0.1 and prints the port.  server.py GEN_DIR framed|buffered"""
import sys

sys.path.insert(0, sys.argv[1])

from thrift.protocol.TBinaryProtocol import TBinaryProtocolFactory
from thrift.server.TServer import TThreadedServer
from thrift.transport.TSocket import TServerSocket
from thrift.transport.TTransport import TBufferedTransportFactory, TFramedTransportFactory

from handler import Handler
from interop import Interop


class Announced(TServerSocket):
    def listen(self):
        super().listen()
        print(self.handle.getsockname()[1], flush=True)


transport = {"framed": TFramedTransportFactory, "buffered": TBufferedTransportFactory}[sys.argv[2]]()
TThreadedServer(
    Interop.Processor(Handler()), Announced("127.0.0.1", 0), transport, TBinaryProtocolFactory(), daemon=True
).serve()
