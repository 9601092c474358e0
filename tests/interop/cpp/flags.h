// The command line that all peers share.
#pragma once

#include <string>

struct Flags {
  int port = 9090;
  std::string protocol = "binary";
  std::string transport = "buffered";
  std::string server = "threaded";
  std::string unix_path;  // empty: TCP
  bool ssl = false;
  std::string tls_cert, tls_key, tls_ca;  // files; empty: none
};

/// Exits with a word to the caller if a flag is unknown or lacks its value.
Flags parse_flags(int argc, char** argv);
