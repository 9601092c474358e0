// What a server has to do, besides echoing.
#include <unistd.h>

#include <chrono>
#include <thread>

#include "check.h"
#include "describe.h"
#include "generated/interop_constants.h"
#include "same.h"
#include "wire.h"

using namespace interop;
using apache::thrift::TApplicationException;

namespace {

const int32_t MEGABYTE = 1 << 20;

template <typename T>
void equal(const T& found, const std::type_identity_t<T>& wanted) {
  require(found == wanted, shown(found) + " instead of " + shown(wanted));
}

/// The exception of that kind that the call throws.
template <typename Kind, typename Call>
Kind thrown(Call call) {
  try {
    call();
  } catch (const Kind& error) {
    return error;
  }
  throw std::runtime_error("no exception came");
}

void who(Link& link) {
  std::string name;
  link.interop->who(name);
  require(!name.empty(), "the server has no name");
}

void ping(Link& link) { link.interop->ping(); }

void add(Link& link) {
  equal(link.interop->add(2, 40), 42);
  equal(link.interop->add(2147483647, 1), -2147483647 - 1);
}

void describe(Link& link) {
  const std::string binary("\0\xff", 2);
  std::string found;
  link.interop->describe(found, true, -1, -2, -3, -4, 1.5, "é", binary, Sparse::MINUS_FIVE, {1, 2, 3});
  equal(found, described(true, -1, -2, -3, -4, 1.5, "é", binary, Sparse::MINUS_FIVE, {1, 2, 3}));
}

void get_sample(Link& link) {
  Bundle found;
  link.interop->get_sample(found);
  equal(found, g_interop_constants.SAMPLE);
}

void check_sample(Link& link) { equal(link.interop->check_sample(g_interop_constants.SAMPLE), true); }

void check_sample_of_another(Link& link) { equal(link.interop->check_sample(Bundle()), false); }

void blob(Link& link) {
  std::string found;
  link.interop->blob(found, 0);
  equal(found.size(), 0);
  link.interop->blob(found, MEGABYTE);
  equal(found.size(), MEGABYTE);
  for (int32_t i = 0; i < MEGABYTE; ++i) require(found[i] == static_cast<char>(i % 251), "another byte");
}

void echo_megabyte(Link& link) {
  std::string data(MEGABYTE, '\0'), found;
  uint32_t state = 1;
  for (char& byte : data) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  link.interop->echo_binary(found, data);
  require(found == data, "other bytes came back");
}

void throw_one(Link& link) {
  equal(link.interop->throw_one(0), 0);
  const auto a = thrown<ErrA>([&] { link.interop->throw_one(1); });
  equal(a.code, 11);
  equal(a.message, "a: żółć");
  const auto b = thrown<ErrB>([&] { link.interop->throw_one(2); });
  equal(b.label, "b");
  equal(b.details, {"x", "y"});
  require(b.__isset.where_at && b.where_at.x == 1 && b.where_at.y == 2, "where_at is not {1, 2}");
}

void throw_void(Link& link) {
  link.interop->throw_void(0);
  const auto a = thrown<ErrA>([&] { link.interop->throw_void(5); });
  equal(a.code, 5);
  equal(a.message, "void");
}

void throw_undeclared(Link& link) {
  thrown<TApplicationException>([&] { link.interop->throw_one(3); });
  equal(link.interop->add(1, 1), 2);
}

void missing_result(Link& link) {
  Point ignored;
  const auto error = thrown<TApplicationException>([&] { link.interop->missing_result(ignored); });
  equal(error.getType(), TApplicationException::MISSING_RESULT);
}

void oneway(Link& link) {
  static int runs = 0;
  const auto token = "cpp " + std::to_string(getpid()) + " " + std::to_string(++runs);
  equal(link.interop->fired(token), 0);
  for (const int32_t n : {3, 4}) {
    link.interop->fire(token, n);
    link.after_oneway();
  }
  // A server may still be at it, above all if the calls came over connections of their own.
  for (int turn = 0; turn < 500 && link.interop->fired(token) != 7; ++turn)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  equal(link.interop->fired(token), 7);
}

void snooze(Link& link) { equal(link.interop->snooze(1), 1); }

Wide wide() {
  const auto& sample = g_interop_constants.SAMPLE;
  Wide made;
  made.id = 7;
  made.w_bool = true;
  made.retyped = "text";
  made.w_i8 = 1;
  made.w_i16 = 2;
  made.w_i32 = 3;
  made.w_i64 = 4;
  made.w_double = 0.5;
  made.w_string = "s";
  made.w_binary = "bytes";
  made.w_enum = Color::BLUE;
  made.w_struct = sample.tree;
  made.w_list_bool = {true, false};
  made.w_list_struct = sample.containers.l_struct;
  made.w_set = {"a"};
  made.w_map["k"] = sample.containers.l_struct;
  made.w_deep = sample.containers.l_deep;
  made.name = "kept";
  made.w_tail = true;
  return made;
}

void evolves(Link& link, const Wide& sent) {
  Wide answer;
  link.future->evolve(answer, sent, 99);
  equal(answer.id, 7);
  equal(answer.name, "kept");
  require(!answer.__isset.w_string && !answer.__isset.retyped, "fields came back that the server does not know");
}

void evolve(Link& link) {
  Narrow sent, found;
  sent.id = 1;
  sent.retyped = 2;
  sent.name = "n";
  link.interop->evolve(found, sent);
  equal(found, sent);
  evolves(link, wide());
}

void evolve_not_utf8(Link& link) {
  auto sent = wide();
  sent.w_binary = std::string("\xff\0", 2);
  evolves(link, sent);
}

void unknown_method(Link& link) {
  const auto one = thrown<TApplicationException>([&] { link.future->not_there(1); });
  equal(one.getType(), TApplicationException::UNKNOWN_METHOD);
  equal(link.interop->add(1, 1), 2);
  const auto& sample = g_interop_constants.SAMPLE;
  const auto two = thrown<TApplicationException>([&] { link.future->not_there_void(sample); });
  equal(two.getType(), TApplicationException::UNKNOWN_METHOD);
  equal(link.interop->add(1, 1), 2);
}

void second_service(Link& link) {
  std::string found;
  link.second->who(found);
  equal(found, "second");
  link.second->backwards(found, "aż😀");
  equal(found, "😀ża");
  link.interop->who(found);
  require(found != "second", "Interop says that it is Second");
}

}  // namespace

std::vector<Check> call_checks(const Flags& flags) {
  std::vector<Check> all = {
      {"who", who},
      {"ping", ping},
      {"add", add},
      {"describe", describe},
      {"get_sample", get_sample},
      {"check_sample", check_sample},
      {"check_sample_of_another", check_sample_of_another},
      {"blob", blob},
      {"echo_megabyte", echo_megabyte},
      {"throw_one", throw_one},
      {"throw_void", throw_void},
      {"throw_undeclared", throw_undeclared},
      {"missing_result", missing_result},
      {"oneway", oneway},
      {"snooze", snooze},
      {"evolve", evolve},
      {"evolve_not_utf8", evolve_not_utf8},
      {"unknown_method", unknown_method},
  };
  if (is_multiplexed(flags)) all.push_back({"second_service", second_service});
  return all;
}
