package peer;

import static peer.Check.equal;
import static peer.Check.exception;
import static peer.Check.refused;
import static peer.Check.thrown;

import interop.Bundle;
import interop.Chain;
import interop.Color;
import interop.Empty;
import interop.ErrA;
import interop.ErrB;
import interop.Future;
import interop.Interop;
import interop.Point;
import interop.Sparse;
import interop.Wide;
import interop.interopConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;

/** Whatever is not an echo: plain methods, errors, oneway calls, callers newer than the server. */
final class Others {
  private static final int MEGABYTE = 1 << 20;

  private Others() {}

  static List<Check> of(Session session) {
    Interop.Client client = session.interop;
    Future.Client future = session.future;
    Bundle sample = interopConstants.SAMPLE;
    return List.of(
        new Check("who", () -> equal(client.who().isEmpty(), false)),
        new Check("ping", client::ping),
        new Check("add", () -> equal(client.add(2, 40), 42)),
        new Check("add_wraps", () -> equal(client.add(Integer.MAX_VALUE, 1), Integer.MIN_VALUE)),
        new Check("describe", () -> describe(client)),
        new Check("get_sample", () -> equal(client.get_sample(), sample)),
        new Check("check_sample", () -> equal(client.check_sample(sample), true)),
        new Check("check_sample_wrong", () ->
            equal(client.check_sample(new Bundle(sample).setChain(new Chain(-1))), false)),
        new Check("blob", () ->
            equal(client.blob(MEGABYTE), ByteBuffer.wrap(Answers.blob(MEGABYTE)))),
        new Check("throw_one", () -> equal(client.throw_one(0), 0)),
        new Check("throw_one_a", () ->
            thrown(() -> client.throw_one(1), new ErrA(11, "a: żółć"))),
        new Check("throw_one_b", () ->
            thrown(() -> client.throw_one(2),
                new ErrB("b", List.of("x", "y")).setWhere_at(new Point(1, 2)))),
        new Check("throw_one_undeclared", () ->
            exception(TApplicationException.class, () -> client.throw_one(3))),
        new Check("throw_void", () -> {
          client.throw_void(0);
          thrown(nothing(() -> client.throw_void(5)), new ErrA(5, "void"));
        }),
        new Check("missing_result", () ->
            refused(client::missing_result, TApplicationException.MISSING_RESULT)),
        new Check("oneway", () -> oneway(client)),
        new Check("snooze", () -> equal(client.snooze(20), 20)),
        new Check("evolve", () ->
            equal(future.evolve(wide(), 99), new Wide().setId(7).setName("kept"))),
        new Check("unknown_method", () ->
            refused(() -> future.not_there(1), TApplicationException.UNKNOWN_METHOD)),
        new Check("unknown_method_void", () ->
            refused(nothing(() -> future.not_there_void(sample)), TApplicationException.UNKNOWN_METHOD)),
        new Check("after_errors", client::ping));
  }

  static List<Check> multiplexed(Session session) {
    return List.of(
        new Check("second_who", () -> equal(session.second.who(), "second")),
        new Check("second_backwards", () ->
            equal(session.second.backwards("aż日😀"), "😀日ża")));
  }

  private static Callable<?> nothing(Check.Body call) {
    return () -> {
      call.run();
      return "nothing";
    };
  }

  private static void describe(Interop.Client client) throws TException {
    var bytes = ByteBuffer.wrap(new byte[] {0, -1});
    var nums = List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, -3);
    equal(
        client.describe(true, (byte) -1, (short) -2, -3, -4, 1.5, "é", bytes, Sparse.MINUS_FIVE, nums),
        Answers.describe(true, (byte) -1, (short) -2, -3, -4, 1.5, "é", bytes, Sparse.MINUS_FIVE, nums));
  }

  /** Asks again for a while: a server may answer a later call before it is done with an earlier one. */
  private static void oneway(Interop.Client client) throws TException, InterruptedException {
    String token = "java-" + System.nanoTime();
    client.fire(token, 3);
    client.fire(token, 4);
    int sum = 0;
    for (int tries = 0; tries < 200 && sum != 7; tries++) {
      sum = client.fired(token);
      Thread.sleep(10);
    }
    equal(sum, 7);
  }

  /** Fields that the server does not know, and one of a type that it does not expect. */
  private static Wide wide() {
    Bundle sample = interopConstants.SAMPLE;
    return new Wide()
        .setId(7)
        .setW_bool(true)
        .setRetyped("text")
        .setW_i8((byte) 1)
        .setW_i16((short) 2)
        .setW_i32(3)
        .setW_i64(4)
        .setW_double(5.5)
        .setW_string("s")
        .setW_binary(new byte[] {0, -1})
        .setW_enum(Color.BLUE)
        .setW_struct(sample.getTree())
        .setW_list_bool(List.of(true, false))
        .setW_list_struct(List.of(new Point(1, 0), new Point(0, 2)))
        .setW_set(Set.of("a", "b"))
        .setW_map(Map.of("k", List.of(new Point(1, 2)), "none", List.of()))
        .setW_empty_map(Map.of())
        .setW_deep(sample.getContainers().getL_deep())
        .setW_empty(new Empty())
        .setName("kept")
        .setW_tail(true);
  }
}
