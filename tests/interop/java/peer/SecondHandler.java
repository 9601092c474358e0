package peer;

import interop.Second;

/** The service that stands beside Interop when several share a connection. */
final class SecondHandler implements Second.Iface {
  @Override
  public String who() {
    return "second";
  }

  @Override
  public String backwards(String s) {
    return new StringBuilder(s).reverse().toString(); // by code points: it keeps surrogate pairs
  }
}
