"""密钥: the secrets of pseudonymous lists, in one file beside the workbook and in 备份, never in what is handed out.

A secret stands under its digest, which is all that the workbook keeps.  Nothing is ever taken out of the file: a
lock that failed leaves a key that no list asks for, and a workbook put back to an earlier state loses none.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.gateways.safe import BACKUPS, atomic_write
from ssj_xl.tables.problems import Place, UserError, fail

START = "密钥-"
"""How the names of key files begin."""


class Key(NamedTuple):
    """The secret of one attempt's list."""

    task: str
    attempt: int
    secret: str


def key_path(book: Path) -> Path:
    """The key file of a workbook."""
    return book.with_name(f"{START}{book.stem}.json")


def add_key(book: Path, key: Key) -> None:
    """Keep a secret before the lock that it belongs to is saved.  Raises UserError F55 for a file that cannot be read, F07."""
    path = key_path(book)
    found = read_keys(path) if path.exists() else {}
    _write(path, {**found, digest(key.secret): key})


def find_keys(book: Path) -> Iterator[tuple[str, Key]]:
    """(digest, key) from the workbook's own key file, from others beside it, and from 备份; unreadable ones are left out."""
    own, folder = key_path(book), book.parent
    others = (path for place in (folder, folder / BACKUPS) for path in sorted(place.glob(f"{START}*.json")))
    for path in dict.fromkeys((own, *others)):
        with contextlib.suppress(UserError):
            yield from read_keys(path).items() if path.exists() else ()


def copy_beside(book: Path, folder: Path) -> None:
    """Bring every key of a workbook into a folder of snapshots, where none is taken away."""
    path = key_path(book)
    if not path.exists():
        return
    target = folder / path.name
    with contextlib.suppress(UserError):  # a damaged file does not spoil the good copy
        found, there = read_keys(path), read_keys(target) if target.exists() else {}
        if found.keys() - there.keys():
            _write(target, {**there, **found})


def read_keys(path: Path) -> dict[str, Key]:
    """The keys in a file by digest.  Raises UserError F55 where it cannot be read or is none."""
    try:
        found = json.loads(path.read_bytes())["keys"]
        return {digest(one["secret"]): Key(one["task"], one["attempt"], _hex(one["secret"])) for one in found.values()}
    except OSError as error:
        raise fail("F55", Place(str(path)), exit_code=3, why=error.strerror or "读取出错") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise fail("F55", Place(str(path)), exit_code=3, why="内容不完整") from error


def _hex(secret: Any) -> str:
    if not isinstance(secret, str) or len(bytes.fromhex(secret)) != 32:
        raise ValueError("no secret")
    return secret


def _write(path: Path, keys: dict[str, Key]) -> None:
    entries = {name: key._asdict() for name, key in sorted(keys.items())}
    text = json.dumps({"about": "名录密钥：只供审计和补齐记录，不发送，不公布", "keys": entries}, ensure_ascii=False, indent=1)
    atomic_write(path, f"{text}\n".encode(), private=True)
