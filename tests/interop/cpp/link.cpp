#include "link.h"

#include <thrift/protocol/TMultiplexedProtocol.h>
#include <thrift/transport/THttpClient.h>

#include "sockets.h"
#include "wire.h"

using namespace apache::thrift::protocol;
using namespace apache::thrift::transport;

namespace {

std::shared_ptr<TTransport> transport(const Flags& flags) {
  if (flags.transport == "http") return std::make_shared<THttpClient>(connection(flags), "localhost", "/");
  return transports(flags)->getTransport(connection(flags));
}

}  // namespace

Link::Link(const Flags& flags) : http_(flags.transport == "http"), transport_(transport(flags)) {
  transport_->open();
  const auto protocol = protocols(flags)->getProtocol(transport_);
  auto to_interop = protocol;
  if (is_multiplexed(flags)) {
    to_interop = std::make_shared<TMultiplexedProtocol>(protocol, "Interop");
    second = std::make_unique<interop::SecondClient>(std::make_shared<TMultiplexedProtocol>(protocol, "Second"));
  }
  interop = std::make_unique<interop::InteropClient>(to_interop);
  future = std::make_unique<interop::FutureClient>(to_interop);
}

void Link::after_oneway() {
  if (!http_) return;
  transport_->close();
  transport_->open();
}
