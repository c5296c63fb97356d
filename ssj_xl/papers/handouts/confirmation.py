"""抽取结果确认单: what was drawn, on paper, signed on the day by whoever drew, supervised and witnessed.

The lock is signed before the random number exists; this paper says which list came of it, so that a list exchanged later
meets a signature.  It is kept by the bureau and names persons: it is not published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ssj_xl.domain.draw.public_value import source_in_words, value_in_words
from ssj_xl.domain.draw.ssj1 import public_of
from ssj_xl.domain.period import REPLACED, long_day
from ssj_xl.papers.handouts.layout import HEI, KAI, SONG, Block, Cell, Face, Form, Grid, Line, Paper, Sheet, Text
from ssj_xl.papers.handouts.results import Job, RowLike
from ssj_xl.papers.notice import in_groups

SHEET = Sheet(top=25, bottom=20, left=22, right=20, folio=Face(SONG, 10.5, 14, "center"))

_TITLE = Face(HEI, 20, 30, "center", after=6, outline=1)
_UNIT = Face(KAI, 14, 22, "center", after=6)
_BODY = Face(SONG, 12, 20, indent=2, before=6, after=6)
_LABEL, _CELL, _HEX = Face(HEI, 10.5, 16, "center"), Face(SONG, 10.5, 16), Face("Courier New", 10, 15)
_CENTRED = Face(SONG, 10.5, 16, "center")
_NOTE = Face(SONG, 10, 15, before=8)
_SIGNERS = ("操作人", "监督人", "见证人")
_FACTS = (("名录指纹", "root"), ("种子", "seed"), ("日志末指纹", "log_head"))


def confirmation(job: Job, winners: Sequence[RowLike], later: Sequence[str] = ()) -> Paper:
    """The paper of a task that was drawn.

    winners: rows of 抽取名单 as the seed gave them, whoever was replaced since among them; later: what changed the list or
    the teams since then, in words.
    """
    return Paper("抽取结果确认单", SHEET, (Form(tuple(_blocks(job, winners, later)), "抽取结果确认单"),))


def _blocks(job: Job, winners: Sequence[RowLike], later: Sequence[str]) -> Iterator[Block]:
    draw = job.draw or {}
    yield Text("“双随机、一公开”抽查抽取结果确认单", _TITLE)
    yield Text(job.settings.unit + job.settings.division, _UNIT)
    yield _facts(job, draw)
    teams = "表中的检查人员是现在的。" if later else "检查人员由同一种子匹配。"
    yield Text(f"按锁定的名录、规则和随机数当场计算，抽中下列 {len(winners)} {job.measure}。{teams}", _BODY, keep=True)
    yield _list(winners)
    if later:
        yield Text(f"抽取、匹配以后有变动：{'；'.join(later)}。原因和批准人见“抽取名单”和公开记录。", _BODY)
    yield Text("下列人员在场，确认以上单位是当场抽取的结果，没有增减、调换。", _BODY, keep=True)
    yield _signatures(job)
    yield Text("指纹与锁定公告、公开记录逐字核对。本单由本单位存档，不上网、不外发。", _NOTE)


def _facts(job: Job, draw: RowLike) -> Grid:
    plain = [("任务", f"{job.task['name']}（{job.task['code']}）第 {draw['attempt']} 轮"),
             ("锁定、抽取", f"{draw['locked_at'] or '省监管平台'} 锁定，{draw['drawn_at']} 抽取"), ("随机源", source_in_words(draw["source"])),
             ("随机数", value_in_words(public_of(draw["seed_text"] or ""))), ("名录", f"{draw['count']} {job.measure}" if draw["count"] else "")]
    lines = [Line((Cell(name, _LABEL, shade=True), Cell(text, _CELL))) for name, text in plain if text]
    lines += [Line((Cell(name, _LABEL, shade=True), Cell(in_groups(draw[key]), _HEX))) for name, key in _FACTS if draw[key]]
    return Grid((36.0, 132.0), tuple(lines))


def _list(winners: Sequence[RowLike]) -> Grid:
    head = Line(tuple(Cell(text, _LABEL, shade=True) for text in ("序号", "检查对象", "对象编码", "检查人员")), head=True)
    rows = [Line((Cell(str(number), _CENTRED), Cell(row["name"], _CELL), Cell(row["object"], _HEX),
                  Cell(_team(row), _CELL))) for number, row in enumerate(winners, 1)]
    return Grid((12.0, 52.0, 54.0, 50.0), (head, *rows))


def _team(row: RowLike) -> str:
    return "（已被替换，见下）" if row["state"] == REPLACED else row["team_names"] or "（匹配以后再打印）"


def _signatures(job: Job) -> Grid:
    task = job.task
    named = (task["operator"], task["supervisor"], task["witness"])
    head = Line(tuple(Cell(text, _LABEL, shade=True) for text in ("身份", "姓名", "签字", "日期")), head=True, keep=True)
    rows = [Line((Cell(role, _LABEL), Cell(name or "", _CENTRED), Cell("", _CELL), Cell("", _CELL)), least=34, keep=True)
            for role, name in (*zip(_SIGNERS, named, strict=True), *((f"参与方 {party}", "") for party in job.parties))]
    video = Line((Cell("录像编号", _LABEL), Cell("", _CELL, span=2), Cell(f"打印日期 {long_day(job.day)}", _CENTRED)), least=28)
    return Grid((28.0, 32.0, 52.0, 56.0), (head, *rows, video))
