"""Calls every method of an Interop server and checks what comes back.  client.py GEN_DIR TRANSPORT PROTOCOL PORT"""
import sys

sys.path.insert(0, sys.argv[1])

from thrift.Thrift import TApplicationException
from thrift.transport.TSocket import TSocket

import dialects
from handler import describe
from interop import Future, Interop
from interop import ttypes as t
from interop.constants import SAMPLE

socket = TSocket("127.0.0.1", int(sys.argv[4]))
socket.setTimeout(20_000)
transport = dialects.Transports(sys.argv[2]).getTransport(socket)
transport.open()
protocol = dialects.protocols(sys.argv[2], sys.argv[3]).getProtocol(transport)
client = Interop.Client(protocol)
future = Future.Client(protocol)
checks = 0


def equal(found, wanted, what):
    global checks
    checks += 1
    assert found == wanted, f"{what}: {found!r} instead of {wanted!r}"


def fails(call, kind, what, **fields):
    global checks
    checks += 1
    try:
        answer = call()
    except kind as error:
        for name, wanted in fields.items():
            assert getattr(error, name) == wanted, f"{what}: {name} is {getattr(error, name)!r}"
        return
    raise AssertionError(f"{what}: answered {answer!r} instead of {kind.__name__}")


def echo(name, *values):
    for value in values:
        equal(getattr(client, "echo_" + name)(value), value, "echo_" + name)


assert client.who()
client.ping()
equal(client.add(2, 40), 42, "add")
equal(client.add(2**31 - 1, 1), -(2**31), "add wraps")
echo("bool", True, False)
echo("i8", 0, -1, 127, -128)
echo("i16", 0, -1, 32767, -32768)
echo("i32", 0, -1, 2**31 - 1, -(2**31))
echo("i64", 0, -1, 2**63 - 1, -(2**63))
echo("double", 0.0, -0.1, 1e300, float("inf"), 2.0**53 - 1)
echo("string", "", "plain", "żółć 日本語 😀", "a\0b")
echo("binary", b"", bytes(range(256)))
echo("enum", t.Sparse.LOWEST, t.Sparse.HIGHEST, 12345)
echo("typedef", 1700000000000)
echo("list", [], list(range(1000)))
echo("list_bool", [True, False, True])
echo("list_string", ["", "ż"])
echo("set", set(), {"a", "b"})
echo("map", {}, {"k": -1, "": 2**40})
echo("deep", [[{1: "one"}, {}], []])
echo("empty", t.Empty())
echo("point", t.Point(1, -1))
echo("default", SAMPLE.dflt)
echo("required", SAMPLE.reqd)
echo("optional", SAMPLE.opt, t.AllOptional())
echo("defaults", SAMPLE.defaults, t.WithDefaults())
echo("containers", SAMPLE.containers)
echo("keys", t.KeyZoo(
    by_struct={t.Point(1, 2): "p"}, s_struct={t.Point(3, 4)}, by_struct2={t.Point(0, 0): {t.Point(5, 6): 7}},
    by_bool={True: 1}, by_i64={2**40: 1}, by_double={-0.5: "d"}, s_i64={2**50}, s_double={1.5, -2.5},
    s_bool={False}, by_binary={b"\0\xff": 1}, s_binary={b"", b"x"}))
for member in SAMPLE.choices:
    echo("union", member)
echo("tree", SAMPLE.tree)
echo("chain", t.Chain(1, t.Chain(2)))
echo("big_ids", SAMPLE.big_ids)
echo("neg_ids", t.NegIds(1, "two", True))
echo("bundle", SAMPLE)
arguments = (True, -1, -2, -3, -4, 1.5, "é", b"\0\xff", t.Sparse.MINUS_FIVE, [1, 2, 3])
equal(client.describe(*arguments), describe(*arguments), "describe")
equal(client.get_sample(), SAMPLE, "get_sample")
equal(client.check_sample(SAMPLE), True, "check_sample")
equal(client.check_sample(t.Bundle()), False, "check_sample of another value")
equal(client.blob(1 << 20), bytes(i % 251 for i in range(1 << 20)), "blob")
equal(client.throw_one(0), 0, "throw_one(0)")
fails(lambda: client.throw_one(1), t.ErrA, "throw_one(1)", code=11, message="a: żółć")
fails(lambda: client.throw_one(2), t.ErrB, "throw_one(2)", label="b", details=["x", "y"], where_at=t.Point(1, 2))
fails(lambda: client.throw_one(3), TApplicationException, "throw_one(3)", type=TApplicationException.INTERNAL_ERROR)
client.throw_void(0)
fails(lambda: client.throw_void(5), t.ErrA, "throw_void(5)", code=5, message="void")
client.fire("python", 3)
client.fire("python", 4)
equal(client.fired("python"), 7, "fired")
equal(client.snooze(1), 1, "snooze")

# A newer client: unknown fields and one of another type are skipped, unknown methods leave the connection usable.
wide = t.Wide(id=7, w_bool=True, retyped="text", w_i8=1, w_string="s", w_struct=SAMPLE.tree, w_list_bool=[True],
              w_map={"k": [t.Point(1, 2)]}, w_deep=[[{1: "x"}]], w_empty=t.Empty(), name="kept", w_tail=True)
answer = future.evolve(wide, 99)
equal((answer.id, answer.name, answer.w_string, answer.retyped), (7, "kept", None, None), "evolve")
unknown = TApplicationException.UNKNOWN_METHOD
fails(lambda: future.not_there(1), TApplicationException, "not_there", type=unknown)
fails(lambda: future.not_there_void(SAMPLE), TApplicationException, "not_there_void", type=unknown)
equal(client.add(1, 1), 2, "add after unknown methods")
transport.close()
print(f"{checks} checks")
