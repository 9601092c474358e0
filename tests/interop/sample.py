"""Writes the constant SAMPLE of an IDL file in the binary protocol, for peers whose generator cannot write it.
sample.py IDL FILE"""
import subprocess
import sys
import tempfile

from thrift.TSerialization import serialize

idl, file = sys.argv[1:]
with tempfile.TemporaryDirectory() as generated:
    subprocess.run(["thrift", "-nowarn", "--gen", "py", "-out", generated, idl], check=True)
    sys.path.insert(0, generated)
    from interop.constants import SAMPLE
with open(file, "wb") as out:
    out.write(serialize(SAMPLE))
