// Whether two values are the same, where C++'s `==` says something else; and how a value looks.
#pragma once

#include <bit>
#include <cmath>
#include <string>

#include <thrift/TToString.h>

#include "generated/interop_types.h"

template <typename T>
bool same(const T& a, const T& b) {
  return a == b;
}

/// By its bits; any NaN is as good as another.
inline bool same(double a, double b) {
  return std::isnan(b) ? std::isnan(a) : std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

/// Generated code compares `&` fields by their addresses.
inline bool same(const interop::Chain& a, const interop::Chain& b) {
  if (a.value != b.value || !a.after != !b.after) return false;
  return !a.after || same(*a.after, *b.after);
}

/// No more of it than fits in a line.
template <typename T>
std::string shown(const T& value) {
  using apache::thrift::to_string;
  return to_string(value).substr(0, 200);
}
