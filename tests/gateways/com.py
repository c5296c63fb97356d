"""What pywin32 gives to xlwings, in memory: its names and habits, as far as xlwings' own layer for Windows asks for them.

`WINDOWS` is that layer itself (xlwings._xlwindows), imported over these names; what it talks to are objects of
`tests.gateways.fake_excel`.  pywin32's names are known to nobody else afterwards.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

import ssj_xl

UNKNOWN_NAME = -2147352570
EXCEPTION = -2147352567
_OURS = os.path.dirname(ssj_xl.__file__) + os.sep
RUNNING: dict[int, Any] = {}
"""Window → the program that is found there."""


class com_error(Exception):
    """A failure of a COM call: code, text, (…, …, text, …, …, inner code), argument."""

    def __init__(self, hresult: int, strerror: str | None, excepinfo: tuple[Any, ...] | None, argerror: int | None) -> None:
        super().__init__(hresult, strerror, excepinfo, argerror)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, strerror, excepinfo, argerror


class Time(datetime):
    """A day as it comes over COM: with a time zone that means nothing."""


class CDispatch:
    """Whatever came over COM."""


class Ole:
    """What lies behind an object; here it is asked only for names that there are not."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def GetIDsOfNames(self, _: int, name: str) -> int:
        raise com_error(UNKNOWN_NAME, f"未知名称 {name}", None, None)


class Dispatch(CDispatch):
    """An object of the program.  Members with a capital are Excel's: each access to them is counted, and may fail."""

    program: Any

    def __init_subclass__(cls) -> None:
        for name, member in list(vars(cls).items()):
            if not name[0].isupper():
                continue
            title = f"{cls.__name__}.{name}"
            if isinstance(member, property):
                member = property(_asked(title, member.fget), member.fset and _asked(f"{title}=", member.fset))
            setattr(cls, name, _asked(title, member) if isinstance(member, FunctionType) else member)

    @property
    def _oleobj_(self) -> Ole:
        return Ole(self)


def _asked(title: str, act: Any) -> Callable[..., Any]:
    """A member as COM calls it: counted, with the objects themselves for arguments."""
    def asked(self: Any, *arguments: Any, **named: Any) -> Any:
        self.program.call(title)
        return act(self, *map(_plain, arguments), **{name: _plain(value) for name, value in named.items()})

    return asked


def _plain(argument: Any) -> Any:
    ole = getattr(argument, "_oleobj_", None)
    return ole.owner if isinstance(ole, Ole) else argument


def of(name: str, *, fixed: bool = True) -> Any:
    """A member that is an attribute of the stand-in.  fixed: it cannot be set."""
    return property(lambda self: getattr(self, name), None if fixed else lambda self, value: setattr(self, name, value))


class Items(Dispatch):
    """A collection: counted from 1, asked by number or by name."""

    def __init__(self, program: Any, items: list[Any]) -> None:
        self.program, self._items = program, items

    @property
    def Count(self) -> int:
        return len(self._items)

    def Item(self, key: int | str) -> Any:
        return self(key)

    def __call__(self, key: int | str) -> Any:
        self.program.call("Items.Item")
        found = self._items[key - 1 : key] if isinstance(key, int) else [
            item for item in self._items if item.name.casefold() == key.casefold()]
        if not found:
            raise com_error(EXCEPTION, "发生意外。", (0, None, "下标越界", None, 0, -2147352565), None)
        return found[0]

    def __iter__(self) -> Any:
        return iter(self._items)


def _module(name: str, **names: Any) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(names)
    return made


def _window(hwnd: int, *_: Any) -> int:
    return hwnd


def _find(ptr: Any, *_: Any) -> Any:
    return RUNNING[ptr.value]


def _fill(hwnd: int, _id: int, _guid: Any, ptr: Any) -> None:
    ptr._obj.value = hwnd


