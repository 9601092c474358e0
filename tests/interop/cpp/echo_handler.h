// The half of the service that answers with what it was sent.
#pragma once

#include "generated/Interop.h"

class EchoHandler : public virtual interop::InteropIf {
 public:
  bool echo_bool(bool v) override { return v; }
  int8_t echo_i8(int8_t v) override { return v; }
  int16_t echo_i16(int16_t v) override { return v; }
  int32_t echo_i32(int32_t v) override { return v; }
  int64_t echo_i64(int64_t v) override { return v; }
  double echo_double(double v) override { return v; }
  void echo_string(std::string& out, const std::string& v) override { out = v; }
  void echo_binary(std::string& out, const std::string& v) override { out = v; }
  interop::Sparse::type echo_enum(interop::Sparse::type v) override { return v; }
  interop::Timestamp echo_typedef(interop::Timestamp v) override { return v; }
  void echo_list(std::vector<int32_t>& out, const std::vector<int32_t>& v) override { out = v; }
  void echo_list_bool(std::vector<bool>& out, const std::vector<bool>& v) override { out = v; }
  void echo_list_string(std::vector<std::string>& out, const std::vector<std::string>& v) override { out = v; }
  void echo_set(std::set<std::string>& out, const std::set<std::string>& v) override { out = v; }
  void echo_map(std::map<std::string, int64_t>& out, const std::map<std::string, int64_t>& v) override { out = v; }
  void echo_deep(interop::Deep& out, const interop::Deep& v) override { out = v; }
  void echo_empty(interop::Empty& out, const interop::Empty& v) override { out = v; }
  void echo_point(interop::Point& out, const interop::Point& v) override { out = v; }
  void echo_default(interop::AllDefault& out, const interop::AllDefault& v) override { out = v; }
  void echo_required(interop::AllRequired& out, const interop::AllRequired& v) override { out = v; }
  void echo_optional(interop::AllOptional& out, const interop::AllOptional& v) override { out = v; }
  void echo_defaults(interop::WithDefaults& out, const interop::WithDefaults& v) override { out = v; }
  void echo_containers(interop::Containers& out, const interop::Containers& v) override { out = v; }
  void echo_keys(interop::KeyZoo& out, const interop::KeyZoo& v) override { out = v; }
  void echo_union(interop::Choice& out, const interop::Choice& v) override { out = v; }
  void echo_tree(interop::Tree& out, const interop::Tree& v) override { out = v; }
  void echo_chain(interop::Chain& out, const interop::Chain& v) override { out = v; }
  void echo_big_ids(interop::BigIds& out, const interop::BigIds& v) override { out = v; }
  void echo_neg_ids(interop::NegIds& out, const interop::NegIds& v) override { out = v; }
  void echo_bundle(interop::Bundle& out, const interop::Bundle& v) override { out = v; }
  void evolve(interop::Narrow& out, const interop::Narrow& v) override { out = v; }
};
