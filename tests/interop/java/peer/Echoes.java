package peer;

import static peer.Check.echo;

import interop.AllDefault;
import interop.AllOptional;
import interop.Bundle;
import interop.Chain;
import interop.Choice;
import interop.Color;
import interop.Empty;
import interop.Interop;
import interop.KeyZoo;
import interop.NegIds;
import interop.Point;
import interop.Sparse;
import interop.WithDefaults;
import interop.interopConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Every type with the values at its edges. */
final class Echoes {
  private Echoes() {}

  static List<Check> of(Interop.Client client) {
    Bundle sample = interopConstants.SAMPLE;
    return List.of(
        echo("echo_bool", client::echo_bool, true, false),
        echo("echo_i8", client::echo_i8, (byte) 0, (byte) -1, Byte.MAX_VALUE, Byte.MIN_VALUE),
        echo("echo_i16", client::echo_i16, (short) 0, (short) -1, Short.MAX_VALUE, Short.MIN_VALUE),
        echo("echo_i32", client::echo_i32, 0, -1, 63, 64, -65, Integer.MAX_VALUE, Integer.MIN_VALUE),
        echo("echo_i64", client::echo_i64, 0L, -1L, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE),
        echo("echo_double", client::echo_double, 0.0, -0.1, 1e300, Double.MAX_VALUE, Double.MIN_VALUE),
        echo("echo_double_special", client::echo_double, -0.0, Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY, Double.NaN),
        echo("echo_string", client::echo_string, "", "plain", "żółć 日本語 😀", "a\0b",
            "\"quoted\" \\ \n\t/\u0001\u007f"),
        echo("echo_binary", client::echo_binary, bytes(), bytes(0), bytes(0, 255), bytes(1, 2, 3),
            ByteBuffer.wrap(Answers.blob(256))),
        echo("echo_enum", client::echo_enum, Sparse.LOWEST, Sparse.ZEROTH, Sparse.HIGHEST),
        echo("echo_typedef", client::echo_typedef, 1_700_000_000_000L),
        echo("echo_list", client::echo_list, List.of(), numbers(14), numbers(15), numbers(1000)),
        echo("echo_list_bool", client::echo_list_bool, List.of(true, false, true)),
        echo("echo_list_string", client::echo_list_string, List.of("", "ż")),
        echo("echo_set", client::echo_set, Set.of(), Set.of("a", "b", "")),
        echo("echo_map", client::echo_map, Map.of(), Map.of("k", -1L, "", 1L << 40)),
        echo("echo_deep", client::echo_deep, List.of(),
            List.of(List.of(Map.of(1, "one"), Map.of()), List.of(), List.of(Map.of(-1, "minus")))),
        echo("echo_empty", client::echo_empty, new Empty()),
        echo("echo_point", client::echo_point, new Point(1, -1)),
        echo("echo_default", client::echo_default, sample.getDflt(), zeros()),
        echo("echo_required", client::echo_required, sample.getReqd()),
        echo("echo_optional", client::echo_optional, sample.getOpt(), new AllOptional()),
        echo("echo_defaults", client::echo_defaults, sample.getDefaults(), defaults()),
        echo("echo_containers", client::echo_containers, sample.getContainers()),
        echo("echo_keys", client::echo_keys, keyZoo()),
        echo("echo_union", client::echo_union, sample.getChoices().toArray(new Choice[0])),
        echo("echo_tree", client::echo_tree, sample.getTree()),
        echo("echo_chain", client::echo_chain, new Chain(1).setAfter(new Chain(2))),
        echo("echo_big_ids", client::echo_big_ids, sample.getBig_ids()),
        echo("echo_neg_ids", client::echo_neg_ids, new NegIds(1, "two", true)),
        echo("echo_bundle", client::echo_bundle, sample));
  }

  private static ByteBuffer bytes(int... values) {
    var bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private static List<Integer> numbers(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  /** Nothing may be null here: a field that is left out has a value at a server in a language without null. */
  private static AllDefault zeros() {
    return new AllDefault()
        .setF_string("")
        .setF_binary(bytes())
        .setF_enum(Color.RED)
        .setF_struct(new Point(0, 0))
        .setF_list(List.of())
        .setF_set(Set.of())
        .setF_map(Map.of());
  }

  /** Whether an optional number that has its default is sent, and so set in the answer, is each library's own affair. */
  private static WithDefaults defaults() {
    return new WithDefaults().setO_i32(8);
  }

  private static KeyZoo keyZoo() {
    return new KeyZoo()
        .setBy_struct(Map.of(new Point(1, 2), "p", new Point(2, 1), "q"))
        .setS_struct(Set.of(new Point(3, 4), new Point(4, 3)))
        .setBy_struct2(Map.of(new Point(0, 0), Map.of(new Point(5, 6), 7)))
        .setBy_bool(Map.of(true, 1, false, 0))
        .setBy_i64(Map.of(1L << 40, 1L, -1L, Long.MIN_VALUE))
        .setBy_double(Map.of(-0.5, "d", 1e300, "e"))
        .setS_i64(Set.of(1L << 50, -1L))
        .setS_double(Set.of(1.5, -2.5))
        .setS_bool(Set.of(false, true))
        .setBy_binary(Map.of(bytes(0, 255), 1, bytes(), 2))
        .setS_binary(Set.of(bytes(), bytes('x'), bytes(0, 255)));
  }
}
