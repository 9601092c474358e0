// Runs all checks against a server over one connection, one line each, and says how many passed.
#include <csignal>
#include <iostream>

#include <thrift/TOutput.h>

#include "check.h"
#include "skips.h"

namespace {

bool passes(const Check& check, Link& link) try {
  check.run(link);
  std::cout << "ok " << check.name << std::endl;
  return true;
} catch (const std::exception& why) {
  std::cout << "FAIL " << check.name << ": " << why.what() << std::endl;
  return false;
}

/// How many checks failed.
int run_all(const Flags& flags) {
  auto checks = echo_checks();
  for (auto& check : call_checks(flags)) checks.push_back(std::move(check));
  const auto left_out = skips(flags);
  int passed = 0, failed = 0;
  auto link = std::make_unique<Link>(flags);
  for (const auto& check : checks) {
    const auto reason = left_out.find(check.name);
    if (reason != left_out.end()) {
      std::cout << "skip " << check.name << ": " << reason->second << std::endl;
    } else if (passes(check, *link)) {
      ++passed;
    } else {
      ++failed;
      link = std::make_unique<Link>(flags);  // the old one may be amid a message
    }
  }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed;
}

}  // namespace

int main(int argc, char** argv) try {
  std::signal(SIGPIPE, SIG_IGN);
  return run_all(parse_flags(argc, argv)) == 0 ? 0 : 1;
} catch (const std::exception& why) {
  std::cout << "FAIL connect: " << why.what() << std::endl;
  return 1;
}
