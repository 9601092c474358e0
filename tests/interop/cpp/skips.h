// The `skips` lines of the file `matrix`.
#pragma once

#include <map>
#include <string>

/// Why which of a client's checks is not run, by the check's name.
std::map<std::string, std::string> skips(const std::string& protocol);
