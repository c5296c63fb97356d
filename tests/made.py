"""Expensive things that several tests look at: made once a run, whichever process of pytest-xdist comes first.

    @pytest.fixture(scope="session")
    def month(made_once: MadeOnce) -> Path:
        return made_once("month", demo)     # demo(folder) fills a new, empty folder

What is made is for reading: a test that changes a file copies it first, and `unchanged` says who did not.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

MadeOnce = Callable[[str, Callable[[Path], object]], Path]
"""Takes a name and what fills a new folder of that name; gives the folder."""


def make_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, filled by `make` unless another process of this run has filled it."""
    with FileLock(f"{folder}.lock"):
        note = _note(folder)
        if not note.is_file():
            make(folder)
            note.write_text(_digest(folder), "ascii")
    return folder


def unchanged(folder: Path) -> bool:
    """Whether a folder still holds what was made."""
    return _note(folder).read_text("ascii") == _digest(folder)


def _note(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.sha256")


def _digest(folder: Path) -> str:
    found = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)}\t{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
