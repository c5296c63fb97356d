"""What a bureau answered once and need not answer again: a small file beside the file that it is about.

Beside a form it says where contents go (`workflows.monthly.own_form`), beside a workbook how columns and words of other people's
lists are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.gateways.safe import atomic_write
from ssj_xl.office.hostile import missing
from ssj_xl.office.refusals import why_not_read
from ssj_xl.tables.problems import Place, fail
from ssj_xl.tables.spec import TableSpec

_ENDING = ".填法.json"
_LIMIT = 1 << 20
_IMPORT, _COLUMNS, _WORDS = "导入", "列", "用语"


def answers_path(about: Path) -> Path:
    """Where the answers about a form or a workbook are kept: beside it, under its name."""
    return about.with_name(about.name + _ENDING)


def read_small_json(path: Path, what: str) -> Any:
    """What a small JSON file holds; what: what it is, for P69.  Raises UserError F01, P69 (exit code 3)."""
    place = Place(str(path))
    if not path.is_file():
        raise missing(path)
    try:
        if path.stat().st_size > _LIMIT:
            raise fail("P69", place, exit_code=3, what=what, why="文件过大")
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise fail("P69", place, exit_code=3, what=what, why=f"第 {error.lineno} 行第 {error.colno} 个字符附近的写法不是 JSON") from None
    except UnicodeDecodeError:
        raise fail("P69", place, exit_code=3, what=what, why="文字不是 UTF-8 编码") from None
    except RecursionError:
        raise fail("P69", place, exit_code=3, what=what, why="套得太深") from None
    except OSError as error:
        raise fail("P69", place, exit_code=3, what=what, why=why_not_read(error)) from error


def as_small_json(value: Any) -> bytes:
    """What `read_small_json` reads."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


class Readings(NamedTuple):
    """How lists are read into one register.  columns: title → the register's title, '' for one that is left out;
    words: the register's title → word of the list → word of the register."""

    columns: Mapping[str, str] = {}
    words: Mapping[str, Mapping[str, str]] = {}


def read_readings(workbook: str, spec: TableSpec) -> Readings:
    """What was answered when lists were imported into a register before.  Raises UserError P69 (exit code 3)."""
    kept = _texts(_of(workbook).get(_IMPORT, {}), spec.name)
    columns = {str(title): str(own) for title, own in _texts(kept, _COLUMNS).items() if not own or own in spec.by_title}
    words = {str(title): {str(word): str(own) for word, own in _texts(kept[_WORDS], title).items()}
             for title in _texts(kept, _WORDS) if title in spec.by_title}
    return Readings(columns, words)


def remember_readings(workbook: str, spec: TableSpec, new: Readings) -> None:
    """Keep how a list was read, beside what was answered before.  Raises UserError P69 (exit code 3), F07."""
    if not workbook or not (new.columns or new.words):
        return
    before, kept = read_readings(workbook, spec), _of(workbook)
    words = {title: {**before.words.get(title, {}), **new.words.get(title, {})} for title in {**before.words, **new.words}}
    lists = {**_texts(kept, _IMPORT), spec.name: {_COLUMNS: {**before.columns, **new.columns}, _WORDS: words}}
    atomic_write(answers_path(Path(workbook)), as_small_json({**kept, _IMPORT: lists}))


def _of(workbook: str) -> Mapping[str, Any]:
    path = answers_path(Path(workbook)) if workbook else None
    kept = read_small_json(path, "填法") if path and path.is_file() else {}
    return kept if isinstance(kept, dict) else {}


def _texts(kept: Any, name: str) -> Mapping[str, Any]:
    found = kept.get(name, {}) if isinstance(kept, dict) else {}
    return found if isinstance(found, dict) else {}
