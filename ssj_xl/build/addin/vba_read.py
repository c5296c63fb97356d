"""VBA modules read back out of a package."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PART = "xl/vbaProject.bin"


class UnreadableProjectError(Exception):
    """The VBA project cannot be read; the message says what the reader met."""


@dataclass(frozen=True)
class VbaModule:
    """One module.  text: with its attribute lines, CRLF.  stream: its name inside the project."""

    name: str
    text: str
    is_standard: bool
    is_document: bool
    stream: str
    cookie: int


@dataclass(frozen=True)
class VbaProject:
    """What the project declares, and its modules.  cache: the stream _VBA_PROJECT; listing: the stream PROJECT."""

    name: str
    code_page: int
    cookie: int
    modules: tuple[VbaModule, ...]
    cache: bytes
    listing: str


def project(parts: Mapping[str, bytes]) -> VbaProject | None:
    """The VBA project of a package, or None where there is none.  Raises UnreadableProjectError."""
    if PART not in parts:
        return None
    from pyopenvba.cfb import CFB
    from pyopenvba.exceptions import PyOpenVBAError
    from pyopenvba.vba import parse_vba_project

    try:
        cfb = CFB.from_bytes(parts[PART])
        read = parse_vba_project(cfb)
        listing = cfb.get_stream("PROJECT").decode(f"cp{read.code_page}")
        cache = bytes(cfb.get_stream_in_storage("VBA", "_VBA_PROJECT"))
        modules = tuple(_module(module, listing) for module in read.modules)
    except (PyOpenVBAError, ValueError, KeyError, IndexError, OverflowError, LookupError, struct.error) as error:
        raise UnreadableProjectError(f"{type(error).__name__}: {error}") from error
    return VbaProject(read.name, read.code_page, read.project_cookie, modules, cache, listing)


def _module(module: Any, listing: str) -> VbaModule:
    from pyopenvba.vba import VBAModuleKind

    return VbaModule(module.name, module.source, module.kind == VBAModuleKind.standard,
                     f"\nDocument={module.name}/" in f"\n{listing}".replace("\r", ""), module.stream_name, module.cookie)


def sources(parts: Mapping[str, bytes]) -> tuple[VbaModule, ...]:
    """The modules of a package; none where there is no project or it cannot be read."""
    try:
        found = project(parts)
    except UnreadableProjectError:
        return ()
    return found.modules if found else ()
