"""ssj_xl: 司法行政机关在 Excel 工作簿上开展“双随机、一公开”监管的工具。

The library: a register as a DataFrame, a draw, teams, the form, the bureau's month (docs/API.md).

    book = ssj_xl.open("主台账.xlsx")
    firms = book["检查对象"].df
    drawn = ssj_xl.draw(firms, group="信用风险等级", ratio={"A": "1%", "B": "3%"}, seed="2021年3月")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ssj_xl.entry.library.books import Book, Register, open
    from ssj_xl.entry.library.drawing import draw, match
    from ssj_xl.entry.library.forms import fill
    from ssj_xl.entry.library.papers import consolidate, verify
    from ssj_xl.entry.library.tasks import Task
    from ssj_xl.tables.problems import Problem, UserError

__version__ = "0.1.0"
__all__ = ["Book", "Problem", "Register", "Task", "UserError", "consolidate", "draw", "fill", "match", "open", "verify"]

_HOMES = {
    **dict.fromkeys(("Book", "Register", "open"), "ssj_xl.entry.library.books"),
    "Task": "ssj_xl.entry.library.tasks",
    **dict.fromkeys(("draw", "match"), "ssj_xl.entry.library.drawing"),
    **dict.fromkeys(("consolidate", "verify"), "ssj_xl.entry.library.papers"),
    "fill": "ssj_xl.entry.library.forms",
    **dict.fromkeys(("Problem", "UserError"), "ssj_xl.tables.problems"),
}
"""Where each public name is: loaded when it is first asked for, so that the import costs nothing."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
