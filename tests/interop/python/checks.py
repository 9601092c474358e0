"""What a server has to do, besides echoing: each function is a check, by its name, and takes a Link."""
import os
import time

from thrift.Thrift import TApplicationException

import handler
from interop import ttypes as t
from interop.constants import SAMPLE
from values import WIDE

MEGABYTE = 1 << 20


def equal(found, wanted):
    assert found == wanted, f"{found!r:.200} instead of {wanted!r:.200}"


def raised(kind, call, *arguments):
    """The exception of that kind that the call raises."""
    try:
        answer = call(*arguments)
    except kind as error:
        return error
    raise AssertionError(f"{answer!r} instead of {kind.__name__}")


def who(link):
    assert link.interop.who()


def ping(link):
    equal(link.interop.ping(), None)


def add(link):
    equal(link.interop.add(2, 40), 42)
    equal(link.interop.add(2**31 - 1, 1), -(2**31))


def describe(link):
    arguments = (True, -1, -2, -3, -4, 1.5, "é", b"\0\xff", t.Sparse.MINUS_FIVE, [1, 2, 3])
    equal(link.interop.describe(*arguments), handler.describe(*arguments))


def get_sample(link):
    equal(link.interop.get_sample(), SAMPLE)


def check_sample(link):
    equal(link.interop.check_sample(SAMPLE), True)


def check_sample_of_another(link):
    equal(link.interop.check_sample(t.Bundle(reqd=SAMPLE.reqd)), False)


def blob(link):
    equal(link.interop.blob(0), b"")
    equal(link.interop.blob(MEGABYTE), bytes(i % 251 for i in range(MEGABYTE)))


def echo_megabyte(link):
    data = os.urandom(MEGABYTE)
    equal(link.interop.echo_binary(data), data)


def throw_one(link):
    equal(link.interop.throw_one(0), 0)
    equal(raised(t.ErrA, link.interop.throw_one, 1), t.ErrA(11, "a: żółć"))
    equal(raised(t.ErrB, link.interop.throw_one, 2), t.ErrB("b", ["x", "y"], t.Point(1, 2)))


def throw_void(link):
    equal(link.interop.throw_void(0), None)
    equal(raised(t.ErrA, link.interop.throw_void, 5), t.ErrA(5, "void"))


def throw_undeclared(link):
    raised(TApplicationException, link.interop.throw_one, 3)
    equal(link.interop.add(1, 1), 2)


def missing_result(link):
    equal(raised(TApplicationException, link.interop.missing_result).type, TApplicationException.MISSING_RESULT)


def oneway(link):
    token = f"python {os.getpid()} {id(link)}"
    equal(link.interop.fired(token), 0)
    link.interop.fire(token, 3)
    link.interop.fire(token, 4)
    for _ in range(500):  # a server may still be at it, above all over HTTP, where each call has its own connection
        if link.interop.fired(token) == 7:
            break
        time.sleep(0.01)
    equal(link.interop.fired(token), 7)


def snooze(link):
    equal(link.interop.snooze(1), 1)


def evolve(link):
    equal(link.interop.evolve(t.Narrow(1, 2, "n")), t.Narrow(1, 2, "n"))
    answer = link.future.evolve(WIDE, 99)
    equal((answer.id, answer.name, answer.retyped, answer.w_string), (7, "kept", None, None))


def evolve_not_utf8(link):
    answer = link.future.evolve(t.Wide(id=7, w_binary=b"\xff\0", name="kept"), 99)
    equal((answer.id, answer.name), (7, "kept"))


def unknown_method(link):
    for call, argument in (link.future.not_there, 1), (link.future.not_there_void, SAMPLE):
        equal(raised(TApplicationException, call, argument).type, TApplicationException.UNKNOWN_METHOD)
        equal(link.interop.add(1, 1), 2)


def second_service(link):
    equal(link.second.who(), "second")
    equal(link.second.backwards("aż😀"), "😀ża")
    assert link.interop.who() != "second"


FOR_ALL = [
    who, ping, add, describe, get_sample, check_sample, check_sample_of_another, blob, echo_megabyte, throw_one,
    throw_void, throw_undeclared, missing_result, oneway, snooze, evolve, evolve_not_utf8,
    unknown_method,
]
FOR_MULTIPLEXED = [second_service]
