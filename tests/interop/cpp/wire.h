// What goes over a connection, by name: the protocols, and the transports that wrap a socket.
#pragma once

#include <memory>

#include <thrift/protocol/TProtocol.h>
#include <thrift/transport/TTransport.h>

#include "flags.h"

/// Whether several services share the connection.
bool is_multiplexed(const Flags& flags);

/// Whether the protocol makes its own frames, as `header` and `header-compact` do.
bool is_header(const Flags& flags);

/// The protocol itself; below the names of services if it is multiplexed.
std::shared_ptr<apache::thrift::protocol::TProtocolFactory> protocols(const Flags& flags);

/// A server's transports. A client's differ from them only in HTTP.
std::shared_ptr<apache::thrift::transport::TTransportFactory> transports(const Flags& flags);
