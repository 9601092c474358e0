// What is sent to the echo methods: the edges of every type, and all of SAMPLE.
#include <limits>
#include <numeric>

#include "check.h"
#include "generated/interop_constants.h"
#include "same.h"

using namespace interop;

namespace {

template <typename T>
void expect(const T& found, const T& wanted) {
  require(same(found, wanted), "another value came back than " + shown(wanted) + ": " + shown(found));
}

/// A method that answers by value.
template <typename T>
Check echo(const std::string& name, T (InteropClient::*method)(T), std::type_identity_t<std::vector<T>> values) {
  return {name, [=](Link& link) {
            for (const T wanted : values) expect<T>((*link.interop.*method)(wanted), wanted);
          }};
}

/// A method that fills what it is given.
template <typename T>
Check echo(const std::string& name, void (InteropClient::*method)(T&, const T&),
           std::type_identity_t<std::vector<T>> values) {
  return {name, [=](Link& link) {
            for (const T& wanted : values) {
              T found;
              (*link.interop.*method)(found, wanted);
              expect<T>(found, wanted);
            }
          }};
}

template <typename T>
std::vector<T> edges() {
  return {0, 1, -1, std::numeric_limits<T>::max(), std::numeric_limits<T>::min()};
}

std::vector<int32_t> range(int32_t from, int32_t to) {
  std::vector<int32_t> numbers(to - from);
  std::iota(numbers.begin(), numbers.end(), from);
  return numbers;
}

std::string every_byte() {
  std::string bytes(256, '\0');
  std::iota(bytes.begin(), bytes.end(), '\0');
  return bytes;
}

Point point(int32_t x, int32_t y) {
  Point made;
  made.x = x;
  made.y = y;
  return made;
}

KeyZoo keys() {
  using namespace std::string_literals;
  KeyZoo zoo;
  zoo.by_struct = {{point(1, 2), "p"}, {point(-1, 0), ""}};
  zoo.s_struct = {point(3, 4)};
  zoo.by_struct2 = {{point(0, 0), {{point(5, 6), 7}}}};
  zoo.by_bool = {{true, 1}, {false, 0}};
  zoo.by_i64 = {{1LL << 40, 1}, {std::numeric_limits<int64_t>::min(), 2}};
  zoo.by_double = {{-0.5, "d"}, {1e300, "big"}};
  zoo.s_i64 = {1LL << 50, -1};
  zoo.s_double = {1.5, -2.5};
  zoo.s_bool = {false};
  zoo.by_binary = {{"\0\xff"s, 1}, {"", 2}};
  zoo.s_binary = {"", "x"};
  return zoo;
}

Chain chain(int32_t length) {
  Chain first;
  first.value = length;
  if (length > 1) first.__set_after(std::make_shared<Chain>(chain(length - 1)));
  return first;
}

NegIds neg_ids() {
  NegIds made;
  made.minus_one = 1;
  made.minus_two = "two";
  made.five = true;
  return made;
}

}  // namespace

std::vector<Check> echo_checks() {
  using C = InteropClient;
  using namespace std::string_literals;
  const auto& sample = g_interop_constants.SAMPLE;
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  auto i64s = edges<int64_t>();
  i64s.push_back((1LL << 53) + 1);
  return {
      echo("echo_bool", &C::echo_bool, {true, false}),
      echo("echo_i8", &C::echo_i8, edges<int8_t>()),
      echo("echo_i16", &C::echo_i16, edges<int16_t>()),
      echo("echo_i32", &C::echo_i32, edges<int32_t>()),
      echo("echo_i64", &C::echo_i64, i64s),
      echo("echo_double", &C::echo_double, {0.0, -0.0, -0.1, 1.0 / 3, 1e300, 5e-324, 9007199254740991.0}),
      echo("echo_double_not_finite", &C::echo_double, {infinity, -infinity, nan}),
      echo("echo_string", &C::echo_string,
           {"", "plain", "żółć 日本語 😀", "\"quotes\" \\ / \t\r\n\b\f"}),
      echo("echo_string_control", &C::echo_string, {"\x01\x1f\x7f"}),
      echo("echo_string_nul", &C::echo_string, {"a\0b"s}),
      echo("echo_string_long", &C::echo_string, {std::string(100'000, 'l')}),
      echo("echo_binary", &C::echo_binary, {"", "a", "ab", "abc", every_byte()}),
      echo("echo_enum", &C::echo_enum, {Sparse::LOWEST, Sparse::ZEROTH, Sparse::HIGHEST}),
      echo("echo_enum_unknown", &C::echo_enum, {static_cast<Sparse::type>(12345), static_cast<Sparse::type>(-6)}),
      echo("echo_typedef", &C::echo_typedef, {1700000000000}),
      echo("echo_list", &C::echo_list, {{}, {7}, range(0, 14), range(0, 15)}),
      echo("echo_list_long", &C::echo_list, {range(-1000, 1000)}),
      echo("echo_list_bool", &C::echo_list_bool, {{}, {true, false, true}, std::vector<bool>(20, false)}),
      echo("echo_list_string", &C::echo_list_string, {{}, {"", "ż"}}),
      echo("echo_set", &C::echo_set, {{}, {"a", "b", ""}}),
      echo("echo_map", &C::echo_map, {{}, {{"k", -1}, {"", 1LL << 40}}}),
      echo("echo_deep", &C::echo_deep, {{}, sample.containers.l_deep}),
      echo("echo_empty", &C::echo_empty, {Empty()}),
      echo("echo_point", &C::echo_point, {point(1, -1)}),
      echo("echo_default", &C::echo_default, {sample.dflt}),
      echo("echo_required", &C::echo_required, {sample.reqd}),
      echo("echo_optional", &C::echo_optional, {sample.opt, AllOptional()}),
      echo("echo_defaults", &C::echo_defaults, {sample.defaults, WithDefaults()}),
      echo("echo_containers", &C::echo_containers, {sample.containers}),
      echo("echo_keys", &C::echo_keys, {keys()}),
      echo("echo_union", &C::echo_union, sample.choices),
      echo("echo_tree", &C::echo_tree, {sample.tree}),
      echo("echo_chain", &C::echo_chain, {chain(1), chain(3)}),
      echo("echo_big_ids", &C::echo_big_ids, {sample.big_ids}),
      echo("echo_neg_ids", &C::echo_neg_ids, {neg_ids()}),
      echo("echo_bundle", &C::echo_bundle, {sample}),
  };
}
