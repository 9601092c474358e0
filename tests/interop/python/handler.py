"""The services of idl/interop.thrift as its comments describe them, on Apache's library."""
import struct
import threading
import time

from interop import ttypes as t
from interop.constants import SAMPLE


def wrap32(n):
    return (n + 2**31) % 2**32 - 2**31


def describe(b, i8v, i16v, i32v, i64v, d, s, bin, e, nums):
    bits = struct.pack(">d", d).hex()
    return (
        f"b={'true' if b else 'false'} i8={i8v} i16={i16v} i32={i32v} i64={i64v} d={bits} "
        f"s={s.encode().hex()} bin={bin.hex()} e={e} sum={sum(nums)}"
    )


class Handler:
    def __init__(self):
        self.counters = {}
        self.lock = threading.Lock()

    def __getattr__(self, name):
        if name.startswith("echo_") or name == "evolve":
            return lambda value: value
        raise AttributeError(name)

    def who(self):
        return "python"

    def ping(self):
        pass

    def add(self, a, b):
        return wrap32(a + b)

    def describe(self, *arguments):
        return describe(*arguments)

    def get_sample(self):
        return SAMPLE

    def check_sample(self, v):
        return v == SAMPLE

    def blob(self, size):
        return bytes(i % 251 for i in range(size))

    def throw_one(self, which):
        if which == 0:
            return 0
        if which == 1:
            raise t.ErrA(11, "a: żółć")
        if which == 2:
            raise t.ErrB("b", ["x", "y"], t.Point(1, 2))
        raise ValueError("not declared")

    def throw_void(self, which):
        if which != 0:
            raise t.ErrA(which, "void")

    def missing_result(self):
        return None

    def fire(self, token, n):
        with self.lock:
            self.counters[token] = self.counters.get(token, 0) + n

    def fired(self, token):
        with self.lock:
            return self.counters.get(token, 0)

    def snooze(self, ms):
        time.sleep(min(ms, 2000) / 1000)
        return ms


class SecondHandler:
    def who(self):
        return "second"

    def backwards(self, s):
        return s[::-1]
