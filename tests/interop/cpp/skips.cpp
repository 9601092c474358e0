#include "skips.h"

#include <fstream>
#include <set>
#include <sstream>

std::map<std::string, std::string> skips(const Flags& flags) {
  const auto over = "/" + flags.transport;
  const std::set<std::string> spoken = {"*", flags.protocol, "*" + over, flags.protocol + over};
  std::map<std::string, std::string> reasons;
  std::ifstream matrix(MATRIX);  // its path, which `build` defines
  for (std::string line; std::getline(matrix, line);) {
    const auto colon = line.find(": ");
    std::istringstream words(line.substr(0, colon));
    std::string kind, role, about, check;
    words >> kind >> role >> about >> check;
    if (kind == "skips" && role == "client" && colon != line.npos && spoken.contains(about))
      reasons[check] = line.substr(colon + 2);
  }
  return reasons;
}
