#include "handler.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "describe.h"
#include "generated/interop_constants.h"

using namespace interop;

int32_t Handler::add(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b));
}

void Handler::describe(std::string& out, bool b, int8_t i8v, int16_t i16v, int32_t i32v, int64_t i64v, double d,
                       const std::string& s, const std::string& bin, Sparse::type e, const std::vector<int32_t>& nums) {
  out = described(b, i8v, i16v, i32v, i64v, d, s, bin, e, nums);
}

void Handler::get_sample(Bundle& out) { out = g_interop_constants.SAMPLE; }

bool Handler::check_sample(const Bundle& v) { return v == g_interop_constants.SAMPLE; }

void Handler::blob(std::string& out, int32_t size) {
  out.resize(size);
  for (int32_t i = 0; i < size; ++i) out[i] = static_cast<char>(i % 251);
}

int32_t Handler::throw_one(int32_t which) {
  if (which == 0) return 0;
  if (which == 1) {
    ErrA a;
    a.code = 11;
    a.message = "a: żółć";
    throw a;
  }
  if (which == 2) {
    ErrB b;
    b.label = "b";
    b.details = {"x", "y"};
    Point where;
    where.x = 1;
    where.y = 2;
    b.__set_where_at(where);
    throw b;
  }
  throw std::runtime_error("not declared");
}

void Handler::throw_void(int32_t which) {
  if (which == 0) return;
  ErrA a;
  a.code = which;
  a.message = "void";
  throw a;
}

void Handler::missing_result(Point&) {
  // invariant: the processor answers this call by itself.
  throw std::logic_error("missing_result came to the handler");
}

void Handler::fire(const std::string& token, int32_t n) {
  const std::lock_guard guard(lock_);
  counters_[token] += n;
}

int32_t Handler::fired(const std::string& token) {
  const std::lock_guard guard(lock_);
  const auto found = counters_.find(token);
  return found == counters_.end() ? 0 : found->second;
}

int32_t Handler::snooze(int32_t ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(std::min(ms, 2000)));
  return ms;
}

void SecondHandler::backwards(std::string& out, const std::string& s) {
  for (size_t end = s.size(); end > 0;) {
    size_t start = end - 1;
    while (start > 0 && (s[start] & 0xC0) == 0x80) --start;  // UTF-8's continuation bytes
    out += s.substr(start, end - start);
    end = start;
  }
}
