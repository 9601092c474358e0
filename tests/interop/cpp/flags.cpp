#include "flags.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <vector>

Flags parse_flags(int argc, char** argv) {
  Flags flags;
  std::string port = "9090";
  const std::map<std::string, std::string*> texts = {
      {"--port", &port},
      {"--protocol", &flags.protocol},
      {"--transport", &flags.transport},
      {"--server", &flags.server},
      {"--unix", &flags.unix_path},
      {"--tls-cert", &flags.tls_cert},
      {"--tls-key", &flags.tls_key},
      {"--tls-ca", &flags.tls_ca},
  };
  const std::vector<std::string> words(argv + 1, argv + argc);
  for (size_t i = 0; i < words.size(); ++i) {
    const auto text = texts.find(words[i]);
    if (words[i] == "--ssl") {
      flags.ssl = true;
    } else if (text != texts.end() && i + 1 < words.size()) {
      *text->second = words[++i];
    } else {
      std::cerr << "what is " << words[i] << "?\n";
      std::exit(2);
    }
  }
  flags.port = std::stoi(port);
  return flags;
}
