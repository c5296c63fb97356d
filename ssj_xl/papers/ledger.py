"""公开台账: one page of a unit and year, a line each for every plan, lock, draw, void, cancellation, 递补 and 改派, with its fingerprint.

No script runs on it; a line of the operation log carries its number and fingerprint there, so that `verify` can ask for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from ssj_xl.papers.page.frame import opening, source

LEDGER = b'<meta name="ssj-ledger" '
"""What tells the page from others."""
_STYLE = "header, main, footer { max-width: 84rem; } .wide { overflow-x: auto; } td { font-size: .92rem; } td:nth-child(7) { min-width: 20em; }"
_MARK = re.compile(r'<meta name="ssj-ledger" content="([0-9]{4})\|([0-9]{4}-[0-9]{2}-[0-9]{2})\|([0-9a-f]{64})">')
_ROW = re.compile(r'<tr><td>.*?(?=<td class="page">)')
_NUMBERED = re.compile(r"<td>第 [0-9]+ 条</td>")
_TITLES = ("时间", "事项", "任务（计划）", "轮次", "内容", "操作日志", "指纹", "公示页")


class Line(NamedTuple):
    """One line.  at: time or day, '' where none is known; task: its number or that of a plan; number: of its entry in the log, '' for none."""

    at: str
    act: str
    task: str
    title: str
    attempt: str
    text: str
    number: str
    digest: str


class Ledger(NamedTuple):
    """What the page says.  day: on which it was made; head: last fingerprint of the log; lines: in order of time."""

    unit: str
    year: int
    day: str
    head: str
    lines: Sequence[Line]


class Mark(NamedTuple):
    """What a page says that it is: year, day, last fingerprint of the log."""

    year: int
    day: str
    head: str


def as_page(ledger: Ledger, pages: Mapping[str, str]) -> bytes:
    """The page as UTF-8 HTML.  pages: file name of the public page of a task, relative to this one."""
    title = f"{ledger.year} 年度双随机抽查公开台账"
    rows = "\n".join(f"{row(line)}<td class=\"page\">{_link(pages.get(line.task, ''))}</td></tr>" for line in ledger.lines)
    head = "".join(f"<th scope=\"col\">{name}</th>" for name in _TITLES)
    count = sum(line.act == "抽取" for line in ledger.lines)
    style, mark = source("page.css") + _STYLE, f'<meta name="ssj-ledger" content="{ledger.year}|{ledger.day}|{ledger.head}">'
    return f"""{opening(f"{title} {ledger.unit}", style, "", mark)}<body>
<header>
<p class="unit">{escape(ledger.unit)}</p>
<h1>{escape(title)}</h1>
<p class="kind">截至 {ledger.day}，共 {len(ledger.lines)} 项，其中抽取 {count} 次。作废、取消、递补和改派一并列出，不删减。</p>
</header>
<main>
<section>
<div class="wide"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>
<p class="help">操作日志末指纹：<code>{ledger.head}</code>。日志每条带上一条的指纹，少列一条、改动一条，与锁定声明、公开记录、主台账都对不上；
核验：<code>ssj-xl verify 公开台账.html 主台账.xlsx</code>。计划的指纹由其编号、名称、事项、范围、比例和日期算出；没有日志编号的各项凭本单位登记列出。</p>
</section>
</main>
<footer>本页由程序生成，不含风险等级、检查人员和不公开的原因。</footer>
</body>
</html>
""".encode()


def row(line: Line) -> str:
    """A line as it stands in the page, less the link, which changes nothing of what is said."""
    name = f"{escape(line.title)}<br><code>{escape(line.task)}</code>"
    digest = f"<code>{escape(line.digest)}</code>" if line.digest else ""
    number = f"第 {line.number} 条" if line.number else ""
    cells = (escape(line.at or "未登记"), escape(line.act), name, escape(line.attempt), escape(line.text), number, digest)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells)


def _link(name: str) -> str:
    return f"<a href=\"{escape(name, quote=True)}\">打开</a>" if name else "—"


def read_mark(text: str) -> Mark | None:
    """What a page says that it is; None for every other page."""
    found = _MARK.search(text)
    return Mark(int(found[1]), found[2], found[3]) if found else None


def differing(text: str, due: Iterable[Line], *, logged: bool) -> tuple[list[str], list[str]]:
    """Lines that a page should have and has not, and those that it has and should not: as people read them.

    logged: of those with a number in the log, which never change, or of the others, which the unit registers.
    """
    here = {found[0] for found in _ROW.finditer(text) if bool(_NUMBERED.search(found[0])) is logged}
    there = {row(line) for line in due}
    return sorted(map(_plain, there - here)), sorted(map(_plain, here - there))


def _plain(text: str) -> str:
    cells = re.sub(r"<br>|</td><td>", " ", text)
    return re.sub(r"<[^>]*>", "", cells)[:120]
