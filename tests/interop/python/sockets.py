"""Both ends of a connection: TCP or a Unix socket, either of them under TLS."""
import ssl

from thrift.transport.TSocket import TServerSocket, TSocket
from thrift.transport.TSSLSocket import TSSLServerSocket, TSSLSocket

HOST = "127.0.0.1"
PATIENCE = 20_000  # milliseconds


def tls_options(flags):
    """Who shows a certificate and who asks for one follows from the files that are named."""
    verify = ssl.CERT_REQUIRED if flags.tls_ca else ssl.CERT_NONE
    return {"certfile": flags.tls_cert, "keyfile": flags.tls_key, "ca_certs": flags.tls_ca, "cert_reqs": verify}


def listener(flags):
    if flags.ssl:
        return TSSLServerSocket(HOST, flags.port, unix_socket=flags.unix, **tls_options(flags))
    return TServerSocket(HOST, flags.port, unix_socket=flags.unix)


def connection(flags):
    if flags.ssl:
        options = tls_options(flags)
        socket = TSSLSocket(HOST, flags.port, unix_socket=flags.unix, server_hostname="localhost", **options)
    else:
        socket = TSocket(HOST, flags.port, unix_socket=flags.unix)
    socket.setTimeout(PATIENCE)
    return socket


def tls_context(flags, purpose):
    """The same for HTTP, whose classes take a context. `purpose` is that of the other end's certificate."""
    context = ssl.create_default_context(purpose, cafile=flags.tls_ca)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if flags.tls_ca else ssl.CERT_NONE
    if flags.tls_cert:
        context.load_cert_chain(flags.tls_cert, flags.tls_key)
    return context
