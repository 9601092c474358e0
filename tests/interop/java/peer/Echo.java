package peer;

import interop.AllDefault;
import interop.AllOptional;
import interop.AllRequired;
import interop.BigIds;
import interop.Bundle;
import interop.Chain;
import interop.Choice;
import interop.Containers;
import interop.Empty;
import interop.Interop;
import interop.KeyZoo;
import interop.Narrow;
import interop.NegIds;
import interop.Point;
import interop.Sparse;
import interop.Tree;
import interop.WithDefaults;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The methods that give back what they get. */
abstract class Echo implements Interop.Iface {
  @Override
  public boolean echo_bool(boolean v) {
    return v;
  }

  @Override
  public byte echo_i8(byte v) {
    return v;
  }

  @Override
  public short echo_i16(short v) {
    return v;
  }

  @Override
  public int echo_i32(int v) {
    return v;
  }

  @Override
  public long echo_i64(long v) {
    return v;
  }

  @Override
  public double echo_double(double v) {
    return v;
  }

  @Override
  public String echo_string(String v) {
    return v;
  }

  @Override
  public ByteBuffer echo_binary(ByteBuffer v) {
    return v;
  }

  @Override
  public Sparse echo_enum(Sparse v) {
    return v;
  }

  @Override
  public long echo_typedef(long v) {
    return v;
  }

  @Override
  public List<Integer> echo_list(List<Integer> v) {
    return v;
  }

  @Override
  public List<Boolean> echo_list_bool(List<Boolean> v) {
    return v;
  }

  @Override
  public List<String> echo_list_string(List<String> v) {
    return v;
  }

  @Override
  public Set<String> echo_set(Set<String> v) {
    return v;
  }

  @Override
  public Map<String, Long> echo_map(Map<String, Long> v) {
    return v;
  }

  @Override
  public List<List<Map<Integer, String>>> echo_deep(List<List<Map<Integer, String>>> v) {
    return v;
  }

  @Override
  public Empty echo_empty(Empty v) {
    return v;
  }

  @Override
  public Point echo_point(Point v) {
    return v;
  }

  @Override
  public AllDefault echo_default(AllDefault v) {
    return v;
  }

  @Override
  public AllRequired echo_required(AllRequired v) {
    return v;
  }

  @Override
  public AllOptional echo_optional(AllOptional v) {
    return v;
  }

  @Override
  public WithDefaults echo_defaults(WithDefaults v) {
    return v;
  }

  @Override
  public Containers echo_containers(Containers v) {
    return v;
  }

  @Override
  public KeyZoo echo_keys(KeyZoo v) {
    return v;
  }

  @Override
  public Choice echo_union(Choice v) {
    return v;
  }

  @Override
  public Tree echo_tree(Tree v) {
    return v;
  }

  @Override
  public Chain echo_chain(Chain v) {
    return v;
  }

  @Override
  public BigIds echo_big_ids(BigIds v) {
    return v;
  }

  @Override
  public NegIds echo_neg_ids(NegIds v) {
    return v;
  }

  @Override
  public Bundle echo_bundle(Bundle v) {
    return v;
  }

  @Override
  public Narrow evolve(Narrow v) {
    return v;
  }
}
