"""What xlwings' libraries for Windows export, read from its wheel: `python -m tests.addin.exports WHEEL` writes exports.json.

Run it when xlwings is raised in setup.cfg, with the wheel that
`pip download --no-deps --only-binary=:all: --platform win_amd64 --python-version 3.11 xlwings==…` brings.
"""

from __future__ import annotations

import json
import re
import struct
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

FILE = Path(__file__).with_name("exports.json")
_PE32 = 0x10B
_RETURN = re.compile(rb"\x5d\xc2(..)", re.DOTALL)  # pop ebp; ret n: a stdcall function takes n bytes off the stack


def of_wheel(path: Path) -> dict[str, object]:
    """The wheel's name and SHA-256, and by library its exports."""
    with zipfile.ZipFile(path) as wheel:
        libraries = {Path(name).name: exports(wheel.read(name)) for name in wheel.namelist() if name.endswith(".dll")}
    return {"wheel": path.name, "sha256": sha256(path.read_bytes()).hexdigest(), "libraries": libraries}


def exports(dll: bytes) -> dict[str, int | None]:
    """Names exported by a library, each with the bytes of arguments that it takes; None where the code does not say (64 bits)."""
    head = struct.unpack_from("<I", dll, 60)[0]
    sections, optional = struct.unpack_from("<H", dll, head + 6)[0], struct.unpack_from("<H", dll, head + 20)[0]
    narrow = struct.unpack_from("<H", dll, head + 24)[0] == _PE32
    table = [struct.unpack_from("<IIII", dll, head + 24 + optional + 40 * at + 8) for at in range(sections)]

    def place(address: int) -> int:
        return next(address - start + raw for size, start, _, raw in table if start <= address < start + size)

    directory = struct.unpack_from("<I", dll, head + 24 + (96 if narrow else 112))[0]
    if directory == 0:
        return {}
    count, functions, names, numbers = struct.unpack_from("<IIII", dll, place(directory) + 24)
    found: dict[str, int | None] = {}
    for at in range(count):
        start = place(struct.unpack_from("<I", dll, place(names) + 4 * at)[0])
        number = struct.unpack_from("<H", dll, place(numbers) + 2 * at)[0]
        code = place(struct.unpack_from("<I", dll, place(functions) + 4 * number)[0])
        taken = _RETURN.search(dll, code) if narrow else None
        found[dll[start:dll.index(b"\0", start)].decode("ascii")] = struct.unpack("<H", taken[1])[0] if taken else None
    return found


if __name__ == "__main__":
    FILE.write_text(json.dumps(of_wheel(Path(sys.argv[1])), indent=1) + "\n", "utf-8")
