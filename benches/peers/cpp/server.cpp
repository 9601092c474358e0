// Serves `Bench` by Apache's C++ library, framed, by binary protocol:
//
//   server MODEL PORT IO-THREADS WORKERS
//
// MODEL is simple, threaded, pool or nonblocking. IO-THREADS is for nonblocking; WORKERS for pool, and for nonblocking,
// where 0 has the handlers run on the IO threads.

#include <csignal>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <thrift/TOutput.h>
#include <thrift/concurrency/ThreadFactory.h>
#include <thrift/concurrency/ThreadManager.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/server/TNonblockingServer.h>
#include <thrift/server/TSimpleServer.h>
#include <thrift/server/TThreadPoolServer.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TNonblockingServerSocket.h>
#include <thrift/transport/TServerSocket.h>

#include "Bench.h"

namespace concurrency = apache::thrift::concurrency;
namespace protocol = apache::thrift::protocol;
namespace server = apache::thrift::server;
namespace transport = apache::thrift::transport;

// Gives back what it is given.
class Echo : public bench::BenchIf {
public:
  void ping() override {}
  void echo(std::string &result, const std::string &payload) override { result = payload; }
  void echoMedium(bench::Medium &result, const bench::Medium &m) override { result = m; }
  int64_t sum(const std::vector<int64_t> &xs) override {
    uint64_t sum = 0; // wraps, as it must
    for (int64_t x : xs) sum += static_cast<uint64_t>(x);
    return static_cast<int64_t>(sum);
  }
};

// libthrift 0.17 counts what is read from a framed connection against 100 MB and never begins anew, so that a
// connection ends after that. Here it begins anew with each message.
class Framed : public transport::TFramedTransport {
public:
  using TFramedTransport::TFramedTransport;
  uint32_t readEnd() override {
    resetConsumedMessageSize();
    return TFramedTransport::readEnd();
  }
};

class FramedFactory : public transport::TTransportFactory {
public:
  std::shared_ptr<transport::TTransport> getTransport(std::shared_ptr<transport::TTransport> below) override {
    return std::make_shared<Framed>(below);
  }
};

// The processor that knows its transport calls no virtual functions for each byte: the library's fastest.
template <class Transport> std::shared_ptr<apache::thrift::TProcessor> processor() {
  return std::make_shared<bench::BenchProcessorT<protocol::TBinaryProtocolT<Transport>>>(std::make_shared<Echo>());
}

template <class Transport> std::shared_ptr<protocol::TProtocolFactory> protocols() {
  return std::make_shared<protocol::TBinaryProtocolFactoryT<Transport>>();
}

std::shared_ptr<concurrency::ThreadManager> pool(size_t threads) {
  auto manager = concurrency::ThreadManager::newSimpleThreadManager(threads);
  manager->threadFactory(std::make_shared<concurrency::ThreadFactory>());
  manager->start();
  return manager;
}

void serve_nonblocking(int port, size_t io_threads, size_t workers) {
  using Buffer = transport::TMemoryBuffer; // what this model hands to the processor
  auto socket = std::make_shared<transport::TNonblockingServerSocket>("127.0.0.1", port);
  auto manager = workers > 0 ? pool(workers) : nullptr;
  server::TNonblockingServer nonblocking(processor<Buffer>(), protocols<Buffer>(), socket, manager);
  nonblocking.setNumIOThreads(io_threads);
  nonblocking.serve();
}

int serve_blocking(const std::string &model, int port, size_t workers) {
  using Transport = transport::TFramedTransport;
  auto service = processor<Transport>();
  auto factory = protocols<Transport>();
  auto frames = std::make_shared<FramedFactory>();
  auto socket = std::make_shared<transport::TServerSocket>("127.0.0.1", port);
  if (model == "simple") {
    server::TSimpleServer(service, socket, frames, factory).serve();
  } else if (model == "threaded") {
    server::TThreadedServer(service, socket, frames, factory).serve();
  } else if (model == "pool") {
    server::TThreadPoolServer(service, socket, frames, factory, pool(workers)).serve();
  } else {
    std::cerr << "no model " << model << '\n';
    return 2;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    std::cerr << "server MODEL PORT IO-THREADS WORKERS\n";
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  apache::thrift::GlobalOutput.setOutputFunction([](const char *) {}); // it says when a client goes
  const std::string model = argv[1];
  const int port = std::stoi(argv[2]);
  const size_t io_threads = std::stoul(argv[3]), workers = std::stoul(argv[4]);
  if (model == "nonblocking") {
    serve_nonblocking(port, io_threads, workers);
    return 0;
  }
  return serve_blocking(model, port, workers);
}
