#include "sockets.h"

#include <stdexcept>

#include <thrift/transport/TNonblockingSSLServerSocket.h>
#include <thrift/transport/TSSLServerSocket.h>
#include <thrift/transport/TSSLSocket.h>

using namespace apache::thrift::transport;

namespace {

const std::string HOST = "127.0.0.1";
const int PATIENCE = 20'000;  // milliseconds

// Who shows a certificate and who asks for one follows from the files that are named. A process has one factory, since
// it has to outlive all of its sockets.
std::shared_ptr<TSSLSocketFactory> tls(const Flags& flags) {
  static std::shared_ptr<TSSLSocketFactory> factory;
  if (factory) return factory;
  factory = std::make_shared<TSSLSocketFactory>();
  factory->authenticate(!flags.tls_ca.empty());
  if (!flags.tls_ca.empty()) factory->loadTrustedCertificates(flags.tls_ca.c_str());
  if (!flags.tls_cert.empty()) {
    factory->loadCertificate(flags.tls_cert.c_str());
    factory->loadPrivateKey(flags.tls_key.c_str());
  }
  return factory;
}

void no_tls_over_unix(const Flags& flags) {
  if (flags.ssl && !flags.unix_path.empty()) throw std::runtime_error("TLS goes over TCP only");
}

}  // namespace

std::shared_ptr<TServerTransport> listener(const Flags& flags) {
  no_tls_over_unix(flags);
  if (flags.ssl) return std::make_shared<TSSLServerSocket>(HOST, flags.port, tls(flags));
  if (flags.unix_path.empty()) return std::make_shared<TServerSocket>(HOST, flags.port);
  return std::make_shared<TServerSocket>(flags.unix_path);
}

std::shared_ptr<TNonblockingServerTransport> nonblocking_listener(const Flags& flags) {
  no_tls_over_unix(flags);
  if (flags.ssl) return std::make_shared<TNonblockingSSLServerSocket>(HOST, flags.port, tls(flags));
  if (flags.unix_path.empty()) return std::make_shared<TNonblockingServerSocket>(HOST, flags.port);
  return std::make_shared<TNonblockingServerSocket>(flags.unix_path);
}

std::shared_ptr<TSocket> connection(const Flags& flags) {
  no_tls_over_unix(flags);
  std::shared_ptr<TSocket> socket;
  if (flags.ssl) {
    socket = tls(flags)->createSocket("localhost", flags.port);  // the name that the certificate has to bear
  } else if (flags.unix_path.empty()) {
    socket = std::make_shared<TSocket>(HOST, flags.port);
  } else {
    socket = std::make_shared<TSocket>(flags.unix_path);
  }
  socket->setRecvTimeout(PATIENCE);
  socket->setSendTimeout(PATIENCE);
  return socket;
}
