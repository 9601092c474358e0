"""The types of an IDL file, and objects of Python's generated code for the neutral values of the index."""
import importlib
import json
import struct
import subprocess
import sys

from thrift.Thrift import TApplicationException

SCALARS = {"bool", "i8", "i16", "i32", "string"}


class Types:
    """What Apache's compiler says of an IDL file, in JSON and in Python."""

    def __init__(self, idl, folder):
        subprocess.run(["thrift", "-nowarn", "-o", folder, "--gen", "json", "--gen", "py", idl], check=True)
        sys.path.insert(0, str(folder / "gen-py"))
        self.module = idl.stem
        described = json.loads((folder / "gen-json" / f"{self.module}.json").read_text())
        ttypes = importlib.import_module(f"{self.module}.ttypes")
        self.structs = {
            each["name"]: (getattr(ttypes, each["name"]), each["fields"]) for each in described["structs"]
        }
        for service in described["services"]:
            self._add_methods(service)

    def _add_methods(self, service):
        module = importlib.import_module(f"{self.module}.{service['name']}")
        for method in service["functions"]:
            name = f"{service['name']}.{method['name']}"
            self.structs[f"{name}:args"] = (getattr(module, f"{method['name']}_args"), method["arguments"])
            if method["oneway"]:
                continue
            fields = list(method["exceptions"])
            if method["returnTypeId"] != "void":
                fields.append({"name": "success", "typeId": method["returnTypeId"], "type": method.get("returnType")})
            self.structs[f"{name}:result"] = (getattr(module, f"{method['name']}_result"), fields)

    def knows(self, name):
        return name in self.structs or name == "TApplicationException"

    def of(self, name, value):
        """A struct's object with these fields set, and no other."""
        if name == "TApplicationException":
            return TApplicationException(value["type"], value["message"])
        made, fields = self.structs[name]
        unknown = value.keys() - {field["name"] for field in fields}
        if unknown:
            raise ValueError(f"{name} has no field {unknown}")
        return made(**{
            field["name"]: self._of(field, "type", value[field["name"]]) if field["name"] in value else None
            for field in fields
        })

    def _of(self, place, role, value):
        """A neutral value as what stands in a place: `role` is what the compiler calls its type there."""
        kind, details = place[f"{role}Id"], place.get(role)
        if kind in SCALARS:
            return value
        if kind == "i64":
            return int(value)
        if kind == "double":
            return struct.unpack(">d", bytes.fromhex(value))[0]
        if kind == "binary":
            return bytes.fromhex(value)
        if kind in ("struct", "union", "exception"):
            return self.of(details["class"], value)
        # A set is a tuple here, and a map a dict: they have an order, and the generated code only counts and iterates.
        if kind in ("list", "set"):
            return tuple(self._of(details, "elemType", element) for element in value)
        if kind == "map":
            entries = ((self._of(details, "keyType", key), self._of(details, "valueType", of)) for key, of in value)
            return dict(entries)
        raise ValueError(f"no neutral form for {kind}")
