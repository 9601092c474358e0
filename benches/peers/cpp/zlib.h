// Messages through a zlib transport: `echo`, framed, with a payload's bytes. Settings are the library's own.
#pragma once
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TZlibTransport.h>

#include "cells.h"

namespace cells {

using apache::thrift::protocol::TBinaryProtocolT;
using apache::thrift::protocol::TMessageType;
using apache::thrift::protocol::TType;
using apache::thrift::transport::TFramedTransport;
using apache::thrift::transport::TMemoryBuffer;
using apache::thrift::transport::TZlibTransport;

// One direction of a connection.
struct Stream {
  std::shared_ptr<TMemoryBuffer> memory = std::make_shared<TMemoryBuffer>();
  std::shared_ptr<TZlibTransport> zlib = std::make_shared<TZlibTransport>(memory);
  std::shared_ptr<TFramedTransport> framed = std::make_shared<TFramedTransport>(zlib);
  TBinaryProtocolT<TFramedTransport> protocol{framed};

  void write(const std::string& payload) {
    protocol.writeMessageBegin("echo", apache::thrift::protocol::T_CALL, 1);
    protocol.writeStructBegin("echo_args");
    protocol.writeFieldBegin("payload", apache::thrift::protocol::T_STRING, 1);
    protocol.writeBinary(payload);
    protocol.writeFieldEnd();
    protocol.writeFieldStop();
    protocol.writeStructEnd();
    protocol.writeMessageEnd();
    framed->writeEnd();
    framed->flush();
  }
  void read(std::string& payload) {
    std::string name;
    TMessageType messageType;
    TType type;
    int32_t sequence;
    int16_t id;
    protocol.readMessageBegin(name, messageType, sequence);
    protocol.readStructBegin(name);
    protocol.readFieldBegin(name, type, id);
    protocol.readBinary(payload);
    protocol.readFieldEnd();
    protocol.readFieldBegin(name, type, id);
    protocol.readStructEnd();
    protocol.readMessageEnd();
    framed->readEnd();
  }
};

// The bytes of a stream that somebody else has written: fewer than the 100 MB that a connection may receive in all.
struct InStream : Stream {
  explicit InStream(std::string& bytes) {
    memory->resetBuffer(reinterpret_cast<uint8_t*>(bytes.data()), uint32_t(bytes.size()), TMemoryBuffer::OBSERVE);
  }
};

// Messages that carry the pieces of a payload, in turn. The payload is longer than zlib remembers.
class ZlibCell : public Cell {
public:
  static constexpr size_t least = 64 << 10;

  ZlibCell(const std::string& payload, size_t piece) {
    for (size_t at = 0; at < payload.size(); at += std::min(piece, payload.size())) {
      pieces.push_back(payload.substr(at, piece));
    }
    count = (4 << 20) / pieces[0].size();
    Stream many;
    for (size_t i = 0; i < count; i++) many.write(pieces[i % pieces.size()]);
    messages = many.memory->getBufferAsString();
  }
  void encode(uint64_t times) override {
    for (; times > 0; times--) {
      out.memory->resetBuffer();
      out.write(pieces[turn]);
      turn = (turn + 1) % pieces.size();
      keep(*out.memory);
    }
  }
  void decode(uint64_t times) override {
    for (; times > 0; times--, left--) {
      if (left == 0) {
        in = std::make_unique<InStream>(messages);
        left = count;
      }
      std::string fresh;
      in->read(fresh);
      keep(fresh);
    }
  }
  std::string encoded() override {
    Stream one;
    one.write(pieces[0]);
    return one.memory->getBufferAsString();
  }
  bool isSame(const std::string& bytes) override {
    std::string theirs = bytes, fresh;
    InStream(theirs).read(fresh);
    return fresh == pieces[0];
  }

private:
  std::vector<std::string> pieces;
  std::string messages;
  size_t turn = 0, count = 0, left = 0;
  Stream out;
  std::unique_ptr<InStream> in;
};

}  // namespace cells
