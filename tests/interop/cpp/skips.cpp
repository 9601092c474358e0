#include "skips.h"

#include <fstream>
#include <sstream>

std::map<std::string, std::string> skips(const std::string& protocol) {
  std::map<std::string, std::string> reasons;
  std::ifstream matrix(MATRIX);  // its path, which `build` defines
  for (std::string line; std::getline(matrix, line);) {
    const auto colon = line.find(": ");
    std::istringstream words(line.substr(0, colon));
    std::string kind, role, about, check;
    words >> kind >> role >> about >> check;
    if (kind == "skips" && role == "client" && colon != line.npos && (about == protocol || about == "*"))
      reasons[check] = line.substr(colon + 2);
  }
  return reasons;
}