def _stubs() -> dict[str, ModuleType]:
    dispatch = {"CDispatch": CDispatch, "CoClassBaseClass": CDispatch, "DispatchBaseClass": CDispatch,
                "Dispatch": lambda found: found, "DispatchEx": None}
    client = _module("win32com.client", **dispatch)
    return {
        "pywintypes": _module("pywintypes", com_error=com_error, error=OSError, TimeType=Time, IID=str),
        "pythoncom": _module("pythoncom", com_error=com_error, ole_error=com_error, CoInitialize=lambda: None, __file__=""),
        "win32api": _module("win32api"), "win32con": _module("win32con"),
        "win32com": _module("win32com", client=client), "win32com.client": client,
        "win32gui": _module("win32gui", FindWindowEx=_window),
        "win32process": _module("win32process", GetWindowThreadProcessId=lambda hwnd: (0, hwnd)),
        "win32timezone": _module("win32timezone", TimeZoneInfo=SimpleNamespace(utc=lambda: UTC)),
    }


def _load() -> Any:
    """xlwings' layer for Windows.  What it does at the end of the process (looking for dead Excels) is not done."""
    user32 = SimpleNamespace(GetTopWindow=lambda _: next(iter(RUNNING), 0), GetWindow=lambda hwnd, _: 0)
    oledll = SimpleNamespace(ole32=SimpleNamespace(CLSIDFromString=lambda *_: None),
                             oleacc=SimpleNamespace(AccessibleObjectFromWindow=_fill))
    library = SimpleNamespace(PyCom_PyObjectFromIUnknown=_find)
    stubs = _stubs()
    sys.modules.update(stubs)
    with mock.patch.multiple(ctypes, create=True, windll=SimpleNamespace(user32=user32), oledll=oledll, PyDLL=lambda _: library):
        loaded: Any = import_module("xlwings._xlwindows")
    for name in stubs:
        del sys.modules[name]
    atexit.unregister(loaded.cleanup)
    return loaded


WINDOWS = _load()


def refused(text: str = "不能对受保护的单元格进行此操作") -> com_error:
    """What Excel answers to what it does not do."""
    return com_error(EXCEPTION, "发生意外。", (0, "Microsoft Excel", text, None, 0, -2146827284), None)


def busy(code: int = 0x80010001) -> com_error:
    """What Excel answers while it attends to its user."""
    return com_error(code - (1 << 32), "被呼叫方拒绝接收呼叫。", None, None)


def _line() -> tuple[str, int]:
    """The line of ours that asks."""
    frame = sys._getframe(2)
    while frame.f_back and not frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def busy_once_a_line(code: int, seen: set[tuple[str, int]]) -> Callable[[str], None]:
    """For `Excel.before`: busy with its user the first time that a line of the live door asks anything.  seen: those lines."""
    def fail(_: str) -> None:
        line = _line()
        if line not in seen:
            seen.add(line)
            raise busy(code)

    return fail


WAY = ("Cells", "Range", "Item", "Count", "Row", "Column", "Rows", "Columns", "Parent", "Worksheet", "Worksheets", "Application",
       "Name", "Hwnd", "ListObjects", "Names", "Font", "Interior", "EntireRow", "FullName", "Protection")
"""Members that only lead to the one that matters; a failure there is a failure of the next call."""


def step(title: str) -> bool:
    """Whether a call is worth failing."""
    return title.rpartition(".")[2] not in WAY


def failing_at(number: int) -> Callable[[str], None]:
    """For `Excel.before`: the step of that number (from 0) is refused."""
    steps = iter(range(10**6))

    def fail(title: str) -> None:
        if step(title) and next(steps) == number:
            raise refused(f"第 {number} 步 {title}")

    return fail


class Steps:
    """For `Excel.before`: which steps there are, and which lines of ours do them."""

    def __init__(self) -> None:
        self._count = 0
        self._seen: dict[tuple[str, tuple[str, int]], list[int]] = {}

    def __call__(self, title: str) -> None:
        if step(title):
            self._seen.setdefault((title, _line()), []).append(self._count)
            self._count += 1

    def notable(self) -> list[int]:
        """The first and the last step of each kind on each line: what lies between is the same once more."""
        return sorted({number for numbers in self._seen.values() for number in (numbers[0], numbers[-1])})
