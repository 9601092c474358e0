// Apache's C++ codec, with templates. `codec VALUES [reuse]`: VALUES is a folder with the payloads in binary; `reuse`
// decodes into one object again and again, which keeps the capacity of its strings and vectors.
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/transport/TBufferTransports.h>

#include "bench_types.tcc"
#include "cells.h"
#include "shapes_types.tcc"
#include "zlib.h"

using namespace apache::thrift::protocol;
using apache::thrift::transport::TMemoryBuffer;
using cells::Cell;

namespace {

bool reuse = false;
std::string values;

// Reads bytes that are not its own. The bound on a message's size is renewed with each.
struct InBuffer : TMemoryBuffer {
  void set(const std::string& bytes) {
    auto start = reinterpret_cast<uint8_t*>(const_cast<char*>(bytes.data()));
    resetBuffer(start, uint32_t(bytes.size()), TMemoryBuffer::OBSERVE);
    resetConsumedMessageSize();
  }
};

template <class T, class P> T decoded(const std::string& bytes) {
  auto in = std::make_shared<InBuffer>();
  in->set(bytes);
  P protocol(in);
  T value;
  value.read(&protocol);
  return value;
}

template <class T, class P> class Value : public Cell {
public:
  explicit Value(T original) : value(std::move(original)) { bytes = encoded(); }
  void encode(uint64_t times) override {
    for (; times > 0; times--) {
      cells::keep(value);
      write();
      cells::keep(*out);
    }
  }
  void decode(uint64_t times) override {
    for (; times > 0; times--) {
      in->set(bytes);
      if (reuse) {
        reused.read(&input);
        cells::keep(reused);
      } else {
        T fresh;
        fresh.read(&input);
        cells::keep(fresh);
      }
    }
  }
  std::string encoded() override {
    write();
    return out->getBufferAsString();
  }
  bool isSame(const std::string& theirs) override { return decoded<T, P>(theirs) == value; }

private:
  void write() {
    out->resetBuffer();
    value.write(&output);
  }
  T value, reused;
  std::shared_ptr<TMemoryBuffer> out = std::make_shared<TMemoryBuffer>(1 << 20);
  std::shared_ptr<InBuffer> in = std::make_shared<InBuffer>();
  P output{out}, input{in};
  std::string bytes;
};

template <class T> std::unique_ptr<Cell> in(const std::string& protocol, const std::string& bytes) {
  using Binary = TBinaryProtocolT<TMemoryBuffer>;
  using Compact = TCompactProtocolT<TMemoryBuffer>;
  auto value = decoded<T, Binary>(bytes);
  if (protocol == "binary") return std::make_unique<Value<T, Binary>>(std::move(value));
  if (protocol == "compact") return std::make_unique<Value<T, Compact>>(std::move(value));
  if (protocol == "json") return std::make_unique<Value<T, TJSONProtocol>>(std::move(value));
  return nullptr;
}

std::unique_ptr<Cell> make(const std::string& payload, const std::string& protocol) {
  static const std::map<std::string, std::unique_ptr<Cell> (*)(const std::string&, const std::string&)> all = {
      {"small", in<bench::Small>},         {"medium", in<bench::Medium>},     {"large", in<bench::Large>},
      {"numbers", in<bench::Numbers>},     {"blob", in<bench::Blob>},         {"sparse", in<shapes::Sparse>},
      {"deep", in<shapes::Tree>},          {"book", in<shapes::AddressBook>}, {"choices", in<shapes::Choices>},
      {"sets", in<shapes::Sets>},          {"prose", in<shapes::Prose>},      {"flags", in<shapes::Flags>},
  };
  auto found = all.find(payload);
  if (found == all.end()) return nullptr;
  auto bytes = cells::readFile(values + "/" + payload + ".binary");
  if (protocol == "zlib" || protocol == "zlib-1k") {
    if (reuse || bytes.size() < cells::ZlibCell::least) return nullptr;
    return std::make_unique<cells::ZlibCell>(bytes, protocol == "zlib" ? std::string::npos : 1024);
  }
  return found->second(protocol, bytes);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: codec VALUES [reuse]" << std::endl;
    return 2;
  }
  values = arguments[1];
  reuse = count > 2 && std::string(arguments[2]) == "reuse";
  cells::serve(make);
}
