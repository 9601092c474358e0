// Writes what it is told to. A line is `form type bytes [message-name message-type seqid]`, where the bytes are the
// struct in binary and in hex; the answer is a line of hex. Its argument is a file that it may write and remove.
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <tuple>

#include <thrift/TApplicationException.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/TDebugProtocol.h>
#include <thrift/protocol/THeaderProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TFileTransport.h>
#include <thrift/transport/TZlibTransport.h>

#include "headers.inc"

using namespace apache::thrift::protocol;
using namespace apache::thrift::transport;
using Memory = std::shared_ptr<TMemoryBuffer>;

// Keys of maps are compared by what stands in them.
bool interop::Point::operator<(const Point& other) const {
  return std::tie(x, y) < std::tie(other.x, other.y);
}

struct Message {
  std::string name;
  int type = 0;
  int32_t seqid = 0;
};

struct Order {
  std::string form;
  std::string bytes;
  Message message;
};

static std::shared_ptr<TProtocol> header(const Memory& memory, uint16_t payload, bool zlib, bool info) {
  auto protocol = std::make_shared<THeaderProtocol>(memory, payload);
  if (zlib) {
    auto transport = std::dynamic_pointer_cast<THeaderTransport>(protocol->getTransport());
    transport->setTransform(THeaderTransport::ZLIB_TRANSFORM);
  }
  if (info) {
    protocol->setHeader("trace", "żółć");
  }
  return protocol;
}

template <class Transport>
static std::shared_ptr<TProtocol> binary_over(const Memory& memory) {
  return std::make_shared<TBinaryProtocol>(std::make_shared<Transport>(memory));
}

static std::shared_ptr<TProtocol> protocol(const std::string& form, const Memory& memory) {
  static const std::map<std::string, std::function<std::shared_ptr<TProtocol>(const Memory&)>> protocols = {
      {"binary", [](auto memory) { return std::make_shared<TBinaryProtocol>(memory); }},
      {"binary-old",
       [](auto memory) {
         auto binary = std::make_shared<TBinaryProtocol>(memory);
         binary->setStrict(false, false);
         return binary;
       }},
      {"compact", [](auto memory) { return std::make_shared<TCompactProtocol>(memory); }},
      {"json", [](auto memory) { return std::make_shared<TJSONProtocol>(memory); }},
      {"debug", [](auto memory) { return std::make_shared<TDebugProtocol>(memory); }},
      {"framed", [](auto memory) { return binary_over<TFramedTransport>(memory); }},
      {"zlib", [](auto memory) { return binary_over<TZlibTransport>(memory); }},
      {"header", [](auto memory) { return header(memory, T_BINARY_PROTOCOL, false, false); }},
      {"header-compact", [](auto memory) { return header(memory, T_COMPACT_PROTOCOL, false, false); }},
      {"header-zlib", [](auto memory) { return header(memory, T_BINARY_PROTOCOL, true, false); }},
      {"header-info", [](auto memory) { return header(memory, T_BINARY_PROTOCOL, false, true); }},
  };
  return protocols.at(form)(memory);
}

template <class T>
static std::string written(const Order& order) {
  auto source = std::make_shared<TMemoryBuffer>();
  source->write(reinterpret_cast<const uint8_t*>(order.bytes.data()), static_cast<uint32_t>(order.bytes.size()));
  TBinaryProtocol input(source);
  T value;
  value.read(&input);

  auto memory = std::make_shared<TMemoryBuffer>();
  auto output = protocol(order.form, memory);
  bool is_message = order.message.type != 0;
  if (is_message) {
    output->writeMessageBegin(order.message.name, static_cast<TMessageType>(order.message.type), order.message.seqid);
  }
  value.write(output.get());
  if (is_message) {
    output->writeMessageEnd();
  }
  output->getTransport()->writeEnd();
  output->getTransport()->flush();
  return memory->getBufferAsString();
}

static const std::map<std::string, std::string (*)(const Order&)> TYPES = {
#include "types.inc"
};

// One event each time.
static std::string thrice_in_a_file(const std::string& path, const std::string& event) {
  {
    TFileTransport file(path);
    for (int i = 0; i < 3; ++i) {
      file.write(reinterpret_cast<const uint8_t*>(event.data()), static_cast<uint32_t>(event.size()));
    }
    file.flush();
  }
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  std::remove(path.c_str());
  return content.str();
}

static std::string unhex(const std::string& text) {
  std::string bytes;
  for (size_t at = 0; at < text.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

static std::string hex(const std::string& bytes) {
  std::string text;
  for (unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

int main(int, char** arguments) {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    Order order;
    std::string type, bytes;
    words >> order.form >> type >> bytes;
    words >> order.message.name >> order.message.type >> order.message.seqid;
    order.bytes = unhex(bytes);
    bool file = order.form == "file";
    if (file) {
      order.form = "binary";
    }
    std::string made = TYPES.at(type)(order);
    std::cout << hex(file ? thrice_in_a_file(arguments[1], made) : made) << std::endl;
  }
}
