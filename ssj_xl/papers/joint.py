"""The files of a joint draw as workbooks to print, sign and send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssj_xl.domain.joint import FACTS, MARK, Document
from ssj_xl.papers.listing import PrintedList, as_workbook
from ssj_xl.papers.notice import in_groups

_WIDE = frozenset(("对象名称", "检查事项", "可检查事项", "地址", "检查组", "检查组编码", "问题描述", "事项编码", "参与方"))
_NARROW = frozenset(("牵头", "其他机关", "席位", "参加", "余量", "组长资格", "可派次数"))


def as_file(document: Document, heads: Mapping[str, str], choices: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """A document as a workbook, a sheet a list.

    heads: what stands below the title, by name of the list, "" for the first; choices: what may be chosen in a column, by its title.
    """
    kind, mark = document.kind, document.fingerprint
    facts = [(name, document.facts.get(name, "")) for name in kind.facts]
    first = PrintedList(name=kind.title, columns=((FACTS[0], 18), (FACTS[1], 70)), rows=[*facts, (MARK, mark)],
                        heads=[kind.title, *filter(None, [heads.get("", "")])], size=12)
    lists = [PrintedList(name=part.name, columns=[(title, _width(title)) for title in part.titles],
                         rows=document.lists.get(part.name, ()), heads=[f"{kind.title}：{part.name}", heads.get(part.name) or f"指纹 {in_groups(mark)}"],
                         choices={column: words for column, title in enumerate(part.titles) if (words := (choices or {}).get(title))})
             for part in kind.parts]
    return as_workbook(kind.title, [first, *lists], shown=kind.title)


def _width(title: str) -> int:
    return 28 if title in _WIDE else 9 if title in _NARROW else 22 if title.endswith("编码") else 15 if len(title) < 5 else 18
