// A connection to a server, and the clients of every service that it offers.
#pragma once

#include <memory>

#include "flags.h"
#include "generated/Future.h"
#include "generated/Interop.h"
#include "generated/Second.h"

class Link {
 public:
  explicit Link(const Flags& flags);

  /// To be called after a oneway call. THttpClient leaves the reply unread, and the next call would take it for its own:
  /// over HTTP this connects anew.
  void after_oneway();

 private:
  bool http_;
  std::shared_ptr<apache::thrift::transport::TTransport> transport_;

 public:
  std::unique_ptr<interop::InteropClient> interop;
  std::unique_ptr<interop::FutureClient> future;  // Interop, as a newer client believes it to be
  std::unique_ptr<interop::SecondClient> second;  // none unless the protocol is multiplexed
};
