"""What Apache's libraries write, in hex: Python's in this process, C++'s in one that is compiled here."""
import os
import pathlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.protocol.TJSONProtocol import TJSONProtocol, TSimpleJSONProtocol
from thrift.Thrift import TMessageType
from thrift.transport.TTransport import TMemoryBuffer

# The accelerated protocols know no negative field ids.
PROTOCOLS = {
    "binary": TBinaryProtocol,
    "compact": TCompactProtocol,
    "json": TJSONProtocol,
    "simplejson": TSimpleJSONProtocol,
}
PROGRAM = pathlib.Path(__file__).with_name("write.cpp")


class Python:
    def __init__(self, types):
        self.types = types

    def write(self, entry, form):
        """An entry's value, as a message if it is one."""
        return self._write(entry, form, entry.get("message"))

    def write_struct(self, entry, form):
        """An entry's value by itself."""
        return self._write(entry, form, None)

    def _write(self, entry, form, message):
        memory = TMemoryBuffer()
        protocol = PROTOCOLS[form](memory)
        if message:
            protocol.writeMessageBegin(message["name"], getattr(TMessageType, message["type"]), message["seqid"])
        self.types.of(entry["type"], entry["value"]).write(protocol)
        if message:
            protocol.writeMessageEnd()
        return memory.getvalue().hex()


class Cpp:
    """The program answers each line, which says what to write, with a line of hex."""

    def __init__(self, idl, folder, entries):
        program = build(idl, folder, {entry["type"] for entry in entries})
        command = [program, folder / "events"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def write(self, entry, form, binary):
        message = entry.get("message")
        around = [message["name"], getattr(TMessageType, message["type"]), message["seqid"]] if message else []
        print(form, entry["type"], binary, *around, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer.endswith("\n"):
            raise RuntimeError(f"C++ gave up on {entry['name']} in {form}")
        return answer.strip()


def build(idl, folder, types):
    """The C++ program that can write these types."""
    run("thrift", "-nowarn", "-o", folder, "--gen", "cpp:no_skeleton", idl)
    generated = folder / "gen-cpp"
    services = {name.split(".")[0] for name in types if "." in name}
    modules = sorted(services | {f"{idl.stem}_types"})
    (generated / "headers.inc").write_text("".join(f'#include "{module}.h"\n' for module in modules))
    table = (f'{{"{name}", written<{in_cpp(idl.stem, name)}>}},\n' for name in sorted(types))
    (generated / "types.inc").write_text("".join(table))
    sources = [PROGRAM] + [generated / f"{module}.cpp" for module in modules]
    objects = [folder / f"{source.stem}.o" for source in sources]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [pool.submit(run, "g++", f"-I{generated}", "-c", *pair) for pair in zip(sources, repeat("-o"), objects)]
    for each in done:
        each.result()
    program = folder / "write"
    run("g++", *objects, "-o", program, "-lthriftz", "-lthrift")
    return program


def in_cpp(namespace, name):
    """What C++ calls a type of the index."""
    if name == "TApplicationException":
        return f"apache::thrift::{name}"
    return f"{namespace}::{name.replace('.', '_').replace(':', '_')}"


def run(*command):
    subprocess.run(command, check=True)
