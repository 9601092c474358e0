// Serves idl/interop.thrift under one of the library's server models, until it is killed.
#include <csignal>
#include <iostream>

#include <thrift/TOutput.h>
#include <thrift/concurrency/ThreadFactory.h>
#include <thrift/concurrency/ThreadManager.h>
#include <thrift/server/TNonblockingServer.h>
#include <thrift/server/TSimpleServer.h>
#include <thrift/server/TThreadPoolServer.h>
#include <thrift/server/TThreadedServer.h>

#include "processor.h"
#include "sockets.h"
#include "wire.h"

using namespace apache::thrift::concurrency;
using namespace apache::thrift::server;

namespace {

const size_t WORKERS = 8;

std::shared_ptr<ThreadManager> workers() {
  auto manager = ThreadManager::newSimpleThreadManager(WORKERS);
  manager->threadFactory(std::make_shared<ThreadFactory>());
  manager->start();
  return manager;
}

std::shared_ptr<TServer> make_server(const Flags& flags) {
  const auto services = processor(flags);
  const auto wraps = transports(flags);
  const auto speech = protocols(flags);
  if (flags.server == "simple") return std::make_shared<TSimpleServer>(services, listener(flags), wraps, speech);
  if (flags.server == "threaded") return std::make_shared<TThreadedServer>(services, listener(flags), wraps, speech);
  if (flags.server == "pool")
    return std::make_shared<TThreadPoolServer>(services, listener(flags), wraps, speech, workers());
  if (flags.server == "nonblocking")
    return std::make_shared<TNonblockingServer>(services, speech, nonblocking_listener(flags), workers());
  throw std::runtime_error("no server " + flags.server);
}

}  // namespace

int main(int argc, char** argv) try {
  std::signal(SIGPIPE, SIG_IGN);
  const auto flags = parse_flags(argc, argv);
  const auto server = make_server(flags);
  // Header frames are answered by the protocol object that read the question; so servers know them.
  if (is_header(flags)) server->setOutputProtocolFactory(nullptr);
  server->serve();
} catch (const std::exception& why) {
  std::cerr << why.what() << "\n";
  return 1;
}
