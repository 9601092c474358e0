"""Runs all checks against a server, one line each, and says how many passed."""
import logging
import math
import struct
import sys

import checks
import flags
import matrix_file
import wire
from link import Link
from values import ECHOES


def same(found, wanted):
    """As `==`, but a double by its bits, and any NaN is as good as another."""
    if not isinstance(wanted, float):
        return found == wanted
    return math.isnan(found) if math.isnan(wanted) else struct.pack(">d", found) == struct.pack(">d", wanted)


def echo(method, values):
    def check(link):
        for wanted in values:
            found = getattr(link.interop, method)(wanted)
            assert same(found, wanted), f"{found!r:.200} instead of {wanted!r:.200}"

    return check


def all_checks(options):
    """Pairs of a name and a function that takes a Link."""
    more = checks.FOR_ALL + (checks.FOR_MULTIPLEXED if wire.is_multiplexed(options) else [])
    echoes = [(name, echo(method, values)) for name, method, values in ECHOES]
    return echoes + [(check.__name__, check) for check in more]


class Run:
    """All checks over one connection, which is opened anew after a failure only."""

    def __init__(self, options):
        self.options = options
        self.skips = matrix_file.skips("client", options)
        self.passed = self.failed = 0

    def over(self, protocols, prefix=""):
        link = Link(self.options, protocols)
        for short, check in all_checks(self.options):
            name = prefix + short
            if name in self.skips:
                print(f"skip {name}: {self.skips[name]}")
            elif self.passes(name, check, link):
                self.passed += 1
            else:
                self.failed += 1
                link.close()
                link = Link(self.options, protocols)
        link.close()

    def passes(self, name, check, link):
        try:
            check(link)
        except Exception as why:
            print(f"FAIL {name}: {type(why).__name__} {why}")
            return False
        print(f"ok {name}")
        return True


logging.basicConfig()
options = flags.parse("client")
run = Run(options)
run.over(wire.protocols(options))
if options.protocol in wire.IN_C and options.transport in wire.IN_C_OVER:
    run.over(wire.IN_C[options.protocol], "accelerated_")
print(f"{run.passed} passed, {run.failed} failed")
sys.exit(run.failed > 0)
