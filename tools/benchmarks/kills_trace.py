"""One run of an act, stopped at everything it does to files: there a copy of the process is killed or given an error.

The act runs once.  At each open, write, flush, fsync, replace, unlink, mkdir and chmod below its folder the process
forks: the copy meets the fault, in the same folder and after the same work, and is waited for; then the folder is
put back and the act goes on to its next step.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

ERRORS = {
    "open": (errno.EACCES, errno.ENOSPC, errno.EIO), "write": (errno.ENOSPC, errno.EIO), "flush": (errno.ENOSPC, errno.EIO),
    "fsync": (errno.EIO, errno.ENOSPC), "replace": (errno.EACCES, errno.EIO, errno.ENOSPC), "unlink": (errno.EACCES,),
    "mkdir": (errno.ENOSPC, errno.EACCES), "chmod": (errno.EPERM,),
}
"""What the system answers; EACCES is also how Windows answers for a file that somebody else has open."""
_HANG = 120
_CUTS = 3
"""Kills in the middle of each write, at places by chance."""
_ESCAPED = -2
"""The exit code of an act from which an exception came out."""


class Fault(NamedTuple):
    """What happens at a step.  how: kill or error; when: before, after, or within (a write that is cut).

    code: of the error; later: so many steps further on a second fault follows, where it is not 0.
    """

    how: str
    when: str
    code: int = 0
    later: int = 0


class Met(NamedTuple):
    """A fault that was met: at which step, and what the act told: exit code and text; '' for the killed."""

    fault: Fault
    step: str
    exit: int
    text: str


@dataclass
class Trace:
    """The tracing of one act in a folder.

    seen: called after every fault; extra: random double faults a step; stride: only every so many steps meet faults.
    """

    folder: Path
    side: Path
    seen: Callable[[Met], None]
    dice: random.Random
    extra: int = 0
    stride: int = 1
    steps: int = 0
    is_copy: bool = False
    _later: int = 0
    _second: Fault | None = None
    _on: bool = False
    _handles: list[Any] = field(default_factory=list)
    _text: io.StringIO = field(default_factory=io.StringIO)

    def run(self, act: Callable[[], int]) -> tuple[int, str]:
        """Carry the act out with all faults; returns its own exit code and text, as nothing had happened."""
        try:
            with self._hooked():
                code = self._carried_out(act)
        except BaseException as error:
            if not self.is_copy:
                raise
            code = _ESCAPED
            self._text.write(repr(error))
        if self.is_copy:
            self._result.write_text(json.dumps([code, self._text.getvalue()]), "utf-8")
            os._exit(0)
        return code, self._text.getvalue()

    @property
    def _result(self) -> Path:
        return self.side.with_name("result.json")

    def _carried_out(self, act: Callable[[], int]) -> int:
        out, err, sys.stdout, sys.stderr = sys.stdout, sys.stderr, self._text, self._text
        try:
            return act()
        finally:
            sys.stdout, sys.stderr = out, err

    # --- what the act does to files ------------------------------------------------------------------------

    @contextlib.contextmanager
    def _hooked(self) -> Iterator[None]:
        """Everything by which Python programs touch files goes through `_step`."""
        opened, plain = builtins.open, {name: getattr(os, name) for name in
                                        ("open", "fsync", "replace", "rename", "unlink", "remove", "mkdir", "chmod")}

        def hook(name: str, kind: str) -> Callable[..., Any]:
            whole = plain[name]
            return lambda path, *args, **more: self._step(kind, path, lambda: whole(path, *args, **more))

        def hooked_open(path: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
            found = self._step("open", path, lambda: opened(path, mode, *args, **more), at_mode=mode)
            return self._watched(found, path) if self._on and set(mode) & set("wxa+") and self._is_ours(path) else found

        builtins.open = io.open = hooked_open  # type: ignore[assignment]
        for name, kind in (("open", "open"), ("fsync", "fsync"), ("replace", "replace"), ("rename", "replace"), ("unlink", "unlink"),
                           ("remove", "unlink"), ("mkdir", "mkdir"), ("chmod", "chmod")):
            setattr(os, name, hook(name, kind))
        self._on = True
        try:
            yield
        finally:
            self._on = False
            builtins.open = io.open = opened
            for name, whole in plain.items():
                setattr(os, name, whole)

    def _watched(self, file: Any, path: Any) -> Any:
        self._handles = [one for one in self._handles if not one.closed] + [file]
        return _File(self, file, path)

    def _is_ours(self, path: Any) -> bool:
        if isinstance(path, int):
            return True
        return os.path.abspath(os.fsdecode(path)).startswith(f"{self.folder}{os.sep}")

    def _step(self, kind: str, path: Any, do: Callable[[], Any], *, at_mode: str = "", data: Any = None) -> Any:
        if not self._on or not self._is_ours(path):
            return do()
        if self.is_copy:
            return self._copys_step(kind, do)
        name = path if isinstance(path, int) else Path(os.fsdecode(path)).name
        self.steps += 1
        if self.steps % self.stride:
            return do()
        self._on = False
        for fault in self._faults(kind, data):
            self._meet(fault, f"{kind} {name}", do, data)
            if self.is_copy:
                return self._failed(fault, do, data)
        try:
            return do()
        finally:
            self._killed(f"{kind} {name}")
            self._on = True

    def _faults(self, kind: str, data: Any) -> Iterator[Fault]:
        yield Fault("kill", "before")
        yield from [Fault("kill", "within")] * (_CUTS if data is not None else 0)
        for code in ERRORS[kind]:
            yield Fault("error", "before", code)
        if kind in ("replace", "fsync", "flush"):
            yield Fault("error", "after", ERRORS[kind][0])
        if data is not None:
            yield Fault("error", "within", errno.ENOSPC)
        for _ in range(self.extra):
            yield Fault("error", "before", self.dice.choice(ERRORS[kind]), self.dice.randint(1, 12))

    def _killed(self, step: str) -> None:
        """A copy is killed here and now."""
        self._meet(Fault("kill", "after"), step, lambda: None, None)

    def _meet(self, fault: Fault, step: str, do: Callable[[], Any], data: Any) -> None:
        """Fork; the copy comes back from here as a copy, or is killed; the original waits and puts the folder back."""
        saved = _Saved.of(self.folder, self.side, self._handles)
        self._result.unlink(missing_ok=True)
        copy = os.fork()
        if copy == 0:
            signal.alarm(_HANG)
            if fault.how == "kill":
                self._cut(fault, do, data)
                os.kill(os.getpid(), signal.SIGKILL)
            self.is_copy, self._later = True, fault.later
            self._second = Fault(self.dice.choice(("kill", "error")), "before", errno.EIO) if fault.later else None
            return
        _, status = os.waitpid(copy, 0)
        code, text = json.loads(self._result.read_text("utf-8")) if self._result.exists() else (-1, "")
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            text = "HANGS"
        self.seen(Met(fault, f"{step} -{copy}", code, text))
        saved.put_back()

    def _cut(self, fault: Fault, do: Callable[[], Any], data: Any) -> None:
        if fault.when == "within":
            handle = self._handles[-1]
            handle.flush()
            raw = data.encode() if isinstance(data, str) else bytes(data)
            os.write(handle.fileno(), raw[: self.dice.randrange(len(raw) + 1)])

    def _failed(self, fault: Fault, do: Callable[[], Any], data: Any) -> Any:
        """In the copy: the error itself."""
        if fault.when == "after":
            do()
        self._cut(fault, do, data)
        self._on = True
        raise OSError(fault.code, os.strerror(fault.code))

    def _copys_step(self, kind: str, do: Callable[[], Any]) -> Any:
        self._later -= 1
        if self._second is not None and self._later == 0:
            if self._second.how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(self.dice.choice(ERRORS[kind]), "a second fault")
        return do()


class _File:
    """A file that is written to, its writes and flushes as steps."""

    def __init__(self, trace: Trace, file: Any, path: Any) -> None:
        self._trace, self._file, self._path = trace, file, path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        self._file.__enter__()
        return self

    def __exit__(self, *error: object) -> Any:
        return self._file.__exit__(*error)

    def write(self, data: Any) -> Any:
        return self._trace._step("write", self._path, lambda: self._file.write(data), data=data)

    def flush(self) -> Any:
        return self._trace._step("flush", self._path, self._file.flush)


@dataclass
class _Saved:
    """The folder as it was: names of files with size and rights (kept alive by links aside), folders, open files."""

    folder: Path
    side: Path
    files: dict[str, tuple[int, int]]
    folders: set[str]
    handles: list[tuple[int, int, int]]

    @classmethod
    def of(cls, folder: Path, side: Path, handles: list[Any]) -> _Saved:
        for old in side.iterdir():
            old.unlink()
        files, folders = {}, set()
        for at, inner, names in os.walk(folder):
            folders |= {os.path.relpath(os.path.join(at, name), folder) for name in inner}
            for name in names:
                path = os.path.join(at, name)
                found = os.stat(path)
                relative = os.path.relpath(path, folder)
                os.link(path, side / str(len(files)))
                files[relative] = (found.st_size, found.st_mode & 0o7777)
        open_ = [(one.fileno(), os.lseek(one.fileno(), 0, os.SEEK_CUR), os.fstat(one.fileno()).st_size)
                 for one in handles if not one.closed]
        return cls(folder, side, files, folders, open_)

    def put_back(self) -> None:
        for at, inner, names in os.walk(self.folder, topdown=False):
            for name in names:
                os.unlink(os.path.join(at, name))
            for name in inner:
                if os.path.relpath(os.path.join(at, name), self.folder) not in self.folders:
                    os.rmdir(os.path.join(at, name))
        for name in sorted(self.folders):
            (self.folder / name).mkdir(exist_ok=True)
        for number, (relative, (size, rights)) in enumerate(self.files.items()):
            path = self.folder / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(self.side / str(number), path)
            if os.stat(path).st_size != size:
                os.truncate(path, size)
            os.chmod(path, rights)
        for handle, offset, size in self.handles:
            os.ftruncate(handle, size)
            os.lseek(handle, offset, os.SEEK_SET)
