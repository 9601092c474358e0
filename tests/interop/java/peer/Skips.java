package peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the matrix says that must not be checked: {@code skips client PROTOCOL|* CHECK: REASON}. */
final class Skips {
  private static final Pattern LINE = Pattern.compile("(?m)^skips client (\\S+) (\\S+): (.*)$");

  private Skips() {}

  /** The reasons by check. */
  static Map<String, String> ofClient(String protocol) throws IOException {
    try (InputStream matrix = Skips.class.getResourceAsStream("/matrix")) {
      Matcher lines = LINE.matcher(new String(matrix.readAllBytes(), StandardCharsets.UTF_8));
      return lines
          .results()
          .filter(line -> line.group(1).equals("*") || line.group(1).equals(protocol))
          .collect(Collectors.toMap(line -> line.group(2), line -> line.group(3)));
    }
  }
}
