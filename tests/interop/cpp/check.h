// A check has a name and either returns or throws.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "link.h"

struct Check {
  std::string name;
  std::function<void(Link&)> run;
};

std::vector<Check> echo_checks();
std::vector<Check> call_checks(const Flags& flags);

inline void require(bool holds, const std::string& otherwise) {
  if (!holds) throw std::runtime_error(otherwise);
}
