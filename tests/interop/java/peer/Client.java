package peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls every method of an Interop server by Apache's Java library and says for each check how it went. */
public final class Client {
  private Client() {}

  public static void main(String[] words) throws Exception {
    Flags flags = new Flags(words);
    Session session = new Session(flags);
    Map<String, String> skips = Skips.ofClient(flags.protocol());
    int passed = 0;
    int failed = 0;
    for (Check check : checks(flags, session)) {
      if (skips.containsKey(check.name())) {
        System.out.println("skip " + check.name() + ": " + skips.get(check.name()));
        continue;
      }
      try {
        check.body().run();
        passed++;
        System.out.println("ok " + check.name());
      } catch (Exception e) {
        failed++;
        System.out.println("FAIL " + check.name() + ": " + e);
      }
    }
    System.out.println(passed + " passed, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static List<Check> checks(Flags flags, Session session) {
    List<Check> all = new ArrayList<>(Echoes.of(session.interop));
    all.addAll(Others.of(session));
    if (flags.multiplexed()) {
      all.addAll(Others.multiplexed(session));
    }
    return all;
  }
}
