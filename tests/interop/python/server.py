"""Serves idl/interop.thrift under one of the library's server models, until it is killed."""
import logging
import ssl
import sys

from thrift.server.THttpServer import THttpServer
from thrift.server.TNonblockingServer import TNonblockingServer
from thrift.server.TServer import TSimpleServer, TThreadedServer, TThreadPoolServer
from thrift.TMultiplexedProcessor import TMultiplexedProcessor

import flags
import sockets
import wire
from handler import Handler, SecondHandler
from interop import Interop, Second

MODELS = {"simple": TSimpleServer, "threaded": TThreadedServer, "pool": TThreadPoolServer}


def processor(options):
    interop = Interop.Processor(Handler())
    if not wire.is_multiplexed(options):
        return interop
    both = TMultiplexedProcessor()
    both.registerProcessor("Interop", interop)
    both.registerProcessor("Second", Second.Processor(SecondHandler()))
    return both


def http_server(options):
    if options.unix or options.server != "simple":
        sys.exit("THttpServer listens on TCP, and serves one connection after the other")
    address = (sockets.HOST, options.port)
    server = THttpServer(processor(options), address, wire.protocols(options))
    if options.ssl:
        # Its own cert_file and key_file make a client's context, which newer Pythons refuse to serve with.
        context = sockets.tls_context(options, ssl.Purpose.CLIENT_AUTH)
        server.httpd.socket = context.wrap_socket(server.httpd.socket, server_side=True)
    return server


def server(options):
    if options.transport == "http":
        return http_server(options)
    listener, protocols = sockets.listener(options), wire.protocols(options)
    if options.server == "nonblocking":
        return TNonblockingServer(processor(options), listener, protocols)
    return MODELS[options.server](processor(options), listener, wire.Transports(options), protocols)


logging.basicConfig()
server(flags.parse("server")).serve()
