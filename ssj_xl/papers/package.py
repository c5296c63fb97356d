"""Parts of an Office package in memory, and the package they make: the same parts give the same bytes."""

from __future__ import annotations

import io
import zipfile

Parts = dict[str, bytes]

_STAMP = (1980, 1, 1, 0, 0, 0)


def unpacked(data: bytes) -> Parts:
    """The parts in the order in which the package holds them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    """The package, without a time or a machine in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            package.writestr(part, content)
    return out.getvalue()


def reproducible(data: bytes) -> bytes:
    """The same package, whenever and wherever a library made it."""
    return packed(unpacked(data))
