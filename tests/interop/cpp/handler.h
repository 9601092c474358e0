// The services of idl/interop.thrift as its comments describe them; all but the echoes.
#pragma once

#include <mutex>

#include "echo_handler.h"
#include "generated/Second.h"

class Handler : public EchoHandler {
 public:
  void who(std::string& out) override { out = "cpp"; }
  void ping() override {}
  int32_t add(int32_t a, int32_t b) override;
  void describe(std::string& out, bool b, int8_t i8v, int16_t i16v, int32_t i32v, int64_t i64v, double d,
                const std::string& s, const std::string& bin, interop::Sparse::type e,
                const std::vector<int32_t>& nums) override;
  void get_sample(interop::Bundle& out) override;
  bool check_sample(const interop::Bundle& v) override;
  void blob(std::string& out, int32_t size) override;
  int32_t throw_one(int32_t which) override;
  void throw_void(int32_t which) override;
  void missing_result(interop::Point& out) override;
  void fire(const std::string& token, int32_t n) override;
  int32_t fired(const std::string& token) override;
  int32_t snooze(int32_t ms) override;

 private:
  std::mutex lock_;
  std::map<std::string, int32_t> counters_;
};

class SecondHandler : public interop::SecondIf {
 public:
  void who(std::string& out) override { out = "second"; }
  void backwards(std::string& out, const std::string& s) override;
};
