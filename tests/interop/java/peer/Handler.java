package peer;

import interop.Bundle;
import interop.ErrA;
import interop.ErrB;
import interop.Point;
import interop.Sparse;
import interop.interopConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The service, without the methods that only give back what they get. */
final class Handler extends Echo {
  private static final int LONGEST_SNOOZE = 2000; // ms

  private final Map<String, Integer> counters = new ConcurrentHashMap<>();

  @Override
  public String who() {
    return "java";
  }

  @Override
  public void ping() {}

  @Override
  public int add(int a, int b) {
    return a + b;
  }

  @Override
  public String describe(boolean b, byte i8v, short i16v, int i32v, long i64v, double d, String s,
      ByteBuffer bin, Sparse e, List<Integer> nums) {
    return Answers.describe(b, i8v, i16v, i32v, i64v, d, s, bin, e, nums);
  }

  @Override
  public Bundle get_sample() {
    return interopConstants.SAMPLE;
  }

  @Override
  public boolean check_sample(Bundle v) {
    return interopConstants.SAMPLE.equals(v);
  }

  @Override
  public ByteBuffer blob(int size) {
    return ByteBuffer.wrap(Answers.blob(size));
  }

  @Override
  public int throw_one(int which) throws ErrA, ErrB {
    return switch (which) {
      case 0 -> 0;
      case 1 -> throw new ErrA(11, "a: żółć");
      case 2 -> throw new ErrB("b", List.of("x", "y")).setWhere_at(new Point(1, 2));
      default -> throw new IllegalStateException("not declared");
    };
  }

  @Override
  public void throw_void(int which) throws ErrA {
    if (which != 0) {
      throw new ErrA(which, "void");
    }
  }

  @Override
  public Point missing_result() {
    return null;
  }

  @Override
  public void fire(String token, int n) {
    counters.merge(token, n, Integer::sum);
  }

  @Override
  public int fired(String token) {
    return counters.getOrDefault(token, 0);
  }

  @Override
  public int snooze(int ms) {
    try {
      Thread.sleep(Math.min(ms, LONGEST_SNOOZE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops
    }
    return ms;
  }
}
