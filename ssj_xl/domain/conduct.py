"""How a check was carried out: off-site (非现场), which needs nobody at the object's door (实施方案二（四）)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ssj_xl.tables.defaults import OFFSITE

Rows = Iterable[Mapping[str, Any]]

WAYS = "检查方式"


def is_offsite(way: Iterable[str], codes: Rows) -> bool:
    """Whether a check was made off-site only: it has a 检查方式, and every one of them is off-site.

    way: names of 检查方式 as a row of 检查结果 has them.  codes: rows of 代码表, which says so in its column 非现场;
    where it says nothing, 书面检查, 网络检查 and what is called 非现场… are off-site.
    """
    said = {row["name"]: row["offsite"] for row in codes if row["category"] == WAYS}
    used = [name for name in way if name]
    return bool(used) and all(_offsite(name, said.get(name, "")) for name in used)


def _offsite(name: str, said: str) -> bool:
    return said == "是" if said else name in OFFSITE or name.startswith("非现场")
