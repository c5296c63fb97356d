"""Installing for one user: a plan of files, carried out one by one, taken back from the list that is kept of them.

The list is written before the first file, so that whatever interrupts the work, `status` names what is missing and
`uninstall` removes what is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ssj_xl.entry.machine import places
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.office.refusals import why_not_written
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem

PRESENT, CHANGED, MISSING = "已安装", "被改动", "不在"
BEFORE = ".安装前"
"""What is added to the name of a file that stood in the place of one of ours."""
SETTINGS = {"UDF MODULES": "ssj_xl.entry.udf", "ADD_WORKBOOK_TO_PYTHONPATH": "False", "USE UDF SERVER": "True",
            "SHOW CONSOLE": "False", "PYTHONPATH": ""}
"""Settings that only add-ins of earlier versions read; one may still lie in XLSTART when this file is written."""


@dataclass(frozen=True)
class Step:
    """One file to put into its place.  what: in Chinese; content: its bytes."""

    what: str
    target: Path
    content: bytes


@dataclass(frozen=True)
class Item:
    """One file that was installed: what it is, where, and its SHA-256."""

    what: str
    target: str
    digest: str

    @property
    def state(self) -> str:
        """One of 已安装, 被改动, 不在."""
        path = Path(self.target)
        if not path.is_file():
            return MISSING
        return PRESENT if _digest(path.read_bytes()) == self.digest else CHANGED


def plan(env: places.Env, *, interpreter: Path, addin: bytes, workbooks: Mapping[str, bytes]) -> tuple[Step, ...]:
    """What belongs where.  workbooks: content by file name.  Raises UserError A60 where a variable is missing."""
    missing = [name for name in ("APPDATA", "LOCALAPPDATA", "USERPROFILE", "PUBLIC") if not env.get(name)]
    if missing:
        raise fail("A60", names="、".join(missing))
    if not places.is_ascii(interpreter):
        raise fail("A61", Place(str(interpreter)))
    folder = places.workbooks_folder(env)
    return (
        Step("加载项", places.addin_file(env), addin),
        Step("加载项的设置", places.config_file(env), settings_text(interpreter).encode("ascii")),
        *(Step(f"空白的{Path(name).stem}", folder / name, content) for name, content in sorted(workbooks.items())),
    )


def settings_text(interpreter: Path) -> str:
    """The settings file as the add-in's VBA reads it: quoted pairs, one a line, keys in capitals."""
    pairs = {"INTERPRETER_WIN": str(interpreter), **SETTINGS}
    return "".join(f'"{key}","{value}"\r\n' for key, value in pairs.items())


def install(steps: Iterable[Step], manifest: Path) -> tuple[Item, ...]:
    """Carry out a plan.  A file that is not ours is kept beside as *.安装前.

    Raises UserError A62 with every file that cannot be written; the others are installed.
    """
    steps = tuple(steps)
    known = {item.target for item in installed(manifest)}
    items = tuple(Item(step.what, str(step.target), _digest(step.content)) for step in steps)
    faults = list(_attempt(manifest, _as_bytes(items)))
    if not faults:
        for step in steps:
            faults += _place(step, ours=str(step.target) in known)
    if faults:
        raise UserError(faults)
    return items


def _place(step: Step, *, ours: bool) -> Iterable[Problem]:
    if step.target.is_file() and step.target.read_bytes() == step.content:
        return
    if step.target.is_file() and not ours:
        kept = step.target.with_name(step.target.name + BEFORE)
        if not kept.exists():
            yield from _attempt(kept, step.target.read_bytes())
    yield from _attempt(step.target, step.content)


def _attempt(path: Path, content: bytes) -> Iterable[Problem]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, content)
    except UserError as error:
        yield from error.problems
    except OSError as error:
        yield problem("A62", Place(str(path)), why=why_not_written(error))


def installed(manifest: Path) -> tuple[Item, ...]:
    """What the list says is installed; nothing without a list.  Raises UserError A63 for a damaged one."""
    if not manifest.is_file():
        return ()
    try:
        rows = json.loads(manifest.read_bytes())
        return tuple(Item(str(row["what"]), str(row["target"]), str(row["digest"])) for row in rows)
    except (ValueError, KeyError, TypeError) as error:
        raise fail("A63", Place(str(manifest))) from error


def uninstall(manifest: Path) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Remove what is ours; returns what was removed and what stays because somebody changed it.

    A file that stood there before comes back.  Raises UserError A62, A63.
    """
    removed, kept, faults = [], [], []
    for item in installed(manifest):
        if item.state == CHANGED:
            kept.append(item)
        elif item.state == PRESENT:
            try:
                _take_back(Path(item.target))
                removed.append(item)
            except OSError as error:
                faults.append(problem("A62", Place(item.target), why=why_not_written(error)))
    if faults:
        raise UserError(faults)
    manifest.unlink(missing_ok=True)
    return tuple(removed), tuple(kept)


def _take_back(path: Path) -> None:
    before = path.with_name(path.name + BEFORE)
    if before.is_file():
        os.replace(before, path)
    else:
        path.unlink()


def _as_bytes(items: Iterable[Item]) -> bytes:
    rows: list[dict[str, Any]] = [asdict(item) for item in items]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode("utf-8")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
