"""Serves Interop under mutual TLS on a free port of 127.0.0.1 and prints the port.  tls_server.py GEN_DIR CA CERT KEY"""
import ssl
import sys

sys.path.insert(0, sys.argv[1])

from thrift.protocol.TBinaryProtocol import TBinaryProtocolFactory
from thrift.server.TServer import TThreadedServer
from thrift.transport.TSSLSocket import TSSLServerSocket
from thrift.transport.TTransport import TFramedTransportFactory

from handler import Handler
from interop import Interop


class Announced(TSSLServerSocket):
    def listen(self):
        super().listen()
        print(self.handle.getsockname()[1], flush=True)


ca, cert, key = sys.argv[2:5]
socket = Announced("127.0.0.1", 0, ca_certs=ca, certfile=cert, keyfile=key, cert_reqs=ssl.CERT_REQUIRED)
TThreadedServer(
    Interop.Processor(Handler()), socket, TFramedTransportFactory(), TBinaryProtocolFactory(), daemon=True
).serve()
