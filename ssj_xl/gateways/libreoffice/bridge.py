"""The way to a running LibreOffice: its Python bridge, a connection, and the small change of its API."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ssj_xl.office.programs import find_soffice

_DEBIAN = "/usr/lib/python3/dist-packages"
_POLL_SECONDS = 0.1


class Unfinished:
    """Base of the engine's parts: whatever xlwings asks for beyond them is named, not guessed."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotImplementedError(f"{type(self).__name__}.{name} is not part of the LibreOffice engine")


def bridge() -> Any:
    """LibreOffice's module `uno`, which comes with the program and not from a package index.

    Raises ImportError where there is no LibreOffice, or one that was built for another Python.
    """
    if "uno" in sys.modules:
        return sys.modules["uno"]
    sys.path += _folders()
    try:
        return importlib.import_module("uno")
    finally:
        # Only the bridge was wanted; other packages of the system must not be found by accident.
        for folder in _folders():
            sys.path.remove(folder)


def _folders() -> list[str]:
    soffice = find_soffice()
    return [_DEBIAN, *([str(Path(soffice).resolve().parent)] if soffice else [])]


def connect(address: str, *, seconds: float = 60) -> Any:
    """The component context of a running LibreOffice, asked until it answers.

    address: what soffice was told to accept, as `pipe,name=ssj` or `socket,host=localhost,port=2002`.
    Raises TimeoutError.
    """
    uno = bridge()
    # Not there yet, or gone while it was still starting.
    refused = tuple(map(uno.getClass, ("com.sun.star.connection.NoConnectException", "com.sun.star.lang.DisposedException")))
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        except refused as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"LibreOffice does not answer at {address}") from error
            time.sleep(_POLL_SECONDS)


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments as LibreOffice takes them."""
    made = []
    for name, value in values.items():
        item = bridge().createUnoStruct("com.sun.star.beans.PropertyValue")
        item.Name, item.Value = name, value
        made.append(item)
    return tuple(made)


def structure(kind: str, **values: Any) -> Any:
    """A structure of LibreOffice, `com.sun.star` left out, with its fields."""
    made = bridge().createUnoStruct(f"com.sun.star.{kind}")
    _fill(made, values)
    return made


def _fill(made: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(made, name, value)


def url(path: str | Path) -> str:
    """The address of a file."""
    return str(bridge().systemPathToFileUrl(str(Path(path).absolute())))
