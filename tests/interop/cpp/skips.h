// The `skips` lines of the file `matrix`.
#pragma once

#include <map>
#include <string>

#include "flags.h"

/// Why which of a client's checks is not run, by the check's name.
std::map<std::string, std::string> skips(const Flags& flags);
