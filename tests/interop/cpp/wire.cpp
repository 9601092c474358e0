#include "wire.h"

#include <stdexcept>

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/THeaderProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/THttpServer.h>
#include <thrift/transport/TZlibTransport.h>

using namespace apache::thrift::protocol;
using namespace apache::thrift::transport;

namespace {

const std::string MULTI = "multi-";

/// The library's own factory makes header frames around binary; servers know by that class what they have before them.
class HeaderCompactFactory : public THeaderProtocolFactory {
 public:

  std::shared_ptr<TProtocol> getProtocol(std::shared_ptr<TTransport> both) override {
    return getProtocol(both, both);
  }

  std::shared_ptr<TProtocol> getProtocol(std::shared_ptr<TTransport> in, std::shared_ptr<TTransport> out) override {
    return std::make_shared<THeaderProtocol>(in, out, T_COMPACT_PROTOCOL);
  }
};

class FramedZlibFactory : public TTransportFactory {
 public:
  std::shared_ptr<TTransport> getTransport(std::shared_ptr<TTransport> stream) override {
    return std::make_shared<TFramedTransport>(std::make_shared<TZlibTransport>(stream));
  }
};

}  // namespace

bool is_multiplexed(const Flags& flags) { return flags.protocol.starts_with(MULTI); }

bool is_header(const Flags& flags) { return flags.protocol.starts_with("header"); }

std::shared_ptr<TProtocolFactory> protocols(const Flags& flags) {
  const auto name = is_multiplexed(flags) ? flags.protocol.substr(MULTI.size()) : flags.protocol;
  if (name == "binary") return std::make_shared<TBinaryProtocolFactory>();
  // No limits; neither read nor written with the version word.
  if (name == "binary-old") return std::make_shared<TBinaryProtocolFactory>(0, 0, false, false);
  if (name == "compact") return std::make_shared<TCompactProtocolFactory>();
  if (name == "json") return std::make_shared<TJSONProtocolFactory>();
  if (name == "header") return std::make_shared<THeaderProtocolFactory>();
  if (name == "header-compact") return std::make_shared<HeaderCompactFactory>();
  throw std::runtime_error("no protocol " + flags.protocol);
}

std::shared_ptr<TTransportFactory> transports(const Flags& flags) {
  const auto name = is_header(flags) ? "buffered" : flags.transport;
  if (name == "buffered") return std::make_shared<TBufferedTransportFactory>();
  if (name == "framed") return std::make_shared<TFramedTransportFactory>();
  if (name == "zlib") return std::make_shared<TZlibTransportFactory>();
  if (name == "framed-zlib") return std::make_shared<FramedZlibFactory>();
  if (name == "http") return std::make_shared<THttpServerTransportFactory>();
  throw std::runtime_error("no transport " + flags.transport);
}
