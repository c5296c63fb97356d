"""A lock that is killed before each thing it does to a file, and then asked for again: `python -m tests.workflows.registry.kills FOLDER`.

Each try is a process of its own; what was found stands on the last line as JSON: how many places there were, and each
after which the second lock was refused, was another, or left something.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from ssj_xl.engines.registry import Columns
from ssj_xl.entry.session import refuse_existing
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.registry import lock as registry_lock
from ssj_xl.workflows.registry.files import MEMORY, open_engine, read_locked, withdraw
from tests.workflows.registry.lists import DESK, IN_REGIONS, TERMS, csv_file, in_regions

_TOUCHES = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir")
_KILLED = 9


def lock(folder: Path, columns: Columns) -> None:
    """As the command locks."""
    path = folder / "锁定.json"
    withdraw(path)
    refuse_existing(registry_lock.files_of(path, ".csv"), force=False, inputs=[])
    registry_lock.lock_registry([folder / "名录.csv"], columns, TERMS, DESK, (MEMORY, open_engine(MEMORY, folder), path))


def killed(folder: Path, place: int) -> bool:
    """Lock in a child that dies before it touches something in the folder for the so-manieth time; whether it did."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _KILLED
    touched = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal touched
        if event in _TOUCHES and str(folder) in str(arguments[0]):
            touched += 1
            if touched == place:
                os._exit(_KILLED)

    sys.addaudithook(watch)
    lock(folder, IN_REGIONS)
    os._exit(0)


def main(parent: Path) -> None:
    """Every place in turn."""
    whole, odd, place = parent / "whole", list[str](), 1
    whole.mkdir()
    csv_file(whole / "名录.csv", in_regions(60))
    lock(whole, IN_REGIONS)
    expected = {path.name: path.read_bytes() for path in whole.iterdir()}
    while True:
        folder = parent / str(place)
        folder.mkdir()
        shutil.copy(whole / "名录.csv", folder)
        if not killed(folder, place):
            break
        odd += [f"{place}: {why}" for why in after(folder, expected)]
        place += 1
    sys.stdout.write(json.dumps({"places": place - 1, "odd": odd}, ensure_ascii=False))


def after(folder: Path, expected: dict[str, bytes]) -> list[str]:
    """What is wrong after the kill and a second lock; a lock that was there already stays."""
    path = folder / "锁定.json"
    if path.exists():
        read_locked(path)
        withdraw(path)
    else:
        try:
            lock(folder, IN_REGIONS)
        except UserError as error:
            return [str(error)]
    found = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file() and not one.name.startswith(".~")}
    return [name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)] + [one.name for one in folder.iterdir() if one.is_dir()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
