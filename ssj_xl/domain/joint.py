"""The files of a joint draw: what each of them has, and the fingerprint that binds it (SHA-256 over its rows).

A file is a few lists of texts.  Whoever changes one word of it changes its fingerprint, which is on the paper that the
party's head signs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ssj_xl.domain.draw import ssj1
from ssj_xl.tables.problems import Problem, problem

FACTS = ("项目", "内容")
MARK = "指纹"
"""The last of a file's facts."""
Rows = Sequence[tuple[str, ...]]


class Part(NamedTuple):
    """One list of a file.  titles: of its columns; bound: how many of them the fingerprint covers, 0 for all."""

    name: str
    titles: tuple[str, ...]
    bound: int = 0


@dataclass(frozen=True)
class Kind:
    """A kind of file.  title: what it is called; facts: what its first list says; parts: the other lists."""

    title: str
    facts: tuple[str, ...]
    parts: tuple[Part, ...]


INVITATION = Kind("联合抽查邀请件", (
    "任务编号", "任务名称", "牵头单位", "抽取范围", "对象类型", "区县", "对象标签", "人员要求", "开始日期", "截止日期", "参与件截止", "计划锁定日期",
    "随机源", "抽取地点", "监督人"), (
    Part("参与方", ("参与方编码", "参与方", "牵头", "其他机关", "席位", "事项编码")),
    Part("事项", ("事项编码", "检查事项", "对象类型"))))
REPLY = Kind("联合抽查参与件", ("任务编号", "邀请件指纹", "参与方编码", "参与方", "填报人", "签发人", "填报日期"), (
    Part("人员", ("人员编码", "姓名", "执法证号", "证件有效期", "可检查事项", "人员标签", "组长资格", "可派次数", "参加")),
    Part("回避", ("回避人员编码", "回避对象编码")),
    Part("对象", ("对象编码", "对象名称", "对象类型", "参加", "余量"))))
DISTRIBUTION = Kind("联合抽查分发件", ("任务编号", "任务名称", "轮次", "种子", "参与方编码", "参与方", "牵头单位", "截止日期", "回交"), (
    Part("检查组", ("对象编码", "对象名称", "对象类型", "地址", "电话", "组长", "检查组", "检查组编码")),
    Part("检查结果", ("对象编码", "对象名称", "事项编码", "检查事项", "检查日期", "签字情况", "检查结果", "问题描述", "后续处置", "处置期限"), 4)))
KINDS = (INVITATION, REPLY, DISTRIBUTION)


@dataclass(frozen=True)
class Document:
    """One file: its kind, its facts and its lists by name."""

    kind: Kind
    facts: Mapping[str, str]
    lists: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that is bound, 64 hex: a JSON list of texts a line, white space that programs change left aside.

        The rows of a list count in one order whatever theirs is: a list that somebody has sorted says the same.
        """
        return ssj1.digest("".join(f"{line}\n" for line in self._lines()))

    def _lines(self) -> Iterator[str]:
        yield _line((self.kind.title,))
        yield from (_line((name, self.facts.get(name, ""))) for name in self.kind.facts)
        for part in self.kind.parts:
            yield _line((part.name,))
            yield from sorted(_line(row[:part.bound or None]) for row in self.lists.get(part.name, ()))

    def rows(self, part: str) -> list[dict[str, str]]:
        """The rows of a list by title."""
        titles = next(one.titles for one in self.kind.parts if one.name == part)
        return [dict(zip(titles, row, strict=True)) for row in self.lists.get(part, ())]


def _line(texts: Sequence[str]) -> str:
    return json.dumps([" ".join(text.split()) for text in texts], ensure_ascii=False)


Sheet = Sequence[Mapping[int, str]]


def read_document(sheets: Sequence[Sheet]) -> tuple[Document | None, list[Problem]]:
    """The file that these sheets are (rows of column → text), and everything that is wrong with it (J02, J03; J36 where it is filled in by others).

    No document and no problem for what is none of these files.
    """
    facts = next((rows for sheet in sheets if (rows := _rows(sheet, FACTS)) is not None), [])
    known = {row[0]: row[1] for row in facts}
    kind = next((one for one in KINDS if set(one.facts) <= known.keys()), None)
    if kind is None:
        return None, []
    wrong: list[Problem] = []
    lists: dict[str, Rows] = {}
    for part in kind.parts:
        rows = next((rows for sheet in sheets if (rows := _rows(sheet, part.titles)) is not None), None)
        wrong += [problem("J02", kind=kind.title, part=part.name)] if rows is None else []
        lists[part.name] = rows or []
    document = Document(kind, {name: known[name] for name in kind.facts}, lists)
    if not wrong and known.get(MARK, "") != document.fingerprint:
        wrong.append(problem("J36" if kind is DISTRIBUTION else "J03", kind=kind.title, stated=known.get(MARK, "")[:16] or "（没有）", computed=document.fingerprint[:16]))
    return document, wrong


def _rows(sheet: Sheet, titles: tuple[str, ...]) -> list[tuple[str, ...]] | None:
    """The rows below the line with these titles; None where there is no such line.

    Every row has a code and a name: behind a blank row what has none of the two is a note of somebody's.
    """
    rows = [tuple(row.get(column, "").strip() for column in range(len(titles))) for row in sheet]
    if titles not in rows:
        return None
    below = rows[rows.index(titles) + 1:]
    end = next((number for number, row in enumerate(below) if not any(row)), len(below))
    return [*below[:end], *(row for row in below[end:] if row[0] and row[1])]
