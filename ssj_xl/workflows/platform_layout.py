"""Where a platform's layout comes from: the file that a bureau adapted, or the one that comes with the program."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from ssj_xl.domain.platform.layout import Layout, parse_layout
from ssj_xl.tables.problems import Place, fail

_PART = ("data", "platform", "general.json")
_LIMIT = 1 << 20  # bytes; a layout has some ten thousand


def built_in() -> bytes:
    """The JSON of the layout that comes with the program, to be adapted."""
    return files("ssj_xl").joinpath(*_PART).read_bytes()


def load_layout(path: Path | None = None) -> Layout:
    """The layout of a file, else the built-in one.  Raises UserError F01, S01 (exit code 3), S02–S07."""
    if path is None:
        return parse_layout(json.loads(built_in()))
    place = Place(str(path))
    if not path.is_file():
        raise fail("F01", place, exit_code=3)
    try:
        if path.stat().st_size > _LIMIT:
            raise fail("S01", place, exit_code=3, why="文件过大，不是版式")
        value = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_no_doubles)
    except json.JSONDecodeError as error:
        raise fail("S01", place, exit_code=3, why=f"第 {error.lineno} 行第 {error.colno} 个字符附近的写法不是 JSON") from None
    except (ValueError, RecursionError) as error:
        why = "文字不是 UTF-8 编码" if isinstance(error, UnicodeDecodeError) else f"{error}"
        raise fail("S01", place, exit_code=3, why=why) from None
    except OSError as error:
        raise fail("S01", place, exit_code=3, why=error.strerror or "读取出错") from error
    return parse_layout(value, path.name)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a key that stands twice only the last would count, unseen."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise ValueError(f"“{key}”在同一处写了两次")
        seen.add(key)
    return dict(pairs)
