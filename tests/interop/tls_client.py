"""Calls an Interop server under mutual TLS as `localhost`, and then as those whom it should not believe or who should not
believe it.  tls_client.py GEN_DIR PORT CA CERT KEY"""
import logging
import ssl
import sys

sys.path.insert(0, sys.argv[1])

from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.transport.TSSLSocket import TSSLSocket
from thrift.transport.TTransport import TFramedTransport, TTransportException

from interop import Interop

logging.disable()  # the refusals below are wanted
port, ca, cert, key = int(sys.argv[2]), *sys.argv[3:6]


def call(host, **own):
    socket = TSSLSocket("127.0.0.1", port, server_hostname=host, ca_certs=ca, cert_reqs=ssl.CERT_REQUIRED, **own)
    socket.setTimeout(20_000)
    transport = TFramedTransport(socket)
    transport.open()
    client = Interop.Client(TBinaryProtocol(transport))
    assert client.add(2, 40) == 42
    data = bytes(range(256)) * 2000
    assert client.echo_binary(data) == data
    client.fire("tls", 3)
    assert client.fired("tls") == 3
    transport.close()


def refused(*args, **own):
    try:
        call(*args, **own)
    except (TTransportException, ssl.SSLError, OSError):
        return
    raise AssertionError("it was let in")


call("localhost", certfile=cert, keyfile=key)
refused("bank.example", certfile=cert, keyfile=key)
refused("localhost")
print("one call, two refusals")
