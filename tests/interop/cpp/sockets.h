// Both ends of a connection: TCP, a Unix socket, or TLS over TCP.
#pragma once

#include <memory>

#include <thrift/transport/TNonblockingServerSocket.h>
#include <thrift/transport/TServerSocket.h>
#include <thrift/transport/TSocket.h>

#include "flags.h"

std::shared_ptr<apache::thrift::transport::TServerTransport> listener(const Flags& flags);
std::shared_ptr<apache::thrift::transport::TNonblockingServerTransport> nonblocking_listener(const Flags& flags);
std::shared_ptr<apache::thrift::transport::TSocket> connection(const Flags& flags);
