package peer;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/** What both programs are told on the command line: {@code --name value}, and {@code --ssl}. */
final class Flags {
  private final Map<String, String> given = new TreeMap<>();

  Flags(String[] words) {
    for (int i = 0; i < words.length; i++) {
      String name = words[i];
      if (name.equals("--ssl")) {
        given.put(name, "");
      } else if (name.startsWith("--") && i + 1 < words.length) {
        given.put(name, words[++i]);
      } else {
        throw new IllegalArgumentException("unknown or incomplete: " + name);
      }
    }
    if (given.containsKey("--unix")) {
      throw new IllegalArgumentException("Apache's Java library knows no Unix sockets");
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(given.get("--port")));
  }

  String protocol() {
    return given.getOrDefault("--protocol", "binary");
  }

  String transport() {
    return given.getOrDefault("--transport", "buffered");
  }

  String server() {
    return given.getOrDefault("--server", "pool");
  }

  /** Whether several services share the connection. */
  boolean multiplexed() {
    return protocol().startsWith("multi-");
  }

  boolean http() {
    return transport().equals("http");
  }

  boolean ssl() {
    return given.containsKey("--ssl");
  }

  /** The file that a flag names, or null. */
  String file(String flag) {
    return given.get(flag);
  }
}
